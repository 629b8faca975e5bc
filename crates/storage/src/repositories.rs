//! Repositories and the names that lead to them.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{GithubId, RepoId, Repository, RepositoryName};

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
        let rows = sqlx::query(
            "SELECT id, name, url, default_branch, owner, attributes FROM repositories ORDER BY id",
        )
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
            "SELECT r.id, r.name, r.url, r.default_branch, r.owner, r.attributes FROM repository_names n \
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
        let owner = repository.owner.map(|owner| to_sql("repositories.owner", owner.0)).transpose()?;
        let attributes = serde_json::to_string(&repository.attributes).expect("texts are JSON");
        sqlx::query(
            "INSERT INTO repositories (id, name, url, default_branch, owner, attributes) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, \
             default_branch = excluded.default_branch, owner = excluded.owner, attributes = excluded.attributes",
        )
        .bind(to_sql("repositories.id", repository.id.0)?)
        .bind(repository.name.to_string())
        .bind(repository.url.clone())
        .bind(repository.default_branch.clone())
        .bind(owner)
        .bind(attributes)
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

pub(crate) fn folded(name: &RepositoryName) -> String {
    name.to_string().to_ascii_lowercase()
}

fn read(row: &AnyRow) -> Result<Repository> {
    let row = Reading::new("repositories", &["id"], row);
    let owner = |id| match u64::try_from(id) {
        Ok(id) => Ok(GithubId(id)),
        Err(_) => Err(row.inconsistent("owner", id)),
    };
    Ok(Repository {
        id: RepoId(row.unsigned("id")?),
        name: row.parsed("name")?,
        url: row.optional_text("url")?,
        default_branch: row.optional_text("default_branch")?,
        owner: row.optional_integer::<i64>("owner")?.map(owner).transpose()?,
        attributes: match row.optional_text("attributes")? {
            Some(text) => serde_json::from_str(&text).map_err(|_| row.inconsistent("attributes", text))?,
            None => Vec::new(),
        },
    })
}
