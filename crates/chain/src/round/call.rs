//! What each role can send to a round.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol_types::SolCall as _,
};
use serde::{Deserialize, Serialize};
use tributary_bindings::round::FundingRound::{
    self, cancelCall, donateCall, editCall, finaliseCall, freezeListsCall, fundCall, proposeTallyCall,
    recoverCall, refundCall, rejectTallyCall, reviewCall, submitCall,
};
use tributary_model::{Amount, RepoId, Verdict};

use crate::ChainError;

/// What a project says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// GitHub's numbers, ascending, at least one.
    pub repositories: Vec<RepoId>,
    /// Where gifts and the match go.
    pub payout: Address,
    /// SHA-256 of the description.
    pub metadata_hash: B256,
}

/// One line of a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gift {
    /// To whom.
    pub project: u64,
    /// Of what; zero is the chain's coin.
    pub token: Address,
    /// Base units of that token.
    pub amount: Amount,
}

/// What the rules make of the donations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TallyTerms {
    /// SHA-256 of the inputs.
    pub input_hash: B256,
    /// The tree of the matches.
    pub root: B256,
    /// Their sum.
    pub total: Amount,
    /// SHA-256 of the manifest.
    pub bundle_hash: B256,
}

/// One call of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoundCall {
    /// Tops up the pool. Anybody.
    Fund {
        /// Base units of the pool's token.
        amount: Amount,
    },
    /// Applies.
    Submit(Application),
    /// Replaces an application. Its applicant.
    Edit {
        /// Which.
        project: u64,
        /// The next revision.
        application: Application,
    },
    /// Accepts or rejects. A reviewer.
    Review {
        /// Which.
        project: u64,
        /// The revision that was read.
        revision: u32,
        /// Accepted or rejected.
        verdict: Verdict,
        /// SHA-256 of the reason.
        reason_hash: B256,
    },
    /// Gives. Anybody.
    Donate {
        /// To whom and what.
        cart: Vec<Gift>,
    },
    /// Says which lists count. The owner.
    FreezeLists {
        /// Counted from one: of two that are sent with one number, one alone counts.
        number: u64,
        /// SHA-256 over the lists.
        lists_hash: B256,
        /// SHA-256 of why others are replaced; zero for the first.
        reason_hash: B256,
    },
    /// Proposes a tally. The owner.
    Propose(TallyTerms),
    /// Takes a tally back. The guardian.
    Reject {
        /// Which.
        number: u64,
        /// SHA-256 of the reason.
        reason_hash: B256,
    },
    /// Carries the tally out. Anybody.
    Finalise,
    /// Calls the round off. The owner; from the deadline on anybody.
    Cancel {
        /// SHA-256 of the reason.
        reason_hash: B256,
    },
    /// Pays a deposit's part back. Anybody, once the round is over.
    Refund {
        /// Which.
        deposit: u64,
    },
    /// Takes back what projects did not claim. Anybody, when the airdrop's window is over.
    Recover,
}

impl RoundCall {
    /// What it does, for people.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Fund { amount } => format!("put {amount} units into the pool"),
            Self::Submit(_) => "apply".to_owned(),
            Self::Edit { project, .. } => format!("edit application {project}"),
            Self::Review { project, revision, verdict, .. } => {
                let word = if *verdict == Verdict::Accepted { "accept" } else { "reject" };
                format!("{word} revision {revision} of project {project}")
            }
            Self::Donate { cart } if cart.len() == 1 => "give to 1 project".to_owned(),
            Self::Donate { cart } => format!("give to {} projects", cart.len()),
            Self::FreezeLists { lists_hash, .. } => format!("freeze the lists {lists_hash}"),
            Self::Propose(_) => "propose the tally".to_owned(),
            Self::Reject { number, .. } => format!("reject tally {number}"),
            Self::Finalise => "carry the tally out".to_owned(),
            Self::Cancel { .. } => "call the round off".to_owned(),
            Self::Refund { deposit } => format!("pay back deposit {deposit}"),
            Self::Recover => "take back what was not claimed".to_owned(),
        }
    }

    /// The call of the contract.
    ///
    /// # Errors
    /// [`ChainError::Nonsense`] for a review without a verdict.
    pub fn data(&self) -> Result<Bytes, ChainError> {
        let number = U256::from::<u64>;
        Ok(match self {
            Self::Fund { amount } => fundCall { amount: amount.units() }.abi_encode(),
            Self::Submit(application) => submitCall { application: argument(application) }.abi_encode(),
            Self::Edit { project, application } => {
                editCall { number: number(*project), application: argument(application) }.abi_encode()
            }
            Self::Review { project, revision, verdict, reason_hash } => reviewCall {
                number: number(*project),
                revision: *revision,
                verdict: word(*verdict)?,
                reasonHash: *reason_hash,
            }
            .abi_encode(),
            Self::Donate { cart } => {
                let gift = |gift: &Gift| FundingRound::Gift {
                    project: number(gift.project),
                    token: gift.token,
                    amount: gift.amount.units(),
                };
                donateCall { cart: cart.iter().map(gift).collect() }.abi_encode()
            }
            Self::FreezeLists { number: freeze, lists_hash, reason_hash } => {
                let number = number(*freeze);
                freezeListsCall { number, listsHash_: *lists_hash, reasonHash: *reason_hash }.abi_encode()
            }
            Self::Propose(tally) => {
                let TallyTerms { input_hash, root, total, bundle_hash } = *tally;
                let next = FundingRound::Tally {
                    inputHash: input_hash,
                    root,
                    total: total.units(),
                    bundleHash: bundle_hash,
                };
                proposeTallyCall { next }.abi_encode()
            }
            Self::Reject { number: tally, reason_hash } => {
                rejectTallyCall { number: number(*tally), reasonHash: *reason_hash }.abi_encode()
            }
            Self::Finalise => finaliseCall {}.abi_encode(),
            Self::Cancel { reason_hash } => cancelCall { reasonHash: *reason_hash }.abi_encode(),
            Self::Refund { deposit } => refundCall { number: number(*deposit) }.abi_encode(),
            Self::Recover => recoverCall {}.abi_encode(),
        }
        .into())
    }

    /// Wei that the call sends along.
    pub(super) fn value(&self) -> U256 {
        match self {
            Self::Donate { cart } => cart
                .iter()
                .filter(|gift| gift.token.is_zero())
                .map(|gift| gift.amount)
                .sum::<Amount>()
                .units(),
            _ => U256::ZERO,
        }
    }

    /// What it takes of each token, in the order of addresses.
    pub(super) fn takes(&self, pool_token: Address) -> Vec<(Address, U256)> {
        let mut taken = std::collections::BTreeMap::<Address, U256>::new();
        match self {
            Self::Fund { amount } => {
                taken.insert(pool_token, amount.units());
            }
            Self::Donate { cart } => {
                for gift in cart.iter().filter(|gift| !gift.token.is_zero()) {
                    let sum = taken.entry(gift.token).or_default();
                    *sum = sum.saturating_add(gift.amount.units());
                }
            }
            _ => {}
        }
        taken.into_iter().collect()
    }
}

fn argument(application: &Application) -> FundingRound::Application {
    FundingRound::Application {
        repositories: application.repositories.iter().map(|id| id.0).collect(),
        payout: application.payout,
        metadataHash: application.metadata_hash,
    }
}

fn word(verdict: Verdict) -> Result<u8, ChainError> {
    match verdict {
        Verdict::Accepted => Ok(1),
        Verdict::Rejected => Ok(2),
        Verdict::Waiting => Err(ChainError::Nonsense { what: "verdict", value: "waiting".to_owned() }),
    }
}
