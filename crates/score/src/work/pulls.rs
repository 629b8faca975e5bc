//! The pull requests of the window: what became of them, whose they are, and what the evidence holds about them.

use rayon::prelude::*;
use tributary_model::{Agent, Contribution, ContributionKind, PullRequest, RepoId};

use crate::{
    Weight,
    attribution::{Attributed, Credited, NOBODY, index},
    gate::Gates,
};

/// What became of a pull request inside the window; a later one outweighs an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// Nothing is known: it was only talked about.
    Unknown,
    Open,
    Closed,
    Merged,
}

/// A pull request on which contributions of the window hang.
#[derive(Clone, Debug)]
pub(super) struct Pull<'a> {
    pub(super) repo: RepoId,
    pub(super) number: u32,
    /// What GitHub tells beside who did what; `None` for old bundles.
    pub(super) fact: Option<&'a PullRequest>,
    pub(super) fate: Fate,
    /// Its merge in seconds since 1970, if it was merged inside the window.
    pub(super) merged_at: i64,
    /// Who is credited with it, or [`NOBODY`].
    pub(super) author: u32,
    /// The contribution that says so.
    told_by: u32,
    /// How many co-authors are credited beside.
    pub(super) co_authors: u32,
    /// Why it is worth nothing, whoever is credited.
    pub(super) gates: Gates,
    /// The AI agent that took part in it.
    pub(super) agent: Option<Agent>,
    /// What its files are worth, where they are known.
    pub(super) measure: Option<Measure>,
    /// The earlier pull request that it repeats, or [`NOBODY`].
    pub(super) repeats: u32,
}

/// What files are worth together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// Changed lines that count.
    pub(super) lines: u64,
    /// The mean weight of their kinds.
    pub(super) kind: Weight,
    /// Is there any file that counts?
    pub(super) any: bool,
}

/// All of them, by repository and number.
#[derive(Debug)]
pub(super) struct Pulls<'a> {
    keys: Vec<(RepoId, u32)>,
    pub(super) all: Vec<Pull<'a>>,
}

impl<'a> Pulls<'a> {
    pub(super) fn of(attributed: &Attributed<'a>) -> Self {
        let mut keys: Vec<(RepoId, u32)> = attributed
            .par_contributions()
            .filter(|line| fate(line.contribution.kind).is_some())
            .filter_map(|line| Some((line.contribution.repo, line.contribution.number?)))
            .collect();
        keys.par_sort_unstable();
        keys.dedup();
        keys.shrink_to_fit();
        let mut facts = attributed.inputs.evidence.pull_requests.iter().peekable();
        let all = keys.iter().map(|key| {
            while facts.next_if(|fact| (fact.repo, fact.number) < *key).is_some() {}
            let fact = facts.peek().copied().filter(|fact| (fact.repo, fact.number) == *key);
            Pull::new(*key, fact, fact.and_then(|fact| attributed.agent_in(fact)))
        });
        let mut pulls = Self { all: all.collect(), keys };
        let told: Vec<(u32, u32)> = attributed
            .par_contributions()
            .filter_map(|line| {
                fate(line.contribution.kind)?;
                Some((pulls.find(line.contribution)?, line.place))
            })
            .collect();
        for (pull, place) in told {
            let (contribution, person) = (attributed.contribution(place), attributed.person(place));
            if let Some(fate) = fate(contribution.kind) {
                pulls.all[index(pull)].learn(fate, Credited { place, contribution, person });
            }
        }
        pulls
    }

    /// The pull request that a contribution hangs on.
    pub(super) fn find(&self, contribution: &Contribution) -> Option<u32> {
        self.numbered(contribution.repo, contribution.number?)
    }

    pub(super) fn numbered(&self, repo: RepoId, number: u32) -> Option<u32> {
        let place = self.keys.binary_search(&(repo, number)).ok()?;
        u32::try_from(place).ok()
    }

    pub(super) fn get(&self, place: u32) -> Option<&Pull<'a>> {
        if place == NOBODY { None } else { self.all.get(index(place)) }
    }

    /// Those that were merged inside the window, by time of merge, repository and number.
    pub(super) fn by_merge(&self) -> Vec<u32> {
        let merged = (0..).zip(&self.all).filter(|(_, pull)| pull.fate == Fate::Merged);
        let mut order: Vec<(i64, u32)> = merged.map(|(place, pull)| (pull.merged_at, place)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, place)| place).collect()
    }
}

impl<'a> Pull<'a> {
    fn new((repo, number): (RepoId, u32), fact: Option<&'a PullRequest>, agent: Option<Agent>) -> Self {
        Self {
            repo,
            number,
            fact,
            fate: Fate::Unknown,
            merged_at: 0,
            author: NOBODY,
            told_by: NOBODY,
            co_authors: 0,
            gates: Gates::NONE,
            agent,
            measure: None,
            repeats: NOBODY,
        }
    }

    /// Was it merged inside the window?
    pub(super) fn is_merged(&self) -> bool {
        self.fate == Fate::Merged
    }

    /// Merged is final; an opening says nothing about what came before it. Of two that say the same, the earlier.
    fn learn(&mut self, fate: Fate, line: Credited<'_>) {
        if fate == Fate::Unknown {
            self.co_authors += 1;
            return;
        }
        let at = line.contribution.at.unix();
        let earlier = self.fate == fate && (at, line.place) < (self.merged_at, self.told_by);
        if self.fate < fate || earlier {
            (self.fate, self.merged_at, self.author, self.told_by) = (fate, at, line.person, line.place);
        }
    }
}

/// What a kind says about its pull request; `None` for kinds that say nothing.
const fn fate(kind: ContributionKind) -> Option<Fate> {
    match kind {
        ContributionKind::PullRequestOpened => Some(Fate::Open),
        ContributionKind::PullRequestClosed => Some(Fate::Closed),
        ContributionKind::PullRequestMerged => Some(Fate::Merged),
        ContributionKind::PullRequestCoAuthored => Some(Fate::Unknown),
        _ => None,
    }
}
