//! Events of rounds as followed on the chain.

use std::collections::BTreeMap;

use sqlx::any::AnyRow;
use tributary_model::{Address, ChainCursor, RoundEvent, RoundRecord};

use crate::{
    Result, Store,
    claims::move_cursor,
    error::Attempting,
    sql::{Reading, to_sql, write_rows},
};

const INSERT: (&str, usize, &str) = (
    "INSERT INTO round_events (chain_id, round, block_number, log_index, block_hash, block_time, tx_hash, kind, body)",
    9,
    "ON CONFLICT (chain_id, round, block_number, log_index) DO UPDATE SET block_hash = excluded.block_hash, \
     block_time = excluded.block_time, tx_hash = excluded.tx_hash, kind = excluded.kind, body = excluded.body",
);

impl Store {
    /// Saves one step of following a round: forgets events above `rollback_to` (a reorganisation took them away), adds
    /// `events`, and moves the cursor; all or nothing, and nothing (`false`) when the cursor is no longer at `from`, where the step
    /// began: somebody else follows too, and the next step starts where they are. [`Store::chain_cursor`] gives it back under the round's address.
    ///
    /// # Errors
    /// When the database fails or a number does not fit.
    pub async fn save_round_events(
        &self,
        chain_id: u64,
        round: Address,
        from: Option<ChainCursor>,
        rollback_to: Option<u64>,
        events: &[RoundRecord],
        cursor: ChainCursor,
    ) -> Result<bool> {
        let chain = to_sql("round_events.chain_id", chain_id)?;
        let mut writing = self.write().await?;
        if !move_cursor(&mut writing.transaction, chain, round, from, cursor).await? {
            return Ok(false);
        }
        if let Some(block) = rollback_to {
            sqlx::query("DELETE FROM round_events WHERE chain_id = $1 AND round = $2 AND block_number > $3")
                .bind(chain)
                .bind(round.to_vec())
                .bind(to_sql("round_events.block_number", block)?)
                .execute(&mut *writing.transaction)
                .await
                .attempting("roll the events of a round back")?;
        }
        let rows: BTreeMap<(u64, u64), &RoundRecord> =
            events.iter().map(|record| ((record.block_number, record.log_index), record)).collect();
        let rows: Vec<&RoundRecord> = rows.into_values().collect();
        write_rows(&mut writing.transaction, INSERT, &rows, |query, row| {
            let body = serde_json::to_value(&row.event).expect("an event is JSON");
            let kind = body["kind"].as_str().expect("an event has a kind").to_owned();
            Ok(query
                .bind(chain)
                .bind(round.to_vec())
                .bind(to_sql("round_events.block_number", row.block_number)?)
                .bind(to_sql("round_events.log_index", row.log_index)?)
                .bind(row.block_hash.to_vec())
                .bind(row.block_time.unix())
                .bind(row.tx_hash.to_vec())
                .bind(kind)
                .bind(body.to_string()))
        })
        .await?;
        writing.commit().await.map(|()| true)
    }

    /// All events of a round up to a block, or all that there are, in the order of the chain.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn round_events(
        &self,
        chain_id: u64,
        round: Address,
        until: Option<u64>,
    ) -> Result<Vec<RoundRecord>> {
        let until = until.map_or(Ok(i64::MAX), |block| to_sql("round_events.block_number", block))?;
        let rows = sqlx::query(
            "SELECT block_number, log_index, block_hash, block_time, tx_hash, body FROM round_events \
             WHERE chain_id = $1 AND round = $2 AND block_number <= $3 ORDER BY block_number, log_index",
        )
        .bind(to_sql("round_events.chain_id", chain_id)?)
        .bind(round.to_vec())
        .bind(until)
        .fetch_all(self.pool())
        .await
        .attempting("list the events of a round")?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<RoundRecord> {
    let row = Reading::new("round_events", &["block_number", "log_index"], row);
    let body = row.text("body")?;
    let event: RoundEvent = serde_json::from_str(&body).map_err(|_| row.inconsistent("body", &body))?;
    Ok(RoundRecord {
        event,
        tx_hash: row.bytes("tx_hash")?,
        block_number: row.unsigned("block_number")?,
        block_hash: row.bytes("block_hash")?,
        block_time: row.moment("block_time")?,
        log_index: row.unsigned("log_index")?,
    })
}
