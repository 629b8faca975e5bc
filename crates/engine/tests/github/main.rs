//! A repository on the simulator of GitHub into the store.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod beside;
mod changes;
mod collect;
mod database;
mod faults;
mod limits;
mod reading;
mod scores;
mod secrets;
mod select;
mod tokens;
