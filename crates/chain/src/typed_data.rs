//! What is signed: claims by their accounts, attestations by attestors. EIP-712, in the campaign's own domain.

use alloy::{
    primitives::{Address, B256, Bytes, Signature, U256},
    sol_types::{Eip712Domain, SolStruct, eip712_domain},
};
use serde::{Deserialize, Serialize};
use tributary_bindings::{airdrop::MerkleAirdrop, attestors::AttestorSet};
use tributary_model::Amount;

/// The structs as the contracts hash them.
mod words {
    alloy::sol! {
        struct Claim {
            uint256 index;
            address account;
            uint256 amount;
            address to;
            uint256 validAfter;
            uint256 validBefore;
            uint256 nonce;
        }

        struct Attestation {
            bytes32 identity;
            address recipient;
            uint256 validAfter;
            uint256 validBefore;
        }
    }
}

/// Where a signature counts: one campaign on one chain, and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Domain {
    /// EIP-155 id.
    pub chain_id: u64,
    /// The campaign's contract.
    pub airdrop: Address,
}

impl Domain {
    fn eip712(self) -> Eip712Domain {
        eip712_domain! {
            name: "Tributary",
            version: "1",
            chain_id: self.chain_id,
            verifying_contract: self.airdrop,
        }
    }
}

/// What an account signs so that anybody may send its claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authorization {
    /// Who is paid.
    pub to: Address,
    /// First second in which it holds, since 1970.
    pub valid_after: u64,
    /// First second in which it does not.
    pub valid_before: u64,
    /// The account's nonce in the campaign: `revoke` moves it on, and what was signed before is worth nothing.
    pub nonce: Amount,
}

impl Authorization {
    /// What the account signs for this leaf.
    #[must_use]
    pub fn digest(&self, domain: Domain, index: u64, account: Address, amount: Amount) -> B256 {
        let claim = words::Claim {
            index: U256::from(index),
            account,
            amount: amount.units(),
            to: self.to,
            validAfter: U256::from(self.valid_after),
            validBefore: U256::from(self.valid_before),
            nonce: self.nonce.units(),
        };
        claim.eip712_signing_hash(&domain.eip712())
    }

    pub(crate) fn argument(&self) -> MerkleAirdrop::Authorization {
        MerkleAirdrop::Authorization {
            to: self.to,
            validAfter: U256::from(self.valid_after),
            validBefore: U256::from(self.valid_before),
            nonce: self.nonce.units(),
        }
    }
}

/// What attestors say: this identity is paid to this wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// `keccak256("github:<id>")`.
    pub identity: B256,
    /// Who is paid.
    pub recipient: Address,
    /// First second in which it holds, since 1970.
    pub valid_after: u64,
    /// First second in which it does not.
    pub valid_before: u64,
}

impl Attestation {
    /// What attestors sign for this campaign.
    #[must_use]
    pub fn digest(&self, domain: Domain) -> B256 {
        let attested = words::Attestation {
            identity: self.identity,
            recipient: self.recipient,
            validAfter: U256::from(self.valid_after),
            validBefore: U256::from(self.valid_before),
        };
        attested.eip712_signing_hash(&domain.eip712())
    }

    pub(crate) fn argument(&self) -> MerkleAirdrop::Attestation {
        MerkleAirdrop::Attestation {
            identity: self.identity,
            recipient: self.recipient,
            validAfter: U256::from(self.valid_after),
            validBefore: U256::from(self.valid_before),
        }
    }

    /// The same for the set itself, as a campaign asks it.
    pub(crate) fn question(&self) -> AttestorSet::Attestation {
        AttestorSet::Attestation {
            identity: self.identity,
            recipient: self.recipient,
            validAfter: U256::from(self.valid_after),
            validBefore: U256::from(self.valid_before),
        }
    }
}

/// One attestor's signature under an attestation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endorsement {
    /// Whose it is.
    pub attestor: Address,
    /// 65 bytes of a key, or what a contract account accepts (ERC-1271).
    pub signature: Bytes,
}

/// As the contract reads them: by ascending attestor, each once, 20 bytes of address, 2 bytes of length, the
/// signature. `None` when a signature is longer than 65,535 bytes.
pub(crate) fn pack(endorsements: &[Endorsement]) -> Option<Bytes> {
    let mut sorted: Vec<&Endorsement> = endorsements.iter().collect();
    sorted.sort_by_key(|endorsement| endorsement.attestor);
    sorted.dedup_by_key(|endorsement| endorsement.attestor);
    let mut packed = Vec::new();
    for Endorsement { attestor, signature } in sorted {
        packed.extend_from_slice(attestor.as_slice());
        packed.extend_from_slice(&u16::try_from(signature.len()).ok()?.to_be_bytes());
        packed.extend_from_slice(signature);
    }
    Some(packed.into())
}

/// Whose key signed. `None` for what the contracts refuse too: not 65 bytes, or `s` in the upper half.
#[must_use]
pub fn recover(digest: B256, signature: &[u8]) -> Option<Address> {
    let bytes: &[u8; 65] = signature.try_into().ok()?;
    if !matches!(bytes[64], 27 | 28) {
        return None;
    }
    let signature = Signature::from_raw_array(bytes).ok()?;
    if signature.normalize_s().is_some() {
        return None;
    }
    signature.recover_address_from_prehash(&digest).ok()
}

#[cfg(test)]
mod tests {
    use alloy::primitives::{address, b256, keccak256};

    use super::*;
    use crate::Key;

    const DOMAIN: Domain =
        Domain { chain_id: 31_337, airdrop: address!("5FbDB2315678afecb367f032d93F642f64180aa3") };
    const ADA: Address = address!("70997970C51812dc3A010C7d01b50e0d17dc79C8");

    fn attestation() -> Attestation {
        Attestation {
            identity: keccak256("github:5000001"),
            recipient: ADA,
            valid_after: 1_700_000_000,
            valid_before: 1_700_086_400,
        }
    }

    #[test]
    fn the_types_are_those_of_the_contracts() {
        let types = [words::Claim::eip712_root_type(), words::Attestation::eip712_root_type()];
        assert_eq!(
            types[0],
            "Claim(uint256 index,address account,uint256 amount,address to,uint256 validAfter,uint256 validBefore,uint256 nonce)"
        );
        assert_eq!(
            types[1],
            "Attestation(bytes32 identity,address recipient,uint256 validAfter,uint256 validBefore)"
        );
    }

    #[test]
    fn another_campaign_chain_or_word_is_another_digest() {
        let digest = attestation().digest(DOMAIN);
        for other in [
            attestation().digest(Domain { chain_id: 1, ..DOMAIN }),
            attestation().digest(Domain { airdrop: ADA, ..DOMAIN }),
            Attestation { recipient: DOMAIN.airdrop, ..attestation() }.digest(DOMAIN),
            Attestation { valid_before: 1, ..attestation() }.digest(DOMAIN),
        ] {
            assert_ne!(digest, other);
        }
    }

    #[test]
    fn a_key_signs_what_recovers_to_it_and_its_twin_does_not() {
        let key = Key::from_private_key(
            &"ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80".to_owned().into(),
        )
        .unwrap();
        let digest = attestation().digest(DOMAIN);
        let signature = key.sign(digest).unwrap();
        assert_eq!(recover(digest, &signature), Some(key.address()));
        assert_ne!(recover(B256::ZERO, &signature), Some(key.address()));
        assert_eq!(recover(digest, &signature[..64]), None);
        let order = b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
        let s = U256::from_be_slice(&signature[32..64]);
        let high: [u8; 32] = (U256::from_be_bytes(order.0) - s).to_be_bytes();
        let twin = [&signature[..32], &high, &[if signature[64] == 27 { 28 } else { 27 }]].concat();
        assert_eq!(recover(digest, &twin), None);
    }

    #[test]
    fn endorsements_are_packed_in_order_and_once() {
        let of = |byte: u8| Endorsement {
            attestor: Address::repeat_byte(byte),
            signature: vec![byte; usize::from(byte)].into(),
        };
        let packed = pack(&[of(3), of(1), of(3)]).unwrap();
        let expected = [&[1; 20][..], &[0, 1, 1], &[3; 20], &[0, 3, 3, 3, 3]].concat();
        assert_eq!(packed, expected);
        let long = Endorsement { attestor: ADA, signature: vec![0; 65_536].into() };
        assert_eq!(pack(&[long]), None);
    }
}
