//! Bundles that other languages recompute, in `web/test/golden.json`: every preset, and every policy over `merged-work`,
//! on evidence that meets every gate. Equal texts stand there once.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};
use tributary_engine::{
    bundle::{ManifestRepository, Parts, assemble, name},
    config::AirdropConfig,
};
use tributary_model::{
    Account, AccountKind, Contribution, ContributionKind, GithubId, Identity, RepoId, Repository, Timestamp,
    WalletLink,
};
use tributary_score::{Evidence, Gate, Preset};

use crate::world::{POLICIES, rules};

/// What `merged-work` is asked for beside its defaults, so that every factor and gate occurs.
const WORK: &str =
    "[score.merged-work]\nhalf_life_days = 90\nweekly_cap = \"5\"\ncommit = \"0.5\"\n[allocation]";
/// Lets GitHub accounts claim. The attestors stand in another order than the contract's.
const ATTESTORS: &str = "
[claim.identity]
attestors = [\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\", \"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC\"]
threshold = 2
guardian = \"0x90F79bf6EB2c4f870365E785982E1f101E93b906\"
delay = \"3 days\"
";
const PEOPLE: u64 = 9;
const PULLS: u32 = 40;
const DAY: i64 = 86_400;

fn repository(id: u64, name: &str) -> Repository {
    Repository {
        id: RepoId(id),
        name: name.parse().unwrap(),
        url: Some(format!("https://github.com/{name}")),
        default_branch: Some("main".to_owned()),
        owner: None,
        attributes: Vec::new(),
    }
}

/// Numbers that look random and are always the same (a linear congruence).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn evidence() -> Evidence {
    let mut dice = Dice(1);
    let start = "2025-01-01".parse::<Timestamp>().unwrap().unix();
    let mut evidence = Evidence {
        repositories: vec![repository(10, "ada-example/trees"), repository(20, "ada-example/leaves")],
        accounts: (1..=PEOPLE)
            .map(|id| Account {
                id: GithubId(id),
                login: format!("login-{id}"),
                kind: if id == PEOPLE { AccountKind::Bot } else { AccountKind::User },
                created_at: None,
            })
            .collect(),
        ..Evidence::default()
    };
    let mut add = |kind, author: u64, number: Option<u32>, key: String, day: i64, lines: u32| {
        evidence.contributions.push(Contribution {
            repo: RepoId(if number.is_some_and(|number| number % 3 == 0) { 20 } else { 10 }),
            kind,
            key: key.into(),
            author: Identity::Github(GithubId(author)),
            at: Timestamp::from_unix(start + day * DAY + 3_600).unwrap(),
            number,
            additions: Some(lines.into()),
            deletions: Some((lines / 4).into()),
            changed_files: None,
        });
    };
    for number in 1..=PULLS {
        let author = if number % 4 == 0 { 7 + u64::from(number) / 4 % 2 } else { 1 + dice.below(PEOPLE) };
        let day = i64::try_from(dice.below(300)).unwrap();
        let (key, lines) = (number.to_string(), u32::try_from(dice.below(4_000)).unwrap());
        add(ContributionKind::PullRequestOpened, author, Some(number), key.clone(), day, lines);
        let fate = if author == 3 { dice.below(3) } else { 3 + dice.below(8) };
        match fate {
            0 | 1 | 4 => add(ContributionKind::PullRequestClosed, author, Some(number), key, day + 5, lines),
            5 => {}
            _ => add(ContributionKind::PullRequestMerged, author, Some(number), key, day + 5, lines),
        }
        // The two of the ring review one another; others whoever comes.
        let reviewers = [
            if author == 7 {
                8
            } else if author == 8 {
                7
            } else {
                1 + dice.below(6)
            },
            author,
            1 + dice.below(6),
        ];
        for (turn, reviewer) in (0_u32..).zip(reviewers) {
            let later = i64::try_from(dice.below(8)).unwrap();
            let key = (1_000 + number * 10 + turn).to_string();
            add(ContributionKind::Review, reviewer, Some(number), key, day + later, 0);
        }
        let key = (9_000 + number).to_string();
        add(ContributionKind::IssueComment, 1 + dice.below(PEOPLE), Some(number), key, day + 1, 0);
        if number % 5 == 0 {
            add(ContributionKind::Commit, 1 + dice.below(PEOPLE), None, format!("{number:040x}"), day, lines);
        }
    }
    evidence.normalise();
    evidence
}

fn files(rules: &str) -> BTreeMap<String, String> {
    let config = AirdropConfig::parse(rules.as_bytes(), Path::new("airdrop.toml")).unwrap();
    let evidence = evidence();
    let listed = evidence.repositories.iter().zip(&config.repositories);
    let listed = listed.map(|(repository, entry)| ManifestRepository {
        kind: None,
        id: repository.id,
        name: repository.name.clone(),
        url: repository.url.clone(),
        source: entry.label(),
        weight: entry.weight,
    });
    let repositories: Vec<ManifestRepository> = listed.collect();
    let wallets = [1_u8, 2, 3, 4, 7, 8]
        .map(|id| WalletLink { identity: Identity::Github(GithubId(id.into())), address: [id; 20].into() });
    let assembled = assemble(
        &config,
        rules.as_bytes(),
        Parts {
            repositories: &repositories,
            evidence: &evidence,
            wallets: &wallets,
            snapshot: None,
            standing: None,
        },
    )
    .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assembled.files.into_iter().map(|(file, bytes)| (file, text(bytes))).collect()
}

/// Every bundle by its name.
fn bundles() -> BTreeMap<String, BTreeMap<String, String>> {
    let leaves =
        "github = \"ada-example/trees\"\n[[repositories]]\ngithub = \"ada-example/leaves\"\nweight = \"0.5\"";
    let of = |preset: &str, policy: &str| {
        let rules = rules(preset, policy).replace("github = \"ada-example/trees\"", leaves);
        if preset == "merged-work" { rules.replace("[allocation]", WORK) } else { rules }
    };
    let called = |policy: &str| policy.split('"').nth(1).unwrap().to_owned();
    let policies =
        POLICIES.map(|policy| (format!("merged-work {}", called(policy)), files(&of("merged-work", policy))));
    let limits = "cap = \"20%\"\nminimum = \"20\"\npolicy = \"square-root\"";
    let limited = ("merged-work limits".to_owned(), files(&of("merged-work", limits)));
    let presets = Preset::ALL.map(|preset| (preset.to_string(), files(&of(preset.as_str(), POLICIES[0]))));
    let weekly = ("sourcecred-credrank recent".to_owned(), files(&of("sourcecred-credrank", POLICIES[5])));
    let accounts =
        ("merged-work identities".to_owned(), files(&(of("merged-work", POLICIES[0]) + ATTESTORS)));
    policies.into_iter().chain(presets).chain([limited, weekly, accounts]).collect()
}

fn golden() -> Value {
    let mut texts: Vec<String> = Vec::new();
    let mut place = |text: String| {
        texts.iter().position(|known| *known == text).unwrap_or_else(|| {
            texts.push(text);
            texts.len() - 1
        })
    };
    let bundles: BTreeMap<String, BTreeMap<String, usize>> = bundles()
        .into_iter()
        .map(|(name, files)| (name, files.into_iter().map(|(file, text)| (file, place(text))).collect()))
        .collect();
    json!({ "bundles": bundles, "texts": texts })
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the one who runs the test says whether to rewrite")]
fn the_bundles_that_the_page_recomputes_are_what_the_rules_give() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/test/golden.json");
    let text = golden().to_string() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == text,
        "web/test/golden.json differs from the rules; run `UPDATE_GOLDEN=1 cargo test -p tributary-engine golden`"
    );
}

#[test]
fn the_golden_evidence_meets_every_gate() {
    let bundles = bundles();
    let scores = &bundles["merged-work proportional"][name::SCORES];
    for gate in [
        Gate::Unmerged,
        Gate::ClosedUnmerged,
        Gate::SelfReview,
        Gate::AfterMerge,
        Gate::RepeatedReview,
        Gate::ReviewRing,
        Gate::MergeRatio,
        Gate::WeeklyCap,
    ] {
        assert!(scores.contains(&serde_json::to_string(&gate).unwrap()), "{gate:?}");
    }
}
