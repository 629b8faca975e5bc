//! Repositories and the names that lead to them.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{RepoId, Repository, RepositoryName};

use crate::{
    EvidencePage, Result, Store,
    error::Attempting,
    sql::{Reading, to_sql, write_rows},
};

impl Store {
    /// All repositories, by id.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn repositories(&self) -> Result<Vec<Repository>> {
        let rows = sqlx::query("SELECT id, name, url, default_branch FROM repositories ORDER BY id")
            .fetch_all(self.pool())
            .await
            .attempting("list repositories")?;
        rows.iter().map(read).collect()
    }

    /// The repository that a name leads to by an [`Alias`](crate::Alias), also when it was renamed since. Case does not matter.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn repository_by_name(&self, name: &RepositoryName) -> Result<Option<Repository>> {
        let row = sqlx::query(
            "SELECT r.id, r.name, r.url, r.default_branch FROM repository_names n \
             JOIN repositories r ON r.id = n.repo WHERE n.name = $1",
        )
        .bind(folded(name))
        .fetch_optional(self.pool())
        .await
        .attempting("find a repository")?;
        row.as_ref().map(read).transpose()
    }
}

pub(crate) async fn save(connection: &mut AnyConnection, page: &EvidencePage) -> Result<()> {
    let names: BTreeMap<String, RepoId> =
        page.aliases.iter().map(|alias| (folded(&alias.name), alias.repo)).collect();
    if let Some(repository) = &page.repository {
        sqlx::query(
            "INSERT INTO repositories (id, name, url, default_branch) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, \
             default_branch = excluded.default_branch",
        )
        .bind(to_sql("repositories.id", repository.id.0)?)
        .bind(repository.name.to_string())
        .bind(repository.url.clone())
        .bind(repository.default_branch.clone())
        .execute(&mut *connection)
        .await
        .attempting("save a repository")?;
    }
    let names: Vec<_> = names.into_iter().collect();
    let insert = (
        "INSERT INTO repository_names (name, repo)",
        2,
        "ON CONFLICT (name) DO UPDATE SET repo = excluded.repo",
    );
    write_rows(connection, insert, &names, |query, (name, repo)| {
        Ok(query.bind(name.clone()).bind(to_sql("repository_names.repo", repo.0)?))
    })
    .await
}

fn folded(name: &RepositoryName) -> String {
    name.to_string().to_ascii_lowercase()
}

fn read(row: &AnyRow) -> Result<Repository> {
    let row = Reading::new("repositories", &["id"], row);
    Ok(Repository {
        id: RepoId(row.unsigned("id")?),
        name: row.parsed("name")?,
        url: row.optional_text("url")?,
        default_branch: row.optional_text("default_branch")?,
    })
}
