//! What a round decides before anybody gives.

use std::str::FromStr;

use thiserror::Error;
use tributary_model::{Amount, U256, U512};

use crate::{
    cocm::Strength,
    coefficient::Coefficient,
    donations::{AMOUNT_BITS, Donations},
    double,
    ledger::{Counting, Exclusion, Repeat, Weighing},
    pairwise::Agreement,
    quadratic::Contributions,
    retro::Ballots,
    share::Saturation,
    units::ATTOS,
};

/// How gifts become raw matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `(Σ s)² − Σ s²`.
    Quadratic(Contributions),
    /// The quadratic rule on gifts times their donor's boost.
    Tunable {
        /// How far coefficients count: 1 as they are, 0 not at all.
        boost: Coefficient,
        /// As in the quadratic rule.
        contributions: Contributions,
    },
    /// The quadratic rule with donors of one project set under one root.
    Cluster(Contributions),
    /// Pairs of donors count less the more they agree.
    Pairwise(Agreement),
    /// Connection-oriented cluster match.
    Cocm(Strength),
    /// The median of the ballots, above a quorum.
    RetroMedian {
        /// So many ballots at least.
        quorum: u32,
        /// How ballots become one number.
        ballots: Ballots,
    },
    /// Grants Stack's calculator to the unit.
    Pluralistic,
    /// clr.fund's contract to the unit.
    ClrfundAlpha {
        /// Base units for one voice credit.
        voice_credit: Amount,
    },
    /// Octant's capped quadratic funding to the unit.
    Octant,
}

/// The rules of a round. Amounts are base units.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How gifts become raw matches.
    pub rule: Rule,
    /// What is shared.
    pub pool: Amount,
    /// The most that one project gets.
    pub cap: Option<Cap>,
    /// Smaller gifts do not count; with [`Rule::RetroMedian`], smaller medians.
    pub minimum: Amount,
    /// What happens when the raw matches need less than the pool; `None` for the rule's own way.
    pub saturation: Option<Saturation>,
    /// What becomes of a donor's several gifts to one project.
    pub repeat: Repeat,
    /// Gifts that do not count: the donor is the payee, an owner or a reviewer of the project.
    pub excluded: Vec<Exclusion>,
}

/// The most that one project gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// Base units.
    Units(Amount),
    /// A part of the pool, in 10^-18 of a percent.
    Percent(U256),
}

/// Why rules cannot be applied.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RulesError {
    /// Nothing to share.
    #[error("the pool is 0; say how many base units are to be shared")]
    EmptyPool,
    /// A pool too large for exact arithmetic.
    #[error("the pool of {0} units is above the 2^120 that can be shared exactly")]
    PoolTooLarge(Amount),
    /// Nobody could be paid.
    #[error("the cap is 0 units; leave it out or raise it")]
    ZeroCap,
    /// A rule without a cap.
    #[error("clr.fund has no cap; leave the cap out")]
    CapUnknown,
    /// A rule that always shares the whole pool.
    #[error("{0} always shares the whole pool and cannot keep a part; leave the saturation out")]
    AlwaysScales(&'static str),
    /// A voice credit of nothing.
    #[error("a voice credit of 0 units would buy any number of votes")]
    ZeroCredit,
    /// A gift that the rule cannot count.
    #[error("the gift of `{donor}` to `{project}`: {reason}")]
    Gift {
        /// Whose.
        donor: String,
        /// To whom.
        project: String,
        /// Why not.
        reason: String,
    },
}

/// Why a text is not a cap.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a cap; write base units such as `5000000` or a part of the pool such as `4%`")]
pub struct CapError(String);

impl Rule {
    /// Why a gift cannot be counted under this rule; `None` when it can.
    pub fn refusal(&self, amount: Amount, coefficient: Coefficient) -> Option<String> {
        let all_or_nothing = coefficient == Coefficient::ZERO || coefficient == Coefficient::ONE;
        match self {
            Self::RetroMedian { .. } if !all_or_nothing => {
                Some(format!("the coefficient `{coefficient}` is neither 0 nor 1; a ballot counts or not"))
            }
            Self::RetroMedian { .. } => None,
            _ if amount.is_zero() => Some("the amount is 0; leave the row out".to_owned()),
            Self::ClrfundAlpha { .. } if !all_or_nothing => {
                Some(format!("the coefficient `{coefficient}` is neither 0 nor 1; clr.fund has no others"))
            }
            Self::Tunable { .. } => None,
            _ if coefficient > Coefficient::ONE => Some(format!(
                "the coefficient `{coefficient}` is above 1; only the rule `tunable` takes boosts"
            )),
            _ => None,
        }
    }

    /// What the rule's source does when the raw matches need less than the pool.
    pub fn saturation(&self) -> Saturation {
        match self {
            Self::Quadratic(_) | Self::Tunable { .. } | Self::Cluster(_) | Self::Pluralistic => {
                Saturation::Keep
            }
            Self::Pairwise(_)
            | Self::Cocm(_)
            | Self::RetroMedian { .. }
            | Self::ClrfundAlpha { .. }
            | Self::Octant => Saturation::Scale,
        }
    }
}

impl Rules {
    /// A round of this rule and pool without limits.
    pub fn new(rule: Rule, pool: Amount) -> Self {
        Self {
            rule,
            pool,
            cap: None,
            minimum: Amount::ZERO,
            saturation: None,
            repeat: Repeat::Sum,
            excluded: Vec::new(),
        }
    }

    /// Does the rule take these options and this pool? What a gift must be is known with the gift.
    ///
    /// # Errors
    /// [`RulesError`] naming the option.
    pub fn check_options(&self) -> Result<(), RulesError> {
        if self.pool.is_zero() {
            return Err(RulesError::EmptyPool);
        }
        if self.pool.units().bit_len() > AMOUNT_BITS {
            return Err(RulesError::PoolTooLarge(self.pool));
        }
        if self.cap_units().is_some_and(|cap| cap.is_zero()) {
            return Err(RulesError::ZeroCap);
        }
        let keeps = self.saturation == Some(Saturation::Keep);
        match self.rule {
            Rule::ClrfundAlpha { .. } if self.cap.is_some() => return Err(RulesError::CapUnknown),
            Rule::ClrfundAlpha { voice_credit } if voice_credit.is_zero() => {
                return Err(RulesError::ZeroCredit);
            }
            Rule::ClrfundAlpha { .. } if keeps => return Err(RulesError::AlwaysScales("clr.fund")),
            Rule::Octant if keeps => return Err(RulesError::AlwaysScales("Octant")),
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn check(&self, donations: &Donations) -> Result<(), RulesError> {
        self.check_options()?;
        for gift in &donations.gifts {
            let amount = Amount::new(U256::from(gift.amount));
            if let Some(reason) = self.rule.refusal(amount, gift.coefficient) {
                let [donor, project] = donations.names(gift);
                return Err(RulesError::Gift { donor, project, reason });
            }
        }
        Ok(())
    }

    pub(crate) fn counting(&self) -> Counting<'_> {
        let (weighing, minimum) = match self.rule {
            Rule::Tunable { boost, .. } => (Weighing::Boosted(boost), self.minimum),
            Rule::Pluralistic => (Weighing::TenThousandths, self.minimum),
            // The minimum of such a round is one of medians.
            Rule::RetroMedian { .. } => (Weighing::Ballot, Amount::ZERO),
            _ => (Weighing::Exact, self.minimum),
        };
        Counting { minimum, repeat: self.repeat, weighing, excluded: &self.excluded }
    }

    /// The cap in base units, rounded down. Grants Stack cuts a percentage to two digits, in doubles.
    pub(crate) fn cap_units(&self) -> Option<U256> {
        match self.cap? {
            Cap::Percent(attos) if self.rule == Rule::Pluralistic => {
                let parts = U512::from(double::truncated_product(attos, 100));
                Some((U512::from(self.pool.units()) * parts / U512::from(10_000)).saturating_to())
            }
            cap => Some(cap.units(self.pool)),
        }
    }
}

impl Cap {
    /// Base units, of a part rounded down.
    pub(crate) fn units(self, pool: Amount) -> U256 {
        match self {
            Self::Units(amount) => amount.units(),
            Self::Percent(attos) => {
                let whole = U512::from(100) * U512::from(ATTOS);
                (U512::from(pool.units()) * U512::from(attos) / whole).saturating_to()
            }
        }
    }
}

impl FromStr for Cap {
    type Err = CapError;

    fn from_str(text: &str) -> Result<Self, CapError> {
        let error = || CapError(text.to_owned());
        let Some(percent) = text.strip_suffix('%') else {
            return text.parse().map(Self::Units).map_err(|_| error());
        };
        let attos = Amount::parse_tokens(percent, 18).map_err(|_| error())?.units();
        if attos > U256::from(100) * U256::from(ATTOS) { Err(error()) } else { Ok(Self::Percent(attos)) }
    }
}
