//! `[[repositories]]`: whose contributions count, one by one or by a rule that stands for many.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use tributary_model::RepositoryName;
use tributary_score::Weight;

use crate::config::{ConfigError, invalid};

/// GitHub shows at most this many results of one search.
const MOST_FOUND: u32 = 1_000;
const DEFAULT_LIMIT: u32 = 100;

/// `[[repositories]]`: exactly one of `github`, `git`, `organisation`, `glob`, `topic` and `file`; a clone may stand beside
/// `github`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepositoryEntry {
    /// `owner/name` on GitHub.
    pub github: Option<RepositoryName>,
    /// Path of a local clone, relative to the file. Beside `github` it tells of merged files what GitHub does not: how
    /// many of their lines differ in white space alone.
    pub git: Option<PathBuf>,
    /// All public repositories of an organisation or a user on GitHub.
    pub organisation: Option<String>,
    /// Those of them whose name fits: `owner/pattern`, where `*` stands for any text and `?` for one character.
    pub glob: Option<String>,
    /// Public repositories with a topic, those with most stars first.
    pub topic: Option<String>,
    /// So many repositories with a topic, 1 to 1000; 100 when missing.
    pub limit: Option<u32>,
    /// A list, relative to the file: CSV with the header `repository` or `repository,weight`.
    pub file: Option<PathBuf>,
    /// Names, or patterns as in `glob`, that are left out of what the entry stands for.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Also forks.
    #[serde(default)]
    pub forks: bool,
    /// Also archived repositories.
    #[serde(default)]
    pub archived: bool,
    /// Factor on every score from these repositories.
    #[serde(default = "one")]
    pub weight: Weight,
}

const fn one() -> Weight {
    Weight::ONE
}

/// What an entry stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandsFor {
    /// One repository.
    One(Source),
    /// What a rule finds on GitHub.
    Many(Selector),
}

/// One source of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// By GitHub's API.
    Github(RepositoryName),
    /// From a local clone.
    Clone(PathBuf),
}

/// Which repositories on GitHub an entry stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// How they are found.
    pub by: SelectBy,
    /// What is left out.
    pub exclude: Vec<Pattern>,
    /// Also forks. A list takes them as it names them.
    pub forks: bool,
    /// Also archived ones. A list takes them as it names them.
    pub archived: bool,
}

/// How repositories are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectBy {
    /// All of an organisation or user.
    Owner(String),
    /// Those of the pattern's owner that fit.
    Glob(Pattern),
    /// The ones with a topic that have most stars.
    Topic {
        /// The topic.
        topic: String,
        /// At most so many.
        limit: u32,
    },
    /// What a list names.
    List(PathBuf),
}

/// `owner/pattern`. Case does not matter, as in names on GitHub.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    regex: Regex,
}

impl RepositoryEntry {
    /// Where this entry's evidence comes from.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] unless exactly one source is named, in words that make sense.
    pub fn stands_for(&self) -> Result<StandsFor, ConfigError> {
        let by = [
            self.github.is_some() || self.git.is_some(),
            self.organisation.is_some(),
            self.glob.is_some(),
            self.topic.is_some(),
            self.file.is_some(),
        ];
        if by.into_iter().filter(|named| *named).count() != 1 {
            return Err(invalid(
                "repositories",
                "each entry needs exactly one of `github = \"owner/name\"`, `git = \"path\"`, `organisation = \
                 \"owner\"`, `glob = \"owner/pattern*\"`, `topic = \"topic\"` and `file = \"list.csv\"`",
            ));
        }
        let one = self.github.clone().map(Source::Github).or(self.git.clone().map(Source::Clone));
        match one {
            Some(_) if !self.exclude.is_empty() || self.forks || self.archived || self.limit.is_some() => {
                Err(invalid(
                    "repositories",
                    format!("`{}` is one repository: nothing can be left out", self.label()),
                ))
            }
            Some(one) => Ok(StandsFor::One(one)),
            None => self.selector().map(StandsFor::Many),
        }
    }

    fn selector(&self) -> Result<Selector, ConfigError> {
        if self.limit.is_some() && self.topic.is_none() {
            return Err(invalid("repositories.limit", "only a `topic` has a limit"));
        }
        if self.file.is_some() && (self.forks || self.archived) {
            return Err(invalid(
                "repositories.file",
                "a list takes forks and archived repositories as it names them; remove `forks` and `archived`",
            ));
        }
        let exclude = self
            .exclude
            .iter()
            .map(|text| pattern("repositories.exclude", text))
            .collect::<Result<_, _>>()?;
        Ok(Selector { by: self.by()?, exclude, forks: self.forks, archived: self.archived })
    }

    fn by(&self) -> Result<SelectBy, ConfigError> {
        if let Some(login) = &self.organisation {
            let fits =
                !login.is_empty() && login.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let by = fits.then(|| SelectBy::Owner(login.clone()));
            return by.ok_or_else(|| {
                invalid("repositories.organisation", format!("`{login}` is not the name of an organisation"))
            });
        }
        if let Some(text) = &self.glob {
            return pattern("repositories.glob", text).map(SelectBy::Glob);
        }
        if let Some(topic) = &self.topic {
            return self.by_topic(topic);
        }
        Ok(SelectBy::List(self.file.clone().unwrap_or_default()))
    }

    /// GitHub's topics are lower-case letters, digits and `-`; anything else would be words of a search.
    fn by_topic(&self, topic: &str) -> Result<SelectBy, ConfigError> {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if topic.is_empty() || !topic.bytes().all(letter) {
            return Err(invalid(
                "repositories.topic",
                format!("`{topic}` is not a topic: they have lower-case letters, digits and `-`"),
            ));
        }
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MOST_FOUND).contains(&limit) {
            return Err(invalid(
                "repositories.limit",
                format!("{limit} is not between 1 and {MOST_FOUND}, which is what GitHub shows at most"),
            ));
        }
        Ok(SelectBy::Topic { topic: topic.to_owned(), limit })
    }

    /// The clone of a repository that is read from GitHub.
    #[must_use]
    pub fn clone_beside(&self) -> Option<&Path> {
        self.git.as_deref().filter(|_| self.github.is_some())
    }

    /// The entry in words, as the manifest has it: `github:owner/name`, `git:path`, or the selector's.
    #[must_use]
    pub fn label(&self) -> String {
        match (&self.github, &self.git) {
            (Some(name), _) => format!("github:{name}"),
            (None, Some(path)) => format!("git:{}", path.display()),
            (None, None) => self.selector().map_or_else(|_| String::new(), |selector| selector.to_string()),
        }
    }
}

impl Selector {
    /// Is it left out?
    #[must_use]
    pub fn excludes(&self, name: &RepositoryName) -> bool {
        self.exclude.iter().any(|pattern| pattern.fits(name))
    }
}

/// All that decides what is found, so that a stored selection is never taken for that of another rule.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.by {
            SelectBy::Owner(login) => write!(f, "organisation:{login}")?,
            SelectBy::Glob(pattern) => write!(f, "glob:{}", pattern.text)?,
            SelectBy::Topic { topic, limit } => write!(f, "topic:{topic} (at most {limit})")?,
            SelectBy::List(path) => write!(f, "file:{}", path.display())?,
        }
        if self.forks {
            f.write_str(" with forks")?;
        }
        if self.archived {
            f.write_str(" with archived")?;
        }
        let excluded: Vec<_> = self.exclude.iter().map(|pattern| pattern.text.as_str()).collect();
        if excluded.is_empty() { Ok(()) } else { write!(f, " without {}", excluded.join(", ")) }
    }
}

impl Pattern {
    /// The owner that it begins with.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.text.split_once('/').map_or(self.text.as_str(), |(owner, _)| owner)
    }

    /// Does a name fit?
    #[must_use]
    pub fn fits(&self, name: &RepositoryName) -> bool {
        self.regex.is_match(&name.to_string())
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

fn pattern(key: &str, text: &str) -> Result<Pattern, ConfigError> {
    let bad = || invalid(key, format!("`{text}` is not `owner/name`, nor a pattern such as `owner/tr*`"));
    let (owner, name) = text.split_once('/').ok_or_else(bad)?;
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let fits = |byte: u8| letter(byte) || byte == b'*' || byte == b'?';
    if owner.is_empty() || name.is_empty() || !owner.bytes().all(letter) || !name.bytes().all(fits) {
        return Err(bad());
    }
    let escaped = regex::escape(text).replace(r"\*", "[^/]*").replace(r"\?", "[^/]");
    let regex = RegexBuilder::new(&format!("^{escaped}$")).case_insensitive(true).build();
    Ok(Pattern { text: text.to_owned(), regex: regex.map_err(|error| invalid(key, error))? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(toml: &str) -> RepositoryEntry {
        toml::from_str(toml).unwrap()
    }

    fn refused(toml: &str) -> String {
        entry(toml).stands_for().unwrap_err().to_string()
    }

    #[test]
    fn each_kind_of_entry_has_a_label_that_says_all_that_decides_what_it_finds() {
        for (toml, label) in [
            (r#"github = "a/b""#, "github:a/b"),
            (r#"git = "../b""#, "git:../b"),
            (r#"organisation = "huggingface""#, "organisation:huggingface"),
            (
                "organisation = \"a\"\nforks = true\narchived = true",
                "organisation:a with forks with archived",
            ),
            ("glob = \"a/tr*\"\nexclude = [\"a/trash\", \"a/tr?\"]", "glob:a/tr* without a/trash, a/tr?"),
            (r#"topic = "llm""#, "topic:llm (at most 100)"),
            ("topic = \"llm\"\nlimit = 7", "topic:llm (at most 7)"),
            (r#"file = "list.csv""#, "file:list.csv"),
        ] {
            let entry = entry(toml);
            entry.stands_for().unwrap();
            assert_eq!(entry.label(), label);
        }
    }

    #[test]
    fn an_entry_that_makes_no_sense_is_refused_with_its_key() {
        for (toml, part) in [
            ("", "each entry needs exactly one of"),
            ("github = \"a/b\"\ntopic = \"llm\"", "each entry needs exactly one of"),
            ("github = \"a/b\"\nforks = true", "`github:a/b` is one repository"),
            (r#"organisation = "a b""#, "`repositories.organisation`: `a b`"),
            (r#"glob = "tr*""#, "`repositories.glob`: `tr*`"),
            (r#"glob = "*/tr""#, "`repositories.glob`: `*/tr`"),
            (r#"topic = "llm stars:>1""#, "`repositories.topic`"),
            ("topic = \"llm\"\nlimit = 1001", "`repositories.limit`: 1001"),
            ("organisation = \"a\"\nlimit = 5", "only a `topic` has a limit"),
            ("file = \"a.csv\"\narchived = true", "`repositories.file`"),
            ("organisation = \"a\"\nexclude = [\"b\"]", "`repositories.exclude`: `b`"),
        ] {
            assert!(refused(toml).contains(part), "{toml}: {}", refused(toml));
        }
    }

    #[test]
    fn patterns_fit_whole_names_whatever_their_case() {
        let fits = |text: &str, name: &str| pattern("glob", text).unwrap().fits(&name.parse().unwrap());
        for (text, name, expected) in [
            ("HuggingFace/tr*", "huggingface/TRL", true),
            ("huggingface/tr*", "huggingface/transformers", true),
            ("huggingface/tr*", "huggingface/peft-tr", false),
            ("huggingface/tr?", "huggingface/trl", true),
            ("huggingface/tr?", "huggingface/tr", false),
            ("a/b.c", "a/bxc", false),
            ("a/*", "ab/c", false),
        ] {
            assert_eq!(fits(text, name), expected, "{text} {name}");
        }
    }
}
