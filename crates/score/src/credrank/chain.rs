//! CredRank's Markov chain and its stationary distribution.
//!
//! Source: sourcecred/sourcecred `core/credrank/{markovProcessGraph,compute}.js` and `core/algorithm/markovChain.js`.
//! Sums run in the original's order, so that its published numbers come out to the last digits.
//!
//! Nodes stand in the original's order: base nodes, the seed, then for each week its accumulator and everybody's node
//! of that week. Edges inside that last block are never stored; they follow from the parameters.

use super::CredrankParameters;

/// One end of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// A base node: something that was made, or an account that is not scored.
    Base(usize),
    /// A scored person, in the week of the edge.
    Person(usize),
}

/// An edge of the graph before it is split into directions and weeks.
#[derive(Clone, Copy, Debug)]
pub(super) struct CredEdge {
    pub(super) src: End,
    pub(super) dst: End,
    /// In the unit of the weeks' starts.
    pub(super) at: i64,
    pub(super) forward: f64,
    pub(super) backward: f64,
}

/// What CredRank starts from.
#[derive(Clone, Debug, Default)]
pub(super) struct CredGraph {
    /// What each base node mints.
    pub(super) mints: Vec<f64>,
    /// How many people are scored.
    pub(super) people: usize,
    /// First moment of each week, in order; at least one.
    pub(super) starts: Vec<i64>,
    pub(super) edges: Vec<CredEdge>,
}

/// What CredRank gives.
#[derive(Clone, Debug)]
pub(super) struct Cred {
    /// By person, by week.
    pub(super) weeks: Vec<Vec<f64>>,
    /// By edge: what flows from its source to its destination, and back.
    pub(super) flows: Vec<[f64; 2]>,
}

/// One direction of one edge between nodes of the chain.
struct Arc {
    src: usize,
    dst: usize,
    edge: usize,
    direction: usize,
    weight: f64,
}

struct Chain<'a> {
    graph: &'a CredGraph,
    parameters: &'a CredrankParameters,
    arcs: Vec<Arc>,
    /// Arcs into each base and week node, in order; `first[node]..first[node + 1]`.
    into: Vec<usize>,
    first: Vec<usize>,
    /// From the seed to each base node.
    mint: Vec<f64>,
    /// From each node to the seed.
    radiation: Vec<f64>,
}

impl CredGraph {
    /// Cred by person and week; `None` when nothing mints.
    pub(super) fn solve(&self, parameters: &CredrankParameters) -> Option<Cred> {
        let total: f64 = self.mints.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let chain = Chain::new(self, parameters, total);
        let pi = chain.stationary();
        let accumulated: f64 = (0..self.starts.len()).map(|week| pi[self.accumulator(week)]).sum();
        let score = |node: usize| pi[node] / accumulated * total;
        let cred = |person, week| score(self.week_node(week, person)) * parameters.beta;
        let mut flows = vec![[0.0; 2]; self.edges.len()];
        for arc in &chain.arcs {
            flows[arc.edge][arc.direction] = score(arc.src) * arc.weight;
        }
        let weeks = (0..self.people).map(|person| (0..self.starts.len()).map(|w| cred(person, w)).collect());
        Some(Cred { weeks: weeks.collect(), flows })
    }

    fn seed(&self) -> usize {
        self.mints.len()
    }

    fn accumulator(&self, week: usize) -> usize {
        self.seed() + 1 + week * (self.people + 1)
    }

    fn week_node(&self, week: usize, person: usize) -> usize {
        self.accumulator(week) + 1 + person
    }

    fn nodes(&self) -> usize {
        self.accumulator(self.starts.len())
    }

    /// The week of a moment: one exactly on a boundary belongs to the older week, if there is one.
    fn week(&self, at: i64) -> usize {
        self.starts.partition_point(|start| *start < at).saturating_sub(1)
    }

    fn node(&self, end: End, at: i64) -> usize {
        match end {
            End::Base(node) => node,
            End::Person(person) => self.week_node(self.week(at), person),
        }
    }
}

impl<'a> Chain<'a> {
    fn new(graph: &'a CredGraph, parameters: &'a CredrankParameters, total: f64) -> Self {
        let mut arcs = arcs(graph);
        let mut out = vec![0.0; graph.nodes()];
        for arc in &arcs {
            out[arc.src] += arc.weight;
        }
        for arc in &mut arcs {
            let mass = if arc.src < graph.seed() { 1.0 - parameters.alpha } else { parameters.remainder() };
            arc.weight = arc.weight / out[arc.src] * mass;
        }
        let (first, into) = index(&arcs, graph.nodes());
        let radiation = radiation(graph, parameters, &arcs);
        let mint = graph.mints.iter().map(|mint| mint / total).collect();
        Self { graph, parameters, arcs, into, first, mint, radiation }
    }

    /// From the uniform distribution until one step changes no node by the threshold or more; the distribution before
    /// that step.
    fn stationary(&self) -> Vec<f64> {
        let nodes = self.graph.nodes();
        let count = crate::real::of_count(u64::try_from(nodes).expect("nodes in memory fit in 64 bits"));
        let mut pi = vec![1.0 / count; nodes];
        let mut next = vec![0.0; nodes];
        for _ in 0..self.parameters.max_iterations {
            self.step(&pi, &mut next);
            let delta = pi.iter().zip(&next).map(|(a, b)| (a - b).abs()).fold(0.0_f64, f64::max);
            if delta < self.parameters.threshold {
                break;
            }
            std::mem::swap(&mut pi, &mut next);
        }
        pi
    }

    fn step(&self, pi: &[f64], next: &mut [f64]) {
        let graph = self.graph;
        for (node, mint) in self.mint.iter().enumerate() {
            next[node] = self.inflow(node, pi) + pi[graph.seed()] * mint;
        }
        let mut seed = 0.0;
        for (node, radiation) in self.radiation.iter().enumerate().filter(|(node, _)| *node != graph.seed()) {
            seed += pi[node] * radiation;
        }
        next[graph.seed()] = seed;
        for week in 0..graph.starts.len() {
            let mut paid = 0.0;
            for person in 0..graph.people {
                paid += pi[graph.week_node(week, person)] * self.parameters.beta;
                next[graph.week_node(week, person)] = self.webbed(week, person, pi);
            }
            next[graph.accumulator(week)] = paid;
        }
    }

    fn inflow(&self, node: usize, pi: &[f64]) -> f64 {
        let arcs = &self.into[self.first[node]..self.first[node + 1]];
        arcs.iter().map(|arc| &self.arcs[*arc]).fold(0.0, |sum, arc| sum + pi[arc.src] * arc.weight)
    }

    /// Edges, then the neighbouring weeks; at the ends a loop takes the missing neighbour's place.
    fn webbed(&self, week: usize, person: usize, pi: &[f64]) -> f64 {
        let (graph, parameters) = (self.graph, self.parameters);
        let (node, last) = (graph.week_node(week, person), graph.starts.len() - 1);
        let before = if week == 0 {
            pi[node] * parameters.gamma_backward
        } else {
            pi[graph.week_node(week - 1, person)] * parameters.gamma_forward
        };
        let after = if week == last {
            pi[node] * parameters.gamma_forward
        } else {
            pi[graph.week_node(week + 1, person)] * parameters.gamma_backward
        };
        self.inflow(node, pi) + before + after
    }
}

fn arcs(graph: &CredGraph) -> Vec<Arc> {
    let mut arcs = Vec::new();
    for (edge, CredEdge { src, dst, at, forward, backward }) in graph.edges.iter().enumerate() {
        let (src, dst) = (graph.node(*src, *at), graph.node(*dst, *at));
        for (direction, src, dst, weight) in [(0, src, dst, *forward), (1, dst, src, *backward)] {
            if weight > 0.0 {
                arcs.push(Arc { src, dst, edge, direction, weight });
            }
        }
    }
    arcs
}

/// Arcs by destination, in their order.
fn index(arcs: &[Arc], nodes: usize) -> (Vec<usize>, Vec<usize>) {
    let mut first = vec![0; nodes + 1];
    for arc in arcs {
        first[arc.dst + 1] += 1;
    }
    for node in 0..nodes {
        first[node + 1] += first[node];
    }
    let mut free = first.clone();
    let mut into = vec![0; arcs.len()];
    for (place, arc) in arcs.iter().enumerate() {
        into[free[arc.dst]] = place;
        free[arc.dst] += 1;
    }
    (first, into)
}

/// What is left of each node after its edges.
fn radiation(graph: &CredGraph, parameters: &CredrankParameters, arcs: &[Arc]) -> Vec<f64> {
    let mut out = vec![0.0; graph.nodes()];
    for week in 0..graph.starts.len() {
        for person in 0..graph.people {
            out[graph.week_node(week, person)] =
                parameters.beta + parameters.gamma_backward + parameters.gamma_forward;
        }
    }
    for arc in arcs {
        out[arc.src] += arc.weight;
    }
    out.into_iter().map(|mass| 1.0 - mass).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::vectors;

    fn number(value: &serde_json::Value) -> f64 {
        value.as_f64().unwrap()
    }

    /// A graph of the original's tests: two contributions, two people, two weeks.
    fn published(case: &serde_json::Value) -> CredGraph {
        let names: Vec<&str> =
            case["people"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let nodes = case["mint"].as_object().unwrap();
        let end = |name: &str| match names.iter().position(|person| *person == name) {
            Some(person) => End::Person(person),
            None => End::Base(nodes.keys().position(|node| node == name).unwrap()),
        };
        let edge = |edge: &serde_json::Value| CredEdge {
            src: end(edge["src"].as_str().unwrap()),
            dst: end(edge["dst"].as_str().unwrap()),
            at: edge["at_ms"].as_i64().unwrap(),
            forward: number(&edge["weight"][0]),
            backward: number(&edge["weight"][1]),
        };
        let starts = case["week_starts_ms"].as_array().unwrap();
        CredGraph {
            mints: nodes.values().map(number).collect(),
            people: names.len(),
            starts: starts.iter().map(|start| start.as_i64().unwrap()).collect(),
            edges: case["edges"].as_array().unwrap().iter().map(edge).collect(),
        }
    }

    #[test]
    fn the_published_cred_comes_out() {
        let vectors = vectors();
        let cases = vectors["sourcecred_credrank"]["published"].as_array().unwrap();
        assert_eq!(cases.len(), 2);
        for case in cases {
            let stated = &case["parameters"];
            let parameters = CredrankParameters {
                alpha: number(&stated["alpha"]),
                beta: number(&stated["beta"]),
                gamma_forward: number(&stated["gamma_forward"]),
                gamma_backward: number(&stated["gamma_backward"]),
                ..CredrankParameters::default()
            };
            let cred = published(case).solve(&parameters).unwrap();
            for (person, expected) in cred.weeks.iter().zip(case["cred_by_week"].as_array().unwrap()) {
                for (ours, theirs) in person.iter().zip(expected.as_array().unwrap()) {
                    let theirs = number(theirs);
                    // The last digits: 12 of them, and absolutely where nothing but the start is left.
                    assert!((ours - theirs).abs() <= theirs * 1e-12, "{ours} {theirs}");
                }
            }
        }
    }

    #[test]
    fn the_published_parameters_are_the_default() {
        let vectors = vectors();
        let stated = &vectors["sourcecred_credrank"]["parameters"];
        let ours = CredrankParameters::default();
        for (value, name) in [
            (ours.alpha, "alpha"),
            (ours.beta, "beta"),
            (ours.gamma_forward, "gamma_forward"),
            (ours.gamma_backward, "gamma_backward"),
            (ours.threshold, "threshold"),
        ] {
            assert_eq!(value.to_bits(), number(&stated[name]).to_bits(), "{name}");
        }
        assert_eq!(u64::from(ours.max_iterations), stated["max_iterations"].as_u64().unwrap());
    }

    #[test]
    fn a_moment_on_a_boundary_belongs_to_the_older_week() {
        let graph = CredGraph { starts: vec![0, 10, 20], people: 1, ..CredGraph::default() };
        let weeks = [0, 1, 10, 11, 20, 21].map(|at| graph.week(at));
        assert_eq!(weeks, [0, 0, 0, 1, 1, 2]);
    }

    #[test]
    fn a_graph_that_mints_nothing_has_no_cred() {
        let graph = CredGraph { mints: vec![0.0], people: 1, starts: vec![0], edges: vec![] };
        assert!(graph.solve(&CredrankParameters::default()).is_none());
    }
}
