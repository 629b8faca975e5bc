//! `tributary index` on the simulator of GitHub, as a process.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod kill;
mod output;
mod process;
mod queue;
