//! OpenRank itself: a fixed point over a weighted graph.
//!
//! Source: X-lab2017/openrank-neo4j-gds `OpenRankPregel.java`:
//! `v = r × init + (1 − r) × Σ over incoming edges (weight × v(source))`, where `r` is a node's retention factor.

/// A node.
#[derive(Clone, Copy, Debug)]
pub(super) struct RankNode {
    /// How much of its value a node keeps of its own, 0 to 1.
    pub(super) retention: f64,
    /// Its own value.
    pub(super) init: f64,
}

/// An edge: the part of the source's value that the destination receives.
#[derive(Clone, Copy, Debug)]
pub(super) struct RankEdge {
    pub(super) src: usize,
    pub(super) dst: usize,
    pub(super) weight: f64,
}

/// A change below a thousandth of a micro-point is none.
const TOLERANCE: f64 = 1e-9;
/// Far above what any retention of 2 % or more needs to reach the tolerance.
const MAX_ITERATIONS: u16 = 2_000;

/// Iterates from the nodes' own values until no value changes by the tolerance. Sums run in the order of `edges`.
pub(super) fn rank(nodes: &[RankNode], edges: &[RankEdge]) -> Vec<f64> {
    let mut values: Vec<f64> = nodes.iter().map(|node| node.init).collect();
    let mut received = vec![0.0; nodes.len()];
    for _ in 0..MAX_ITERATIONS {
        received.fill(0.0);
        for edge in edges {
            received[edge.dst] += values[edge.src] * edge.weight;
        }
        let mut change = 0.0_f64;
        for ((value, node), sum) in values.iter_mut().zip(nodes).zip(&received) {
            let next = node.retention * node.init + (1.0 - node.retention) * sum;
            change = change.max((next - *value).abs());
            *value = next;
        }
        if change < TOLERANCE {
            break;
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::vectors;

    fn graph() -> (Vec<String>, Vec<RankNode>, Vec<RankEdge>) {
        let vectors = vectors();
        let stated = &vectors["openrank"];
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        let nodes = stated["nodes"].as_object().unwrap();
        let names: Vec<String> = nodes.keys().cloned().collect();
        let place =
            |name: &serde_json::Value| names.iter().position(|n| Some(n.as_str()) == name.as_str()).unwrap();
        let edges = stated["edges"].as_array().unwrap().iter().map(|edge| RankEdge {
            src: place(&edge[0]),
            dst: place(&edge[1]),
            weight: number(&edge[2]),
        });
        let nodes = nodes
            .values()
            .map(|node| RankNode { retention: number(&node["retention"]), init: number(&node["init"]) });
        (names.clone(), nodes.collect(), edges.collect())
    }

    #[test]
    fn all_six_published_values_come_out() {
        let (names, nodes, edges) = graph();
        let vectors = vectors();
        let expected = vectors["openrank"]["expected"].as_object().unwrap();
        let tolerance = vectors["openrank"]["tolerance"].as_f64().unwrap();
        assert_eq!(expected.len(), 6);
        for (name, value) in names.iter().zip(rank(&nodes, &edges)) {
            let published = expected[name].as_f64().unwrap();
            assert!((value - published).abs() < tolerance, "{name}: {value} {published}");
        }
    }

    #[test]
    fn the_answer_is_a_fixed_point() {
        let (_, nodes, edges) = graph();
        let values = rank(&nodes, &edges);
        for (place, node) in nodes.iter().enumerate() {
            let received: f64 =
                edges.iter().filter(|e| e.dst == place).map(|e| e.weight * values[e.src]).sum();
            let again = node.retention * node.init + (1.0 - node.retention) * received;
            assert!((again - values[place]).abs() < 1e-8);
        }
    }
}
