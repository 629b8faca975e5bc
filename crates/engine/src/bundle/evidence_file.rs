//! `evidence.jsonl`: one JSON object a line; repositories, then accounts, then contributions, each sorted.

use serde::{Deserialize, Serialize};
use tributary_model::{Account, Contribution, Repository};
use tributary_score::Evidence;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum LineOut<'a> {
    Repository(&'a Repository),
    Account(&'a Account),
    Contribution(&'a Contribution),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum LineIn {
    Repository(Repository),
    Account(Account),
    Contribution(Contribution),
}

/// Writes evidence that is already in order.
#[must_use]
pub fn write_evidence(evidence: &Evidence) -> Vec<u8> {
    let lines = (evidence.repositories.iter().map(LineOut::Repository))
        .chain(evidence.accounts.iter().map(LineOut::Account))
        .chain(evidence.contributions.iter().map(LineOut::Contribution));
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, &line).expect("plain values always serialise to memory");
        bytes.push(b'\n');
    }
    bytes
}

/// Reads evidence back, in the order of the file.
///
/// # Errors
/// The line's number and what is wrong with it.
pub fn read_evidence(bytes: &[u8]) -> Result<Evidence, String> {
    let mut evidence = Evidence::default();
    for (place, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        let parsed = serde_json::from_slice(line).map_err(|error| format!("line {}: {error}", place + 1))?;
        match parsed {
            LineIn::Repository(repository) => evidence.repositories.push(repository),
            LineIn::Account(account) => evidence.accounts.push(account),
            LineIn::Contribution(contribution) => evidence.contributions.push(contribution),
        }
    }
    Ok(evidence)
}
