//! A preset with its constants.

use thiserror::Error;

use crate::{
    ActivityWeights, CredrankRules, Evidence, Inputs, OpenrankRules, Preset, Scores, Weight, WorkRules,
    activity::score_activity, attribution::Attributed, credrank::score_credrank, openrank::score_openrank,
    work::score_work,
};

/// How evidence becomes scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScoreRules {
    /// `opendigger-activity`.
    Activity(ActivityWeights),
    /// `opendigger-activity-2021`.
    Activity2021(ActivityWeights),
    /// `openrank`.
    Openrank(OpenrankRules),
    /// `sourcecred-credrank`.
    Credrank(CredrankRules),
    /// `merged-work`.
    MergedWork(WorkRules),
}

/// Constants that a preset cannot work with.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RulesError {
    /// A constant above what it can be, such as a part of a whole that is larger than the whole.
    #[error("`{key}` is {value}; it must be between 0 and {most}")]
    Part {
        /// The constant.
        key: &'static str,
        /// What it is.
        value: Weight,
        /// The most it can be.
        most: Weight,
    },
    /// A constant that would leave nothing to compute.
    #[error("`{key}` is {value}; it must be at least {least}")]
    TooSmall {
        /// The constant.
        key: &'static str,
        /// What it is.
        value: Weight,
        /// The least it can be.
        least: Weight,
    },
    /// What a person's week gives away is more than it has.
    #[error("`alpha`, `beta`, `gamma_forward` and `gamma_backward` sum to {0}, which is more than 1")]
    Flow(Weight),
}

impl ScoreRules {
    /// The preset they belong to.
    #[must_use]
    pub const fn preset(&self) -> Preset {
        match self {
            Self::Activity(_) => Preset::OpendiggerActivity,
            Self::Activity2021(_) => Preset::OpendiggerActivity2021,
            Self::Openrank(_) => Preset::Openrank,
            Self::Credrank(_) => Preset::SourcecredCredrank,
            Self::MergedWork(_) => Preset::MergedWork,
        }
    }

    /// The same with every gate open; `None` for presets without gates.
    #[must_use]
    pub fn without_gates(&self) -> Option<Self> {
        match self {
            Self::MergedWork(rules) => Some(Self::MergedWork(rules.without_gates())),
            Self::Activity(_) | Self::Activity2021(_) | Self::Openrank(_) | Self::Credrank(_) => None,
        }
    }

    /// Do the constants make sense together?
    ///
    /// # Errors
    /// See [`RulesError`].
    pub fn check(&self) -> Result<(), RulesError> {
        match self {
            Self::Activity(_) | Self::Activity2021(_) => Ok(()),
            Self::Openrank(rules) => {
                at_most("background", rules.background, Weight::ONE)?;
                at_most("attenuation", rules.attenuation, Weight::ONE)?;
                at_most("retention", rules.retention, Weight::ONE)?;
                // Below, the iteration may end before the fixed point.
                at_least("retention", rules.retention, Weight::from_millionths(20_000))
            }
            Self::Credrank(rules) => check_flow(rules),
            Self::MergedWork(rules) => check_work(rules),
        }
    }

    /// Scores the evidence, in whatever order it stands.
    #[must_use]
    pub fn score(&self, inputs: &Inputs<'_>) -> Scores {
        if inputs.evidence.is_normal() {
            return self.score_normal(inputs);
        }
        let mut evidence: Evidence = inputs.evidence.clone();
        evidence.normalise();
        self.score_normal(&Inputs { evidence: &evidence, ..*inputs })
    }

    fn score_normal(&self, inputs: &Inputs<'_>) -> Scores {
        let attributed = Attributed::of(*inputs);
        match self {
            Self::Activity(weights) | Self::Activity2021(weights) => {
                score_activity(&attributed, self.preset(), weights)
            }
            Self::Openrank(rules) => score_openrank(&attributed, rules),
            Self::Credrank(rules) => score_credrank(&attributed, rules),
            Self::MergedWork(rules) => score_work(&attributed, rules),
        }
    }
}

fn at_least(key: &'static str, value: Weight, least: Weight) -> Result<(), RulesError> {
    if value < least { Err(RulesError::TooSmall { key, value, least }) } else { Ok(()) }
}

fn check_work(rules: &WorkRules) -> Result<(), RulesError> {
    let half = Weight::from_millionths(500_000);
    let parts = [
        ("agent", rules.agent),
        ("merge_ratio", rules.merge_ratio),
        ("review_ring", rules.review_ring),
        ("self_merge", rules.self_merge),
        ("duplicate", rules.duplicate),
    ];
    for (key, value) in parts {
        at_most(key, value, Weight::ONE)?;
    }
    // So that a value times all its factors stays a number that can be held.
    for (_, value) in rules.kinds.all() {
        at_most("kinds", value, Weight::from_millionths(100_000_000))?;
    }
    for (key, value) in [("review_ring", rules.review_ring), ("duplicate", rules.duplicate)] {
        if value > Weight::ZERO {
            at_least(key, value, half)?;
        }
    }
    Ok(())
}

fn at_most(key: &'static str, value: Weight, most: Weight) -> Result<(), RulesError> {
    if value > most { Err(RulesError::Part { key, value, most }) } else { Ok(()) }
}

fn check_flow(rules: &CredrankRules) -> Result<(), RulesError> {
    let parts = [rules.alpha, rules.beta, rules.gamma_forward, rules.gamma_backward];
    let sum = Weight::from_millionths(parts.iter().map(|part| part.millionths()).sum());
    if sum > Weight::ONE {
        return Err(RulesError::Flow(sum));
    }
    at_least("alpha", rules.alpha, Weight::from_millionths(1))?;
    at_least("beta", rules.beta, Weight::from_millionths(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(text: &str) -> Weight {
        text.parse().unwrap()
    }

    #[test]
    fn the_defaults_make_sense_and_name_their_preset() {
        let all = [
            ScoreRules::MergedWork(WorkRules::default()),
            ScoreRules::Activity(ActivityWeights::default()),
            ScoreRules::Activity2021(ActivityWeights::of_2021()),
            ScoreRules::Openrank(OpenrankRules::default()),
            ScoreRules::Credrank(CredrankRules::default()),
        ];
        for (rules, preset) in all.iter().zip(Preset::ALL) {
            assert_eq!((rules.check(), rules.preset()), (Ok(()), preset));
        }
    }

    #[test]
    fn constants_that_cannot_work_are_refused() {
        let flow = CredrankRules { beta: weight("0.8"), ..CredrankRules::default() };
        assert_eq!(ScoreRules::Credrank(flow).check(), Err(RulesError::Flow(weight("1.1"))));
        let still = CredrankRules { beta: Weight::ZERO, ..CredrankRules::default() };
        let least = Weight::from_millionths(1);
        assert_eq!(
            ScoreRules::Credrank(still).check(),
            Err(RulesError::TooSmall { key: "beta", value: Weight::ZERO, least })
        );
        let ring = WorkRules { review_ring: weight("0.4"), ..WorkRules::default() };
        assert_eq!(
            ScoreRules::MergedWork(ring).check(),
            Err(RulesError::TooSmall { key: "review_ring", value: weight("0.4"), least: weight("0.5") })
        );
        let rank = OpenrankRules { background: weight("1.1"), ..OpenrankRules::default() };
        assert_eq!(
            ScoreRules::Openrank(rank).check(),
            Err(RulesError::Part { key: "background", value: weight("1.1"), most: Weight::ONE })
        );
    }
}
