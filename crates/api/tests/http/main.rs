//! The API as a client meets it: over TCP, with a real bundle on disk and a real database.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod appeals;
mod bindings;
mod bundles;
mod campaigns;
mod claims;
mod follow;
mod limits;
mod operations;
mod page;
mod people;
mod rounds;
mod site;
mod verify;
