//! Keys, passwords and tokens never appear: not in what is printed, not in logs at the most talkative level, not in
//! the bundle, not in the database. In success and in failure.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::Path,
    thread,
};

use tributary_tests::{ADA, Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Output, Relay, Tributary, Verdict};

const PASSWORD: &str = "keystore-word-7f3a";
const DATABASE_PASSWORD: &str = "database-word-7f3a";
const ENDPOINT_PASSWORD: &str = "endpoint-word-7f3a";
const ENDPOINT_KEY: &str = "endpoint-key-7f3a";
const GITHUB_TOKEN: &str = "ghp_token7f3a7f3a7f3a7f3a7f3a7f3a7f3a7f3a";

const SECRETS: [&str; 7] =
    [DEPLOYER.key, ADA.key, PASSWORD, DATABASE_PASSWORD, ENDPOINT_PASSWORD, ENDPOINT_KEY, GITHUB_TOKEN];

/// A run that says all it can, once by the flag and once by the environment.
fn talkative(run: Tributary, everything: &str) -> Tributary {
    run.env("RUST_LOG", everything).env("GITHUB_TOKEN", GITHUB_TOKEN)
}

fn tells_no_secret(text: &str) {
    let lower = text.to_lowercase();
    for secret in SECRETS {
        assert!(!lower.contains(&secret.to_lowercase()), "a secret is told");
        // Half of a secret is too much.
        let part = &secret[..secret.len() / 2];
        let whole = secret.len() >= 32 && lower.contains(&part.to_lowercase());
        assert!(!whole, "the beginning of a secret is told");
    }
}

fn said(output: &Output) {
    tells_no_secret(&output.stdout);
    tells_no_secret(&output.stderr);
}

/// Every file below the folder.
fn written(folder: &Path, count: &mut usize) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            written(&path, count);
        } else {
            tells_no_secret(&String::from_utf8_lossy(&fs::read(path).unwrap()));
            *count += 1;
        }
    }
}

/// The endpoint with a user, a password and a key in its query.
fn secret_url(url: &str) -> String {
    format!("{}/v1?key={ENDPOINT_KEY}", url.replace("http://", &format!("http://ada:{ENDPOINT_PASSWORD}@")))
}

#[test]
fn the_whole_road_at_the_most_talkative_level_tells_no_secret() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let relay = Relay::start(anvil.url(), |_, _| Verdict::Pass);
    let endpoint = secret_url(relay.url());
    let campaign = Campaign::new();
    let run = |words: &[&str]| {
        let run = talkative(campaign.tributary(words), "trace").env("ETH_RPC_URL", &endpoint);
        let output = run.env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key).run();
        said(&output);
        output
    };
    let logged = run(&["index", "-vv"]).exits(0).stderr;
    assert!(logged.contains("\"level\":\"DEBUG\""), "-vv beats RUST_LOG and logs: {logged}");
    for words in [&["score"][..], &["publish"], &["deploy", "--dry-run"]] {
        let _ = run(words).exits(0);
    }
    let deployed = run(&["deploy", "--yes"]).exits(0);
    assert!(deployed.stderr.contains("\"level\":\"TRACE\""), "the log is as talkative as it gets");
    let ada = ADA.address.to_string();
    for words in
        [&["verify"][..], &["status"], &["claim", "out/river", "--account", &ada, "--yes"], &["--help"]]
    {
        let _ = run(words).exits(0);
    }
    let _ = run(&["claim", "out/river", "--account", &ada, "--yes"]).exits(1);
    let server = talkative(campaign.tributary(&["serve", "--listen", "127.0.0.1:0"]), "trace");
    let server = server.env("ETH_RPC_URL", &endpoint).env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key).serve();
    for path in ["/", "/api/v1/campaigns", "/api/v1/campaigns/river", "/readyz", "/metrics", "/nothing"] {
        tells_no_secret(&server.get(path));
    }
    said(&server.stop().exits(0));
    let seen = relay.seen().join("\n");
    assert!(seen.contains(ENDPOINT_KEY), "the endpoint was asked with its key: {seen}");
    let mut files = 0;
    written(campaign.folder(), &mut files);
    assert!(files > 20, "{files}");
}

#[test]
fn failures_tell_no_secret() {
    let campaign = Campaign::published();
    fs::write(campaign.bundle().join("deployment.json"), DEPLOYMENT).unwrap();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let broken = Relay::start(&closed, |_, _| Verdict::Status(500));
    let endpoints = [
        secret_url(&closed),
        secret_url(broken.url()),
        secret_url("ftp://127.0.0.1"),
        secret_url("http://["),
    ];
    for endpoint in &endpoints {
        let words = if endpoint.contains("ftp") { ["status", "-vv"] } else { ["deploy", "--yes"] };
        let run = talkative(campaign.tributary(&words), "trace").env("ETH_RPC_URL", endpoint);
        let output = run.env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key).run();
        assert!([2, 3].contains(&output.code), "{}", output.stderr);
        said(&output);
    }
    let place = closed.trim_start_matches("http://");
    let databases = [
        format!("postgres://ada:{DATABASE_PASSWORD}@{place}/river"),
        format!("postgres://{place}/river?user=ada&password={DATABASE_PASSWORD}"),
        format!("postgres://ada:{DATABASE_PASSWORD}@{place}:x/river"),
        format!("mysql://ada:{DATABASE_PASSWORD}@{place}/river"),
        format!("ada:{DATABASE_PASSWORD}@{place}/river"),
    ];
    for database in &databases {
        for command in ["index", "score", "publish", "serve"] {
            let output =
                talkative(campaign.tributary(&[command]), "trace").env("DATABASE_URL", database).run();
            assert!([2, 3].contains(&output.code), "{command}: {}", output.stderr);
            said(&output);
        }
    }
}

/// Only so that the endpoint is asked; nothing of it exists.
const DEPLOYMENT: &str = r#"{"chain_id":31337,"token":"0x0000000000000000000000000000000000000001",
"factory":"0x0000000000000000000000000000000000000002","airdrop":"0x0000000000000000000000000000000000000003",
"airdrop_tx":"0x0000000000000000000000000000000000000000000000000000000000000004","block":1,
"deployer":"0x0000000000000000000000000000000000000005","owner":"0x0000000000000000000000000000000000000005",
"salt":"0x0000000000000000000000000000000000000000000000000000000000000006"}"#;

#[test]
fn a_key_file_works_and_its_key_and_password_stay_inside() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let with_password = |words: &[&str]| {
        let run = talkative(campaign.asking(&anvil, words), "trace");
        run.env("TRIBUTARY_KEYSTORE_PASSWORD", PASSWORD)
    };
    let made = with_password(&["keystore", "new", "deployer.json"]).run().exits(0);
    said(&made);
    let address = made.stdout.trim();
    let _ = anvil.rpc("anvil_setBalance", serde_json::json!([address, "0x56bc75e2d63100000"]));
    let again = with_password(&["keystore", "new", "deployer.json"]).run().exits(2).says("exists already");
    said(&again);
    let deploy = ["deploy", "--yes", "--keystore", "deployer.json"];
    let wrong = campaign.asking(&anvil, &deploy).env("TRIBUTARY_KEYSTORE_PASSWORD", DATABASE_PASSWORD).run();
    said(&wrong.exits(2).says("the password is wrong"));
    // The flag beats the development key of the environment.
    let deployed = with_password(&deploy).env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key).run().exits(0);
    said(&deployed);
    assert_eq!(campaign.json("deployment.json")["deployer"], address.to_lowercase());
    written(campaign.folder(), &mut 0);
    // A bare key where the file should be is neither used nor repeated.
    campaign.write("bare", DEPLOYER.key);
    let bare = with_password(&["deploy", "--yes", "--keystore", "bare"]).run().exits(2);
    said(&bare.says("is not an encrypted key file"));
}

#[test]
fn a_key_is_never_accepted_as_an_argument_and_not_repeated() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let (key, prefixed) = (DEPLOYER.key, format!("0x{}", DEPLOYER.key));
    let assigned = format!("--private-key={key}");
    for words in [
        &["deploy", "--yes", "--private-key", key][..],
        &["deploy", "--yes", &assigned],
        &["deploy", "--yes", "--key", &prefixed],
        &["deploy", "--yes", "--keystore", key],
        &["deploy", "--yes", "--keystore", &prefixed],
        &["claim", "out/river", "--yes", "--private-key", key],
    ] {
        let output = talkative(campaign.asking(&anvil, words), "trace").run().exits(2);
        said(&output);
    }
    let by_environment =
        campaign.asking(&anvil, &["deploy", "--yes"]).env("TRIBUTARY_KEYSTORE", &prefixed).run();
    said(&by_environment.exits(2).says("never a key itself"));
    for bad in [format!("{key}0"), format!("{}zz", &key[2..])] {
        let output = campaign.asking(&anvil, &["deploy", "--yes"]).env("TRIBUTARY_PRIVATE_KEY", bad).run();
        said(&output.exits(2).says("the private key is not 64 hex digits"));
    }
    let help = campaign.run(&["deploy", "--help"]).exits(0).stdout;
    assert!(!help.contains("--private-key") && help.contains("--keystore"), "{help}");
    let shown = campaign.tributary(&["deploy", "--help"]).env("TRIBUTARY_KEYSTORE", &prefixed);
    let shown = shown
        .env("ETH_RPC_URL", secret_url("http://x"))
        .env("DATABASE_URL", "postgres://a:database-word-7f3a@x/y");
    said(&shown.run().exits(0));
    assert_eq!(anvil.nonce(DEPLOYER.address), 0, "nothing was sent");
}

/// GitHub says no and repeats what it was sent, as a careless proxy would.
#[test]
fn a_github_token_is_not_told_when_github_refuses_it() {
    let github = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", github.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in github.incoming().flatten() {
            let mut head = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            while head.next().is_some_and(|line| !line.is_empty()) {}
            let body = r#"{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest"}"#;
            let status = "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\nconnection: close";
            let _ = write!(stream, "{status}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        }
    });
    let campaign = Campaign::new();
    campaign.edit("airdrop.toml", "git = \"clone\"", "github = \"example/river\"");
    campaign.edit("airdrop.toml", "[claim]", &format!("[github]\napi_url = \"{url}\"\n\n[claim]"));
    for words in [&["index"][..], &["index", "-vv"]] {
        let output = talkative(campaign.tributary(words), "trace").run();
        assert_ne!(output.code, 0, "{}", output.stderr);
        said(&output);
    }
    written(campaign.folder(), &mut 0);
}
