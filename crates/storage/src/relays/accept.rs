//! Accepting a claim: once for each leaf, and only within the budgets.

use sqlx::AnyConnection;
use tributary_model::Address;

use super::{
    COLUMNS, Relay, SponsoredClaim,
    budget::{BudgetRefusal, SponsorBudget, refusal},
    read,
};
use crate::{
    Result, Store,
    error::Attempting,
    sql::{statement, to_sql},
    store::Engine,
};

/// What became of a claim that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It is in the queue now.
    Accepted(Relay),
    /// It was there before and is not over, or is paid; nothing changed.
    Known(Relay),
    /// There is no room for it; nothing changed.
    Refused(BudgetRefusal),
}

impl SponsoredClaim {
    /// The id of this leaf's relay.
    #[must_use]
    pub fn relay_id(&self) -> String {
        relay_id(self.chain_id, self.airdrop, self.leaf)
    }
}

fn relay_id(chain_id: u64, airdrop: Address, leaf: u64) -> String {
    let words = [chain_id.to_be_bytes().as_slice(), airdrop.as_slice(), &leaf.to_be_bytes()].concat();
    alloy_primitives::hex::encode(&alloy_primitives::keccak256(words)[..16])
}

impl Store {
    /// Takes a claim into the queue, with what it may cost set aside. A relay of the same leaf that failed, or that paid
    /// a smaller amount, is tried anew with this call; any other stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accept_relay(&self, claim: &SponsoredClaim, budget: &SponsorBudget) -> Result<Acceptance> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        if self.engine() == Engine::Postgres {
            // Two servers would find the same room. Until the commit; the sender goes on meanwhile.
            let turn = sqlx::query("DO $$ BEGIN PERFORM pg_advisory_xact_lock(7305438); END $$");
            turn.execute(&mut *connection).await.attempting("wait for another relay")?;
        }
        let now = self.database_time(connection).await?;
        let before = find(connection, &claim.relay_id()).await?;
        if let Some(known) = before.filter(|relay| !relay.may_be_followed_by(claim.amount)) {
            return Ok(Acceptance::Known(known));
        }
        if let Some(refusal) = refusal(connection, claim, budget, now).await? {
            return Ok(Acceptance::Refused(refusal));
        }
        let relay = save(connection, claim, now).await?;
        writing.commit().await?;
        Ok(Acceptance::Accepted(relay))
    }

    /// The relay of this id, of this contract.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn relay(&self, chain_id: u64, airdrop: Address, id: &str) -> Result<Option<Relay>> {
        let text = format!("SELECT {COLUMNS} FROM relays WHERE id = $1 AND chain_id = $2 AND airdrop = $3");
        let row = statement(text)
            .bind(id.to_owned())
            .bind(to_sql("relays.chain_id", chain_id)?)
            .bind(airdrop.to_vec())
            .fetch_optional(self.pool())
            .await
            .attempting("find a relay")?;
        row.as_ref().map(read).transpose()
    }

    /// The relay of this id, of whichever contract.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn relay_by_id(&self, id: &str) -> Result<Option<Relay>> {
        let mut connection = self.pool().acquire().await.attempting("connect")?;
        find(&mut connection, id).await
    }

    /// The relay of a leaf.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn relay_of(&self, chain_id: u64, airdrop: Address, leaf: u64) -> Result<Option<Relay>> {
        self.relay(chain_id, airdrop, &relay_id(chain_id, airdrop, leaf)).await
    }
}

async fn find(connection: &mut AnyConnection, id: &str) -> Result<Option<Relay>> {
    let row = statement(format!("SELECT {COLUMNS} FROM relays WHERE id = $1"))
        .bind(id.to_owned())
        .fetch_optional(connection)
        .await
        .attempting("find a relay")?;
    row.as_ref().map(read).transpose()
}

async fn save(connection: &mut AnyConnection, claim: &SponsoredClaim, now: i64) -> Result<Relay> {
    let ceiling = to_sql("relays.ceiling", claim.ceiling.get())?;
    let row = statement(format!(
        "INSERT INTO relays (id, chain_id, airdrop, leaf, root, claimant, kind, recipient, amount, calldata, gas_limit, \
         ceiling, spent, counted, state, created_at, accepted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 1, 'queued', $13, $13) \
         ON CONFLICT (id) DO UPDATE SET root = excluded.root, claimant = excluded.claimant, kind = excluded.kind, \
         recipient = excluded.recipient, amount = excluded.amount, calldata = excluded.calldata, \
         gas_limit = excluded.gas_limit, ceiling = excluded.ceiling, \
         counted = CASE WHEN relays.root <> excluded.root THEN 1 ELSE relays.counted + 1 END, \
         state = 'queued', failure = NULL, tx_hash = NULL, block_number = NULL, gas_used = NULL, \
         accepted_at = excluded.accepted_at RETURNING {COLUMNS}"
    ))
    .bind(claim.relay_id())
    .bind(to_sql("relays.chain_id", claim.chain_id)?)
    .bind(claim.airdrop.to_vec())
    .bind(to_sql("relays.leaf", claim.leaf)?)
    .bind(claim.root.map(|root| root.to_vec()))
    .bind(claim.claimant.word().to_vec())
    .bind(claim.kind.as_str())
    .bind(claim.recipient.to_vec())
    .bind(claim.amount.to_string())
    .bind(claim.calldata.clone())
    .bind(to_sql("relays.gas_limit", claim.gas_limit)?)
    .bind(ceiling)
    .bind(now)
    .fetch_one(connection)
    .await
    .attempting("keep a relay")?;
    read(&row)
}
