//! The lists of a round under their hash, and what donors were shown before.

use sqlx::any::AnyRow;
use tributary_model::{Address, B256, Timestamp};

use crate::{
    Result, Store,
    error::Attempting,
    sql::{Reading, to_sql, write_rows},
};

/// One list of those that are kept together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptList {
    /// Which.
    pub name: String,
    /// Its text.
    pub body: String,
    /// When.
    pub kept_at: Timestamp,
}

/// What a donor was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCoefficient {
    /// Whose.
    pub donor: Address,
    /// The decimal.
    pub coefficient: String,
    /// Why it was that.
    pub reason: String,
    /// When it was shown last.
    pub shown_at: Timestamp,
}

impl Store {
    /// Keeps the lists of a round, all of them together, under their common hash. What is kept stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_round_lists(
        &self,
        (chain_id, round): (u64, Address),
        lists_hash: B256,
        lists: &[KeptList],
    ) -> Result<()> {
        let chain = to_sql("round_lists.chain_id", chain_id)?;
        let mut writing = self.write().await?;
        let insert = (
            "INSERT INTO round_lists (chain_id, round, lists_hash, name, body, kept_at)",
            6,
            "ON CONFLICT (chain_id, round, lists_hash, name) DO NOTHING",
        );
        write_rows(&mut writing.transaction, insert, lists, |query, list| {
            Ok(query
                .bind(chain)
                .bind(round.to_vec())
                .bind(lists_hash.to_vec())
                .bind(list.name.clone())
                .bind(list.body.clone())
                .bind(list.kept_at.unix()))
        })
        .await?;
        writing.commit().await
    }

    /// The lists of a round under a hash, by name; none when they are not kept here.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn round_lists(
        &self,
        (chain_id, round): (u64, Address),
        lists_hash: B256,
    ) -> Result<Vec<KeptList>> {
        let rows = sqlx::query(
            "SELECT name, body, kept_at FROM round_lists \
             WHERE chain_id = $1 AND round = $2 AND lists_hash = $3 ORDER BY name",
        )
        .bind(to_sql("round_lists.chain_id", chain_id)?)
        .bind(round.to_vec())
        .bind(lists_hash.to_vec())
        .fetch_all(self.pool())
        .await
        .attempting("list the lists of a round")?;
        rows.iter().map(read_list).collect()
    }

    /// Notes what a donor is shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_shown(&self, chain_id: u64, round: Address, shown: &ShownCoefficient) -> Result<()> {
        let mut writing = self.write().await?;
        sqlx::query(
            "INSERT INTO round_shown (chain_id, round, donor, coefficient, reason, shown_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (chain_id, round, donor) DO UPDATE SET \
             coefficient = excluded.coefficient, reason = excluded.reason, shown_at = excluded.shown_at",
        )
        .bind(to_sql("round_shown.chain_id", chain_id)?)
        .bind(round.to_vec())
        .bind(shown.donor.to_vec())
        .bind(shown.coefficient.clone())
        .bind(shown.reason.clone())
        .bind(shown.shown_at.unix())
        .execute(&mut *writing.transaction)
        .await
        .attempting("note a coefficient that was shown")?;
        writing.commit().await
    }

    /// What a donor was shown last.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn shown(
        &self,
        chain_id: u64,
        round: Address,
        donor: Address,
    ) -> Result<Option<ShownCoefficient>> {
        let row = sqlx::query(
            "SELECT donor, coefficient, reason, shown_at FROM round_shown \
             WHERE chain_id = $1 AND round = $2 AND donor = $3",
        )
        .bind(to_sql("round_shown.chain_id", chain_id)?)
        .bind(round.to_vec())
        .bind(donor.to_vec())
        .fetch_optional(self.pool())
        .await
        .attempting("find a coefficient that was shown")?;
        row.as_ref().map(read_shown).transpose()
    }
}

fn read_list(row: &AnyRow) -> Result<KeptList> {
    let row = Reading::new("round_lists", &["name"], row);
    Ok(KeptList { name: row.text("name")?, body: row.text("body")?, kept_at: row.moment("kept_at")? })
}

fn read_shown(row: &AnyRow) -> Result<ShownCoefficient> {
    let row = Reading::new("round_shown", &["donor"], row);
    Ok(ShownCoefficient {
        donor: row.bytes("donor")?,
        coefficient: row.text("coefficient")?,
        reason: row.text("reason")?,
        shown_at: row.moment("shown_at")?,
    })
}
