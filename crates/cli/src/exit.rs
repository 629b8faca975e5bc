//! Exit codes, stated in `tributary --help`.

use std::{fmt, process::ExitCode};

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

impl std::error::Error for Coded {}

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

/// Prints the error with its causes and gives its code; [`BAD_INPUT`] when it has none.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    let mut causes: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many library errors already carry the words of their cause.
        if !causes.iter().any(|said| said.contains(&cause)) {
            causes.push(cause);
        }
    }
    eprintln!("error: {}", causes.join("\n  because: "));
    let code =
        error.chain().find_map(|cause| cause.downcast_ref::<Coded>()).map_or(BAD_INPUT, |coded| coded.code);
    ExitCode::from(code)
}
