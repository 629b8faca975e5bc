//! Funding rounds as they are served: their folders, and what follows from their events.

mod catalog;
mod view;

pub(crate) use catalog::{RoundCatalog, ServedRound, Tallied};
pub(crate) use view::{RoundView, Views, published, stands};
