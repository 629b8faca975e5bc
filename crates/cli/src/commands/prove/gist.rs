//! By a gist, which the person makes in a browser.

use std::{
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
};

use anyhow::Context as _;
use serde_json::Value;

use super::{Challenge, not_proved};
use crate::{args::Global, output};

/// The gist's address: given, or asked for on a terminal. `None` when nobody can be asked.
pub(super) fn named(given: &str, challenge: &Challenge) -> anyhow::Result<Option<String>> {
    if !given.is_empty() {
        return Ok(Some(given.to_owned()));
    }
    output::note(format!(
        "Make a public gist at https://gist.github.com with one file that holds the message and nothing else. It proves \
         that {} is yours.",
        challenge.identity
    ));
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    let mut terminal = io::stderr().lock();
    write!(terminal, "Its address: ").context("cannot write to the terminal")?;
    terminal.flush().context("cannot write to the terminal")?;
    drop(terminal);
    let mut line = String::new();
    io::stdin().read_line(&mut line).context("cannot read from the terminal")?;
    let line = line.trim();
    if line.is_empty() { Err(not_proved("no gist was named")) } else { Ok(Some(line.to_owned())) }
}

/// Prints what to put into the gist, for somebody who comes back with it.
pub(super) fn later(global: &Global, told: &Value, challenge: &Challenge) -> anyhow::Result<ExitCode> {
    if global.json {
        output::json(told)?;
    } else {
        output::line(&challenge.message)?;
    }
    output::note(format!(
        "Then run the same again with `--challenge {} --gist URL`, within a quarter of an hour.",
        output::inline(&challenge.id)
    ));
    Ok(ExitCode::SUCCESS)
}
