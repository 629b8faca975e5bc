//! Reads evidence into the store.

pub mod clone;
pub mod github;
pub mod queue;
pub mod select;
