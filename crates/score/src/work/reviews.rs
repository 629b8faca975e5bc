//! Why a review does not count.

use tributary_model::ContributionKind;

use super::{
    WorkRules,
    gates::OF_REVIEWS,
    pulls::{Fate, Pull, Pulls},
    rings::{Given, rings},
};
use crate::{
    Gate, Weight,
    attribution::{Attributed, NOBODY, index},
    tally::Entry,
};

/// A review with what it is judged by.
struct Review {
    pull: u32,
    at: i64,
    place: u32,
    entry: usize,
    reviewer: u32,
}

/// Puts gates on the entries that are reviews.
pub(super) fn judge(
    attributed: &Attributed<'_>,
    pulls: &Pulls<'_>,
    entries: &mut [Entry],
    rules: &WorkRules,
) {
    let reviews = reviews(attributed, entries);
    let mut given: Vec<(usize, Given)> = Vec::new();
    let mut counted = vec![NOBODY; attributed.people.len()];
    for of_pull in reviews.chunk_by(|a, b| a.pull == b.pull) {
        let pull = pulls.get(of_pull[0].pull);
        for review in of_pull {
            let own = gate(pull, review, &mut counted, rules);
            let gates = &mut entries[review.entry].gates;
            if let Some(pull) = pull {
                gates.add_all(pull.gates.among(OF_REVIEWS));
            }
            match (own, pull) {
                (Some(gate), _) => gates.add(gate),
                (None, Some(pull)) if pull.author != review.reviewer => {
                    given.push((review.entry, Given { reviewer: review.reviewer, author: pull.author }));
                }
                _ => {}
            }
        }
    }
    if rules.review_ring > Weight::ZERO {
        refuse_rings(attributed, &given, entries, rules);
    }
}

/// What is wrong with a review itself. `counted` has by person the last pull request with a review that counts.
fn gate(pull: Option<&Pull<'_>>, review: &Review, counted: &mut [u32], rules: &WorkRules) -> Option<Gate> {
    let Some(pull) = pull else { return Some(Gate::Unmerged) };
    match pull.fate {
        Fate::Merged if pull.author == review.reviewer && rules.refuse_self_review => Some(Gate::SelfReview),
        Fate::Merged if review.at > pull.merged_at => Some(Gate::AfterMerge),
        Fate::Merged if counted[index(review.reviewer)] == review.pull => Some(Gate::RepeatedReview),
        Fate::Merged => {
            counted[index(review.reviewer)] = review.pull;
            None
        }
        Fate::Closed => Some(Gate::ClosedUnmerged),
        Fate::Open | Fate::Unknown => Some(Gate::Unmerged),
    }
}

/// By pull request and time.
fn reviews(attributed: &Attributed<'_>, entries: &[Entry]) -> Vec<Review> {
    let mut reviews: Vec<Review> = Vec::new();
    for (entry, Entry { place, pull, .. }) in entries.iter().enumerate() {
        let contribution = attributed.contribution(*place);
        if contribution.kind == ContributionKind::Review {
            let (at, reviewer) = (contribution.at.unix(), attributed.person(*place));
            reviews.push(Review { pull: *pull, at, place: *place, entry, reviewer });
        }
    }
    reviews.sort_unstable_by_key(|review| (review.pull, review.at, review.place));
    reviews
}

/// `given` are the reviews that count so far. Machines are no reviewers whom a ring could leave out.
fn refuse_rings(
    attributed: &Attributed<'_>,
    given: &[(usize, Given)],
    entries: &mut [Entry],
    rules: &WorkRules,
) {
    let paid = given.iter().filter(|(_, given)| attributed.is_paid(given.reviewer) && given.author != NOBODY);
    let mut pairs: Vec<Given> = paid.map(|(_, given)| *given).collect();
    pairs.sort_unstable();
    let next = rings(&pairs, attributed.people.len(), rules.review_ring, u64::from(rules.review_ring_from));
    for (entry, given) in given {
        if next[index(given.reviewer)] == Some(given.author) {
            entries[*entry].gates.add(Gate::ReviewRing);
        }
    }
}
