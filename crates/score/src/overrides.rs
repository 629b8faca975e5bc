//! What a maintainer decides by hand. Each decision has a reason, and all of them are published.

use smol_str::SmolStr;
use thiserror::Error;
use tributary_model::Identity;

use crate::{Adjusted, ContributionRef, Exclusion, Inputs, Join, Points, Preset, Weight};

/// All decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// People who are counted and not paid.
    pub exclude: Vec<Decision>,
    /// Machine accounts, organisations and placeholders that are paid after all.
    pub include: Vec<Decision>,
    /// Identities that are one person.
    pub merge: Vec<Join>,
    /// Changes of scores, applied in this order.
    pub adjust: Vec<Adjustment>,
}

/// A decision about one identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who.
    pub identity: Identity,
    /// Why.
    pub reason: String,
}

/// A change of a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// Of a person's whole score.
    Person {
        /// Who.
        identity: Identity,
        /// How.
        change: Change,
        /// Why.
        reason: String,
    },
    /// Of what one contribution adds, for each of its authors.
    Contribution {
        /// Which.
        contribution: ContributionRef,
        /// What its points are multiplied with.
        factor: Weight,
        /// Why.
        reason: String,
    },
}

/// How a score changes. It never falls below 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Multiplied, rounded down.
    Factor(Weight),
    /// So much more.
    Plus(Points),
    /// So much less.
    Minus(Points),
}

/// Decisions that contradict one another or can have no effect.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum OverridesError {
    /// Two decisions about one person.
    #[error("`{0}` is decided about twice; keep one of the entries in `exclude` and `include`")]
    Twice(Identity),
    /// Nobody stands behind a deleted account, and an agent is never paid.
    #[error("`{0}` can never be paid and cannot be included")]
    NeverPaid(Identity),
    /// Two changes of one contribution.
    #[error("`{0}` is adjusted twice; keep one of the entries in `adjust`")]
    Repeated(SmolStr),
    /// The preset has no lines.
    #[error(
        "`{key}` cannot be adjusted: `{preset}` takes a square root over a month, which has no parts; adjust the \
         person instead"
    )]
    NoLines {
        /// The contribution's key.
        key: SmolStr,
        /// The preset.
        preset: Preset,
    },
}

impl Overrides {
    /// Nothing is decided by hand.
    #[must_use]
    pub const fn none() -> Self {
        Self { exclude: Vec::new(), include: Vec::new(), merge: Vec::new(), adjust: Vec::new() }
    }

    /// Can each decision have its effect?
    ///
    /// # Errors
    /// See [`OverridesError`].
    pub fn check(&self, preset: Preset) -> Result<(), OverridesError> {
        let mut decided: Vec<Identity> =
            self.exclude.iter().chain(&self.include).map(|decision| decision.identity).collect();
        decided.sort_unstable();
        if let Some(pair) = decided.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(OverridesError::Twice(pair[0]));
        }
        let never = |identity: &Identity| *identity == Identity::Ghost || identity.agent().is_some();
        if let Some(never) = self.include.iter().map(|decision| decision.identity).find(never) {
            return Err(OverridesError::NeverPaid(never));
        }
        let mut lines: Vec<&ContributionRef> =
            self.adjust.iter().filter_map(Adjustment::contribution).collect();
        lines.sort_unstable();
        if let Some(pair) = lines.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(OverridesError::Repeated(pair[0].key.clone()));
        }
        match lines.first() {
            Some(line) if !preset.has_lines() => {
                Err(OverridesError::NoLines { key: line.key.clone(), preset })
            }
            _ => Ok(()),
        }
    }

    /// Why somebody is not paid, decisions included. Decisions hold for the whole person.
    pub(crate) fn exclusions<'a>(
        &'a self,
        inputs: &'a Inputs<'_>,
    ) -> impl Fn(Identity) -> Option<Exclusion> + 'a {
        move |identity| match Exclusion::of(identity, inputs.evidence.account(identity)) {
            _ if decision(&self.exclude, inputs, identity).is_some() => Some(Exclusion::Override),
            Some(Exclusion::Bot | Exclusion::Organization | Exclusion::Mannequin)
                if decision(&self.include, inputs, identity).is_some() =>
            {
                None
            }
            reason => reason,
        }
    }

    /// The reason of a decision about somebody.
    pub(crate) fn reason(&self, inputs: &Inputs<'_>, identity: Identity) -> Option<String> {
        let found =
            decision(&self.exclude, inputs, identity).or_else(|| decision(&self.include, inputs, identity));
        found.map(|decision| decision.reason.clone())
    }

    /// What changes somebody's score, and the score after it; changes of single contributions come first. `line` is
    /// what a contribution added.
    pub(crate) fn adjust(
        &self,
        inputs: &Inputs<'_>,
        identity: Identity,
        score: Points,
        line: impl Fn(&ContributionRef) -> Option<Points>,
    ) -> (Points, Vec<Adjusted>) {
        let mut steps: Vec<Step<'_>> = Vec::new();
        for adjustment in &self.adjust {
            if let Adjustment::Contribution { contribution, factor, reason } = adjustment
                && let Some(points) = line(contribution)
            {
                let effect = Effect::OfLine { points, left: points.times(*factor) };
                steps.push(Step {
                    contribution: Some(contribution),
                    change: Change::Factor(*factor),
                    effect,
                    reason,
                });
            }
        }
        for adjustment in &self.adjust {
            if let Adjustment::Person { identity: who, change, reason } = adjustment
                && inputs.joins.of(*who) == identity
            {
                steps.push(Step {
                    contribution: None,
                    change: *change,
                    effect: Effect::OfScore(*change),
                    reason,
                });
            }
        }
        let mut now = score;
        let adjusted = steps.into_iter().map(|Step { contribution, change, effect, reason }| {
            let before = now;
            now = effect.on(before);
            Adjusted::new(contribution, change, before, now, reason)
        });
        let adjusted = adjusted.collect();
        (now, adjusted)
    }
}

fn decision<'a>(decisions: &'a [Decision], inputs: &Inputs<'_>, identity: Identity) -> Option<&'a Decision> {
    decisions.iter().find(|decision| inputs.joins.of(decision.identity) == identity)
}

impl Adjustment {
    /// The one contribution that it is about.
    const fn contribution(&self) -> Option<&ContributionRef> {
        match self {
            Self::Contribution { contribution, .. } => Some(contribution),
            Self::Person { .. } => None,
        }
    }
}

/// One change on the way from the sum of the lines to the score.
struct Step<'a> {
    contribution: Option<&'a ContributionRef>,
    change: Change,
    effect: Effect,
    reason: &'a str,
}

enum Effect {
    /// A line of so many points keeps so many.
    OfLine {
        points: Points,
        left: Points,
    },
    OfScore(Change),
}

impl Effect {
    fn on(&self, score: Points) -> Points {
        match self {
            Self::OfLine { points, left } => Points(score.0.saturating_add(left.0).saturating_sub(points.0)),
            Self::OfScore(change) => change.of(score),
        }
    }
}

impl Change {
    fn of(self, score: Points) -> Points {
        match self {
            Self::Factor(factor) => score.times(factor),
            Self::Plus(points) => Points(score.0.saturating_add(points.0)),
            Self::Minus(points) => Points(score.0.saturating_sub(points.0)),
        }
    }
}
