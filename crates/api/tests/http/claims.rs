//! What a claim needs, and whether it was made.

use alloy_primitives::{B256, U256, keccak256};
use serde_json::{Value, json};
use tributary_api::{ChainStatus, Settings};
use tributary_model::{Address, ChainCursor, ClaimRecord, Claimant};
use tributary_storage::testing::with_each_store;

use crate::site::{ADA, AIRDROP, BOB, CHAIN, Site, seen};

#[tokio::test]
async fn a_proof_leads_to_the_root() {
    let site = Site::start().await;
    let root = site.json("/api/v1/campaigns/trees-2025").await["root"].clone();
    for (address, index) in [(ADA, 0_u64), (BOB, 1)] {
        let proofs = site.json(&format!("/api/v1/campaigns/trees-2025/proofs/{address}")).await;
        assert_eq!((&proofs["address"], &proofs["root"]), (&json!(address), &root));
        let [entry] = proofs["entries"].as_array().unwrap().as_slice() else { panic!("{proofs}") };
        assert_eq!(entry["index"], index);
        let leaf = leaf(index, address.parse().unwrap(), entry["amount"].as_str().unwrap());
        assert_eq!(json!(climb(leaf, &entry["proof"])), root);
    }
}

/// `keccak256(keccak256(abi.encode(uint256 index, address account, uint256 amount)))`
fn leaf(index: u64, account: Address, amount: &str) -> B256 {
    let amount: U256 = amount.parse().unwrap();
    let words = [U256::from(index).to_be_bytes::<32>(), account.into_word().0, amount.to_be_bytes::<32>()];
    keccak256(keccak256(words.concat()))
}

fn climb(leaf: B256, proof: &Value) -> B256 {
    proof.as_array().unwrap().iter().fold(leaf, |node, sibling| {
        let sibling: B256 = sibling.as_str().unwrap().parse().unwrap();
        let (low, high) = if node < sibling { (node, sibling) } else { (sibling, node) };
        keccak256([low.0, high.0].concat())
    })
}

#[tokio::test]
async fn an_address_without_a_leaf_or_with_a_mistake_is_a_problem() {
    let site = Site::start().await;
    let other = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    let bad_case = ADA.replace("Fd6e", "fd6e");
    for (address, status, kind, detail) in [
        (
            other,
            404,
            "proof-not-found",
            format!("`{other}` has no leaf in the tree of `trees-2025`; nothing can be claimed for it"),
        ),
        ("0x12", 400, "invalid-address", "`0x12` is not an address: 0x and 40 hex digits".to_owned()),
        (
            &bad_case,
            400,
            "invalid-address",
            format!("`{bad_case}` fails its checksum (EIP-55): a letter or its case is wrong; copy it again"),
        ),
    ] {
        let problem = site.problem(&format!("/api/v1/campaigns/trees-2025/proofs/{address}")).await;
        assert_eq!(
            (&problem["status"], &problem["type"], &problem["detail"]),
            (&json!(status), &json!(format!("urn:tributary:{kind}")), &json!(detail))
        );
    }
}

#[tokio::test]
async fn a_followed_claim_shows_everywhere() {
    with_each_store(async |store| {
        let site = Site::over(store, Settings::default(), tempfile::tempdir().unwrap()).await;
        let claim = async |index: u64| site.json(&format!("/api/v1/campaigns/trees-2025/claims/{index}")).await;
        let nothing = json!({"index": 1, "claimed": false, "tx_hash": null, "block_number": null,
            "recipient": null, "amount": null, "as_of_block": null});
        assert_eq!(claim(1).await, nothing);

        site.deploy();
        let detail = site.json("/api/v1/campaigns/trees-2025").await;
        let bob = site.json("/api/v1/campaigns/trees-2025/people/2").await;
        let total: u128 = detail["total"].as_str().unwrap().parse().unwrap();
        let amount: u128 = bob["amount"].as_str().unwrap().parse().unwrap();
        let record = ClaimRecord {
            index: 1,
            claimant: Claimant::Wallet(BOB.parse().unwrap()),
            recipient: Address::repeat_byte(0x77),
            amount: amount.to_string().parse().unwrap(),
            tx_hash: B256::repeat_byte(0x88),
            block_number: 42,
            block_hash: B256::repeat_byte(0x99),
            log_index: 0,
        };
        let cursor = |block_number| ChainCursor { block_number, block_hash: B256::repeat_byte(1) };
        let from = site.store.chain_cursor(CHAIN, AIRDROP).await.unwrap();
assert!(site.store.save_claims(CHAIN, AIRDROP, from, None, &[record], cursor(50)).await.unwrap());
        assert_eq!(
            claim(1).await,
            json!({"index": 1, "claimed": true, "tx_hash": B256::repeat_byte(0x88), "block_number": 42,
                "recipient": Address::repeat_byte(0x77).to_checksum(None), "amount": amount.to_string(), "as_of_block": 50})
        );
        assert_eq!((&claim(0).await["claimed"], &claim(0).await["as_of_block"]), (&json!(false), &json!(50)));

        site.chain_says(ChainStatus::Seen(seen("2026-02-10", &(total - amount).to_string())));
        let detail = site.json("/api/v1/campaigns/trees-2025").await;
        assert_eq!(
            (&detail["claimed_total"], &detail["claimed_count"], &detail["state"]),
            (&json!(amount.to_string()), &json!(1), &json!("open"))
        );
        assert_eq!(detail["funding"]["required"], json!((total - amount).to_string()));
        let board = site.json("/api/v1/campaigns/trees-2025/leaderboard?limit=3").await;
        let claimed: Vec<_> = board["people"].as_array().unwrap().iter().map(|person| &person["claimed"]).collect();
        assert_eq!(claimed, [&json!(false), &json!(true), &Value::Null]);

        // A reorganisation takes it back.
        let from = site.store.chain_cursor(CHAIN, AIRDROP).await.unwrap();
assert!(site.store.save_claims(CHAIN, AIRDROP, from, Some(41), &[], cursor(51)).await.unwrap());
        assert_eq!(claim(1).await["claimed"], false);
        assert_eq!(site.json("/api/v1/campaigns/trees-2025").await["claimed_count"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_leaf_that_does_not_exist_is_a_problem() {
    let site = Site::start().await;
    for (index, status, kind, detail) in [
        ("2", 404, "leaf-not-found", "`trees-2025` has leaves 0 to 1; there is no leaf 2"),
        ("-1", 400, "invalid-index", "`-1` is not the index of a leaf: digits only"),
        ("ada", 400, "invalid-index", "`ada` is not the index of a leaf: digits only"),
    ] {
        let problem = site.problem(&format!("/api/v1/campaigns/trees-2025/claims/{index}")).await;
        assert_eq!(
            (&problem["status"], &problem["type"], &problem["detail"]),
            (&json!(status), &json!(format!("urn:tributary:{kind}")), &json!(detail))
        );
    }
}
