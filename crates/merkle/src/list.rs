//! Lists of recipients: CSV with the header `address,amount` (Sablier's), or JSON `{"0x…": "100"}` (Uniswap's input).

use std::{collections::HashMap, fmt::Write as _};

use tributary_model::{Address, Amount};

use crate::{address::parse_address, error::ListError, leaf::Leaf, openzeppelin::number};

const REPORTED: usize = 100;

/// Reads a list; the order of the file is the index. `decimals` says that amounts are whole tokens with so many
/// digits behind the point; without it they are base units.
///
/// # Errors
/// [`ListError`] naming every bad row, up to a hundred.
pub fn read_list(bytes: &[u8], decimals: Option<u8>) -> Result<Vec<Leaf>, ListError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut list = List { decimals, ..List::default() };
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
        list.read_json(bytes)?;
    } else {
        list.read_csv(bytes)?;
    }
    list.finish()
}

#[derive(Default)]
struct List {
    decimals: Option<u8>,
    leaves: Vec<Leaf>,
    rows: HashMap<Address, u64>,
    total: Amount,
    bad: Vec<String>,
}

impl List {
    /// Line by line, so that every message has the line that an editor shows.
    fn read_csv(&mut self, bytes: &[u8]) -> Result<(), ListError> {
        let lines = bytes.split(|byte| *byte == b'\n').zip(1_u64..);
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

    fn read_json(&mut self, bytes: &[u8]) -> Result<(), ListError> {
        let balances: Vec<(String, serde_json::Value)> =
            serde_json::from_slice::<Pairs>(bytes).map_err(|error| ListError::Json(error.to_string()))?.0;
        for ((account, value), row) in balances.iter().zip(1_u64..) {
            let amount = match (value, self.decimals) {
                (serde_json::Value::String(text), Some(_)) => self.amount(text),
                (serde_json::Value::Number(number), Some(_)) => self.amount(&number.to_string()),
                _ => number(value)
                    .map(Amount::new)
                    .ok_or_else(|| format!("the amount {value} is not a count of base units")),
            };
            if let Err(reason) = amount.and_then(|amount| self.add(row, account, amount)) {
                self.bad.push(format!("entry {row}: {reason}"));
            }
        }
        Ok(())
    }

    fn add(&mut self, row: u64, account: &str, amount: Amount) -> Result<(), String> {
        let account = parse_address(account).map_err(|error| error.to_string())?;
        if amount.is_zero() {
            return Err(format!("`{account}` has an amount of 0; leave the row out"));
        }
        if let Some(first) = self.rows.get(&account) {
            return Err(format!("`{account}` already stands in line {first}; join the two amounts"));
        }
        self.total =
            self.total.checked_add(amount).ok_or("the amounts up to here sum to more than 256 bits")?;
        self.rows.insert(account, row);
        let index = u64::try_from(self.leaves.len()).map_err(|_| "too many rows")?;
        self.leaves.push(Leaf { index, account, amount });
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

/// A JSON object in the order of the file, with keys that stand twice kept so that they can be refused.
struct Pairs(Vec<(String, serde_json::Value)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Pairs;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object from address to amount")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// Writes Sablier's CSV: whole tokens with `decimals`, or base units without.
pub fn write_csv<'a>(leaves: impl IntoIterator<Item = &'a Leaf>, decimals: Option<u8>) -> String {
    let mut text = String::from("address,amount\n");
    for leaf in leaves {
        let amount =
            decimals.map_or_else(|| leaf.amount.to_string(), |decimals| leaf.amount.format_tokens(decimals));
        writeln!(text, "{},{amount}", leaf.account).expect("memory takes every write");
    }
    text
}
