//! The use cases: index, score, publish, deploy, verify, follow claims.

pub mod index;
