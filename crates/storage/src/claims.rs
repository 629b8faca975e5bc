//! Claims as followed on the chain.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{Address, B256, ChainCursor, ClaimRecord};

use crate::{
    Result, Store,
    error::Attempting,
    sql::{Reading, to_sql, write_rows},
};

impl Store {
    /// The last block of this contract whose events are stored.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn chain_cursor(&self, chain_id: u64, airdrop: Address) -> Result<Option<ChainCursor>> {
        let row = sqlx::query(
            "SELECT chain_id, airdrop, block_number, block_hash FROM chain_cursors \
             WHERE chain_id = $1 AND airdrop = $2",
        )
        .bind(to_sql("chain_cursors.chain_id", chain_id)?)
        .bind(airdrop.to_vec())
        .fetch_optional(self.pool())
        .await
        .attempting("find a chain cursor")?;
        row.as_ref().map(read_cursor).transpose()
    }

    /// Saves one step of following a contract: forgets claims above `rollback_to` (a
    /// reorganisation took them away), adds `claims`, and moves the cursor; all or nothing, and nothing (`false`) when the cursor is
    /// no longer at `from`, where the step began: somebody else follows too, and the next step starts where they are.
    ///
    /// # Errors
    /// When the database fails or a number does not fit.
    pub async fn save_claims(
        &self,
        chain_id: u64,
        airdrop: Address,
        from: Option<ChainCursor>,
        rollback_to: Option<u64>,
        claims: &[ClaimRecord],
        cursor: ChainCursor,
    ) -> Result<bool> {
        let chain = to_sql("claims.chain_id", chain_id)?;
        let mut writing = self.write().await?;
        if !move_cursor(&mut writing.transaction, chain, airdrop, from, cursor).await? {
            return Ok(false);
        }
        if let Some(block) = rollback_to {
            sqlx::query("DELETE FROM claims WHERE chain_id = $1 AND airdrop = $2 AND block_number > $3")
                .bind(chain)
                .bind(airdrop.to_vec())
                .bind(to_sql("claims.block_number", block)?)
                .execute(&mut *writing.transaction)
                .await
                .attempting("roll claims back")?;
        }
        let place = |claim: &ClaimRecord| (claim.index, claim.block_number, claim.log_index);
        let rows: BTreeMap<_, &ClaimRecord> = claims.iter().map(|claim| (place(claim), claim)).collect();
        let rows: Vec<&ClaimRecord> = rows.into_values().collect();
        write_rows(&mut writing.transaction, INSERT, &rows, |query, row| {
            Ok(query
                .bind(chain)
                .bind(airdrop.to_vec())
                .bind(to_sql("claims.leaf", row.index)?)
                .bind(row.claimant.word().to_vec())
                .bind(row.recipient.to_vec())
                .bind(row.amount.to_string())
                .bind(row.tx_hash.to_vec())
                .bind(to_sql("claims.block_number", row.block_number)?)
                .bind(row.block_hash.to_vec())
                .bind(to_sql("claims.log_index", row.log_index)?))
        })
        .await?;
        writing.commit().await.map(|()| true)
    }

    /// The claims of one leaf in the order of the chain: at most one, but of a recurring airdrop one for each payment.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn claims_of(&self, chain_id: u64, airdrop: Address, index: u64) -> Result<Vec<ClaimRecord>> {
        let rows = sqlx::query(
            "SELECT leaf, claimant, recipient, amount, tx_hash, block_number, block_hash, log_index \
             FROM claims WHERE chain_id = $1 AND airdrop = $2 AND leaf = $3 ORDER BY block_number, log_index",
        )
        .bind(to_sql("claims.chain_id", chain_id)?)
        .bind(airdrop.to_vec())
        .bind(to_sql("claims.leaf", index)?)
        .fetch_all(self.pool())
        .await
        .attempting("find claims of a leaf")?;
        rows.iter().map(read).collect()
    }

    /// All claims of a contract, by leaf index, and each leaf's in the order of the chain.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn claims(&self, chain_id: u64, airdrop: Address) -> Result<Vec<ClaimRecord>> {
        let rows = sqlx::query(
            "SELECT leaf, claimant, recipient, amount, tx_hash, block_number, block_hash, log_index \
             FROM claims WHERE chain_id = $1 AND airdrop = $2 ORDER BY leaf, block_number, log_index",
        )
        .bind(to_sql("claims.chain_id", chain_id)?)
        .bind(airdrop.to_vec())
        .fetch_all(self.pool())
        .await
        .attempting("list claims")?;
        rows.iter().map(read).collect()
    }
}

/// Inside the transaction that saves what was read between the two, and first in it: `false`, and nothing may be saved, when
/// somebody else has moved the cursor since. What two follow at once would otherwise leave events of a branch that is gone,
/// below a cursor that stands.
pub(crate) async fn move_cursor(
    connection: &mut AnyConnection,
    chain: i64,
    contract: Address,
    from: Option<ChainCursor>,
    to: ChainCursor,
) -> Result<bool> {
    let statement = match from {
        None => {
            "INSERT INTO chain_cursors (chain_id, airdrop, block_number, block_hash) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (chain_id, airdrop) DO NOTHING"
        }
        Some(_) => {
            "UPDATE chain_cursors SET block_number = $3, block_hash = $4 \
             WHERE chain_id = $1 AND airdrop = $2 AND block_number = $5 AND block_hash = $6"
        }
    };
    let mut query = sqlx::query(statement)
        .bind(chain)
        .bind(contract.to_vec())
        .bind(to_sql("chain_cursors.block_number", to.block_number)?)
        .bind(to.block_hash.to_vec());
    if let Some(from) = from {
        query = query
            .bind(to_sql("chain_cursors.block_number", from.block_number)?)
            .bind(from.block_hash.to_vec());
    }
    let moved = query.execute(&mut *connection).await.attempting("move a chain cursor")?;
    Ok(moved.rows_affected() == 1)
}

const INSERT: (&str, usize, &str) = (
    "INSERT INTO claims (chain_id, airdrop, leaf, claimant, recipient, amount, tx_hash, block_number, \
     block_hash, log_index)",
    10,
    "ON CONFLICT (chain_id, airdrop, leaf, block_number, log_index) DO UPDATE SET \
     claimant = excluded.claimant, recipient = excluded.recipient, amount = excluded.amount, \
     tx_hash = excluded.tx_hash, block_hash = excluded.block_hash",
);

fn read(row: &AnyRow) -> Result<ClaimRecord> {
    let row = Reading::new("claims", &["leaf"], row);
    Ok(ClaimRecord {
        index: row.unsigned("leaf")?,
        claimant: row.bytes::<B256>("claimant")?.into(),
        recipient: row.bytes("recipient")?,
        amount: row.parsed("amount")?,
        tx_hash: row.bytes("tx_hash")?,
        block_number: row.unsigned("block_number")?,
        block_hash: row.bytes("block_hash")?,
        log_index: row.unsigned("log_index")?,
    })
}

fn read_cursor(row: &AnyRow) -> Result<ChainCursor> {
    let row = Reading::new("chain_cursors", &["chain_id", "airdrop"], row);
    Ok(ChainCursor { block_number: row.unsigned("block_number")?, block_hash: row.bytes("block_hash")? })
}
