//! What GitHub tells of pull requests beside the contributions that hang on them.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{ContributionKind, PullRequest, RepoId};

use crate::{
    Result, Retraction, Store,
    error::Attempting,
    sql::{Reading, placeholders, statement, to_sql, write_rows},
};

impl Store {
    /// The pull requests of these repositories, in the order of [`PullRequest`].
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn pull_requests(&self, repos: &[RepoId]) -> Result<Vec<PullRequest>> {
        let repos: BTreeSet<RepoId> = repos.iter().copied().collect();
        if repos.is_empty() {
            return Ok(Vec::new());
        }
        let list = placeholders(1, repos.len());
        let mut query =
            statement(format!("SELECT repo, number, facts FROM pull_requests WHERE repo IN ({list})"));
        for repo in &repos {
            query = query.bind(to_sql("pull_requests.repo", repo.0)?);
        }
        let rows = query.fetch_all(self.pool()).await.attempting("list pull requests")?;
        let mut pulls = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        pulls.sort_unstable();
        Ok(pulls)
    }
}

/// Forgets the pull requests whose opening is forgotten.
pub(crate) async fn retract(connection: &mut AnyConnection, retractions: &[Retraction]) -> Result<()> {
    for retraction in retractions {
        let (repo, number) = match retraction {
            Retraction::Kinds { repo, kinds } if opens(kinds) => (*repo, None),
            Retraction::Number { repo, kinds, number } if opens(kinds) => (*repo, Some(*number)),
            Retraction::Kinds { .. } | Retraction::Number { .. } | Retraction::Keys { .. } => continue,
        };
        let only = if number.is_some() { " AND number = $2" } else { "" };
        let mut query = statement(format!("DELETE FROM pull_requests WHERE repo = $1{only}"))
            .bind(to_sql("pull_requests.repo", repo.0)?);
        if let Some(number) = number {
            query = query.bind(i64::from(number));
        }
        query.execute(&mut *connection).await.attempting("forget pull requests")?;
    }
    Ok(())
}

fn opens(kinds: &[ContributionKind]) -> bool {
    kinds.contains(&ContributionKind::PullRequestOpened)
}

/// Adds pull requests; they replace the ones stored under the same number.
pub(crate) async fn save(connection: &mut AnyConnection, pulls: &[PullRequest]) -> Result<()> {
    let rows: BTreeMap<_, _> = pulls.iter().map(|pull| ((pull.repo, pull.number), pull)).collect();
    let rows: Vec<&PullRequest> = rows.into_values().collect();
    let insert = (
        "INSERT INTO pull_requests (repo, number, facts)",
        3,
        "ON CONFLICT (repo, number) DO UPDATE SET facts = excluded.facts",
    );
    write_rows(connection, insert, &rows, |query, pull| {
        let facts = serde_json::to_string(pull).expect("texts and numbers are JSON");
        Ok(query.bind(to_sql("pull_requests.repo", pull.repo.0)?).bind(i64::from(pull.number)).bind(facts))
    })
    .await
}

fn read(row: &AnyRow) -> Result<PullRequest> {
    let row = Reading::new("pull_requests", &["repo", "number"], row);
    let facts = row.text("facts")?;
    serde_json::from_str(&facts).map_err(|_| row.inconsistent("facts", facts))
}
