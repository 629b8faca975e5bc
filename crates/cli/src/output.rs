//! What people and programs see: data on standard output, everything else on standard error.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, ErrorKind, IsTerminal, Write},
};

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};
use tributary_model::Amount;

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
    print(&escaped_json(&serde_json::to_string_pretty(value)?))
}

/// Prints data for people: lines of our own making. What came from elsewhere and must stay inside its line goes
/// through [`inline`] first.
pub(crate) fn line(text: impl AsRef<str>) -> anyhow::Result<()> {
    print(&escaped(text.as_ref(), |sign| sign == '\n'))
}

/// Prints a file for programs, byte for byte.
pub(crate) fn file(text: impl AsRef<str>) -> anyhow::Result<()> {
    print(text.as_ref())
}

/// Text from elsewhere, such as a stranger's bundle, in a line of ours: it cannot end the line and begin another.
pub(crate) fn inline(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// An amount of base units in whole tokens, with their symbol.
pub(crate) fn tokens(amount: Amount, decimals: u8, symbol: &str) -> String {
    format!("{} {}", grouped(&amount.format_tokens(decimals)), inline(symbol))
}

/// A terminal obeys control characters, and marks of direction move what stands beside them; shown as `\u{1b}` they
/// only tell that they are there.
fn escaped(text: &str, keeps: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|sign| commands(sign) && !keeps(sign)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        if commands(sign) && !keeps(sign) {
            shown.extend(sign.escape_unicode());
        } else {
            shown.push(sign);
        }
    }
    Cow::Owned(shown)
}

/// JSON escapes the older half itself; the rest can only stand in its texts, where the escape means the same.
fn escaped_json(document: &str) -> String {
    let mut shown = String::with_capacity(document.len());
    for sign in document.chars() {
        if commands(sign) && sign != '\n' {
            // All of them are below U+10000, so one unit is enough.
            write!(shown, "\\u{:04x}", u32::from(sign)).expect("memory takes every write");
        } else {
            shown.push(sign);
        }
    }
    shown
}

/// Control characters (C0, DEL, C1) and Unicode's marks of direction.
fn commands(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        // Who read us has seen enough, as `head` does; the rest of the work still counts.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(exit::outside(format!("cannot write to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Tells the person something that is not data. Work goes on when nobody listens any more.
pub(crate) fn note(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", escaped(text.as_ref(), |sign| sign == '\n'));
}

/// A plain table; `right` are the columns of numbers.
pub(crate) fn table(header: &[&str], right: &[usize], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row.iter().map(|cell| inline(cell)));
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
    fn what_a_terminal_obeys_is_shown_instead() {
        let forged = "a\u{1b}[2Kb\r\u{9b}1m\u{7f}\u{202e}\nok   files";
        assert_eq!(super::inline(forged), r"a\u{1b}[2Kb\u{d}\u{9b}1m\u{7f}\u{202e}\u{a}ok   files");
        assert_eq!(super::escaped("two\nlines", |sign| sign == '\n'), "two\nlines");
        assert_eq!(super::inline("Žofie 👩‍🚀 日本"), "Žofie 👩‍🚀 日本");
    }

    #[test]
    fn json_says_the_same_without_control_characters() {
        let document = serde_json::json!({ "name": "a\u{1b}\u{9b}\u{202e}\n" });
        let shown = super::escaped_json(&serde_json::to_string_pretty(&document).unwrap());
        assert!(!shown.chars().any(|sign| super::commands(sign) && sign != '\n'), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), document);
    }

    #[test]
    fn thousands_are_grouped() {
        let cases = [("0", "0"), ("999", "999"), ("1000", "1,000"), ("1234567.0125", "1,234,567.0125")];
        for (plain, grouped) in cases {
            assert_eq!(super::grouped(plain), grouped);
        }
    }
}
