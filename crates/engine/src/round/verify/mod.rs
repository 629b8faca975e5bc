//! `tributary verify` of a round: recomputes the tally from the published inputs, reads the inputs again from the chain,
//! and compares both with what was proposed and paid. One check a line; each trusts only the files that it starts from,
//! so that a change to one of them shows in the check that belongs to it, even where manifest and hashes were changed
//! along.

mod offline;
mod onchain;
mod results;
mod tallied;

pub use offline::verify_round_offline;
pub use onchain::verify_round_chain;

type Outcome = Result<String, String>;

fn text(error: impl ToString) -> String {
    error.to_string()
}
