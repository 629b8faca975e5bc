//! What a repository is: an AI project or not, of which kind, and why.
//!
//! [`Facts`] about a repository go in, a [`Verdict`] comes out. Between them stand [`Rules`]: a file that anyone
//! can read, each rule with what it looks at, a pattern, weights and a sentence. The verdict lists every rule
//! that fired with the file and the phrase that made it fire.
//!
//! It refuses to read a file or a network, to guess by a trained model, and to hold a float: the same facts and
//! the same rules give the same verdict on every machine.

mod facts;
mod imports;
mod kind;
mod manifest;
mod parameters;
mod places;
mod prose;
mod rules;
mod select;
mod verdict;

pub use facts::{Facts, File, Text};
pub use kind::{Kind, KindError};
pub use parameters::{Size, SizeSource};
pub use rules::{RuleError, Rules, Weights};
pub use select::{Reading, Wanted, is_foreign, select};
pub use verdict::{Evidence, KindScore, Verdict, classify};
