//! Funding rounds, from their file to the last claim.

mod contribution;
mod kill;
mod lists;
mod reorg;
mod tampering;
mod whole;
