//! What a tally is made of: applications, gifts, coefficients, people, prices and rules, cut at one final block.
//! Everything comes from the chain but the lists, and every file has a hash in `inputs.json`, whose own hash is the
//! tally's `inputHash`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_chain::CutBlock;
use tributary_model::{Address, Amount, B256, RepoId, RoundRecord, Verdict};

use super::{
    DonorLine, ListTexts, ListsError, People, PersonLine, Prices, Project, RoundHistory, RoundRules,
    csv_rows::CsvRows,
    file,
    people::{write_donors, write_people},
    tally::{excluded, write_exclusions},
};
use crate::bundle::{hash_bytes, json};

/// The only format so far.
pub(crate) const INPUTS_FORMAT: &str = "tributary-round-inputs-v1";

/// Why there are no inputs.
#[derive(Debug, Error)]
pub enum InputsError {
    /// The lists.
    #[error(transparent)]
    Lists(#[from] ListsError),
    /// The prices.
    #[error("the prices: {0}")]
    Prices(String),
}

/// Everything that a tally is made of.
#[derive(Clone, Debug)]
pub struct RoundInputs {
    /// What was fixed.
    pub rules: RoundRules,
    /// The contract.
    pub round: Address,
    /// Where the inputs were cut.
    pub cut: CutBlock,
    /// What the pool holds by its deposits.
    pub pool: Amount,
    /// Every project that applied.
    pub applications: Vec<ApplicationLine>,
    /// Every gift that arrived.
    pub donations: Vec<DonationLine>,
    /// The lists as they were frozen.
    pub lists: ListTexts,
    /// Who the donors are and how far they count.
    pub donors: Vec<DonorLine>,
    /// The wallets of people who have several.
    pub people: Vec<PersonLine>,
    /// What the tokens are worth.
    pub prices: Prices,
}

/// One line of `applications.jsonl`: the revision that holds, and what was said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationLine {
    /// From one.
    pub project: u64,
    /// Who applied.
    pub applicant: Address,
    /// Where gifts and the match go.
    pub payout: Address,
    /// Which revision holds.
    pub revision: u32,
    /// GitHub's numbers.
    pub repositories: Vec<RepoId>,
    /// SHA-256 of the description.
    pub metadata_hash: B256,
    /// What the reviewers decided.
    pub verdict: Verdict,
    /// Who ever said something about any revision, ascending: their gifts to it are not matched.
    pub reviewers: Vec<Address>,
}

/// One line of `donations.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DonationLine {
    /// The block.
    pub block: u64,
    /// Position in the block.
    pub log_index: u64,
    /// The transaction.
    pub tx: B256,
    /// Who gave.
    pub donor: Address,
    /// To whom.
    pub project: u64,
    /// Of what; zero is the chain's coin.
    pub token: Address,
    /// Base units of that token.
    pub amount: Amount,
}

/// `inputs.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputsFile {
    /// `tributary-round-inputs-v1`.
    pub format: String,
    /// EIP-155 id.
    pub chain_id: u64,
    /// The contract.
    pub round: Address,
    /// Where the inputs were cut.
    pub block: CutBlock,
    /// What the pool holds by its deposits.
    pub pool: Amount,
    /// SHA-256 of every input.
    pub files: BTreeMap<String, B256>,
}

impl ApplicationLine {
    pub(crate) fn of(project: &Project) -> Self {
        let current = project.current();
        let reviewers: BTreeSet<Address> = project.reviews.iter().map(|review| review.reviewer).collect();
        Self {
            project: project.number,
            applicant: project.applicant,
            payout: current.payout,
            revision: current.revision,
            repositories: current.repositories.clone(),
            metadata_hash: current.metadata_hash,
            verdict: project.verdict,
            reviewers: reviewers.into_iter().collect(),
        }
    }
}

impl RoundInputs {
    /// From the events up to the cut, and the lists.
    ///
    /// # Errors
    /// [`InputsError`].
    pub fn new(
        rules: &RoundRules,
        round: Address,
        cut: CutBlock,
        events: &[RoundRecord],
        lists: &ListTexts,
    ) -> Result<Self, InputsError> {
        let before = events.iter().filter(|record| record.block_number <= cut.number);
        let history = RoundHistory::of(before);
        let read = lists.parse(rules)?;
        let people = People::new(rules, &read);
        let donors = people.donors(history.gifts.iter().map(|gift| gift.donor));
        let prices = Prices::new(rules, lists.get("prices").map(str::as_bytes));
        Ok(Self {
            rules: rules.clone(),
            round,
            cut,
            pool: history.pool(),
            applications: history.projects.values().map(ApplicationLine::of).collect(),
            donations: donations(&history),
            lists: lists.clone(),
            people: people.lines(&donors),
            donors,
            prices: prices.map_err(InputsError::Prices)?,
        })
    }

    /// Every input as a file.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::from([
            (file::RULES.to_owned(), self.rules.bytes()),
            (file::APPLICATIONS.to_owned(), write_applications(&self.applications)),
            (file::DONATIONS.to_owned(), write_donations(&self.donations)),
            (file::COEFFICIENTS.to_owned(), write_donors(&self.donors)),
            (file::PEOPLE.to_owned(), write_people(&self.people)),
            (
                file::EXCLUSIONS.to_owned(),
                write_exclusions(&excluded(&self.applications, &self.donors, &self.people)),
            ),
            (file::PRICES.to_owned(), self.prices.bytes()),
        ]);
        files.extend(self.lists.iter().map(|(name, text)| (file::list(name), text.as_bytes().to_vec())));
        files
    }

    /// `inputs.json` of these files.
    #[must_use]
    pub fn file(&self, files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
        json(&InputsFile {
            format: INPUTS_FORMAT.to_owned(),
            chain_id: self.rules.chain_id,
            round: self.round,
            block: self.cut,
            pool: self.pool,
            files: files.iter().map(|(name, bytes)| (name.clone(), hash_bytes(bytes))).collect(),
        })
    }
}

pub(crate) fn donations(history: &RoundHistory) -> Vec<DonationLine> {
    let line = |gift: &super::GiftMade| DonationLine {
        block: gift.block,
        log_index: gift.log_index,
        tx: gift.tx_hash,
        donor: gift.donor,
        project: gift.project,
        token: gift.token,
        amount: gift.amount,
    };
    history.gifts.iter().map(line).collect()
}

pub(crate) fn write_applications(applications: &[ApplicationLine]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for application in applications {
        bytes.extend(serde_json::to_vec(application).expect("plain values always serialise to memory"));
        bytes.push(b'\n');
    }
    bytes
}

pub(crate) fn read_applications(bytes: &[u8]) -> Result<Vec<ApplicationLine>, String> {
    let lines =
        bytes.split(|byte| *byte == b'\n').zip(1..).filter(|(line, _): &(&[u8], usize)| !line.is_empty());
    let applications: Vec<ApplicationLine> = lines
        .map(|(line, number)| serde_json::from_slice(line).map_err(|error| format!("line {number}: {error}")))
        .collect::<Result<_, _>>()?;
    if applications.windows(2).any(|pair| pair[0].project >= pair[1].project) {
        return Err("the projects are not in order, or one stands twice".to_owned());
    }
    Ok(applications)
}

const DONATIONS_HEADER: [&str; 7] = ["block", "log_index", "tx", "donor", "project", "token", "amount"];

pub(crate) fn write_donations(donations: &[DonationLine]) -> Vec<u8> {
    let mut text = format!("{}\n", DONATIONS_HEADER.join(","));
    for DonationLine { block, log_index, tx, donor, project, token, amount } in donations {
        writeln!(text, "{block},{log_index},{tx},{donor},{project},{token},{amount}")
            .expect("a String takes any text");
    }
    text.into_bytes()
}

pub(crate) fn read_donations(bytes: &[u8]) -> Result<Vec<DonationLine>, String> {
    let mut donations: Vec<DonationLine> = Vec::new();
    let mut rows = CsvRows::new(bytes, &[&DONATIONS_HEADER])?;
    while let Some(row) = rows.next() {
        let number = |place: usize| {
            let text = row.field(place);
            text.parse::<u64>().map_err(|_| format!("`{text}` is no number"))
        };
        let line = || {
            Ok::<_, String>(DonationLine {
                block: number(0)?,
                log_index: number(1)?,
                tx: row.field(2).parse().map_err(|_| format!("`{}` is no transaction", row.field(2)))?,
                donor: row.address(3)?,
                project: number(4)?,
                token: row.token(5)?,
                amount: row
                    .field(6)
                    .parse()
                    .map_err(|error: tributary_model::AmountError| error.to_string())?,
            })
        };
        match line() {
            Ok(line) => donations.push(line),
            Err(message) => rows.refuse(&row, message),
        }
    }
    rows.finish()?;
    let place = |line: &DonationLine| (line.block, line.log_index);
    if donations.windows(2).any(|pair| place(&pair[0]) >= place(&pair[1])) {
        return Err("the gifts are not in the order of the chain, or one stands twice".to_owned());
    }
    Ok(donations)
}
