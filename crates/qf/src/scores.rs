//! Every rule behind one door: scores from a ledger, and a pool shared by scores.

use tributary_model::{Amount, U256};

use crate::{
    clrfund::{self, Votes},
    cluster::{self, Clusters},
    cocm::Connections,
    decimal::Decimal,
    donations::Donations,
    fixed,
    ledger::{Given, Ledger},
    octant,
    pairwise::Pairs,
    pluralistic, quadratic,
    raw::{Raw, Worth},
    retro::{self, Retro},
    root::root,
    rules::{Rule, Rules},
    share::{Pot, Saturation, Shared},
    units::Units,
};

/// What a rule needs to score projects again with a gift more or a cluster less.
pub(crate) enum Scorer {
    Quadratic(quadratic::Contributions),
    Cluster(quadratic::Contributions),
    Pairwise(Box<Pairs>),
    Cocm(Box<Connections>),
    Retro(Retro),
    Pluralistic,
    Clrfund { voice_credit: U256 },
    Octant { donor_ranks: Vec<u32> },
}

/// The scores of all projects by number.
#[derive(Clone)]
pub(crate) enum Scores {
    Weights(Raw),
    Votes(Vec<Votes>),
    Decimals(Vec<Decimal>),
}

/// The score of one project.
#[derive(Clone, Copy)]
pub(crate) enum Score {
    Weight(U256),
    Votes(Votes),
    Decimal(Decimal),
}

impl Scorer {
    pub(crate) fn new(donations: &Donations, rules: &Rules, ledger: &Ledger) -> Self {
        match rules.rule {
            Rule::Quadratic(contributions) | Rule::Tunable { contributions, .. } => {
                Self::Quadratic(contributions)
            }
            Rule::Cluster(contributions) => Self::Cluster(contributions),
            Rule::Pairwise(agreement) => {
                Self::Pairwise(Box::new(Pairs::new(ledger, &donations.donors.ranks(), agreement)))
            }
            Rule::Cocm(strength) => Self::Cocm(Box::new(Connections::new(ledger, strength))),
            Rule::RetroMedian { quorum, ballots } => {
                Self::Retro(Retro { quorum, minimum: rules.minimum, ballots })
            }
            Rule::Pluralistic => Self::Pluralistic,
            Rule::ClrfundAlpha { voice_credit } => Self::Clrfund { voice_credit: voice_credit.units() },
            Rule::Octant => Self::Octant { donor_ranks: donations.donors.ranks() },
        }
    }

    pub(crate) fn scores(&self, ledger: &Ledger, clusters: impl Fn() -> Clusters) -> Scores {
        match self {
            Self::Quadratic(contributions) => Scores::Weights(quadratic::raw(ledger, *contributions)),
            Self::Cluster(contributions) => {
                Scores::Weights(cluster::raw(ledger, &clusters(), *contributions))
            }
            Self::Pairwise(pairs) => Scores::Weights(pairs.raw()),
            Self::Cocm(connections) => Scores::Weights(connections.raw()),
            Self::Retro(retro) => Scores::Weights(retro::raw(ledger, retro)),
            Self::Pluralistic => {
                Scores::Weights(Raw { weights: pluralistic::raw(ledger), worth: Worth::binary(0) })
            }
            Self::Clrfund { voice_credit } => Scores::Votes(clrfund::tally(ledger, *voice_credit)),
            Self::Octant { donor_ranks } => Scores::Decimals(octant::values(ledger, donor_ranks)),
        }
    }

    /// Every project's score without one cluster of its donors.
    pub(crate) fn without(
        &self,
        ledger: &Ledger,
        clusters: &Clusters,
        largest: &[Option<u32>],
    ) -> Vec<Score> {
        let keeps = |project: usize, donor: u32| Some(clusters.of(donor)) != largest[project];
        let weights = |weights: Vec<U256>| weights.into_iter().map(Score::Weight).collect();
        match self {
            Self::Pairwise(pairs) => {
                return weights(pairs.weights(|project, rank| keeps(project, pairs.donor(rank))));
            }
            Self::Cocm(connections) => return weights(connections.weights(keeps)),
            _ => {}
        }
        let one = |(project, account)| {
            let keeps = |given: &Given| keeps(project, given.donor);
            match self {
                Self::Quadratic(contributions) => {
                    Score::Weight(quadratic::roots(account, keeps).weight(*contributions))
                }
                Self::Cluster(contributions) => {
                    let roots = cluster::roots(account, clusters, largest[project]);
                    Score::Weight(roots.weight(*contributions))
                }
                Self::Retro(retro) => Score::Weight(retro::weight(account, retro, keeps, None)),
                Self::Clrfund { voice_credit } => {
                    Score::Votes(clrfund::votes(account, *voice_credit, keeps, None))
                }
                Self::Octant { donor_ranks } => {
                    Score::Decimal(octant::value(account, donor_ranks, keeps, None))
                }
                Self::Pluralistic | Self::Pairwise(_) | Self::Cocm(_) => {
                    Score::Weight(pluralistic::weight(account, keeps, None))
                }
            }
        };
        ledger.accounts.iter().enumerate().map(one).collect()
    }

    /// A project's score with a gift of a new donor who gives to nobody else.
    pub(crate) fn with(
        &self,
        ledger: &Ledger,
        clusters: &Clusters,
        scores: &Scores,
        project: usize,
        gift: u128,
    ) -> Score {
        let account = &ledger.accounts[project];
        let all = |_: &Given| true;
        match self {
            Self::Quadratic(contributions) => {
                let roots = quadratic::roots(account, all).with(root(Units::whole(gift)));
                Score::Weight(roots.weight(*contributions))
            }
            Self::Cluster(contributions) => {
                Score::Weight(cluster::with(account, clusters, gift).weight(*contributions))
            }
            Self::Pairwise(pairs) => Score::Weight(scores.weight(project) + pairs.with(project, gift)),
            Self::Cocm(connections) => Score::Weight(connections.with(project, gift)),
            Self::Retro(retro) => Score::Weight(retro::weight(account, retro, all, Some(gift))),
            Self::Pluralistic => Score::Weight(pluralistic::weight(account, all, Some(gift))),
            Self::Clrfund { voice_credit } => {
                Score::Votes(clrfund::votes(account, *voice_credit, all, Some(gift)))
            }
            Self::Octant { donor_ranks } => {
                Score::Decimal(octant::value(account, donor_ranks, all, Some(gift)))
            }
        }
    }
}

impl Scores {
    /// Shares the pool of a round.
    pub(crate) fn share(&self, terms: &Terms) -> Shared {
        match self {
            Self::Weights(raw) if terms.pluralistic => {
                pluralistic::share(&raw.weights, terms.pool, terms.cap, terms.saturation)
            }
            Self::Weights(_) => self.pot(terms).expect("weights are shared from a pot").shared(),
            Self::Votes(votes) => clrfund::share(votes, terms.pool, terms.voice_credit),
            Self::Decimals(values) => octant::share(values, &terms.ranks, terms.pool, terms.cap),
        }
    }

    /// What one project would get with another score, all others as they are; rounded down.
    pub(crate) fn amount_with(&self, terms: &Terms, pot: Option<&Pot>, project: usize, score: Score) -> U256 {
        if let (Some(pot), Score::Weight(weight)) = (pot, score) {
            return pot.amount_with(project, weight);
        }
        let mut scores = self.clone();
        match (&mut scores, score) {
            (Self::Weights(raw), Score::Weight(weight)) => raw.weights[project] = weight,
            (Self::Votes(all), Score::Votes(votes)) => all[project] = votes,
            (Self::Decimals(all), Score::Decimal(value)) => all[project] = value,
            _ => unreachable!("a rule has one kind of score"),
        }
        scores.share(terms).amounts[project]
    }

    /// The pot of the rules that share as ours do.
    pub(crate) fn pot(&self, terms: &Terms) -> Option<Pot> {
        match self {
            Self::Weights(raw) if !terms.pluralistic => {
                Some(Pot::new(raw.clone(), &terms.ranks, terms.pool, terms.cap, terms.saturation))
            }
            _ => None,
        }
    }

    /// A project's raw match in base units as decimal digits.
    pub(crate) fn raw(&self, project: usize) -> String {
        match self {
            Self::Weights(raw) => raw.worth.decimal(raw.weights[project]),
            Self::Votes(votes) => votes[project].surplus().to_string(),
            Self::Decimals(values) => {
                let (numerator, denominator) = values[project].fraction();
                fixed::decimal(numerator, denominator)
            }
        }
    }

    fn weight(&self, project: usize) -> U256 {
        match self {
            Self::Weights(raw) => raw.weights[project],
            Self::Votes(_) | Self::Decimals(_) => unreachable!("only rules with weights ask for them"),
        }
    }
}

/// How a pool is shared.
pub(crate) struct Terms {
    pub(crate) pool: U256,
    pub(crate) cap: Option<U256>,
    pub(crate) saturation: Saturation,
    /// The projects' places among the sorted names.
    pub(crate) ranks: Vec<u32>,
    pluralistic: bool,
    voice_credit: U256,
}

impl Terms {
    /// `unspent` are the tokens that no voice credit was bought with or that no vote used.
    pub(crate) fn new(donations: &Donations, rules: &Rules, unspent: U256) -> Self {
        let voice_credit = match rules.rule {
            Rule::ClrfundAlpha { voice_credit } => voice_credit,
            _ => Amount::ZERO,
        };
        Self {
            pool: rules.pool.units() + unspent,
            cap: rules.cap_units(),
            saturation: rules.saturation.unwrap_or(rules.rule.saturation()),
            ranks: donations.projects.ranks(),
            pluralistic: rules.rule == Rule::Pluralistic,
            voice_credit: voice_credit.units(),
        }
    }

    pub(crate) fn uncapped(&self) -> Self {
        Self { cap: None, ranks: self.ranks.clone(), ..*self }
    }
}
