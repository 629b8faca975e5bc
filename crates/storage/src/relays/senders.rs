//! Who may sign with a key: one process at a time, also of several machines on one database.

use std::time::Duration;

use sqlx::AnyConnection;
use tributary_model::{Address, U256};

use crate::{
    Result, StorageError, Store,
    error::Attempting,
    sql::{Reading, to_sql},
};

/// The right to sign with a key on a chain. It ends unless it is renewed, which every step that changes something does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderLease {
    /// EIP-155 id.
    pub chain_id: u64,
    /// The key's account.
    pub sender: Address,
    /// How long it lasts from each renewal; the database counts whole seconds.
    pub lasts: Duration,
    number: i64,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderSeen {
    /// Who signs with it now, for people.
    pub owner: Option<String>,
    /// Its wei, as last seen.
    pub balance: Option<U256>,
    /// Why it sends nothing now.
    pub notice: Option<String>,
}

impl SenderLease {
    pub(super) fn chain(&self) -> Result<i64> {
        to_sql("senders.chain_id", self.chain_id)
    }

    fn until(&self, now: i64) -> Result<i64> {
        Ok(now + to_sql("senders.lease_until", self.lasts.as_secs())?)
    }
}

impl Store {
    /// Takes a key up. `None` while somebody else holds it. `owner` is for people.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_sender(
        &self,
        chain_id: u64,
        sender: Address,
        owner: &str,
        lasts: Duration,
    ) -> Result<Option<SenderLease>> {
        let mut lease = SenderLease { chain_id, sender, lasts, number: 0 };
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        let now = self.database_time(connection).await?;
        sqlx::query(
            "INSERT INTO senders (chain_id, sender, lease) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING",
        )
        .bind(lease.chain()?)
        .bind(sender.to_vec())
        .execute(&mut *connection)
        .await
        .attempting("note a sender")?;
        let number: Option<i64> = sqlx::query_scalar(
            "UPDATE senders SET lease = lease + 1, owner = $1, lease_until = $2 \
             WHERE chain_id = $3 AND sender = $4 AND (lease_until IS NULL OR lease_until <= $5) RETURNING lease",
        )
        .bind(owner.to_owned())
        .bind(lease.until(now)?)
        .bind(lease.chain()?)
        .bind(sender.to_vec())
        .bind(now)
        .fetch_optional(&mut *connection)
        .await
        .attempting("take a sender up")?;
        writing.commit().await?;
        Ok(number.map(|number| {
            lease.number = number;
            lease
        }))
    }

    /// Goes on holding a key.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], or when the database fails.
    pub async fn renew_sender(&self, lease: &SenderLease) -> Result<()> {
        let mut writing = self.write().await?;
        self.hold_sender(&mut writing.transaction, lease).await?;
        writing.commit().await
    }

    /// Gives a key back, for others to take up at once.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], or when the database fails.
    pub async fn release_sender(&self, lease: &SenderLease) -> Result<()> {
        let mut writing = self.write().await?;
        self.hold_sender(&mut writing.transaction, lease).await?;
        sqlx::query(
            "UPDATE senders SET owner = NULL, lease_until = NULL WHERE chain_id = $1 AND sender = $2",
        )
        .bind(lease.chain()?)
        .bind(lease.sender.to_vec())
        .execute(&mut *writing.transaction)
        .await
        .attempting("give a sender back")?;
        writing.commit().await
    }

    /// Keeps what was seen of a key, for others to read.
    ///
    /// # Errors
    /// [`StorageError::SenderLost`], or when the database fails.
    pub async fn note_sender(
        &self,
        lease: &SenderLease,
        balance: Option<U256>,
        notice: Option<&str>,
    ) -> Result<()> {
        let mut writing = self.write().await?;
        self.hold_sender(&mut writing.transaction, lease).await?;
        sqlx::query(
            "UPDATE senders SET balance = COALESCE($1, balance), notice = $2 WHERE chain_id = $3 AND sender = $4",
        )
        .bind(balance.map(|balance| balance.to_string()))
        .bind(notice.map(str::to_owned))
        .bind(lease.chain()?)
        .bind(lease.sender.to_vec())
        .execute(&mut *writing.transaction)
        .await
        .attempting("note what a sender has")?;
        writing.commit().await
    }

    /// What is known of a key; `None` when it never sent.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn sender(&self, chain_id: u64, sender: Address) -> Result<Option<SenderSeen>> {
        let row = sqlx::query(
            "SELECT chain_id, owner, balance, notice FROM senders WHERE chain_id = $1 AND sender = $2",
        )
        .bind(to_sql("senders.chain_id", chain_id)?)
        .bind(sender.to_vec())
        .fetch_optional(self.pool())
        .await
        .attempting("find a sender")?;
        let Some(row) = row else { return Ok(None) };
        let row = Reading::new("senders", &["chain_id"], &row);
        let balance = row.optional_text("balance")?.map(|_| row.parsed("balance")).transpose()?;
        Ok(Some(SenderSeen {
            owner: row.optional_text("owner")?,
            balance,
            notice: row.optional_text("notice")?,
        }))
    }

    /// Renews the lease inside a transaction; on PostgreSQL this also keeps others from taking the key up before the end.
    pub(super) async fn hold_sender(
        &self,
        connection: &mut AnyConnection,
        lease: &SenderLease,
    ) -> Result<()> {
        let until = lease.until(self.database_time(connection).await?)?;
        let held = sqlx::query(
            "UPDATE senders SET lease_until = $1 \
             WHERE chain_id = $2 AND sender = $3 AND lease = $4 AND lease_until IS NOT NULL",
        )
        .bind(until)
        .bind(lease.chain()?)
        .bind(lease.sender.to_vec())
        .bind(lease.number)
        .execute(connection)
        .await
        .attempting("renew a lease")?;
        if held.rows_affected() == 1 {
            return Ok(());
        }
        Err(StorageError::SenderLost { chain_id: lease.chain_id, sender: lease.sender })
    }
}
