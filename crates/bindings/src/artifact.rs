//! The compiled code behind the types.

use std::{collections::BTreeMap, sync::LazyLock};

use alloy::primitives::Bytes;
use serde::Deserialize;

/// Where an immutable stands in the runtime code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Range {
    /// First byte.
    pub start: usize,
    /// How many bytes.
    pub length: usize,
}

/// One compiled contract.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// Its name.
    pub name: String,
    /// Code that runs once and leaves the contract.
    pub creation: Bytes,
    /// Code that stays, with zeros where the immutables go.
    pub runtime: Bytes,
    /// Where each immutable goes.
    pub immutables: BTreeMap<String, Vec<Range>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    contract_name: String,
    bytecode: Code,
    deployed_bytecode: Code,
    immutables: BTreeMap<String, Vec<Range>>,
}

#[derive(Deserialize)]
struct Code {
    object: Bytes,
}

impl Artifact {
    fn parse(json: &str) -> Self {
        let raw: Raw = serde_json::from_str(json).expect("the committed artifacts are of this form");
        Self {
            name: raw.contract_name,
            creation: raw.bytecode.object,
            runtime: raw.deployed_bytecode.object,
            immutables: raw.immutables,
        }
    }

    /// `MerkleAirdrop`.
    pub fn merkle_airdrop() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> = LazyLock::new(|| {
            Artifact::parse(include_str!("../../../contracts/artifacts/MerkleAirdrop.json"))
        });
        &ARTIFACT
    }

    /// `AirdropFactory`.
    pub fn airdrop_factory() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> = LazyLock::new(|| {
            Artifact::parse(include_str!("../../../contracts/artifacts/AirdropFactory.json"))
        });
        &ARTIFACT
    }

    /// `VestingAirdrop`.
    pub fn vesting_airdrop() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> = LazyLock::new(|| {
            Artifact::parse(include_str!("../../../contracts/artifacts/VestingAirdrop.json"))
        });
        &ARTIFACT
    }

    /// `VestingFactory`.
    pub fn vesting_factory() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> = LazyLock::new(|| {
            Artifact::parse(include_str!("../../../contracts/artifacts/VestingFactory.json"))
        });
        &ARTIFACT
    }

    /// `RecurringAirdrop`.
    pub fn recurring_airdrop() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> = LazyLock::new(|| {
            Artifact::parse(include_str!("../../../contracts/artifacts/RecurringAirdrop.json"))
        });
        &ARTIFACT
    }

    /// `RecurringFactory`.
    pub fn recurring_factory() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> = LazyLock::new(|| {
            Artifact::parse(include_str!("../../../contracts/artifacts/RecurringFactory.json"))
        });
        &ARTIFACT
    }

    /// `AttestorSet`.
    pub fn attestor_set() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> =
            LazyLock::new(|| Artifact::parse(include_str!("../../../contracts/artifacts/AttestorSet.json")));
        &ARTIFACT
    }

    /// `ClaimBatch`.
    pub fn claim_batch() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> =
            LazyLock::new(|| Artifact::parse(include_str!("../../../contracts/artifacts/ClaimBatch.json")));
        &ARTIFACT
    }

    /// `FundingRound`.
    pub fn funding_round() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> =
            LazyLock::new(|| Artifact::parse(include_str!("../../../contracts/artifacts/FundingRound.json")));
        &ARTIFACT
    }

    /// `FundingRoundFactory`.
    pub fn funding_round_factory() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> = LazyLock::new(|| {
            Artifact::parse(include_str!("../../../contracts/artifacts/FundingRoundFactory.json"))
        });
        &ARTIFACT
    }

    /// `ProjectToken`.
    pub fn project_token() -> &'static Self {
        static ARTIFACT: LazyLock<Artifact> =
            LazyLock::new(|| Artifact::parse(include_str!("../../../contracts/artifacts/ProjectToken.json")));
        &ARTIFACT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [&'static Artifact; 11] {
        [
            Artifact::merkle_airdrop(),
            Artifact::airdrop_factory(),
            Artifact::vesting_airdrop(),
            Artifact::vesting_factory(),
            Artifact::recurring_airdrop(),
            Artifact::recurring_factory(),
            Artifact::attestor_set(),
            Artifact::claim_batch(),
            Artifact::funding_round(),
            Artifact::funding_round_factory(),
            Artifact::project_token(),
        ]
    }

    #[test]
    fn the_creation_code_carries_the_runtime_code() {
        for artifact in all() {
            let (creation, runtime) = (&artifact.creation, &artifact.runtime);
            assert!(
                creation.windows(runtime.len()).any(|window| window == &runtime[..]),
                "{}",
                artifact.name
            );
        }
    }

    #[test]
    fn immutables_stand_where_the_runtime_code_has_zeros() {
        for artifact in all() {
            for (name, ranges) in &artifact.immutables {
                assert!(!ranges.is_empty(), "{name}");
                for range in ranges {
                    let word = &artifact.runtime[range.start..range.start + range.length];
                    assert_eq!(word, &[0; 32], "{name}");
                }
            }
        }
    }

    #[test]
    fn the_airdrop_has_its_eight_immutables() {
        let names: Vec<_> = Artifact::merkle_airdrop().immutables.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["attestors", "bundleHash", "claimEnd", "claimStart", "owner", "root", "token", "total"]
        );
        assert!(Artifact::airdrop_factory().immutables.is_empty());
    }

    #[test]
    fn a_recurring_airdrop_fixes_no_list() {
        let names: Vec<_> = Artifact::recurring_airdrop().immutables.keys().map(String::as_str).collect();
        assert_eq!(names, ["attestors", "claimEnd", "claimStart", "delay", "guardian", "owner", "token"]);
    }
}
