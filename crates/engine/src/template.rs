//! The commented `airdrop.toml` that `tributary init` writes.

use crate::config::Source;

/// What `init` knows already.
#[derive(Clone, Debug)]
pub struct Template {
    /// Folder name and page address.
    pub slug: String,
    /// The name people see.
    pub name: String,
    /// Where contributions come from.
    pub sources: Vec<Source>,
    /// First day of the window, `2025-01-01`.
    pub from: String,
    /// First day after the window.
    pub until: String,
    /// First day of claims.
    pub claim_start: String,
    /// First day after claims.
    pub claim_end: String,
    /// EIP-155 id.
    pub chain_id: u64,
}

/// Writes text as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn repository(source: &Source) -> String {
    let line = match source {
        Source::Github(name) => format!("github = {}", quoted(&name.to_string())),
        Source::Clone(path) => format!("git = {}", quoted(&path.display().to_string())),
    };
    format!(
        "[[repositories]]\n{line}\nweight = \"1\"            # factor on every score from here, up to six decimals\n"
    )
}

impl Template {
    /// The file. It is valid as it is: what must be decided has an example value.
    #[must_use]
    pub fn render(&self) -> String {
        let repositories: Vec<String> = self.sources.iter().map(repository).collect();
        let commits_only = self.sources.iter().all(|source| matches!(source, Source::Clone(_)));
        // A clone knows no pull requests: without a value for commits nobody would have a score.
        let commit = if commits_only { "commit = \"1\"" } else { "commit = \"0\"" };
        let values = [
            ("{slug}", quoted(&self.slug)),
            ("{name}", quoted(&self.name)),
            ("{repositories}\n", repositories.join("\n")),
            ("{from}", quoted(&self.from)),
            ("{until}", quoted(&self.until)),
            ("{commit}", commit.to_owned()),
            ("{chain_id}", self.chain_id.to_string()),
            ("{claim_start}", quoted(&self.claim_start)),
            ("{claim_end}", quoted(&self.claim_end)),
        ];
        // In the order of the file and never backwards, so that a value which looks like a place is left alone.
        let mut rest = include_str!("template.toml");
        let mut filled = String::new();
        for (place, value) in values {
            let (before, after) =
                rest.split_once(place).expect("the template has every place, in this order");
            filled.push_str(before);
            filled.push_str(&value);
            rest = after;
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tributary_score::{ScoreRules, Weight, WorkRules};

    use super::*;
    use crate::config::{AirdropConfig, StandsFor};

    #[test]
    fn the_template_is_a_valid_file_with_awkward_names_too() {
        let template = Template {
            slug: "river-2026".into(),
            name: "A \"quoted\" name\\with {from} braces".into(),
            sources: vec![
                Source::Github("a/b".parse().unwrap()),
                Source::Clone("C:\\clones\\c \"d\"".into()),
            ],
            from: "2025-01-01".into(),
            until: "2026-01-01".into(),
            claim_start: "2026-02-01".into(),
            claim_end: "2026-08-01".into(),
            chain_id: 31337,
        };
        let config = AirdropConfig::parse(template.render().as_bytes(), Path::new("airdrop.toml")).unwrap();
        assert_eq!(config.repositories.len(), 2);
        assert_eq!(config.repositories[1].stands_for().unwrap(), StandsFor::One(template.sources[1].clone()));
        assert_eq!(config.chain().unwrap().id, 31337);
    }

    /// The commented table with the constants of a preset, as it would be without the `#`.
    fn commented(preset: &str, table: &str) -> String {
        let lines =
            include_str!("template.toml").lines().map(|line| line.strip_prefix("# ").unwrap_or_default());
        let keys = lines.skip_while(|line| *line != table).skip(1).take_while(|line| line.contains(" = "));
        format!("[score]\npreset = \"{preset}\"\n{table}\n{}", keys.collect::<Vec<_>>().join("\n"))
    }

    /// The whole file with one commented table that the `# ` is taken from.
    fn with_table(table: &str) -> String {
        let mut inside = false;
        let lines = include_str!("template.toml").lines().map(|line| {
            let plain = line.strip_prefix("# ").unwrap_or_default();
            inside = plain.starts_with(table) || (inside && !plain.is_empty());
            if inside { plain } else { line }
        });
        let values =
            [("{slug}", "\"r\""), ("{name}", "\"R\""), ("{commit}", "commit = \"1\""), ("{chain_id}", "1")];
        let dates = [
            ("{repositories}", "[[repositories]]\ngit = \"a\""),
            ("{from}", "\"2025-01-01\""),
            ("{until}", "\"2026-01-01\""),
            ("{claim_start}", "\"2026-02-01\""),
            ("{claim_end}", "\"2026-08-01\""),
        ];
        let file = lines.collect::<Vec<_>>().join("\n");
        values.iter().chain(&dates).fold(file, |file, (place, value)| file.replace(place, value))
    }

    #[test]
    fn the_tables_of_claims_are_valid_without_their_comment() {
        let parsed =
            |table: &str| AirdropConfig::parse(with_table(table).as_bytes(), Path::new("airdrop.toml"));
        let vesting = parsed("[claim.vesting]").unwrap().claim.vesting.unwrap().terms();
        let day = 86_400;
        let shown = (vesting.start, vesting.cliff_seconds, vesting.duration_seconds, vesting.period_seconds);
        assert_eq!((shown, vesting.unlock_bps), ((None, 30 * day, 365 * day, day), 1_000));
        assert!(parsed("[nothing]").unwrap().claim.vesting.is_none());
    }

    #[derive(serde::Deserialize)]
    struct File {
        score: crate::config::ScoreEntry,
    }

    fn rules(text: &str) -> ScoreRules {
        toml::from_str::<File>(text).unwrap().score.rules().unwrap()
    }

    #[test]
    fn the_constants_that_are_shown_are_all_and_are_the_defaults() {
        let tables = [
            ("opendigger-activity", "[score.weights]", 7),
            ("openrank", "[score.openrank]", 9),
            ("sourcecred-credrank", "[score.sourcecred-credrank]", 10),
        ];
        for (preset, table, constants) in tables {
            let shown = commented(preset, table);
            assert_eq!(shown.lines().count(), constants + 3, "{shown}");
            assert_eq!(rules(&shown), rules(&format!("[score]\npreset = \"{preset}\"")));
        }
    }

    #[test]
    fn the_file_shows_every_constant_of_merged_work() {
        let table = include_str!("template.toml").split("[score.merged-work]").nth(1).unwrap();
        let table = table.split("\n[score.flags]").next().unwrap();
        let key = |line: &str| line.split_once(" = ").map(|(key, _)| key.to_owned());
        let mut shown: Vec<String> =
            table.lines().filter(|line| !line.starts_with([' ', '#'])).filter_map(key).collect();
        shown.push("commit".to_owned());
        shown.sort();
        let all = toml::Table::try_from(WorkRules::default()).unwrap();
        let mut all: Vec<String> = all.keys().cloned().collect();
        all.sort();
        assert_eq!(shown, all);
    }

    #[test]
    fn the_file_scores_merged_work_by_its_defaults_and_commits_where_there_is_nothing_else() {
        let template = |source: Source| Template {
            slug: "river".into(),
            name: "River".into(),
            sources: vec![source],
            from: "2025-01-01".into(),
            until: "2026-01-01".into(),
            claim_start: "2026-02-01".into(),
            claim_end: "2026-08-01".into(),
            chain_id: 31337,
        };
        let scored = |source: Source| {
            let text = template(source).render();
            AirdropConfig::parse(text.as_bytes(), Path::new("airdrop.toml")).unwrap().score.rules().unwrap()
        };
        let default = WorkRules::default();
        assert_eq!(scored(Source::Github("a/b".parse().unwrap())), ScoreRules::MergedWork(default.clone()));
        let commit = Weight::ONE;
        assert_eq!(
            scored(Source::Clone("a".into())),
            ScoreRules::MergedWork(WorkRules { commit, ..default })
        );
    }
}
