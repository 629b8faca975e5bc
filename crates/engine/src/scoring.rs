//! `[score]`: which preset makes the scores, and its constants.

use serde::Deserialize;
use tributary_score::{
    ActivityChanges, ActivityWeights, CredrankRules, FlagRules, OpenrankRules, Preset, ScoreRules, WorkRules,
};

use crate::config::{ConfigError, invalid};

/// `[score]`. Each table belongs to a preset; constants that are missing have the preset's value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreEntry {
    /// The preset's name; `merged-work` when missing.
    pub preset: Option<String>,
    /// Weights of `opendigger-activity` and `opendigger-activity-2021` that differ from the published ones.
    pub weights: Option<ActivityChanges>,
    /// Constants of `openrank`.
    pub openrank: Option<OpenrankRules>,
    /// Constants of `sourcecred-credrank`.
    #[serde(rename = "sourcecred-credrank")]
    pub credrank: Option<CredrankRules>,
    /// Constants of `merged-work`.
    #[serde(rename = "merged-work")]
    pub merged_work: Option<WorkRules>,
    /// When a person is pointed out to the maintainer, whatever the preset.
    #[serde(default)]
    pub flags: FlagRules,
}

impl ScoreEntry {
    /// The preset with its constants.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] for a name that is no preset, a table of another preset, or constants that cannot
    /// work.
    pub fn rules(&self) -> Result<ScoreRules, ConfigError> {
        let preset = match &self.preset {
            Some(name) => name.parse().map_err(|error| invalid("score.preset", error))?,
            None => Preset::default(),
        };
        self.refuse_others(preset)?;
        let changes = self.weights.unwrap_or_default();
        let rules = match preset {
            Preset::OpendiggerActivity => ScoreRules::Activity(ActivityWeights::default().with(&changes)),
            Preset::OpendiggerActivity2021 => {
                ScoreRules::Activity2021(ActivityWeights::of_2021().with(&changes))
            }
            Preset::Openrank => ScoreRules::Openrank(self.openrank.clone().unwrap_or_default()),
            Preset::SourcecredCredrank => ScoreRules::Credrank(self.credrank.clone().unwrap_or_default()),
            Preset::MergedWork => ScoreRules::MergedWork(self.merged_work.clone().unwrap_or_default()),
        };
        rules.check().map_err(|error| invalid(&format!("score.{preset}"), error))?;
        Ok(rules)
    }

    /// A table that nobody would read.
    fn refuse_others(&self, preset: Preset) -> Result<(), ConfigError> {
        let activity = [Preset::OpendiggerActivity, Preset::OpendiggerActivity2021];
        let tables = [
            ("weights", self.weights.is_some(), &activity[..]),
            ("openrank", self.openrank.is_some(), &[Preset::Openrank]),
            ("sourcecred-credrank", self.credrank.is_some(), &[Preset::SourcecredCredrank]),
            ("merged-work", self.merged_work.is_some(), &[Preset::MergedWork]),
        ];
        match tables.into_iter().find(|(_, there, readers)| *there && !readers.contains(&preset)) {
            Some((table, _, readers)) => Err(invalid(
                &format!("score.{table}"),
                format!(
                    "belongs to the preset `{}` and the preset is `{preset}`; remove the table or change `score.preset`",
                    readers[0]
                ),
            )),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use tributary_score::Weight;

    use super::*;

    fn entry(text: &str) -> ScoreEntry {
        toml::from_str(text).unwrap()
    }

    fn refused(text: &str) -> String {
        entry(text).rules().unwrap_err().to_string()
    }

    #[test]
    fn every_preset_has_its_published_constants_without_a_table() {
        assert_eq!(entry("").rules().unwrap(), ScoreRules::MergedWork(WorkRules::default()));
        for preset in Preset::ALL {
            let rules = entry(&format!("preset = \"{preset}\"")).rules().unwrap();
            assert_eq!(rules.preset(), preset);
        }
        let old =
            entry("preset = \"opendigger-activity-2021\"\nweights = { commits = \"1\" }").rules().unwrap();
        let weights = ActivityWeights { commits: Weight::ONE, ..ActivityWeights::of_2021() };
        assert_eq!(old, ScoreRules::Activity2021(weights));
    }

    #[test]
    fn constants_are_read_from_the_presets_table() {
        let rules = entry("preset = \"openrank\"\nopenrank = { retention = \"0.3\" }").rules().unwrap();
        let retention = Weight::from_millionths(300_000);
        assert_eq!(rules, ScoreRules::Openrank(OpenrankRules { retention, ..OpenrankRules::default() }));
    }

    #[test]
    fn a_table_of_another_preset_is_refused() {
        assert_eq!(
            refused("preset = \"openrank\"\nweights = { commits = \"1\" }"),
            "`score.weights`: belongs to the preset `opendigger-activity` and the preset is `openrank`; remove the \
             table or change `score.preset`"
        );
    }

    #[test]
    fn unknown_names_and_constants_are_refused() {
        assert!(
            refused("preset = \"page-rank\"")
                .starts_with("`score.preset`: `page-rank` is not a preset; there are")
        );
        assert!(toml::from_str::<ScoreEntry>("merged-work = { speed = \"1\" }").is_err());
        assert_eq!(
            refused("preset = \"sourcecred-credrank\"\nsourcecred-credrank = { beta = \"0.8\" }"),
            "`score.sourcecred-credrank`: `alpha`, `beta`, `gamma_forward` and `gamma_backward` sum to 1.1, which is \
             more than 1"
        );
    }
}
