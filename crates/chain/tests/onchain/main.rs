//! The crate on a real chain: every test has an anvil of its own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod anvil;
mod claim;
mod deploy;
mod endpoint;
mod events;
mod follow;
mod identity;
mod relay;
mod round;
mod secrets;
mod setting;
mod verify;
