//! How ranks and parts differ from one sharing to another.

use std::{cmp::Reverse, collections::BTreeMap};

use serde::Serialize;
use tributary_model::Identity;

use super::Standing;
use crate::Weight;

/// So many people are the top.
pub const TOP: usize = 10;
/// So many gains and losses are told.
const TOLD: usize = 5;

/// What moved between two sharings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// The part of the pool that changed hands: half of what all differences sum to.
    pub moved: Weight,
    /// How many of the top ten before are among the top ten after.
    pub stayed: usize,
    /// How many there were before.
    pub top: usize,
    /// Whose part grew most, at most five.
    pub gains: Vec<Shift>,
    /// Whose part shrank most, at most five.
    pub losses: Vec<Shift>,
}

/// One person before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// Who.
    pub identity: Identity,
    /// The login when last seen; for showing only.
    pub login: Option<String>,
    /// The part before.
    pub before: Weight,
    /// The part after.
    pub after: Weight,
    /// The rank before; `None` for no part.
    pub rank_before: Option<usize>,
    /// The rank after.
    pub rank_after: Option<usize>,
}

impl Movement {
    /// `None` where one of the two shares nothing.
    #[must_use]
    pub fn between(before: &[Standing], after: &[Standing]) -> Option<Self> {
        if before.is_empty() || after.is_empty() {
            return None;
        }
        let mut shifts = shifts(before, after);
        let moved: u64 = shifts.iter().map(Shift::difference).sum();
        // Equal differences in the order of identities: the sort is stable.
        shifts.sort_by_key(|shift| Reverse(shift.difference()));
        let pick = |grows: bool| {
            let moving = shifts.iter().filter(|shift| shift.before != shift.after);
            moving.filter(|shift| (shift.after > shift.before) == grows).take(TOLD).cloned().collect()
        };
        let top = &before[..before.len().min(TOP)];
        let after = &after[..after.len().min(TOP)];
        let stays = |standing: &&Standing| after.iter().any(|other| other.identity == standing.identity);
        Some(Self {
            moved: Weight::from_millionths(moved / 2),
            stayed: top.iter().filter(stays).count(),
            top: top.len(),
            gains: pick(true),
            losses: pick(false),
        })
    }
}

impl Shift {
    fn difference(&self) -> u64 {
        self.before.millionths().abs_diff(self.after.millionths())
    }
}

/// Everybody of both, in the order of identities.
fn shifts(before: &[Standing], after: &[Standing]) -> Vec<Shift> {
    let mut people: BTreeMap<Identity, (Option<&Standing>, Option<&Standing>)> = BTreeMap::new();
    for standing in before {
        people.entry(standing.identity).or_default().0 = Some(standing);
    }
    for standing in after {
        people.entry(standing.identity).or_default().1 = Some(standing);
    }
    let share = |standing: Option<&Standing>| standing.map_or(Weight::ZERO, |standing| standing.share);
    let shift = |(identity, (before, after)): (Identity, (Option<&Standing>, Option<&Standing>))| Shift {
        identity,
        login: after.or(before).and_then(|standing| standing.login.clone()),
        before: share(before),
        after: share(after),
        rank_before: before.map(|standing| standing.rank),
        rank_after: after.map(|standing| standing.rank),
    };
    people.into_iter().map(shift).collect()
}
