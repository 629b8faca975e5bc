//! The transactions of a key, as they are stored.

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{Address, Amount, B256, Gwei, Timestamp};

use super::senders::SenderLease;
use crate::{
    Result, Store,
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
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Mined => "mined",
            Self::Superseded => "superseded",
            Self::Lost => "lost",
        }
    }
}

pub(super) const COLUMNS: &str = "nonce, attempt, relay, amount, ceiling, tx_hash, raw, gas_limit, max_fee, priority_fee, signed_at, state";
/// Of a relay: it is sent with the nonce that the first three values name.
pub(super) const BY_THIS_NONCE: &str = "state = 'sent' AND tx_hash IN (SELECT outgoing.tx_hash FROM outgoing \
                             WHERE outgoing.chain_id = $1 AND outgoing.sender = $2 AND outgoing.nonce = $3)";

impl Store {
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
}

pub(super) async fn rows(
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

pub(super) fn read(row: &AnyRow) -> Result<Outgoing> {
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
