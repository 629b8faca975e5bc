//! `wallets.csv`: who is paid where, `github_id,address`; an e-mail without an account stands as `email:<hash>`.

use std::{collections::BTreeMap, fmt::Write as _};

use thiserror::Error;
use tributary_merkle::parse_address;
use tributary_model::{Address, GithubId, Identity, WalletLink};

const HEADER: [&str; 2] = ["github_id", "address"];
const REPORTED: usize = 100;

/// Why a list of wallets cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WalletsError {
    /// The first line is not the header.
    #[error("the first line must be `github_id,address`, found `{0}`")]
    Header(String),
    /// Bad rows, each with its line and its reason.
    #[error("{total} bad rows in the list of wallets:{listed}")]
    Rows {
        /// How many there are.
        total: usize,
        /// The first hundred, one a line.
        listed: String,
    },
}

/// Reads a list; reports every bad row in one run.
///
/// # Errors
/// See [`WalletsError`].
pub fn read_wallets(bytes: &[u8]) -> Result<Vec<WalletLink>, WalletsError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Line by line, so that every message has the line that an editor shows.
    let mut rows =
        bytes.split(|byte| *byte == b'\n').zip(1_u64..).filter(|(line, _)| !line.trim_ascii().is_empty());
    let header = rows.next().and_then(|(line, _)| fields(line).ok()).unwrap_or_default();
    if !header.iter().map(<[u8]>::to_ascii_lowercase).eq(HEADER.map(|name| name.as_bytes().to_vec())) {
        return Err(WalletsError::Header(lossy(&header)));
    }
    let mut links = Links::default();
    let mut bad = Vec::new();
    for (line, number) in rows {
        let outcome = fields(line).map_err(|error| error.to_string()).and_then(|row| links.add(&row, number));
        if let Err(reason) = outcome {
            bad.push(format!("\n  line {number}: {reason}"));
        }
    }
    if bad.is_empty() {
        return Ok(links
            .by_identity
            .into_iter()
            .map(|(identity, (address, _))| WalletLink { identity, address })
            .collect());
    }
    let total = bad.len();
    let more = if total > REPORTED { format!("\n  and {} more", total - REPORTED) } else { String::new() };
    bad.truncate(REPORTED);
    Err(WalletsError::Rows { total, listed: bad.concat() + &more })
}

fn fields(line: &[u8]) -> Result<csv::ByteRecord, csv::Error> {
    let mut record = csv::ByteRecord::new();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(line.trim_ascii());
    reader.read_byte_record(&mut record).map(|_| record)
}

#[derive(Default)]
struct Links {
    /// With the line of each, as editors count.
    by_identity: BTreeMap<Identity, (Address, u64)>,
    by_address: BTreeMap<Address, u64>,
}

impl Links {
    fn add(&mut self, row: &csv::ByteRecord, line: u64) -> Result<(), String> {
        let text = lossy(row);
        let [id, address] =
            [row.get(0), row.get(1)].map(|field| field.and_then(|f| std::str::from_utf8(f).ok()));
        let (Some(id), Some(address), 2) = (id, address, row.len()) else {
            return Err(format!("`{text}` is not two fields `github_id,address`"));
        };
        let identity = identity(id)?;
        let address = parse_address(address).map_err(|error| error.to_string())?;
        if let Some((_, first)) = self.by_identity.get(&identity) {
            return Err(format!("{} already stands in line {first}", spoken(identity)));
        }
        if let Some(first) = self.by_address.get(&address) {
            return Err(format!("{address} already stands in line {first}"));
        }
        self.by_identity.insert(identity, (address, line));
        self.by_address.insert(address, line);
        Ok(())
    }
}

/// A number, or `email:` with 64 hex digits. An e-mail itself is not repeated.
fn identity(text: &str) -> Result<Identity, String> {
    if let Ok(id) = text.parse() {
        return Ok(Identity::Github(GithubId(id)));
    }
    match text.parse() {
        Ok(identity @ Identity::Email(_)) => Ok(identity),
        _ if text.contains('@') => Err("an e-mail address would be published; write the `email:…` that `tributary people ADDRESS` prints".to_owned()),
        _ => Err(format!("`{text}` is not a numeric GitHub id (a login may change hands; see https://api.github.com/users/LOGIN)")),
    }
}

fn spoken(identity: Identity) -> String {
    identity.github().map_or_else(|| identity.to_string(), |id| format!("GitHub id {id}"))
}

/// As in the first column.
fn column(identity: Identity) -> String {
    identity.github().map_or_else(|| identity.to_string(), |id| id.to_string())
}

fn lossy(row: &csv::ByteRecord) -> String {
    row.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",")
}

/// Writes links that are already in order of id.
#[must_use]
pub fn write_wallets(links: &[WalletLink]) -> Vec<u8> {
    let mut text = format!("{}\n", HEADER.join(","));
    for link in links {
        writeln!(text, "{},{}", column(link.identity), link.address).expect("memory takes every write");
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    const B: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    #[test]
    fn a_list_is_sorted_by_id_and_written_back() {
        let links =
            read_wallets(format!("\u{feff}GitHub_ID, Address\r\n20,{A}\r\n3,{B}\r\n").as_bytes()).unwrap();
        assert_eq!(
            String::from_utf8(write_wallets(&links)).unwrap(),
            format!("github_id,address\n3,{B}\n20,{A}\n")
        );
    }

    #[test]
    fn every_bad_row_is_named_in_one_run() {
        let wrong_case = A.replace("Fd6e", "fd6e");
        let list = format!("github_id,address\nada,{A}\n1,0x12\n2,{wrong_case}\n\n3,{A}\n3,{B}\n4,{A}\n5\n");
        let WalletsError::Rows { total, listed } = read_wallets(list.as_bytes()).unwrap_err() else {
            panic!()
        };
        assert_eq!(total, 6);
        for part in [
            "line 2: `ada`",
            "line 3: `0x12`",
            "line 4: ",
            "line 7: GitHub id 3 already stands in line 6",
            "line 8: ",
            "line 9: `5`",
        ] {
            assert!(listed.contains(part), "{part} in {listed}");
        }
    }

    #[test]
    fn an_email_stands_by_its_hash_and_never_itself() {
        let hash = format!("email:{}", "ab".repeat(32));
        let list = format!("github_id,address\n3,{B}\n{hash},{A}\n");
        assert_eq!(write_wallets(&read_wallets(list.as_bytes()).unwrap()), list.into_bytes());
        let refused = read_wallets(format!("github_id,address\na@b.example,{A}\n").as_bytes()).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "1 bad rows in the list of wallets:\n  line 2: an e-mail address would be published; write the `email:…` \
             that `tributary people ADDRESS` prints"
        );
    }

    #[test]
    fn a_list_without_header_is_refused() {
        assert_eq!(
            read_wallets(format!("1,{A}\n").as_bytes()).unwrap_err(),
            WalletsError::Header(format!("1,{A}"))
        );
    }
}
