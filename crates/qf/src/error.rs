//! What can be wrong with a list of donations.

use thiserror::Error;

/// Why a list of donations cannot be used. Every bad row is named, up to a hundred.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ListError {
    /// The first line is not the header.
    #[error(
        "the first line must be `donor,project,amount` or `donor,project,amount,coefficient`, found `{0}`"
    )]
    Header(String),
    /// The first line of a list of exclusions is not the header.
    #[error("the first line must be `donor,project`, found `{0}`")]
    ExclusionHeader(String),
    /// Bad rows, one a line.
    #[error("{total} bad row{}:{listed}", if *total == 1 { "" } else { "s" })]
    Rows {
        /// How many.
        total: usize,
        /// The first hundred.
        listed: String,
    },
    /// No row at all.
    #[error("the list has no donations; add lines such as `0x…,my-project,1000000`")]
    Empty,
}
