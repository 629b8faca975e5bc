//! Reverts: what was taken back is worth nothing, and neither is taking it back.

use std::collections::BTreeSet;

use super::{
    WorkRules,
    pulls::{Pull, Pulls},
};
use crate::{Gate, attribution::index};

/// From the last merge to the first: a revert that a later one took back cancels nothing, so that a revert of a revert
/// restores.
pub(super) fn cancel(pulls: &mut Pulls<'_>, by_merge: &[u32], rules: &WorkRules) {
    if !rules.refuse_reverted {
        return;
    }
    for place in by_merge.iter().rev() {
        let revert = &pulls.all[index(*place)];
        let Some(number) = revert.fact.and_then(|fact| fact.reverts) else { continue };
        if revert.gates.has(Gate::Reverted) || revert.gates.has(Gate::OtherBranch) {
            continue;
        }
        let Some(target) = pulls.numbered(revert.repo, number) else { continue };
        let reverted = &pulls.all[index(target)];
        let merged = |pull: &Pull<'_>| (pull.merged_at, pull.number);
        if reverted.is_merged() && merged(reverted) < merged(revert) && belong(revert, reverted) {
            pulls.all[index(target)].gates.add(Gate::Reverted);
            pulls.all[index(*place)].gates.add(Gate::Revert);
        }
    }
}

/// Into the same branch, and with a path in common where both lists are known.
fn belong(one: &Pull<'_>, other: &Pull<'_>) -> bool {
    let Some((one, other)) = one.fact.zip(other.fact) else { return true };
    if one.base != other.base {
        return false;
    }
    let paths: BTreeSet<&str> = one.changes.iter().map(|change| change.path.as_str()).collect();
    paths.is_empty()
        || other.changes.is_empty()
        || other.changes.iter().any(|change| paths.contains(change.path.as_str()))
}
