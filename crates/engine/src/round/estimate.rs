//! What projects would get if the round closed now, and what a cart would add: ranges, from what the pool holds to what it
//! is meant to hold, and from the lowest to the highest coefficient that every donor may end with.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_chain::Gift;
use tributary_model::{Address, Amount, U256, Verdict};
use tributary_qf::{Coefficient, Estimator, GiftError, Prospects, Range, RulesError, Saturation};

use super::{
    ApplicationLine, People, Prices, RoundHistory, RoundRules, inputs::donations, matching::SaturationName,
    people::prospects,
};

/// Why nothing can be estimated.
#[derive(Debug, Error)]
pub enum EstimateError {
    /// Another rule than the plain quadratic one.
    #[error(
        "estimates are made for the plain quadratic rule alone; this round's matches are known at the tally"
    )]
    OtherRule,
    /// A gift that cannot be counted.
    #[error(transparent)]
    Gift(#[from] GiftError),
    /// Rules that cannot be applied.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The rule cannot be read.
    #[error("`match.{key}`: {message}")]
    Rule {
        /// Which option.
        key: &'static str,
        /// What is wrong.
        message: String,
    },
}

/// One project's prospects before and after a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prospect {
    /// Which project.
    pub project: u64,
    /// Without the cart.
    pub before: Range<Amount>,
    /// With it.
    pub after: Range<Amount>,
    /// What it adds at least and at most, each end by itself.
    pub adds: Range<Amount>,
}

/// A gift of a cart that would not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCountedGift {
    /// To which project.
    pub project: u64,
    /// Why not.
    pub reason: String,
}

/// What a cart would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartEstimate {
    /// Every project of the cart.
    pub projects: Vec<Prospect>,
    /// Gifts that would not count.
    pub not_counted: Vec<NotCountedGift>,
}

/// An open round's running sums. Made once for a state of the chain, and asked for every cart.
#[derive(Clone, Debug)]
pub struct RoundEstimate<'a> {
    rules: &'a RoundRules,
    people: &'a People<'a>,
    prices: Prices,
    is_final: bool,
    estimator: Estimator,
    accepted: BTreeSet<u64>,
    /// What a person gave to a project, valued; below the minimum it does not count yet.
    given: BTreeMap<(String, u64), Amount>,
    /// Accepted projects with a gift that has no price yet: it may be worth anything.
    unpriced: BTreeSet<u64>,
    /// Each project's own people, whether they gave something already or not.
    own: BTreeSet<(String, u64)>,
}

impl<'a> RoundEstimate<'a> {
    /// Counts every gift so far. `is_final`: the lists are frozen. Where prices at close decide and are not known yet,
    /// any project may end with nothing, and one with such a gift with all that one can get.
    ///
    /// # Errors
    /// See [`EstimateError`].
    pub fn new(
        rules: &'a RoundRules,
        history: &RoundHistory,
        people: &'a People<'a>,
        prices: Prices,
        is_final: bool,
    ) -> Result<Self, EstimateError> {
        if !rules.matching.can_estimate() {
            return Err(EstimateError::OtherRule);
        }
        let applications: Vec<ApplicationLine> = history.projects.values().map(ApplicationLine::of).collect();
        let accepted = applications.iter().filter(|line| line.verdict == Verdict::Accepted);
        let accepted: BTreeSet<u64> = accepted.map(|line| line.project).collect();
        let gifts = donations(history);
        let mut estimate = Self {
            rules,
            people,
            prices,
            is_final,
            estimator: Estimator::new(self::pool(rules, history.pool())?)?,
            accepted,
            given: BTreeMap::new(),
            unpriced: BTreeSet::new(),
            own: own(&applications, people),
        };
        let mut sums: BTreeMap<(Address, u64, Address), U256> = BTreeMap::new();
        for gift in &gifts {
            let sum = sums.entry((gift.donor, gift.project, gift.token)).or_default();
            *sum = sum.saturating_add(gift.amount.units());
        }
        for ((donor, project, token), units) in sums {
            let gift = Gift { project, token, amount: Amount::new(units) };
            // What does not count is no error here: the tally says why.
            let _ = estimate.add(donor, gift)?;
        }
        Ok(estimate)
    }

    /// What a project would get now.
    #[must_use]
    pub fn project(&self, project: u64) -> Range<Amount> {
        let known = self.estimator.estimate(&project.to_string());
        if self.unpriced.is_empty() {
            return known;
        }
        let high = if self.unpriced.contains(&project) { self.estimator.most() } else { known.high };
        Range { low: Amount::ZERO, high }
    }

    /// What a cart would do; `donor` `None` is somebody new.
    ///
    /// # Errors
    /// See [`EstimateError`].
    pub fn cart(&self, donor: Option<Address>, cart: &[Gift]) -> Result<CartEstimate, EstimateError> {
        let mut after = self.clone();
        let mut not_counted = Vec::new();
        // Nobody's address can be a donor's.
        let donor = donor.unwrap_or_default();
        for gift in cart {
            if let Some(reason) = after.add(donor, *gift)? {
                not_counted.push(NotCountedGift { project: gift.project, reason });
            }
        }
        let projects: BTreeSet<u64> = cart.iter().map(|gift| gift.project).collect();
        let prospect = |project: u64| {
            let (before, after) = (self.project(project), after.project(project));
            let more = |before: Amount, after: Amount| after.checked_sub(before).unwrap_or_default();
            let adds = Range { low: more(before.low, after.low), high: more(before.high, after.high) };
            let adds = Range { low: adds.low.min(adds.high), high: adds.low.max(adds.high) };
            Prospect { project, before, after, adds }
        };
        Ok(CartEstimate { projects: projects.into_iter().map(prospect).collect(), not_counted })
    }

    /// Counts a gift, or says why it does not count.
    fn add(&mut self, donor: Address, gift: Gift) -> Result<Option<String>, EstimateError> {
        let Gift { project, token, amount } = gift;
        if !self.accepted.contains(&project) {
            return Ok(Some("the project is not accepted".to_owned()));
        }
        let value = self.prices.value(token, amount);
        if value.is_none() && self.rules.donated(token).is_some() {
            self.unpriced.insert(project);
        }
        let Some(value) = value.filter(|value| !value.is_zero()) else {
            return Ok(Some("the gift has no value in the pool's token yet".to_owned()));
        };
        let line = self.people.donor(donor);
        let key = (line.person.clone(), project);
        if self.own.contains(&key) {
            return Ok(Some("gifts of a project's own people and reviewers are not matched".to_owned()));
        }
        let before = self.given.get(&key).copied().unwrap_or_default();
        let after: Amount = [before, value].into_iter().sum();
        self.given.insert(key, after);
        let minimum = self.rules.matching.minimum;
        if after < minimum {
            return Ok(Some(format!("counts from {} on", self.rules.pool_tokens(minimum))));
        }
        let counted = if before < minimum { after } else { value };
        let coefficient = prospects(self.rules, line.coefficient, self.is_final);
        self.estimator.add(&line.person, &project.to_string(), counted, coefficient)?;
        let none = coefficient.high == Coefficient::ZERO;
        Ok(none.then(|| format!("the donor's coefficient is 0: {}", line.reason)))
    }
}

fn own(applications: &[ApplicationLine], people: &People<'_>) -> BTreeSet<(String, u64)> {
    let wallets = |line: &ApplicationLine| {
        let project = line.project;
        let own = [line.applicant, line.payout].into_iter().chain(line.reviewers.clone());
        own.map(move |wallet| (people.person(wallet), project)).collect::<Vec<_>>()
    };
    applications.iter().flat_map(wallets).collect()
}

fn pool(rules: &RoundRules, held: Amount) -> Result<Prospects, EstimateError> {
    let pool = Range { low: held, high: held.max(rules.pool.goal) };
    let cap = rules.matching.cap().map_err(|(key, message)| EstimateError::Rule { key, message })?;
    let saturation = match rules.matching.saturation {
        Some(SaturationName::Scale) => Saturation::Scale,
        Some(SaturationName::Keep) | None => Saturation::Keep,
    };
    Ok(Prospects { pool, cap, saturation })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::round::{
        assemble,
        testing::{Events, TOKEN, address, lists, payout, rules},
    };

    fn events() -> Events {
        let mut events = Events::new(1_000_000_000);
        for (donor, project, amount) in
            [(1, 1, 1_000_000), (2, 1, 4_000_000), (3, 2, 9_000_000), (4, 2, 1_000_000)]
        {
            events.give(address(donor), project, amount);
        }
        events
    }

    fn gift(project: u64, amount: u64) -> Gift {
        Gift { project, token: TOKEN, amount: Amount::from(amount) }
    }

    #[test]
    fn an_estimate_holds_the_match_that_the_tally_then_makes() {
        let rules =
            rules(&[("rule = \"quadratic\"", "cap = \"40%\"\nsaturation = \"scale\"\nrule = \"quadratic\"")]);
        let read = lists(&[]).parse(&rules).unwrap();
        let people = People::new(&rules, &read);
        let mut open = events();
        let history = RoundHistory::of(&open.0);
        let prices = Prices::new(&rules, None).unwrap();
        let estimate = RoundEstimate::new(&rules, &history, &people, prices, true).unwrap();
        let cart = [gift(1, 16_000_000), gift(2, 1_000_000)];
        let told = estimate.cart(Some(address(5)), &cart).unwrap();
        assert!(told.not_counted.is_empty(), "{told:?}");
        for gift in &cart {
            open.give(address(5), gift.project, gift.amount.units().to());
        }
        let made = assemble(&open.inputs(&rules, &lists(&[])), &BTreeMap::new()).unwrap().matches;
        for (prospect, line) in told.projects.iter().zip(&made.projects) {
            assert_eq!(prospect.project, line.project);
            assert!(
                prospect.after.low <= line.amount && line.amount <= prospect.after.high,
                "{prospect:?} {line:?}"
            );
        }
        let pool = Amount::from(1_000_000_000);
        assert!(told.projects.iter().all(|prospect| prospect.after.high <= pool), "{told:?}");
    }

    #[test]
    fn while_a_gift_has_no_price_nothing_is_promised_and_the_rest_still_counts() {
        let coin = "# [[donations.tokens]]\n# address = \"coin\"               # the chain's own coin\n# symbol = \"ETH\"";
        let rules = rules(&[(coin, "[[donations.tokens]]\naddress = \"coin\"\nsymbol = \"ETH\"")]);
        let read = lists(&[]).parse(&rules).unwrap();
        let people = People::new(&rules, &read);
        let history = RoundHistory::of(&events().0);
        let made = |list: Option<&[u8]>| {
            RoundEstimate::new(&rules, &history, &people, Prices::known(&rules, list), true).unwrap()
        };
        let before = made(None);
        assert!(!before.project(2).low.is_zero(), "no gift is without a price so far");
        let coin = [Gift { token: Address::ZERO, ..gift(1, 1_000_000_000_000_000_000) }];
        let told = before.cart(Some(address(5)), &coin).unwrap();
        assert!(told.not_counted[0].reason.contains("no value"), "{told:?}");
        let pool = Amount::from(1_000_000_000);
        assert_eq!(
            told.projects[0].after,
            Range { low: Amount::ZERO, high: pool },
            "it may be worth anything"
        );
        // At the price of the close it counts as any other.
        let priced = made(Some(b"token,price\ncoin,3000\n")).cart(Some(address(5)), &coin).unwrap();
        assert!(priced.not_counted.is_empty() && !priced.projects[0].after.low.is_zero(), "{priced:?}");
    }

    #[test]
    fn what_would_not_count_is_said_with_its_reason() {
        let changes = [("# minimum = \"1\"", "minimum = \"2\" #"), ("# deny = ", "deny = ")];
        let rules = rules(&changes);
        let texts = lists(&[("deny", format!("donor,reason\n{},sybil\n", address(9)))]);
        let read = texts.parse(&rules).unwrap();
        let people = People::new(&rules, &read);
        let history = RoundHistory::of(&events().0);
        let prices = Prices::new(&rules, None).unwrap();
        let estimate = RoundEstimate::new(&rules, &history, &people, prices, true).unwrap();
        for (donor, gift, reason) in [
            (address(5), gift(3, 5_000_000), "not accepted"),
            (address(5), gift(1, 1_999_999), "counts from 2 DAI on"),
            (payout(1), gift(1, 5_000_000), "own people"),
            (address(9), gift(1, 5_000_000), "denied: sybil"),
            (address(5), Gift { token: Address::ZERO, ..gift(1, 5) }, "no value"),
        ] {
            let told = estimate.cart(Some(donor), &[gift]).unwrap();
            let [only] = &told.not_counted[..] else { panic!("{told:?}") };
            assert!(only.reason.contains(reason), "{reason}: {only:?}");
            assert_eq!(told.projects[0].before, told.projects[0].after, "{reason}");
        }
        // Two halves of a gift that together reach the minimum count as one.
        let told = estimate.cart(Some(address(5)), &[gift(1, 1_000_000), gift(1, 1_000_000)]).unwrap();
        let whole = estimate.cart(Some(address(5)), &[gift(1, 2_000_000)]).unwrap();
        assert_eq!(told.projects, whole.projects);
    }

    #[test]
    fn other_rules_have_no_estimate() {
        let rules = rules(&[("rule = \"quadratic\"", "rule = \"pairwise\"")]);
        let read = lists(&[]).parse(&rules).unwrap();
        let people = People::new(&rules, &read);
        let made =
            RoundEstimate::new(&rules, &RoundHistory::default(), &people, Prices::known(&rules, None), true);
        assert!(matches!(made, Err(EstimateError::OtherRule)));
    }
}
