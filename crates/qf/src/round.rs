//! A round: gifts under rules, and what follows from them.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tributary_model::{Amount, U256};

use crate::{
    clrfund,
    cluster::Clusters,
    donations::Donations,
    ledger::Ledger,
    receipt::{Receipt, receipts},
    rules::{Rule, Rules, RulesError},
    scores::{Scorer, Scores, Terms},
    share::Shared,
};

/// Gifts counted and scored, ready to be shared.
pub struct Round<'a> {
    pub(crate) donations: &'a Donations,
    pub(crate) rules: &'a Rules,
    pub(crate) ledger: Ledger,
    pub(crate) scorer: Scorer,
    pub(crate) scores: Scores,
    pub(crate) terms: Terms,
    pub(crate) shared: Shared,
    unspent: U256,
}

/// Who gets how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matching {
    /// What was to be shared.
    pub pool: Amount,
    /// clr.fund only: tokens given that bought no vote; they join the pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unspent: Option<Amount>,
    /// clr.fund only: α in parts of 10^18; 0 when no project has more than one vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpha: Option<Amount>,
    /// The sum of all matches.
    pub matched: Amount,
    /// The units of the pool that no project gets: all of [`Dust`] together.
    pub dust: Amount,
    /// Why.
    pub dust_by: Dust,
    /// The largest match first, equal ones by name.
    pub matches: Vec<Match>,
}

/// The units of the pool that no project gets, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dust {
    /// Shares are whole units.
    pub rounding: Amount,
    /// The raw matches need no more, or nobody has one.
    pub saturation: Amount,
    /// Everybody who could get more is at the cap.
    pub cap: Amount,
}

/// One project's match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// Which.
    pub project: String,
    /// Base units.
    #[serde(rename = "match")]
    pub amount: Amount,
    /// clr.fund only: what its contract pays, the match and the credits spent on the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<Amount>,
}

impl<'a> Round<'a> {
    /// Counts, scores and shares.
    ///
    /// # Errors
    /// See [`RulesError`].
    pub fn new(donations: &'a Donations, rules: &'a Rules) -> Result<Self, RulesError> {
        rules.check(donations)?;
        let ledger = Ledger::new(donations, &rules.counting());
        let by = Scorer::new(donations, rules, &ledger);
        let scores = by.scores(&ledger, || Clusters::new(&ledger));
        let unspent = unspent(&ledger, &scores, rules.rule);
        let terms = Terms::new(donations, rules, unspent);
        let shared = scores.share(&terms);
        Ok(Self { donations, rules, ledger, scorer: by, scores, terms, shared, unspent })
    }

    /// Every project's match.
    pub fn matching(&self) -> Matching {
        let mut matches: Vec<Match> = (self.donations.projects.all().iter().enumerate())
            .map(|(project, name)| Match {
                project: name.clone(),
                amount: Amount::new(self.shared.amounts[project]),
                claim: self.claim(project),
            })
            .collect();
        matches.sort_unstable_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.project.cmp(&b.project)));
        let left = self.shared.left;
        let [rounding, saturation, cap] = [left.rounding, left.saturation, left.cap].map(Amount::new);
        let is_clrfund = matches!(self.rules.rule, Rule::ClrfundAlpha { .. });
        Matching {
            pool: self.rules.pool,
            unspent: is_clrfund.then_some(Amount::new(self.unspent)),
            alpha: is_clrfund.then(|| Amount::new(self.alpha().unwrap_or_default())),
            matched: matches.iter().map(|each| each.amount).sum(),
            dust: [rounding, saturation, cap].into_iter().sum(),
            dust_by: Dust { rounding, saturation, cap },
            matches,
        }
    }

    /// Every project's receipt, in the order of the matches. `next` is the size of the gift that a new donor would
    /// give next.
    pub fn receipts(&self, next: Amount) -> Vec<Receipt> {
        receipts(self, next)
    }

    /// A project's raw match in base units, with up to 18 digits behind the point.
    pub fn raw(&self, project: &str) -> Option<String> {
        let place = self.donations.projects.find(project)?;
        Some(self.scores.raw(crate::ledger::index(place)))
    }

    fn alpha(&self) -> Option<U256> {
        match (&self.scores, self.rules.rule) {
            (Scores::Votes(votes), Rule::ClrfundAlpha { voice_credit }) => {
                clrfund::alpha(self.terms.pool, votes, voice_credit.units())
            }
            _ => None,
        }
    }

    fn claim(&self, project: usize) -> Option<Amount> {
        match (&self.scores, self.rules.rule) {
            (Scores::Votes(votes), Rule::ClrfundAlpha { voice_credit }) => {
                let alpha = self.alpha().unwrap_or_default();
                Some(Amount::new(clrfund::claim(alpha, votes[project], voice_credit.units())))
            }
            _ => None,
        }
    }
}

/// Tokens given that bought no vote.
fn unspent(ledger: &Ledger, scores: &Scores, rule: Rule) -> U256 {
    let (Scores::Votes(votes), Rule::ClrfundAlpha { voice_credit }) = (scores, rule) else {
        return U256::ZERO;
    };
    let given = ledger
        .accounts
        .par_iter()
        .map(|account| account.given.iter().map(|given| given.units.floor()).sum::<u128>());
    let spent = votes.iter().fold(U256::ZERO, |sum, votes| sum + votes.spent);
    U256::from(given.sum::<u128>()) - spent * voice_credit.units()
}
