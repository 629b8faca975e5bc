//! From GitHub's shapes to contributions.

use tributary_model::{
    Account, Contribution, ContributionKind, Count, Identity, PullRequest, RepoId, RepositoryName, Timestamp,
};

use super::{
    facts,
    people::People,
    shape::Commit,
    thread::{Comment, Issue, Pull},
};

/// One commit as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitRead {
    /// The commit's hash.
    pub oid: String,
    /// One for the author and one for each co-author, each person once.
    pub contributions: Vec<Contribution>,
    /// Accounts that GitHub links to the e-mails.
    pub accounts: Vec<Account>,
    /// Accounts that noreply e-mails name and GitHub does not link, such as bots'.
    pub mentioned: Vec<Account>,
}

/// One issue or pull request with everything that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadRead {
    /// Its number in the repository.
    pub number: u32,
    /// When GitHub says it last changed.
    pub updated_at: Timestamp,
    /// What was done in it.
    pub contributions: Vec<Contribution>,
    /// Who did it, as GitHub shows them.
    pub accounts: Vec<Account>,
    /// Accounts that noreply e-mails of its commits name and GitHub does not link.
    pub mentioned: Vec<Account>,
    /// What there is to say of a pull request beside.
    pub pull_request: Option<PullRequest>,
}

pub(super) fn commit(repo: RepoId, commit: &Commit) -> CommitRead {
    let mut people = People::default();
    let mut authors: Vec<Identity> = Vec::new();
    for actor in commit.authors.items() {
        let identity = people.signer(actor);
        if !authors.contains(&identity) {
            authors.push(identity);
        }
    }
    if authors.is_empty() {
        authors.push(Identity::Ghost);
    }
    let plain = Contribution {
        repo,
        kind: ContributionKind::Commit,
        key: commit.oid.as_str().into(),
        author: Identity::Ghost,
        at: commit.committed_date,
        number: None,
        additions: Some(commit.additions.into()),
        deletions: Some(commit.deletions.into()),
        changed_files: commit.changed_files_if_available.map(Count::from),
    };
    CommitRead {
        oid: commit.oid.clone(),
        contributions: authors.into_iter().map(|author| Contribution { author, ..plain.clone() }).collect(),
        accounts: people.accounts,
        mentioned: people.mentioned,
    }
}

pub(super) fn pull(place: &Place<'_>, pull: &Pull) -> ThreadRead {
    use ContributionKind::{PullRequestClosed, PullRequestMerged, PullRequestOpened, Review, ReviewComment};
    let repo = place.id;
    let mut thread = Thread::new(repo, pull.number);
    let opened = Contribution {
        additions: Some(pull.additions.into()),
        deletions: Some(pull.deletions.into()),
        changed_files: Some(pull.changed_files.into()),
        ..thread.plain(PullRequestOpened, &pull.full_database_id.0, pull.created_at)
    };
    let author = thread.people.author(pull.author.as_ref());
    let end = match (pull.merged_at, pull.closed_at) {
        (Some(merged), _) => Some((PullRequestMerged, merged)),
        (None, Some(closed)) => Some((PullRequestClosed, closed)),
        (None, None) => None,
    };
    let opened = Contribution { author, ..opened };
    thread.contributions.extend(end.map(|(kind, at)| Contribution { kind, at, ..opened.clone() }));
    let facts = facts::of(place, pull, author, &mut thread.people);
    if let Some(at) = pull.merged_at {
        let kind = ContributionKind::PullRequestCoAuthored;
        let others = facts.commit_authors.iter().filter(|other| is_co_author(**other, author));
        thread.contributions.extend(others.map(|other| Contribution {
            kind,
            author: *other,
            at,
            ..opened.clone()
        }));
    }
    thread.contributions.push(opened);
    for review in pull.reviews.items() {
        let Some(submitted) = review.submitted_at else { continue };
        let author = thread.people.author(review.author.as_ref());
        let plain = thread.plain(Review, &review.full_database_id.0, submitted);
        thread.contributions.push(Contribution { author, ..plain });
        review.comments.items().for_each(|comment| thread.comment(ReviewComment, comment));
    }
    pull.comments.items().for_each(|comment| thread.comment(ContributionKind::IssueComment, comment));
    ThreadRead { pull_request: Some(facts), ..thread.read(pull.updated_at) }
}

/// Where something was read.
pub(super) struct Place<'a> {
    pub(super) id: RepoId,
    pub(super) name: &'a RepositoryName,
}

fn is_co_author(other: Identity, author: Identity) -> bool {
    other != author && matches!(other, Identity::Github(_) | Identity::Email(_))
}

pub(super) fn issue(repo: RepoId, issue: &Issue) -> ThreadRead {
    let mut thread = Thread::new(repo, issue.number);
    let author = thread.people.author(issue.author.as_ref());
    let plain = thread.plain(ContributionKind::IssueOpened, &issue.full_database_id.0, issue.created_at);
    thread.contributions.push(Contribution { author, ..plain });
    issue.comments.items().for_each(|comment| thread.comment(ContributionKind::IssueComment, comment));
    thread.read(issue.updated_at)
}

/// An issue or a pull request while it is read.
struct Thread {
    repo: RepoId,
    number: u32,
    contributions: Vec<Contribution>,
    people: People,
}

impl Thread {
    fn new(repo: RepoId, number: u32) -> Self {
        Self { repo, number, contributions: Vec::new(), people: People::default() }
    }

    fn plain(&self, kind: ContributionKind, key: &str, at: Timestamp) -> Contribution {
        Contribution {
            repo: self.repo,
            kind,
            key: key.into(),
            author: Identity::Ghost,
            at,
            number: Some(self.number),
            additions: None,
            deletions: None,
            changed_files: None,
        }
    }

    fn comment(&mut self, kind: ContributionKind, comment: &Comment) {
        let author = self.people.author(comment.author.as_ref());
        let plain = self.plain(kind, &comment.full_database_id.0, comment.created_at);
        self.contributions.push(Contribution { author, ..plain });
    }

    fn read(self, updated_at: Timestamp) -> ThreadRead {
        let Self { number, contributions, people, .. } = self;
        let People { accounts, mentioned } = people;
        ThreadRead { number, updated_at, contributions, accounts, mentioned, pull_request: None }
    }
}
