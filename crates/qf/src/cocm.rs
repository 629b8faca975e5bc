//! Connection-oriented cluster match, exact and sparse.
//!
//! Source: `COCM` of Gitcoin's calculator (`calcstyle='markov'`) by Joel Miller; Miller, Weyl and Erichsen, *Beyond
//! Collusion Resistance* (2022). The clusters are the projects: a donor belongs to each in proportion to what it got
//! of the donor's gifts, `N[i,h]`. `J[g,h] = Σ_i U[g,i] · N[i,h]`, where `U[g,i]` is the donor's part of what `g` got,
//! says how far the donors of `g` are donors of `h`, and `k[i,h] = Σ_g N[i,g] · J[g,h]` how far a donor is connected
//! to a cluster; 1 for its own. For a project, `P[g,h] = Σ_i K[i,g] · N[i,h]` with `K = (1 − k) · c` (harsh) or
//! `k · √c + (1 − k) · c` (soft), and the raw match is `Σ_{g≠h} √(P[g,h] · P[h,g])`.
//!
//! Fixed point: every fraction above is held in 2^-62, rounded down; `P` is a fraction of the project's total.

use rayon::prelude::*;
use tributary_model::{U256, U512};

use crate::{
    cocm_project::{Board, Column},
    ledger::{Ledger, index},
    raw::{Raw, Worth},
    units::ATTOS,
};

/// 1 in fractions.
pub(crate) const ONE: u64 = 1 << 62;

/// The bits that a total in 10^-18 units loses so that a weight fits 256 bits.
const SPARE_BITS: usize = 22;

/// How connection discounts a gift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strength {
    /// What a donor gave in spite of connection counts, and nothing else. Gitcoin's default.
    #[default]
    Harsh,
    /// The connected part counts by its root.
    Soft,
}

/// Memberships and connections of a round.
pub(crate) struct Connections {
    pub(crate) strength: Strength,
    /// For each donor, its projects ascending, with `N[i,h]`.
    pub(crate) members: Vec<Vec<(u32, u64)>>,
    /// For each project, its gifts.
    pub(crate) columns: Vec<Column>,
    /// `J[g,h]`, row by row.
    pub(crate) joins: Vec<u64>,
    /// `1 − k[i,h]`, row by row; 0 where the donor is a member.
    pub(crate) apart: Vec<u64>,
}

impl Connections {
    pub(crate) fn new(ledger: &Ledger, strength: Strength) -> Self {
        let members = members(ledger);
        let columns: Vec<Column> =
            ledger.accounts.par_iter().map(|account| Column::new(&account.given, strength)).collect();
        let joins = joins(&members, &columns);
        let apart = apart(&members, &joins, columns.len());
        Self { strength, members, columns, joins, apart }
    }

    pub(crate) fn raw(&self) -> Raw {
        Raw { weights: self.weights(|_, _| true), worth: worth() }
    }

    /// The weights from the gifts that `keeps(project, donor)`; connections are still judged by all gifts.
    pub(crate) fn weights(&self, keeps: impl Fn(usize, u32) -> bool + Sync) -> Vec<U256> {
        // The largest first, so that no worker starts a long project when the others are done.
        let mut order: Vec<usize> = (0..self.columns.len()).collect();
        order.sort_unstable_by_key(|project| std::cmp::Reverse(self.columns[*project].gifts.len()));
        let mut weights: Vec<(usize, U256)> = (order.into_par_iter().with_max_len(1))
            .map(|project| {
                let board = Board::new(self, project, |donor| keeps(project, donor));
                (project, self.weight(project, board.sum()))
            })
            .collect();
        weights.sort_unstable();
        weights.into_iter().map(|(_, weight)| weight).collect()
    }

    /// The weight of a project with one more donor who gives to it alone; the others' connections as they are.
    pub(crate) fn with(&self, project: usize, amount: u128) -> U256 {
        let mut board = Board::new(self, project, |_| true);
        board.add_stranger(self, project, amount);
        self.weight(project, board.sum())
    }

    fn weight(&self, project: usize, sum: u128) -> U256 {
        let weight = U512::from(self.columns[project].total) * U512::from(sum);
        (weight >> SPARE_BITS).to()
    }
}

/// Weights are totals in 10^-18 of a unit times fractions in 2^-62.
fn worth() -> Worth {
    Worth { numerator: U256::ONE, denominator: U256::from(ATTOS) << (62 - SPARE_BITS) }
}

/// `part / whole` in 2^-62, rounded down.
pub(crate) fn fraction(part: U256, whole: U256) -> u64 {
    if whole.is_zero() {
        return 0;
    }
    ((part << 62_usize) / whole).saturating_to::<u64>().min(ONE)
}

/// `a · b` of two fractions.
pub(crate) fn product(a: u64, b: u64) -> u64 {
    halve(u128::from(a) * u128::from(b))
}

/// A sum of products of fractions as a fraction.
pub(crate) fn halve(sum: u128) -> u64 {
    u64::try_from(sum >> 62).expect("sums of fractions of one whole are at most 2")
}

fn members(ledger: &Ledger) -> Vec<Vec<(u32, u64)>> {
    let mut gifts: Vec<Vec<(u32, U256)>> = vec![Vec::new(); ledger.donors];
    for (account, project) in ledger.accounts.iter().zip(0..) {
        for given in &account.given {
            gifts[index(given.donor)].push((project, given.units.attos()));
        }
    }
    let shares = |gifts: Vec<(u32, U256)>| {
        let total = gifts.iter().fold(U256::ZERO, |sum, (_, attos)| sum + *attos);
        gifts.into_iter().map(|(project, attos)| (project, fraction(attos, total))).collect()
    };
    gifts.into_par_iter().map(shares).collect()
}

fn joins(members: &[Vec<(u32, u64)>], columns: &[Column]) -> Vec<u64> {
    let row = |column: &Column| {
        let mut sums = vec![0_u128; columns.len()];
        for gift in &column.gifts {
            for (project, share) in &members[index(gift.donor)] {
                sums[index(*project)] += u128::from(gift.share) * u128::from(*share);
            }
        }
        sums.into_iter().map(halve).collect::<Vec<_>>()
    };
    columns.par_iter().flat_map_iter(row).collect()
}

fn apart(members: &[Vec<(u32, u64)>], joins: &[u64], projects: usize) -> Vec<u64> {
    let mut apart = vec![0; members.len() * projects];
    if projects == 0 {
        return apart;
    }
    apart.par_chunks_mut(projects).zip(members).for_each_init(
        || vec![0_u128; projects],
        |sums, (row, own)| {
            sums.fill(0);
            for (project, share) in own {
                let start = index(*project) * projects;
                for (sum, join) in sums.iter_mut().zip(&joins[start..start + projects]) {
                    *sum += u128::from(*share) * u128::from(*join);
                }
            }
            for (cell, sum) in row.iter_mut().zip(&*sums) {
                *cell = ONE - halve(*sum).min(ONE);
            }
            for (project, _) in own {
                row[index(*project)] = 0;
            }
        },
    );
    apart
}
