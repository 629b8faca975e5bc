//! From a score to a coefficient: straight lines between thresholds, on integers.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tributary_model::{Amount, U256};
use tributary_qf::Coefficient;

/// Digits behind the point of a score.
pub(crate) const SCORE_DECIMALS: u8 = 18;

/// `[[15, "0.5"], [25, "1"]]`: nothing below 15, 0.5 at 15, rising to 1 at 25, and 1 above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ramp(Vec<(Amount, Coefficient)>);

impl Ramp {
    /// From thresholds with rising scores.
    ///
    /// # Errors
    /// In words: no threshold, or scores that do not rise.
    pub fn new(steps: Vec<(Amount, Coefficient)>) -> Result<Self, String> {
        if steps.is_empty() {
            return Err("needs at least one threshold such as [15, \"0.5\"]".to_owned());
        }
        if steps.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            return Err("the scores of the thresholds must rise".to_owned());
        }
        Ok(Self(steps))
    }

    /// The coefficient of a score in parts of 10^-18, rounded down between thresholds.
    #[must_use]
    pub fn at(&self, score: Amount) -> Coefficient {
        let above = self.0.partition_point(|(threshold, _)| *threshold <= score);
        let Some(below) = above.checked_sub(1).map(|place| self.0[place]) else { return Coefficient::ZERO };
        let Some((to, high)) = self.0.get(above).copied() else { return below.1 };
        let (from, low) = below;
        let part =
            |attos: u64| U256::from(attos) * (score.units() - from.units()) / (to.units() - from.units());
        let change: u64 = part(low.attos().abs_diff(high.attos())).saturating_to();
        let attos = if high >= low { low.attos() + change } else { low.attos() - change };
        Coefficient::from_attos(attos).unwrap_or(Coefficient::MAX)
    }

    /// The largest coefficient on it.
    #[must_use]
    pub fn most(&self) -> Coefficient {
        self.0.iter().map(|(_, coefficient)| *coefficient).max().unwrap_or(Coefficient::ZERO)
    }
}

impl Serialize for Ramp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let step = |(score, coefficient): &(Amount, Coefficient)| {
            [score.format_tokens(SCORE_DECIMALS), coefficient.to_string()]
        };
        serializer.collect_seq(self.0.iter().map(step))
    }
}

/// A score as people write it: a whole number, or a decimal between quotes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u64),
    Text(String),
}

impl<'de> Deserialize<'de> for Ramp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Vec::<(Written, String)>::deserialize(deserializer)?;
        let step = |(score, coefficient): (Written, String)| {
            let score = match score {
                Written::Number(number) => number.to_string(),
                Written::Text(text) => text,
            };
            let score = Amount::parse_tokens(&score, SCORE_DECIMALS).map_err(de::Error::custom)?;
            Ok((score, Coefficient::parse(&coefficient).map_err(de::Error::custom)?))
        };
        let steps = rows.into_iter().map(step).collect::<Result<_, D::Error>>()?;
        Self::new(steps).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_rises_on_straight_lines_between_thresholds() {
        let ramp: Ramp = serde_json::from_str(r#"[[15, "0.5"], ["25", "1"]]"#).unwrap();
        for (score, coefficient) in [
            ("0", "0"),
            ("14.999", "0"),
            ("15", "0.5"),
            ("20", "0.75"),
            ("24.5", "0.975"),
            ("25", "1"),
            ("99", "1"),
        ] {
            let found = ramp.at(Amount::parse_tokens(score, SCORE_DECIMALS).unwrap());
            assert_eq!(found.to_string(), coefficient, "{score}");
        }
        assert_eq!(serde_json::to_string(&ramp).unwrap(), r#"[["15","0.5"],["25","1"]]"#);
    }

    #[test]
    fn thresholds_have_to_rise() {
        for text in ["[]", r#"[[15, "0.5"], [15, "1"]]"#, r#"[[25, "0.5"], [15, "1"]]"#] {
            assert!(serde_json::from_str::<Ramp>(text).is_err(), "{text}");
        }
    }
}
