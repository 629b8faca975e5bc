//! One project's board of cluster subsidies, `P[g,h]`.

use tributary_model::{U256, U512};

use crate::{
    cocm::{Connections, ONE, Strength, fraction, halve, product},
    ledger::{Given, index},
    root::root,
    units::{ATTOS, Units},
};

/// Clusters at a time: a stripe of a large board stays within a core's own cache.
const STRIPE: usize = 32;

/// A donor's gift to a project as fractions of its total.
pub(crate) struct Part {
    pub(crate) donor: u32,
    /// `c`, also `U[g,i]`.
    pub(crate) share: u64,
    /// `√c`; 0 where connection is harsh.
    root: u64,
}

/// A project's gifts.
pub(crate) struct Column {
    pub(crate) gifts: Vec<Part>,
    /// In 10^-18 of a unit. The sum of the gifts, or of their roots where those are more.
    pub(crate) total: U256,
}

impl Column {
    pub(crate) fn new(given: &[Given], strength: Strength) -> Self {
        let sum = given.iter().fold(U256::ZERO, |sum, given| sum + given.units.attos());
        let root = |units: Units| match strength {
            Strength::Harsh => U256::ZERO,
            Strength::Soft => root_attos(units),
        };
        let roots = given.iter().fold(U256::ZERO, |sum, given| sum + root(given.units));
        let total = sum.max(roots);
        let part = |given: &Given| Part {
            donor: given.donor,
            share: fraction(given.units.attos(), total),
            root: fraction(root(given.units), total),
        };
        Self { gifts: given.iter().map(part).collect(), total }
    }
}

/// The root of a gift in 10^-18 of a unit, rounded down.
fn root_attos(units: Units) -> U256 {
    let attos: U512 = (U512::from(root(units)) * U512::from(ATTOS)) >> 32_usize;
    attos.to()
}

/// `P`, restricted to the clusters of the project's own donors: all other pairs multiply with 0.
pub(crate) struct Board {
    clusters: Vec<usize>,
    /// Row `h`, column `g`.
    cells: Vec<u64>,
}

impl Board {
    /// The board of the gifts that `keeps(donor)`.
    pub(crate) fn new(connections: &Connections, project: usize, keeps: impl Fn(u32) -> bool) -> Self {
        let gifts: Vec<&Part> =
            connections.columns[project].gifts.iter().filter(|gift| keeps(gift.donor)).collect();
        let (clusters, places) = clusters(connections, &gifts);
        let side = clusters.len();
        let mut board = Self { cells: vec![0; side * side], clusters };
        let mut stripe = vec![[0_u128; STRIPE]; side];
        for start in (0..side).step_by(STRIPE) {
            let columns = start..side.min(start + STRIPE);
            stripe.fill([0; STRIPE]);
            for gift in &gifts {
                let strengths = board.strengths(connections, gift, columns.clone());
                for (cluster, member) in &connections.members[index(gift.donor)] {
                    let row = &mut stripe[places[index(*cluster)]];
                    for (cell, strength) in row.iter_mut().zip(&strengths) {
                        *cell += u128::from(*member) * u128::from(*strength);
                    }
                }
            }
            for (row, sums) in board.cells.chunks_exact_mut(side).zip(&stripe) {
                for (cell, sum) in row[columns.clone()].iter_mut().zip(sums) {
                    *cell = halve(*sum);
                }
            }
        }
        board
    }

    /// `K[i,g]` of one donor for a stripe of clusters.
    fn strengths(
        &self,
        connections: &Connections,
        gift: &Part,
        columns: std::ops::Range<usize>,
    ) -> [u64; STRIPE] {
        let row = index(gift.donor) * connections.columns.len();
        let mut strengths = [0; STRIPE];
        for (strength, cluster) in strengths.iter_mut().zip(&self.clusters[columns]) {
            let apart = connections.apart[row + cluster];
            *strength = product(gift.share, apart);
            if connections.strength == Strength::Soft {
                *strength += product(gift.root, ONE - apart);
            }
        }
        strengths
    }

    /// `Σ_{g≠h} √(P[g,h] · P[h,g])` as a fraction of the total; every pair stands twice.
    pub(crate) fn sum(&self) -> u128 {
        let side = self.clusters.len();
        let mut sum = 0_u128;
        for row in 0..side {
            for column in 0..row {
                let pair = [self.cells[row * side + column], self.cells[column * side + row]];
                if pair[0] != 0 && pair[1] != 0 {
                    sum += (u128::from(pair[0]) * u128::from(pair[1])).isqrt();
                }
            }
        }
        2 * sum
    }

    /// Adds a donor of this project alone, who is in its cluster and no other.
    pub(crate) fn add_stranger(&mut self, connections: &Connections, project: usize, amount: u128) {
        let total = connections.columns[project].total;
        let units = Units::whole(amount);
        let (share, root) = (fraction(units.attos(), total), fraction(root_attos(units), total));
        let Some(own) = self.clusters.iter().position(|cluster| *cluster == project) else { return };
        let side = self.clusters.len();
        let joins = &connections.joins[project * connections.columns.len()..];
        for (column, cluster) in self.clusters.iter().enumerate().filter(|(column, _)| *column != own) {
            let joined = joins[*cluster].min(ONE);
            let mut strength = product(share, ONE - joined);
            if connections.strength == Strength::Soft {
                strength += product(root, joined);
            }
            self.cells[own * side + column] += strength;
        }
    }
}

/// The clusters that the donors belong to, ascending, and the place of each.
fn clusters(connections: &Connections, gifts: &[&Part]) -> (Vec<usize>, Vec<usize>) {
    let mut places = vec![usize::MAX; connections.columns.len()];
    for gift in gifts {
        for (cluster, _) in &connections.members[index(gift.donor)] {
            places[index(*cluster)] = 0;
        }
    }
    let clusters: Vec<usize> = (0..places.len()).filter(|cluster| places[*cluster] == 0).collect();
    for (place, cluster) in clusters.iter().enumerate() {
        places[*cluster] = place;
    }
    (clusters, places)
}
