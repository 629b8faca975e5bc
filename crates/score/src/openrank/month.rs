//! One repository's month as a graph.

use std::collections::{BTreeMap, BTreeSet};

use tributary_model::{ContributionKind, RepoId};

use super::{
    OpenrankRules,
    rank::{RankEdge, RankNode, rank},
};
use crate::{
    attribution::Credited,
    real::{of_count, of_weight, to_micro},
    week::Place,
};

/// How many months a value is remembered.
const MEMORY: i64 = 3;

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    /// By place among the people.
    Person(u32),
    Thread(u32),
}

/// Values of earlier months in one repository; `None` is the repository's own node.
#[derive(Debug, Default)]
pub(super) struct History {
    repo: Option<RepoId>,
    values: BTreeMap<Option<Node>, Vec<(Place, f64)>>,
}

impl History {
    /// Forgets another repository's values.
    pub(super) fn enter(&mut self, repo: RepoId) {
        if self.repo != Some(repo) {
            *self = Self { repo: Some(repo), values: BTreeMap::new() };
        }
    }

    /// The newest value of the months before, attenuated once for each month between; 1 without one.
    fn start(&self, node: Option<Node>, month: Place, attenuation: f64) -> f64 {
        let Some((Place(last), value)) = self.values.get(&node).and_then(|values| values.last()) else {
            return 1.0;
        };
        let age = month.0 - last;
        if age > MEMORY { 1.0 } else { (1..age).fold(*value, |value, _| value * attenuation) }
    }

    fn remember(&mut self, node: Option<Node>, month: Place, value: f64) {
        self.values.entry(node).or_default().push((month, value));
    }
}

/// A contribution in the month's graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    /// The contribution's place in the evidence.
    pub(super) place: u32,
    thread: usize,
    /// Its part of the thread's activity.
    part: f64,
}

#[derive(Debug)]
pub(super) struct MonthGraph {
    /// People, then threads; the repository's node comes after the last.
    nodes: Vec<Node>,
    merged: BTreeSet<u32>,
    edges: Vec<RankEdge>,
    made: BTreeMap<usize, Vec<Made>>,
}

/// The month's values.
#[derive(Debug)]
pub(super) struct Values(Vec<f64>);

impl Values {
    /// A person's value in micro-points.
    pub(super) fn points(&self, person: usize) -> u128 {
        to_micro(self.0[person])
    }

    /// The value that came through a contribution.
    pub(super) fn flow(&self, made: &Made) -> f64 {
        self.0[made.thread] * made.part
    }
}

impl MonthGraph {
    /// `lines` all count and are in order.
    pub(super) fn of(lines: &[Credited<'_>], rules: &OpenrankRules) -> Self {
        let mut joined: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        let mut activity: BTreeMap<Node, u64> = BTreeMap::new();
        let mut merged = BTreeSet::new();
        for line in lines {
            let number = number(line);
            let amount = rules.activity(line.contribution.kind).millionths();
            *joined.entry((line.person, number)).or_default() += amount;
            *activity.entry(Node::Person(line.person)).or_default() += amount;
            *activity.entry(Node::Thread(number)).or_default() += amount;
            if line.contribution.kind == ContributionKind::PullRequestMerged {
                merged.insert(number);
            }
        }
        let nodes: Vec<Node> = activity.keys().copied().collect();
        let places: BTreeMap<Node, usize> = nodes.iter().copied().zip(0..).collect();
        let kept = 1.0 - of_weight(rules.background);
        let part = |amount: u64, node: Node| kept * of_count(amount) / of_count(activity[&node]);
        let mut edges = Vec::new();
        for ((author, number), amount) in joined {
            let (person, thread) = (Node::Person(author), Node::Thread(number));
            let (p, t) = (places[&person], places[&thread]);
            edges.push(RankEdge { src: t, dst: p, weight: part(amount, thread) });
            edges.push(RankEdge { src: p, dst: t, weight: part(amount, person) });
        }
        let mut made: BTreeMap<usize, Vec<Made>> = BTreeMap::new();
        for line in lines {
            let thread = Node::Thread(number(line));
            let part = part(rules.activity(line.contribution.kind).millionths(), thread);
            made.entry(places[&Node::Person(line.person)]).or_default().push(Made {
                place: line.place,
                thread: places[&thread],
                part,
            });
        }
        Self { nodes, merged, edges, made }
    }

    /// People with what they made.
    pub(super) fn people(&self) -> impl Iterator<Item = (usize, &[Made])> {
        self.made.iter().map(|(person, made)| (*person, made.as_slice()))
    }

    /// Solves the month and remembers it.
    pub(super) fn values(&self, rules: &OpenrankRules, month: Place, history: &mut History) -> Values {
        let (retention, attenuation) = (of_weight(rules.retention), of_weight(rules.attenuation));
        let start = |node: Option<Node>| history.start(node, month, attenuation);
        let own = |node: &Node| match node {
            Node::Thread(number) if self.merged.contains(number) => {
                start(Some(*node)) * of_weight(rules.merge_factor)
            }
            _ => start(Some(*node)),
        };
        let inits: Vec<f64> = self.nodes.iter().map(own).chain([start(None)]).collect();
        let nodes: Vec<RankNode> = inits.into_iter().map(|init| RankNode { retention, init }).collect();
        let values = rank(&nodes, &self.with_repository(of_weight(rules.background)));
        let named = self.nodes.iter().copied().map(Some).chain([None]);
        for (node, value) in named.zip(&values) {
            history.remember(node, month, *value);
        }
        Values(values)
    }

    /// Everything gives `background` to the repository, and the repository gives evenly to everything.
    fn with_repository(&self, background: f64) -> Vec<RankEdge> {
        let repository = self.nodes.len();
        let count = of_count(u64::try_from(repository).expect("nodes in memory fit in 64 bits"));
        let ways = (0..repository).flat_map(|node| {
            [
                RankEdge { src: node, dst: repository, weight: background },
                RankEdge { src: repository, dst: node, weight: 1.0 / count },
            ]
        });
        self.edges.iter().copied().chain(ways).collect()
    }
}

fn number(line: &Credited<'_>) -> u32 {
    line.contribution.number.expect("only contributions with a number are counted")
}
