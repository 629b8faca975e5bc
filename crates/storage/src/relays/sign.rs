//! Storing what is signed, in the moment in which it is.

use sqlx::AnyConnection;

use super::{
    outgoing::{BY_THIS_NONCE, COLUMNS, Outgoing, SignedAttempt, read, rows},
    senders::SenderLease,
};
use crate::{
    Result, StorageError, Store,
    error::Attempting,
    sql::{statement, to_sql},
};

impl Store {
    /// Signs for a relay that is queued: the nonce is chosen, the transaction signed and stored, and the relay marked as
    /// sent, in one transaction. The nonce is the lowest that is neither used on the chain, which has mined `count`, nor
    /// here. `None` when the relay is not queued any more.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], what `sign` gives, or when the database fails; nothing is stored then.
    pub async fn sign_relay<E: From<StorageError>>(
        &self,
        lease: &SenderLease,
        relay: &str,
        count: u64,
        sign: impl FnOnce(u64) -> Result<SignedAttempt, E>,
    ) -> Result<Option<Outgoing>, E> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        self.hold_sender(connection, lease).await?;
        let nonce = free_nonce(connection, lease, count).await?;
        let signed = sign(nonce)?;
        let marked: Option<(i64, String)> = sqlx::query_as(
            "UPDATE relays SET state = 'sent', tx_hash = $1, block_number = NULL, gas_used = NULL \
             WHERE id = $2 AND state = 'queued' RETURNING ceiling, amount",
        )
        .bind(signed.tx_hash.to_vec())
        .bind(relay.to_owned())
        .fetch_optional(&mut *connection)
        .await
        .attempting("mark a relay as sent")?;
        let Some((ceiling, amount)) = marked else { return Ok(None) };
        let now = self.database_time(connection).await?;
        let what = (relay, amount, ceiling);
        let outgoing = insert(connection, lease, (nonce, 0), what, &signed, now).await?;
        writing.commit().await?;
        Ok(Some(outgoing))
    }

    /// Stores a transaction that replaces another of the same nonce for a higher fee. `false` when another process has
    /// done so, or the nonce is settled.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], or when the database fails.
    pub async fn replace_outgoing(
        &self,
        lease: &SenderLease,
        replaced: &Outgoing,
        signed: &SignedAttempt,
    ) -> Result<bool> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        self.hold_sender(connection, lease).await?;
        let rows = rows(
            connection,
            lease,
            "state = 'live' AND nonce = $3",
            to_sql("outgoing.nonce", replaced.nonce)?,
        );
        let newest = rows.await?.last().map(|newest| newest.attempt);
        if newest != Some(replaced.attempt) {
            return Ok(false);
        }
        let now = self.database_time(connection).await?;
        let place = (replaced.nonce, replaced.attempt + 1);
        let ceiling = to_sql("outgoing.ceiling", replaced.ceiling.get())?;
        let what = (replaced.relay.as_str(), replaced.amount.to_string(), ceiling);
        insert(connection, lease, place, what, signed, now).await?;
        statement(format!("UPDATE relays SET tx_hash = $4 WHERE id = $5 AND {BY_THIS_NONCE}"))
            .bind(lease.chain()?)
            .bind(lease.sender.to_vec())
            .bind(to_sql("outgoing.nonce", replaced.nonce)?)
            .bind(signed.tx_hash.to_vec())
            .bind(replaced.relay.clone())
            .execute(&mut *connection)
            .await
            .attempting("name a relay's transaction")?;
        writing.commit().await?;
        Ok(true)
    }
}

/// The lowest that is not below `count` and has no row. One below ours may be free: the key was used elsewhere, and the chain
/// has taken that back.
async fn free_nonce(connection: &mut AnyConnection, lease: &SenderLease, count: u64) -> Result<u64> {
    let next: i64 = sqlx::query_scalar(
        "SELECT MIN(place.nonce) FROM (SELECT CAST($3 AS BIGINT) AS nonce UNION ALL SELECT nonce + 1 FROM outgoing \
         WHERE chain_id = $1 AND sender = $2 AND nonce >= $3) place WHERE NOT EXISTS (SELECT 1 FROM outgoing \
         WHERE outgoing.chain_id = $1 AND outgoing.sender = $2 AND outgoing.nonce = place.nonce)",
    )
    .bind(lease.chain()?)
    .bind(lease.sender.to_vec())
    .bind(to_sql("outgoing.nonce", count)?)
    .fetch_one(connection)
    .await
    .attempting("choose a nonce")?;
    Ok(u64::try_from(next).unwrap_or_default())
}

async fn insert(
    connection: &mut AnyConnection,
    lease: &SenderLease,
    (nonce, attempt): (u64, u64),
    (relay, amount, ceiling): (&str, String, i64),
    signed: &SignedAttempt,
    now: i64,
) -> Result<Outgoing> {
    let row = statement(format!(
        "INSERT INTO outgoing (chain_id, sender, {COLUMNS}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'live') RETURNING {COLUMNS}"
    ))
    .bind(lease.chain()?)
    .bind(lease.sender.to_vec())
    .bind(to_sql("outgoing.nonce", nonce)?)
    .bind(to_sql("outgoing.attempt", attempt)?)
    .bind(relay.to_owned())
    .bind(amount)
    .bind(ceiling)
    .bind(signed.tx_hash.to_vec())
    .bind(signed.raw.clone())
    .bind(to_sql("outgoing.gas_limit", signed.gas_limit)?)
    .bind(to_sql("outgoing.max_fee", signed.max_fee)?)
    .bind(signed.priority_fee.map(|fee| to_sql("outgoing.priority_fee", fee)).transpose()?)
    .bind(now)
    .fetch_one(connection)
    .await
    .attempting("keep a transaction")?;
    read(&row)
}
