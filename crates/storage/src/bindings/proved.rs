//! What was proved. Rows are added and never changed.
//!
//! They are kept by the contract that pays: lists of a recurring airdrop share one, and what attestors sign for it is good
//! for each of them. By the slug of a list, somebody could begin anew under the next one and wait for nothing.

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{Binding, ChallengeId, Contract, Identity, Proved, Timestamp};

use super::challenges::WIPED;
use crate::{
    Result, StorageError, Store,
    error::Attempting,
    sql::{Reading, statement},
    store::Engine,
};

const COLUMNS: &str =
    "number, campaign, identity, login, recipient, message, evidence, proved_at, effective_at";

/// When something was proved, and from when on it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// When it was proved.
    pub proved_at: Timestamp,
    /// First moment at which it counts.
    pub effective_at: Timestamp,
}

impl Store {
    /// Uses a challenge up and keeps what was proved, in one transaction. `settle` is given every binding of the same
    /// identity in the airdrop, in the order in which they were proved, and says from when on the new one counts; `None`
    /// when it changes nothing and is not kept.
    ///
    /// # Errors
    /// [`StorageError::ChallengeOver`] when the challenge was used, has failed or is expired, or when the database fails;
    /// then nothing was kept.
    pub async fn save_binding(
        &self,
        contract: Contract,
        challenge: ChallengeId,
        proved: &Proved,
        now: Timestamp,
        settle: impl FnOnce(&[Binding]) -> Option<Settled> + Send,
    ) -> Result<()> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        if self.engine() == Engine::Postgres {
            // Two servers would see the same bindings and take the same number. Readers go on.
            let turn = sqlx::query("LOCK TABLE bindings IN EXCLUSIVE MODE").execute(&mut *connection).await;
            turn.attempting("wait for another binding")?;
        }
        let text = format!(
            "UPDATE challenges SET state = 'proved', {WIPED} \
             WHERE id = $1 AND state = 'waiting' AND expires_at > $2 AND contract = $3"
        );
        let used = statement(text)
            .bind(challenge.to_string())
            .bind(now.unix())
            .bind(contract.to_string())
            .execute(&mut *connection)
            .await
            .attempting("use a challenge")?;
        if used.rows_affected() != 1 {
            return Err(StorageError::ChallengeOver(challenge));
        }
        let before = of_identity(&mut *connection, contract, proved.identity).await?;
        if let Some(settled) = settle(&before) {
            insert(connection, contract, proved, settled).await?;
        }
        writing.commit().await
    }

    /// Every binding of one identity in an airdrop, in the order in which they were proved.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn bindings_of(&self, contract: Contract, identity: Identity) -> Result<Vec<Binding>> {
        let mut connection = self.pool().acquire().await.attempting("connect")?;
        of_identity(&mut connection, contract, identity).await
    }

    /// Every binding of an airdrop, in the order in which they were proved.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn bindings(&self, contract: Contract) -> Result<Vec<Binding>> {
        let rows = statement(format!("SELECT {COLUMNS} FROM bindings WHERE contract = $1 ORDER BY number"))
            .bind(contract.to_string())
            .fetch_all(self.pool())
            .await
            .attempting("list bindings")?;
        rows.iter().map(read).collect()
    }
}

async fn of_identity(
    connection: &mut AnyConnection,
    contract: Contract,
    identity: Identity,
) -> Result<Vec<Binding>> {
    let text =
        format!("SELECT {COLUMNS} FROM bindings WHERE contract = $1 AND identity = $2 ORDER BY number");
    let rows = statement(text)
        .bind(contract.to_string())
        .bind(identity.to_string())
        .fetch_all(connection)
        .await
        .attempting("list somebody's bindings")?;
    rows.iter().map(read).collect()
}

async fn insert(
    connection: &mut AnyConnection,
    contract: Contract,
    proved: &Proved,
    settled: Settled,
) -> Result<()> {
    let next: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) + 1 FROM bindings")
        .fetch_one(&mut *connection)
        .await
        .attempting("number a binding")?;
    let evidence = serde_json::to_string(&proved.evidence).expect("texts and bytes are JSON");
    let head = format!(
        "INSERT INTO bindings ({COLUMNS}, contract) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    statement(head)
        .bind(next)
        .bind(proved.campaign.clone())
        .bind(proved.identity.to_string())
        .bind(proved.login.clone())
        .bind(proved.recipient.to_vec())
        .bind(proved.message.clone())
        .bind(evidence)
        .bind(settled.proved_at.unix())
        .bind(settled.effective_at.unix())
        .bind(contract.to_string())
        .execute(connection)
        .await
        .attempting("keep a binding")?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Binding> {
    let row = Reading::new("bindings", &["number"], row);
    let evidence = row.text("evidence")?;
    let proved = Proved {
        campaign: row.text("campaign")?,
        identity: row.parsed("identity")?,
        login: row.text("login")?,
        recipient: row.bytes("recipient")?,
        message: row.text("message")?,
        evidence: serde_json::from_str(&evidence).map_err(|_| row.inconsistent("evidence", &evidence))?,
    };
    Ok(Binding {
        number: row.unsigned("number")?,
        proved,
        proved_at: row.moment("proved_at")?,
        effective_at: row.moment("effective_at")?,
    })
}
