//! GitHub by its GraphQL API: commits of the default branch, pull requests with reviews and comments, and
//! issues with comments, as evidence.
//!
//! - [`GithubClient`] asks: again when the server fails, with another token or later when a rate limit stands, never
//!   for ever.
//! - [`RepositoryReader`] reads: one small question tells whether anything changed; after that each question
//!   asks for the next page of every list at once, and lists inside that do not end on the page are read to
//!   their end before anything is handed over.
//!
//! - [`read_facts`] looks at the files of the newest commit, for classifying.
//!
//! It refuses to hand over half an answer: data that GitHub gives beside errors is asked for again.
//! Bodies of issues and comments are never asked for, of those of pull requests and the messages of their commits
//! only what they revert is kept, and e-mails do not leave this crate.

mod access;
mod address;
mod answer;
mod client;
mod contents;
mod error;
mod evidence;
mod facts;
mod listing;
mod page_size;
mod patience;
mod people;
mod query;
mod reader;
mod reverts;
mod shape;
mod step;
mod subject;
mod tails;
mod thread;
mod tokens;

pub(crate) use access::header;
pub use access::{Access, AppAccess};
pub(crate) use address::{base_address, rest_prefix};
pub(crate) use answer::{message, remaining, until_reset};
pub(crate) use client::said;
pub use client::{GITHUB_API, GithubClient, Notice, Usage};
pub use contents::{GithubFacts, read_facts};
pub use error::GithubError;
pub use evidence::{CommitRead, ThreadRead};
pub use listing::Also;
pub use page_size::PageSize;
pub use patience::Patience;
pub use reader::RepositoryReader;
pub use step::{
    CommitPage, Glance, Head, Known, Place, Sighting, Step, StepPages, ThreadPage, Threads, Walk,
};
pub use subject::Subject;
