//! What waits to be signed, what is given up before that, and how many there are of each.

use tributary_model::{Address, Gwei};

use super::{COLUMNS, Relay, RelayState, budget::sums, read, senders::SenderLease};
use crate::{
    Result, Store,
    error::Attempting,
    sql::{statement, to_sql},
};

/// Relays by state, and what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RelayTotals {
    /// To be signed.
    pub queued: u64,
    /// Signed.
    pub sent: u64,
    /// Paid.
    pub mined: u64,
    /// Given up.
    pub failed: u64,
    /// What their transactions have cost.
    pub spent: Gwei,
    /// What those under way may cost.
    pub reserved: Gwei,
}

impl RelayTotals {
    /// All of them.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.queued + self.sent + self.mined + self.failed
    }
}

impl Store {
    /// The relays of a chain that wait to be signed, the longest waiting first.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn queued_relays(&self, chain_id: u64, most: u64) -> Result<Vec<Relay>> {
        let text = format!(
            "SELECT {COLUMNS} FROM relays WHERE chain_id = $1 AND state = 'queued' \
             ORDER BY accepted_at, airdrop, leaf LIMIT $2"
        );
        let rows = statement(text)
            .bind(to_sql("relays.chain_id", chain_id)?)
            .bind(to_sql("relays.id", most)?)
            .fetch_all(self.pool())
            .await
            .attempting("list queued relays")?;
        rows.iter().map(read).collect()
    }

    /// Gives up a relay of which nothing was signed since it was accepted. What was set aside for it is free again, and
    /// it does not count for its claimant.
    ///
    /// # Errors
    /// [`crate::StorageError::SenderLost`], or when the database fails.
    pub async fn fail_queued_relay(&self, lease: &SenderLease, id: &str, failure: &str) -> Result<()> {
        let mut writing = self.write().await?;
        self.hold_sender(&mut writing.transaction, lease).await?;
        sqlx::query(
            "UPDATE relays SET state = 'failed', failure = $1, counted = counted - 1 \
             WHERE id = $2 AND state = 'queued'",
        )
        .bind(failure.to_owned())
        .bind(id.to_owned())
        .execute(&mut *writing.transaction)
        .await
        .attempting("give up a relay")?;
        writing.commit().await
    }

    /// How many relays there are, of one contract.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn relay_totals(&self, chain_id: u64, airdrop: Address) -> Result<RelayTotals> {
        let mut connection = self.pool().acquire().await.attempting("connect")?;
        let chain = to_sql("relays.chain_id", chain_id)?;
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT state, COUNT(*) FROM relays WHERE chain_id = $1 AND airdrop = $2 GROUP BY state",
        )
        .bind(chain)
        .bind(airdrop.to_vec())
        .fetch_all(&mut *connection)
        .await
        .attempting("count relays")?;
        let (spent, reserved) = sums(&mut connection, (chain, airdrop)).await?;
        let mut totals = RelayTotals { spent, reserved, ..RelayTotals::default() };
        for (state, count) in rows {
            let count = u64::try_from(count).unwrap_or_default();
            match RelayState::ALL.into_iter().find(|known| known.as_str() == state) {
                Some(RelayState::Queued) => totals.queued = count,
                Some(RelayState::Sent) => totals.sent = count,
                Some(RelayState::Mined) => totals.mined = count,
                Some(RelayState::Failed) | None => totals.failed += count,
            }
        }
        Ok(totals)
    }
}
