//! What counts: gifts summed by donor and project, after the minimum, the coefficients and the exclusions.

use std::{collections::HashSet, fmt};

use rayon::prelude::*;
use tributary_model::{Amount, U256};

use crate::{
    coefficient::Coefficient,
    donations::{Donations, Gift},
    double,
    units::Units,
};

/// What becomes of a donor's several gifts to one project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeat {
    /// They are one gift of their sum.
    #[default]
    Sum,
    /// They are one gift of their mean, as in one published round; rounded down to 10^-18 of a base unit.
    Mean,
}

/// Why a donor of a project was not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The gift is on the list of excluded gifts: the donor is the payee, an owner or a reviewer.
    Excluded,
    /// The gift is below the minimum.
    Minimum,
    /// The donor's coefficient is 0.
    Coefficient,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Excluded => "on the list of exclusions",
            Self::Minimum => "below the minimum",
            Self::Coefficient => "with a coefficient of 0",
        })
    }
}

pub(crate) const REASONS: [Reason; 3] = [Reason::Excluded, Reason::Minimum, Reason::Coefficient];

/// A gift that does not count, whatever the rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exclusion {
    /// Whose gift.
    pub donor: String,
    /// To which project; `None` for all of them.
    pub project: Option<String>,
}

/// How gifts become counted gifts.
#[derive(Clone, Debug)]
pub(crate) struct Counting<'a> {
    pub(crate) minimum: Amount,
    pub(crate) repeat: Repeat,
    pub(crate) weighing: Weighing,
    pub(crate) excluded: &'a [Exclusion],
}

/// How a row's coefficient is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weighing {
    /// Exactly; the minimum holds for a donor's gifts to a project together.
    Exact,
    /// Stretched by a boost, then exactly.
    Boosted(Coefficient),
    /// As Grants Stack does: cut to four digits, each row rounded down, the minimum for each row.
    TenThousandths,
    /// A ballot: it counts or not, whatever the amount, and 0 is an amount.
    Ballot,
}

/// A donor's counted gifts to one project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) donor: u32,
    pub(crate) units: Units,
}

/// One project's side of the ledger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// By donor, ascending.
    pub(crate) given: Vec<Given>,
    /// Donors not counted, in the order of [`REASONS`].
    pub(crate) left_out: [u32; 3],
    /// Everything given, counted or not.
    pub(crate) received: u128,
}

/// Every project's counted gifts, by the project's number.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) accounts: Vec<Account>,
    pub(crate) donors: usize,
}

impl Ledger {
    pub(crate) fn new(donations: &Donations, counting: &Counting<'_>) -> Self {
        let excluded = excluded(donations, counting.excluded);
        let (rows, ends) = by_project(donations);
        let spans: Vec<(usize, usize)> =
            ends.iter().scan(0, |start, end| Some((std::mem::replace(start, *end), *end))).collect();
        let accounts = spans
            .into_par_iter()
            .zip(0..u32::MAX)
            .map(|((start, end), project)| {
                let is_excluded =
                    |donor| excluded.contains(&(donor, None)) || excluded.contains(&(donor, Some(project)));
                account(&donations.gifts, rows[start..end].to_vec(), counting, is_excluded)
            })
            .collect();
        Self { accounts, donors: donations.donors.len() }
    }
}

/// Names that nobody gave under exclude nothing.
fn excluded(donations: &Donations, exclusions: &[Exclusion]) -> HashSet<(u32, Option<u32>)> {
    let place = |exclusion: &Exclusion| {
        let donor = donations.donors.find(&exclusion.donor)?;
        match &exclusion.project {
            Some(project) => Some((donor, Some(donations.projects.find(project)?))),
            None => Some((donor, None)),
        }
    };
    exclusions.iter().filter_map(place).collect()
}

/// Donor and row of every gift, one project after the other, and where each project ends.
fn by_project(donations: &Donations) -> (Vec<(u32, u32)>, Vec<usize>) {
    let mut ends = vec![0_usize; donations.projects.len()];
    for gift in &donations.gifts {
        ends[index(gift.project)] += 1;
    }
    let mut next = 0;
    for end in &mut ends {
        next += std::mem::replace(end, next);
    }
    let mut rows = vec![(0, 0); donations.gifts.len()];
    for (gift, row) in donations.gifts.iter().zip(0..) {
        let end = &mut ends[index(gift.project)];
        rows[*end] = (gift.donor, row);
        *end += 1;
    }
    (rows, ends)
}

fn account(
    gifts: &[Gift],
    mut rows: Vec<(u32, u32)>,
    counting: &Counting<'_>,
    is_excluded: impl Fn(u32) -> bool,
) -> Account {
    rows.sort_unstable();
    let mut account = Account { given: Vec::with_capacity(rows.len()), ..Account::default() };
    for run in rows.chunk_by(|a, b| a.0 == b.0) {
        let donor = run[0].0;
        let run = run.iter().map(|(_, row)| &gifts[index(*row)]);
        account.received += run.clone().map(|gift| gift.amount).sum::<u128>();
        let outcome = if is_excluded(donor) { Err(Reason::Excluded) } else { counted(run, counting) };
        match outcome {
            Ok(units) => account.given.push(Given { donor, units }),
            Err(reason) => {
                let place = REASONS.iter().position(|each| *each == reason);
                account.left_out[place.expect("every reason is in the list")] += 1;
            }
        }
    }
    account
}

/// One donor's gifts to one project as one.
fn counted<'a>(
    gifts: impl Iterator<Item = &'a Gift> + Clone,
    counting: &Counting<'_>,
) -> Result<Units, Reason> {
    let count = u32::try_from(gifts.clone().count()).expect("gifts are counted in 32 bits");
    let units = gifts.clone().map(|gift| weighed(gift, counting)).fold(Units::ZERO, Units::plus);
    let amount: u128 = gifts.clone().map(|gift| gift.amount).sum();
    let (units, amount) = match counting.repeat {
        Repeat::Sum => (units, amount),
        Repeat::Mean => (units.over(count), amount / u128::from(count)),
    };
    match counting.weighing {
        Weighing::Ballot => {
            let counts = gifts.clone().any(|gift| gift.coefficient > Coefficient::ZERO);
            if counts { Ok(units) } else { Err(Reason::Coefficient) }
        }
        Weighing::TenThousandths if units.is_zero() => {
            let small = gifts.clone().all(|gift| is_below(gift.amount, counting.minimum));
            Err(if small { Reason::Minimum } else { Reason::Coefficient })
        }
        Weighing::Exact | Weighing::Boosted(_) if is_below(amount, counting.minimum) => Err(Reason::Minimum),
        _ if units.is_zero() => Err(Reason::Coefficient),
        _ => Ok(units),
    }
}

fn weighed(gift: &Gift, counting: &Counting<'_>) -> Units {
    match counting.weighing {
        Weighing::Exact => Units::weighted(gift.amount, gift.coefficient.attos().into()),
        Weighing::Boosted(boost) => Units::weighted(gift.amount, gift.coefficient.boosted(boost)),
        Weighing::TenThousandths if is_below(gift.amount, counting.minimum) => Units::ZERO,
        Weighing::TenThousandths => {
            let attos = U256::from(gift.coefficient.attos());
            let parts = u128::from(double::truncated_product(attos, 10_000));
            Units::whole(gift.amount / 10_000 * parts + gift.amount % 10_000 * parts / 10_000)
        }
        Weighing::Ballot if gift.coefficient == Coefficient::ZERO => Units::ZERO,
        Weighing::Ballot => Units::whole(gift.amount),
    }
}

fn is_below(amount: u128, minimum: Amount) -> bool {
    Amount::new(U256::from(amount)) < minimum
}

/// A number as a place in memory.
pub(crate) fn index(number: u32) -> usize {
    usize::try_from(number).expect("no machine of ours has less than 32 bits")
}
