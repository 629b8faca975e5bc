//! `overrides.toml`: what a maintainer decides by hand. It is published word for word beside the rules, so every entry
//! has a reason and none an e-mail address. An entry that matches nobody is refused: it is a mistyped one.

mod adjust;
mod exclude;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;
use tributary_model::Identity;
use tributary_score::{Decision, Evidence, Join, Joins, Overrides, OverridesError, Preset};

use self::adjust::AdjustEntry;
use crate::{people::Who, published::line_with_email};

/// Characters of a reason: a page shows it on one line or two.
const MOST_CHARACTERS: usize = 500;

/// Why decisions cannot be used.
#[derive(Debug, Error)]
pub enum OverridesFileError {
    /// The rules name a file that cannot be read.
    #[error("cannot read `{path}`, which `airdrop.overrides` names: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The rules name a file and none was read along.
    #[error("`airdrop.overrides` names `{0}`, and the decisions are missing")]
    Missing(PathBuf),
    /// Not TOML, an unknown key, or a value of the wrong form.
    #[error("`{path}` is not a valid file of overrides:\n{message}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// The parser's words, with line and column.
        message: String,
    },
    /// An entry that makes no sense or matches nobody.
    #[error("`{path}` line {line}, `[[{table}]]`: {message}")]
    Entry {
        /// The file.
        path: PathBuf,
        /// Where the entry begins, as editors count.
        line: usize,
        /// `exclude`, `include`, `merge` or `adjust`.
        table: &'static str,
        /// What is wrong and what to write.
        message: String,
    },
    /// Entries that contradict one another.
    #[error("`{path}`: {source}")]
    Contradiction {
        /// The file.
        path: PathBuf,
        /// Which.
        source: OverridesError,
    },
}

/// A file that was read and is well-formed; whether it matches anybody is known with the evidence.
#[derive(Clone, Debug)]
pub struct OverridesFile {
    path: PathBuf,
    bytes: Vec<u8>,
    entries: Entries,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Entries {
    exclude: Vec<Spanned<DecisionEntry>>,
    include: Vec<Spanned<DecisionEntry>>,
    merge: Vec<Spanned<MergeEntry>>,
    adjust: Vec<Spanned<AdjustEntry>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionEntry {
    identity: Who,
    reason: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeEntry {
    into: Who,
    identities: Vec<Who>,
    reason: String,
}

impl OverridesFile {
    /// Reads the bytes of a file; `path` is for messages.
    ///
    /// # Errors
    /// See [`OverridesFileError`].
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, OverridesFileError> {
        let error = |message: String| OverridesFileError::Parse { path: path.to_owned(), message };
        let text = std::str::from_utf8(bytes).map_err(|utf8| error(utf8.to_string()))?;
        let entries: Entries = toml::from_str(text).map_err(|toml| error(toml.to_string()))?;
        if let Some(line) = line_with_email(bytes) {
            return Err(error(format!(
                "line {line} holds an e-mail address, and the file is published word for word; write the `email:…` that \
                 `tributary people ADDRESS` prints"
            )));
        }
        let file = Self { path: path.to_owned(), bytes: bytes.to_vec(), entries };
        file.check_reasons()?;
        Ok(file)
    }

    /// What is published.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many decisions there are.
    #[must_use]
    pub fn count(&self) -> usize {
        let Entries { exclude, include, merge, adjust } = &self.entries;
        exclude.len() + include.len() + merge.len() + adjust.len()
    }

    /// Joined identities, each with its place.
    pub(crate) fn joins(&self) -> impl Iterator<Item = (String, Join)> {
        self.entries.merge.iter().map(|entry| {
            let place = format!("{} line {}", self.path.display(), self.line(entry));
            (place, join(entry.get_ref()))
        })
    }

    /// The decisions about what happened. `joins` are all there are, by the rules and by hand.
    ///
    /// # Errors
    /// [`OverridesFileError`] for an entry that matches nobody, makes no sense or contradicts another.
    pub fn resolve(
        &self,
        evidence: &Evidence,
        joins: &Joins,
        preset: Preset,
    ) -> Result<Overrides, OverridesFileError> {
        let people = everybody(evidence, joins);
        let decide =
            |table, entries: &[Spanned<DecisionEntry>]| -> Result<Vec<Decision>, OverridesFileError> {
                let decision = |entry: &Spanned<DecisionEntry>| {
                    let DecisionEntry { identity: Who(identity), reason } = entry.get_ref();
                    known(&people, *identity).map_err(|message| self.error(table, entry, message))?;
                    Ok(Decision { identity: *identity, reason: reason.clone() })
                };
                entries.iter().map(decision).collect()
            };
        let mut overrides = Overrides {
            exclude: decide("exclude", &self.entries.exclude)?,
            include: decide("include", &self.entries.include)?,
            ..Overrides::none()
        };
        for entry in &self.entries.merge {
            let join = join(entry.get_ref());
            let missing = join.identities.iter().find_map(|identity| known(&people, *identity).err());
            if let Some(message) = missing {
                return Err(self.error("merge", entry, message));
            }
            overrides.merge.push(join);
        }
        for entry in &self.entries.adjust {
            let adjustment = entry.get_ref().resolve(evidence, &people);
            overrides.adjust.push(adjustment.map_err(|message| self.error("adjust", entry, message))?);
        }
        overrides
            .check(preset)
            .map_err(|source| OverridesFileError::Contradiction { path: self.path.clone(), source })?;
        Ok(overrides)
    }

    fn check_reasons(&self) -> Result<(), OverridesFileError> {
        let Entries { exclude, include, merge, adjust } = &self.entries;
        let decisions = |table, entries: &'_ [Spanned<DecisionEntry>]| {
            entries.iter().try_for_each(|entry| self.check_reason(table, entry, &entry.get_ref().reason))
        };
        decisions("exclude", exclude)?;
        decisions("include", include)?;
        merge.iter().try_for_each(|entry| self.check_reason("merge", entry, &entry.get_ref().reason))?;
        adjust.iter().try_for_each(|entry| self.check_reason("adjust", entry, &entry.get_ref().reason))
    }

    fn check_reason<T>(
        &self,
        table: &'static str,
        entry: &Spanned<T>,
        reason: &str,
    ) -> Result<(), OverridesFileError> {
        let message = if reason.trim().is_empty() {
            "`reason` is empty; say why, everybody will read it".to_owned()
        } else if reason.chars().any(char::is_control) {
            "`reason` holds a control character; write it on one line".to_owned()
        } else if reason.chars().count() > MOST_CHARACTERS {
            format!("`reason` is longer than {MOST_CHARACTERS} characters; say it shorter")
        } else {
            return Ok(());
        };
        Err(self.error(table, entry, message))
    }

    fn error<T>(&self, table: &'static str, entry: &Spanned<T>, message: String) -> OverridesFileError {
        OverridesFileError::Entry { path: self.path.clone(), line: self.line(entry), table, message }
    }

    fn line<T>(&self, entry: &Spanned<T>) -> usize {
        let before = self.bytes.iter().take(entry.span().start);
        before.filter(|byte| **byte == b'\n').count() + 1
    }
}

fn join(entry: &MergeEntry) -> Join {
    let MergeEntry { into, identities, reason } = entry;
    let identities = identities.iter().map(|who| who.0).collect();
    Join { into: into.0, identities, reason: Some(reason.clone()) }
}

/// Everybody of whom something is known, also who is paid for it under a name that did nothing itself.
fn everybody(evidence: &Evidence, joins: &Joins) -> BTreeSet<Identity> {
    let accounts = evidence.accounts.iter().map(|account| Identity::Github(account.id));
    let mut people: BTreeSet<Identity> =
        accounts.chain(evidence.contributions.iter().map(|contribution| contribution.author)).collect();
    let known: Vec<Identity> =
        joins.iter().filter(|(identity, _)| people.contains(identity)).map(|(_, into)| into).collect();
    people.extend(known);
    people
}

fn known(people: &BTreeSet<Identity>, identity: Identity) -> Result<(), String> {
    if people.contains(&identity) {
        return Ok(());
    }
    Err(format!("`{identity}` did nothing in the window; correct the identity or remove the entry"))
}
