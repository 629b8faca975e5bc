//! The lists of a recurring airdrop: the one in effect, the one that is proposed, those before; and what can be sent to it.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    rpc::types::{Filter, Log},
    sol_types::{SolCall as _, SolEvent as _},
};
use tributary_bindings::{
    factory::AirdropFactory::AirdropCreated,
    recurring::RecurringAirdrop::{
        self, Epoch, EpochActivated, EpochProposed, EpochVetoed, activateCall, proposeCall, vetoCall,
    },
    token::ProjectToken::{self, transferCall},
};
use tributary_model::{Amount, Timestamp};

use crate::{
    CallPlan, Chain, ChainError, Deployment, EventsRead, PlannedTransaction, SendWatcher, Sent,
    client::{asked_end, block_time},
    creation::receipt,
    plan::rehearse,
    round::{planned, priced, send_plan},
    send::settle,
};

/// Gas of a call that the endpoint cannot simulate.
const GAS_BOUND: u64 = 200_000;

/// One list, as the contract keeps it. Amounts are cumulative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochTerms {
    /// The tree.
    pub root: B256,
    /// The sum of its leaves, what was paid already included.
    pub total: Amount,
    /// SHA-256 of the manifest.
    pub bundle_hash: B256,
}

/// A list that is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingEpoch {
    /// What it says.
    pub terms: EpochTerms,
    /// From when on it can take effect.
    pub ready_at: Timestamp,
}

/// What a recurring airdrop says of itself, at one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecurringState {
    /// What it pays.
    pub token: Address,
    /// Who proposes.
    pub owner: Address,
    /// Who may veto beside the owner.
    pub guardian: Option<Address>,
    /// Seconds between proposing and effect.
    pub delay: u64,
    /// How many lists have taken effect.
    pub epoch: u64,
    /// The one in effect.
    pub current: EpochTerms,
    /// The one that is proposed.
    pub pending: Option<PendingEpoch>,
    /// What all were paid so far.
    pub paid: Amount,
    /// What it holds.
    pub balance: Amount,
    /// First moment at which nothing is paid any more.
    pub ends_at: Timestamp,
    /// The block this was read at.
    pub block_number: u64,
    /// That block's time.
    pub block_time: Timestamp,
}

impl RecurringState {
    /// What a list would still owe, given what was paid.
    #[must_use]
    pub fn owed(&self, terms: &EpochTerms) -> Amount {
        terms.total.checked_sub(self.paid).unwrap_or_default()
    }

    /// What is missing for a list to take effect.
    #[must_use]
    pub fn lacks(&self, terms: &EpochTerms) -> Amount {
        self.owed(terms).checked_sub(self.balance).unwrap_or_default()
    }
}

/// What happened to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochEvent {
    /// It took effect, the first with the airdrop's creation.
    Activated(EpochTerms),
    /// It was proposed.
    Proposed(PendingEpoch),
    /// What was proposed will not take effect.
    Vetoed {
        /// The guardian or the owner.
        by: Address,
    },
}

/// Where in the chain, and of which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochRecord {
    /// Counted from one.
    pub number: u64,
    /// What happened.
    pub event: EpochEvent,
    /// In which block.
    pub block: u64,
}

impl Chain {
    /// Reads a recurring airdrop at the newest block.
    ///
    /// # Errors
    /// [`ChainError::NoCode`] when nothing is there, others when the endpoint fails or no recurring airdrop answers.
    pub async fn read_recurring(&self, address: Address) -> Result<RecurringState, ChainError> {
        if self.code(address).await?.is_empty() {
            return Err(ChainError::NoCode { address, what: "airdrop" });
        }
        let head = self.head().await?;
        let at = head.header.hash.into();
        let airdrop = RecurringAirdrop::new(address, self.provider());
        let failed = |action| self.call_failed(action);
        // On the heap: ten requests at once make a large future.
        let asked = Box::pin(async {
            tokio::try_join!(
                async { airdrop.token().block(at).call().await.map_err(failed("token")) },
                async { airdrop.owner().block(at).call().await.map_err(failed("owner")) },
                async { airdrop.guardian().block(at).call().await.map_err(failed("guardian")) },
                async { airdrop.delay().block(at).call().await.map_err(failed("delay")) },
                async { airdrop.epoch().block(at).call().await.map_err(failed("epoch")) },
                async { airdrop.root().block(at).call().await.map_err(failed("root")) },
                async { airdrop.total().block(at).call().await.map_err(failed("total")) },
                async { airdrop.bundleHash().block(at).call().await.map_err(failed("bundleHash")) },
                async { airdrop.pending().block(at).call().await.map_err(failed("pending")) },
                async { airdrop.paidInTotal().block(at).call().await.map_err(failed("paidInTotal")) },
            )
        });
        let (token, owner, guardian, delay, epoch, root, total, bundle_hash, proposed, paid) = asked.await?;
        let erc20 = ProjectToken::new(token, self.provider());
        let asked = Box::pin(async {
            tokio::try_join!(
                async { erc20.balanceOf(address).block(at).call().await.map_err(failed("balanceOf")) },
                async { airdrop.claimEnd().block(at).call().await.map_err(failed("claimEnd")) },
                async { asked_end(airdrop.endsAt().block(at).call().await.map_err(failed("endsAt"))) },
            )
        });
        let (balance, claim_end, ends_at) = asked.await?;
        // The contract leaves the two answers without names: the list, and from when on it can take effect.
        let (next, ready_at) = (proposed._0, proposed._1);
        let pending = if ready_at.is_zero() {
            None
        } else {
            Some(PendingEpoch { terms: terms(&next), ready_at: moment(ready_at)? })
        };
        Ok(RecurringState {
            token,
            owner,
            guardian: (!guardian.is_zero()).then_some(guardian),
            delay: delay.to(),
            epoch: number(epoch)?,
            current: EpochTerms { root, total: Amount::new(total), bundle_hash },
            pending,
            paid: Amount::new(paid),
            balance: Amount::new(balance),
            ends_at: Timestamp::saturating(ends_at.map_or(claim_end.to(), |end| end.saturating_to())),
            block_number: head.header.number,
            block_time: block_time(&head)?,
        })
    }

    /// What an index of a recurring airdrop was paid so far.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no recurring airdrop answers.
    pub async fn paid(&self, airdrop: Address, index: u64) -> Result<Amount, ChainError> {
        let airdrop = RecurringAirdrop::new(airdrop, self.provider());
        let units = airdrop.paid(U256::from(index)).call().await;
        units.map(Amount::new).map_err(self.call_failed("paid"))
    }

    /// Was everything paid that a leaf of this amount is worth, whatever kind of airdrop it is? Of a vesting one: was it claimed?
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no airdrop answers.
    pub async fn is_spent(
        &self,
        airdrop: Address,
        (index, amount): (u64, Amount),
    ) -> Result<bool, ChainError> {
        match self.is_claimed(airdrop, index).await {
            Err(error) if error.is_of_endpoint() => Err(error),
            // A recurring airdrop has no such question: it counts what each leaf was paid.
            Err(_) => Ok(self.paid(airdrop, index).await? >= amount),
            answer => answer,
        }
    }

    /// Everything that happened to its lists, in the order of the chain; the first is that of its creation.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails, or remembers no creation.
    pub async fn epochs(&self, deployment: &Deployment) -> Result<Vec<EpochRecord>, ChainError> {
        self.epochs_after(deployment, &mut EventsRead::default()).await
    }

    /// The same; of what `read` has from the last time only what is new is asked for.
    ///
    /// # Errors
    /// As [`epochs`](Self::epochs).
    pub async fn epochs_after(
        &self,
        deployment: &Deployment,
        read: &mut EventsRead,
    ) -> Result<Vec<EpochRecord>, ChainError> {
        let first = EpochEvent::Activated(first_list(self, deployment).await?);
        let mut records = vec![EpochRecord { number: 1, event: first, block: deployment.block }];
        let events =
            vec![EpochProposed::SIGNATURE_HASH, EpochVetoed::SIGNATURE_HASH, EpochActivated::SIGNATURE_HASH];
        let filter = Filter::new().address(deployment.airdrop).event_signature(events);
        for log in read.read_on(self, &filter, deployment.block).await? {
            records.push(record(log)?);
        }
        Ok(records)
    }
}

/// The list that the airdrop was made with, from the event of its creation: the contract itself keeps the newest alone.
pub(crate) async fn first_list(chain: &Chain, deployment: &Deployment) -> Result<EpochTerms, ChainError> {
    let nothing = || ChainError::NoCode { address: deployment.airdrop, what: "event of its creation" };
    let receipt = receipt(chain, deployment.airdrop_tx).await?.ok_or_else(nothing)?;
    let events = receipt.logs().iter().filter(|log| log.address() == deployment.factory);
    let mut created = events.filter_map(|log| AirdropCreated::decode_log(&log.inner).ok());
    let event = created.find(|event| event.airdrop == deployment.airdrop).ok_or_else(nothing)?;
    Ok(EpochTerms { root: event.root, total: Amount::new(event.total), bundle_hash: event.bundleHash })
}

fn record(log: &Log) -> Result<EpochRecord, ChainError> {
    let nonsense = || ChainError::Nonsense { what: "event of an epoch", value: format!("{log:?}") };
    let block = log.block_number.ok_or_else(nonsense)?;
    let (count, event) = match log.topic0() {
        Some(&EpochProposed::SIGNATURE_HASH) => {
            let event = EpochProposed::decode_log(&log.inner).map_err(|_| nonsense())?;
            let terms = EpochTerms {
                root: event.root,
                total: Amount::new(event.total),
                bundle_hash: event.bundleHash,
            };
            let ready_at = moment(event.readyAt)?;
            (event.number, EpochEvent::Proposed(PendingEpoch { terms, ready_at }))
        }
        Some(&EpochVetoed::SIGNATURE_HASH) => {
            let event = EpochVetoed::decode_log(&log.inner).map_err(|_| nonsense())?;
            (event.number, EpochEvent::Vetoed { by: event.by })
        }
        _ => {
            let event = EpochActivated::decode_log(&log.inner).map_err(|_| nonsense())?;
            let total = Amount::new(event.total);
            let terms = EpochTerms { root: event.root, total, bundle_hash: event.bundleHash };
            (event.number, EpochEvent::Activated(terms))
        }
    };
    Ok(EpochRecord { number: number(count)?, event, block })
}

fn terms(epoch: &Epoch) -> EpochTerms {
    EpochTerms { root: epoch.root, total: Amount::new(epoch.total), bundle_hash: epoch.bundleHash }
}

fn number(count: U256) -> Result<u64, ChainError> {
    u64::try_from(count)
        .map_err(|_| ChainError::Nonsense { what: "number of an epoch", value: count.to_string() })
}

fn moment(seconds: U256) -> Result<Timestamp, ChainError> {
    i64::try_from(seconds)
        .ok()
        .and_then(Timestamp::from_unix)
        .ok_or_else(|| ChainError::Nonsense { what: "moment of an epoch", value: seconds.to_string() })
}

/// What is sent to bring a list into effect, or to keep it from that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochCall {
    /// Announces a list. The owner.
    Propose(EpochTerms),
    /// Puts tokens into the airdrop. Anybody.
    Fund {
        /// Of what.
        token: Address,
        /// Base units.
        amount: Amount,
    },
    /// Puts what is proposed into effect. Anybody.
    Activate,
    /// Takes back the list with this root, if it is still the proposed one. The guardian or the owner.
    Veto(B256),
}

impl EpochCall {
    /// What it does, for people.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Propose(_) => "propose the list".to_owned(),
            Self::Fund { amount, .. } => format!("put {amount} units into the airdrop"),
            Self::Activate => "put the list into effect".to_owned(),
            Self::Veto(_) => "veto the list".to_owned(),
        }
    }

    fn step(&self, airdrop: Address, from: Address) -> PlannedTransaction {
        let (to, data): (Address, Bytes) = match *self {
            Self::Propose(EpochTerms { root, total, bundle_hash }) => {
                let next = Epoch { root, total: total.units(), bundleHash: bundle_hash };
                (airdrop, proposeCall { next }.abi_encode().into())
            }
            Self::Fund { token, amount } => {
                (token, transferCall { to: airdrop, value: amount.units() }.abi_encode().into())
            }
            Self::Activate => (airdrop, activateCall {}.abi_encode().into()),
            Self::Veto(root) => (airdrop, vetoCall { root_: root }.abi_encode().into()),
        };
        PlannedTransaction { gas: GAS_BOUND, ..planned(self.label(), from, to, data) }
    }
}

/// Says what a call would send, after a rehearsal that sends nothing.
///
/// # Errors
/// [`ChainError::Reverted`] with the contract's words when it would fail, [`ChainError::NotEnoughTokens`] for tokens that
/// the sender does not have; [`ChainError::NoCode`] where no airdrop is.
pub async fn plan_epoch_call(
    chain: &Chain,
    airdrop: Address,
    call: &EpochCall,
    from: Address,
) -> Result<CallPlan, ChainError> {
    if chain.code(airdrop).await?.is_empty() {
        return Err(ChainError::NoCode { address: airdrop, what: "airdrop" });
    }
    if let EpochCall::Fund { token, amount } = *call {
        let (balance, needed) = (chain.token_balance(token, from).await?.units(), amount.units());
        if balance < needed {
            return Err(ChainError::NotEnoughTokens { account: from, token, needed, balance });
        }
    }
    let mut transactions = vec![call.step(airdrop, from)];
    rehearse(chain, &mut transactions).await?;
    priced(chain, transactions, from, U256::ZERO).await
}

/// Sends a call with the chain's key and waits for it.
///
/// # Errors
/// [`ChainError`]; a call that would fail is not sent.
pub async fn send_epoch_call(
    chain: &Chain,
    airdrop: Address,
    call: &EpochCall,
    watcher: SendWatcher<'_>,
) -> Result<Sent, ChainError> {
    settle(chain).await?;
    let plan = plan_epoch_call(chain, airdrop, call, chain.key()?.address()).await?;
    send_plan(chain, &plan, watcher).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(total: u64) -> EpochTerms {
        EpochTerms {
            root: B256::repeat_byte(1),
            total: Amount::new(U256::from(total)),
            bundle_hash: B256::ZERO,
        }
    }

    fn state(paid: u64, balance: u64) -> RecurringState {
        RecurringState {
            token: Address::ZERO,
            owner: Address::ZERO,
            guardian: None,
            delay: 86_400,
            epoch: 1,
            current: list(100),
            pending: None,
            paid: Amount::new(U256::from(paid)),
            balance: Amount::new(U256::from(balance)),
            ends_at: Timestamp::from_unix(100).unwrap(),
            block_number: 1,
            block_time: Timestamp::from_unix(0).unwrap(),
        }
    }

    #[test]
    fn what_was_paid_is_not_owed_again_and_what_is_held_is_not_lacking() {
        let units = |amount: u64| Amount::new(U256::from(amount));
        for (paid, balance, owed, lacks) in
            [(0, 100, 150, 50), (60, 40, 90, 50), (60, 89, 90, 1), (60, 90, 90, 0), (60, 500, 90, 0)]
        {
            let state = state(paid, balance);
            assert_eq!((state.owed(&list(150)), state.lacks(&list(150))), (units(owed), units(lacks)));
        }
    }
}
