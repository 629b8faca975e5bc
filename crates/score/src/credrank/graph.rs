//! Evidence → SourceCred's graph, in one order whatever the order of the evidence.

use std::collections::{BTreeMap, BTreeSet};

use tributary_model::{Contribution, ContributionKind, Identity, RepoId};

use super::{
    CredrankRules,
    chain::{CredEdge, CredGraph, End},
};
use crate::{
    Week,
    attribution::{Attributed, Credited, index},
    real::of_weight,
};

/// A graph with what its numbers stand for.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) graph: CredGraph,
    /// Who is scored, by place among the people.
    pub(super) people: Vec<u32>,
    /// By person: the places of what they made, with the edge to it.
    pub(super) made: Vec<Vec<(u32, usize)>>,
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
    /// Somebody who is not scored.
    Account(u32),
}

/// What the evidence knows of an issue or a pull request.
#[derive(Default)]
struct Thread<'a> {
    opened: Option<Credited<'a>>,
    merged: Option<Credited<'a>>,
    closed: Option<Credited<'a>>,
}

impl<'a> Thread<'a> {
    /// The contribution that stands for it.
    fn made(&self) -> Option<Credited<'a>> {
        self.merged.or(self.opened).or(self.closed)
    }
}

type Threads<'a> = BTreeMap<(RepoId, u32), Thread<'a>>;

struct Builder<'t, 'a> {
    attributed: &'t Attributed<'a>,
    rules: &'t CredrankRules,
    nodes: BTreeMap<Node<'a>, usize>,
    people: BTreeMap<u32, usize>,
    built: Built,
}

impl Built {
    pub(super) fn of(attributed: &Attributed<'_>, rules: &CredrankRules) -> Self {
        let lines: Vec<Credited<'_>> = attributed.contributions().collect();
        let threads = threads(&lines);
        let mut builder = Builder::new(attributed, rules, &lines, &threads);
        builder.mint(&lines, &threads);
        for ((repo, number), thread) in &threads {
            builder.thread(*repo, *number, thread);
        }
        for line in lines.iter().filter(|line| is_piece(line.contribution.kind)) {
            builder.piece(*line);
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

fn threads<'a>(lines: &[Credited<'a>]) -> Threads<'a> {
    let mut threads = Threads::new();
    for line in lines {
        let Some(number) = line.contribution.number else { continue };
        let thread = threads.entry((line.contribution.repo, number)).or_default();
        match line.contribution.kind {
            ContributionKind::PullRequestOpened | ContributionKind::IssueOpened => {
                thread.opened = Some(*line);
            }
            ContributionKind::PullRequestMerged => thread.merged = Some(*line),
            ContributionKind::PullRequestClosed => thread.closed = Some(*line),
            _ => {}
        }
    }
    threads
}

fn weeks(lines: &[Credited<'_>]) -> Vec<Week> {
    let moments = || lines.iter().map(|line| line.contribution.at);
    let (Some(first), Some(last)) = (moments().min(), moments().max()) else { return Vec::new() };
    let last = Week::of(last);
    std::iter::successors(Some(Week::of(first)), |week| (*week < last).then(|| week.next())).collect()
}

fn piece(contribution: &Contribution) -> Node<'_> {
    Node::Piece(contribution.repo, contribution.kind, &contribution.key)
}

impl<'t, 'a> Builder<'t, 'a> {
    fn new(
        attributed: &'t Attributed<'a>,
        rules: &'t CredrankRules,
        lines: &[Credited<'a>],
        threads: &Threads<'a>,
    ) -> Self {
        let (people, others): (Vec<u32>, Vec<u32>) =
            (0..).take(attributed.people.len()).partition(|person| attributed.is_scored(*person));
        let pieces = lines.iter().map(|line| line.contribution).filter(|c| is_piece(c.kind));
        let nodes: BTreeSet<Node<'a>> = lines
            .iter()
            .map(|line| Node::Repository(line.contribution.repo))
            .chain(threads.keys().map(|(repo, number)| Node::Thread(*repo, *number)))
            .chain(pieces.map(piece))
            .chain(others.into_iter().map(Node::Account))
            .collect();
        let weeks = weeks(lines);
        let graph = CredGraph {
            mints: vec![0.0; nodes.len()],
            people: people.len(),
            starts: weeks.iter().map(|week| week.start()).collect(),
            edges: Vec::new(),
        };
        Self {
            attributed,
            rules,
            nodes: nodes.into_iter().zip(0..).collect(),
            people: people.iter().copied().zip(0..).collect(),
            built: Built { graph, made: vec![Vec::new(); people.len()], people, weeks },
        }
    }

    fn mint(&mut self, lines: &[Credited<'a>], threads: &Threads<'a>) {
        let inputs = &self.attributed.inputs;
        let merged = of_weight(self.rules.merged_pull_request);
        for ((repo, number), _) in threads.iter().filter(|(_, thread)| thread.merged.is_some()) {
            let node = self.nodes[&Node::Thread(*repo, *number)];
            self.built.graph.mints[node] = merged * of_weight(inputs.weight(*repo));
        }
        let review = of_weight(self.rules.review);
        let reviews =
            lines.iter().map(|line| line.contribution).filter(|c| c.kind == ContributionKind::Review);
        for given in reviews {
            let node = self.nodes[&piece(given)];
            self.built.graph.mints[node] = review * of_weight(inputs.weight(given.repo));
        }
    }

    /// An issue or a pull request. One from before the window is there as a parent only: nobody is known to have
    /// made it.
    fn thread(&mut self, repo: RepoId, number: u32, thread: &Thread<'a>) {
        let node = self.nodes[&Node::Thread(repo, number)];
        let parent = self.nodes[&Node::Repository(repo)];
        let made = thread.made();
        let at = thread.opened.or(made).map_or(0, |line| line.contribution.at.unix());
        self.belongs(node, parent, at);
        if let Some(line) = made {
            self.authored(line, node, at);
        }
    }

    fn piece(&mut self, line: Credited<'a>) {
        let contribution = line.contribution;
        let node = self.nodes[&piece(contribution)];
        let at = contribution.at.unix();
        if let Some(number) = contribution.number {
            self.belongs(node, self.nodes[&Node::Thread(contribution.repo, number)], at);
        }
        self.authored(line, node, at);
    }

    fn belongs(&mut self, part: usize, whole: usize, at: i64) {
        let (forward, backward) = (of_weight(self.rules.has_parent), of_weight(self.rules.has_child));
        let (src, dst) = (End::Base(part), End::Base(whole));
        self.built.graph.edges.push(CredEdge { src, dst, at, forward, backward });
    }

    /// A deleted account has no node, as in the original.
    fn authored(&mut self, line: Credited<'a>, node: usize, at: i64) {
        if self.attributed.people[index(line.person)].identity == Identity::Ghost {
            return;
        }
        let src = match self.people.get(&line.person) {
            Some(person) => {
                self.built.made[*person].push((line.place, self.built.graph.edges.len()));
                End::Person(*person)
            }
            None => End::Base(self.nodes[&Node::Account(line.person)]),
        };
        let (forward, backward) = (of_weight(self.rules.authors), of_weight(self.rules.is_authored_by));
        self.built.graph.edges.push(CredEdge { src, dst: End::Base(node), at, forward, backward });
    }
}
