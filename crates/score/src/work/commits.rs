//! Commits on the default branch: their files, who made them together, and whether an AI agent did.

use tributary_model::{Agent, ContributionKind};

use super::{WorkRules, files::Reader, pulls::Measure};
use crate::{
    Weight,
    attribution::{Attributed, Credited},
};

/// What is known of each commit, by the place of each of its lines.
#[derive(Debug, Default)]
pub(super) struct Commits(Vec<(u32, Known)>);

#[derive(Clone, Copy, Debug)]
struct Known {
    measure: Option<Measure>,
    /// How many are credited who can be paid.
    makers: u64,
    agent: Option<Agent>,
}

impl Commits {
    /// Nothing, where the rules do not count commits.
    pub(super) fn of(attributed: &Attributed<'_>, rules: &WorkRules) -> Self {
        if rules.commit == Weight::ZERO {
            return Self::default();
        }
        let mut reader = Reader::new(attributed, rules);
        let lines: Vec<Credited<'_>> = attributed
            .contributions()
            .filter(|line| line.contribution.kind == ContributionKind::Commit)
            .collect();
        let mut known = Vec::with_capacity(lines.len());
        let mut touched = Vec::new();
        // In order of the evidence all lines of one commit stand together.
        for commit in lines.chunk_by(|a, b| {
            (a.contribution.repo, &a.contribution.key) == (b.contribution.repo, &b.contribution.key)
        }) {
            let first = commit[0].contribution;
            touched.clear();
            let changes = reader.commit(first.repo, &first.key);
            let measure = changes.and_then(|changes| reader.measure(first.repo, changes, &mut touched));
            let makers = commit.iter().filter(|line| attributed.is_paid(line.person)).count();
            let makers = u64::try_from(makers).expect("counted in memory");
            let agent = commit
                .iter()
                .find_map(|line| attributed.people[crate::attribution::index(line.person)].identity.agent());
            known.extend(commit.iter().map(|line| (line.place, Known { measure, makers, agent })));
        }
        Self(known)
    }

    fn get(&self, place: u32) -> Option<&Known> {
        let found = self.0.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        self.0.get(found).map(|(_, known)| known)
    }

    pub(super) fn measure(&self, place: u32) -> Option<Measure> {
        self.get(place)?.measure
    }

    /// 1 for a commit whose authors can never be paid.
    pub(super) fn makers(&self, place: u32) -> u64 {
        self.get(place).map_or(1, |known| known.makers.max(1))
    }

    pub(super) fn agent(&self, place: u32) -> Option<Agent> {
        self.get(place)?.agent
    }
}
