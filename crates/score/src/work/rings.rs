//! Rings of people who review one another.
//!
//! A reviewer's favourite is the author of more than a stated share of the reviews. Favourites that lead back to
//! their start are a ring: A reviews B, B reviews A, or A → B → C → A. At half or more everybody has one favourite
//! at most, so rings are found by walking. A ring of all reviewers is none: where there is nobody else, nobody else is
//! disadvantaged, and two maintainers who review one another are a small project.

use std::collections::{BTreeMap, BTreeSet};

use tributary_model::Identity;

use crate::Weight;

const MILLION: u64 = 1_000_000;

/// Who reviewed whose pull requests, how often.
pub(super) type Reviews = BTreeMap<Identity, BTreeMap<Identity, u64>>;

/// Pairs of reviewer and author along a ring. `share` is at least a half; `fewest` reviews make a favourite.
pub(super) fn rings(reviews: &Reviews, share: Weight, fewest: u64) -> BTreeSet<(Identity, Identity)> {
    let favourites: BTreeMap<Identity, Identity> = reviews
        .iter()
        .filter_map(|(reviewer, authors)| Some((*reviewer, favourite(authors, share, fewest)?)))
        .collect();
    let mut found = BTreeSet::new();
    let mut seen: BTreeMap<Identity, Identity> = BTreeMap::new();
    for start in favourites.keys() {
        let mut path = Vec::new();
        let mut at = *start;
        while !seen.contains_key(&at) {
            seen.insert(at, *start);
            path.push(at);
            match favourites.get(&at) {
                Some(next) => at = *next,
                None => break,
            }
        }
        if seen.get(&at) == Some(start) && favourites.contains_key(&at) {
            let ring = &path[path.iter().position(|member| *member == at).unwrap_or(path.len())..];
            if ring.len() < reviews.len() {
                found.extend(ring.iter().map(|member| (*member, favourites[member])));
            }
        }
    }
    found
}

fn favourite(authors: &BTreeMap<Identity, u64>, share: Weight, fewest: u64) -> Option<Identity> {
    let all: u64 = authors.values().sum();
    let (author, most) =
        authors.iter().max_by_key(|(author, count)| (**count, std::cmp::Reverse(**author)))?;
    let above = u128::from(*most) * u128::from(MILLION) > u128::from(all) * u128::from(share.millionths());
    (*most >= fewest && above).then_some(*author)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::who;

    fn found(reviews: &[(u64, u64, u64)]) -> Vec<(Identity, Identity)> {
        let mut all = Reviews::new();
        for (reviewer, author, count) in reviews {
            all.entry(who(*reviewer)).or_default().insert(who(*author), *count);
        }
        rings(&all, Weight::from_millionths(500_000), 3).into_iter().collect()
    }

    #[test]
    fn two_who_review_mostly_one_another_are_a_ring() {
        let pair = vec![(who(1), who(2)), (who(2), who(1))];
        assert_eq!(found(&[(1, 2, 3), (2, 1, 3), (3, 1, 1)]), pair);
        assert_eq!(found(&[(1, 2, 3), (1, 3, 3), (2, 1, 3), (3, 1, 1)]), []);
        assert_eq!(found(&[(1, 2, 2), (2, 1, 3), (3, 1, 1)]), []);
    }

    #[test]
    fn longer_rings_are_found_and_who_leads_into_one_is_not_in_it() {
        let reviews = [(4, 1, 9), (1, 2, 3), (2, 3, 3), (3, 1, 3)];
        assert_eq!(found(&reviews), [(who(1), who(2)), (who(2), who(3)), (who(3), who(1))]);
    }

    #[test]
    fn a_ring_of_all_reviewers_is_a_small_project() {
        assert_eq!(found(&[(1, 2, 3), (2, 1, 3)]), []);
    }
}
