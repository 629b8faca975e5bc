//! An airdrop that goes on pays GitHub accounts: proved once, for every list; and no list is a way round the delay.

use alloy::primitives::{Address, U256, address};
use serde_json::{Value, json};
use tributary_tests::{BO, CY, Clone, Commit, DEPLOYER, Server};

use super::binding::{Story, lines, now};

const WALLET: Address = address!("00000000000000000000000000000000000a11ce");
const THIEF: Address = address!("0000000000000000000000000000000000000bad");
const THREE_DAYS: u64 = 259_200;

fn rules(more: &str) -> String {
    format!(
        "[claim.identity]\nattestors = [\"{}\"]\n\n[claim.recurring]\ndelay = \"3 days\"\nguardian = \"{}\"\n{more}",
        BO.address, CY.address
    )
}

/// The second list, in effect: the same account goes on.
fn second(story: &Story) {
    let campaign = &story.campaign;
    let author = format!("Somebody <{}+{}@users.noreply.github.com>", story.id, story.login);
    let commit = Commit { author: &author, at: "2026-02-03T10:00:00Z", message: "Dredge the first channel" };
    Clone::open(&campaign.path("clone")).commit(&[commit]);
    for (part, by) in [
        ("slug = \"river\"", "slug = \"river-2\""),
        ("from = \"2025-01-01\"", "from = \"2026-01-02\""),
        ("until = \"2026-01-01\"", "until = \"2026-03-01\""),
        ("pool = \"1000000.000000000000000001\"", "pool = \"500000.000000000000000007\""),
        (&rules(""), &rules("after = \"out/river\"\n")),
    ] {
        campaign.edit("airdrop.toml", part, by);
    }
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0);
    let send = |words: &[&str]| campaign.sending(&story.anvil, DEPLOYER, words).run().exits(0);
    let _ = send(&["epoch", "propose", "--yes"]);
    let _ = send(&["epoch", "fund", "--yes"]);
    let _ = story.anvil.rpc("evm_increaseTime", json!([THREE_DAYS]));
    let _ = story.anvil.rpc("evm_mine", json!([]));
    let _ = send(&["epoch", "activate", "--yes"]);
}

fn binding(story: &Story, server: &Server, list: &str) -> Value {
    let answer = server.get(&format!("/api/v1/campaigns/{list}/bindings/github:{}", story.id));
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap_or_else(|_| panic!("{answer}"))
}

fn prove(story: &Story, server: &Server, list: &str, wallet: Address) -> Value {
    let (bundle, wallet) = (format!("out/{list}"), wallet.to_string());
    let words = ["prove", &bundle, "--server", server.url(), "--who", &story.login, "--wallet", &wallet];
    story.run(&[words.as_slice(), &["--ssh-key", "key", "--json"]].concat()).exits(0).json()
}

#[test]
fn proved_once_and_paid_from_every_list_and_another_wallet_waits_whichever_page_is_asked() {
    // A little ahead of the server's clock once three days have passed.
    let story = Story::begin_by(now() + 60 - THREE_DAYS, &rules(""));
    let server = story.serve();
    story.publish_key();
    let first = prove(&story, &server, "river", WALLET);
    assert_eq!((&first["state"], &first["ready"]), (&json!("active"), &json!(true)));
    second(&story);
    Story::sees(&server, "river-2");

    let next = binding(&story, &server, "river-2");
    assert_eq!((&next["recipient"], &next["ready"]), (&first["recipient"], &json!(true)));
    let other = prove(&story, &server, "river-2", THIEF);
    assert_eq!((&other["state"], &other["attestation"]), (&json!("pending"), &Value::Null));
    let later = |binding: &Value, name: &str| binding[name].as_str().unwrap().to_owned();
    assert!(later(&other, "effective_at") > later(&other, "proved_at"));
    let ready = binding(&story, &server, "river-2");
    assert_eq!((&ready["recipient"], &ready["ready"]), (&first["recipient"], &json!(true)));
    assert_eq!(ready["pending"]["recipient"], other["recipient"]);

    let url = |list: &str| format!("{}/api/v1/bundles/{list}/bindings.jsonl", server.url());
    let verify = |list: &str| {
        let bundle = format!("out/{list}");
        let words = ["verify", &bundle, "--bindings", &url(list), "--json"];
        story.campaign.asking(&story.anvil, &words).run()
    };
    story.anvil.aside(|| too_early(&story, &verify("river-2").exits(0).stdout, &verify));
    story.campaign.write("attestation.json", &ready.to_string());
    let words = ["claim", "out/river-2", "--attestation", "attestation.json", "--yes"];
    let _ = story.campaign.sending(&story.anvil, DEPLOYER, &words).run().exits(0);
    let amount: U256 = ready["leaf"]["amount"].as_str().unwrap().parse().unwrap();
    assert_eq!(story.anvil.balance(story.campaign.address("token"), WALLET), amount);
    for (list, claims) in [("river", "0 claims"), ("river-2", "1 claims")] {
        let found = lines(&verify(list).exits(0), &["bindings", "bindings_claims"]);
        assert_eq!(found[0].1, "2 bindings: 2 by SSH, 0 by gist, 0 by a sign-in that the server alone saw");
        assert_eq!(found[1], ("pass".to_owned(), claims.to_owned()), "{list}");
    }
}

/// An attestor gives its word for the wallet that waits.
fn too_early(story: &Story, before: &str, verify: &impl Fn(&str) -> tributary_tests::Output) {
    assert!(before.contains("0 claims"), "{before}");
    let (id, thief) = (story.id.to_string(), THIEF.to_string());
    let attest = ["attest", "out/river-2", "--github", &id, "--recipient", &thief];
    let attested = story.campaign.sending(&story.anvil, BO, &attest).run().exits(0);
    story.campaign.write("early.json", &attested.stdout);
    let claim = ["claim", "out/river-2", "--attestation", "early.json", "--yes"];
    let _ = story.campaign.sending(&story.anvil, CY, &claim).run().exits(0);
    let found = lines(&verify("river-2").exits(1), &["bindings", "bindings_claims"]);
    assert_eq!((found[0].0.as_str(), found[1].0.as_str()), ("pass", "fail"));
    assert!(found[1].1.contains("the file binds its account to another wallet at that time, "), "{found:?}");
}
