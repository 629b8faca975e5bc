//! Why a project gets what it gets.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tributary_model::{Amount, U256};

use crate::{
    cluster::Clusters,
    ledger::{Account, REASONS, Reason},
    quadratic::{self, Contributions},
    raw::Worth,
    root::RADICAND_BITS,
    round::Round,
    rules::Rule,
    scores::Scores,
};

/// One project's receipt. Amounts are base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which.
    pub project: String,
    /// The match.
    #[serde(rename = "match")]
    pub amount: Amount,
    /// What was given to it, counted or not.
    pub received: Amount,
    /// Donors who count.
    pub donors: usize,
    /// Donors who do not.
    pub not_counted: Vec<NotCounted>,
    /// The raw match, before the pool is shared: decimal digits, up to 18 behind the point. With clr.fund, `V² − s` in
    /// voice credits.
    pub raw: String,
    /// What the cap took.
    pub cap_given: Amount,
    /// What the caps of others gave.
    pub cap_received: Amount,
    /// By how much agreement, connection or clusters lower the raw match; `None` for other rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Amount>,
    /// What the next gift of a new donor, who gives to nobody else, would add to the match, all else as it is.
    pub next: Amount,
    /// The match without the largest cluster.
    pub sensitivity: Sensitivity,
}

/// Donors who do not count, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCounted {
    /// Why.
    pub reason: Reason,
    /// How many.
    pub donors: u32,
}

/// A match without the most donors who gave to one and the same set of projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// How many donors are left out.
    pub donors: u32,
    /// The match without them, everybody else's raw match as it is.
    #[serde(rename = "match")]
    pub amount: Amount,
}

pub(crate) fn receipts(round: &Round<'_>, next: Amount) -> Vec<Receipt> {
    let clusters = Clusters::new(&round.ledger);
    let largest: Vec<Option<(u32, u32)>> =
        round.ledger.accounts.par_iter().map(|account| clusters.largest(account)).collect();
    let numbers: Vec<Option<u32>> = largest.iter().map(|each| each.map(|(number, _)| number)).collect();
    let without = round.scorer.without(&round.ledger, &clusters, &numbers);
    let uncapped = round.terms.cap.map(|_| round.scores.share(&round.terms.uncapped()).amounts);
    let pot = round.scores.pot(&round.terms);
    let amount_with = |project, score| round.scores.amount_with(&round.terms, pot.as_ref(), project, score);
    let gift: u128 = next.units().saturating_to();
    let one = |(project, account): (usize, &Account)| {
        let amount = round.shared.amounts[project];
        let before_cap = uncapped.as_ref().map_or(amount, |amounts| amounts[project]);
        let score = round.scorer.with(&round.ledger, &clusters, &round.scores, project, gift);
        let donors = largest[project].map_or(0, |(_, donors)| donors);
        Receipt {
            project: round.donations.projects.all()[project].clone(),
            amount: Amount::new(amount),
            received: Amount::new(U256::from(account.received)),
            donors: account.given.len(),
            not_counted: not_counted(account),
            raw: round.scores.raw(project),
            cap_given: Amount::new(before_cap.saturating_sub(amount)),
            cap_received: Amount::new(amount.saturating_sub(before_cap)),
            discount: discount(round, project, account),
            next: Amount::new(amount_with(project, score).saturating_sub(amount)),
            sensitivity: Sensitivity { donors, amount: Amount::new(amount_with(project, without[project])) },
        }
    };
    let mut receipts: Vec<Receipt> = round.ledger.accounts.par_iter().enumerate().map(one).collect();
    receipts.sort_unstable_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.project.cmp(&b.project)));
    receipts
}

fn not_counted(account: &Account) -> Vec<NotCounted> {
    let counts = REASONS.into_iter().zip(account.left_out);
    counts.filter(|(_, donors)| *donors > 0).map(|(reason, donors)| NotCounted { reason, donors }).collect()
}

/// Against the quadratic raw match; pairs count once under pairwise, so against half of it.
fn discount(round: &Round<'_>, project: usize, account: &Account) -> Option<Amount> {
    let Scores::Weights(raw) = &round.scores else { return None };
    let halves = match round.rules.rule {
        Rule::Pairwise(_) => 1,
        Rule::Cluster(_) | Rule::Cocm(_) => 2,
        _ => return None,
    };
    let contributions = match round.rules.rule {
        Rule::Cluster(contributions) => contributions,
        _ => Contributions::Subtracted,
    };
    let weight = quadratic::roots(account, |_| true).weight(contributions);
    let quadratic = Worth::binary(RADICAND_BITS + 1).floor(weight * U256::from(halves));
    Some(Amount::new(quadratic.saturating_sub(raw.worth.floor(raw.weights[project]))))
}
