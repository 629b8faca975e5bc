//! `tests/vectors/merged_work.json`: evidence, rules and scores for other languages, with every gate and factor.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};
use tributary_model::{
    Account, AccountKind, Agent, Approval, Association, ChangeKind, CommitPaths, Contribution, GithubId,
    Identity, IssueRef, LinguistAttribute, Merge, PathAttribute, PathChange, PullRequest, Timestamp,
};

use super::*;
use crate::{
    Detail, FlagRules, Join, Joins, PathKind, PathRule,
    testing::{account, at, file, repository},
};

const COPILOT: u64 = 198_982_749;
const PEOPLE: u64 = 8;
const DAY: i64 = 86_400;
const PATHS: [&str; 8] = [
    "src/a.rs",
    "src/b.rs",
    "docs/a.md",
    "tests/a.rs",
    "vendor/a.c",
    "Cargo.lock",
    ".github/FUNDING.yml",
    "proto/a.c",
];

/// Numbers that look random and are always the same (a linear congruence).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }

    fn small(&mut self, bound: u64) -> u32 {
        u32::try_from(self.below(bound)).unwrap()
    }

    fn person(&mut self) -> Identity {
        who(1 + self.below(PEOPLE))
    }

    fn moment(&mut self, day: u64) -> Timestamp {
        let day = i64::try_from(day).unwrap();
        Timestamp::from_unix(at("2025-01-01").unix() + day * DAY + i64::from(self.small(DAY.unsigned_abs())))
            .unwrap()
    }
}

/// A world of two repositories in which everything happens.
fn world(seed: u64, pulls: u32) -> Evidence {
    let mut dice = Dice(seed);
    let mut evidence = Evidence { repositories: vec![repository(1), repository(2)], ..Evidence::default() };
    evidence.repositories[1].owner = Some(GithubId(2));
    let line = |pattern: &str, attribute, value| PathAttribute { pattern: pattern.into(), attribute, value };
    evidence.repositories[0].attributes = vec![
        line("proto/**", LinguistAttribute::Generated, true),
        line("vendor/*.c", LinguistAttribute::Vendored, false),
    ];
    evidence.accounts = (1..=PEOPLE).map(|id| account(id, AccountKind::User)).collect();
    evidence.accounts[4].created_at = Some(at("2025-12-20"));
    evidence.accounts[5].created_at = Some(at("2020-01-01"));
    let bot = Account { kind: AccountKind::Bot, ..account(50, AccountKind::User) };
    evidence.accounts.extend([bot, account(77, AccountKind::User), account(COPILOT, AccountKind::Bot)]);
    for number in 1..=pulls {
        add_pull(&mut dice, &mut evidence, number);
    }
    for key in 0..pulls / 4 {
        add_commit(&mut dice, &mut evidence, key);
    }
    let once = contribution(IssueComment, 9, "once", "2025-02-02");
    evidence.contributions.push(once);
    evidence.normalise();
    evidence
}

fn changes(dice: &mut Dice, alike: bool) -> Vec<PathChange> {
    if alike {
        return vec![file("src/a.rs", 60 + dice.small(2), 40)];
    }
    let mut changes: Vec<PathChange> = (0..=dice.below(3))
        .map(|_| PathChange {
            change: if dice.one_in(8) { ChangeKind::Renamed } else { ChangeKind::Modified },
            whitespace: if dice.one_in(6) { dice.small(10) } else { 0 },
            ..file(PATHS[usize::try_from(dice.below(8)).unwrap()], dice.small(900), dice.small(300))
        })
        .collect();
    if dice.one_in(8) {
        changes[0] = PathChange { additions: None, deletions: None, ..file("logo.png", 0, 0) };
    }
    changes.sort();
    changes.dedup_by(|a, b| a.path == b.path);
    changes
}

fn add_pull(dice: &mut Dice, evidence: &mut Evidence, number: u32) {
    let repo = RepoId(1 + u64::from(dice.one_in(4)));
    // The two of the ring review one another; 4 leaves things open, 5 is refused often.
    let author = match number % 8 {
        0 => who(7),
        4 => who(6),
        2 => who(COPILOT),
        _ => dice.person(),
    };
    let day = dice.below(60) * 6;
    let (opened, merged) = (dice.moment(day), dice.moment(day + 2));
    let changes = changes(dice, number.is_multiple_of(5));
    let key = format!("p{number}");
    let lines =
        |count: fn(&PathChange) -> Option<u32>| Some(changes.iter().filter_map(count).sum::<u32>().into());
    let one = |kind, author, at, key: &str| Contribution {
        repo,
        additions: lines(|change| change.additions),
        deletions: lines(|change| change.deletions),
        at,
        author,
        ..on(number, contribution(kind, 1, key, "2025-01-01"))
    };
    evidence.contributions.push(one(PullRequestOpened, author, opened, &key));
    let is_open = if author == who(4) { !dice.one_in(3) } else { dice.one_in(12) };
    let is_closed = if author == who(5) { !dice.one_in(3) } else { dice.one_in(10) };
    if is_closed && !is_open {
        evidence.contributions.push(one(PullRequestClosed, author, merged, &key));
    }
    let is_merged = !is_open && !is_closed;
    if is_merged {
        evidence.contributions.push(one(PullRequestMerged, author, merged, &key));
        for other in [dice.person(), Identity::Agent(Agent::Claude)].into_iter().filter(|_| number % 6 == 1) {
            evidence.contributions.push(one(ContributionKind::PullRequestCoAuthored, other, merged, &key));
        }
    }
    for turn in 0..3 {
        let reviewer = match (turn, author) {
            (0, one) if one == who(7) => who(6),
            (0, one) if one == who(6) => who(7),
            (1, _) if dice.one_in(4) => who(50),
            (_, one) if dice.one_in(6) => one,
            _ => who(1 + dice.below(5)),
        };
        let later = dice.below(4);
        let review = one(Review, reviewer, dice.moment(day + later), &format!("r{number}-{turn}"));
        evidence.contributions.push(Contribution { additions: None, deletions: None, ..review });
    }
    if dice.one_in(2) {
        let issue = on(
            1_000 + number,
            contribution(ContributionKind::IssueOpened, 1, &format!("i{number}"), "2025-01-02"),
        );
        evidence.contributions.push(Contribution { repo, author: dice.person(), ..issue });
    }
    if number % 10 != 9 {
        let fact = fact(dice, repo, number, author, is_merged.then_some(merged), changes);
        evidence.pull_requests.push(fact);
    }
}

fn fact(
    dice: &mut Dice,
    repo: RepoId,
    number: u32,
    author: Identity,
    merged: Option<Timestamp>,
    changes: Vec<PathChange>,
) -> PullRequest {
    let reverts = (number > 4 && dice.one_in(6)).then(|| number - 1 - dice.small(3));
    let association = [Association::None, Association::Contributor, Association::Member]
        [usize::try_from(dice.below(3)).unwrap()];
    let mut commit_authors = vec![author];
    if dice.one_in(5) {
        commit_authors.push(Identity::Agent(Agent::Claude));
    }
    commit_authors.extend(dice.one_in(3).then(|| dice.person()));
    commit_authors.sort();
    commit_authors.dedup();
    PullRequest {
        repo,
        number,
        author,
        association,
        base: if dice.one_in(9) { "next" } else { "main" }.into(),
        merge: merged.map(|at| Merge {
            at,
            by: if dice.one_in(4) { author } else { dice.person() },
            commit: dice.one_in(5).then(|| format!("{number:040x}").into()),
        }),
        approvals: if dice.one_in(2) {
            vec![Approval { at: at("2025-01-01"), by: dice.person() }]
        } else {
            vec![]
        },
        commit_authors,
        assigners: if dice.one_in(2) { vec![dice.person()] } else { vec![] },
        closes: vec![IssueRef { repo, number: 1_000 + number - u32::from(dice.one_in(3)) }],
        reverts,
        reverts_commit: None,
        changes,
    }
}

fn add_commit(dice: &mut Dice, evidence: &mut Evidence, number: u32) {
    let oid = format!("{:040x}", number * 5);
    let day = dice.below(360);
    let one = |author, at| Contribution {
        number: None,
        author,
        at,
        additions: Some(30.into()),
        deletions: Some(6.into()),
        ..contribution(Commit, 1, &oid, "2025-01-01")
    };
    let at = dice.moment(day);
    evidence.contributions.push(one(dice.person(), at));
    if dice.one_in(3) {
        evidence.contributions.push(one(who(77), at));
    }
    if dice.one_in(3) {
        evidence.contributions.push(one(Identity::Agent(Agent::Claude), at));
    }
    if number % 4 != 3 {
        let changes = changes(dice, false);
        evidence.commits.push(CommitPaths { repo: RepoId(1), oid: oid.into(), changes });
    }
}

/// Evidence as the lines of `evidence.jsonl`.
fn lines(evidence: &Evidence) -> Vec<Value> {
    fn typed<T: serde::Serialize>(name: &str, list: &[T]) -> Vec<Value> {
        let line = |one: &T| {
            let mut value = serde_json::to_value(one).unwrap();
            value["type"] = name.into();
            value
        };
        list.iter().map(line).collect()
    }
    [
        typed("repository", &evidence.repositories),
        typed("account", &evidence.accounts),
        typed("contribution", &evidence.contributions),
        typed("pull_request", &evidence.pull_requests),
        typed("commit", &evidence.commits),
    ]
    .concat()
}

struct Case {
    name: &'static str,
    rules: WorkRules,
    people: Vec<Join>,
    repositories: BTreeMap<RepoId, Weight>,
    evidence: Evidence,
}

fn cases() -> Vec<Case> {
    let weight = |text: &str| text.parse::<Weight>().unwrap();
    let plain =
        |name, rules, evidence| Case { name, rules, people: vec![], repositories: BTreeMap::new(), evidence };
    let all = WorkRules {
        half_life_days: 90,
        commit: weight("0.5"),
        agent: weight("0.8"),
        self_merge: weight("0.25"),
        weekly_cap: weight("5"),
        paths: vec![PathRule { pattern: "proto/*.c".parse().unwrap(), kind: PathKind::Examples }],
        ..rules()
    };
    let off = WorkRules {
        unmerged: weight("0.5"),
        issue: Weight::ZERO,
        use_attributes: false,
        ..rules().without_gates()
    };
    let one = WorkRules { duplicate_candidates: 1, ..rules() };
    let mut factors = plain("every factor", all, world(2, 90));
    factors.people =
        vec![Join { into: who(3), identities: vec![who(77)], reason: Some("told us so".to_owned()) }];
    factors.repositories = BTreeMap::from([(RepoId(2), weight("1.5"))]);
    vec![
        plain("the defaults", rules(), world(1, 90)),
        factors,
        plain("every gate off", off, world(1, 90)),
        plain("one candidate", one, facts::four_patches()),
    ]
}

fn scored(case: &Case) -> Scores {
    let joins = Joins::new(&case.people).unwrap();
    let plain = Inputs::new(&case.evidence, window());
    let inputs = Inputs {
        repositories: &case.repositories,
        joins: &joins,
        flags: FlagRules::default(),
        detail: Detail::Lines,
        ..plain
    };
    score_inputs(&inputs, &case.rules)
}

/// One case a line.
fn document() -> String {
    let case = |case: &Case| {
        let value = json!({
            "name": case.name,
            "window": { "from": window().from, "until": window().until },
            "rules": case.rules,
            "flags": FlagRules::default(),
            "people": case.people,
            "repositories": case.repositories,
            "evidence": lines(&case.evidence),
            "scores": scored(case),
        });
        value.to_string()
    };
    let cases: Vec<String> = cases().iter().map(case).collect();
    let about = "merged-work: evidence as in evidence.jsonl, rules as in [score.merged-work], and the scores.json that \
                 follows; `people` are joins, `repositories` weights by id";
    format!("{{\"about\": \"{about}\", \"cases\": [\n{}\n]}}\n", cases.join(",\n"))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the one who runs the test says whether to rewrite")]
fn the_golden_scores_are_those_of_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/merged_work.json");
    let text = document();
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == text,
        "tests/vectors/merged_work.json differs; run `UPDATE_VECTORS=1 cargo test -p tributary-score golden`"
    );
}

#[test]
fn the_golden_scores_meet_every_gate_factor_and_flag() {
    let mut met: Vec<Gate> = Vec::new();
    let mut text = String::new();
    for case in cases() {
        let scores = scored(&case);
        met.extend(
            scores
                .people
                .iter()
                .flat_map(|person| person.contributions.iter().flat_map(|line| line.gates.clone())),
        );
        text += &serde_json::to_string(&scores).unwrap();
    }
    for gate in Gate::ALL {
        assert!(met.contains(&gate), "{gate:?}");
    }
    for word in [
        "share",
        "kind",
        "agent",
        "self_merge",
        "age",
        "merge_ratio",
        "repository",
        "young_account",
        "little_activity",
        "assigned",
        "merged",
        "co_authored",
        "joined",
        "repeats",
        "agent_points",
    ] {
        assert!(text.contains(&format!("\"{word}\"")), "{word}");
    }
}
