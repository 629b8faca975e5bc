//! How much a sponsor gives, and what is left of it.

use std::fmt;

use sqlx::AnyConnection;
use tributary_model::{Address, Gwei};

use super::SponsoredClaim;
use crate::{Result, Store, error::Attempting, sql::to_sql};

const HOUR: i64 = 3_600;

/// The most that a sponsor gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SponsorBudget {
    /// For one contract, all of its lists together, ever.
    pub campaign: Gwei,
    /// Relays of one claimant of one list of a contract, ever.
    pub claimant: u64,
    /// For one chain, in any hour.
    pub hour: Gwei,
}

/// Which budget has no room. Its text says when it has again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetRefusal {
    /// One claimant's.
    Claimant {
        /// As many as there may be.
        most: u64,
    },
    /// The contract's.
    Campaign {
        /// All of it.
        budget: Gwei,
        /// What is spent.
        spent: Gwei,
        /// What relays under way may cost.
        reserved: Gwei,
        /// What one more may cost.
        needed: Gwei,
    },
    /// The hour's.
    Hour {
        /// All of it.
        budget: Gwei,
        /// What relays under way may cost.
        reserved: Gwei,
        /// What one more may cost.
        needed: Gwei,
        /// Until so much of what is spent is an hour old that there is room; `None` when that alone makes none.
        seconds: Option<u64>,
    },
}

impl BudgetRefusal {
    /// After how many seconds it is worth asking again; `None` when only the sponsor can change it.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u64> {
        if let Self::Hour { seconds, .. } = self { *seconds } else { None }
    }
}

impl fmt::Display for BudgetRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claimant { most: 1 } => f.write_str(
                "the sponsor sends one transaction for each claimant, and has done so; you can still send the claim yourself",
            ),
            Self::Claimant { most } => write!(
                f,
                "the sponsor sends {most} transactions for each claimant, and has done so; you can still send the claim yourself"
            ),
            Self::Campaign { budget, spent, reserved, needed } => {
                write!(
                    f,
                    "the sponsor's budget for this campaign, {budget} ether, has no room for a claim that may cost {needed} \
                     ether: {spent} are spent and {reserved} are held for claims under way; "
                )?;
                if spent.saturating_add(*needed) <= *budget {
                    f.write_str("try again when those are mined, which takes minutes")
                } else {
                    f.write_str("it frees up when the sponsor raises it; you can still send the claim yourself")
                }
            }
            Self::Hour { budget, needed, .. } if needed > budget => write!(
                f,
                "a claim may cost {needed} ether and the sponsor gives {budget} in an hour, so it sends none until it raises \
                 that; you can still send the claim yourself"
            ),
            Self::Hour { budget, reserved, seconds, .. } => {
                write!(f, "the sponsor's budget for this hour, {budget} ether, is used up")?;
                if *reserved > Gwei::ZERO {
                    write!(
                        f,
                        "; {reserved} of it are held for claims under way and come back for the most part when they are \
                         mined"
                    )?;
                }
                match seconds {
                    Some(seconds) if *reserved > Gwei::ZERO => write!(f, "; it has room again at the latest in {seconds} s"),
                    Some(seconds) => write!(f, "; it has room again in {seconds} s"),
                    None => f.write_str("; try again then"),
                }
            }
        }
    }
}

impl Store {
    /// Would there be room for a claim of this contract that may cost `needed`, whoever's it is?
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sponsor_has_room(
        &self,
        chain_id: u64,
        airdrop: Address,
        needed: Gwei,
        budget: &SponsorBudget,
    ) -> Result<Option<BudgetRefusal>> {
        let mut connection = self.pool().acquire().await.attempting("connect")?;
        let now = self.database_time(&mut connection).await?;
        let chain = to_sql("relays.chain_id", chain_id)?;
        if let Some(refusal) = of_campaign(&mut connection, (chain, airdrop), needed, budget).await? {
            return Ok(Some(refusal));
        }
        of_hour(&mut connection, chain, needed, budget, now).await
    }
}

/// The first budget without room for this claim. Only in the transaction that accepts it, while no other does.
pub(super) async fn refusal(
    connection: &mut AnyConnection,
    claim: &SponsoredClaim,
    budget: &SponsorBudget,
    now: i64,
) -> Result<Option<BudgetRefusal>> {
    let chain = to_sql("relays.chain_id", claim.chain_id)?;
    if let Some(refusal) = of_claimant(connection, claim, budget.claimant).await? {
        return Ok(Some(refusal));
    }
    if let Some(refusal) = of_campaign(connection, (chain, claim.airdrop), claim.ceiling, budget).await? {
        return Ok(Some(refusal));
    }
    of_hour(connection, chain, claim.ceiling, budget, now).await
}

async fn of_claimant(
    connection: &mut AnyConnection,
    claim: &SponsoredClaim,
    most: u64,
) -> Result<Option<BudgetRefusal>> {
    let counted: i64 = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(counted), 0) AS BIGINT) FROM relays \
         WHERE chain_id = $1 AND airdrop = $2 AND claimant = $3 AND (root = $4 OR root IS NULL)",
    )
    .bind(to_sql("relays.chain_id", claim.chain_id)?)
    .bind(claim.airdrop.to_vec())
    .bind(claim.claimant.word().to_vec())
    .bind(claim.root.map(|root| root.to_vec()))
    .fetch_one(connection)
    .await
    .attempting("count somebody's relays")?;
    Ok((u64::try_from(counted).unwrap_or_default() >= most).then_some(BudgetRefusal::Claimant { most }))
}

async fn of_campaign(
    connection: &mut AnyConnection,
    (chain, airdrop): (i64, Address),
    needed: Gwei,
    budget: &SponsorBudget,
) -> Result<Option<BudgetRefusal>> {
    let (spent, reserved) = sums(connection, (chain, airdrop)).await?;
    let budget = budget.campaign;
    let full = spent.saturating_add(reserved).saturating_add(needed) > budget;
    Ok(full.then_some(BudgetRefusal::Campaign { budget, spent, reserved, needed }))
}

/// Whatever was accepted and is not settled counts, however long ago that was: all of it may be mined in the next minute.
/// What is settled counts for an hour. So what any hour costs was within the budget when its last claim was accepted.
async fn of_hour(
    connection: &mut AnyConnection,
    chain: i64,
    needed: Gwei,
    budget: &SponsorBudget,
    now: i64,
) -> Result<Option<BudgetRefusal>> {
    // One statement, so that nothing is missed that is settled or taken back in between.
    let parts: Vec<(Option<i64>, i64)> = sqlx::query_as(
        "SELECT settled_at, cost FROM outgoing WHERE chain_id = $1 AND settled_at > $2 AND cost IS NOT NULL \
         UNION ALL SELECT NULL, ceiling FROM outgoing WHERE chain_id = $1 AND state = 'live' AND attempt = 0 \
         UNION ALL SELECT NULL, ceiling FROM relays WHERE chain_id = $1 AND state = 'queued' ORDER BY 1",
    )
    .bind(chain)
    .bind(now - HOUR)
    .fetch_all(&mut *connection)
    .await
    .attempting("add up what was sponsored in an hour")?;
    let mut used: Gwei = parts.iter().map(|(_, part)| gwei(*part)).sum();
    let budget = budget.hour;
    let fits = |used: Gwei| used.saturating_add(needed) <= budget;
    if fits(used) {
        return Ok(None);
    }
    let reserved = parts.iter().filter(|(at, _)| at.is_none()).map(|(_, part)| gwei(*part)).sum();
    let mut seconds = None;
    for (at, cost) in parts.iter().filter_map(|(at, cost)| at.map(|at| (at, cost))) {
        used = used.saturating_sub(gwei(*cost));
        if fits(used) {
            seconds = Some(u64::try_from(at + HOUR - now).unwrap_or_default());
            break;
        }
    }
    Ok(Some(BudgetRefusal::Hour { budget, reserved, needed, seconds }))
}

/// What is spent for a contract, and what its claims under way may cost: those that wait to be signed, and every nonce that
/// is not settled, which a relay may have several of. Of a nonce one transaction is mined, so its attempts share a ceiling.
pub(super) async fn sums(
    connection: &mut AnyConnection,
    (chain, airdrop): (i64, Address),
) -> Result<(Gwei, Gwei)> {
    let (spent, queued, live): (i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT CAST(COALESCE(SUM(spent), 0) AS BIGINT) FROM relays WHERE chain_id = $1 AND airdrop = $2), \
         (SELECT CAST(COALESCE(SUM(ceiling), 0) AS BIGINT) FROM relays \
           WHERE chain_id = $1 AND airdrop = $2 AND state = 'queued'), \
         (SELECT CAST(COALESCE(SUM(outgoing.ceiling), 0) AS BIGINT) FROM outgoing JOIN relays ON relays.id = outgoing.relay \
           WHERE relays.chain_id = $1 AND relays.airdrop = $2 AND outgoing.state = 'live' AND outgoing.attempt = 0)",
    )
    .bind(chain)
    .bind(airdrop.to_vec())
    .fetch_one(connection)
    .await
    .attempting("add up what was sponsored")?;
    Ok((gwei(spent), gwei(queued).saturating_add(gwei(live))))
}

/// What the database added up; it holds nothing below zero.
pub(super) fn gwei(count: i64) -> Gwei {
    Gwei::new(u64::try_from(count).unwrap_or_default())
}
