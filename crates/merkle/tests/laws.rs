//! Laws that hold for every tree.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tributary_merkle::{Leaf, LeafEncoding, MerkleError, OpenZeppelinDump, StandardTree, UniswapTree};
use tributary_model::{Address, Amount, B256, Claimant, GithubId, U256};

fn leaves(count: u64, seed: u8) -> Vec<Leaf> {
    (0..count)
        .map(|index| {
            let mut account = [seed; 20];
            account[..8].copy_from_slice(&(index + 1).to_be_bytes());
            Leaf::wallet(index, Address::from(account), Amount::from(index * 7 + 1))
        })
        .collect()
}

fn build(leaves: Vec<Leaf>) -> StandardTree {
    StandardTree::build(leaves, LeafEncoding::IndexAccount).unwrap()
}

#[test]
fn one_to_seventy_leaves_hash_to_openzeppelins_heap() {
    for count in 1..=70 {
        let tree = build(leaves(count, 3));
        // Reading hashes every node of the heap again, by the children's places alone.
        let dump = OpenZeppelinDump::read(tree.to_openzeppelin().as_bytes()).unwrap();
        assert_eq!(dump.root(), tree.root(), "{count}");
        for place in 0..tree.len() {
            assert_eq!(dump.proof(place), tree.proof(place), "{place} of {count}");
        }
    }
}

#[test]
fn a_wallets_leaf_is_the_same_beside_identities_as_beside_wallets() {
    for count in 1..=20 {
        let wallets = leaves(count, 3);
        let as_words = StandardTree::build(wallets.clone(), LeafEncoding::IndexClaimant).unwrap();
        assert_eq!(as_words.root(), build(wallets.clone()).root(), "{count}");
        let mut mixed = wallets;
        for leaf in mixed.iter_mut().step_by(3) {
            leaf.claimant = Claimant::of_github(GithubId(leaf.index)).unwrap();
        }
        let tree = StandardTree::build(mixed.clone(), LeafEncoding::IndexClaimant).unwrap();
        let dump = OpenZeppelinDump::read(tree.to_openzeppelin().as_bytes()).unwrap();
        assert_eq!((dump.root(), dump.encoding()), (tree.root(), LeafEncoding::IndexClaimant));
        for (place, leaf) in mixed.iter().enumerate() {
            let proof = tree.proof(place);
            assert_eq!(dump.proof(place), proof);
            assert!(StandardTree::verify(tree.root(), leaf, LeafEncoding::IndexClaimant, &proof));
        }
        assert_eq!(tree.to_sablier().unwrap_err(), MerkleError::NotWallets);
        assert_eq!(UniswapTree::build(mixed.clone()).unwrap_err(), MerkleError::NotWallets);
        assert_eq!(
            StandardTree::build(mixed, LeafEncoding::IndexAccount).unwrap_err(),
            MerkleError::NotWallets
        );
    }
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let tree = build(leaves(9_000, 1)).to_openzeppelin();
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| build(leaves(9_000, 1)).to_openzeppelin()), tree);
    }
    assert!(OpenZeppelinDump::read(tree.as_bytes()).is_ok());
}

#[test]
fn leaves_that_cannot_be_claimed_are_refused() {
    let build = |leaves| StandardTree::build(leaves, LeafEncoding::IndexAccount).unwrap_err();
    assert_eq!(build(vec![]), MerkleError::Empty);
    let mut twice = leaves(3, 1);
    twice[2].index = 0;
    assert_eq!(build(twice), MerkleError::DoubleIndex(0));
    let mut nothing = leaves(2, 1);
    nothing[1].amount = Amount::ZERO;
    assert_eq!(build(nothing.clone()), MerkleError::ZeroAmount(nothing[1].claimant));
    let mut huge = leaves(2, 1);
    huge[0].amount = Amount::new(U256::MAX);
    assert_eq!(build(huge), MerkleError::TotalOverflow);
}

proptest! {
    #[test]
    fn every_proof_leads_to_the_root_and_no_changed_one_does(
        count in 1_u64..300, seed: u8, pick: prop::sample::Index, bit in 0_usize..256, word: prop::sample::Index,
    ) {
        let tree = build(leaves(count, seed));
        let place = pick.index(tree.len());
        let (leaf, mut proof) = (tree.leaf(place), tree.proof(place));
        let holds = |leaf: &Leaf, proof: &[B256]| StandardTree::verify(tree.root(), leaf, LeafEncoding::IndexAccount, proof);
        prop_assert!(holds(&leaf, &proof));
        let other = Leaf { index: leaf.index + 1, ..leaf };
        prop_assert!(!holds(&other, &proof));
        if !proof.is_empty() {
            let at = word.index(proof.len());
            proof[at].0[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!holds(&leaf, &proof));
        }
    }

    #[test]
    fn the_order_of_the_leaves_does_not_change_the_root(count in 2_u64..300, turn: prop::sample::Index) {
        let straight = leaves(count, 9);
        let mut turned = straight.clone();
        turned.rotate_left(turn.index(straight.len()));
        prop_assert_eq!(build(straight).root(), build(turned).root());
    }

    #[test]
    fn a_dump_with_one_changed_digit_is_refused(count in 1_u64..40, at: prop::sample::Index) {
        let dump = build(leaves(count, 5)).to_openzeppelin();
        // Behind the names of the types: another width is another type of the same leaf.
        let nodes = dump.find("\"tree\"").unwrap();
        let digits: Vec<usize> = (dump.char_indices())
            .filter(|(place, c)| *place > nodes && c.is_ascii_digit())
            .map(|(place, _)| place)
            .collect();
        let place = digits[at.index(digits.len())];
        let digit = &dump[place..=place];
        let mut changed = dump.clone();
        changed.replace_range(place..=place, if digit == "1" { "2" } else { "1" });
        prop_assert!(OpenZeppelinDump::read(changed.as_bytes()).is_err());
    }
}
