//! Evidence → SourceCred's graph, in one order whatever the order of the evidence.

use std::collections::{BTreeMap, BTreeSet};

use tributary_model::{Contribution, ContributionKind, Identity, RepoId, Window};

use super::{
    CredrankRules,
    chain::{CredEdge, CredGraph, End},
};
use crate::{Evidence, Exclusion, Week, Weight, real::of_weight};

/// A graph with what its numbers stand for.
#[derive(Debug)]
pub(super) struct Built<'a> {
    pub(super) graph: CredGraph,
    /// Who is scored.
    pub(super) people: Vec<Identity>,
    /// By person: what they made, with the edge to it.
    pub(super) made: Vec<Vec<(&'a Contribution, usize)>>,
    /// The weeks of the graph.
    pub(super) weeks: Vec<Week>,
}

/// What a base node stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node<'a> {
    Repository(RepoId),
    /// An issue or a pull request.
    Thread(RepoId, u32),
    /// A commit, a review or a comment.
    Piece(RepoId, ContributionKind, &'a str),
    /// An account that is not scored.
    Account(Identity),
}

/// What the evidence knows of an issue or a pull request.
#[derive(Default)]
struct Thread<'a> {
    opened: Option<&'a Contribution>,
    merged: Option<&'a Contribution>,
    closed: Option<&'a Contribution>,
}

impl<'a> Thread<'a> {
    /// The contribution that stands for it.
    fn made(&self) -> Option<&'a Contribution> {
        self.merged.or(self.opened).or(self.closed)
    }
}

type Threads<'a> = BTreeMap<(RepoId, u32), Thread<'a>>;

struct Builder<'a> {
    rules: &'a CredrankRules,
    nodes: BTreeMap<Node<'a>, usize>,
    people: BTreeMap<Identity, usize>,
    built: Built<'a>,
}

impl<'a> Built<'a> {
    pub(super) fn of(
        evidence: &'a Evidence,
        window: Window,
        rules: &'a CredrankRules,
        repositories: &BTreeMap<RepoId, Weight>,
    ) -> Self {
        let mut contributions: Vec<&Contribution> =
            evidence.contributions.iter().filter(|c| window.contains(c.at)).collect();
        contributions.sort();
        let threads = threads(&contributions);
        let mut builder = Builder::new(evidence, rules, &contributions, &threads);
        builder.mint(&contributions, &threads, repositories);
        for ((repo, number), thread) in &threads {
            builder.thread(*repo, *number, thread);
        }
        for contribution in contributions.iter().filter(|c| is_piece(c.kind)) {
            builder.piece(contribution);
        }
        builder.built
    }
}

const fn is_piece(kind: ContributionKind) -> bool {
    matches!(
        kind,
        ContributionKind::Commit
            | ContributionKind::Review
            | ContributionKind::ReviewComment
            | ContributionKind::IssueComment
    )
}

fn threads<'a>(contributions: &[&'a Contribution]) -> Threads<'a> {
    let mut threads = Threads::new();
    for contribution in contributions {
        let Some(number) = contribution.number else { continue };
        let thread = threads.entry((contribution.repo, number)).or_default();
        match contribution.kind {
            ContributionKind::PullRequestOpened | ContributionKind::IssueOpened => {
                thread.opened = Some(contribution);
            }
            ContributionKind::PullRequestMerged => thread.merged = Some(contribution),
            ContributionKind::PullRequestClosed => thread.closed = Some(contribution),
            _ => {}
        }
    }
    threads
}

fn weeks(contributions: &[&Contribution]) -> Vec<Week> {
    let moments = || contributions.iter().map(|contribution| contribution.at);
    let (Some(first), Some(last)) = (moments().min(), moments().max()) else { return Vec::new() };
    let last = Week::of(last);
    std::iter::successors(Some(Week::of(first)), |week| (*week < last).then(|| week.next())).collect()
}

impl<'a> Builder<'a> {
    fn new(
        evidence: &Evidence,
        rules: &'a CredrankRules,
        contributions: &[&'a Contribution],
        threads: &Threads<'a>,
    ) -> Self {
        let authors: BTreeSet<Identity> = contributions.iter().map(|c| c.author).collect();
        let scored = |identity: &Identity| Exclusion::of(*identity, evidence.account(*identity)).is_none();
        let people: Vec<Identity> = authors.iter().copied().filter(scored).collect();
        let repositories = contributions.iter().map(|c| Node::Repository(c.repo));
        let pieces = contributions.iter().filter(|c| is_piece(c.kind));
        let nodes: BTreeSet<Node<'a>> = repositories
            .chain(threads.keys().map(|(repo, number)| Node::Thread(*repo, *number)))
            .chain(pieces.map(|c| Node::Piece(c.repo, c.kind, c.key.as_str())))
            .chain(authors.into_iter().filter(|identity| !scored(identity)).map(Node::Account))
            .collect();
        let weeks = weeks(contributions);
        let graph = CredGraph {
            mints: vec![0.0; nodes.len()],
            people: people.len(),
            starts: weeks.iter().map(|week| week.start()).collect(),
            edges: Vec::new(),
        };
        Self {
            rules,
            nodes: nodes.into_iter().zip(0..).collect(),
            people: people.iter().copied().zip(0..).collect(),
            built: Built { graph, made: vec![Vec::new(); people.len()], people, weeks },
        }
    }

    fn mint(
        &mut self,
        contributions: &[&'a Contribution],
        threads: &Threads<'a>,
        repositories: &BTreeMap<RepoId, Weight>,
    ) {
        let factor = |repo: &RepoId| of_weight(repositories.get(repo).copied().unwrap_or(Weight::ONE));
        let merged = of_weight(self.rules.merged_pull_request);
        for ((repo, number), _) in threads.iter().filter(|(_, thread)| thread.merged.is_some()) {
            let node = self.nodes[&Node::Thread(*repo, *number)];
            self.built.graph.mints[node] = merged * factor(repo);
        }
        let review = of_weight(self.rules.review);
        for review_of in contributions.iter().filter(|c| c.kind == ContributionKind::Review) {
            let node = self.nodes[&Node::Piece(review_of.repo, review_of.kind, &review_of.key)];
            self.built.graph.mints[node] = review * factor(&review_of.repo);
        }
    }

    /// An issue or a pull request. One from before the window is there as a parent only: nobody is known to have
    /// made it.
    fn thread(&mut self, repo: RepoId, number: u32, thread: &Thread<'a>) {
        let node = self.nodes[&Node::Thread(repo, number)];
        let parent = self.nodes[&Node::Repository(repo)];
        let made = thread.made();
        let at = thread.opened.or(made).map_or(0, |contribution| contribution.at.unix());
        self.belongs(node, parent, at);
        if let Some(contribution) = made {
            self.authored(contribution, node, at);
        }
    }

    fn piece(&mut self, contribution: &'a Contribution) {
        let node = self.nodes[&Node::Piece(contribution.repo, contribution.kind, &contribution.key)];
        let at = contribution.at.unix();
        if let Some(number) = contribution.number {
            self.belongs(node, self.nodes[&Node::Thread(contribution.repo, number)], at);
        }
        self.authored(contribution, node, at);
    }

    fn belongs(&mut self, part: usize, whole: usize, at: i64) {
        let (forward, backward) = (of_weight(self.rules.has_parent), of_weight(self.rules.has_child));
        let (src, dst) = (End::Base(part), End::Base(whole));
        self.built.graph.edges.push(CredEdge { src, dst, at, forward, backward });
    }

    /// A deleted account has no node, as in the original.
    fn authored(&mut self, contribution: &'a Contribution, node: usize, at: i64) {
        let author = contribution.author;
        if author == Identity::Ghost {
            return;
        }
        let src = match self.people.get(&author) {
            Some(person) => {
                self.built.made[*person].push((contribution, self.built.graph.edges.len()));
                End::Person(*person)
            }
            None => End::Base(self.nodes[&Node::Account(author)]),
        };
        let (forward, backward) = (of_weight(self.rules.authors), of_weight(self.rules.is_authored_by));
        self.built.graph.edges.push(CredEdge { src, dst: End::Base(node), at, forward, backward });
    }
}
