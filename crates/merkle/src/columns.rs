//! The leaves of a tree, column by column: 36 bytes each where a list of [`Leaf`] takes 80, because amounts mostly
//! fit in 128 bits, an index mostly is the place in the list, and claimants often are all wallets.

use tributary_model::{Address, Amount, B256, Claimant, U256};

use crate::leaf::Leaf;

/// Leaves in the order they were given.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    indices: Indices,
    claimants: Claimants,
    amounts: Amounts,
}

#[derive(Clone, Debug)]
enum Indices {
    /// Every index is the place.
    Places,
    Listed(Vec<u64>),
}

#[derive(Clone, Debug)]
enum Claimants {
    Wallets(Vec<Address>),
    Mixed(Vec<B256>),
}

#[derive(Clone, Debug)]
enum Amounts {
    Narrow(Vec<u128>),
    Wide(Vec<U256>),
}

impl Columns {
    pub(crate) fn len(&self) -> usize {
        match &self.claimants {
            Claimants::Wallets(accounts) => accounts.len(),
            Claimants::Mixed(words) => words.len(),
        }
    }

    /// The leaf at `place`, which is below [`Columns::len`].
    pub(crate) fn leaf(&self, place: usize) -> Leaf {
        let index = match &self.indices {
            Indices::Places => index_of(place),
            Indices::Listed(indices) => indices[place],
        };
        let units = match &self.amounts {
            Amounts::Narrow(amounts) => U256::from(amounts[place]),
            Amounts::Wide(amounts) => amounts[place],
        };
        let claimant = match &self.claimants {
            Claimants::Wallets(accounts) => Claimant::Wallet(accounts[place]),
            Claimants::Mixed(words) => words[place].into(),
        };
        Leaf { index, claimant, amount: Amount::new(units) }
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = Leaf> + '_ {
        (0..self.len()).map(|place| self.leaf(place))
    }

    /// The indices, unless each is the place and so distinct.
    pub(crate) fn listed_indices(&self) -> Option<&[u64]> {
        match &self.indices {
            Indices::Places => None,
            Indices::Listed(indices) => Some(indices),
        }
    }

    /// The accounts, if every claimant is a wallet.
    pub(crate) fn accounts(&self) -> Option<&[Address]> {
        match &self.claimants {
            Claimants::Wallets(accounts) => Some(accounts),
            Claimants::Mixed(_) => None,
        }
    }

    fn push(&mut self, leaf: Leaf) {
        let place = self.len();
        match &mut self.indices {
            Indices::Places if leaf.index == index_of(place) => {}
            Indices::Places => {
                let listed = (0..place).map(index_of).chain([leaf.index]).collect();
                self.indices = Indices::Listed(listed);
            }
            Indices::Listed(indices) => indices.push(leaf.index),
        }
        match (&mut self.claimants, leaf.claimant) {
            (Claimants::Wallets(accounts), Claimant::Wallet(account)) => accounts.push(account),
            (Claimants::Wallets(accounts), Claimant::Identity(hash)) => {
                let words = accounts.iter().map(Address::into_word).chain([hash]).collect();
                self.claimants = Claimants::Mixed(words);
            }
            (Claimants::Mixed(words), claimant) => words.push(claimant.word()),
        }
        let units = leaf.amount.units();
        match (&mut self.amounts, u128::try_from(units)) {
            (Amounts::Narrow(amounts), Ok(units)) => amounts.push(units),
            (Amounts::Narrow(amounts), Err(_)) => {
                let wide = amounts.iter().copied().map(U256::from).chain([units]).collect();
                self.amounts = Amounts::Wide(wide);
            }
            (Amounts::Wide(amounts), _) => amounts.push(units),
        }
    }
}

impl FromIterator<Leaf> for Columns {
    fn from_iter<I: IntoIterator<Item = Leaf>>(leaves: I) -> Self {
        let leaves = leaves.into_iter();
        let count = leaves.size_hint().0;
        let mut columns = Self {
            indices: Indices::Places,
            claimants: Claimants::Wallets(Vec::with_capacity(count)),
            amounts: Amounts::Narrow(Vec::with_capacity(count)),
        };
        leaves.for_each(|leaf| columns.push(leaf));
        columns
    }
}

fn index_of(place: usize) -> u64 {
    u64::try_from(place).expect("a place in memory is below 2^64")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_come_back_as_they_were_given() {
        let plain = |index: u64| Leaf::wallet(index, Address::repeat_byte(7), Amount::from(index + 1));
        let person = Leaf { claimant: B256::repeat_byte(7).into(), ..plain(1) };
        let huge = Leaf { amount: Amount::new(U256::MAX), ..plain(2) };
        let lists = [
            vec![plain(0), plain(1), plain(2)],
            vec![plain(0), plain(9), plain(1)],
            vec![plain(0), plain(1), huge, plain(3)],
            vec![plain(5), huge, plain(7)],
            vec![plain(0), person, plain(2)],
            vec![person, plain(0), person],
        ];
        for list in lists {
            let columns: Columns = list.iter().copied().collect();
            assert_eq!(columns.iter().collect::<Vec<_>>(), list);
        }
    }
}
