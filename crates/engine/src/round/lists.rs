//! The lists that come in while a round is open: scores, allowed and denied donors, wallets of one person, agents, points
//! of linked GitHub accounts, prices at close. They are frozen before the tally, all together.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use thiserror::Error;
use tributary_model::{Address, Amount, B256, Binding, Identity, Timestamp};
use tributary_score::Points;
use tributary_storage::StorageError;

use super::{
    ListPaths, RoundRules,
    csv_rows::{CsvRow, CsvRows, quoted},
    ramp::SCORE_DECIMALS,
};
use crate::{
    bindings::{
        Standing,
        document::{LineError, read_lines},
    },
    bundle::{Bundle, BundleError, WalletsError, hash_bytes, name, read_wallets},
    published::line_with_email,
};

/// Why the lists of a round cannot be used.
#[derive(Debug, Error)]
pub enum ListsError {
    /// A file cannot be read.
    #[error("the list of {name}, `{path}`: {source}")]
    Read {
        /// Which list.
        name: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A list of another form.
    #[error("the list of {name}: {message}")]
    Form {
        /// Which list.
        name: &'static str,
        /// What is wrong.
        message: String,
    },
    /// The rules announce a list that is not there.
    #[error("the rules announce a list of {0} and there is none; name its file in round.toml")]
    Missing(&'static str),
    /// Lists are published word for word.
    #[error(
        "line {line} of the list of {name} holds an e-mail address, and the list is published; remove it"
    )]
    Email {
        /// Which list.
        name: &'static str,
        /// As editors count.
        line: usize,
    },
    /// The bundle whose scores count.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// Its wallets.
    #[error(transparent)]
    Wallets(#[from] WalletsError),
    /// Its bindings.
    #[error("bindings.jsonl beside the bundle: {0}")]
    Bindings(#[from] LineError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Names of lists, as in files and in the database.
pub const LIST_NAMES: [&str; 7] = ["agents", "allow", "deny", "github", "joins", "prices", "scores"];

/// The one that is known at the close alone, and frozen by the tally's input hash.
const PRICES: &str = "prices";

/// The texts of the lists, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListTexts(BTreeMap<&'static str, String>);

/// The lists, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundLists {
    /// Scores in parts of 10^-18.
    pub scores: BTreeMap<Address, Amount>,
    /// Donors who count whole, with the reason.
    pub allow: BTreeMap<Address, String>,
    /// Donors who do not count, with the reason.
    pub deny: BTreeMap<Address, String>,
    /// Wallets of one person: the person's name and the reason.
    pub joins: BTreeMap<Address, (String, String)>,
    /// Agents and their owners.
    pub agents: BTreeMap<Address, Address>,
    /// Linked GitHub accounts and their points.
    pub github: BTreeMap<Address, (Identity, Points)>,
}

impl ListTexts {
    /// Reads the files that the round's file names. `base` is what paths are relative to; accounts count with the wallets that
    /// they are bound to now.
    ///
    /// # Errors
    /// [`ListsError`] naming the list.
    pub fn read(paths: &ListPaths, base: &Path, now: Timestamp) -> Result<Self, ListsError> {
        let files = [
            ("agents", &paths.agents),
            ("allow", &paths.allow),
            ("deny", &paths.deny),
            ("joins", &paths.joins),
            ("prices", &paths.prices),
            ("scores", &paths.scores),
        ];
        let mut texts = BTreeMap::new();
        for (name, path) in files {
            let Some(path) = path.as_ref().map(|path| base.join(path)) else { continue };
            let text = match fs::read_to_string(&path) {
                // Prices at close are known at the close.
                Err(error) if name == PRICES && error.kind() == std::io::ErrorKind::NotFound => continue,
                text => text.map_err(|source| ListsError::Read { name, path, source })?,
            };
            texts.insert(name, text);
        }
        if let Some(bundle) = &paths.github {
            texts.insert("github", github(&Bundle::open(&base.join(bundle))?, now)?);
        }
        for (name, text) in &texts {
            if let Some(line) = line_with_email(text.as_bytes()) {
                return Err(ListsError::Email { name, line });
            }
        }
        Ok(Self(texts))
    }

    /// Lists from their names and texts; names that are none are left out.
    #[must_use]
    pub fn of(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let known = |name: &str| LIST_NAMES.into_iter().find(|known| *known == name);
        Self(texts.into_iter().filter_map(|(name, text)| Some((known(&name)?, text))).collect())
    }

    /// One list's text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, text)| (*name, text.as_str()))
    }

    /// Those that are frozen while gifts come in: all but prices.
    pub fn frozen(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.iter().filter(|(name, _)| *name != PRICES)
    }

    /// The same with another list of prices: they are known at the close, later than the rest is frozen.
    #[must_use]
    pub fn with_prices(mut self, prices: Option<String>) -> Self {
        if let Some(prices) = prices {
            self.0.insert(PRICES, prices);
        }
        self
    }

    /// SHA-256 over the lists that are frozen, as the chain has it; `None` when there are none. It is that of the lines that
    /// `sha256sum` prints for them in the order of their names, prices apart: those are known at the close.
    #[must_use]
    pub fn hash(&self) -> Option<B256> {
        let mut lines = String::new();
        for (name, text) in self.frozen() {
            writeln!(lines, "{:x}  {name}.csv", hash_bytes(text.as_bytes()))
                .expect("a String takes any text");
        }
        (!lines.is_empty()).then(|| hash_bytes(lines.as_bytes()))
    }

    /// Reads the texts. A list that the rules announce must be there, and no other.
    ///
    /// # Errors
    /// [`ListsError`] naming the list and its bad rows.
    pub fn parse(&self, rules: &RoundRules) -> Result<RoundLists, ListsError> {
        let announced = [
            ("agents", rules.people.agents),
            ("allow", rules.coefficients.allow),
            ("deny", rules.coefficients.deny),
            ("github", rules.coefficients.github.is_some()),
            ("joins", rules.people.joins),
            ("scores", rules.coefficients.scores.is_some()),
        ];
        for (name, announced) in announced {
            match self.get(name) {
                None if announced => return Err(ListsError::Missing(name)),
                Some(_) if !announced => {
                    let message = "the rules, which are fixed, announce no such list".to_owned();
                    return Err(ListsError::Form { name, message });
                }
                _ => {}
            }
        }
        Ok(RoundLists {
            scores: self.rows("scores", &[&["donor", "score"]], |row| {
                Amount::parse_tokens(row.field(1), SCORE_DECIMALS).map_err(|error| error.to_string())
            })?,
            allow: self.rows("allow", &[&["donor", "reason"]], |row| reason(row, 1))?,
            deny: self.rows("deny", &[&["donor", "reason"]], |row| reason(row, 1))?,
            joins: self.joins()?,
            agents: self.agents()?,
            github: self.rows("github", &[&["donor", "identity", "points"]], |row| {
                let identity = row
                    .field(1)
                    .parse()
                    .map_err(|error: tributary_model::IdentityError| error.to_string())?;
                let points =
                    row.field(2).parse().map_err(|_| "the points are no count of millionths".to_owned())?;
                Ok((identity, Points(points)))
            })?,
        })
    }

    fn joins(&self) -> Result<BTreeMap<Address, (String, String)>, ListsError> {
        let headers: [&[&str]; 2] = [&["person", "donor"], &["person", "donor", "reason"]];
        self.keyed("joins", &headers, 1, |row| {
            let person = row.field(0);
            if person.is_empty() || person.starts_with("0x") {
                return Err(format!("`{person}` is no name of a person; an address is written as the donor"));
            }
            Ok((person.to_owned(), row.field(2).to_owned()))
        })
    }

    fn agents(&self) -> Result<BTreeMap<Address, Address>, ListsError> {
        self.keyed("agents", &[&["owner", "agent"]], 1, |row| {
            let owner = row.address(0)?;
            if row.address(1) == Ok(owner) {
                Err("an agent is not its own owner".to_owned())
            } else {
                Ok(owner)
            }
        })
    }

    fn rows<T>(
        &self,
        name: &'static str,
        headers: &[&[&str]],
        read: impl Fn(&CsvRow) -> Result<T, String>,
    ) -> Result<BTreeMap<Address, T>, ListsError> {
        self.keyed(name, headers, 0, read)
    }

    /// A list in which every address of column `key` stands once.
    fn keyed<T>(
        &self,
        name: &'static str,
        headers: &[&[&str]],
        key: usize,
        read: impl Fn(&CsvRow) -> Result<T, String>,
    ) -> Result<BTreeMap<Address, T>, ListsError> {
        let form = |message| ListsError::Form { name, message };
        let mut found = BTreeMap::new();
        let Some(text) = self.get(name) else { return Ok(found) };
        let mut rows = CsvRows::new(text.as_bytes(), headers).map_err(form)?;
        while let Some(row) = rows.next() {
            match row.address(key).and_then(|address| Ok((address, read(&row)?))) {
                Ok((address, value)) => {
                    if found.insert(address, value).is_some() {
                        rows.refuse(&row, format!("{address} stands twice"));
                    }
                }
                Err(message) => rows.refuse(&row, message),
            }
        }
        rows.finish().map_err(form)?;
        Ok(found)
    }
}

fn reason(row: &CsvRow, place: usize) -> Result<String, String> {
    match row.field(place) {
        "" => Err("needs a reason, which is published".to_owned()),
        reason => Ok(reason.to_owned()),
    }
}

/// `donor,identity,points` of an airdrop's bundle: everybody with a score and a wallet, which was linked before the drop or
/// proved since, where `bindings.jsonl` lies beside the bundle's files.
fn github(bundle: &Bundle, now: Timestamp) -> Result<String, ListsError> {
    let wallets = read_wallets(&bundle.file(name::WALLETS)?)?;
    let scores = bundle.scores()?;
    let points: BTreeMap<Identity, Points> =
        scores.people.iter().map(|person| (person.identity, person.score)).collect();
    let linked = wallets.iter().map(|link| (link.address, link.identity));
    let proved = if bundle.dir().join(name::BINDINGS).is_file() {
        bound(&String::from_utf8_lossy(&bundle.file(name::BINDINGS)?), now)?
    } else {
        BTreeMap::new()
    };
    // A wallet that was linked before stays with its account.
    let wallets: BTreeMap<Address, Identity> = proved.into_iter().chain(linked).collect();
    let rows: BTreeMap<Address, (Identity, Points)> = wallets
        .into_iter()
        .filter_map(|(wallet, identity)| Some((wallet, (identity, *points.get(&identity)?))))
        .collect();
    let mut text = "donor,identity,points\n".to_owned();
    for (donor, (identity, points)) in rows {
        writeln!(text, "{donor},{},{}", quoted(&identity.to_string()), points.0)
            .expect("a String takes any text");
    }
    Ok(text)
}

/// Wallets with the account that is bound to each at a moment.
fn bound(text: &str, now: Timestamp) -> Result<BTreeMap<Address, Identity>, ListsError> {
    let mut histories: BTreeMap<Identity, Vec<Binding>> = BTreeMap::new();
    for (line, number) in read_lines(text)?.iter().zip(1..) {
        histories.entry(line.identity).or_default().push(line.binding(number));
    }
    let mut wallets = BTreeMap::new();
    for (identity, history) in &histories {
        let Some(active) = Standing::of(history, now).active else { continue };
        let wallet = active.proved.recipient;
        if let Some(other) = wallets.insert(wallet, *identity) {
            let message = format!(
                "{wallet} is bound to two accounts, {other} and {identity}: nobody can say whose points count"
            );
            return Err(ListsError::Form { name: "github", message });
        }
    }
    Ok(wallets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::{document::write_lines, testing::binding};

    #[test]
    fn an_account_counts_with_the_wallet_that_it_is_bound_to_at_the_moment() {
        let at = |second: i64| Timestamp::from_unix(1_770_000_000 + second).unwrap();
        let (first, second) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let text =
            write_lines(vec![binding(1, first, at(0), at(0)), binding(2, second, at(10), at(100))], &[]);
        let wallets = |now: i64| bound(&text, at(now)).unwrap().into_keys().collect::<Vec<_>>();
        assert!(wallets(-1).is_empty());
        assert_eq!((wallets(0), wallets(99), wallets(100)), (vec![first], vec![first], vec![second]));
        assert!(bound("{}\n", at(0)).unwrap_err().to_string().contains("line 1"));
        let mut other = binding(3, second, at(20), at(20));
        other.proved.identity = Identity::Github(tributary_model::GithubId(202));
        let text = text + &write_lines(vec![other], &[]);
        assert!(bound(&text, at(99)).is_ok());
        let error = bound(&text, at(100)).unwrap_err().to_string();
        assert!(error.contains("github:101 and github:202"), "{error}");
    }

    #[test]
    fn the_hash_is_that_of_what_sha256sum_prints_and_leaves_prices_out() {
        let texts = |lists: &[(&str, &str)]| {
            ListTexts::of(lists.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
        };
        // printf x > allow.csv; printf y > deny.csv; sha256sum allow.csv deny.csv | sha256sum
        let hash = "0xdaadc77e83c070281bf2c5d2ab2595f41a499909dd9af96f35a1c6ec4fc80986".parse().unwrap();
        assert_eq!(texts(&[("deny", "y"), ("allow", "x"), ("prices", "z")]).hash(), Some(hash));
        assert_eq!(texts(&[("prices", "z")]).hash(), None);
    }
}
