//! What a round says of itself, at the newest block.

use alloy::primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};
use tributary_bindings::round::FundingRound;
use tributary_model::{Amount, Timestamp};

use crate::{Chain, ChainError, TallyTerms, client::block_time};

/// Has the pool gone, and which way?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundStatus {
    /// It has not.
    Open,
    /// Into an airdrop.
    Finalised,
    /// Back to the funders.
    Cancelled,
}

/// The tally that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandingTally {
    /// Counted from one.
    pub number: u64,
    /// What it says.
    pub terms: TallyTerms,
    /// From which second on it can be carried out.
    pub ready_at: u64,
}

/// What a round says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundState {
    /// Has the pool gone?
    pub status: RoundStatus,
    /// Sum of all deposits.
    pub pool: Amount,
    /// What it holds of the pool's token.
    pub balance: Amount,
    /// How many deposits.
    pub deposits: u64,
    /// How many projects applied.
    pub projects: u64,
    /// Who reviews.
    pub reviewers: Vec<Address>,
    /// What may be donated.
    pub tokens: Vec<Address>,
    /// SHA-256 over the lists that were frozen last, if any were.
    pub lists_hash: Option<B256>,
    /// The tally that stands.
    pub tally: Option<StandingTally>,
    /// How many were proposed.
    pub tallies: u64,
    /// What the projects are paid by; `None` before it is finalised.
    pub airdrop: Option<Address>,
    /// The block this was read at.
    pub block_number: u64,
    /// That block's time.
    pub block_time: Timestamp,
}

impl Chain {
    /// Reads a round at the newest block.
    ///
    /// # Errors
    /// [`ChainError::NoCode`] when nothing is there, others when the endpoint fails.
    pub async fn read_round(&self, address: Address) -> Result<RoundState, ChainError> {
        if self.code(address).await?.is_empty() {
            return Err(ChainError::NoCode { address, what: "round" });
        }
        let head = self.head().await?;
        let at = head.header.hash.into();
        let round = FundingRound::new(address, self.provider());
        let failed = |action| self.call_failed(action);
        // On the heap: eleven requests at once make a large future.
        let asked = Box::pin(async {
            tokio::try_join!(
                async { round.token().block(at).call().await.map_err(failed("token")) },
                async { round.status().block(at).call().await.map_err(failed("status")) },
                async { round.pool().block(at).call().await.map_err(failed("pool")) },
                async { round.deposits().block(at).call().await.map_err(failed("deposits")) },
                async { round.projects().block(at).call().await.map_err(failed("projects")) },
                async { round.reviewers().block(at).call().await.map_err(failed("reviewers")) },
                async { round.tokens().block(at).call().await.map_err(failed("tokens")) },
                async { round.listsHash().block(at).call().await.map_err(failed("listsHash")) },
                async { round.tally().block(at).call().await.map_err(failed("tally")) },
                async { round.tallies().block(at).call().await.map_err(failed("tallies")) },
                async { round.airdrop().block(at).call().await.map_err(failed("airdrop")) },
            )
        });
        let (token, status, pool, deposits, projects, reviewers, tokens, lists, tally, tallies, airdrop) =
            asked.await?;
        let erc20 = tributary_bindings::token::ProjectToken::new(token, self.provider());
        let balance = erc20.balanceOf(address).block(at).call().await.map_err(failed("balanceOf"))?;
        let standing = (!tally.number.is_zero()).then(|| StandingTally {
            number: small(tally.number),
            terms: TallyTerms {
                input_hash: tally.standing.inputHash,
                root: tally.standing.root,
                total: Amount::new(tally.standing.total),
                bundle_hash: tally.standing.bundleHash,
            },
            ready_at: small(tally.readyAt),
        });
        Ok(RoundState {
            status: status_of(status)?,
            pool: Amount::new(pool),
            balance: Amount::new(balance),
            deposits: small(deposits),
            projects: small(projects),
            reviewers,
            tokens,
            lists_hash: (!lists.is_zero()).then_some(lists),
            tally: standing,
            tallies: small(tallies),
            airdrop: (!airdrop.is_zero()).then_some(airdrop),
            block_number: head.header.number,
            block_time: block_time(&head)?,
        })
    }

    /// One deposit: who made it, how much, and how much went back.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or there is no such deposit.
    pub async fn round_deposit(
        &self,
        round: Address,
        number: u64,
    ) -> Result<(Address, Amount, Amount), ChainError> {
        let round = FundingRound::new(round, self.provider());
        let found = round.deposit(U256::from(number)).call().await.map_err(self.call_failed("deposit"))?;
        Ok((found.funder, Amount::new(found.amount), Amount::new(found.refunded)))
    }

    /// What paying a deposit back would pay now.
    ///
    /// # Errors
    /// The same.
    pub async fn refundable(&self, round: Address, number: u64) -> Result<Amount, ChainError> {
        let round = FundingRound::new(round, self.provider());
        let units = round.refundable(U256::from(number)).call().await;
        units.map(Amount::new).map_err(self.call_failed("refundable"))
    }

    /// `keccak256(abi.encode(application))` of a project's current revision.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn application_hash(&self, round: Address, project: u64) -> Result<B256, ChainError> {
        let round = FundingRound::new(round, self.provider());
        let found = round.project(U256::from(project)).call().await.map_err(self.call_failed("project"))?;
        Ok(found.applicationHash)
    }
}

/// Counters of a contract grow by one.
fn small(number: U256) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn status_of(word: u8) -> Result<RoundStatus, ChainError> {
    match word {
        0 => Ok(RoundStatus::Open),
        1 => Ok(RoundStatus::Finalised),
        2 => Ok(RoundStatus::Cancelled),
        other => Err(ChainError::Nonsense { what: "status", value: other.to_string() }),
    }
}
