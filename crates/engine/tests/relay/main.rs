//! A sponsor on a real chain, through every crash, reorganisation and rival.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]
#![allow(clippy::large_futures, reason = "a test runs on the heap that its runtime gives it")]

#[path = "../../../chain/tests/onchain/anvil.rs"]
#[allow(dead_code, reason = "what only other tests need")]
mod anvil;
mod crashes;
#[path = "../../../chain/tests/onchain/relay.rs"]
#[allow(dead_code, reason = "what only other tests need")]
mod endpoint;
mod queue;
mod rivals;
mod stage;
mod waiting;
