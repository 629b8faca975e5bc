//! What an airdrop's file stands for: entries that name many repositories are looked up, and the answer is stored, so
//! that later commands speak of the same repositories.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use csv::{Position, ReaderBuilder, StringRecord, Trim};
use thiserror::Error;
use tributary_github::api::{Also, GithubClient, GithubError};
use tributary_model::RepositoryName;
use tributary_score::Weight;
use tributary_storage::{Selected, StorageError, Store};

use crate::repositories::{SelectBy, Selector};

/// Why a selection cannot be made.
#[derive(Debug, Error)]
pub enum SelectError {
    /// GitHub cannot be read.
    #[error(transparent)]
    Github(#[from] GithubError),
    /// The database refused.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The list cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The list.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The list's first line is not its header.
    #[error("`{path}`, line 1: the header must be `repository` or `repository,weight`")]
    Header {
        /// The list.
        path: PathBuf,
    },
    /// A line makes no sense.
    #[error("`{path}`, line {line}: {reason}")]
    Line {
        /// The list.
        path: PathBuf,
        /// Counted from 1, with the header.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// Nothing is left.
    #[error("`{0}` stands for no repository; check the name, and what is left out")]
    Nothing(String),
}

/// Looks up what a selector stands for now, and stores it. `base` is the folder that a list's path is relative to.
/// `client` is asked unless a list says it all.
///
/// # Errors
/// See [`SelectError`].
pub async fn select(
    store: &Store,
    client: Option<&GithubClient>,
    selector: &Selector,
    base: &Path,
) -> Result<Vec<Selected>, SelectError> {
    let also = Also { forks: selector.forks, archived: selector.archived };
    let mut found = match (&selector.by, client) {
        (SelectBy::List(path), _) => read_list(&base.join(path))?,
        (_, None) => return Err(GithubError::NoToken.into()),
        (SelectBy::Owner(login), Some(client)) => plain(client.repositories_of(login, also).await?),
        (SelectBy::Glob(pattern), Some(client)) => {
            let mut all = client.repositories_of(pattern.owner(), also).await?;
            all.retain(|name| pattern.fits(name));
            plain(all)
        }
        (SelectBy::Topic { topic, limit }, Some(client)) => {
            plain(client.repositories_with_topic(topic, *limit, also).await?)
        }
    };
    found.retain(|one| !selector.excludes(&one.name));
    let label = selector.to_string();
    if found.is_empty() {
        return Err(SelectError::Nothing(label));
    }
    store.save_selection(&label, &found).await?;
    Ok(found)
}

fn plain(names: Vec<RepositoryName>) -> Vec<Selected> {
    names.into_iter().map(|name| Selected { name, weight: None }).collect()
}

fn read_list(path: &Path) -> Result<Vec<Selected>, SelectError> {
    let bytes = fs::read(path).map_err(|source| SelectError::Read { path: path.to_owned(), source })?;
    list(&bytes, path)
}

/// `repository[,weight]`; `path` is for messages.
fn list(bytes: &[u8], path: &Path) -> Result<Vec<Selected>, SelectError> {
    let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(bytes);
    let header = || SelectError::Header { path: path.to_owned() };
    let columns: Vec<String> = reader.headers().map_err(|_| header())?.iter().map(str::to_owned).collect();
    if columns != ["repository"] && columns != ["repository", "weight"] {
        return Err(header());
    }
    let (mut found, mut lines) = (Vec::new(), BTreeMap::new());
    for record in reader.records() {
        let at = |line| move |reason: String| SelectError::Line { path: path.to_owned(), line, reason };
        let record = record
            .map_err(|error| at(error.position().map_or(0, Position::line))("is not CSV".to_owned()))?;
        let line = record.position().map_or(0, |position| line_of(bytes, position));
        let one = read_line(&record, columns.len()).map_err(at(line))?;
        if let Some(first) = lines.insert(one.name.to_string().to_ascii_lowercase(), line) {
            return Err(at(line)(format!("`{}` stands on line {first} already", one.name)));
        }
        found.push(one);
    }
    Ok(found)
}

/// A record's position is before the empty lines above it.
fn line_of(bytes: &[u8], position: &Position) -> u64 {
    let begin = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let above = bytes.iter().skip(begin).take_while(|byte| byte.is_ascii_whitespace());
    (position.line()..).nth(above.filter(|byte| **byte == b'\n').count()).unwrap_or(position.line())
}

fn read_line(record: &StringRecord, columns: usize) -> Result<Selected, String> {
    if record.len() > columns {
        return Err(format!("has {} values, the header {columns}", record.len()));
    }
    let name =
        record.get(0).unwrap_or_default().parse::<RepositoryName>().map_err(|error| error.to_string())?;
    let weight = record.get(1).filter(|text| !text.is_empty());
    if let Some(text) = weight {
        text.parse::<Weight>().map_err(|error| format!("the weight `{text}`: {error}"))?;
    }
    Ok(Selected { name, weight: weight.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Selected>, String> {
        list(text.as_bytes(), Path::new("list.csv")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_list_has_names_and_perhaps_weights() {
        let one = |name: &str, weight: Option<&str>| Selected {
            name: name.parse().unwrap(),
            weight: weight.map(str::to_owned),
        };
        assert_eq!(read("repository\na/b\nc/d\n"), Ok(vec![one("a/b", None), one("c/d", None)]));
        assert_eq!(
            read("repository,weight\na/b, 0.5\nc/d,\n e/f\n"),
            Ok(vec![one("a/b", Some("0.5")), one("c/d", None), one("e/f", None)])
        );
    }

    #[test]
    fn a_wrong_line_is_told_by_its_number() {
        for (text, error) in [
            ("", "`list.csv`, line 1: the header must be `repository` or `repository,weight`"),
            ("a/b\nc/d\n", "`list.csv`, line 1: the header must be `repository` or `repository,weight`"),
            (
                "repository\na/b\nnothing\n",
                "`list.csv`, line 3: `nothing` is not a repository; expected `owner/name` such as `huggingface/trl`",
            ),
            ("repository\na/b,2\n", "`list.csv`, line 2: has 2 values, the header 1"),
            ("repository\na/b\n\nA/B\n", "`list.csv`, line 4: `A/B` stands on line 2 already"),
        ] {
            assert_eq!(read(text), Err(error.to_owned()), "{text:?}");
        }
        let weight = read("repository,weight\na/b,much\n").unwrap_err();
        assert!(weight.starts_with("`list.csv`, line 2: the weight `much`: "), "{weight}");
    }
}
