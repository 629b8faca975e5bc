//! Pairwise-bounded matching: pairs of donors count less the more they agree.
//!
//! Source: Buterin, *Pairwise coordination subsidies* (2019), in the form of Gitcoin's calculator: two donors' roots
//! for a project multiply, and the product counts `M / (M + Σ_q √a_iq √a_jq)`, the sum being over all projects. Every
//! pair is counted once, so without the discount this is half of the quadratic raw match. All pairs are visited.
//!
//! Fixed point: roots are scaled by one power of two for the whole round so that products and their sums fit 128
//! bits; a pair's part `√a_ip √a_jp / (M + …)`, at most 1, is held in 2^-62 and rounded down.

use rayon::prelude::*;
use tributary_model::{Amount, AmountError, U256, U512};

use crate::{
    ledger::{Given, Ledger, index},
    raw::{Raw, Worth},
    root::isqrt,
    units::{ATTOS, Units},
};

/// A pair's part of a product is held in 2^-62.
const PART_BITS: usize = 62;

/// `M`: how much two donors may agree before their pair counts half. In 10^-18 of a base unit, because it is a
/// product of two roots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement(U256);

impl Agreement {
    /// Gitcoin's 0.01.
    pub fn gitcoin() -> Self {
        Self(U256::from(ATTOS / 100))
    }

    /// Reads a decimal count of base units, up to 18 digits behind the point and below 2^120.
    ///
    /// # Errors
    /// When the text is not such a number.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let attos = Amount::parse_tokens(text, 18)?.units();
        if attos.bit_len() > 179 { Err(AmountError::Overflow(text.to_owned())) } else { Ok(Self(attos)) }
    }

    /// Zero: two donors who agree at all do not count as a pair.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

/// Donors and projects with scaled roots, in an order that the names decide.
pub(crate) struct Pairs {
    /// The donors' numbers in order.
    donors: Vec<u32>,
    /// For each donor in order, its projects and its place in each of them.
    gifts: Vec<Vec<(u32, u32)>>,
    /// For each project, donors in order and their roots.
    columns: Vec<Vec<(u32, u64)>>,
    /// `M` scaled as products of roots are.
    agreement: u128,
    /// Roots are `√(a · 2^(2 · scale))`, where `scale` may be negative.
    scale: i32,
    worth: Worth,
}

impl Pairs {
    pub(crate) fn new(ledger: &Ledger, donor_ranks: &[u32], agreement: Agreement) -> Self {
        let scale = scale(ledger, agreement);
        let column = |given: &[Given]| {
            let place = |given: &Given| (donor_ranks[index(given.donor)], scaled_root(given.units, scale));
            let mut column: Vec<(u32, u64)> = given.iter().map(place).collect();
            column.sort_unstable();
            column
        };
        let columns: Vec<_> = ledger.accounts.par_iter().map(|account| column(&account.given)).collect();
        let mut gifts = vec![Vec::new(); ledger.donors];
        for (column, project) in columns.iter().zip(0..) {
            for ((donor, _), place) in column.iter().zip(0..) {
                gifts[index(*donor)].push((project, place));
            }
        }
        let mut donors = vec![0; donor_ranks.len()];
        for (rank, donor) in donor_ranks.iter().zip(0..) {
            donors[index(*rank)] = donor;
        }
        let worth = Worth { numerator: agreement.0, denominator: U256::from(ATTOS) << PART_BITS };
        Self { donors, gifts, columns, agreement: scaled(agreement.0, 2 * scale).to(), scale, worth }
    }

    /// The raw matches of all projects: `M · Σ parts`.
    pub(crate) fn raw(&self) -> Raw {
        Raw { weights: self.weights(|_, _| true), worth: self.worth }
    }

    /// The weights from the gifts that `keeps(project, rank of the donor)`; agreement is still judged by all gifts.
    pub(crate) fn weights(&self, keeps: impl Fn(usize, u32) -> bool + Sync) -> Vec<U256> {
        let kept: Vec<Vec<u64>> = (self.columns.par_iter().enumerate())
            .map(|(project, column)| {
                column.iter().map(|(donor, root)| if keeps(project, *donor) { *root } else { 0 }).collect()
            })
            .collect();
        let empty = || (vec![0_u128; self.columns.len()], Scratch::new(self.gifts.len()));
        let sums = (0..self.gifts.len())
            .into_par_iter()
            .fold(empty, |(mut sums, mut scratch), donor| {
                self.add_pairs(donor, &kept, &mut sums, &mut scratch);
                (sums, scratch)
            })
            .map(|(sums, _)| sums)
            .reduce(
                || vec![0; self.columns.len()],
                |mut a, b| {
                    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
                    a
                },
            );
        sums.into_iter().map(U256::from).collect()
    }

    /// The number of the donor at a place in the order.
    pub(crate) fn donor(&self, rank: u32) -> u32 {
        self.donors[index(rank)]
    }

    /// The pairs of a donor with all later ones.
    fn add_pairs(&self, donor: usize, kept: &[Vec<u64>], sums: &mut [u128], scratch: &mut Scratch) {
        for (project, place) in &self.gifts[donor] {
            let column = &self.columns[index(*project)][index(*place)..];
            let Some(((_, own), others)) = column.split_first() else { continue };
            for (other, root) in others {
                scratch.agree(index(*other), u128::from(*own) * u128::from(*root));
            }
        }
        scratch.invert(self.agreement);
        for (project, place) in &self.gifts[donor] {
            let (project, place) = (index(*project), index(*place));
            let own = kept[project][place];
            if own == 0 {
                continue;
            }
            let bits = own.ilog2() + 1;
            let roots = kept[project][place + 1..].iter();
            let others = self.columns[project][place + 1..].iter();
            let sum: u128 = others
                .zip(roots)
                .map(|((other, _), root)| {
                    let inverse = scratch.inverses[index(*other)];
                    (u128::from(*root) * u128::from(inverse.mantissa)) >> inverse.shift.saturating_sub(bits)
                })
                .sum();
            sums[project] += part(own, sum, bits);
        }
        scratch.clear();
    }

    /// What a new donor of this project alone would add to its weight.
    pub(crate) fn with(&self, project: usize, amount: u128) -> U256 {
        let own = isqrt(scaled(Units::whole(amount).attos(), 2 * self.scale));
        let parts = self.columns[project].iter().map(|(_, root)| {
            let product = U256::from(own) * U256::from(*root);
            let divisor = product + U256::from(self.agreement);
            if divisor.is_zero() { U256::ZERO } else { (product << PART_BITS) / divisor }
        });
        parts.fold(U256::ZERO, |sum, part| sum + part)
    }
}

/// `1 / divisor` as `mantissa · 2^-(shift + 62)`, rounded down; the mantissa has 64 bits, or 63 where they are all 0.
#[derive(Clone, Copy, Debug, Default)]
struct Inverse {
    mantissa: u64,
    /// One more than the bits of the divisor. A root that divides into it never has more.
    shift: u32,
}

impl Inverse {
    fn of(divisor: u128) -> Self {
        let bits = u128::BITS - divisor.leading_zeros();
        if bits == 0 {
            return Self::default();
        }
        let top = if bits <= 64 {
            divisor << (64 - bits)
        } else {
            // Rounded up, so that the inverse is rounded down.
            let spare = bits - 64;
            (divisor >> spare) + u128::from(divisor.trailing_zeros() < spare)
        };
        let mantissa = u64::try_from((1_u128 << 127) / top).unwrap_or(u64::MAX);
        Self { mantissa, shift: bits + 1 }
    }
}

/// One donor's agreement with every other, for one worker.
struct Scratch {
    products: Vec<u128>,
    inverses: Vec<Inverse>,
    touched: Vec<usize>,
}

impl Scratch {
    fn new(donors: usize) -> Self {
        Self { products: vec![0; donors], inverses: vec![Inverse::default(); donors], touched: Vec::new() }
    }

    fn agree(&mut self, other: usize, product: u128) {
        if self.products[other] == 0 {
            self.touched.push(other);
        }
        self.products[other] += product;
    }

    fn invert(&mut self, agreement: u128) {
        for other in &self.touched {
            let divisor = self.products[*other] + agreement;
            self.inverses[*other] = Inverse::of(divisor);
        }
    }

    fn clear(&mut self) {
        for other in self.touched.drain(..) {
            self.products[other] = 0;
        }
    }
}

/// `own · sum · 2^-bits`: what a donor's pairs add to a project, in 2^-62. The sum is in `2^-(62 + bits)` over `own`.
fn part(own: u64, sum: u128, bits: u32) -> u128 {
    let part: U256 = U256::from(own) * U256::from(sum);
    (part >> bits).to()
}

/// The largest power of two for which no sum of products of roots has more than 126 bits. Two donors' products sum to
/// no more than the larger of all that each of them gave (Cauchy and Schwarz).
fn scale(ledger: &Ledger, agreement: Agreement) -> i32 {
    let mut totals = vec![Units::ZERO; ledger.donors];
    for given in ledger.accounts.iter().flat_map(|account| &account.given) {
        let total = &mut totals[index(given.donor)];
        *total = total.plus(given.units);
    }
    let largest = totals.into_iter().max().unwrap_or_default().attos();
    let whole = largest / U256::from(ATTOS) + agreement.0 / U256::from(ATTOS) + U256::from(2);
    let bits = i32::try_from(whole.bit_len()).expect("no more than 256 bits");
    (126 - bits).div_euclid(2)
}

fn scaled_root(units: Units, scale: i32) -> u64 {
    let root = isqrt(scaled(units.attos(), 2 * scale));
    u64::try_from(root).expect("the scale keeps squares of roots within 126 bits")
}

/// `⌊attos · 2^bits / 10^18⌋`.
fn scaled(attos: U256, bits: i32) -> U256 {
    let places = usize::try_from(bits.unsigned_abs()).expect("a small power");
    let attos = U512::from(attos);
    let scaled = if bits < 0 { attos >> places } else { attos << places };
    (scaled / U512::from(ATTOS)).to()
}
