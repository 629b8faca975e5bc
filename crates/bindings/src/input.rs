//! What the compiler was given for a contract, so that others can compile it again.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

/// Standard JSON input and the compiler that takes it, in the words of verification services.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompilerInput {
    /// Such as `0.8.37+commit.f401782d`.
    pub compiler_version: String,
    /// `file:contract`.
    pub contract_identifier: String,
    /// With every source that the contract needs and no other.
    pub std_json_input: Value,
}

impl CompilerInput {
    fn parse(json: &str) -> Self {
        serde_json::from_str(json).expect("the committed inputs are of this form")
    }

    /// Of `MerkleAirdrop`.
    pub fn merkle_airdrop() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/MerkleAirdrop.json"))
        });
        &INPUT
    }

    /// Of `AirdropFactory`.
    pub fn airdrop_factory() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/AirdropFactory.json"))
        });
        &INPUT
    }

    /// Of `VestingAirdrop`.
    pub fn vesting_airdrop() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/VestingAirdrop.json"))
        });
        &INPUT
    }

    /// Of `VestingFactory`.
    pub fn vesting_factory() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/VestingFactory.json"))
        });
        &INPUT
    }

    /// Of `RecurringAirdrop`.
    pub fn recurring_airdrop() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/RecurringAirdrop.json"))
        });
        &INPUT
    }

    /// Of `RecurringFactory`.
    pub fn recurring_factory() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/RecurringFactory.json"))
        });
        &INPUT
    }

    /// Of `ProjectToken`.
    pub fn project_token() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/ProjectToken.json"))
        });
        &INPUT
    }

    /// Of `ClaimBatch`.
    pub fn claim_batch() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/ClaimBatch.json"))
        });
        &INPUT
    }

    /// Of `AttestorSet`.
    pub fn attestor_set() -> &'static Self {
        static INPUT: LazyLock<CompilerInput> = LazyLock::new(|| {
            CompilerInput::parse(include_str!("../../../contracts/artifacts/inputs/AttestorSet.json"))
        });
        &INPUT
    }
}
