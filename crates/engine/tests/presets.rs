//! Every preset and every policy makes a bundle that can be recomputed, and that cannot be changed unnoticed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::{fs, path::Path};

use tributary_engine::{
    bundle::{Bundle, ManifestRepository, assemble, name, write_bundle},
    config::AirdropConfig,
    verify::{Report, Status, verify_offline},
};
use tributary_model::{
    Account, AccountKind, Amount, Contribution, ContributionKind, GithubId, Identity, RepoId, Repository,
    WalletLink,
};
use tributary_score::{Evidence, Preset};

const POLICIES: [&str; 8] = [
    "policy = \"proportional\"",
    "policy = \"equal\"",
    "policy = \"square-root\"",
    "policy = \"tiers\"\ntiers = [{ from = \"0\", weight = \"1\" }, { from = \"3\", weight = \"2\" }]",
    "policy = \"immediate\"\nintervals = 52",
    "policy = \"recent\"\ndiscount = \"0.05\"",
    "policy = \"balanced\"\npaid = { \"github:1\" = \"400\" }",
    "policy = \"special\"\nrecipient = \"github:2\"",
];

fn rules(preset: &str, policy: &str) -> String {
    format!(
        r#"
[airdrop]
slug = "presets"
name = "Presets"
[[repositories]]
github = "ada-example/trees"
[window]
from = "2025-01-01"
until = "2026-01-01"
[score]
preset = "{preset}"
[allocation]
pool = "1000"
{policy}
[token]
name = "Tree"
symbol = "TREE"
supply = "5000"
[chain]
id = 31337
[claim]
start = "2026-02-01"
end = "2026-03-01"
"#
    )
}

fn contribution(kind: ContributionKind, author: u64, number: u64, key: &str, at: &str) -> Contribution {
    Contribution {
        repo: RepoId(10),
        kind,
        key: key.to_owned(),
        author: Identity::Github(GithubId(author)),
        at: at.parse().unwrap(),
        number: Some(number),
        additions: Some(90),
        deletions: Some(10),
        changed_files: Some(3),
    }
}

fn repository() -> Repository {
    Repository {
        id: RepoId(10),
        name: "ada-example/trees".parse().unwrap(),
        url: Some("https://github.com/ada-example/trees".to_owned()),
        default_branch: Some("main".to_owned()),
    }
}

fn evidence() -> Evidence {
    use ContributionKind::{IssueComment, IssueOpened, PullRequestMerged, PullRequestOpened, Review};
    let mut evidence = Evidence {
        repositories: vec![repository()],
        accounts: [1, 2, 3]
            .map(|id| Account { id: GithubId(id), login: format!("login-{id}"), kind: AccountKind::User })
            .to_vec(),
        contributions: vec![
            contribution(PullRequestOpened, 1, 1, "p1", "2025-03-04"),
            contribution(PullRequestMerged, 1, 1, "p1", "2025-03-14"),
            contribution(Review, 2, 1, "r1", "2025-03-13"),
            contribution(PullRequestMerged, 2, 3, "p3", "2025-11-14"),
            contribution(IssueOpened, 3, 2, "i2", "2025-04-05"),
            contribution(IssueComment, 1, 2, "c1", "2025-12-06"),
        ],
    };
    evidence.normalise();
    evidence
}

fn publish(dir: &Path, rules: &str) -> Bundle {
    let config = AirdropConfig::parse(rules.as_bytes(), Path::new("airdrop.toml")).unwrap();
    let listed = ManifestRepository {
        id: RepoId(10),
        name: "ada-example/trees".parse().unwrap(),
        url: repository().url,
        source: "github:ada-example/trees".to_owned(),
        weight: "1".parse().unwrap(),
    };
    let wallets =
        [1_u8, 2, 3].map(|id| WalletLink { github_id: GithubId(id.into()), address: [id; 20].into() });
    let assembled = assemble(&config, rules.as_bytes(), vec![listed], &evidence(), &wallets).unwrap();
    write_bundle(dir, &assembled).unwrap()
}

fn failed(report: &Report) -> Vec<&'static str> {
    report.checks.iter().filter(|check| check.status == Status::Fail).map(|check| check.id).collect()
}

#[test]
fn every_preset_with_every_policy_can_be_recomputed() {
    for preset in Preset::ALL {
        for policy in POLICIES {
            let folder = tempfile::tempdir().unwrap();
            let bundle = publish(folder.path(), &rules(preset.as_str(), policy));
            let report = verify_offline(&bundle);
            assert!(report.holds(), "{preset} {policy}: {report:?}");
            let allocation = bundle.allocation().unwrap();
            let sum: Amount = allocation.people.iter().map(|person| person.amount).sum();
            assert_eq!(sum, allocation.pool, "{preset} {policy}");
            let named = allocation.policy.is_some();
            assert_eq!(named, policy != POLICIES[0]);
            assert!(allocation.people.iter().all(|person| person.due.is_some() == named));
        }
    }
}

#[test]
fn a_changed_line_of_a_contribution_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = publish(folder.path(), &rules("merged-work", POLICIES[0]));
    let path = bundle.dir().join(name::SCORES);
    let scores = fs::read_to_string(&path).unwrap();
    assert!(scores.contains("\"contributions\""));
    fs::write(&path, scores.replacen("\"base\": \"4000000\"", "\"base\": \"4000001\"", 1)).unwrap();
    assert_eq!(failed(&verify_offline(&bundle)), ["files", "scores"]);
}

#[test]
fn a_changed_due_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = publish(folder.path(), &rules("merged-work", POLICIES[1]));
    let path = bundle.dir().join(name::ALLOCATION);
    let allocation = fs::read_to_string(&path).unwrap();
    fs::write(&path, allocation.replacen("\"due\": \"1\"", "\"due\": \"2\"", 1)).unwrap();
    assert_eq!(failed(&verify_offline(&bundle)), ["files", "allocation"]);
}
