//! Claims by GitHub account were frozen for three days: everybody may claim for three days more, and everything says so.

use std::{
    thread,
    time::{Duration, Instant},
};

use alloy::primitives::U256;
use serde_json::{Value, json};
use tributary_bindings::token::ProjectToken::transferCall;
use tributary_tests::{ADA, Anvil, BO, CLAIMABLE_AT, CY, Campaign, Output, STRANGER, Server};

use crate::identity::deployed_as;

/// 2026-08-01, when claims end by the rules.
const END: u64 = 1_785_542_400;
/// Three days from the start of the story to 2026-02-13, less the hour before the freeze.
const GREW: u64 = 3 * 86_400 - 3_600;

fn move_to(anvil: &Anvil, second: u64) {
    let _ = anvil.rpc("evm_setNextBlockTimestamp", json!([second]));
    let _ = anvil.rpc("evm_mine", json!([]));
}

/// Frozen in February for three days less an hour; now it is the first second after the window of the rules.
fn frozen(anvil: &Anvil, kind: &str) -> Campaign {
    let campaign = deployed_as(anvil, 1, kind);
    let _ = anvil.rpc("evm_setNextBlockTimestamp", json!([CLAIMABLE_AT + 3_600]));
    let freeze = ["attestors", "freeze", "out/river", "--until", "2026-02-13T00:00:00Z", "--yes"];
    let _ = campaign.sending(anvil, CY, &freeze).run().exits(0);
    move_to(anvil, END);
    campaign
}

fn asked(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
}

fn shows(output: &Output, part: &str) {
    assert!(output.stdout.contains(part), "`{part}` is not in\n{}", output.stdout);
}

fn until<T>(look: impl Fn() -> Result<T, Value>) -> T {
    let start = Instant::now();
    loop {
        match look() {
            Ok(found) => return found,
            Err(seen) => assert!(start.elapsed() < Duration::from_mins(1), "{seen}"),
        }
        thread::sleep(Duration::from_millis(200));
    }
}

fn seen(server: &Server) -> Value {
    until(|| {
        let campaign = asked(&server.get("/api/v1/campaigns/river"));
        if campaign["state"] == "unknown" { Err(campaign) } else { Ok(campaign) }
    })
}

#[test]
fn claims_stay_open_for_as_long_as_they_were_frozen() {
    stay_open("", "the window has ended; 0 units are left");
}

#[test]
fn shares_over_time_are_claimed_for_as_much_longer() {
    stay_open("[claim.vesting]\nstart = \"2026-02-20\"\nduration = \"100 days\"\n", "(0 units, 0 owed: ");
}

#[test]
fn an_airdrop_that_goes_on_does_so_for_as_much_longer() {
    stay_open(
        &format!("[claim.recurring]\ndelay = \"3 days\"\nguardian = \"{}\"\n", CY.address),
        "the window has ended",
    );
}

/// The same for every kind of airdrop.
fn stay_open(kind: &str, emptied: &str) {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = frozen(&anvil, kind);
    let status = campaign.asking(&anvil, &["status", "out/river", "--json"]).run().exits(0).json();
    assert_eq!(status["seconds_left"], GREW, "{status}");
    assert_eq!(status["claim_end"], "2026-08-01T00:00:00Z");
    let ends_at = "2026-08-03T23:00:00Z";
    assert_eq!(status["ends_at"], ends_at);
    let shown = || campaign.asking(&anvil, &["status", "out/river"]).run().exits(0);
    let longer = "(2 days 23 hours); 2 days 23 hours longer, as claims by identity were frozen";
    shows(&shown(), &format!("open until {ends_at} {longer}"));
    let verify = || campaign.asking(&anvil, &["verify"]).run();
    shows(&verify().exits(0), &format!("claims by identity were frozen, so it pays until {ends_at}"));

    // A wallet's own claim, and one that it only signs: until the real end at most.
    let _ = campaign.sending(&anvil, ADA, &["claim", "out/river", "--yes"]).run().exits(0);
    let signed = campaign.sending(&anvil, BO, &["authorize", "out/river"]).run().exits(0).json();
    let before = signed["claims"][0]["authorization"]["valid_before"].as_u64().unwrap();
    assert_eq!(before, END + GREW, "{signed}");
    let words = ["serve", "--listen", "127.0.0.1:0", "--sponsor-budget", "10", "--sponsor-per-hour", "10"];
    anvil.rpc("evm_setIntervalMining", json!([1]));
    let server = campaign.asking(&anvil, &words).env("TRIBUTARY_SPONSOR_PRIVATE_KEY", STRANGER.key).serve();
    let open = seen(&server);
    assert_eq!((&open["state"], &open["claim"]["ends_at"]), (&json!("open"), &json!(ends_at)));
    let [claim] = &signed["claims"].as_array().unwrap()[..] else { panic!("{signed}") };
    let mut body = claim.clone();
    body["kind"] = "signed".into();
    let id = asked(&server.post("/api/v1/campaigns/river/relays", &body))["id"].as_str().unwrap().to_owned();
    until(|| {
        let relay = asked(&server.get(&format!("/api/v1/campaigns/river/relays/{id}")));
        if relay["state"] == "mined" { Ok(()) } else { Err(relay) }
    });
    let token = campaign.address("token");
    assert!(anvil.balance(token, BO.address) > U256::ZERO);
    let _ = server.stop().exits(0);

    // Who takes the tokens out of it now is caught, as before the end of the rules.
    let airdrop = campaign.address("airdrop");
    anvil.send(airdrop, token, &transferCall { to: STRANGER.address, value: anvil.balance(token, airdrop) });
    shows(&verify().exits(1), "FAIL funded");
    move_to(&anvil, END + GREW);
    shows(&verify().exits(0), emptied);
    shows(&shown(), &format!("ended {ends_at}"));
}
