//! The steps of attribution, each over all contributions of the window.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tributary_model::{Contribution, ContributionKind, Identity, PullRequest, RepoId};

use super::{Attributed, Credit, CreditReason, NOBODY, Names, Person, index, payable};
use crate::Inputs;

/// Attribution under way: people have numbers in the order in which they were met.
pub(super) struct Attribution<'a> {
    pub(super) inputs: Inputs<'a>,
    pub(super) names: Names,
    pub(super) credited: Vec<u32>,
    pub(super) credits: BTreeMap<u32, Credit>,
}

impl<'a> Attribution<'a> {
    fn contributions(&self) -> impl Iterator<Item = (u32, &'a Contribution, u32)> + use<'a, '_> {
        let all = (0..).zip(&self.inputs.evidence.contributions).zip(&self.credited);
        all.map(|((place, contribution), person)| (place, contribution, *person))
            .filter(|(_, _, person)| *person != NOBODY)
    }

    /// Those of one kind, found on all cores and in order.
    fn of_kind(&self, kind: ContributionKind) -> Vec<(u32, &'a Contribution, u32)> {
        let all = self.inputs.evidence.contributions.par_iter().zip(&self.credited).enumerate();
        all.filter(|(_, (contribution, person))| **person != NOBODY && contribution.kind == kind)
            .map(|(place, (contribution, person))| {
                (u32::try_from(place).expect("fewer than 2³² contributions"), contribution, *person)
            })
            .collect()
    }

    /// Identities that are one person become one.
    pub(super) fn join(&mut self) {
        let joins = self.inputs.joins;
        let met = self.names.all.clone();
        let joined: Vec<Option<u32>> = met
            .into_iter()
            .map(|identity| Some(joins.of(identity)).filter(|one| *one != identity))
            .map(|one| one.map(|one| self.names.number(one)))
            .collect();
        if joined.iter().all(Option::is_none) {
            return;
        }
        for (place, person) in (0..).zip(&mut self.credited) {
            let Some(one) = joined.get(index(*person)).copied().flatten() else { continue };
            let from = self.names.all[index(*person)];
            self.credits.insert(place, Credit { from, because: CreditReason::Joined });
            *person = one;
        }
    }

    /// An agent's pull request goes to the human who answers for it.
    pub(super) fn credit_agents(&mut self) {
        let agents: Vec<bool> = self.names.all.iter().map(|identity| identity.agent().is_some()).collect();
        if !agents.contains(&true) {
            return;
        }
        let of_agents: Vec<(u32, &Contribution)> = self
            .contributions()
            .filter(|(_, contribution, person)| agents[index(*person)] && is_pull(contribution.kind))
            .map(|(place, contribution, _)| (place, contribution))
            .collect();
        for (place, contribution) in of_agents {
            let Some(pull) =
                contribution.number.and_then(|number| pull(&self.inputs, contribution.repo, number))
            else {
                continue;
            };
            if pull.author != contribution.author {
                continue;
            }
            if let Some((human, because)) = accountable(&self.inputs, pull) {
                self.credited[index(place)] = self.names.number(human);
                self.credits.insert(place, Credit { from: contribution.author, because });
            }
        }
    }

    /// Two identities that are one person made a commit once.
    pub(super) fn drop_doubles(&mut self) {
        let contributions = &self.inputs.evidence.contributions;
        let key = |place: u32| {
            let Contribution { repo, kind, key, .. } = &contributions[index(place)];
            (*repo, *kind, key.as_str())
        };
        let credited: Vec<u32> = self.credits.keys().copied().collect();
        let mut seen = None;
        for place in credited {
            // All lines of one contribution stand together, and are looked at once.
            if seen.replace(key(place)) == Some(key(place)) {
                continue;
            }
            let first =
                (0..place).rev().take_while(|other| key(*other) == key(place)).last().unwrap_or(place);
            let count = u32::try_from(contributions.len()).unwrap_or(NOBODY);
            let mut people = Vec::new();
            for line in (first..count).take_while(|other| key(*other) == key(place)) {
                let person = self.credited[index(line)];
                if people.contains(&person) {
                    self.credited[index(line)] = NOBODY;
                } else {
                    people.push(person);
                }
            }
        }
    }

    /// The author of a pull request is no co-author of it, and neither is who can never be paid.
    pub(super) fn drop_co_authors(&mut self) {
        let number = |contribution: &Contribution| Some((contribution.repo, contribution.number?));
        let lines: Vec<(u32, (RepoId, u32))> = self
            .of_kind(ContributionKind::PullRequestCoAuthored)
            .into_iter()
            .filter_map(|(place, contribution, _)| Some((place, number(contribution)?)))
            .collect();
        if lines.is_empty() {
            return;
        }
        let mut authors: BTreeMap<(RepoId, u32), Option<u32>> =
            lines.iter().map(|(_, pull)| (*pull, None)).collect();
        for (_, merged, person) in self.of_kind(ContributionKind::PullRequestMerged) {
            if let Some(author) = number(merged).and_then(|pull| authors.get_mut(&pull)) {
                *author = Some(person);
            }
        }
        for (place, pull) in lines {
            let person = self.credited[index(place)];
            let is_author = authors[&pull] == Some(person);
            if is_author || !payable(&self.inputs, self.names.all[index(person)]) {
                self.credited[index(place)] = NOBODY;
                self.credits.remove(&place);
            }
        }
    }

    /// Puts people in order and leaves out who is credited with nothing.
    pub(super) fn finish(mut self) -> Attributed<'a> {
        let mut counts = vec![false; self.names.all.len()];
        for person in self.credited.iter().filter(|person| **person != NOBODY) {
            counts[index(*person)] = true;
        }
        let mut order: Vec<u32> =
            (0..).zip(&counts).filter(|(_, there)| **there).map(|(old, _)| old).collect();
        order.sort_unstable_by_key(|old| self.names.all[index(*old)]);
        let mut new = vec![NOBODY; counts.len()];
        for (place, old) in (0..).zip(&order) {
            new[index(*old)] = place;
        }
        for person in self.credited.iter_mut().filter(|person| **person != NOBODY) {
            *person = new[index(*person)];
        }
        let Self { inputs, names, credited, credits } = self;
        let excluded = inputs.overrides.exclusions(&inputs);
        let person = |old: u32| {
            let identity = names.all[index(old)];
            Person { identity, excluded: excluded(identity) }
        };
        let people = order.into_iter().map(person).collect();
        Attributed { inputs, people, credited, credits }
    }
}

const fn is_pull(kind: ContributionKind) -> bool {
    matches!(
        kind,
        ContributionKind::PullRequestOpened
            | ContributionKind::PullRequestMerged
            | ContributionKind::PullRequestClosed
    )
}

pub(super) fn pull<'a>(inputs: &Inputs<'a>, repo: RepoId, number: u32) -> Option<&'a PullRequest> {
    let pulls = &inputs.evidence.pull_requests;
    let place = pulls.binary_search_by_key(&(repo, number), |pull| (pull.repo, pull.number)).ok()?;
    pulls.get(place)
}

/// The human who answers for an agent's pull request: the first who assigned it, else who merged it, else the first
/// author of its commits who is a person or an e-mail.
fn accountable(inputs: &Inputs<'_>, pull: &PullRequest) -> Option<(Identity, CreditReason)> {
    let human = |identity: Identity| {
        let one = inputs.joins.of(identity);
        payable(inputs, one).then_some(one)
    };
    let account = |identity: &Identity| human(*identity).filter(|one| one.github().is_some());
    let assigned = pull.assigners.iter().find_map(account);
    let merged = || pull.merge.as_ref().and_then(|merge| account(&merge.by));
    let authored = || pull.commit_authors.iter().find_map(|author| human(*author));
    assigned
        .map(|one| (one, CreditReason::Assigned))
        .or_else(|| merged().map(|one| (one, CreditReason::Merged)))
        .or_else(|| authored().map(|one| (one, CreditReason::CoAuthored)))
}
