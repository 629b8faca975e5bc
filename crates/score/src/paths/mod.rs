//! What a file is: code, tests, docs and so on, or something to leave out.
//!
//! In this order: the rules' own patterns; what the repository's `.gitattributes` says by Linguist's attributes; the
//! built-in table (`table.json`, which the web page reads too). A path that none of them knows is code. It refuses to look
//! into files: a path is all that the evidence holds.

mod pattern;
mod table;

use serde::{Deserialize, Serialize};
use tributary_model::{LinguistAttribute, PathAttribute};

pub use self::pattern::{Pattern, PatternError};
use self::table::Table;
use crate::Weight;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathKind {
    /// Whatever is nothing else.
    Code,
    /// Tests and what they need.
    Tests,
    /// Text about the code.
    Docs,
    /// Examples, tutorials and notebooks.
    Examples,
    /// Data.
    DataSets,
    /// What is said about a model.
    ModelCards,
    /// Written by a program or copied from elsewhere: nobody's work here.
    LeftOut,
}

/// One of the rules' own: what the files are that a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathRule {
    /// Which files, as `.gitattributes` writes patterns.
    pub pattern: Pattern,
    /// What they are.
    pub kind: PathKind,
}

/// What changed lines of each kind are worth beside those of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KindWeights {
    /// See [`PathKind::Code`].
    pub code: Weight,
    /// See [`PathKind::Tests`].
    pub tests: Weight,
    /// See [`PathKind::Docs`].
    pub docs: Weight,
    /// See [`PathKind::Examples`].
    pub examples: Weight,
    /// See [`PathKind::DataSets`].
    pub data_sets: Weight,
    /// See [`PathKind::ModelCards`].
    pub model_cards: Weight,
}

impl Default for KindWeights {
    fn default() -> Self {
        Self {
            code: Weight::ONE,
            tests: Weight::from_millionths(800_000),
            docs: Weight::from_millionths(500_000),
            examples: Weight::from_millionths(500_000),
            data_sets: Weight::from_millionths(500_000),
            model_cards: Weight::from_millionths(700_000),
        }
    }
}

impl KindWeights {
    /// The weight of a kind; nothing for what is left out.
    #[must_use]
    pub const fn of(&self, kind: PathKind) -> Weight {
        match kind {
            PathKind::Code => self.code,
            PathKind::Tests => self.tests,
            PathKind::Docs => self.docs,
            PathKind::Examples => self.examples,
            PathKind::DataSets => self.data_sets,
            PathKind::ModelCards => self.model_cards,
            PathKind::LeftOut => Weight::ZERO,
        }
    }

    /// Every kind that counts, with its weight.
    #[must_use]
    pub const fn all(&self) -> [(PathKind, Weight); 6] {
        [
            (PathKind::Code, self.code),
            (PathKind::Tests, self.tests),
            (PathKind::Docs, self.docs),
            (PathKind::Examples, self.examples),
            (PathKind::DataSets, self.data_sets),
            (PathKind::ModelCards, self.model_cards),
        ]
    }
}

/// What `.gitattributes` says of one path, by attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// `linguist-generated`.
    pub generated: Option<bool>,
    /// `linguist-vendored`.
    pub vendored: Option<bool>,
    /// `linguist-documentation`.
    pub documentation: Option<bool>,
}

/// One repository's `.gitattributes`, its patterns read once.
#[derive(Clone, Debug, Default)]
pub struct AttributeLines(Vec<(Pattern, LinguistAttribute, bool)>);

impl AttributeLines {
    /// From lines in the order of the file. A line whose pattern git would not take is passed over, as git does.
    #[must_use]
    pub fn of(lines: &[PathAttribute]) -> Self {
        let read =
            |line: &PathAttribute| Some((Pattern::new(&line.pattern).ok()?, line.attribute, line.value));
        Self(lines.iter().filter_map(read).collect())
    }

    /// Does it say nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last line that matches decides, for each attribute by itself.
    #[must_use]
    pub fn of_path(&self, path: &str) -> Attributes {
        let mut found = Attributes::default();
        for (pattern, attribute, value) in self.0.iter().rev() {
            let place = match attribute {
                LinguistAttribute::Generated => &mut found.generated,
                LinguistAttribute::Vendored => &mut found.vendored,
                LinguistAttribute::Documentation => &mut found.documentation,
            };
            if place.is_none() && pattern.matches(path) {
                *place = Some(*value);
            }
        }
        found
    }
}

/// What `path` is, by the rules' own patterns, what `.gitattributes` says of it, and the built-in table.
#[must_use]
pub fn classify(path: &str, own: &[PathRule], attributes: Attributes) -> PathKind {
    if let Some(rule) = own.iter().find(|rule| rule.pattern.matches(path)) {
        return rule.kind;
    }
    if attributes.vendored == Some(true) || attributes.generated == Some(true) {
        return PathKind::LeftOut;
    }
    if attributes.documentation == Some(true) {
        return PathKind::Docs;
    }
    Table::built_in().find(path, attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(path: &str) -> PathKind {
        classify(path, &[], Attributes::default())
    }

    #[test]
    fn the_built_in_table_knows_the_usual_places() {
        let known = [
            ("src/lib.rs", PathKind::Code),
            ("node_modules/a/index.js", PathKind::LeftOut),
            ("web/vendor/a.c", PathKind::LeftOut),
            ("Cargo.lock", PathKind::LeftOut),
            ("api/service_pb2.py", PathKind::LeftOut),
            ("vendor", PathKind::Code),
            ("tests/a.rs", PathKind::Tests),
            ("pkg/a_test.go", PathKind::Tests),
            ("pkg/test_a.py", PathKind::Tests),
            ("src/latest.java", PathKind::Code),
            ("examples/train.py", PathKind::Examples),
            ("a/b.ipynb", PathKind::Examples),
            ("MODEL_CARD.md", PathKind::ModelCards),
            ("data/train.jsonl", PathKind::DataSets),
            ("docs/guide/index.html", PathKind::Docs),
            ("README.md", PathKind::Docs),
            ("requirements.txt", PathKind::Code),
        ];
        for (path, kind) in known {
            assert_eq!(plain(path), kind, "{path}");
        }
    }

    #[test]
    fn own_rules_come_first_and_the_first_of_them_wins() {
        let rule = |pattern: &str, kind| PathRule { pattern: pattern.parse().unwrap(), kind };
        let own = [rule("vendor/ours/**", PathKind::Code), rule("vendor/**", PathKind::Docs)];
        let vendored = Attributes { vendored: Some(true), ..Attributes::default() };
        assert_eq!(classify("vendor/ours/a.c", &own, vendored), PathKind::Code);
        assert_eq!(classify("vendor/a.c", &own, vendored), PathKind::Docs);
        assert_eq!(classify("a.c", &own, vendored), PathKind::LeftOut);
    }

    #[test]
    fn a_repository_can_deny_what_the_table_says() {
        let denied = Attributes { vendored: Some(false), generated: Some(false), documentation: Some(false) };
        assert_eq!(classify("vendor/a.c", &[], denied), PathKind::Code);
        assert_eq!(classify("vendor/tests/a.c", &[], denied), PathKind::Tests);
        assert_eq!(classify("Cargo.lock", &[], denied), PathKind::Code);
        assert_eq!(classify("docs/a.html", &[], denied), PathKind::Code);
        let docs = Attributes { documentation: Some(true), ..Attributes::default() };
        assert_eq!(classify("src/a.c", &[], docs), PathKind::Docs);
    }

    #[test]
    fn the_last_line_that_matches_decides_for_each_attribute() {
        let line =
            |pattern: &str, attribute, value| PathAttribute { pattern: pattern.into(), attribute, value };
        let lines = AttributeLines::of(&[
            line("*.js", LinguistAttribute::Vendored, true),
            line("*.js", LinguistAttribute::Generated, true),
            line("src/**", LinguistAttribute::Vendored, false),
            line("!*.js", LinguistAttribute::Generated, false),
        ]);
        let found = lines.of_path("src/a.js");
        assert_eq!(found, Attributes { vendored: Some(false), generated: Some(true), documentation: None });
        assert_eq!(lines.of_path("a.c"), Attributes::default());
    }
}
