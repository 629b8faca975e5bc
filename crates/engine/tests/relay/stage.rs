//! An airdrop of wallets and identities, and a sponsor for it.

use std::time::Duration;

use alloy_primitives::{Address, U256, address};
use serde_json::json;
use tributary_chain::{
    AirdropTerms, Attestation, AttestorTerms, Authorization, Chain, ClaimRequest, ClaimWay, Deployment,
    Domain, Endorsement, Key, Kind, TokenTerms, deploy,
};
use tributary_engine::relay::{Progress, RelayError, Sender, Sponsor, SponsorSettings};
use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::{Amount, B256, Claimant, GithubId, Gwei, Timestamp};
use tributary_storage::{Acceptance, Relay, SponsorBudget, Store};

use crate::anvil::{Anvil, NOW};

/// Anvil's published development keys.
const DEPLOYER_KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const SPONSOR_KEY: &str = "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6";
pub(crate) const SPONSOR: Address = address!("90F79bf6EB2c4f870365E785982E1f101E93b906");
/// Has ether and no part in anything.
pub(crate) const RIVAL: Address = address!("15d34AAf54267DB7D7c367839AAf71A00a2C6A65");
const ATTESTOR_KEY: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const CHAIN: u64 = 31_337;
/// Of every leaf.
pub(crate) const EACH: u64 = 100;
pub(crate) const GWEI: u64 = 1_000_000_000;

/// Leaves with even numbers are wallets', the others identities'.
pub(crate) struct Stage {
    pub(crate) anvil: Anvil,
    pub(crate) store: Store,
    pub(crate) deployment: Deployment,
    tree: StandardTree,
}

pub(crate) fn settings() -> SponsorSettings {
    SponsorSettings {
        budget: SponsorBudget {
            campaign: Gwei::new(u64::MAX >> 2),
            claimant: 2,
            hour: Gwei::new(u64::MAX >> 2),
        },
        max_fee: 200 * GWEI,
        max_gas: 400_000,
        confirmations: None,
        replace_after: Duration::from_mins(1),
        // Over as soon as it begins, for everybody but its holder: whoever comes after a crash need not wait.
        lease: Duration::ZERO,
        owner: "test".to_owned(),
    }
}

fn key(text: &str) -> Key {
    Key::from_private_key(&text.into()).unwrap()
}

fn wallet(leaf: u64) -> Key {
    key(&format!("{:064x}", leaf + 1_000_000))
}

/// Whose an even leaf is.
pub(crate) fn account(leaf: u64) -> Address {
    wallet(leaf).address()
}

fn claimant(leaf: u64) -> Claimant {
    if leaf.is_multiple_of(2) {
        Claimant::Wallet(wallet(leaf).address())
    } else {
        Claimant::of_github(GithubId(leaf + 7_000)).unwrap()
    }
}

/// Where a leaf is to be paid.
pub(crate) fn recipient(leaf: u64) -> Address {
    Address::left_padding_from(&(leaf + 0xbeef_0000).to_be_bytes())
}

fn units(count: u64) -> Amount {
    Amount::new(U256::from(count))
}

fn seconds(offset: i64) -> u64 {
    u64::try_from(NOW + offset).unwrap()
}

impl Stage {
    pub(crate) async fn new(store: Store, leaves: u64) -> Self {
        let anvil = Anvil::start();
        let chain = Chain::connect(&anvil.url, Some(key(DEPLOYER_KEY))).await.unwrap();
        let leaf = |index| Leaf { index, claimant: claimant(index), amount: units(EACH) };
        let tree = StandardTree::build((0..leaves).map(leaf), LeafEncoding::IndexClaimant).unwrap();
        let moment = |offset| Timestamp::from_unix(NOW + offset).unwrap();
        let total = units(EACH * leaves);
        let terms = AirdropTerms {
            chain_id: CHAIN,
            token: TokenTerms::New { name: "Tree".to_owned(), symbol: "TREE".to_owned(), supply: total },
            root: tree.root(),
            total,
            owner: None,
            claim_start: moment(-1_000),
            claim_end: moment(1_000_000),
            bundle_hash: B256::repeat_byte(0xb0),
            attestors: Some(AttestorTerms {
                attestors: vec![key(ATTESTOR_KEY).address()],
                threshold: 1,
                guardian: None,
                delay: 172_800,
            }),
            kind: Kind::Instant,
        };
        let deployment = deploy(&chain, &terms, &|_| {}).await.unwrap();
        Self { anvil, store, deployment, tree }
    }

    pub(crate) async fn sponsor(&self) -> Sponsor {
        self.sponsor_at(&self.anvil.url, settings()).await
    }

    pub(crate) async fn sponsor_at(&self, url: &str, settings: SponsorSettings) -> Sponsor {
        let chain = Chain::connect(url, Some(key(SPONSOR_KEY))).await.unwrap();
        Sponsor::new(self.store.clone(), chain, settings).unwrap()
    }

    fn domain(&self) -> Domain {
        Domain { chain_id: CHAIN, airdrop: self.deployment.airdrop }
    }

    /// By the wallet's signature, or the attestor's.
    pub(crate) fn claim(&self, leaf: u64) -> ClaimRequest {
        let way = match claimant(leaf) {
            Claimant::Wallet(_) => self.signed(leaf, 0),
            Claimant::Identity(identity) => self.attested(identity, leaf),
        };
        self.claim_by(leaf, way)
    }

    pub(crate) fn claim_by(&self, index: u64, way: ClaimWay) -> ClaimRequest {
        let proof = self.tree.proof(usize::try_from(index).unwrap());
        let (airdrop, claimant, amount) = (self.deployment.airdrop, claimant(index), units(EACH));
        ClaimRequest { airdrop, index, claimant, amount, proof, way }
    }

    pub(crate) fn signed(&self, leaf: u64, nonce: u64) -> ClaimWay {
        let to = recipient(leaf);
        let (valid_after, valid_before) = (seconds(-100), seconds(100_000));
        let authorization = Authorization { to, valid_after, valid_before, nonce: units(nonce) };
        let account = wallet(leaf);
        let digest = authorization.digest(self.domain(), leaf, account.address(), units(EACH));
        ClaimWay::Signed { authorization, signature: account.sign(digest).unwrap() }
    }

    fn attested(&self, identity: B256, leaf: u64) -> ClaimWay {
        let recipient = recipient(leaf);
        let (valid_after, valid_before) = (seconds(-100), seconds(100_000));
        let attestation = Attestation { identity, recipient, valid_after, valid_before };
        let attestor = key(ATTESTOR_KEY);
        let signature = attestor.sign(attestation.digest(self.domain())).unwrap();
        let endorsements = vec![Endorsement { attestor: attestor.address(), signature }];
        ClaimWay::Attested { attestation, endorsements }
    }

    pub(crate) async fn relay(&self, leaf: u64) -> Relay {
        self.store.relay_of(CHAIN, self.deployment.airdrop, leaf).await.unwrap().unwrap()
    }

    /// Base units that were paid for a leaf.
    pub(crate) async fn paid(&self, leaf: u64) -> u64 {
        let chain = Chain::connect(&self.anvil.url, None).await.unwrap();
        let balance = chain.token_balance(self.deployment.token, recipient(leaf)).await.unwrap();
        balance.units().to()
    }

    /// The same claim from somebody else, for a higher tip.
    pub(crate) async fn rival(&self, leaf: u64) {
        let data = self.claim(leaf).data().unwrap();
        let transaction = json!([{ "from": RIVAL, "to": self.deployment.airdrop, "data": data, "gas": "0x493e0",
            "maxFeePerGas": "0x174876e800", "maxPriorityFeePerGas": "0x174876e800" }]);
        self.anvil.ask("eth_sendTransaction", transaction).await;
    }
}

pub(crate) async fn accepted(sponsor: &Sponsor, claim: &ClaimRequest) -> Relay {
    match sponsor.accept(claim).await.unwrap() {
        Acceptance::Accepted(relay) => relay,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn refused(sponsor: &Sponsor, claim: &ClaimRequest) -> tributary_engine::relay::Refusal {
    match sponsor.accept(claim).await.unwrap_err() {
        RelayError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

/// Steps until nothing is left to do.
pub(crate) async fn drive(sender: &mut Sender) {
    for _ in 0..200 {
        if sender.step().await.unwrap() == Progress::Idle {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it does not come to an end");
}
