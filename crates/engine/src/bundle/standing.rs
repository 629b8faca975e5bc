//! `standing.json`: the list before, in the bundle of the next one of a recurring airdrop. With it anybody can see, from one
//! folder, that nobody's amount decreased and nobody's index moved.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::{Address, Amount, B256, Claimant, Identity};

use super::{Allocation, Bundle, BundleError, Manifest};
use crate::{
    config::{AirdropConfig, ConfigError, invalid},
    identity::IdentityEntry,
};

/// Why a list cannot follow another.
#[derive(Debug, Error)]
pub enum StandingError {
    /// A file of the bundle before cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// What the contract fixed for all lists is another in these rules.
    #[error(transparent)]
    Rules(#[from] ConfigError),
    /// What is named is no list that another can follow.
    #[error("`claim.recurring.after` names `{slug}`, and {message}")]
    Before {
        /// The bundle's name.
        slug: String,
        /// What is wrong with it.
        message: String,
    },
    /// The rules name a list before and there is none, or the reverse.
    #[error("the rules name {named} list before, and there is {there}")]
    Missing {
        /// `a` or `no`.
        named: &'static str,
        /// `one` or `none`.
        there: &'static str,
    },
    /// More than the contract can count.
    #[error(
        "{identity} has {standing} units and {share} more exceed 256 bits; give the token fewer decimals"
    )]
    Overflow {
        /// Whose.
        identity: Identity,
        /// What stood before.
        standing: Amount,
        /// What this epoch adds.
        share: Amount,
    },
}

/// The list before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Its number, counted from one.
    pub epoch: u64,
    /// Its bundle's name.
    pub slug: String,
    /// Its root.
    pub root: B256,
    /// The sum of its leaves.
    pub total: Amount,
    /// SHA-256 of its manifest.
    pub bundle_hash: B256,
    /// All of them, by index from zero.
    pub leaves: Vec<StandingLeaf>,
}

/// One leaf of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingLeaf {
    /// Stays with its person.
    pub index: u64,
    /// Whose it is.
    pub identity: Identity,
    /// For showing only.
    pub login: Option<String>,
    /// Where it was paid; `None` for a leaf of the GitHub account.
    pub address: Option<Address>,
    /// All that the person was allotted until then.
    pub amount: Amount,
}

/// One person's line in the published difference of two lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EpochChange {
    /// The leaf's.
    pub index: u64,
    /// Whose.
    pub identity: Identity,
    /// For showing only.
    pub login: Option<String>,
    /// What stood before; `null` for somebody new.
    pub before: Option<Amount>,
    /// What stands now.
    pub after: Amount,
    /// Where it was paid before, when that has changed; `null` for a GitHub account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Option<Address>>,
    /// Where it is paid now; `null` for a GitHub account.
    pub address: Option<Address>,
}

impl Standing {
    /// The list of a bundle, for the next one. It has to be whole; that it is in effect is for the chain to say.
    ///
    /// # Errors
    /// [`StandingError::Before`] for a bundle that is no list of a recurring airdrop or does not hold.
    pub fn of(bundle: &Bundle) -> Result<Self, StandingError> {
        let manifest = bundle.manifest();
        let wrong = |message: String| StandingError::Before { slug: manifest.slug.clone(), message };
        let Some(terms) = manifest.claim.recurring else {
            return Err(wrong("that airdrop is not recurring".to_owned()));
        };
        let mut leaves: Vec<StandingLeaf> = bundle
            .allocation()?
            .people
            .into_iter()
            .filter_map(|person| {
                Some(StandingLeaf {
                    index: person.index?,
                    amount: person.leaf_amount(),
                    identity: person.identity,
                    login: person.login,
                    address: person.address,
                })
            })
            .collect();
        leaves.sort_by_key(|leaf| leaf.index);
        let standing = Self {
            epoch: terms.epoch,
            slug: manifest.slug.clone(),
            root: manifest.root,
            total: manifest.total,
            bundle_hash: bundle.hash(),
            leaves,
        };
        standing.check().map_err(|message| wrong(format!("it does not hold: {message}")))?;
        Ok(standing)
    }

    /// Are the leaves all there, one a person, and do they give root and total?
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check(&self) -> Result<(), String> {
        if self.epoch == 0 {
            return Err("its number is 0, and lists are counted from 1".to_owned());
        }
        let mut people = BTreeSet::new();
        for (leaf, index) in self.leaves.iter().zip(0_u64..) {
            if leaf.index != index {
                return Err(format!("leaf {} stands where leaf {index} should be", leaf.index));
            }
            if !people.insert(leaf.identity) {
                return Err(format!("{} has two leaves", leaf.identity));
            }
        }
        let leaves = self.leaves.iter().map(StandingLeaf::leaf).collect::<Option<Vec<_>>>();
        let leaves = leaves.ok_or("a leaf belongs to nobody who could claim it")?;
        let tree =
            StandardTree::build(leaves, LeafEncoding::IndexClaimant).map_err(|error| error.to_string())?;
        if tree.root() != self.root {
            return Err(format!("its leaves give the root {}, it says {}", tree.root(), self.root));
        }
        if tree.total() != self.total {
            return Err(format!("its leaves sum to {} units, it says {}", tree.total(), self.total));
        }
        Ok(())
    }

    /// The first index that nobody has.
    #[must_use]
    pub fn next_index(&self) -> u64 {
        self.leaves.last().map_or(0, |leaf| leaf.index + 1)
    }

    /// What each person had.
    pub(crate) fn by_identity(&self) -> BTreeMap<Identity, &StandingLeaf> {
        self.leaves.iter().map(|leaf| (leaf.identity, leaf)).collect()
    }

    /// Has everybody at least what they had, under the same index, and is every other leaf somebody new's?
    ///
    /// # Errors
    /// Who has less, or whose index moved, in words.
    pub fn nobody_decreased(&self, next: &Allocation) -> Result<String, String> {
        let mut now: BTreeMap<u64, &super::AllocationPerson> = BTreeMap::new();
        let mut owners = BTreeSet::new();
        for person in &next.people {
            let Some(index) = person.index else { continue };
            if now.insert(index, person).is_some() {
                return Err(format!("leaf {index} stands twice"));
            }
            if !owners.insert(person.identity) {
                return Err(format!("{} has two leaves", person.identity));
            }
        }
        let (mut grown, mut linked, mut moved) = (0_usize, 0_usize, 0_usize);
        for leaf in &self.leaves {
            let StandingLeaf { index, identity, amount, address, .. } = leaf;
            let Some(person) = now.remove(index) else {
                return Err(format!("{identity} had leaf {index} with {amount} units, and it is gone"));
            };
            if person.identity != *identity {
                return Err(format!("leaf {index} was {identity}'s, now it is {}'s", person.identity));
            }
            let after = person.leaf_amount();
            if after < *amount {
                return Err(format!("{identity} (leaf {index}) had {amount} units, now {after}"));
            }
            match (address, person.address) {
                (Some(was), None) => {
                    return Err(format!("{identity} (leaf {index}) was paid to {was}, now to no wallet"));
                }
                (None, Some(_)) => linked += 1,
                (Some(was), Some(is)) if *was != is => moved += 1,
                _ => {}
            }
            grown += usize::from(after > *amount);
        }
        let free = self.next_index();
        if let Some((index, person)) = now.iter().find(|(index, _)| **index < free) {
            return Err(format!("leaf {index} is {}'s, who is new, and was somebody's", person.identity));
        }
        let new = now.len();
        let (kept, wallets) = (self.leaves.len() - grown, told(linked, moved));
        Ok(format!("{grown} have more than in list {}, {kept} the same, {new} are new{wallets}", self.epoch))
    }
}

fn told(linked: usize, moved: usize) -> String {
    let part = |count: usize, words: &str| {
        if count == 0 { String::new() } else { format!("; {count} {words}") }
    };
    part(linked, "have linked a wallet since") + &part(moved, "are paid to another wallet than before")
}

impl StandingLeaf {
    fn leaf(&self) -> Option<Leaf> {
        let claimant =
            self.address.map(Claimant::Wallet).or_else(|| Claimant::of_github(self.identity.github()?));
        Some(Leaf { index: self.index, claimant: claimant?, amount: self.amount })
    }
}

/// The published difference: everybody's leaf before and after, by index.
#[must_use]
pub fn changes(standing: Option<&Standing>, next: &Allocation) -> Vec<EpochChange> {
    let before = standing.map(Standing::by_identity).unwrap_or_default();
    let mut changes: Vec<EpochChange> = next
        .people
        .iter()
        .filter_map(|person| {
            let was = before.get(&person.identity);
            Some(EpochChange {
                index: person.index?,
                identity: person.identity,
                login: person.login.clone(),
                before: was.map(|leaf| leaf.amount),
                after: person.leaf_amount(),
                moved_from: was.filter(|leaf| leaf.address != person.address).map(|leaf| leaf.address),
                address: person.address,
            })
        })
        .collect();
    changes.sort_by_key(|change| change.index);
    changes
}

/// Do these rules leave as it is what the contract fixed for all lists? `before` is the bundle of the list before.
///
/// # Errors
/// [`ConfigError::Invalid`] naming the key that has to be as it was.
pub fn check_continues(config: &AirdropConfig, before: &Bundle) -> Result<(), StandingError> {
    let (was, deployment) = (before.manifest(), before.deployment()?);
    let Manifest { token, claim, .. } = was;
    let made = deployment.as_ref();
    let same_token = config.token.address == token.address
        || token.address.is_none() && config.token.address == made.map(|made| made.token);
    let same_owner = config.claim.owner == claim.owner
        || claim.owner.is_none() && config.claim.owner == made.map(|made| made.owner);
    let recurring = config.claim.recurring.as_ref().map(|entry| (entry.delay, entry.guardian));
    let fixed = [
        ("chain.id", config.chain()?.id == was.chain_id),
        ("token.address", same_token),
        ("token.name", config.token.name == token.name),
        ("token.symbol", config.token.symbol == token.symbol),
        ("token.decimals", config.token.decimals == token.decimals),
        ("token.supply", config.token.address.is_some() || config.supply()? == token.supply),
        ("claim.start", config.claim.start == claim.start),
        ("claim.end", config.claim.end == claim.end),
        ("claim.owner", same_owner),
        ("claim.identity", config.claim.identity.as_ref().map(IdentityEntry::terms) == claim.identity),
        ("claim.recurring", recurring == claim.recurring.map(|terms| (terms.delay_seconds, terms.guardian))),
        ("airdrop.slug", config.airdrop.slug != was.slug),
    ];
    match fixed.iter().find(|(_, same)| !same) {
        None => Ok(()),
        Some((key @ "airdrop.slug", _)) => {
            let message = format!("`{}` is the list before; each list needs a name of its own", was.slug);
            Err(invalid(key, message).into())
        }
        Some((key, _)) => {
            let message = format!(
                "is another than in `{}`, the list before; the contract fixed it for all lists, so write what stands there",
                was.slug
            );
            Err(invalid(key, message).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use tributary_model::U256;
    use tributary_score::Points;

    use super::*;
    use crate::bundle::AllocationPerson;

    fn units(amount: u64) -> Amount {
        Amount::new(U256::from(amount))
    }

    fn identity(id: u64) -> Identity {
        format!("github:{id}").parse().unwrap()
    }

    fn leaf(index: u64, id: u64, amount: u64) -> StandingLeaf {
        let address = (id < 100).then(|| Address::repeat_byte(u8::try_from(id).unwrap()));
        StandingLeaf { index, identity: identity(id), login: None, address, amount: units(amount) }
    }

    /// Two with a wallet, and one (of 100 and more) with an account alone.
    fn standing() -> Standing {
        let leaves = vec![leaf(0, 1, 70), leaf(1, 2, 20), leaf(2, 100, 10)];
        let tree =
            StandardTree::build(leaves.iter().map(|leaf| leaf.leaf().unwrap()), LeafEncoding::IndexClaimant)
                .unwrap();
        Standing {
            epoch: 1,
            slug: "river".into(),
            root: tree.root(),
            total: units(100),
            bundle_hash: B256::repeat_byte(1),
            leaves,
        }
    }

    fn person(index: Option<u64>, id: u64, before: u64, share: u64) -> AllocationPerson {
        AllocationPerson {
            identity: identity(id),
            login: None,
            score: Points::default(),
            due: None,
            amount: units(share),
            standing: index.map(|_| units(before)),
            cumulative: index.map(|_| units(before + share)),
            address: (id < 100).then(|| Address::repeat_byte(u8::try_from(id).unwrap())),
            index,
            note: None,
        }
    }

    fn next(people: Vec<AllocationPerson>) -> Allocation {
        Allocation { policy: None, pool: units(0), cap: None, minimum: None, people }
    }

    fn good() -> Vec<AllocationPerson> {
        vec![
            person(Some(3), 3, 0, 5),
            person(Some(0), 1, 70, 4),
            person(Some(1), 2, 20, 0),
            person(Some(2), 100, 10, 0),
        ]
    }

    #[test]
    fn who_has_more_or_the_same_is_counted_and_who_has_less_is_named() {
        let list = standing();
        assert_eq!(
            list.nobody_decreased(&next(good())).unwrap(),
            "1 have more than in list 1, 2 the same, 1 are new"
        );
        let wrong = |change: &dyn Fn(&mut Vec<AllocationPerson>)| {
            let mut people = good();
            change(&mut people);
            list.nobody_decreased(&next(people)).unwrap_err()
        };
        let less = wrong(&|people| people[2].cumulative = Some(units(19)));
        assert_eq!(less, "github:2 (leaf 1) had 20 units, now 19");
        let gone = wrong(&|people| drop(people.remove(2)));
        assert_eq!(gone, "github:2 had leaf 1 with 20 units, and it is gone");
        let swapped = wrong(&|people| (people[1].index, people[2].index) = (Some(1), Some(0)));
        assert_eq!(swapped, "leaf 0 was github:1's, now it is github:2's");
        let twice = wrong(&|people| people[0].index = Some(1));
        assert_eq!(twice, "leaf 1 stands twice");
        let doubled = wrong(&|people| people[0].identity = identity(1));
        assert_eq!(doubled, "github:1 has two leaves");
        let unlinked = wrong(&|people| people[1].address = None);
        assert!(unlinked.contains("now to no wallet"), "{unlinked}");
    }

    #[test]
    fn a_wallet_that_was_linked_or_changed_since_is_counted() {
        let mut people = good();
        people[3].address = Some(Address::repeat_byte(100));
        people[1].address = Some(Address::repeat_byte(9));
        let told = standing().nobody_decreased(&next(people.clone())).unwrap();
        assert!(
            told.ends_with("; 1 have linked a wallet since; 1 are paid to another wallet than before"),
            "{told}"
        );
        let changes = changes(Some(&standing()), &next(people));
        let seen: Vec<_> = changes.iter().map(|change| (change.index, change.before, change.after)).collect();
        assert_eq!(
            seen,
            [
                (0, Some(units(70)), units(74)),
                (1, Some(units(20)), units(20)),
                (2, Some(units(10)), units(10)),
                (3, None, units(5))
            ]
        );
        assert_eq!(changes[2].moved_from, Some(None));
        assert_eq!(changes[0].moved_from, Some(Some(Address::repeat_byte(1))));
        assert_eq!(changes[1].moved_from, None);
    }

    #[test]
    fn a_list_before_that_is_not_whole_says_what_is_missing() {
        standing().check().unwrap();
        let wrong = |change: &dyn Fn(&mut Standing)| {
            let mut list = standing();
            change(&mut list);
            list.check().unwrap_err()
        };
        assert!(wrong(&|list| list.leaves[1].amount = units(21)).contains("its leaves give the root"));
        assert!(wrong(&|list| list.total = units(99)).contains("its leaves sum to 100 units, it says 99"));
        assert!(wrong(&|list| drop(list.leaves.remove(0))).contains("leaf 1 stands where leaf 0 should be"));
        assert!(wrong(&|list| list.leaves[1].identity = identity(1)).contains("has two leaves"));
        assert!(wrong(&|list| list.epoch = 0).contains("counted from 1"));
    }
}
