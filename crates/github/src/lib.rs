//! The outside world of code: GitHub's API by octocrab, and local clones by gix.
//!
//! Both turn what they read into the words of `tributary-model`; neither stores anything.

pub mod api;
mod attributes;
pub mod clone;
mod email;
mod lfs;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use email::identity_of;
