//! End-to-end stories on real parts.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod appeals;
mod architecture;
mod backtest;
mod bad_input;
mod batch;
mod binding;
mod binding_lists;
mod chains;
mod command_line;
mod explain;
mod frozen;
mod honest;
mod identity;
mod interrupted;
mod kinds;
mod matching;
mod outside;
mod overrides;
mod recurring;
mod rehearse;
mod repositories;
mod road;
mod round;
mod safe;
mod secrets;
mod snapshot;
mod source;
mod sponsored;
mod tampering;
mod tree;
mod vesting;
