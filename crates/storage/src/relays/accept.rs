//! Accepting a claim: once for each leaf, and only within the budgets.

use sqlx::AnyConnection;
use tributary_model::{Address, Amount, Claimant, Gwei};

use super::{
    COLUMNS, Relay, RelayKind,
    budget::{BudgetRefusal, SponsorBudget, refusal},
    read,
};
use crate::{
    Result, Store,
    error::Attempting,
    sql::{statement, to_sql},
    store::Engine,
};

/// A claim to be sent, after a rehearsal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayDraft {
    /// EIP-155 id.
    pub chain_id: u64,
    /// The contract.
    pub airdrop: Address,
    /// The leaf's index.
    pub leaf: u64,
    /// Whose leaf it is.
    pub claimant: Claimant,
    /// Which way to claim.
    pub kind: RelayKind,
    /// Who gets the tokens.
    pub recipient: Address,
    /// How many, in base units.
    pub amount: Amount,
    /// The call.
    pub calldata: Vec<u8>,
    /// The most gas that it may use.
    pub gas_limit: u64,
    /// The most that it may cost.
    pub ceiling: Gwei,
}

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

impl RelayDraft {
    /// The id of this leaf's relay.
    #[must_use]
    pub fn id(&self) -> String {
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
    pub async fn accept_relay(&self, draft: &RelayDraft, budget: &SponsorBudget) -> Result<Acceptance> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        if self.engine() == Engine::Postgres {
            // Two servers would find the same room. Until the commit; the sender goes on meanwhile.
            let turn = sqlx::query("DO $$ BEGIN PERFORM pg_advisory_xact_lock(7305438); END $$");
            turn.execute(&mut *connection).await.attempting("wait for another relay")?;
        }
        let now = self.database_time(connection).await?;
        let before = find(connection, &draft.id()).await?;
        if let Some(known) = before.filter(|relay| !relay.may_be_followed_by(draft.amount)) {
            return Ok(Acceptance::Known(known));
        }
        if let Some(refusal) = refusal(connection, draft, budget, now).await? {
            return Ok(Acceptance::Refused(refusal));
        }
        let relay = save(connection, draft, now).await?;
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

async fn save(connection: &mut AnyConnection, draft: &RelayDraft, now: i64) -> Result<Relay> {
    let ceiling = to_sql("relays.ceiling", draft.ceiling.get())?;
    let row = statement(format!(
        "INSERT INTO relays (id, chain_id, airdrop, leaf, claimant, kind, recipient, amount, calldata, gas_limit, ceiling, \
         reserved, spent, counted, state, created_at, accepted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 0, 1, 'queued', $12, $12) \
         ON CONFLICT (id) DO UPDATE SET claimant = excluded.claimant, kind = excluded.kind, recipient = excluded.recipient, \
         amount = excluded.amount, \
         calldata = excluded.calldata, gas_limit = excluded.gas_limit, ceiling = excluded.ceiling, \
         reserved = excluded.reserved, counted = relays.counted + 1, state = 'queued', failure = NULL, tx_hash = NULL, \
         block_number = NULL, gas_used = NULL, accepted_at = excluded.accepted_at RETURNING {COLUMNS}"
    ))
    .bind(draft.id())
    .bind(to_sql("relays.chain_id", draft.chain_id)?)
    .bind(draft.airdrop.to_vec())
    .bind(to_sql("relays.leaf", draft.leaf)?)
    .bind(draft.claimant.word().to_vec())
    .bind(draft.kind.as_str())
    .bind(draft.recipient.to_vec())
    .bind(draft.amount.to_string())
    .bind(draft.calldata.clone())
    .bind(to_sql("relays.gas_limit", draft.gas_limit)?)
    .bind(ceiling)
    .bind(now)
    .fetch_one(connection)
    .await
    .attempting("keep a relay")?;
    read(&row)
}
