//! The verdict: sums of weights against thresholds, with every rule that fired.

use serde::Serialize;

use crate::{
    facts::Facts,
    kind::Kind,
    parameters::Size,
    places::Places,
    rules::{Rules, Weights},
};

/// Sizes that a verdict lists.
const MOST_SIZES: usize = 12;

/// What a repository is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Is it an AI project?
    pub is_ai: bool,
    /// The sum of the weights for it.
    pub ai_score: i32,
    /// The sum from which on it is one.
    pub ai_threshold: i32,
    /// The kind with most points; `None` for what is no AI project.
    pub kind: Option<Kind>,
    /// Every kind's points, most first.
    pub kinds: Vec<KindScore>,
    /// A model of about one to five billion parameters.
    pub small_model: bool,
    /// Data made by models or simulated, or what makes such data.
    pub synthetic_data: bool,
    /// The surest number of parameters of a model.
    pub parameters: Option<u64>,
    /// Every number of parameters found, surest first.
    pub sizes: Vec<Size>,
    /// Every rule that fired, in the order of the rules.
    pub evidence: Vec<Evidence>,
}

/// A kind and its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KindScore {
    /// The kind.
    pub kind: Kind,
    /// Its points.
    pub score: i32,
}

/// A rule that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The rule.
    pub rule: String,
    /// The rule in a sentence.
    pub says: String,
    /// The file, or `name`, `description`, `topics`.
    pub place: String,
    /// The words that made it fire.
    pub phrase: String,
    /// How often, or in how many files.
    pub count: u32,
    /// What it added.
    pub weights: Weights,
}

/// Applies rules to facts.
#[must_use]
pub fn classify(facts: &Facts, rules: &Rules) -> Verdict {
    let places = Places::of(facts);
    let mut sums = Weights::default();
    let mut evidence = Vec::new();
    for rule in &rules.rules {
        let Some(found) = rule.find(&places) else { continue };
        sums.add(&rule.weights);
        evidence.push(Evidence {
            rule: rule.id.clone(),
            says: rule.says.clone(),
            place: found.place,
            phrase: found.phrase,
            count: found.count,
            weights: rule.weights,
        });
    }
    let mut kinds: Vec<KindScore> =
        Kind::ALL.into_iter().map(|kind| KindScore { kind, score: sums.of(kind) }).collect();
    kinds.sort_by_key(|entry| std::cmp::Reverse(entry.score));
    let thresholds = rules.thresholds;
    let is_ai = sums.ai >= thresholds.ai;
    // A library that says nothing of its kind is a tool.
    let kind = kinds.first().map(|first| if first.score > 0 { first.kind } else { Kind::Tool });
    let is_model = is_ai && (kind == Some(Kind::Model) || sums.model >= thresholds.small_model);
    let sizes = sizes(places.sizes);
    Verdict {
        is_ai,
        ai_score: sums.ai,
        ai_threshold: thresholds.ai,
        kind: kind.filter(|_| is_ai),
        kinds,
        small_model: is_model && sums.small >= thresholds.small,
        synthetic_data: is_ai && sums.synthetic >= thresholds.synthetic,
        parameters: sizes.first().filter(|_| is_model).map(|size| size.parameters),
        sizes,
        evidence,
    }
}

/// Surest first, each number once.
fn sizes(mut found: Vec<Size>) -> Vec<Size> {
    found.sort_by_key(|size| size.source);
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|size| seen.insert(size.parameters));
    found.truncate(MOST_SIZES);
    found
}
