//! `[kinds]`: a campaign that weighs repositories by what they are, or takes some kinds alone.
//!
//! What a repository is was found when it was indexed, by rules that come with the program; the bundle holds the answer with
//! every sign that speaks for it, so that whoever doubts it can look at the same places.

use std::collections::BTreeMap;

use serde::Deserialize;
use tributary_classify::{Facts, Kind, Rules, classify};
use tributary_model::{B256, Classification, Sign};
use tributary_score::Weight;

use crate::{
    bundle::hash_bytes,
    config::{ConfigError, invalid},
};

/// What is no AI project.
pub const OTHER: &str = "other";

/// `[kinds]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindsEntry {
    /// The kinds that count; all of them when missing.
    pub only: Option<Vec<String>>,
    /// The factor on the scores from repositories of a kind; 1 for one that is missing.
    #[serde(default)]
    pub weights: BTreeMap<String, Weight>,
}

impl KindsEntry {
    /// Does it name kinds, and say something?
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for word in self.only.iter().flatten().chain(self.weights.keys()) {
            if word != OTHER && word.parse::<Kind>().is_err() {
                let known = Kind::ALL.map(Kind::word).join("`, `");
                return Err(invalid(
                    "kinds",
                    format!("`{word}` is not a kind; there are `{known}` and `{OTHER}`"),
                ));
            }
        }
        let Some(only) = &self.only else {
            let says = (!self.weights.is_empty()).then_some(());
            return says.ok_or_else(|| invalid("kinds", "write `only`, `weights` or both, or leave it out"));
        };
        if only.is_empty() {
            return Err(invalid("kinds.only", "no repository would count; name the kinds that do"));
        }
        match self.weights.keys().find(|word| !only.contains(word)) {
            Some(word) => {
                Err(invalid("kinds.weights", format!("`{word}` has a weight and is not in `only`")))
            }
            None => Ok(()),
        }
    }

    /// The factor on the scores from repositories of a kind; nothing for one that does not count.
    #[must_use]
    pub fn weight(&self, kind: &str) -> Weight {
        if self.only.as_ref().is_some_and(|only| !only.iter().any(|one| one == kind)) {
            return Weight::ZERO;
        }
        self.weights.get(kind).copied().unwrap_or(Weight::ONE)
    }
}

/// What a repository is by the rules that come with the program; `None` for one without a commit.
#[must_use]
pub fn classification_of(facts: Option<&Facts>) -> Classification {
    let verdict = classify(facts.unwrap_or(&Facts::default()), Rules::builtin());
    let sign = |found: tributary_classify::Evidence| Sign {
        rule: found.rule,
        place: found.place,
        phrase: found.phrase,
        count: found.count,
    };
    Classification {
        kind: verdict.kind.map_or(OTHER, Kind::word).to_owned(),
        rules: rules_hash(),
        signs: verdict.evidence.into_iter().map(sign).collect(),
    }
}

/// SHA-256 of the rules that come with the program.
#[must_use]
pub fn rules_hash() -> B256 {
    hash_bytes(Rules::BUILTIN.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<KindsEntry, String> {
        let kinds: KindsEntry = toml::from_str(text).unwrap();
        kinds.check().map(|()| kinds).map_err(|error| error.to_string())
    }

    #[test]
    fn kinds_that_are_not_named_weigh_one_or_nothing() {
        let weighed = read("weights = { model = \"1.5\" }").unwrap();
        assert_eq!(["model", "tool", OTHER].map(|kind| weighed.weight(kind).to_string()), ["1.5", "1", "1"]);
        let only = read("only = [\"model\", \"dataset\"]\nweights = { model = \"2\" }").unwrap();
        assert_eq!(["model", "dataset", "tool"].map(|kind| only.weight(kind).to_string()), ["2", "1", "0"]);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_the_remedy() {
        let refused = |text| read(text).unwrap_err();
        assert_eq!(
            refused("only = [\"models\"]"),
            "`kinds`: `models` is not a kind; there are `model`, `dataset`, `compute`, `agent`, `tool`, `application` and \
             `other`"
        );
        assert_eq!(refused("only = []"), "`kinds.only`: no repository would count; name the kinds that do");
        assert_eq!(refused(""), "`kinds`: write `only`, `weights` or both, or leave it out");
        assert_eq!(
            refused("only = [\"model\"]\nweights = { tool = \"2\" }"),
            "`kinds.weights`: `tool` has a weight and is not in `only`"
        );
    }

    #[test]
    fn an_empty_repository_is_no_ai_project() {
        let found = classification_of(None);
        assert_eq!((found.kind.as_str(), found.rules, found.signs.len()), (OTHER, rules_hash(), 0));
    }
}
