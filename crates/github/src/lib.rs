//! The outside world of code: GitHub's API by octocrab, local clones by gix, and who holds an account.
//!
//! They turn what they read into the words of `tributary-model`; neither stores anything.

pub mod api;
mod attributes;
pub mod clone;
mod email;
pub mod identity;
mod lfs;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use email::identity_of;
