//! Looks at what repositories are, where an airdrop's `[kinds]` asks: once for each, since that costs requests.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tributary_engine::{
    config::Source,
    kinds::{classification_of, rules_hash},
};
use tributary_github::{
    api::{self, GithubError},
    clone::{CloneReader, read_facts},
};
use tributary_model::{Classification, RepoId, RepositoryName};
use tributary_storage::{Extent, Store};

use crate::{exit, github::GithubReading, output};

/// What was looked at, and what could not be read.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    pub(crate) results: Vec<Value>,
    pub(crate) failed: Vec<RepositoryName>,
}

/// Looks at every indexed source that nobody looked at by today's rules, or at all of them.
pub(crate) async fn look(
    store: &Store,
    github: Option<&GithubReading>,
    sources: &[(Source, PathBuf)],
    extent: Extent,
) -> anyhow::Result<Looked> {
    let mut looked = Looked::default();
    for (source, base) in sources {
        let Some((id, name)) = indexed(store, source, base).await? else { continue };
        let known = store.classification(id).await?;
        let is_fresh = known.is_some_and(|known| known.rules == rules_hash());
        if is_fresh && extent == Extent::Changes {
            continue;
        }
        match found(github, source, base).await? {
            Ok(found) => {
                store.save_classification(id, &found).await?;
                output::note(format!("{name}: counts as `{}`", found.kind));
                looked.results.push(json!({ "source": "kinds", "asked": name, "kind": found.kind }));
            }
            Err(error) => {
                output::note(format!("error: `{name}`: {error}"));
                looked.failed.push(name);
            }
        }
    }
    Ok(looked)
}

/// `None` for what could not be indexed, which was said already.
async fn indexed(
    store: &Store,
    source: &Source,
    base: &Path,
) -> anyhow::Result<Option<(RepoId, RepositoryName)>> {
    Ok(match source {
        Source::Github(name) => store.repository_by_name(name).await?.map(|known| (known.id, known.name)),
        Source::Clone(path) => {
            CloneReader::open(&base.join(path))?.repository(None)?.map(|clone| (clone.id, clone.name))
        }
    })
}

/// The outer error would meet every other repository too.
async fn found(
    github: Option<&GithubReading>,
    source: &Source,
    base: &Path,
) -> anyhow::Result<Result<Classification, GithubError>> {
    let (Source::Github(name), Some(github)) = (source, github) else {
        let Source::Clone(path) = source else { anyhow::bail!("GitHub was not opened") };
        return Ok(Ok(classification_of(read_facts(&base.join(path))?.map(|found| found.facts).as_ref())));
    };
    match api::read_facts(github.client(), name).await {
        Ok(found) => Ok(Ok(classification_of(found.map(|found| found.facts).as_ref()))),
        Err(error @ (GithubError::NotFound { .. } | GithubError::Forbidden { .. })) => Ok(Err(error)),
        Err(error @ GithubError::BadToken { .. }) => Err(error.into()),
        Err(error) => Err(exit::outside(error)),
    }
}
