//! Reads evidence into the store.

pub mod clone;
