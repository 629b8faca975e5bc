//! Lists of recipients: CSV with the header `address,amount` (Sablier's), or JSON in both forms of Uniswap's input,
//! `{"0x…": "100"}` and `[{"address": "0x…", "earnings": "100", "reasons": ""}]`. Reasons are no part of a leaf and are
//! read over.

use std::{collections::HashMap, fmt::Write as _};

use serde_json::Value;
use tributary_model::{Address, Amount};

use crate::{address::parse_address, error::ListError, leaf::Leaf, openzeppelin::number, pairs::Pairs};

const REPORTED: usize = 100;

/// Reads a list; the order of the file is the index. `decimals` says that amounts are whole tokens with so many
/// digits behind the point; without it they are base units.
///
/// # Errors
/// [`ListError`] naming every bad row, up to a hundred.
pub fn read_list(bytes: &[u8], decimals: Option<u8>) -> Result<Vec<Leaf>, ListError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut list = List::new(decimals);
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => list.read_balances(bytes)?,
        Some(b'[') => list.read_earnings(bytes)?,
        _ => list.read_csv(bytes)?,
    }
    list.finish()
}

struct List {
    decimals: Option<u8>,
    /// What a row is called: a line of CSV or an entry of JSON.
    row: &'static str,
    leaves: Vec<Leaf>,
    rows: HashMap<Address, u64>,
    total: Amount,
    bad: Vec<String>,
}

impl List {
    fn new(decimals: Option<u8>) -> Self {
        Self {
            decimals,
            row: "line",
            leaves: Vec::new(),
            rows: HashMap::new(),
            total: Amount::ZERO,
            bad: Vec::new(),
        }
    }

    /// Line by line, so that every message has the line that an editor shows.
    fn read_csv(&mut self, bytes: &[u8]) -> Result<(), ListError> {
        // Ends of lines are LF, CRLF or, from old spreadsheets, CR alone.
        let lines = bytes
            .split(|byte| *byte == b'\n')
            .flat_map(|line| line.strip_suffix(b"\r").unwrap_or(line).split(|byte| *byte == b'\r'));
        let lines = lines.zip(1_u64..);
        let mut header = true;
        for (line, number) in lines.filter(|(line, _)| !line.trim_ascii().is_empty()) {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .buffer_capacity(128)
                .trim(csv::Trim::All)
                .from_reader(line.trim_ascii());
            let mut record = csv::ByteRecord::new();
            if let Err(error) = reader.read_byte_record(&mut record) {
                self.bad.push(format!("line {number}: {error}"));
            } else if header {
                let names: Vec<String> = record.iter().map(|name| lossy(name).to_lowercase()).collect();
                if names != ["address", "amount"] {
                    return Err(ListError::Header(joined(&record)));
                }
            } else {
                self.add_fields(number, &record);
            }
            header = false;
        }
        Ok(())
    }

    fn add_fields(&mut self, line: u64, record: &csv::ByteRecord) {
        let outcome = match (record.get(0), record.get(1), record.len()) {
            (Some(account), Some(amount), 2) => {
                let amount = self.amount(&lossy(amount));
                amount.and_then(|amount| self.add(line, &lossy(account), amount))
            }
            _ => Err(format!("`{}` is not two fields `address,amount`", joined(record))),
        };
        if let Err(reason) = outcome {
            self.bad.push(format!("line {line}: {reason}"));
        }
    }

    fn amount(&self, text: &str) -> Result<Amount, String> {
        let Some(decimals) = self.decimals else {
            return text.parse().map_err(|_| {
                let hint =
                    if text.contains('.') { "; for whole tokens say how many with --decimals" } else { "" };
                format!("the amount `{text}` is not a count of base units{hint}")
            });
        };
        Amount::parse_tokens(text, decimals).map_err(|error| format!("the amount {error}"))
    }

    fn read_balances(&mut self, bytes: &[u8]) -> Result<(), ListError> {
        let balances: Pairs<Value> =
            serde_json::from_slice(bytes).map_err(|error| ListError::Json(error.to_string()))?;
        self.row = "entry";
        for ((account, value), row) in balances.0.iter().zip(1_u64..) {
            let amount = self.json_amount(value);
            if let Err(reason) = amount.and_then(|amount| self.add(row, account, amount)) {
                self.bad.push(format!("entry {row}: {reason}"));
            }
        }
        Ok(())
    }

    fn read_earnings(&mut self, bytes: &[u8]) -> Result<(), ListError> {
        let entries: Vec<Value> =
            serde_json::from_slice(bytes).map_err(|error| ListError::Json(error.to_string()))?;
        self.row = "entry";
        for (entry, row) in entries.iter().zip(1_u64..) {
            if let Err(reason) = self.add_earnings(row, entry) {
                self.bad.push(format!("entry {row}: {reason}"));
            }
        }
        Ok(())
    }

    fn add_earnings(&mut self, row: u64, entry: &Value) -> Result<(), String> {
        let (Some(Value::String(account)), Some(earnings)) = (entry.get("address"), entry.get("earnings"))
        else {
            return Err(format!(
                "{entry} is not of the form {{\"address\": \"0x…\", \"earnings\": \"100\"}}"
            ));
        };
        let amount = self.json_amount(earnings)?;
        self.add(row, account, amount)
    }

    fn json_amount(&self, value: &Value) -> Result<Amount, String> {
        match (value, self.decimals) {
            (Value::String(text), None) if text.starts_with("0x") => number(value)
                .map(Amount::new)
                .ok_or_else(|| format!("the amount `{text}` is not a hexadecimal count of base units")),
            (Value::String(text), _) => self.amount(text.trim()),
            // A fraction, an exponent or more than 64 bits: its digits are gone once a JSON reader has seen it.
            (Value::Number(number), _) if !number.is_u64() => {
                Err(format!("the amount {number} cannot be read exactly; write it in quotes"))
            }
            (Value::Number(number), _) => self.amount(&number.to_string()),
            _ => Err(format!("the amount {value} is neither a text nor a number")),
        }
    }

    fn add(&mut self, row: u64, account: &str, amount: Amount) -> Result<(), String> {
        let account = parse_address(account).map_err(|error| error.to_string())?;
        if amount.is_zero() {
            return Err(format!("`{account}` has an amount of 0; leave the row out"));
        }
        if let Some(first) = self.rows.get(&account) {
            return Err(format!("`{account}` already stands in {} {first}; join the two amounts", self.row));
        }
        self.total =
            self.total.checked_add(amount).ok_or("the amounts up to here sum to more than 256 bits")?;
        self.rows.insert(account, row);
        let index = u64::try_from(self.leaves.len()).map_err(|_| "too many rows")?;
        self.leaves.push(Leaf::wallet(index, account, amount));
        Ok(())
    }

    fn finish(self) -> Result<Vec<Leaf>, ListError> {
        if self.bad.is_empty() {
            return if self.leaves.is_empty() { Err(ListError::Empty) } else { Ok(self.leaves) };
        }
        let mut listed = String::new();
        for reason in self.bad.iter().take(REPORTED) {
            write!(listed, "\n  {reason}").expect("memory takes every write");
        }
        if self.bad.len() > REPORTED {
            write!(listed, "\n  and {} more", self.bad.len() - REPORTED).expect("memory takes every write");
        }
        Err(ListError::Rows { total: self.bad.len(), listed })
    }
}

fn lossy(field: &[u8]) -> String {
    String::from_utf8_lossy(field).into_owned()
}

fn joined(record: &csv::ByteRecord) -> String {
    record.iter().map(lossy).collect::<Vec<_>>().join(",")
}

/// Writes Sablier's CSV: whole tokens with `decimals`, or base units without.
pub fn write_csv(leaves: impl IntoIterator<Item = Leaf>, decimals: Option<u8>) -> String {
    let mut text = String::from("address,amount\n");
    for leaf in leaves {
        let amount =
            decimals.map_or_else(|| leaf.amount.to_string(), |decimals| leaf.amount.format_tokens(decimals));
        writeln!(text, "{},{amount}", leaf.claimant).expect("memory takes every write");
    }
    text
}
