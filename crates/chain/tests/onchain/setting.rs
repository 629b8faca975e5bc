//! An airdrop of two leaves.

use alloy::primitives::{Address, B256, U256, address, b256, keccak256};
use tributary_chain::{
    AirdropTerms, Chain, ClaimRequest, ClaimWay, Deployment, Key, Kind, TokenTerms, deploy,
};
use tributary_model::{Amount, Claimant, Timestamp};

use crate::anvil::{Anvil, NOW};

/// Anvil's published development keys.
pub(crate) const DEPLOYER_KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
pub(crate) const DEPLOYER: Address = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
pub(crate) const ADA_KEY: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
pub(crate) const ADA: Address = address!("70997970C51812dc3A010C7d01b50e0d17dc79C8");
pub(crate) const GRACE: Address = address!("3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
pub(crate) const GRACE_KEY: &str = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";
pub(crate) const STRANGER_KEY: &str = "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6";
pub(crate) const STRANGER: Address = address!("90F79bf6EB2c4f870365E785982E1f101E93b906");
/// Has no ether on any chain, and no key that we know.
pub(crate) const NOBODY: Address = address!("00000000000000000000000000000000000b0b0b");

pub(crate) const BUNDLE: B256 = b256!("b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0");
const AMOUNTS: [u64; 2] = [700, 300];
pub(crate) const TOTAL: u64 = 1_000;
pub(crate) const CHAIN: u64 = 31_337;

fn leaf(index: usize) -> B256 {
    let [account, amount] = [U256::from_be_bytes(entitled(index).into_word().0), U256::from(AMOUNTS[index])];
    let words = [U256::from(index), account, amount].map(|word| word.to_be_bytes::<32>());
    keccak256(keccak256(words.concat()))
}

fn entitled(index: usize) -> Address {
    [ADA, GRACE][index]
}

fn root() -> B256 {
    let mut leaves = [leaf(0), leaf(1)];
    leaves.sort();
    keccak256(leaves.concat())
}

pub(crate) fn amount(units: u64) -> Amount {
    Amount::new(U256::from(units))
}

pub(crate) fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_unix(seconds).unwrap()
}

pub(crate) fn terms() -> AirdropTerms {
    AirdropTerms {
        chain_id: CHAIN,
        token: TokenTerms::New { name: "Tree".to_owned(), symbol: "TREE".to_owned(), supply: amount(TOTAL) },
        root: root(),
        total: amount(TOTAL),
        owner: None,
        claim_start: moment(NOW - 1_000),
        claim_end: moment(NOW + 1_000_000),
        bundle_hash: BUNDLE,
        attestors: None,
        kind: Kind::Instant,
    }
}

pub(crate) fn claim_of(airdrop: Address, index: usize) -> ClaimRequest {
    ClaimRequest {
        airdrop,
        index: index as u64,
        claimant: Claimant::Wallet(entitled(index)),
        amount: amount(AMOUNTS[index]),
        proof: vec![leaf(1 - index)],
        way: ClaimWay::Anybody,
    }
}

pub(crate) fn key(text: &str) -> Key {
    Key::from_private_key(&text.into()).unwrap()
}

pub(crate) async fn connect(url: &str, text: &str) -> Chain {
    Chain::connect(url, Some(key(text))).await.unwrap()
}

/// A deployed airdrop.
pub(crate) async fn deployed() -> (Anvil, Chain, Deployment) {
    let anvil = Anvil::start();
    let chain = connect(&anvil.url, DEPLOYER_KEY).await;
    let deployment = deploy(&chain, &terms(), &|_| {}).await.unwrap();
    (anvil, chain, deployment)
}
