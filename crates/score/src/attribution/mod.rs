//! Who is credited with what, before any preset looks at it.
//!
//! Identities that are one person are joined; a pull request that an AI agent opened is credited to the human who
//! answers for it: who assigned it, else who merged it, else the first human author of its commits. What nobody answers for
//! stays with the agent, which is never paid; so do the agent's reviews and comments. A co-author who is the pull request's
//! own author after that is dropped.
//!
//! It refuses to join anybody by name.

mod credit;
mod joins;
mod names;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tributary_model::{Agent, Contribution, ContributionKind, Identity, PullRequest};

pub use self::joins::{Join, Joins, JoinsError};
pub(crate) use self::names::Fold;
use self::names::Names;
use crate::{Exclusion, Inputs};

/// Why somebody is credited with what another identity did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditReason {
    /// The other identity is the same person.
    Joined,
    /// Assigned the pull request to the agent that opened it.
    Assigned,
    /// Merged the pull request that an agent opened.
    Merged,
    /// Is an author of commits in the pull request that an agent opened.
    CoAuthored,
}

/// Who did what somebody else is credited with, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Who did it.
    pub from: Identity,
    /// Why another is credited.
    pub because: CreditReason,
}

/// Somebody who is credited with something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) identity: Identity,
    pub(crate) excluded: Option<Exclusion>,
}

/// The evidence of the window with who is credited. Contributions are in order and known by their place.
#[derive(Debug)]
pub(crate) struct Attributed<'a> {
    pub(crate) inputs: Inputs<'a>,
    /// In the order of identities.
    pub(crate) people: Vec<Person>,
    /// By contribution: a place in `people`, or [`NOBODY`].
    credited: Vec<u32>,
    /// By contribution, where the author is not who is credited.
    credits: BTreeMap<u32, Credit>,
}

/// Outside the window, or dropped.
pub(crate) const NOBODY: u32 = u32::MAX;

/// A contribution of the window with who is credited.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Credited<'a> {
    /// Its place in the evidence.
    pub(crate) place: u32,
    pub(crate) contribution: &'a Contribution,
    /// A place in [`Attributed::people`].
    pub(crate) person: u32,
}

impl<'a> Attributed<'a> {
    /// `inputs.evidence` is in order.
    pub(crate) fn of(inputs: Inputs<'a>) -> Self {
        let contributions = &inputs.evidence.contributions;
        assert!(
            u32::try_from(contributions.len()).is_ok_and(|count| count < NOBODY),
            "fewer than 2³² contributions"
        );
        let (names, credited) = Names::of(contributions, |contribution| {
            inputs.window.contains(contribution.at).then_some(contribution.author)
        });
        let mut attribution = credit::Attribution { inputs, names, credited, credits: BTreeMap::new() };
        attribution.join();
        attribution.credit_agents();
        attribution.drop_doubles();
        attribution.drop_co_authors();
        attribution.finish()
    }

    /// The window's contributions in order.
    pub(crate) fn contributions(&self) -> impl Iterator<Item = Credited<'a>> + '_ {
        let all = self.inputs.evidence.contributions.iter().zip(&self.credited).zip(0..);
        all.filter(|((_, person), _)| **person != NOBODY).map(|((contribution, person), place)| Credited {
            place,
            contribution,
            person: *person,
        })
    }

    /// The same on all cores; collecting keeps the order.
    pub(crate) fn par_contributions(&self) -> impl ParallelIterator<Item = Credited<'a>> + '_ {
        let contributions = self.inputs.evidence.contributions.par_iter();
        contributions.zip(&self.credited).enumerate().filter(|(_, (_, person))| **person != NOBODY).map(
            |(place, (contribution, person))| Credited {
                place: u32::try_from(place).expect("fewer than 2³² contributions"),
                contribution,
                person: *person,
            },
        )
    }

    pub(crate) fn contribution(&self, place: u32) -> &'a Contribution {
        &self.inputs.evidence.contributions[index(place)]
    }

    /// Who is credited with a contribution.
    pub(crate) fn person(&self, place: u32) -> u32 {
        self.credited[index(place)]
    }

    /// Why it is not the author, if it is not.
    pub(crate) fn credit(&self, place: u32) -> Option<Credit> {
        self.credits.get(&place).copied()
    }

    pub(crate) fn is_paid(&self, person: u32) -> bool {
        self.people[index(person)].excluded.is_none()
    }

    /// The place of somebody among the people, if they are credited with anything.
    pub(crate) fn find(&self, identity: Identity) -> Option<u32> {
        let identity = self.inputs.joins.of(identity);
        let place = self.people.binary_search_by_key(&identity, |person| person.identity).ok()?;
        u32::try_from(place).ok()
    }

    /// Can this identity be paid, by what kind of account it is?
    pub(crate) fn is_payable(&self, identity: Identity) -> bool {
        payable(&self.inputs, self.inputs.joins.of(identity))
    }

    /// Is this somebody whose kind of account is scored? Whoever is left out by hand is, and is not paid.
    pub(crate) fn is_scored(&self, person: u32) -> bool {
        self.is_payable(self.people[index(person)].identity)
    }

    /// The agent that took part in a pull request or a commit, for the kinds that make one.
    pub(crate) fn agent(&self, place: u32) -> Option<Agent> {
        let contribution = self.contribution(place);
        match contribution.kind {
            ContributionKind::PullRequestOpened
            | ContributionKind::PullRequestMerged
            | ContributionKind::PullRequestCoAuthored => {
                self.agent_in(credit::pull(&self.inputs, contribution.repo, contribution.number?)?)
            }
            _ => None,
        }
    }

    /// The agent that took part in a pull request as its author or in its commits.
    pub(crate) fn agent_in(&self, pull: &PullRequest) -> Option<Agent> {
        let authors = [&pull.author].into_iter().chain(&pull.commit_authors);
        authors.copied().find_map(|author| self.inputs.joins.of(author).agent())
    }
}

/// A place as an index.
pub(crate) fn index(place: u32) -> usize {
    usize::try_from(place).expect("places are indices of lists in memory")
}

/// Is this identity, which is joined already, somebody whom the kind of account lets be paid? A maintainer's decision
/// does not matter here, so that it moves nobody's credit.
fn payable(inputs: &Inputs<'_>, identity: Identity) -> bool {
    Exclusion::of(identity, inputs.evidence.account(identity)).is_none()
}
