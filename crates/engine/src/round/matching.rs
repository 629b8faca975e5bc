//! How the pool of a round is shared: the words of `tributary match`, with the amounts of the round's token.

use serde::{Deserialize, Serialize};
use tributary_model::Amount;
use tributary_qf::{
    Agreement, Cap, Coefficient, Contributions, Exclusion, Repeat, Rule, Rules, RulesError, Saturation,
    Strength,
};

/// How gifts become matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleName {
    /// The square of the sum of roots, less the contributions.
    Quadratic,
    /// Pairs of donors count less the more they agree.
    Pairwise,
    /// Connection-oriented cluster match.
    Cocm,
    /// Donors of one set of projects count as one.
    Cluster,
    /// Quadratic, with boosts as coefficients.
    Tunable,
}

/// Another system's arithmetic, to the last unit; with `quadratic`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Grants Stack.
    Pluralistic,
    /// clr.fund.
    ClrfundAlpha,
    /// Octant.
    Octant,
}

/// When the matches need less than the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaturationName {
    /// The rest goes back to the funders.
    Keep,
    /// The whole pool is shared.
    Scale,
}

/// What becomes of a donor's several gifts to one project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepeatName {
    /// Their sum.
    #[default]
    Sum,
    /// Their mean.
    Mean,
}

/// What is taken off the square of roots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContributionsName {
    /// The contributions.
    Subtracted,
    /// Nothing.
    Kept,
}

/// What a connected donor gave counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StrengthName {
    /// Nothing.
    Harsh,
    /// Its root.
    Soft,
}

/// clr.fund's `10^4 · 10^18 / 10^9`.
const VOICE_CREDIT: u64 = 10_000_000_000_000;

/// The rule of a round. Amounts are base units of the pool's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchRules {
    /// How gifts become matches.
    pub rule: RuleName,
    /// Another system's arithmetic.
    pub mode: Option<Mode>,
    /// The most that one project gets: base units, or a part of the pool such as `4%`.
    pub cap: Option<String>,
    /// Smaller gifts of a donor to a project do not count.
    pub minimum: Amount,
    /// When the matches need less than the pool; as the rule does when missing.
    pub saturation: Option<SaturationName>,
    /// What becomes of a donor's several gifts to one project.
    pub repeat: RepeatName,
    /// `quadratic`, `tunable`, `cluster`: what is taken off.
    pub contributions: Option<ContributionsName>,
    /// `tunable`: how far coefficients count.
    pub boost: Option<String>,
    /// `pairwise`: how much two donors may agree before their pair counts half.
    pub agreement: Option<String>,
    /// `cocm`: what a connected donor gave counts for.
    pub strength: Option<StrengthName>,
    /// `clrfund-alpha`: base units for one voice credit.
    pub voice_credit: Option<Amount>,
}

impl MatchRules {
    /// An option that the rule does not read would be a promise that is not kept.
    ///
    /// # Errors
    /// The option, and what is wrong with it.
    pub fn check(&self, goal: Amount) -> Result<(), (&'static str, String)> {
        let plain = self.mode.is_none();
        let rooted = matches!(self.rule, RuleName::Quadratic | RuleName::Tunable | RuleName::Cluster);
        let options = [
            ("mode", self.mode.is_some(), self.rule == RuleName::Quadratic, "rule = \"quadratic\""),
            (
                "contributions",
                self.contributions.is_some(),
                rooted && plain,
                "the rules quadratic, tunable and cluster without a mode",
            ),
            ("boost", self.boost.is_some(), self.rule == RuleName::Tunable, "rule = \"tunable\""),
            ("agreement", self.agreement.is_some(), self.rule == RuleName::Pairwise, "rule = \"pairwise\""),
            ("strength", self.strength.is_some(), self.rule == RuleName::Cocm, "rule = \"cocm\""),
            (
                "voice_credit",
                self.voice_credit.is_some(),
                self.mode == Some(Mode::ClrfundAlpha),
                "mode = \"clrfund-alpha\"",
            ),
        ];
        for (option, given, belongs, to) in options {
            if given && !belongs {
                return Err((option, format!("belongs to {to}; leave it out or change the rule")));
            }
        }
        // Now, and not at the tally: an open round cannot be given other rules. A cap in parts of the pool needs a pool.
        let rules = self.rules(goal, Vec::new())?;
        rules.check_options().map_err(|error| {
            let key = match error {
                RulesError::ZeroCap | RulesError::CapUnknown => "cap",
                RulesError::ZeroCredit => "voice_credit",
                RulesError::AlwaysScales(_) => "saturation",
                _ => "rule",
            };
            (key, error.to_string())
        })
    }

    /// The same with what the rule does by itself written out, so that the published rules say all that counts.
    #[must_use]
    pub fn spelled(mut self) -> Self {
        let plain = self.mode.is_none();
        let rooted = matches!(self.rule, RuleName::Quadratic | RuleName::Tunable | RuleName::Cluster);
        if rooted && plain {
            self.contributions.get_or_insert(ContributionsName::Subtracted);
        }
        let keeps = rooted && (plain || self.mode == Some(Mode::Pluralistic));
        self.saturation.get_or_insert(if keeps { SaturationName::Keep } else { SaturationName::Scale });
        self
    }

    /// The rules of the arithmetic for a pool.
    ///
    /// # Errors
    /// The option that cannot be read, and why.
    pub fn rules(&self, pool: Amount, excluded: Vec<Exclusion>) -> Result<Rules, (&'static str, String)> {
        let mut rules = Rules::new(self.rule()?, pool);
        rules.cap = self.cap()?;
        rules.minimum = self.minimum;
        rules.saturation = self.saturation.map(|saturation| match saturation {
            SaturationName::Keep => Saturation::Keep,
            SaturationName::Scale => Saturation::Scale,
        });
        rules.repeat = match self.repeat {
            RepeatName::Sum => Repeat::Sum,
            RepeatName::Mean => Repeat::Mean,
        };
        rules.excluded = excluded;
        Ok(rules)
    }

    /// The most that one project gets.
    ///
    /// # Errors
    /// As [`MatchRules::rules`].
    pub fn cap(&self) -> Result<Option<Cap>, (&'static str, String)> {
        let parse =
            |text: &String| text.parse().map_err(|error: tributary_qf::CapError| ("cap", error.to_string()));
        self.cap.as_ref().map(parse).transpose()
    }

    /// May estimates be made while gifts come in? Their arithmetic is that of the plain quadratic rule.
    #[must_use]
    pub fn can_estimate(&self) -> bool {
        self.rule == RuleName::Quadratic
            && self.mode.is_none()
            && self.repeat == RepeatName::Sum
            && self.contributions != Some(ContributionsName::Kept)
    }

    /// Is a coefficient 0 or 1 and nothing between?
    #[must_use]
    pub fn counts_whole_donors(&self) -> bool {
        self.mode == Some(Mode::ClrfundAlpha)
    }

    /// May a coefficient be above 1?
    #[must_use]
    pub fn takes_boosts(&self) -> bool {
        self.rule == RuleName::Tunable
    }

    fn rule(&self) -> Result<Rule, (&'static str, String)> {
        let contributions = match self.contributions {
            Some(ContributionsName::Kept) => Contributions::Kept,
            Some(ContributionsName::Subtracted) | None => Contributions::Subtracted,
        };
        Ok(match (self.rule, self.mode) {
            (RuleName::Quadratic, Some(Mode::Pluralistic)) => Rule::Pluralistic,
            (RuleName::Quadratic, Some(Mode::Octant)) => Rule::Octant,
            (RuleName::Quadratic, Some(Mode::ClrfundAlpha)) => {
                Rule::ClrfundAlpha { voice_credit: self.voice_credit.unwrap_or(VOICE_CREDIT.into()) }
            }
            (RuleName::Quadratic, None) => Rule::Quadratic(contributions),
            (RuleName::Cluster, _) => Rule::Cluster(contributions),
            (RuleName::Tunable, _) => {
                let boost = self.boost.as_ref().map(|text| Coefficient::parse(text)).transpose();
                let boost = boost.map_err(|error| ("boost", error.to_string()))?;
                Rule::Tunable { boost: boost.unwrap_or(Coefficient::ONE), contributions }
            }
            (RuleName::Pairwise, _) => Rule::Pairwise(self.agreed()?),
            (RuleName::Cocm, _) => Rule::Cocm(match self.strength {
                Some(StrengthName::Soft) => Strength::Soft,
                Some(StrengthName::Harsh) | None => Strength::Harsh,
            }),
        })
    }

    fn agreed(&self) -> Result<Agreement, (&'static str, String)> {
        let Some(text) = &self.agreement else { return Ok(Agreement::gitcoin()) };
        let agreement = Agreement::parse(text).map_err(|error| ("agreement", error.to_string()))?;
        if agreement.is_zero() {
            return Err(("agreement", "with 0 no pair would count; give more, such as \"0.01\"".to_owned()));
        }
        Ok(agreement)
    }

    /// The rule in sentences, with amounts in whole tokens.
    #[must_use]
    pub fn words(&self, symbol: &str, decimals: u8) -> Vec<String> {
        let tokens = |amount: Amount| format!("{} {symbol}", amount.format_tokens(decimals));
        let mut words = vec![
            match (self.rule, self.mode) {
                (_, Some(Mode::Pluralistic)) => "Quadratic funding as Grants Stack computes it.",
                (_, Some(Mode::ClrfundAlpha)) => "Quadratic funding as clr.fund computes it.",
                (_, Some(Mode::Octant)) => "Quadratic funding as Octant computes it.",
                (RuleName::Quadratic, None) => {
                    "The square of the sum of roots of what donors give, less what they give."
                }
                (RuleName::Pairwise, None) => "Pairs of donors count less the more they agree.",
                (RuleName::Cocm, None) => {
                    "Connection-oriented cluster match: donors count less the more they are connected."
                }
                (RuleName::Cluster, None) => {
                    "Donors who give to one and the same set of projects count as one."
                }
                (RuleName::Tunable, None) => "Quadratic funding in which coefficients may boost a donor.",
            }
            .to_owned(),
        ];
        match self.cap() {
            Ok(Some(Cap::Units(units))) => {
                words.push(format!("No project gets more than {}.", tokens(units)));
            }
            Ok(Some(Cap::Percent(_))) => {
                let part = self.cap.as_deref().unwrap_or_default();
                words.push(format!("No project gets more than {part} of the pool."));
            }
            _ => {}
        }
        if !self.minimum.is_zero() {
            let least = tokens(self.minimum);
            words.push(format!("What a donor gives to a project counts from {least} on."));
        }
        words.extend(self.saturation.map(|saturation| match saturation {
            SaturationName::Keep => "What the matches do not need goes back to the funders.".to_owned(),
            SaturationName::Scale => "The whole pool is shared.".to_owned(),
        }));
        words
    }
}
