//! What people ask for before the deployment: written by anybody, decided by the maintainer, published with the reason.

use std::fs;

use serde_json::{Value, json};
use tributary_tests::{Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Server};

const APPEALS: &str = "/api/v1/campaigns/river/appeals";
const LINK: &str = "https://github.com/bo-example/river/issues/1";

/// Status and body.
fn write(server: &Server, body: &Value) -> (u16, Value) {
    let answer = server.post(APPEALS, body);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}")))
}

fn opt_out(who: &str) -> Value {
    json!({ "who": who, "kind": "opt_out", "reason": "Not for me.", "url": LINK })
}

fn serve(campaign: &Campaign) -> Server {
    campaign.tributary(&["serve", "--listen", "127.0.0.1:0"]).serve()
}

fn person(file: &Value, identity: &str) -> Option<Value> {
    file["people"].as_array().unwrap().iter().find(|person| person["identity"] == identity).cloned()
}

/// A commit of Ada's, by its key.
fn commit_of_ada(campaign: &Campaign) -> String {
    let told = campaign.run(&["explain", "101", "--json"]).exits(0).json();
    told["contributions"][0]["key"].as_str().unwrap().to_owned()
}

#[test]
fn who_asks_to_be_left_out_has_no_share_and_the_reason_is_published() {
    let campaign = Campaign::published();
    assert!(person(&campaign.json("allocation.json"), "github:202").unwrap()["index"].is_u64());
    let server = serve(&campaign);
    assert_eq!(write(&server, &opt_out("bo-example")).0, 201);
    let listed = campaign.run(&["appeals"]).exits(0).says("Anybody can write an appeal in anybody's name");
    for part in ["1", "leave me out", "bo-example (github:202)", "RVR", LINK, "Not for me."] {
        assert!(listed.stdout.contains(part), "{part}: {}", listed.stdout);
    }
    let listed = campaign.run(&["appeals", "--json"]).exits(0).json();
    let bo = person(&campaign.json("allocation.json"), "github:202").unwrap();
    assert_eq!(
        (&listed[0]["amount"], &listed[0]["score"], &listed[0]["url"]),
        (&bo["amount"], &bo["score"], &json!(LINK))
    );
    let warned = campaign.run(&["publish", "--json"]).exits(0);
    assert_eq!(warned.json()["appeals_waiting"], 1);
    let _ = warned.says("warning: 1 appeal is waiting; decide before you deploy");

    let accepted = campaign.run(&["appeals", "accept", "1"]).exits(0);
    let entry = "[[exclude]]\nidentity = \"github:202\"\nreason = \"Asked to be left out.\"\n";
    assert_eq!(accepted.stdout, entry);
    let _ =
        accepted.says("`airdrop.toml` does not name this file yet").says("overrides = \"overrides.toml\"");
    assert_eq!(fs::read_to_string(campaign.path("overrides.toml")).unwrap(), entry);
    campaign.edit("airdrop.toml", "slug = \"river\"\n", "slug = \"river\"\noverrides = \"overrides.toml\"\n");
    let published = campaign.run(&["publish", "--json"]).exits(0).json();
    assert_eq!(published["appeals_waiting"], 0);
    let _ = campaign.run(&["verify", "--offline", "out/river"]).exits(0);
    let bo = person(&campaign.json("scores.json"), "github:202").unwrap();
    assert_eq!((&bo["excluded"], &bo["reason"]), (&json!("override"), &json!("Asked to be left out.")));
    let share = person(&campaign.json("allocation.json"), "github:202");
    assert!(share.is_none_or(|share| share["amount"] == "0" && share["index"].is_null()));
    assert!(
        fs::read_to_string(campaign.bundle().join("overrides.toml"))
            .unwrap()
            .contains("Asked to be left out.")
    );
    let told = campaign.run(&["explain", "202"]).exits(0).stdout;
    assert!(told.contains("decided by hand: Asked to be left out."), "{told}");
    let shown = server.get("/api/v1/campaigns/river/people/202/appeals");
    assert!(shown.contains("Asked to be left out.") && !shown.contains("Not for me."), "{shown}");
}

#[test]
fn from_the_deployment_on_nothing_is_granted_any_more() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let server = serve(&campaign);
    assert_eq!(write(&server, &opt_out("202")).0, 201);
    let _ = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    let (status, problem) = write(&server, &opt_out("101"));
    assert_eq!((status, &problem["type"]), (409, &json!("urn:tributary:appeals-closed")));
    let since =
        format!("`river` stands on chain 31337 since block {}", campaign.json("deployment.json")["block"]);
    assert!(problem["detail"].as_str().unwrap().starts_with(&since), "{problem}");
    let _ = campaign
        .run(&["appeals", "accept", "1"])
        .exits(1)
        .says("`river` is deployed and nothing in it can change");
    assert!(!campaign.path("overrides.toml").exists());
    let declined = ["appeals", "decline", "1", "--answer", "It came after the deployment.", "--json"];
    let told = campaign.run(&declined).exits(0).json();
    assert_eq!(told, json!({ "id": 1, "state": "declined", "answer": "It came after the deployment." }));
    let shown = server.get("/api/v1/campaigns/river/people/202/appeals");
    assert!(
        shown.contains("\"state\":\"declined\"") && shown.contains("It came after the deployment."),
        "{shown}"
    );
}

#[test]
fn who_is_right_gets_an_answer_and_the_maintainer_the_beginning_of_an_entry() {
    let campaign = Campaign::published();
    let server = serve(&campaign);
    let repository = campaign.json("manifest.json")["repositories"][0]["name"].clone();
    let key = commit_of_ada(&campaign);
    let commit = json!({ "repository": repository, "kind": "commit", "key": key });
    // A mark of direction is no control character, and a terminal would obey it all the same.
    let reason = "Half of it is Bo's \u{202e}.";
    let appeal = json!({ "who": "ada-example", "kind": "appeal", "reason": reason, "contribution": commit });
    assert_eq!(write(&server, &appeal).0, 201);
    let whole = json!({ "who": "101", "kind": "appeal", "reason": "And there is more." });
    assert_eq!(write(&server, &whole).0, 201);
    let (status, refused) = write(&server, &json!({ "who": "101", "kind": "appeal", "reason": "\u{1b}[2J" }));
    assert_eq!((status, &refused["field"]), (422, &json!("reason")));
    let listed = campaign.run(&["appeals"]).exits(0).stdout;
    for part in [r"Half of it is Bo's \u{202e}.", "no link", "the whole share", &key] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    let listed = campaign.run(&["appeals", "--json"]).exits(0);
    assert!(!listed.stdout.contains('\u{202e}'));
    assert_eq!((&listed.json()[0]["reason"], &listed.json()[0]["contribution"]), (&json!(reason), &commit));

    let accepted = campaign.run(&["appeals", "accept", "1", "--reason", "Half of it is."]).exits(0);
    let entry = format!(
        "[[adjust]]\nrepository = {repository}\nkind = \"commit\"\nkey = \"{key}\"\nfactor = \"1\"\nreason = \"\"\n"
    );
    assert_eq!(accepted.stdout, entry);
    let _ = accepted.says("The person reads: Half of it is.\nNo share changed yet.");
    let accepted = campaign.run(&["appeals", "accept", "2"]).exits(0).stdout;
    assert_eq!(accepted, "[[adjust]]\nidentity = \"github:101\"\npoints = \"+0\"\nreason = \"\"\n");
    // Unedited it says nothing, and is not published.
    campaign.edit("airdrop.toml", "slug = \"river\"\n", "slug = \"river\"\noverrides = \"overrides.toml\"\n");
    campaign.write("overrides.toml", &accepted);
    let _ = campaign.run(&["publish"]).exits(2).says("`[[adjust]]`: `reason` is empty");
    campaign.edit("overrides.toml", "\"+0\"", "\"+1.5\"");
    campaign.edit("overrides.toml", "reason = \"\"", "reason = \"Held the lamp.\"");
    let _ = campaign.run(&["publish"]).exits(0);
    let _ =
        campaign.run(&["appeals"]).exits(0).says("No appeal waits in `river`; 2 decided, shown by --all.");
    let all = campaign.run(&["appeals", "--all", "--json"]).exits(0).json();
    assert_eq!(
        (&all[0]["state"], &all[0]["answer"], &all[1]["answer"]),
        (&json!("accepted"), &json!("Half of it is."), &json!("The maintainer agrees and will change it."))
    );
}

#[test]
fn what_a_maintainer_wrote_stays_as_it_is_and_what_makes_no_sense_is_not_written() {
    let campaign = Campaign::published();
    let server = serve(&campaign);
    for who in ["202", "101", "404"] {
        assert_eq!(write(&server, &opt_out(who)).0, 201);
    }
    let own =
        "# Talked to everybody on Monday.\n[[exclude]]   # first\nidentity='github:202'\nreason = 'Asked.'";
    campaign.write("decisions.toml", own);
    campaign.edit("airdrop.toml", "slug = \"river\"\n", "slug = \"river\"\noverrides = \"decisions.toml\"\n");
    let there = || fs::read_to_string(campaign.path("decisions.toml")).unwrap();
    let accept = |id: &str, more: &[&str]| campaign.run(&[&["appeals", "accept", id], more].concat());
    let _ = accept("1", &[])
        .exits(2)
        .says("nothing was written to `decisions.toml`")
        .says("line 2, `[[exclude]]`: `github:202` is left out already");
    let _ = accept("2", &["--reason", "Ask ada@example.org."]).exits(2).says("holds an e-mail address");
    let _ = accept("2", &["--reason", "one\ntwo"]).exits(2).says("it holds a control character");
    let _ =
        accept("9", &[]).exits(1).says("`river` has no appeal 9; `tributary appeals` lists those that wait");
    assert_eq!(there(), own);
    let _ =
        accept("2", &["--reason", "Works for the \"sponsor\"."]).exits(0).says("Next: `tributary publish`");
    let added = "\n\n[[exclude]]\nidentity = \"github:101\"\nreason = 'Works for the \"sponsor\".'\n";
    assert_eq!(there(), format!("{own}{added}"));
    let _ = accept("2", &[]).exits(1).says("appeal 2 was accepted on 20");
    let other = campaign.run(&["appeals", "decline", "2", "--answer", "No."]).exits(1);
    let _ = other.says("`tributary appeals --all` shows the answer");
    campaign.write("decisions.toml", "[[excluded]]\n");
    let _ = accept("3", &[]).exits(2).says("unknown field `excluded`");
    assert_eq!(there(), "[[excluded]]\n");
    campaign.edit("airdrop.toml", "slug = \"river\"", "slug = \"brook\"");
    let _ = accept("3", &[]).exits(1).says("`brook` has no appeal 3");
    let _ = campaign.run(&["appeals"]).exits(0).says("Nobody has appealed in `brook`.");
    let _ = campaign.run(&["appeals", "--all", "accept", "3"]).exits(2).says("`--all` is for the list");
}
