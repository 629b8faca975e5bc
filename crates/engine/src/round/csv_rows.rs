//! Rows of the lists that people keep for a round. Every bad row is reported with its line, up to a hundred, in one run.

use tributary_merkle::parse_address;
use tributary_model::Address;

const REPORTED: usize = 100;

/// A list being read.
pub(crate) struct CsvRows<'a> {
    lines: Box<dyn Iterator<Item = (&'a [u8], usize)> + 'a>,
    /// How many fields a row has.
    fields: usize,
    header: String,
    bad: Vec<String>,
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct CsvRow {
    line: usize,
    fields: Vec<String>,
}

impl CsvRow {
    /// A field; empty when it is left out.
    pub(crate) fn field(&self, place: usize) -> &str {
        self.fields.get(place).map_or("", String::as_str)
    }

    /// The last field.
    pub(crate) fn last(&self) -> &str {
        self.fields.last().map_or("", String::as_str)
    }

    /// A field as an account's address.
    pub(crate) fn address(&self, place: usize) -> Result<Address, String> {
        parse_address(self.field(place)).map_err(|error| error.to_string())
    }

    /// A field as a token's address; `coin` or zero is the chain's coin.
    pub(crate) fn token(&self, place: usize) -> Result<Address, String> {
        match (self.field(place), self.address(place)) {
            ("coin", _) => Ok(Address::ZERO),
            (text, Err(_)) if text == Address::ZERO.to_string() => Ok(Address::ZERO),
            (_, token) => token,
        }
    }
}

impl<'a> CsvRows<'a> {
    /// A list with one of these headers.
    pub(crate) fn new(bytes: &'a [u8], headers: &[&[&str]]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
        let mut lines = lines.filter(|(line, _)| !line.trim_ascii().is_empty());
        let first = lines.next().map(|(line, _)| split(line)).transpose()?.unwrap_or_default();
        let names: Vec<String> = first.iter().map(|name| name.to_lowercase()).collect();
        let known: Vec<String> = headers.iter().map(|header| format!("`{}`", header.join(","))).collect();
        if !headers.iter().any(|header| names.iter().map(String::as_str).eq(header.iter().copied())) {
            return Err(format!(
                "the first line must be {}, found `{}`",
                known.join(" or "),
                first.join(",")
            ));
        }
        let header = names.join(",");
        Ok(Self { lines: Box::new(lines), fields: names.len(), header, bad: Vec::new() })
    }

    /// The next row with enough fields.
    pub(crate) fn next(&mut self) -> Option<CsvRow> {
        loop {
            let (bytes, line) = self.lines.next()?;
            match split(bytes) {
                Ok(fields) if fields.len() == self.fields => {
                    return Some(CsvRow { line, fields });
                }
                Ok(fields) => {
                    let message = format!("`{}` is not of the form `{}`", fields.join(","), self.header);
                    self.refuse(&CsvRow { line, fields: Vec::new() }, message);
                }
                Err(message) => self.refuse(&CsvRow { line, fields: Vec::new() }, message),
            }
        }
    }

    /// Notes a bad row.
    pub(crate) fn refuse(&mut self, row: &CsvRow, message: impl Into<String>) {
        self.bad.push(format!("\n  line {}: {}", row.line, message.into()));
    }

    /// The end: every bad row in one message.
    pub(crate) fn finish(mut self) -> Result<(), String> {
        let total = self.bad.len();
        if total == 0 {
            return Ok(());
        }
        self.bad.truncate(REPORTED);
        let more =
            if total > REPORTED { format!("\n  and {} more", total - REPORTED) } else { String::new() };
        Err(format!("{total} bad rows:{}{more}", self.bad.concat()))
    }
}

fn split(line: &[u8]) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(line.trim_ascii());
    let record = reader.records().next();
    let record = record.transpose().map_err(|error| error.to_string())?.unwrap_or_default();
    Ok(record.iter().map(str::to_owned).collect())
}

/// A field of a list that we write: quoted where it has to be.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
