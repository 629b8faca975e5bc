//! What is fixed about a round when it is made.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    sol_types::SolValue as _,
};
use tributary_bindings::{
    Artifact,
    round_factory::FundingRoundFactory::{RoundParams, Windows},
};
use tributary_model::{Amount, RoundWindows, Timestamp};

use crate::attestors::seconds;

/// Everything that the address of a round commits to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundTerms {
    /// EIP-155 id.
    pub chain_id: u64,
    /// The ERC-20 of the matching pool.
    pub token: Address,
    /// Its decimals, as the rules say.
    pub decimals: u8,
    /// How much has to come in for the round to be called funded.
    pub goal: Amount,
    /// Who proposes tallies, and may call the round off.
    pub owner: Address,
    /// Who may reject a tally.
    pub guardian: Address,
    /// Who reviews applications, ascending.
    pub reviewers: Vec<Address>,
    /// How many of them make a verdict.
    pub threshold: u8,
    /// What may be donated, ascending, with its decimals as the rules say; zero is the chain's coin.
    pub tokens: Vec<(Address, u8)>,
    /// SHA-256 of the published rules; also the salt of the address.
    pub rules_hash: B256,
    /// When what may be done.
    pub windows: RoundWindows,
}

impl RoundTerms {
    pub(crate) fn params(&self) -> RoundParams {
        RoundParams {
            token: self.token,
            goal: self.goal.units(),
            owner: self.owner,
            guardian: self.guardian,
            reviewers: self.reviewers.clone(),
            threshold: self.threshold,
            tokens: self.tokens.iter().map(|(token, _)| *token).collect(),
            rulesHash: self.rules_hash,
            windows: self.windows(),
        }
    }

    fn windows(&self) -> Windows {
        let at = |moment: Timestamp| seconds(unix(moment));
        let windows = self.windows;
        Windows {
            applicationsStart: at(windows.applications_start),
            applicationsEnd: at(windows.applications_end),
            reviewEnd: at(windows.review_end),
            donationsStart: at(windows.donations_start),
            donationsEnd: at(windows.donations_end),
            challenge: seconds(windows.challenge_seconds),
            claims: seconds(windows.claims_seconds),
            deadline: at(windows.deadline),
        }
    }

    /// Where a factory puts the round.
    #[must_use]
    pub fn address(&self, factory: Address, airdrop_factory: Address) -> Address {
        let arguments = (self.params(), airdrop_factory).abi_encode_params();
        let creation = [&Artifact::funding_round().creation[..], &arguments].concat();
        factory.create2(self.rules_hash, keccak256(creation))
    }

    /// Each immutable of the contract with its word.
    #[must_use]
    pub fn immutables(&self, airdrop_factory: Address) -> Vec<(&'static str, B256)> {
        let number = |value: U256| B256::from(value.to_be_bytes::<32>());
        let at = |moment: Timestamp| number(U256::from(unix(moment)));
        let windows = self.windows;
        vec![
            ("token", self.token.into_word()),
            ("goal", number(self.goal.units())),
            ("owner", self.owner.into_word()),
            ("guardian", self.guardian.into_word()),
            ("threshold", number(U256::from(self.threshold))),
            ("rulesHash", self.rules_hash),
            ("airdropFactory", airdrop_factory.into_word()),
            ("_applicationsStart", at(windows.applications_start)),
            ("_applicationsEnd", at(windows.applications_end)),
            ("_reviewEnd", at(windows.review_end)),
            ("_donationsStart", at(windows.donations_start)),
            ("_donationsEnd", at(windows.donations_end)),
            ("_challenge", number(U256::from(windows.challenge_seconds))),
            ("_claims", number(U256::from(windows.claims_seconds))),
            ("_deadline", at(windows.deadline)),
        ]
    }
}

/// The factory of rounds, ABI-encoded with its one argument.
pub(crate) fn factory_creation(airdrop_factory: Address) -> Bytes {
    let arguments = airdrop_factory.abi_encode();
    [&Artifact::funding_round_factory().creation[..], &arguments].concat().into()
}

/// Years that can be written are far below 2^40 seconds; earlier than 1970 is 1970.
fn unix(moment: Timestamp) -> u64 {
    u64::try_from(moment.unix()).unwrap_or_default()
}
