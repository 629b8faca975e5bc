//! Types of the contracts, made from the committed artifacts in `contracts/artifacts`, and nothing else.

#![allow(clippy::too_many_arguments, reason = "the functions of contracts have as many as they have")]

mod artifact;
mod input;

pub use artifact::{Artifact, Range};
pub use input::CompilerInput;

/// One airdrop.
pub mod airdrop {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        MerkleAirdrop,
        "../../contracts/artifacts/MerkleAirdrop.json"
    );
}

/// What makes airdrops.
pub mod factory {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        AirdropFactory,
        "../../contracts/artifacts/AirdropFactory.json"
    );
}

/// One airdrop whose amounts become available over time.
pub mod vesting {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        VestingAirdrop,
        "../../contracts/artifacts/VestingAirdrop.json"
    );
}

/// What makes vesting airdrops.
pub mod vesting_factory {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        VestingFactory,
        "../../contracts/artifacts/VestingFactory.json"
    );
}

/// One airdrop with a new list each epoch.
#[allow(missing_docs, reason = "structs of the interface that the macro makes without their comments")]
pub mod recurring {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        RecurringAirdrop,
        "../../contracts/artifacts/RecurringAirdrop.json"
    );
}

/// What makes recurring airdrops.
pub mod recurring_factory {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        RecurringFactory,
        "../../contracts/artifacts/RecurringFactory.json"
    );
}

/// Who says which wallet an identity is paid to.
pub mod attestors {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        AttestorSet,
        "../../contracts/artifacts/AttestorSet.json"
    );
}

/// A round of quadratic funding.
#[allow(missing_docs, reason = "structs of the interface that the macro makes without their comments")]
pub mod round {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        FundingRound,
        "../../contracts/artifacts/FundingRound.json"
    );
}

/// What makes rounds.
pub mod round_factory {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        FundingRoundFactory,
        "../../contracts/artifacts/FundingRoundFactory.json"
    );
}

/// Many claims in one transaction.
pub mod batch {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        ClaimBatch,
        "../../contracts/artifacts/ClaimBatch.json"
    );
}

/// A plain token.
pub mod token {
    alloy::sol!(
        #[sol(rpc)]
        #[derive(Debug)]
        ProjectToken,
        "../../contracts/artifacts/ProjectToken.json"
    );
}
