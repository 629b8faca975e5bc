//! `evidence.jsonl`: one JSON object a line; repositories, accounts, contributions, pull requests, files of
//! commits; each of these sorted.

use serde::{Deserialize, Serialize};
use tributary_model::{Account, CommitPaths, Contribution, PullRequest, Repository};
use tributary_score::Evidence;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum LineOut<'a> {
    Repository(&'a Repository),
    Account(&'a Account),
    Contribution(&'a Contribution),
    PullRequest(&'a PullRequest),
    Commit(&'a CommitPaths),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum LineIn {
    Repository(Repository),
    Account(Account),
    Contribution(Contribution),
    PullRequest(PullRequest),
    Commit(CommitPaths),
}

/// Writes evidence that is already in order.
#[must_use]
pub fn write_evidence(evidence: &Evidence) -> Vec<u8> {
    let lines = (evidence.repositories.iter().map(LineOut::Repository))
        .chain(evidence.accounts.iter().map(LineOut::Account))
        .chain(evidence.contributions.iter().map(LineOut::Contribution))
        .chain(evidence.pull_requests.iter().map(LineOut::PullRequest))
        .chain(evidence.commits.iter().map(LineOut::Commit));
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
            LineIn::PullRequest(pull) => evidence.pull_requests.push(pull),
            LineIn::Commit(commit) => evidence.commits.push(commit),
        }
    }
    Ok(evidence)
}
