//! Exit codes, stated in `tributary --help`.

use std::{error::Error, fmt, process::ExitCode};

use tributary_chain::ChainError;
use tributary_engine::{
    backtest::BacktestError, collect::CollectError, index::select::SelectError, logins::LoginError,
};
use tributary_github::api::GithubError;
use tributary_storage::StorageError;

use crate::output;

/// A check failed, or what was asked for is not there.
pub(crate) const FAILED: u8 = 1;
/// Bad input: a flag, a file or a list.
pub(crate) const BAD_INPUT: u8 = 2;
/// The network, the chain or the database failed.
pub(crate) const OUTSIDE: u8 = 3;
/// The person said no.
pub(crate) const DECLINED: u8 = 4;

/// Marks an error with its exit code. The words stay those of the error behind it.
#[derive(Debug)]
pub(crate) struct Coded {
    code: u8,
    message: String,
}

impl fmt::Display for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Coded {}

/// An error with the code [`FAILED`].
pub(crate) fn failed(message: impl Into<String>) -> anyhow::Error {
    Coded { code: FAILED, message: message.into() }.into()
}

/// An error with the code [`DECLINED`].
pub(crate) fn declined(message: impl Into<String>) -> anyhow::Error {
    Coded { code: DECLINED, message: message.into() }.into()
}

/// Something outside of the program failed.
pub(crate) fn outside(error: impl fmt::Display) -> anyhow::Error {
    Coded { code: OUTSIDE, message: error.to_string() }.into()
}

/// Prints the error with its causes and gives its code.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    let mut causes: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many library errors already carry the words of their cause.
        if !causes.iter().any(|said| said.contains(&cause)) {
            causes.push(cause);
        }
    }
    output::note(format!("error: {}", causes.join("\n  because: ")));
    ExitCode::from(error.chain().find_map(code).unwrap_or(BAD_INPUT))
}

/// Was something refused, while everything outside works?
pub(crate) fn is_failure(error: &anyhow::Error) -> bool {
    error.chain().find_map(code) == Some(FAILED)
}

/// The code of an error that has one. What has none was found wrong in what we were given.
fn code(error: &(dyn Error + 'static)) -> Option<u8> {
    if let Some(coded) = error.downcast_ref::<Coded>() {
        return Some(coded.code);
    }
    if let Some(error) = error.downcast_ref::<ChainError>() {
        return Some(of_chain(error));
    }
    if let Some(error) = error.downcast_ref::<StorageError>() {
        return Some(of_storage(error));
    }
    if let Some(BacktestError::NoEvidence(_)) = error.downcast_ref() {
        return Some(FAILED);
    }
    if let Some(error) = error.downcast_ref::<SelectError>() {
        return Some(of_selection(error));
    }
    if let Some(error) = error.downcast_ref::<LoginError>() {
        return match error {
            LoginError::ChangedHands { .. } => None,
            LoginError::Storage(error) => Some(of_storage(error)),
        };
    }
    match error.downcast_ref::<CollectError>()? {
        CollectError::Storage(error) => Some(of_storage(error)),
        CollectError::NotIndexed(_)
        | CollectError::NotSelected(_)
        | CollectError::NotClassified(_)
        | CollectError::CloneNotIndexed(_)
        | CollectError::Unfinished(_)
        | CollectError::CloneUnfinished(_)
        | CollectError::CloneElsewhere { .. }
        | CollectError::OtherHistory { .. } => Some(FAILED),
        CollectError::GithubIndex(_) | CollectError::CloneIndex(_) => Some(OUTSIDE),
        CollectError::Config(_) | CollectError::Clone(_) | CollectError::SameRepository { .. } => None,
    }
}

const fn of_selection(error: &SelectError) -> u8 {
    match error {
        SelectError::Github(
            GithubError::Unreachable { .. }
            | GithubError::LimitTooLong { .. }
            | GithubError::NotGithub { .. },
        ) => OUTSIDE,
        SelectError::Github(GithubError::NoOwner { .. } | GithubError::Forbidden { .. })
        | SelectError::Nothing(_) => FAILED,
        SelectError::Storage(error) => of_storage(error),
        SelectError::Github(_)
        | SelectError::Read { .. }
        | SelectError::Header { .. }
        | SelectError::Line { .. } => BAD_INPUT,
    }
}

const fn of_storage(error: &StorageError) -> u8 {
    match error {
        StorageError::UnknownEngine(_) => BAD_INPUT,
        StorageError::AppealSettled(_) | StorageError::AppealsFull { .. } => FAILED,
        _ => OUTSIDE,
    }
}

const fn of_chain(error: &ChainError) -> u8 {
    match error {
        ChainError::BadUrl { .. }
        | ChainError::WrongChain { .. }
        | ChainError::NoKey
        | ChainError::BadKey
        | ChainError::Keystore { .. }
        | ChainError::NotAnvil { .. }
        | ChainError::OtherDecimals { .. }
        | ChainError::WrongWay { .. }
        | ChainError::NoVotes { .. } => BAD_INPUT,
        ChainError::Reverted { .. }
        | ChainError::TransactionFailed { .. }
        | ChainError::NoCode { .. }
        | ChainError::OtherCode { .. }
        | ChainError::Strange { .. }
        | ChainError::OtherAttestors { .. }
        | ChainError::NotEnoughEther { .. }
        | ChainError::NotEnoughTokens { .. }
        | ChainError::SafeCannot { .. }
        | ChainError::OtherDomain { .. }
        | ChainError::WindowOver { .. }
        | ChainError::ApplicationsOver { .. } => FAILED,
        ChainError::Unreachable { .. }
        | ChainError::Refused { .. }
        | ChainError::NotMined { .. }
        | ChainError::Service { .. }
        | ChainError::Unanswered { .. }
        | ChainError::Waiting { .. }
        | ChainError::NonceMoved { .. }
        | ChainError::PlanMoved
        | ChainError::Nonsense { .. } => OUTSIDE,
    }
}
