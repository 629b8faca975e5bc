//! What repositories were found to be when they were indexed.

use tributary_model::{Classification, RepoId};

use crate::{
    Result, Store,
    error::Attempting,
    sql::{Reading, to_sql},
};

impl Store {
    /// Keeps what a repository is, in place of what it was.
    ///
    /// # Errors
    /// When the database fails; it is then unchanged.
    pub async fn save_classification(&self, repo: RepoId, found: &Classification) -> Result<()> {
        let signs = serde_json::to_string(&found.signs).expect("plain values always serialise");
        let mut writing = self.write().await?;
        sqlx::query(
            "INSERT INTO classifications (repo, kind, rules, signs) VALUES ($1, $2, $3, $4) ON CONFLICT (repo) \
             DO UPDATE SET kind = excluded.kind, rules = excluded.rules, signs = excluded.signs",
        )
        .bind(to_sql("classifications.repo", repo.0)?)
        .bind(found.kind.clone())
        .bind(found.rules.to_string())
        .bind(signs)
        .execute(&mut *writing.transaction)
        .await
        .attempting("save what a repository is")?;
        writing.commit().await
    }

    /// What a repository is; `None` until somebody looked.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn classification(&self, repo: RepoId) -> Result<Option<Classification>> {
        let row = sqlx::query("SELECT repo, kind, rules, signs FROM classifications WHERE repo = $1")
            .bind(to_sql("classifications.repo", repo.0)?)
            .fetch_optional(self.pool())
            .await
            .attempting("read what a repository is")?;
        let Some(row) = row else { return Ok(None) };
        let row = Reading::new("classifications", &["repo"], &row);
        let signs = row.text("signs")?;
        Ok(Some(Classification {
            kind: row.text("kind")?,
            rules: row.parsed("rules")?,
            signs: serde_json::from_str(&signs).map_err(|_| row.inconsistent("signs", signs))?,
        }))
    }
}
