//! Contributions and the paths that commits touched.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{CommitPaths, Contribution, ContributionKind, Count, RepoId, Timestamp, Window};

use crate::{
    Result, Retraction, Store,
    error::Attempting,
    sql::{Reading, key_chunks, placeholders, statement, to_sql, write_rows},
};

impl Store {
    /// What happened in these repositories inside the window, in the order of [`Contribution`].
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn contributions(&self, repos: &[RepoId], window: Window) -> Result<Vec<Contribution>> {
        let repos: BTreeSet<RepoId> = repos.iter().copied().collect();
        if repos.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = statement(format!(
            "SELECT repo, kind, key, author, at, number, additions, deletions, changed_files \
             FROM contributions WHERE at >= $1 AND at < $2 AND repo IN ({})",
            placeholders(3, repos.len())
        ))
        .bind(window.from.unix())
        .bind(window.until.unix());
        for repo in &repos {
            query = query.bind(to_sql("contributions.repo", repo.0)?);
        }
        let rows = query.fetch_all(self.pool()).await.attempting("list contributions")?;
        let mut contributions = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        // Sorted here: the two engines order texts differently.
        contributions.sort_unstable();
        Ok(contributions)
    }

    /// Which of these keys of one kind are stored for the repository.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stored_keys(
        &self,
        repo: RepoId,
        kind: ContributionKind,
        keys: &[&str],
    ) -> Result<BTreeSet<String>> {
        let mut stored = BTreeSet::new();
        for chunk in key_chunks(keys) {
            let list = placeholders(3, chunk.len());
            let mut query = statement(format!(
                "SELECT DISTINCT key FROM contributions WHERE repo = $1 AND kind = $2 AND key IN ({list})"
            ))
            .bind(to_sql("contributions.repo", repo.0)?)
            .bind(kind.as_str());
            for key in chunk {
                query = query.bind((*key).to_owned());
            }
            let rows = query.fetch_all(self.pool()).await.attempting("find contributions")?;
            for row in &rows {
                stored.insert(Reading::new("contributions", &["key"], row).text("key")?);
            }
        }
        Ok(stored)
    }

    /// The numbers of the issues or pull requests that have a contribution of this kind.
    ///
    /// # Errors
    /// When the database fails or holds a number that is none.
    pub async fn stored_numbers(&self, repo: RepoId, kind: ContributionKind) -> Result<BTreeSet<u32>> {
        let rows = sqlx::query(
            "SELECT DISTINCT repo, number FROM contributions WHERE repo = $1 AND kind = $2 AND number IS NOT NULL",
        )
        .bind(to_sql("contributions.repo", repo.0)?)
        .bind(kind.as_str())
        .fetch_all(self.pool())
        .await
        .attempting("list numbers")?;
        rows.iter()
            .filter_map(|row| {
                Reading::new("contributions", &["repo"], row).optional_integer("number").transpose()
            })
            .collect()
    }

    /// The paths that a repository's commits touched, by commit.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn commit_paths(&self, repo: RepoId) -> Result<Vec<CommitPaths>> {
        let rows = sqlx::query("SELECT repo, oid, changes FROM commit_paths WHERE repo = $1")
            .bind(to_sql("commit_paths.repo", repo.0)?)
            .fetch_all(self.pool())
            .await
            .attempting("list paths")?;
        let mut paths = rows.iter().map(read_paths).collect::<Result<Vec<_>>>()?;
        paths.sort_unstable();
        Ok(paths)
    }
}

/// Forgets what no longer holds. A forgotten commit takes its paths with it.
pub(crate) async fn retract(connection: &mut AnyConnection, retractions: &[Retraction]) -> Result<()> {
    for retraction in retractions {
        match retraction {
            Retraction::Kinds { repo, kinds } => {
                delete_kinds(connection, *repo, kinds, None).await?;
                if kinds.contains(&ContributionKind::Commit) {
                    sqlx::query("DELETE FROM commit_paths WHERE repo = $1")
                        .bind(to_sql("commit_paths.repo", repo.0)?)
                        .execute(&mut *connection)
                        .await
                        .attempting("forget paths")?;
                }
            }
            Retraction::Number { repo, kinds, number } => {
                delete_kinds(connection, *repo, kinds, Some(*number)).await?;
            }
            Retraction::Keys { repo, kind, keys } => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                delete_keys(connection, *repo, *kind, &keys).await?;
                if *kind == ContributionKind::Commit {
                    delete_paths(connection, *repo, &keys).await?;
                }
            }
        }
    }
    Ok(())
}

/// Adds contributions; the authors given for a key replace the ones stored for it.
pub(crate) async fn save(connection: &mut AnyConnection, contributions: &[Contribution]) -> Result<()> {
    let mut stored: BTreeMap<(RepoId, ContributionKind), BTreeSet<&str>> = BTreeMap::new();
    // The last one given for `(repo, kind, key, author)` wins, as between pages.
    let mut rows = BTreeMap::new();
    for contribution in contributions {
        let Contribution { repo, kind, key, author, .. } = contribution;
        stored.entry((*repo, *kind)).or_default().insert(key);
        rows.insert((*repo, *kind, key, *author), contribution);
    }
    for ((repo, kind), keys) in stored {
        delete_keys(connection, repo, kind, &keys.into_iter().collect::<Vec<_>>()).await?;
    }
    let rows: Vec<&Contribution> = rows.into_values().collect();
    let insert = (
        "INSERT INTO contributions \
         (repo, kind, key, author, at, number, additions, deletions, changed_files)",
        9,
        "",
    );
    write_rows(connection, insert, &rows, |query, row| {
        Ok(query
            .bind(to_sql("contributions.repo", row.repo.0)?)
            .bind(row.kind.as_str())
            .bind(row.key.to_string())
            .bind(row.author.to_string())
            .bind(row.at.unix())
            .bind(row.number.map(i64::from))
            .bind(row.additions.map(i64::from))
            .bind(row.deletions.map(i64::from))
            .bind(row.changed_files.map(i64::from)))
    })
    .await
}

/// Adds the paths of commits; they replace the ones stored for the same commit.
pub(crate) async fn save_paths(connection: &mut AnyConnection, paths: &[CommitPaths]) -> Result<()> {
    let rows: BTreeMap<_, _> = paths.iter().map(|paths| ((paths.repo, &paths.oid), paths)).collect();
    let rows: Vec<&CommitPaths> = rows.into_values().collect();
    let insert = (
        "INSERT INTO commit_paths (repo, oid, changes)",
        3,
        "ON CONFLICT (repo, oid) DO UPDATE SET changes = excluded.changes",
    );
    write_rows(connection, insert, &rows, |query, row| {
        let changes = serde_json::to_string(&row.changes).expect("paths and numbers are JSON");
        Ok(query.bind(to_sql("commit_paths.repo", row.repo.0)?).bind(row.oid.to_string()).bind(changes))
    })
    .await
}

async fn delete_kinds(
    connection: &mut AnyConnection,
    repo: RepoId,
    kinds: &[ContributionKind],
    number: Option<u32>,
) -> Result<()> {
    if kinds.is_empty() {
        return Ok(());
    }
    let only = if number.is_some() { format!(" AND number = ${}", kinds.len() + 2) } else { String::new() };
    let list = placeholders(2, kinds.len());
    let mut query =
        statement(format!("DELETE FROM contributions WHERE repo = $1 AND kind IN ({list}){only}"))
            .bind(to_sql("contributions.repo", repo.0)?);
    for kind in kinds {
        query = query.bind(kind.as_str());
    }
    if let Some(number) = number {
        query = query.bind(i64::from(number));
    }
    query.execute(connection).await.attempting("forget contributions").map(|_| ())
}

async fn delete_keys(
    connection: &mut AnyConnection,
    repo: RepoId,
    kind: ContributionKind,
    keys: &[&str],
) -> Result<()> {
    for chunk in key_chunks(keys) {
        let list = placeholders(3, chunk.len());
        let mut query =
            statement(format!("DELETE FROM contributions WHERE repo = $1 AND kind = $2 AND key IN ({list})"))
                .bind(to_sql("contributions.repo", repo.0)?)
                .bind(kind.as_str());
        for key in chunk {
            query = query.bind((*key).to_owned());
        }
        query.execute(&mut *connection).await.attempting("forget contributions")?;
    }
    Ok(())
}

async fn delete_paths(connection: &mut AnyConnection, repo: RepoId, oids: &[&str]) -> Result<()> {
    for chunk in key_chunks(oids) {
        let list = placeholders(2, chunk.len());
        let mut query = statement(format!("DELETE FROM commit_paths WHERE repo = $1 AND oid IN ({list})"))
            .bind(to_sql("commit_paths.repo", repo.0)?);
        for oid in chunk {
            query = query.bind((*oid).to_owned());
        }
        query.execute(&mut *connection).await.attempting("forget paths")?;
    }
    Ok(())
}

fn read(row: &AnyRow) -> Result<Contribution> {
    let row = Reading::new("contributions", &["repo", "kind", "key", "author"], row);
    let at = row.integer("at")?;
    Ok(Contribution {
        repo: RepoId(row.unsigned("repo")?),
        kind: row.parsed("kind")?,
        key: row.text("key")?.into(),
        author: row.parsed("author")?,
        at: Timestamp::from_unix(at).ok_or_else(|| row.inconsistent("at", at))?,
        number: row.optional_integer("number")?,
        additions: row.optional_integer::<u32>("additions")?.map(Count::from),
        deletions: row.optional_integer::<u32>("deletions")?.map(Count::from),
        changed_files: row.optional_integer::<u32>("changed_files")?.map(Count::from),
    })
}

fn read_paths(row: &AnyRow) -> Result<CommitPaths> {
    let row = Reading::new("commit_paths", &["repo", "oid"], row);
    let changes = row.text("changes")?;
    Ok(CommitPaths {
        repo: RepoId(row.unsigned("repo")?),
        oid: row.text("oid")?.into(),
        changes: serde_json::from_str(&changes).map_err(|_| row.inconsistent("changes", changes))?,
    })
}
