//! Binding a GitHub account to a wallet, against the simulator of GitHub: each way, and what is refused.

mod lists;
mod refused;
mod rules;
mod scene;
mod ways;
