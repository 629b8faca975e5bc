//! Texts that the chain names by their hash: descriptions of projects, and reasons.

use tributary_model::{B256, Timestamp};

use crate::{
    Result, StorageError, Store,
    error::Attempting,
    sql::{Reading, to_sql},
};

/// Texts that a database holds: room for many rounds, and for nobody who only wants to fill it.
const MOST: i64 = 50_000;

impl Store {
    /// Keeps a text under its hash; whoever calls has made sure that it is the text's. What is there already stays.
    ///
    /// # Errors
    /// [`StorageError::TextsFull`], or when the database fails.
    pub async fn save_round_text(&self, hash: B256, body: &str, now: Timestamp) -> Result<()> {
        if self.round_text(hash).await?.is_some() {
            return Ok(());
        }
        let mut writing = self.write().await?;
        let count = sqlx::query("SELECT COUNT(*) AS size FROM round_texts")
            .fetch_one(&mut *writing.transaction)
            .await
            .attempting("count the texts of rounds")?;
        if Reading::new("round_texts", &[], &count).integer("size")? >= MOST {
            return Err(StorageError::TextsFull { most: MOST });
        }
        let size = u64::try_from(body.len()).unwrap_or(u64::MAX);
        sqlx::query(
            "INSERT INTO round_texts (hash, body, size, stored_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (hash) DO NOTHING",
        )
        .bind(hash.to_vec())
        .bind(body.to_owned())
        .bind(to_sql("round_texts.size", size)?)
        .bind(now.unix())
        .execute(&mut *writing.transaction)
        .await
        .attempting("save a text of a round")?;
        writing.commit().await
    }

    /// A text by its hash, if it is here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn round_text(&self, hash: B256) -> Result<Option<String>> {
        let row = sqlx::query("SELECT body FROM round_texts WHERE hash = $1")
            .bind(hash.to_vec())
            .fetch_optional(self.pool())
            .await
            .attempting("find a text of a round")?;
        row.as_ref().map(|row| Reading::new("round_texts", &[], row).text("body")).transpose()
    }
}
