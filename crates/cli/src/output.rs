//! What people and programs see: data on standard output, everything else on standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::exit;

/// Starts logging to standard error, in JSON lines when that is not a terminal: warnings, unless the flag or, without
/// it, `RUST_LOG` asks for more.
pub(crate) fn init_logs(verbose: u8) {
    let filter = match verbose {
        0 => EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn")),
        1 => EnvFilter::new("info"),
        _ => EnvFilter::new("debug"),
    };
    let registry = tracing_subscriber::registry().with(filter);
    if io::stderr().is_terminal() {
        registry.with(fmt::layer().with_writer(io::stderr)).init();
    } else {
        registry.with(fmt::layer().json().with_writer(io::stderr)).init();
    }
}

/// Prints one JSON document.
pub(crate) fn json<T: Serialize>(value: &T) -> anyhow::Result<()> {
    line(serde_json::to_string_pretty(value)?)
}

/// Prints a line of data.
pub(crate) fn line(text: impl AsRef<str>) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{}", text.as_ref()).and_then(|()| out.flush()) {
        // Who read us has seen enough, as `head` does; the rest of the work still counts.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(exit::outside(format!("cannot write to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Tells the person something that is not data. Work goes on when nobody listens any more.
pub(crate) fn note(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", text.as_ref());
}

/// A plain table; `right` are the columns of numbers.
pub(crate) fn table(header: &[&str], right: &[usize], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row);
    }
    for column in right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Digits in groups of three: `1,234,567.5`.
pub(crate) fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(w, f)| (w, Some(f)));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{text}.{fraction}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_grouped() {
        let cases = [("0", "0"), ("999", "999"), ("1000", "1,000"), ("1234567.0125", "1,234,567.0125")];
        for (plain, grouped) in cases {
            assert_eq!(super::grouped(plain), grouped);
        }
    }
}
