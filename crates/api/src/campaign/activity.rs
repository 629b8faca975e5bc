//! The river: scores by month for the people with the largest amounts, and everybody else together.

use std::collections::BTreeMap;

use tributary_model::{Amount, Identity, Month};

use super::Person;

/// How many people have a stream of their own.
const STREAMS: usize = 12;

/// Scores by month.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    /// Every month from the first to the last with a score.
    pub(crate) months: Vec<Month>,
    pub(crate) people: Vec<Stream>,
    pub(crate) others: Flow,
}

/// One person's stream.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) identity: Identity,
    pub(crate) login: Option<String>,
    pub(crate) flow: Flow,
}

/// An amount and the scores it came from, one for each month.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub(crate) amount: Amount,
    pub(crate) scores: Vec<u128>,
}

impl Activity {
    /// `people` in order of rank. Who is not paid has no stream.
    pub(super) fn of(people: &[Person]) -> Self {
        let paid: Vec<&Person> = people.iter().filter(|person| !person.amount.is_zero()).collect();
        let months = months(&paid);
        let (streams, others) = paid.split_at(paid.len().min(STREAMS));
        let stream = |person: &&Person| Stream {
            identity: person.identity,
            login: person.login.clone(),
            flow: flow(&[*person], &months),
        };
        Self { people: streams.iter().map(stream).collect(), others: flow(others, &months), months }
    }
}

fn months(people: &[&Person]) -> Vec<Month> {
    let scored = || people.iter().flat_map(|person| &person.months).map(|month| number(month.month));
    let (Some(first), Some(last)) = (scored().min(), scored().max()) else { return Vec::new() };
    (first..=last).filter_map(month).collect()
}

/// Months since the year 0, so that they can be counted.
fn number(month: Month) -> i32 {
    i32::from(month.year) * 12 + i32::from(month.month) - 1
}

fn month(number: i32) -> Option<Month> {
    let year = i16::try_from(number.div_euclid(12)).ok()?;
    let month = i8::try_from(number.rem_euclid(12) + 1).ok()?;
    Some(Month { year, month })
}

fn flow(people: &[&Person], months: &[Month]) -> Flow {
    let mut by_month: BTreeMap<i32, u128> = BTreeMap::new();
    for scored in people.iter().flat_map(|person| &person.months) {
        *by_month.entry(number(scored.month)).or_default() += scored.score;
    }
    let score = |month: &Month| by_month.get(&number(*month)).copied().unwrap_or_default();
    Flow {
        amount: people.iter().map(|person| person.amount).sum(),
        scores: months.iter().map(score).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_over_the_end_of_a_year() {
        let december = Month { year: 2025, month: 12 };
        assert_eq!(month(number(december)), Some(december));
        assert_eq!(month(number(december) + 1), Some(Month { year: 2026, month: 1 }));
    }
}
