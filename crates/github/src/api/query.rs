//! The questions. Only documented fields; `databaseId` of an account is in no interface, hence the fragments.

use std::fmt::Write as _;

use super::Threads;

/// Reviews and comments that come with their thread; more are asked for when there are more.
const FIRST_REVIEWS: u32 = 20;
const FIRST_REVIEW_COMMENTS: u32 = 6;
const FIRST_COMMENTS: u32 = 20;
const FIRST_AUTHORS: u32 = 8;
const FIRST_FILES: u32 = 100;
const FIRST_PULL_COMMITS: u32 = 10;
const FIRST_PULL_AUTHORS: u32 = 4;
const FIRST_CLOSED: u32 = 10;
const FIRST_ASSIGNED: u32 = 10;
/// What GitHub gives at most.
const REST: u32 = 100;

const ACTOR: &str = "{ __typename login ... on User { databaseId createdAt } ... on Bot { databaseId } \
    ... on Mannequin { databaseId } ... on Organization { databaseId } \
    ... on EnterpriseUserAccount { user { login databaseId createdAt } } }";
const PAGE: &str = "pageInfo { hasNextPage endCursor }";

/// Did anything change? One point.
pub(super) const GLANCE: &str = "\
query Glance($owner: String!, $name: String!, $seen: Int!, $since: DateTime, $near: Boolean!, \
    $from: GitTimestamp, $until: GitTimestamp) {
  rateLimit { cost }
  repository(owner: $owner, name: $name) {
    id databaseId nameWithOwner url owner { ... on User { databaseId } ... on Organization { databaseId } }
    attributes: object(expression: \"HEAD:.gitattributes\") { ... on Blob { text } }
    defaultBranchRef { name target { oid ... on Commit { committedDate
      near: history(first: 100, since: $from, until: $until) @include(if: $near) { nodes { oid } } } } }
    pullRequests(first: $seen, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes { updatedAt } }
    issues(first: $seen, filterBy: {since: $since}, orderBy: {field: UPDATED_AT, direction: DESC}) {
      totalCount nodes { updatedAt } }
    allIssues: issues { totalCount }
  }
}";

/// The numbers that a list has, oldest first.
pub(super) fn numbers(list: Threads) -> String {
    let list = match list {
        Threads::Pulls => "pullRequests",
        Threads::Issues => "issues",
    };
    format!(
        "\
query Numbers($repository: ID!, $after: String) {{
  rateLimit {{ cost }}
  repository: node(id: $repository) {{ ... on Repository {{
    list: {list}(first: {REST}, after: $after, orderBy: {{field: CREATED_AT, direction: ASC}}) {{ {PAGE} nodes {{ number }} }}
  }} }}
}}"
    )
}

/// The next page of every list that has one.
pub(super) fn step() -> String {
    format!(
        "\
query Step($repository: ID!, $commits: Boolean!, $tip: GitObjectID, $commitsFirst: Int!, $commitsAfter: String, \
    $pulls: Boolean!, $pullsFirst: Int!, $pullsAfter: String, \
    $issues: Boolean!, $issuesFirst: Int!, $issuesAfter: String, $issuesSince: DateTime) {{
  rateLimit {{ cost }}
  repository: node(id: $repository) {{ ... on Repository {{
    tip: object(oid: $tip) @include(if: $commits) {{ ... on Commit {{
      history(first: $commitsFirst, after: $commitsAfter) {{ totalCount {PAGE} nodes {{
        id oid committedDate additions deletions changedFilesIfAvailable authors(first: {FIRST_AUTHORS}) {AUTHORS} }} }} }} }}
    pullRequests(first: $pullsFirst, after: $pullsAfter, orderBy: {{field: UPDATED_AT, direction: DESC}})
        @include(if: $pulls) {{ {PAGE} nodes {{
      id fullDatabaseId number createdAt updatedAt mergedAt closedAt additions deletions changedFiles author {ACTOR}
      authorAssociation baseRefName body mergedBy {ACTOR} mergeCommit {{ oid }}
      files(first: {FIRST_FILES}) {FILES}
      commits(first: {FIRST_PULL_COMMITS}) {pull_commits}
      closingIssuesReferences(first: {FIRST_CLOSED}) {CLOSED}
      timelineItems(first: {FIRST_ASSIGNED}, itemTypes: [ASSIGNED_EVENT]) {assigned}
      reviews(first: {FIRST_REVIEWS}) {reviews}
      comments(first: {FIRST_COMMENTS}) {comments} }} }}
    issues(first: $issuesFirst, after: $issuesAfter, filterBy: {{since: $issuesSince}},
        orderBy: {{field: UPDATED_AT, direction: DESC}}) @include(if: $issues) {{ {PAGE} nodes {{
      id fullDatabaseId number createdAt updatedAt author {ACTOR} comments(first: {FIRST_COMMENTS}) {comments} }} }}
  }} }}
}}",
        reviews = reviews(),
        comments = comments(),
        pull_commits = pull_commits(),
        assigned = assigned(),
    )
}

const AUTHORS: &str =
    "{ pageInfo { hasNextPage endCursor } nodes { email user { login databaseId createdAt } } }";
const FILES: &str = "{ pageInfo { hasNextPage endCursor } nodes { path additions deletions changeType } }";
const CLOSED: &str = "{ pageInfo { hasNextPage endCursor } nodes { number repository { databaseId } } }";

fn comments() -> String {
    format!("{{ {PAGE} nodes {{ fullDatabaseId createdAt author {ACTOR} }} }}")
}

fn reviews() -> String {
    format!(
        "{{ {PAGE} nodes {{ id fullDatabaseId state submittedAt author {ACTOR} comments(first: {FIRST_REVIEW_COMMENTS}) {} }} }}",
        comments()
    )
}

fn pull_commits() -> String {
    format!(
        "{{ {PAGE} nodes {{ commit {{ id messageBody parents {{ totalCount }} authors(first: {FIRST_PULL_AUTHORS}) {AUTHORS} }} }} }}"
    )
}

fn assigned() -> String {
    format!("{{ {PAGE} nodes {{ ... on AssignedEvent {{ actor {ACTOR} }} }} }}")
}

/// A list inside an item that did not end on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inner {
    Authors,
    Files,
    PullCommits,
    PullAuthors,
    Closed,
    Assigned,
    Reviews,
    ReviewComments,
    PullComments,
    IssueComments,
}

/// The next pages of several such lists at once: `t0`, `t1`, … with the variables `i0`, `a0`, ….
pub(super) fn rests(inners: &[Inner]) -> String {
    let (mut variables, mut parts) = (String::new(), String::new());
    for (n, inner) in inners.iter().enumerate() {
        let (owner, field, more, selection) = match inner {
            Inner::Authors | Inner::PullAuthors => ("Commit", "authors", "", AUTHORS.to_owned()),
            Inner::Files => ("PullRequest", "files", "", FILES.to_owned()),
            Inner::PullCommits => ("PullRequest", "commits", "", pull_commits()),
            Inner::Closed => ("PullRequest", "closingIssuesReferences", "", CLOSED.to_owned()),
            Inner::Assigned => ("PullRequest", "timelineItems", ", itemTypes: [ASSIGNED_EVENT]", assigned()),
            Inner::Reviews => ("PullRequest", "reviews", "", reviews()),
            Inner::ReviewComments => ("PullRequestReview", "comments", "", comments()),
            Inner::PullComments => ("PullRequest", "comments", "", comments()),
            Inner::IssueComments => ("Issue", "comments", "", comments()),
        };
        write!(variables, "$i{n}: ID!, $a{n}: String!, ").expect("a String takes any text");
        writeln!(
            parts,
            "  t{n}: node(id: $i{n}) {{ ... on {owner} {{ list: {field}(first: {REST}, after: $a{n}{more}) {selection} }} }}"
        )
        .expect("a String takes any text");
    }
    format!("query Rests({}) {{\n  rateLimit {{ cost }}\n{parts}}}", variables.trim_end_matches(", "))
}
