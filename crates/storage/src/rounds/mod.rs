//! Funding rounds: followed events, texts under their hashes, frozen lists, coefficients as shown.

mod events;
mod lists;
mod texts;

pub use lists::{KeptList, ShownCoefficient};
