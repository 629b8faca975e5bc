//! Rings of people who review one another.
//!
//! A reviewer's favourite is the author of more than a stated share of the reviews. Favourites that lead back to
//! their start are a ring: A reviews B, B reviews A, or A → B → C → A. At half or more everybody has one favourite
//! at most, so rings are found by walking. A ring of all reviewers is none: where there is nobody else, nobody else is
//! disadvantaged, and two maintainers who review one another are a small project.

use crate::{Weight, attribution::index};

const MILLION: u128 = 1_000_000;

/// A review, by places of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Given {
    pub(super) reviewer: u32,
    pub(super) author: u32,
}

/// By person: the author whose reviews stay inside a ring. `reviews` are sorted; `share` is at least a half; `fewest`
/// reviews make a favourite.
pub(super) fn rings(reviews: &[Given], people: usize, share: Weight, fewest: u64) -> Vec<Option<u32>> {
    let mut favourites: Vec<Option<u32>> = vec![None; people];
    let mut reviewers = 0_usize;
    for given in reviews.chunk_by(|a, b| a.reviewer == b.reviewer) {
        reviewers += 1;
        favourites[index(given[0].reviewer)] = favourite(given, share, fewest);
    }
    let mut found = vec![None; people];
    // By person: the walk that came by, from 1.
    let mut walks = vec![0_usize; people];
    for start in 0..people {
        let mut path = Vec::new();
        let mut at = start;
        while let (0, Some(next)) = (walks[at], favourites[at]) {
            walks[at] = start + 1;
            path.push(at);
            at = index(next);
        }
        if walks[at] == start + 1 {
            let ring = &path[path.iter().position(|member| *member == at).unwrap_or(path.len())..];
            if ring.len() < reviewers {
                for member in ring {
                    found[*member] = favourites[*member];
                }
            }
        }
    }
    found
}

/// `given` are one reviewer's, by author.
fn favourite(given: &[Given], share: Weight, fewest: u64) -> Option<u32> {
    let count = |given: &[Given]| u64::try_from(given.len()).expect("counted in memory");
    let of_author = given.chunk_by(|a, b| a == b).map(|same| (count(same), same[0].author));
    let (most, author) = of_author.max_by_key(|(count, author)| (*count, std::cmp::Reverse(*author)))?;
    let above = u128::from(most) * MILLION > u128::from(count(given)) * u128::from(share.millionths());
    (most >= fewest && above).then_some(author)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(reviews: &[(u32, u32, usize)]) -> Vec<(u32, u32)> {
        let given = |(reviewer, author, count): &(u32, u32, usize)| {
            vec![Given { reviewer: *reviewer, author: *author }; *count]
        };
        let mut all: Vec<Given> = reviews.iter().flat_map(given).collect();
        all.sort_unstable();
        let found = rings(&all, 6, Weight::from_millionths(500_000), 3);
        (0..).zip(found).filter_map(|(reviewer, author)| Some((reviewer, author?))).collect()
    }

    #[test]
    fn two_who_review_mostly_one_another_are_a_ring() {
        assert_eq!(found(&[(1, 2, 3), (2, 1, 3), (3, 1, 1)]), [(1, 2), (2, 1)]);
        assert_eq!(found(&[(1, 2, 3), (1, 3, 3), (2, 1, 3), (3, 1, 1)]), []);
        assert_eq!(found(&[(1, 2, 2), (2, 1, 3), (3, 1, 1)]), []);
    }

    #[test]
    fn longer_rings_are_found_and_who_leads_into_one_is_not_in_it() {
        assert_eq!(found(&[(4, 1, 9), (1, 2, 3), (2, 3, 3), (3, 1, 3)]), [(1, 2), (2, 3), (3, 1)]);
    }

    #[test]
    fn a_ring_of_all_reviewers_is_a_small_project() {
        assert_eq!(found(&[(1, 2, 3), (2, 1, 3)]), []);
    }
}
