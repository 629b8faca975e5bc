//! "Why this amount?": from the files of a bundle to every step behind one person's leaf.
//!
//! Command line and API answer from here, so they say the same. Each step is computed again and compared with what was
//! published. It refuses to explain somebody whom it cannot tell from somebody else.

mod find;
mod line;
mod step;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::Serialize;
use thiserror::Error;
use tributary_model::{AccountKind, Address, Amount, B256, Contribution, ContributionKind, Identity, RepoId};
use tributary_score::{
    Adjusted, Detail, Evidence, Exclusion, Flag, Joins, Note, PersonScore, Points, ScoreRules, Scores,
    WeekScore, Weight,
};

pub use self::{
    line::{Earlier, Line, MonthLine, Outcome, Root},
    step::{Step, StepName},
};
use crate::{
    bundle::{
        Allocation, AllocationPerson, AssembleError, Bundle, BundleError, Manifest, RulesError, WalletsError,
        allocation_of, name, read_evidence, read_wallets, tree_of, weights_of,
    },
    config::{AirdropConfig, ConfigError, Sharing},
};

/// Why there is no receipt.
#[derive(Debug, Error)]
pub enum ReceiptError {
    /// A file of the bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The rules make no sense.
    #[error(transparent)]
    Rules(#[from] ConfigError),
    /// The rules cannot be read.
    #[error(transparent)]
    BundleRules(#[from] RulesError),
    /// The evidence is not of its published form.
    #[error("`evidence.jsonl` {0}")]
    Evidence(String),
    /// The wallets are not of their published form.
    #[error(transparent)]
    Wallets(#[from] WalletsError),
    /// The scores make no amounts, or the amounts no tree.
    #[error(transparent)]
    Assemble(#[from] AssembleError),
    /// Nobody of that name.
    #[error("`{who}` has no part in `{slug}`; give a GitHub login, a numeric id, an identity or an address")]
    Unknown {
        /// What was asked for.
        who: String,
        /// Where.
        slug: String,
    },
    /// More than one account of that name.
    #[error("`{login}` is the login of {}; give one of these ids", step::list(.identities))]
    Ambiguous {
        /// What was asked for.
        login: String,
        /// Whom it could mean.
        identities: Vec<Identity>,
    },
}

/// A bundle's files, read once for any number of receipts.
#[derive(Debug)]
pub struct Ledger {
    manifest: Manifest,
    rules: ScoreRules,
    sharing: Sharing,
    weights: BTreeMap<RepoId, Weight>,
    config: AirdropConfig,
    /// Contributions stand by person, each one's newest first.
    evidence: Evidence,
    places: BTreeMap<Identity, Range<usize>>,
    scores: Scores,
    /// Everybody of the scores, then those who have a leaf from an earlier list and nothing in this window.
    people: Vec<PersonScore>,
    /// Who is credited with what another did.
    credited: BTreeMap<(RepoId, ContributionKind, String, Identity), Identity>,
    /// Which identities are one person.
    joins: Joins,
    published: Allocation,
    computed: Allocation,
    root: B256,
}

/// Everything behind one person's amount.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    /// Which airdrop.
    pub slug: String,
    /// The rule that made the score.
    pub preset: String,
    /// The rule that made the amount.
    pub policy: &'static str,
    /// Who.
    pub identity: Identity,
    /// For showing only.
    pub login: Option<String>,
    /// What kind of account.
    pub kind: Option<AccountKind>,
    /// Why the score is not paid.
    pub excluded: Option<Exclusion>,
    /// The published reason, where a maintainer decided who is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What a maintainer should look at; it changes no score.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// Everything that the person did inside the window, newest first.
    pub contributions: Vec<Line>,
    /// By month and repository, newest first.
    pub months: Vec<MonthLine>,
    /// By week, for presets that count weeks.
    pub weeks: Vec<WeekScore>,
    /// What a maintainer changed of the sum, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Adjusted>,
    /// Micro-points.
    pub score: Points,
    /// What lines with an AI agent add, of the sum of the lines.
    pub agent_points: Points,
    /// What the policy made of the score.
    pub due: Amount,
    /// Base units; of a recurring airdrop, of this epoch.
    pub amount: Amount,
    /// What stood for the leaf in the list before, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Amount>,
    /// The leaf's amount, where it is not this epoch's alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cumulative: Option<Amount>,
    /// What a limit did.
    pub note: Option<Note>,
    /// Where it is paid.
    pub address: Option<Address>,
    /// The leaf.
    pub index: Option<u64>,
    /// From the contributions to the leaf, each computed again.
    pub steps: Vec<Step>,
}

impl Receipt {
    /// Does every step follow from the one before?
    #[must_use]
    pub fn holds(&self) -> bool {
        self.steps.iter().all(|step| step.holds)
    }
}

impl Ledger {
    /// Reads everything but the proofs.
    ///
    /// # Errors
    /// See [`ReceiptError`].
    pub fn read(bundle: &Bundle) -> Result<Self, ReceiptError> {
        let config = bundle.rules()?;
        let mut evidence = read_evidence(&bundle.file(name::EVIDENCE)?).map_err(ReceiptError::Evidence)?;
        let places = group(&mut evidence.contributions);
        let (scores, published) = (bundle.scores()?, bundle.allocation()?);
        let wallets = read_wallets(&bundle.file(name::WALLETS)?)?;
        let (sharing, standing) = (config.sharing()?, bundle.standing()?);
        Ok(Self {
            manifest: bundle.manifest().clone(),
            rules: config.score.rules()?,
            weights: weights_of(&bundle.manifest().repositories),
            places,
            computed: allocation_of(&scores, &sharing, &wallets, standing.as_ref())?,
            root: tree_of(&published)?.root(),
            credited: line::credited(&scores),
            joins: config.joins()?,
            people: scores.people.iter().cloned().chain(absent(&scores, &published)).collect(),
            config,
            sharing,
            evidence,
            scores,
            published,
        })
    }

    /// Everybody's score, as published.
    #[must_use]
    pub const fn scores(&self) -> &Scores {
        &self.scores
    }

    /// Everybody who was scored, as published, then those who have a leaf from an earlier list and nothing in this window.
    #[must_use]
    pub fn people(&self) -> &[PersonScore] {
        &self.people
    }

    /// Everybody's amount, as published.
    #[must_use]
    pub const fn allocation(&self) -> &Allocation {
        &self.published
    }

    /// What the bundle was made by.
    #[must_use]
    pub const fn config(&self) -> &AirdropConfig {
        &self.config
    }

    /// What somebody did inside the window, newest first.
    #[must_use]
    pub fn contributions(&self, identity: Identity) -> &[Contribution] {
        let range = self.places.get(&identity).cloned().unwrap_or_default();
        self.evidence.contributions.get(range).unwrap_or_default()
    }

    /// An account's login when last seen; for showing only.
    #[must_use]
    pub fn login(&self, identity: Identity) -> Option<String> {
        self.evidence.account(identity).map(|account| account.login.clone())
    }

    /// Everything behind somebody's amount.
    ///
    /// # Errors
    /// [`ReceiptError::Unknown`] for who is not in the scores.
    pub fn receipt(&self, identity: Identity) -> Result<Receipt, ReceiptError> {
        let person = self.person(identity).ok_or_else(|| self.unknown(&identity.to_string()))?;
        let contributions = line::lines(self, person);
        let months = line::months(self, person, &contributions);
        let part = part(&self.published, identity);
        let due = part.map_or(Amount::ZERO, due_of);
        let steps = step::steps(self, person, &contributions, &months);
        Ok(Receipt {
            slug: self.manifest.slug.clone(),
            preset: self.scores.preset.clone(),
            policy: self.sharing.policy.as_str(),
            identity,
            login: person.login.clone(),
            kind: person.kind,
            excluded: person.excluded,
            reason: person.reason.clone(),
            flags: person.flags.clone(),
            contributions,
            months,
            weeks: person.weeks.clone(),
            adjustments: person.adjustments.clone(),
            score: person.score,
            agent_points: person.agent_points,
            due,
            amount: part.map_or(Amount::ZERO, |part| part.amount),
            standing: part.and_then(|part| part.standing),
            cumulative: part.and_then(|part| part.cumulative),
            note: part.and_then(|part| part.note),
            address: part.and_then(|part| part.address),
            index: part.and_then(|part| part.index),
            steps,
        })
    }

    /// Scores the evidence again and compares one person's line.
    ///
    /// # Errors
    /// [`ReceiptError::Rules`] when the rules cannot be read.
    pub fn recomputes(&self, identity: Identity) -> Result<bool, ReceiptError> {
        let mut evidence = self.evidence.clone();
        evidence.normalise();
        let scores = self.config.score(&evidence, &self.weights, Detail::Lines)?;
        let again = scores.people.iter().find(|person| person.identity == identity);
        Ok(again == self.scores.people.iter().find(|person| person.identity == identity))
    }

    fn person(&self, identity: Identity) -> Option<&PersonScore> {
        self.people.iter().find(|person| person.identity == identity)
    }

    fn unknown(&self, who: &str) -> ReceiptError {
        ReceiptError::Unknown { who: who.to_owned(), slug: self.manifest.slug.clone() }
    }
}

fn part(allocation: &Allocation, identity: Identity) -> Option<&AllocationPerson> {
    allocation.people.iter().find(|person| person.identity == identity)
}

/// Who stands in the amounts for what an earlier list gave, and did nothing in this window.
fn absent(scores: &Scores, allocation: &Allocation) -> Vec<PersonScore> {
    let known: BTreeSet<Identity> = scores.people.iter().map(|person| person.identity).collect();
    let kept = allocation.people.iter().filter(|part| !known.contains(&part.identity));
    kept.map(|part| PersonScore {
        identity: part.identity,
        login: part.login.clone(),
        kind: None,
        score: Points::default(),
        months: Vec::new(),
        weeks: Vec::new(),
        contributions: Vec::new(),
        adjustments: Vec::new(),
        agent_points: Points::default(),
        flags: Vec::new(),
        excluded: None,
        reason: None,
    })
    .collect()
}

/// What the policy made of the score; in proportion, that is the score.
fn due_of(part: &AllocationPerson) -> Amount {
    part.due.unwrap_or_else(|| Amount::new(tributary_model::U256::from(part.score.0)))
}

/// Groups contributions by person, newest first, and says where each group stands.
fn group(contributions: &mut [Contribution]) -> BTreeMap<Identity, Range<usize>> {
    contributions.sort_by(|a, b| (a.author, b.at, a.kind, &a.key).cmp(&(b.author, a.at, b.kind, &b.key)));
    let mut groups: BTreeMap<Identity, Range<usize>> = BTreeMap::new();
    for (place, contribution) in contributions.iter().enumerate() {
        groups.entry(contribution.author).or_insert(place..place).end = place + 1;
    }
    groups
}
