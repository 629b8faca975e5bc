//! Why the server cannot start or go on. What a request can run into is in `problem`.

use thiserror::Error;
use tributary_engine::{bundle::BundleError, config::ConfigError, receipt::ReceiptError};
use tributary_storage::StorageError;

/// Why the server stopped or did not start.
#[derive(Debug, Error)]
pub enum ApiError {
    /// A bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A bundle's rules cannot be read.
    #[error("the rules of `{slug}`: {source}")]
    Rules {
        /// Which bundle.
        slug: String,
        /// What is wrong.
        source: ConfigError,
    },
    /// A bundle's files do not explain its amounts.
    #[error("the bundle of `{slug}`: {source}")]
    Ledger {
        /// Which bundle.
        slug: String,
        /// What is wrong.
        source: Box<ReceiptError>,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A setting makes no sense.
    #[error("`{key}` is {value}: {message}")]
    Setting {
        /// Which.
        key: &'static str,
        /// What was given.
        value: String,
        /// What to give.
        message: &'static str,
    },
}
