//! Lists inside items that did not end on the page, read to their end: several at once, so that one crowded
//! pull request costs few questions.

use serde_json::{Map, Value};

use super::{
    GithubError, PageSize, RepositoryReader,
    client::{Given, Question},
    query::{self, Inner},
    shape::{List, StepRepository},
};

/// One such list: whose it is, where its rest begins, and its place in the page.
struct Tail {
    inner: Inner,
    owner: String,
    after: String,
    item: usize,
    /// The review or commit in the pull request, for what hangs on those.
    part: usize,
}

impl RepositoryReader<'_> {
    /// Appends what is missing until every list inside the page is complete.
    pub(super) async fn complete(
        &self,
        page: &mut StepRepository,
        size: &mut PageSize,
    ) -> Result<(), GithubError> {
        loop {
            let tails = tails(page);
            if tails.is_empty() {
                return Ok(());
            }
            // Each may bring hundreds of items, so fewer of them than of plain items.
            let part = |size: u32| &tails[..tails.len().min(usize::try_from(size / 4).unwrap_or(1).max(1))];
            let Given { data, .. } =
                self.ask::<Map<String, Value>>(size, |size| question(part(size))).await?;
            if !data.contains_key("t0") {
                return Err(self.misshapen("a list that was asked for is missing"));
            }
            for (n, tail) in tails.iter().enumerate() {
                if let Some(list) = data.get(&format!("t{n}")).and_then(|owner| owner.get("list")) {
                    append(page, tail, list).map_err(|error| self.misshapen(&error.to_string()))?;
                }
            }
        }
    }
}

fn question(tails: &[Tail]) -> Question {
    let inners: Vec<Inner> = tails.iter().map(|tail| tail.inner).collect();
    let mut variables = Map::new();
    for (n, tail) in tails.iter().enumerate() {
        variables.insert(format!("i{n}"), tail.owner.clone().into());
        variables.insert(format!("a{n}"), tail.after.clone().into());
    }
    Question { query: query::rests(&inners), variables: variables.into() }
}

fn tails(page: &StepRepository) -> Vec<Tail> {
    let mut tails = Vec::new();
    let mut note = |inner, owner: &String, rest: Option<&str>, item, part| {
        if let Some(after) = rest {
            tails.push(Tail { inner, owner: owner.clone(), after: after.to_owned(), item, part });
        }
    };
    for (item, commit) in page.tip.iter().flat_map(|tip| tip.history.commits.places()) {
        note(Inner::Authors, &commit.id, commit.authors.rest(), item, 0);
    }
    for (item, pull) in page.pull_requests.iter().flat_map(List::places) {
        note(Inner::Reviews, &pull.id, pull.reviews.rest(), item, 0);
        note(Inner::Files, &pull.id, pull.files.as_ref().and_then(List::rest), item, 0);
        note(Inner::Closed, &pull.id, pull.closing_issues_references.as_ref().and_then(List::rest), item, 0);
        note(Inner::Assigned, &pull.id, pull.timeline_items.rest(), item, 0);
        note(Inner::PullCommits, &pull.id, pull.commits.rest(), item, 0);
        for (place, own) in pull.commits.places() {
            note(Inner::PullAuthors, &own.commit.id, own.commit.authors.rest(), item, place);
        }
        note(Inner::PullComments, &pull.id, pull.comments.rest(), item, 0);
        for (place, review) in pull.reviews.places() {
            note(Inner::ReviewComments, &review.id, review.comments.rest(), item, place);
        }
    }
    for (item, issue) in page.issues.iter().flat_map(List::places) {
        note(Inner::IssueComments, &issue.id, issue.comments.rest(), item, 0);
    }
    tails
}

fn append(page: &mut StepRepository, tail: &Tail, list: &Value) -> Result<(), serde_json::Error> {
    fn extend<T: serde::de::DeserializeOwned>(
        into: Option<&mut List<T>>,
        list: &Value,
    ) -> Result<(), serde_json::Error> {
        let more = serde_json::from_value(list.clone())?;
        if let Some(into) = into {
            into.append(more);
        }
        Ok(())
    }
    let commit = page.tip.as_mut().and_then(|tip| tip.history.commits.at(tail.item));
    let pull = page.pull_requests.as_mut().and_then(|pulls| pulls.at(tail.item));
    let issue = page.issues.as_mut().and_then(|issues| issues.at(tail.item));
    match tail.inner {
        Inner::Authors => extend(commit.map(|commit| &mut commit.authors), list),
        Inner::Files => extend(pull.and_then(|pull| pull.files.as_mut()), list),
        Inner::Closed => extend(pull.and_then(|pull| pull.closing_issues_references.as_mut()), list),
        Inner::Assigned => extend(pull.map(|pull| &mut pull.timeline_items), list),
        Inner::PullCommits => extend(pull.map(|pull| &mut pull.commits), list),
        Inner::PullAuthors => {
            let own = pull.and_then(|pull| pull.commits.at(tail.part));
            extend(own.map(|own| &mut own.commit.authors), list)
        }
        Inner::Reviews => extend(pull.map(|pull| &mut pull.reviews), list),
        Inner::PullComments => extend(pull.map(|pull| &mut pull.comments), list),
        Inner::ReviewComments => {
            let review = pull.and_then(|pull| pull.reviews.at(tail.part));
            extend(review.map(|review| &mut review.comments), list)
        }
        Inner::IssueComments => extend(issue.map(|issue| &mut issue.comments), list),
    }
}
