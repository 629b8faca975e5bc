//! The transactions of a key: stored when they are signed, and what became of them.

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{Address, Amount, B256, Gwei, Timestamp};

use super::senders::SenderLease;
use crate::{
    Result, StorageError, Store,
    error::Attempting,
    sql::{Reading, statement, to_sql},
};

/// A transaction as it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedAttempt {
    /// Its hash.
    pub tx_hash: B256,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// The most gas that it may use.
    pub gas_limit: u64,
    /// The most wei that it pays for each unit of gas.
    pub max_fee: u64,
    /// How many of them are a tip; `None` for a plain gas price.
    pub priority_fee: Option<u64>,
}

/// A transaction that was signed for a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place among the key's.
    pub nonce: u64,
    /// How many of its nonce were signed before.
    pub attempt: u64,
    /// For whom.
    pub relay: String,
    /// The leaf's amount that it claims. Its relay may have gone on to a list in which the leaf is worth more.
    pub amount: Amount,
    /// The most that its nonce may cost.
    pub ceiling: Gwei,
    /// What was signed.
    pub signed: SignedAttempt,
    /// When.
    pub signed_at: Timestamp,
    /// How many seconds ago that is, by the database's clock.
    pub age: u64,
    /// What became of it.
    pub state: OutgoingState,
}

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutgoingState {
    /// It may be mined.
    Live,
    /// It was, and deep enough.
    Mined,
    /// Another one of its nonce was.
    Superseded,
    /// The nonce was used by something that is not here.
    Lost,
}

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which.
    pub nonce: u64,
    /// Which of that nonce.
    pub attempt: u64,
    /// Its block.
    pub block_number: u64,
    /// The gas that it used.
    pub gas_used: u64,
    /// What it cost.
    pub cost: Gwei,
    /// Is the leaf paid?
    pub paid: bool,
    /// Why not; or that another transaction had paid it. `None` when this one has.
    pub word: Option<String>,
}

impl OutgoingState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Mined => "mined",
            Self::Superseded => "superseded",
            Self::Lost => "lost",
        }
    }
}

const COLUMNS: &str = "nonce, attempt, relay, amount, ceiling, tx_hash, raw, gas_limit, max_fee, priority_fee, signed_at, state";
/// Of a relay: it is sent with the nonce that the first three values name.
const BY_THIS_NONCE: &str = "state = 'sent' AND tx_hash IN (SELECT outgoing.tx_hash FROM outgoing \
                             WHERE outgoing.chain_id = $1 AND outgoing.sender = $2 AND outgoing.nonce = $3)";

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

    /// The key's transactions that are live, and all from the nonce `from` on if there is one, by nonce and attempt.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn open_outgoing(&self, lease: &SenderLease, from: Option<u64>) -> Result<Vec<Outgoing>> {
        let mut connection = self.pool().acquire().await.attempting("connect")?;
        let now = self.database_time(&mut connection).await?;
        let from = from.map_or(Ok(i64::MAX), |from| to_sql("outgoing.nonce", from))?;
        let mut found = rows(&mut connection, lease, "(state = 'live' OR nonce >= $3)", from).await?;
        for outgoing in &mut found {
            outgoing.age = u64::try_from(now - outgoing.signed_at.unix()).unwrap_or_default();
        }
        Ok(found)
    }

    /// Every transaction that was signed for a relay, by whichever key, with that key.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn outgoing_of(&self, relay: &str) -> Result<Vec<(Address, Outgoing)>> {
        let text = format!(
            "SELECT sender, {COLUMNS} FROM outgoing WHERE relay = $1 ORDER BY sender, nonce, attempt"
        );
        let rows = statement(text)
            .bind(relay.to_owned())
            .fetch_all(self.pool())
            .await
            .attempting("list a relay's transactions")?;
        rows.iter()
            .map(|row| {
                Ok((Reading::new("outgoing", &["nonce", "attempt"], row).bytes("sender")?, read(row)?))
            })
            .collect()
    }

    /// Keys that have live transactions on a chain.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn senders_under_way(&self, chain_id: u64) -> Result<Vec<Address>> {
        let rows = sqlx::query(
            "SELECT DISTINCT sender FROM outgoing WHERE chain_id = $1 AND state = 'live' ORDER BY sender",
        )
        .bind(to_sql("outgoing.chain_id", chain_id)?)
        .fetch_all(self.pool())
        .await
        .attempting("list senders")?;
        rows.iter().map(|row| Reading::new("outgoing", &[], row).bytes("sender")).collect()
    }

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

async fn rows(
    connection: &mut AnyConnection,
    lease: &SenderLease,
    which: &str,
    nonce: i64,
) -> Result<Vec<Outgoing>> {
    let text = format!(
        "SELECT {COLUMNS} FROM outgoing WHERE chain_id = $1 AND sender = $2 AND {which} ORDER BY nonce, attempt"
    );
    let rows = statement(text)
        .bind(lease.chain()?)
        .bind(lease.sender.to_vec())
        .bind(nonce)
        .fetch_all(connection)
        .await
        .attempting("list transactions")?;
    rows.iter().map(read).collect()
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

fn read(row: &AnyRow) -> Result<Outgoing> {
    let row = Reading::new("outgoing", &["nonce", "attempt"], row);
    let (state, at) = (row.text("state")?, row.integer("signed_at")?);
    let states = [OutgoingState::Live, OutgoingState::Mined, OutgoingState::Superseded, OutgoingState::Lost];
    Ok(Outgoing {
        nonce: row.unsigned("nonce")?,
        attempt: row.unsigned("attempt")?,
        relay: row.text("relay")?,
        amount: row.parsed("amount")?,
        ceiling: Gwei::new(row.unsigned("ceiling")?),
        signed: SignedAttempt {
            tx_hash: row.bytes("tx_hash")?,
            raw: row.blob("raw")?,
            gas_limit: row.unsigned("gas_limit")?,
            max_fee: row.unsigned("max_fee")?,
            priority_fee: row.optional_integer("priority_fee")?,
        },
        signed_at: Timestamp::from_unix(at).ok_or_else(|| row.inconsistent("signed_at", at))?,
        age: 0,
        state: states
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or_else(|| row.inconsistent("state", state))?,
    })
}
