//! Rules as they stand in a file, checked when they are read.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    sync::LazyLock,
};

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    kind::Kind,
    parameters::SizeSource,
    places::{Item, Look, Places},
};

/// Why a file of rules is refused.
#[derive(Debug, Error)]
pub enum RuleError {
    /// It is not TOML, or has a word that rules do not know.
    #[error("the rules cannot be read: {0}")]
    Format(#[from] toml::de::Error),
    /// A pattern is no regular expression.
    #[error("rule `{rule}` has a broken pattern: {source}")]
    Pattern {
        /// The rule.
        rule: String,
        /// What is wrong with it.
        source: Box<regex::Error>,
    },
    /// Evidence names rules, so each needs a name of its own.
    #[error("two rules are called `{0}`")]
    Twice(String),
    /// A rule that changes nothing.
    #[error("rule `{0}` has no weight")]
    Weightless(String),
    /// A rule about sizes has a range of parameters, every other rule a pattern.
    #[error("rule `{0}` needs a `pattern`, or `millions` if it looks at sizes")]
    Blind(String),
}

/// What a rule adds where it fires; zero is not written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// For being an AI project at all.
    #[serde(skip_serializing_if = "is_zero")]
    pub ai: i32,
    /// For [`Kind::Model`].
    #[serde(skip_serializing_if = "is_zero")]
    pub model: i32,
    /// For [`Kind::Dataset`].
    #[serde(skip_serializing_if = "is_zero")]
    pub dataset: i32,
    /// For [`Kind::Compute`].
    #[serde(skip_serializing_if = "is_zero")]
    pub compute: i32,
    /// For [`Kind::Agent`].
    #[serde(skip_serializing_if = "is_zero")]
    pub agent: i32,
    /// For [`Kind::Tool`].
    #[serde(skip_serializing_if = "is_zero")]
    pub tool: i32,
    /// For [`Kind::Application`].
    #[serde(skip_serializing_if = "is_zero")]
    pub application: i32,
    /// For the mark of a small model.
    #[serde(skip_serializing_if = "is_zero")]
    pub small: i32,
    /// For the mark of synthetic data.
    #[serde(skip_serializing_if = "is_zero")]
    pub synthetic: i32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(weight: &i32) -> bool {
    *weight == 0
}

impl Weights {
    /// The weight for a kind.
    #[must_use]
    pub const fn of(&self, kind: Kind) -> i32 {
        match kind {
            Kind::Model => self.model,
            Kind::Dataset => self.dataset,
            Kind::Compute => self.compute,
            Kind::Agent => self.agent,
            Kind::Tool => self.tool,
            Kind::Application => self.application,
        }
    }

    pub(crate) const fn add(&mut self, other: &Self) {
        self.ai += other.ai;
        self.model += other.model;
        self.dataset += other.dataset;
        self.compute += other.compute;
        self.agent += other.agent;
        self.tool += other.tool;
        self.application += other.application;
        self.small += other.small;
        self.synthetic += other.synthetic;
    }
}

/// A checked set of rules.
#[derive(Debug)]
pub struct Rules {
    pub(crate) thresholds: Thresholds,
    pub(crate) rules: Vec<Rule>,
}

/// From which sum on something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {
    pub(crate) ai: i32,
    pub(crate) small: i32,
    pub(crate) synthetic: i32,
    /// Only what has this many points as a model can be a small model.
    pub(crate) small_model: i32,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) says: String,
    pub(crate) weights: Weights,
    look: Look,
    test: Test,
    at_least: u32,
    share: u32,
    per_thousand: u32,
}

#[derive(Debug)]
enum Test {
    Phrase { pattern: Regex, unless: Option<Regex> },
    Millions { range: RangeInclusive<u64>, sources: Vec<SizeSource> },
}

/// Where a rule fired first, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) place: String,
    pub(crate) phrase: String,
    pub(crate) count: u32,
}

impl Rules {
    /// The text of the rules that come with the program.
    pub const BUILTIN: &str = include_str!("rules.toml");

    /// The rules that come with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Rules> = LazyLock::new(|| {
            Rules::parse(Rules::BUILTIN).expect("a test reads the rules that come with the program")
        });
        &BUILTIN
    }

    /// Reads rules from TOML.
    ///
    /// # Errors
    /// [`RuleError`], with the rule's name.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let file: RuleFile = toml::from_str(text)?;
        let mut names = BTreeSet::new();
        let mut rules = Vec::with_capacity(file.rule.len());
        for entry in file.rule {
            if !names.insert(entry.id.clone()) {
                return Err(RuleError::Twice(entry.id));
            }
            rules.push(entry.check(&file.words)?);
        }
        Ok(Self { thresholds: file.thresholds, rules })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    thresholds: Thresholds,
    /// Parts of patterns by name; a pattern names one as `<name>`.
    #[serde(default)]
    words: BTreeMap<String, String>,
    rule: Vec<RuleEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: String,
    says: String,
    look: Look,
    pattern: Option<String>,
    unless: Option<String>,
    millions: Option<[u64; 2]>,
    #[serde(default)]
    sources: Vec<SizeSource>,
    #[serde(default = "one")]
    at_least: u32,
    #[serde(default)]
    share: u32,
    #[serde(default)]
    per_thousand: u32,
    weights: Weights,
}

const fn one() -> u32 {
    1
}

impl RuleEntry {
    fn check(self, words: &BTreeMap<String, String>) -> Result<Rule, RuleError> {
        if self.weights == Weights::default() {
            return Err(RuleError::Weightless(self.id));
        }
        let test = match (self.look, &self.pattern, self.millions) {
            (Look::Size, None, Some([low, high])) => {
                Test::Millions { range: low * 1_000_000..=high * 1_000_000, sources: self.sources.clone() }
            }
            (look, Some(pattern), None) if look != Look::Size => Test::Phrase {
                pattern: self.regex(pattern, words)?,
                unless: self.unless.as_deref().map(|pattern| self.regex(pattern, words)).transpose()?,
            },
            _ => return Err(RuleError::Blind(self.id)),
        };
        Ok(Rule {
            id: self.id,
            says: self.says,
            weights: self.weights,
            look: self.look,
            test,
            at_least: self.at_least,
            share: self.share,
            per_thousand: self.per_thousand,
        })
    }

    /// Letters of both cases are equal. Names match as a whole, an import by its module or a parent of it.
    fn regex(&self, pattern: &str, words: &BTreeMap<String, String>) -> Result<Regex, RuleError> {
        let mut pattern = pattern.to_owned();
        for (name, part) in words {
            pattern = pattern.replace(&format!("<{name}>"), &format!("(?:{part})"));
        }
        let anchored = match self.look {
            Look::Dependency | Look::Topic => format!("^(?:{pattern})$"),
            Look::Import => format!("(?m)^(?:{pattern})(?:$|[./:])"),
            _ => pattern,
        };
        RegexBuilder::new(&anchored)
            .case_insensitive(true)
            .build()
            .map_err(|source| RuleError::Pattern { rule: self.id.clone(), source: Box::new(source) })
    }
}

impl Rule {
    /// Where it fires, if it does.
    pub(crate) fn find(&self, places: &Places) -> Option<Match> {
        match &self.test {
            Test::Millions { range, sources } => {
                let mut fitting = places.sizes.iter().filter(|size| {
                    range.contains(&size.parameters) && (sources.is_empty() || sources.contains(&size.source))
                });
                let count = u32::try_from(fitting.clone().count()).unwrap_or(u32::MAX);
                let first = fitting.next()?;
                (count >= self.at_least).then(|| Match {
                    place: first.place.clone(),
                    phrase: first.phrase.clone(),
                    count,
                })
            }
            Test::Phrase { pattern, unless } => {
                let items = places.items(self.look);
                if unless.as_ref().is_some_and(|unless| items.iter().any(|item| unless.is_match(&item.text)))
                {
                    return None;
                }
                self.find_phrase(items, pattern)
            }
        }
    }

    fn find_phrase(&self, items: &[Item], pattern: &Regex) -> Option<Match> {
        let mut found: Option<Match> = None;
        for item in items {
            let Some(first) = pattern.find(&item.text) else { continue };
            let count = if self.is_prose() { pattern.find_iter(&item.text).count() } else { 1 };
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            match &mut found {
                Some(found) => found.count = found.count.saturating_add(count),
                None => {
                    let phrase = first.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
                    found = Some(Match { place: item.place.clone(), phrase, count });
                }
            }
        }
        found.filter(|found| self.is_enough(found.count, items))
    }

    const fn is_prose(&self) -> bool {
        matches!(self.look, Look::Lead | Look::Headline | Look::Readme | Look::Card | Look::Build)
    }

    fn is_enough(&self, count: u32, items: &[Item]) -> bool {
        let part = |of: usize, count: u32, unit: u64| {
            u64::from(count) * unit / u64::try_from(of.max(1)).unwrap_or(u64::MAX)
        };
        let words = || items.iter().map(|item| item.text.split_whitespace().count()).sum();
        count >= self.at_least
            && (self.share == 0 || part(items.len(), count, 100) >= u64::from(self.share))
            && (self.per_thousand == 0 || part(words(), count, 1000) >= u64::from(self.per_thousand))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[thresholds]\nai = 1\nsmall = 1\nsynthetic = 1\nsmall_model = 1\n";

    fn refusal(rules: &str) -> String {
        Rules::parse(&format!("{HEAD}{rules}")).unwrap_err().to_string()
    }

    #[test]
    fn the_rules_of_the_program_are_whole() {
        assert!(Rules::builtin().rules.len() > 50);
    }

    #[test]
    fn broken_rules_are_named() {
        let rule = |id: &str, rest: &str| format!("[[rule]]\nid = \"{id}\"\nsays = \"s\"\n{rest}\n");
        let good = rule("a", "look = \"readme\"\npattern = \"x\"\nweights = { ai = 1 }");
        assert_eq!(Rules::parse(&format!("{HEAD}{good}")).unwrap().rules.len(), 1);
        assert_eq!(refusal(&format!("{good}{good}")), "two rules are called `a`");
        let empty = rule("b", "look = \"readme\"\npattern = \"x\"\nweights = {}");
        assert_eq!(refusal(&empty), "rule `b` has no weight");
        let blind = rule("c", "look = \"size\"\npattern = \"x\"\nweights = { ai = 1 }");
        assert_eq!(refusal(&blind), "rule `c` needs a `pattern`, or `millions` if it looks at sizes");
        let broken = rule("d", "look = \"readme\"\npattern = \"(\"\nweights = { ai = 1 }");
        assert!(refusal(&broken).starts_with("rule `d` has a broken pattern: "));
        let unknown = rule("e", "look = \"stars\"\npattern = \"x\"\nweights = { ai = 1 }");
        assert!(refusal(&unknown).contains("unknown variant `stars`"));
    }
}
