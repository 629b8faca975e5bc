//! What a campaign is, and whether somebody can claim now.

use serde_json::json;
use tributary_api::ChainStatus;
use tributary_engine::bundle::hash_bytes;

use crate::site::{SLUG, Site, publish_another, seen};

#[tokio::test]
async fn the_list_sums_every_campaign_up() {
    let site = Site::start().await;
    let detail = site.json("/api/v1/campaigns/trees-2025").await;
    assert_eq!(
        site.json("/api/v1/campaigns").await,
        json!({"campaigns": [{
            "slug": "trees-2025", "name": "Trees & <friends>", "description": "For everybody who grew trees.",
            "chain_id": 31_337, "chain_name": "Local chain",
            "token": {"address": null, "name": "Tree", "symbol": "TREE", "decimals": 18},
            "pool": "1000000000000000000000", "total": detail["total"],
            "claimants": 2, "unlinked": 2,
            "claim": {"start": "2026-02-01T00:00:00Z", "end": "2026-03-01T00:00:00Z", "ends_at": "2026-03-01T00:00:00Z", "vesting": null, "recurring": null},
            "state": "not_deployed", "claimed_total": null, "claimed_count": null,
        }]})
    );
}

#[tokio::test]
async fn a_campaign_shows_its_rules_hashes_and_concentration() {
    let site = Site::start().await;
    let detail = site.json("/api/v1/campaigns/trees-2025").await;
    let number = |key: &str| detail[key].as_str().unwrap().parse::<u128>().unwrap();
    assert_eq!(number("total") + number("unlinked_total"), number("pool"));
    assert_eq!(detail["maintainer"], "https://example.org/trees");
    assert_eq!(detail["owner"], json!(null));
    assert_eq!(detail["window"], json!({"from": "2025-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}));
    assert_eq!(
        detail["repositories"],
        json!([
            {"id": 10, "kind": null, "name": "ada-example/trees", "url": "https://github.com/ada-example/trees", "weight": "1"},
            {"id": 20, "kind": null, "name": "ada-example/leaves", "url": "https://github.com/ada-example/leaves", "weight": "0.5"},
        ])
    );
    assert_eq!(detail["rules"]["preset"], "opendigger-activity");
    assert_eq!(detail["rules"]["weights"]["pull_request_opened"], "4.0679");
    let sentences = detail["rules"]["sentences"].as_array().unwrap();
    for sentence in [
        "Scores in ada-example/leaves count 0.5 times.",
        "The pool of 1,000 TREE is shared in proportion to the scores, to the last unit.",
    ] {
        assert!(sentences.contains(&json!(sentence)), "{sentences:#?}");
    }
    assert_eq!(detail["deployment"], json!(null));
    assert_eq!(detail["funding"], json!(null));
    assert_eq!(
        detail["chain"],
        json!({"id": 31_337, "name": "Local chain", "rpc_url": "http://127.0.0.1:9/secret-path", "explorer": null})
    );
    assert_eq!(detail["concentration"]["top10_share_ppm"], 1_000_000);
    let lorenz = detail["concentration"]["lorenz"].as_array().unwrap();
    assert_eq!((&lorenz[0], &lorenz[4], lorenz.len()), (&json!([0, 0]), &json!([1_000_000, 1_000_000]), 5));
    let hash_of = |file: &str| json!(hash_bytes(&std::fs::read(site.bundle().join(file)).unwrap()));
    assert_eq!(detail["bundle_hash"], hash_of("manifest.json"));
    assert_eq!(detail["rules_hash"], hash_of("rules.toml"));
    assert_eq!(detail["evidence_hash"], hash_of("evidence.jsonl"));
    assert_eq!(detail["files"]["tree.json"]["sha256"], hash_of("tree.json"));
}

#[tokio::test]
async fn an_unknown_campaign_is_named_together_with_the_ones_there_are() {
    let site = Site::start().await;
    assert_eq!(
        site.problem("/api/v1/campaigns/trees").await,
        json!({
            "type": "urn:tributary:campaign-not-found", "title": "No such campaign", "status": 404,
            "detail": "there is no campaign `trees` here; there is `trees-2025`",
            "instance": "/api/v1/campaigns/trees",
        })
    );
    for path in ["leaderboard", "activity", "people/1", "proofs/x", "claims/0", "verify"] {
        let problem = site.problem(&format!("/api/v1/campaigns/trees/{path}")).await;
        assert_eq!(problem["type"], "urn:tributary:campaign-not-found", "{path}");
    }
}

#[tokio::test]
async fn the_state_follows_the_contract_and_the_chains_own_clock() {
    let site = Site::start().await;
    let total = site.json("/api/v1/campaigns/trees-2025").await["total"].as_str().unwrap().to_owned();
    let short = (total.parse::<u128>().unwrap() - 1).to_string();
    site.chain_says(ChainStatus::Seen(seen("2026-02-10", &total)));
    assert_eq!(state(&site).await, "not_deployed");

    site.deploy();
    let unreachable = ChainStatus::Unreachable("connection refused".into());
    for (status, expected) in [
        (unreachable, "unknown"),
        (ChainStatus::Seen(seen("2026-01-31T23:59:59Z", &total)), "not_started"),
        (ChainStatus::Seen(seen("2026-02-01", &total)), "open"),
        (ChainStatus::Seen(seen("2026-02-01", &short)), "not_funded"),
        (ChainStatus::Seen(seen("2026-02-28T23:59:59Z", &total)), "open"),
        // The owner may have taken the rest back.
        (ChainStatus::Seen(seen("2026-03-01", "0")), "ended"),
    ] {
        site.chain_says(status.clone());
        assert_eq!(state(&site).await, expected, "{status:?}");
    }
    site.views.send_replace(std::collections::BTreeMap::new());
    assert_eq!(state(&site).await, "unknown");
}

async fn state(site: &Site) -> String {
    site.json("/api/v1/campaigns").await["campaigns"][0]["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_deployment_appears_without_a_restart() {
    let site = Site::start().await;
    site.deploy();
    let total = site.json("/api/v1/campaigns/trees-2025").await["total"].clone();
    site.chain_says(ChainStatus::Seen(seen("2026-02-10", total.as_str().unwrap())));
    let detail = site.json("/api/v1/campaigns/trees-2025").await;
    assert_eq!(
        detail["deployment"],
        json!({
            "chain_id": 31_337, "airdrop": "0xa1a1A1a1a1a1A1a1a1A1A1a1A1A1A1A1A1A1A1A1".parse::<tributary_model::Address>().unwrap().to_checksum(None),
            "token": tributary_model::Address::repeat_byte(0xc1).to_checksum(None),
            "factory": tributary_model::Address::repeat_byte(0xfa).to_checksum(None),
            "attestors": null, "airdrop_tx": format!("0x{}", "02".repeat(32)), "block": 12,
        })
    );
    assert_eq!(detail["token"]["address"], detail["deployment"]["token"]);
    assert_eq!(detail["owner"], tributary_model::Address::repeat_byte(0xde).to_checksum(None));
    assert_eq!(
        detail["funding"],
        json!({"balance": total, "required": total, "funded": true, "tx": format!("0x{}", "02".repeat(32))})
    );
}

#[tokio::test]
async fn a_campaign_that_is_published_later_appears_and_one_that_is_removed_goes() {
    let site = Site::start().await;
    publish_another(&site.out);
    site.state.refresh().unwrap();
    let slugs = async || {
        let list = site.json("/api/v1/campaigns").await;
        let campaigns = list["campaigns"].as_array().unwrap().clone();
        campaigns.iter().map(|campaign| campaign["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(slugs().await, ["trees-2025", "trees-2026"]);
    std::fs::remove_dir_all(site.out.join(SLUG)).unwrap();
    site.state.refresh().unwrap();
    assert_eq!(slugs().await, ["trees-2026"]);
}

#[tokio::test]
async fn a_bundle_that_cannot_be_read_is_left_out_and_the_others_are_served() {
    let site = Site::start().await;
    for (folder, manifest) in [("broken", "{"), ("older", "{\"format\": \"0\"}")] {
        std::fs::create_dir(site.out.join(folder)).unwrap();
        std::fs::write(site.out.join(folder).join("manifest.json"), manifest).unwrap();
    }
    publish_another(&site.out);
    std::fs::write(site.out.join("trees-2026/scores.json"), "{").unwrap();
    site.state.refresh().unwrap();
    let slugs = async |path: &str| {
        let list = site.json(path).await;
        let campaigns = list["campaigns"].as_array().unwrap().clone();
        campaigns.iter().map(|campaign| campaign["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(slugs("/api/v1/campaigns").await, [SLUG]);
    // A server that starts now serves the same.
    let (_, watched) = tokio::sync::watch::channel(std::collections::BTreeMap::new());
    let clock = std::sync::Arc::new(|| crate::site::time("2026-02-10"));
    let settings = tributary_api::Settings::default();
    assert!(tributary_api::AppState::new(&site.out, site.store.clone(), watched, settings, clock).is_ok());
    // What is mended appears at the next look.
    std::fs::remove_dir_all(site.out.join("trees-2026")).unwrap();
    publish_another(&site.out);
    site.state.refresh().unwrap();
    assert_eq!(slugs("/api/v1/campaigns").await, [SLUG, "trees-2026"]);
}

#[tokio::test]
async fn the_river_has_a_score_for_each_month_and_person() {
    let site = Site::start().await;
    let river = site.json("/api/v1/campaigns/trees-2025/activity").await;
    assert_eq!(river["months"], json!(["2025-03", "2025-04", "2025-05"]));
    let people = river["people"].as_array().unwrap();
    assert_eq!(people.len(), 4);
    assert_eq!(people[0]["login"], "Ada-Example");
    // √(4.0679 + 2.0339) in March, half of √0.5252 in May.
    assert_eq!(people[0]["scores"], json!(["2470182", "0", "362353"]));
    assert_eq!(river["others"], json!({"amount": "0", "scores": ["0", "0", "0"]}));
}
