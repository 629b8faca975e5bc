//! Reads evidence into the store.
