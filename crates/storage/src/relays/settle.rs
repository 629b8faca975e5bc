//! What became of the transactions of a key: in which block they are, what they cost, and what their relays are by that.

use sqlx::AnyConnection;

use super::{
    outgoing::{BY_THIS_NONCE, Outcome, Outgoing, OutgoingState},
    senders::SenderLease,
};
use crate::{
    Result, Store,
    error::Attempting,
    sql::{statement, to_sql},
};

impl Store {
    /// Says in which block a relay's transaction is, or that it is in none any more.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], or when the database fails.
    pub async fn note_block(
        &self,
        lease: &SenderLease,
        outgoing: &Outgoing,
        block_number: Option<u64>,
    ) -> Result<()> {
        let mut writing = self.write().await?;
        self.hold_sender(&mut writing.transaction, lease).await?;
        statement(format!(
            "UPDATE relays SET tx_hash = $4, block_number = $5 WHERE id = $6 AND {BY_THIS_NONCE}"
        ))
        .bind(lease.chain()?)
        .bind(lease.sender.to_vec())
        .bind(to_sql("outgoing.nonce", outgoing.nonce)?)
        .bind(outgoing.signed.tx_hash.to_vec())
        .bind(block_number.map(|number| to_sql("relays.block_number", number)).transpose()?)
        .bind(outgoing.relay.clone())
        .execute(&mut *writing.transaction)
        .await
        .attempting("note a relay's block")?;
        writing.commit().await
    }

    /// A transaction is deep in the chain: its nonce is settled, and what it cost is spent. If it has paid, its relay is
    /// paid, unless that has gone on to a larger amount; if it has not, its relay is over, unless another nonce is under way
    /// for it.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], or when the database fails.
    pub async fn settle_outgoing(&self, lease: &SenderLease, relay: &str, settled: &Outcome) -> Result<()> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        self.hold_sender(connection, lease).await?;
        let now = self.database_time(connection).await?;
        let cost = to_sql("outgoing.cost", settled.cost.get())?;
        let changed = sqlx::query(
            "UPDATE outgoing SET state = CASE WHEN attempt = $1 THEN 'mined' ELSE 'superseded' END, \
             cost = CASE WHEN attempt = $1 THEN $2 ELSE NULL END, \
             settled_at = CASE WHEN attempt = $1 THEN $3 ELSE NULL END \
             WHERE chain_id = $4 AND sender = $5 AND nonce = $6 AND state = 'live'",
        )
        .bind(to_sql("outgoing.attempt", settled.attempt)?)
        .bind(cost)
        .bind(now)
        .bind(lease.chain()?)
        .bind(lease.sender.to_vec())
        .bind(to_sql("outgoing.nonce", settled.nonce)?)
        .execute(&mut *connection)
        .await
        .attempting("settle a transaction")?;
        if changed.rows_affected() == 0 {
            return Ok(());
        }
        add_cost(connection, relay, cost).await?;
        end_relay(connection, lease, relay, settled).await?;
        writing.commit().await
    }

    /// A nonce was used by something that is not here: its relay goes back to the queue, unless it is over.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], or when the database fails.
    pub async fn lose_outgoing(&self, lease: &SenderLease, nonce: u64, relay: &str) -> Result<()> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        self.hold_sender(connection, lease).await?;
        set_state(connection, lease, nonce, OutgoingState::Lost).await?;
        sqlx::query(
            "UPDATE relays SET state = 'queued', tx_hash = NULL, block_number = NULL WHERE id = $1 AND state = 'sent' \
             AND NOT EXISTS (SELECT 1 FROM outgoing WHERE outgoing.relay = relays.id AND outgoing.state = 'live' \
             AND outgoing.amount = relays.amount)",
        )
        .bind(relay.to_owned())
        .execute(&mut *connection)
        .await
        .attempting("queue a relay again")?;
        writing.commit().await
    }

    /// A nonce that was settled or lost is free on the chain again: its transactions are live, and what it cost is not
    /// spent. Its relay is sent again if it was over by that transaction.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], or when the database fails.
    pub async fn reopen_outgoing(&self, lease: &SenderLease, nonce: u64, relay: &str) -> Result<()> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        self.hold_sender(connection, lease).await?;
        let mined: Option<(i64, Vec<u8>)> = sqlx::query_as(
            "SELECT cost, tx_hash FROM outgoing \
             WHERE chain_id = $1 AND sender = $2 AND nonce = $3 AND state = 'mined' AND cost IS NOT NULL",
        )
        .bind(lease.chain()?)
        .bind(lease.sender.to_vec())
        .bind(to_sql("outgoing.nonce", nonce)?)
        .fetch_optional(&mut *connection)
        .await
        .attempting("find what a transaction cost")?;
        set_state(connection, lease, nonce, OutgoingState::Live).await?;
        if let Some((cost, tx_hash)) = mined {
            add_cost(connection, relay, -cost).await?;
            sqlx::query(
                "UPDATE relays SET state = 'sent', failure = NULL, block_number = NULL, gas_used = NULL \
                 WHERE id = $1 AND tx_hash = $2 AND state IN ('mined', 'failed')",
            )
            .bind(relay.to_owned())
            .bind(tx_hash)
            .execute(&mut *connection)
            .await
            .attempting("send a relay again")?;
        }
        writing.commit().await
    }
}

/// What is paid stays paid, whatever becomes of a second transaction of the same relay.
async fn end_relay(
    connection: &mut AnyConnection,
    lease: &SenderLease,
    relay: &str,
    settled: &Outcome,
) -> Result<()> {
    let whose = if settled.paid && settled.word.is_none() {
        "state <> 'mined' AND amount IN (SELECT outgoing.amount FROM outgoing \
         WHERE outgoing.chain_id = $1 AND outgoing.sender = $2 AND outgoing.nonce = $3)"
    } else {
        BY_THIS_NONCE
    };
    statement(format!(
        "UPDATE relays SET state = $4, failure = $5, block_number = $6, gas_used = $7, \
         tx_hash = (SELECT outgoing.tx_hash FROM outgoing \
           WHERE outgoing.chain_id = $1 AND outgoing.sender = $2 AND outgoing.nonce = $3 AND outgoing.attempt = $8) \
         WHERE id = $9 AND {whose}"
    ))
    .bind(lease.chain()?)
    .bind(lease.sender.to_vec())
    .bind(to_sql("outgoing.nonce", settled.nonce)?)
    .bind(if settled.paid { "mined" } else { "failed" })
    .bind(settled.word.clone())
    .bind(to_sql("relays.block_number", settled.block_number)?)
    .bind(to_sql("relays.gas_used", settled.gas_used)?)
    .bind(to_sql("outgoing.attempt", settled.attempt)?)
    .bind(relay.to_owned())
    .execute(connection)
    .await
    .attempting("settle a relay")?;
    Ok(())
}

async fn set_state(
    connection: &mut AnyConnection,
    lease: &SenderLease,
    nonce: u64,
    state: OutgoingState,
) -> Result<()> {
    sqlx::query(
        "UPDATE outgoing SET state = $1, cost = NULL, settled_at = NULL WHERE chain_id = $2 AND sender = $3 AND nonce = $4",
    )
    .bind(state.as_str())
    .bind(lease.chain()?)
    .bind(lease.sender.to_vec())
    .bind(to_sql("outgoing.nonce", nonce)?)
    .execute(connection)
    .await
    .attempting("mark transactions")?;
    Ok(())
}

async fn add_cost(connection: &mut AnyConnection, relay: &str, cost: i64) -> Result<()> {
    sqlx::query("UPDATE relays SET spent = spent + $1 WHERE id = $2")
        .bind(cost)
        .bind(relay.to_owned())
        .execute(connection)
        .await
        .attempting("count what a relay cost")?;
    Ok(())
}
