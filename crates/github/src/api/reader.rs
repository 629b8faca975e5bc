//! Reads one repository: a glance that tells what changed, then steps of one page of every list.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::json;
use tributary_model::{GithubId, RepoId, Repository, RepositoryName, Timestamp};

use super::{
    CommitPage, GithubClient, GithubError, Glance, Head, Known, PageSize, Place, Sighting, Step, StepPages,
    Subject, ThreadPage, Threads,
    client::{Given, Question},
    evidence,
    query::{self, GLANCE},
    shape::{GlanceAnswer, NumbersAnswer, Seen, StepAnswer, StepRepository},
};
use crate::attributes::read_attributes;

/// Items whose times a glance shows.
const SEEN: u32 = 50;
/// Commits whose times are this close to the known one are looked at to find it again.
const NEAR_SECONDS: i64 = 1;
/// A page is read anew when something on it went away before its inner lists were complete.
const READINGS: usize = 4;

/// Reads one repository under the name it was asked for.
#[derive(Debug)]
pub struct RepositoryReader<'c> {
    client: &'c GithubClient,
    name: RepositoryName,
}

impl<'c> RepositoryReader<'c> {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new(client: &'c GithubClient, name: RepositoryName) -> Self {
        Self { client, name }
    }

    /// One small question.
    ///
    /// # Errors
    /// [`GithubError`]; [`GithubError::NotFound`] when there is no such repository.
    pub async fn glance(&self, known: &Known) -> Result<Glance, GithubError> {
        let near = known.head.as_ref().map(|head| head.at.unix());
        let moment = |seconds: i64| Timestamp::from_unix(seconds).map(|at| at.to_string());
        let variables = json!({
            "owner": self.name.owner(), "name": self.name.name(), "seen": SEEN, "since": known.issues_since,
            "near": near.is_some(),
            "from": near.and_then(|at| moment(at - NEAR_SECONDS)),
            "until": near.and_then(|at| moment(at + NEAR_SECONDS)),
        });
        let question = |_| Question { query: GLANCE.to_owned(), variables: variables.clone() };
        let Given { data, .. } = self.ask::<GlanceAnswer>(&mut PageSize::default(), question).await?;
        Ok(read_glance(data, known))
    }

    /// One page of each list, with everything that hangs on its items. Sizes follow from `size`, which learns.
    ///
    /// # Errors
    /// [`GithubError`]; [`GithubError::Cursor`] when a place in a list is no longer known.
    pub async fn step(
        &self,
        glance: &Glance,
        step: &Step,
        size: &mut PageSize,
    ) -> Result<StepPages, GithubError> {
        let mut readings = READINGS;
        loop {
            let question = |size| step_question(&glance.node, step, size);
            let Given { data, at } = self.ask::<StepAnswer>(size, question).await?;
            let mut page = data.repository;
            readings -= 1;
            match self.complete(&mut page, size).await {
                Ok(()) => return Ok(read_step(&glance.repository, &page, at)),
                Err(GithubError::Vanished { .. }) if readings > 0 => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The numbers of everything in a list, to find what is gone from it.
    ///
    /// # Errors
    /// [`GithubError`].
    pub async fn numbers(&self, glance: &Glance, list: Threads) -> Result<BTreeSet<u32>, GithubError> {
        let (mut numbers, mut after) = (BTreeSet::new(), None);
        loop {
            let variables = json!({ "repository": glance.node, "after": after });
            let question = |_| Question { query: query::numbers(list), variables: variables.clone() };
            let page =
                self.ask::<NumbersAnswer>(&mut PageSize::default(), question).await?.data.repository.list;
            numbers.extend(page.items().map(|item| item.number));
            after = page.rest().map(str::to_owned);
            if after.is_none() {
                return Ok(numbers);
            }
        }
    }

    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        size: &mut PageSize,
        question: impl Fn(u32) -> Question,
    ) -> Result<Given<T>, GithubError> {
        self.client.ask(&Subject::Repository(self.name.clone()), size, question).await
    }

    pub(super) fn misshapen(&self, reason: &str) -> GithubError {
        self.client.misshapen(reason)
    }
}

/// Commits are plain and cost little, so more of them come at once.
fn commits_per_page(size: u32) -> u32 {
    size.saturating_mul(5).div_ceil(2).min(100)
}

/// One more than wanted shows that the list goes on below what is wanted.
fn threads_per_page(size: u32, place: Option<&Place>) -> u32 {
    let most = place.map_or(0, |place| place.most.saturating_add(1));
    size.min(u32::try_from(most).unwrap_or(size)).max(1)
}

fn step_question(node: &str, step: &Step, size: u32) -> Question {
    let after = |place: &Option<Place>| place.as_ref().and_then(|place| place.after.clone());
    let variables = json!({
        "repository": node,
        "commits": step.commits.is_some(),
        "tip": step.commits.as_ref().map(|walk| &walk.tip),
        "commitsFirst": commits_per_page(size),
        "commitsAfter": step.commits.as_ref().and_then(|walk| walk.after.as_ref()),
        "pulls": step.pulls.is_some(),
        "pullsFirst": threads_per_page(size, step.pulls.as_ref()),
        "pullsAfter": after(&step.pulls),
        "issues": step.issues.is_some(),
        "issuesFirst": threads_per_page(size, step.issues.as_ref()),
        "issuesAfter": after(&step.issues),
        "issuesSince": step.issues.as_ref().and_then(|place| place.since),
    });
    Question { query: query::step(), variables }
}

fn read_glance(data: GlanceAnswer, known: &Known) -> Glance {
    let found = data.repository;
    let continues = known.head.as_ref().is_some_and(|head| {
        let tip = found.default_branch_ref.as_ref().map(|branch| &branch.target);
        tip.is_some_and(|tip| {
            let near = tip.near.iter().flat_map(|near| near.nodes.iter().flatten());
            tip.oid == head.oid || near.into_iter().any(|commit| commit.oid == head.oid)
        })
    });
    let branch = found.default_branch_ref;
    Glance {
        node: found.id,
        repository: Repository {
            id: RepoId(found.database_id),
            name: found.name_with_owner,
            url: Some(found.url),
            default_branch: branch.as_ref().map(|branch| branch.name.clone()),
            owner: found.owner.database_id.map(GithubId),
            attributes: found
                .attributes
                .and_then(|file| file.text)
                .map_or_else(Vec::new, |text| read_attributes(text.as_bytes())),
        },
        head: branch.map(|branch| Head { oid: branch.target.oid, at: branch.target.committed_date }),
        continues,
        pulls: sighting(found.pull_requests),
        issues: sighting(found.issues),
        issue_total: found.all_issues.total_count,
    }
}

fn sighting(seen: Seen) -> Sighting {
    Sighting {
        total: seen.total_count,
        newest: seen.nodes.into_iter().flatten().map(|item| item.updated_at).collect(),
    }
}

fn read_step(repository: &Repository, page: &StepRepository, at: Option<Timestamp>) -> StepPages {
    let repo = repository.id;
    let place = evidence::Place { id: repo, name: &repository.name };
    let next = |rest: Option<&str>| rest.map(str::to_owned);
    StepPages {
        commits: page.tip.as_ref().map(|tip| CommitPage {
            commits: tip.history.commits.items().map(|commit| evidence::commit(repo, commit)).collect(),
            total: tip.history.total_count,
            next: next(tip.history.commits.rest()),
        }),
        pulls: page.pull_requests.as_ref().map(|pulls| ThreadPage {
            threads: pulls.items().map(|pull| evidence::pull(&place, pull)).collect(),
            next: next(pulls.rest()),
        }),
        issues: page.issues.as_ref().map(|issues| ThreadPage {
            threads: issues.items().map(|issue| evidence::issue(repo, issue)).collect(),
            next: next(issues.rest()),
        }),
        at,
    }
}
