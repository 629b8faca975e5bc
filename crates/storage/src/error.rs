//! Everything that can go wrong with the database.

use thiserror::Error;
use tributary_model::{AppealKind, ChallengeId, Identity, RepositoryName};

/// Why the database could not do what was asked.
#[derive(Debug, Error)]
pub enum StorageError {
    /// The address names no engine that we speak.
    #[error(
        "`{0}` is not a database address; expected `sqlite://path/to/file.db` or `postgres://user@host/name`"
    )]
    UnknownEngine(String),
    /// The database could not be opened.
    #[error("cannot open the database `{database}`: {source}")]
    Open {
        /// Where, without a password.
        database: String,
        /// What the engine said.
        source: sqlx::Error,
    },
    /// The schema could not be brought up to date.
    #[error("cannot bring the schema of the database up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The engine refused a statement or the connection broke.
    #[error("the database refused to {action}: {source}")]
    Sql {
        /// What was attempted, as a verb phrase.
        action: &'static str,
        /// What the engine said.
        source: sqlx::Error,
    },
    /// A number that the database's 64-bit signed integers cannot hold.
    #[error("`{column}` is {value}, which is above what the database can hold (2^63 - 1)")]
    TooLarge {
        /// The column it was meant for, as `table.column`.
        column: &'static str,
        /// The number.
        value: u64,
    },
    /// Too many descriptions and reasons.
    #[error(
        "{most} texts of rounds are kept already, and no more are taken; remove those of rounds that are over"
    )]
    TextsFull {
        /// How many may be.
        most: i64,
    },
    /// Somebody else may index the repository now.
    #[error(
        "the lease of `{0}` ended while it was held: this process stood still for too long, and another one may go on"
    )]
    LeaseLost(RepositoryName),
    /// Somebody has to decide first about what waits.
    #[error(
        "`{identity}` has {most} of the kind `{kind}` waiting in `{campaign}`, and no more may wait; the maintainer has to \
         decide first", kind = .kind.as_str()
    )]
    AppealsFull {
        /// Whose.
        identity: Identity,
        /// Where.
        campaign: String,
        /// Of which kind.
        kind: AppealKind,
        /// How many may wait.
        most: u64,
    },
    /// It was decided already, or there is none of that number.
    #[error("no appeal of the number {0} waits any more")]
    AppealSettled(u64),
    /// It was used, it came to nothing, or its time is over.
    #[error("the challenge `{0}` can no longer be used; ask for a new one")]
    ChallengeOver(ChallengeId),
    /// Somebody else may sign with the key now.
    #[error(
        "the lease of the sender {sender} on chain {chain_id} ended while it was held: this process stood still for too \
         long, and another one may go on"
    )]
    SenderLost {
        /// EIP-155 id.
        chain_id: u64,
        /// The key's account.
        sender: tributary_model::Address,
    },
    /// A stored row breaks a rule of the model; something other than this program wrote it.
    #[error("the table `{table}` holds `{value}` as `{column}` at `{key}`, which is not valid")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        key: String,
        /// What is stored there.
        value: String,
    },
}

/// Names what was attempted when a statement fails.
pub(crate) trait Attempting<T> {
    /// `action` completes the sentence "the database refused to …".
    fn attempting(self, action: &'static str) -> Result<T, StorageError>;
}

impl<T> Attempting<T> for Result<T, sqlx::Error> {
    fn attempting(self, action: &'static str) -> Result<T, StorageError> {
        self.map_err(|source| StorageError::Sql { action, source })
    }
}
