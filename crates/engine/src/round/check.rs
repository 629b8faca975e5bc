//! What makes no sense in the rules of a round, named by its key in round.toml. The bounds are the contract's.

use std::collections::BTreeSet;

use tributary_model::{Address, Timestamp};
use tributary_qf::Coefficient;

use super::{Price, Ramp, RoundRules};
use crate::config::{ConfigError, check_slug, invalid};

const DAY: u64 = 86_400;
/// As the contract has them.
const CHALLENGE_DAYS: std::ops::RangeInclusive<u64> = 1..=30;
const CLAIMS_DAYS: std::ops::RangeInclusive<u64> = 30..=730;
const DAYS_TO_FINALISE: u64 = 7;
const MOST_REVIEWERS: usize = 48;

impl RoundRules {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        check_slug("round.slug", &self.slug)?;
        if self.pool.token.is_zero() {
            return Err(invalid("pool.token", "the pool is of an ERC-20; name its address"));
        }
        if self.pool.goal.is_zero() {
            return Err(invalid("pool.goal", "must be more than 0"));
        }
        self.check_roles()?;
        self.check_windows()?;
        self.check_tokens()?;
        self.matching
            .check(self.pool.goal)
            .map_err(|(key, message)| invalid(&format!("match.{key}"), message))?;
        let most = [self.coefficients.scores.as_ref(), self.coefficients.github.as_ref()];
        let most = most.into_iter().flatten().map(Ramp::most).chain([self.coefficients.default]).max();
        if !self.matching.takes_boosts() && most > Some(Coefficient::ONE) {
            return Err(invalid("coefficients", "a coefficient above 1 is for rule = \"tunable\" alone"));
        }
        let ramps = self.coefficients.scores.is_some() || self.coefficients.github.is_some();
        let default = self.coefficients.default;
        if self.matching.counts_whole_donors()
            && (ramps || ![Coefficient::ZERO, Coefficient::ONE].contains(&default))
        {
            return Err(invalid(
                "coefficients",
                "mode = \"clrfund-alpha\" counts a donor whole or not at all; use allow and deny, and a default of 0 or 1",
            ));
        }
        Ok(())
    }

    fn check_roles(&self) -> Result<(), ConfigError> {
        if self.owner.is_zero() {
            return Err(invalid("roles.owner", "is nobody; name an address"));
        }
        if self.guardian.is_zero() || self.guardian == self.owner {
            return Err(invalid(
                "roles.guardian",
                "must be somebody else than the owner: who proposes a tally must not be the one who could reject it",
            ));
        }
        let count = self.reviewers.len();
        let distinct = self.reviewers.iter().collect::<BTreeSet<_>>().len();
        if count == 0 || count > MOST_REVIEWERS || distinct < count {
            return Err(invalid(
                "roles.reviewers",
                format!("name 1 to {MOST_REVIEWERS} addresses, each once"),
            ));
        }
        if self.threshold == 0 || usize::from(self.threshold) > count {
            return Err(invalid("roles.threshold", format!("must be 1 to {count}, the number of reviewers")));
        }
        Ok(())
    }

    fn check_windows(&self) -> Result<(), ConfigError> {
        let windows = &self.windows;
        let late = |moment: Timestamp, seconds: u64| {
            i64::try_from(seconds).ok().and_then(|seconds| moment.unix().checked_add(seconds))
        };
        let rises = [
            (
                "applications_end",
                "after `applications_start`",
                windows.applications_start < windows.applications_end,
            ),
            ("review_end", "not before `applications_end`", windows.applications_end <= windows.review_end),
            ("donations_end", "not before `review_end`", windows.review_end <= windows.donations_end),
            ("donations_end", "after `donations_start`", windows.donations_start < windows.donations_end),
            (
                "donations_start",
                "not before `applications_start`",
                windows.applications_start <= windows.donations_start,
            ),
            (
                "deadline",
                "at least the challenge and 7 days after `donations_end`",
                late(windows.donations_end, windows.challenge_seconds.saturating_add(DAYS_TO_FINALISE * DAY))
                    .is_some_and(|latest| latest <= windows.deadline.unix()),
            ),
        ];
        for (key, must, holds) in rises {
            if !holds {
                return Err(invalid(&format!("windows.{key}"), format!("must be {must}")));
            }
        }
        for (key, seconds, days) in [
            ("challenge", windows.challenge_seconds, CHALLENGE_DAYS),
            ("claims", windows.claims_seconds, CLAIMS_DAYS),
        ] {
            if !(days.start() * DAY..=days.end() * DAY).contains(&seconds) {
                let (least, most) = (days.start(), days.end());
                return Err(invalid(&format!("windows.{key}"), format!("must be {least} to {most} days")));
            }
        }
        Ok(())
    }

    fn check_tokens(&self) -> Result<(), ConfigError> {
        if self.donations.tokens.is_empty() {
            return Err(invalid("donations.tokens", "name at least one token that may be given"));
        }
        if let Some(pair) = self.donations.tokens.windows(2).find(|pair| pair[0].address >= pair[1].address) {
            return Err(invalid("donations.tokens", format!("{} stands twice", pair[1].address)));
        }
        for token in &self.donations.tokens {
            let settled = [(Address::ZERO, 18), (self.pool.token, self.pool.decimals)];
            let other = settled
                .iter()
                .find(|(address, decimals)| token.address == *address && token.decimals != *decimals);
            if let Some((address, decimals)) = other {
                let what = if address.is_zero() { "the chain's coin" } else { "the pool's token" };
                return Err(invalid(
                    "donations.tokens.decimals",
                    format!("must be {decimals}, as {what} has"),
                ));
            }
            if token.decimals > 77 || self.pool.decimals > 77 {
                return Err(invalid("donations.tokens", "a 256-bit amount has at most 77 decimals"));
            }
            if let Some(price) = &token.price {
                Price::parse(price).map_err(|message| invalid("donations.tokens.price", message))?;
            }
        }
        Ok(())
    }
}
