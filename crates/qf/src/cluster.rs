//! The cluster rule: donors who gave to the same set of projects count as one donor.
//!
//! Source: `donation_profile_clustermatch` of Gitcoin's calculator. The gifts of one set of donors to a project are
//! summed under one root; otherwise the rule is the quadratic one. The sets are also what a receipt's sensitivity
//! leaves out.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::{
    ledger::{Account, Ledger, index},
    quadratic::{Contributions, Roots},
    raw::{Raw, Worth},
    root::RADICAND_BITS,
    units::Units,
};

/// For every donor, the number of its cluster. Donors without a counted gift are in no cluster that counts.
#[derive(Clone, Debug)]
pub(crate) struct Clusters {
    of: Vec<u32>,
    /// How many projects each cluster gives to.
    sizes: Vec<usize>,
}

impl Clusters {
    pub(crate) fn new(ledger: &Ledger) -> Self {
        let mut sets: Vec<Vec<u32>> = vec![Vec::new(); ledger.donors];
        for (account, project) in ledger.accounts.iter().zip(0..) {
            for given in &account.given {
                // Projects come in ascending order, so equal sets are equal lists.
                sets[index(given.donor)].push(project);
            }
        }
        let mut numbers: HashMap<Vec<u32>, u32> = HashMap::new();
        let of = sets.into_iter().map(|set| {
            let next = u32::try_from(numbers.len()).expect("no more clusters than donors");
            *numbers.entry(set).or_insert(next)
        });
        let of = of.collect();
        let mut sizes = vec![0; numbers.len()];
        for (set, number) in numbers {
            sizes[index(number)] = set.len();
        }
        Self { of, sizes }
    }

    fn gives_once(&self, donor: u32) -> bool {
        self.sizes[index(self.of(donor))] == 1
    }

    pub(crate) fn of(&self, donor: u32) -> u32 {
        self.of[index(donor)]
    }

    /// What each cluster gave to a project, and how many donors it has there; in no particular order.
    pub(crate) fn joined(&self, account: &Account) -> HashMap<u32, (u32, Units)> {
        let mut joined: HashMap<u32, (u32, Units)> = HashMap::new();
        for given in &account.given {
            let (donors, units) = joined.entry(self.of(given.donor)).or_default();
            *donors += 1;
            *units = units.plus(given.units);
        }
        joined
    }

    /// The cluster with the most donors of a project; of equal ones that which gave more, and of those any: they
    /// would leave the same match.
    pub(crate) fn largest(&self, account: &Account) -> Option<(u32, u32)> {
        let joined = self.joined(account);
        let largest = joined.iter().max_by_key(|(number, (donors, units))| (*donors, *units, **number));
        largest.map(|(number, (donors, _))| (*number, *donors))
    }
}

/// The raw matches of all projects.
pub(crate) fn raw(ledger: &Ledger, clusters: &Clusters, contributions: Contributions) -> Raw {
    let weight = |account| roots(account, clusters, None).weight(contributions);
    Raw { weights: ledger.accounts.par_iter().map(weight).collect(), worth: Worth::binary(RADICAND_BITS) }
}

/// The roots of a project's clusters, but for one.
pub(crate) fn roots(account: &Account, clusters: &Clusters, skipped: Option<u32>) -> Roots {
    let joined = clusters.joined(account);
    Roots::of(joined.into_iter().filter(|(number, _)| Some(*number) != skipped).map(|(_, (_, units))| units))
}

/// The roots of a project's clusters with a new donor who gives to it alone: one more in the cluster of such donors.
pub(crate) fn with(account: &Account, clusters: &Clusters, gift: u128) -> Roots {
    let mut joined = clusters.joined(account);
    let loners = account.given.iter().map(|given| given.donor).find(|donor| clusters.gives_once(*donor));
    let number = loners.map_or(u32::MAX, |donor| clusters.of(donor));
    let (_, units) = joined.entry(number).or_default();
    *units = units.plus(Units::whole(gift));
    Roots::of(joined.into_values().map(|(_, units)| units))
}
