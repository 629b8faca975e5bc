//! Gates that a pull request as a whole does not pass: its branch, whose repository it is, who merged it.

use tributary_model::{Identity, PullRequest, RepoId};

use super::{
    WorkRules,
    pulls::{Fate, Pull, Pulls},
};
use crate::{
    Gate, Weight,
    attribution::{Attributed, NOBODY, index},
    gate::Gates,
};

/// What leaves a pull request and its lines without worth.
pub(super) const OF_PULLS: Gates = Gates::of(&[
    Gate::OtherBranch,
    Gate::MaintainerFile,
    Gate::LeftOut,
    Gate::OwnRepository,
    Gate::SelfMerge,
    Gate::Reverted,
    Gate::Revert,
    Gate::Duplicate,
]);

/// What its co-authors' lines have in common with it.
pub(super) const OF_CO_AUTHORS: Gates = OF_PULLS.without(Gates::of(&[Gate::OwnRepository, Gate::SelfMerge]));

/// What its reviews have in common with it.
pub(super) const OF_REVIEWS: Gates =
    Gates::of(&[Gate::OtherBranch, Gate::LeftOut, Gate::Reverted, Gate::Revert, Gate::Duplicate]);

/// Looks at one merged pull request after the other.
pub(super) fn judge(attributed: &Attributed<'_>, pulls: &mut Pulls<'_>, owners: &Owners, rules: &WorkRules) {
    for pull in pulls.all.iter_mut().filter(|pull| pull.fate == Fate::Merged) {
        if rules.default_branch_only && is_beside(attributed, pull) {
            pull.gates.add(Gate::OtherBranch);
        }
        if owners.has(pull.repo, pull.author) {
            pull.gates.add(Gate::OwnRepository);
        }
        // What keeps a part is not without worth.
        if rules.self_merge == Weight::ZERO && is_self_merged(attributed, pull, pull.author) {
            pull.gates.add(Gate::SelfMerge);
        }
    }
}

/// Was it merged into another branch than the default one? Both have to be known.
fn is_beside(attributed: &Attributed<'_>, pull: &Pull<'_>) -> bool {
    let repositories = &attributed.inputs.evidence.repositories;
    let place = repositories.binary_search_by_key(&pull.repo, |repository| repository.id);
    let branch = place.ok().and_then(|place| repositories[place].default_branch.as_deref());
    let base = pull.fact.map(|fact| fact.base.as_str()).filter(|base| !base.is_empty());
    branch.zip(base).is_some_and(|(branch, base)| branch != base)
}

/// Who owns which repository, among the people who are scored.
pub(super) struct Owners(Vec<(RepoId, u32)>);

impl Owners {
    /// Nobody, where the rules do not ask.
    pub(super) fn of(attributed: &Attributed<'_>, rules: &WorkRules) -> Self {
        let repositories =
            attributed.inputs.evidence.repositories.iter().filter(|_| rules.refuse_own_repository);
        let owned = repositories.filter_map(|repository| {
            Some((repository.id, attributed.find(Identity::Github(repository.owner?))?))
        });
        Self(owned.collect())
    }

    /// Does the repository belong to this person?
    pub(super) fn has(&self, repo: RepoId, person: u32) -> bool {
        self.0.binary_search(&(repo, person)).is_ok()
    }
}

/// Did its author or this person merge it, and nobody else approve before?
pub(super) fn is_self_merged(attributed: &Attributed<'_>, pull: &Pull<'_>, person: u32) -> bool {
    let Some((fact, merge)) = pull.fact.and_then(|fact| Some((fact, fact.merge.as_ref()?))) else {
        return false;
    };
    let joins = attributed.inputs.joins;
    let own = [pull.author, person].map(|place| identity(attributed, place));
    let by = joins.of(merge.by);
    own.contains(&Some(by)) && !is_approved(attributed, fact, &own)
}

fn is_approved(attributed: &Attributed<'_>, fact: &PullRequest, own: &[Option<Identity>]) -> bool {
    let until = fact.merge.as_ref().map(|merge| merge.at);
    fact.approvals.iter().any(|approval| {
        let by = attributed.inputs.joins.of(approval.by);
        Some(approval.at) <= until && !own.contains(&Some(by)) && attributed.is_payable(by)
    })
}

fn identity(attributed: &Attributed<'_>, place: u32) -> Option<Identity> {
    (place != NOBODY).then(|| attributed.people[index(place)].identity)
}
