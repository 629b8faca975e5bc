//! From what the simulator tells to who is paid for it.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};
use tributary_engine::{
    collect::collect,
    config::{AirdropConfig, Source},
    logins::{self, LoginError},
    template::Template,
};
use tributary_github::testing::Simulator;
use tributary_model::{AccountKind, ContributionKind, GithubId, Identity, PullRequest};
use tributary_score::{ContributionScore, Detail, Evidence, Exclusion, Gate, Scores};

use crate::database::{Database, TINY};

/// What is collected of one repository, and its scores by `merged-work` as `init` writes it, where commits count too.
async fn scored(database: &Database, name: &str) -> (Evidence, Scores) {
    let template = Template {
        slug: "river".into(),
        name: "River".into(),
        sources: vec![Source::Github(name.parse().unwrap())],
        from: "1990-01-01".into(),
        until: "2100-01-01".into(),
        claim_start: "2100-01-01".into(),
        claim_end: "2101-01-01".into(),
        chain_id: 31337,
    };
    let rules = template.render();
    assert!(rules.contains("\ncommit = \"0\""), "{rules}");
    let rules = rules.replace("\ncommit = \"0\"", "\ncommit = \"1\"");
    let config = AirdropConfig::parse(rules.as_bytes(), Path::new("airdrop.toml")).unwrap();
    let evidence = collect(&database.store, &config, Path::new("")).await.unwrap().evidence;
    let scores = config.score(&evidence, &BTreeMap::new(), Detail::Lines).unwrap();
    (evidence, scores)
}

fn lines(scores: &Scores, kind: ContributionKind) -> impl Iterator<Item = &ContributionScore> {
    let lines = scores.people.iter().flat_map(|person| &person.contributions);
    lines.filter(move |line| line.kind == kind)
}

/// The line of a pull request's merge, whoever is credited.
fn merge_line<'s>(evidence: &Evidence, scores: &'s Scores, number: u32) -> &'s ContributionScore {
    let merged = evidence.contributions.iter().find(|contribution| {
        contribution.kind == ContributionKind::PullRequestMerged && contribution.number == Some(number)
    });
    let key = &merged.unwrap().key;
    lines(scores, ContributionKind::PullRequestMerged).find(|line| line.key == *key).unwrap()
}

/// One step that the simulator takes: what it changed.
async fn step(simulator: &Simulator, act: &str) -> Vec<Value> {
    simulator.mutate(json!({ "act": act })).await["changed"].as_array().unwrap().clone()
}

fn number(changed: &Value) -> u32 {
    u32::try_from(changed["number"].as_u64().unwrap()).unwrap()
}

fn id(changed: &Value) -> GithubId {
    GithubId(changed["id"].as_u64().unwrap())
}

fn numbered(pulls: &[PullRequest], number: u32) -> &PullRequest {
    pulls.iter().find(|pull| pull.number == number).unwrap()
}

#[tokio::test]
async fn a_revert_of_a_revert_restores_what_was_taken_back() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let (evidence, scores) = scored(&database, TINY).await;
    let pulls = &evidence.pull_requests;
    let restoring =
        pulls.iter().find(|pull| numbered(pulls, pull.reverts.unwrap_or(pull.number)).reverts.is_some());
    let restoring = restoring.filter(|pull| pull.reverts.is_some()).unwrap();
    let revert = numbered(pulls, restoring.reverts.unwrap());
    let first = revert.reverts.unwrap();
    // Taking the same lines in and out is alike too, which is another gate's to say.
    let of = |number| {
        let gates = &merge_line(&evidence, &scores, number).gates;
        [Gate::Reverted, Gate::Revert].map(|gate| gates.contains(&gate))
    };
    assert_eq!(
        [first, revert.number, restoring.number].map(of),
        [[false, false], [true, false], [false, true]]
    );
    assert!(merge_line(&evidence, &scores, first).points.0 > 0);
}

#[tokio::test]
async fn a_revert_by_commit_takes_back_the_pull_request_that_became_it() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let (evidence, scores) = scored(&database, TINY).await;
    let told = simulator.truth(TINY).await.pull_requests;
    // The whole hash of a squash in the text, and the beginning of a merge commit's in a message.
    let reverts: Vec<_> = told.iter().filter(|pull| pull.reverts_commit.is_some()).collect();
    assert_eq!(reverts.len(), 2);
    for revert in reverts {
        let hash = revert.reverts_commit.as_ref().unwrap().as_str();
        let became = |pull: &&PullRequest| {
            pull.merge.as_ref().is_some_and(|merge| merge.commit.as_ref().unwrap().starts_with(hash))
        };
        let reverted = told.iter().find(became).unwrap().number;
        let found = numbered(&evidence.pull_requests, revert.number);
        assert_eq!((found.reverts, &found.reverts_commit), (Some(reverted), &None));
        assert_eq!(merge_line(&evidence, &scores, reverted).gates, [Gate::Reverted]);
        assert_eq!(merge_line(&evidence, &scores, revert.number).gates, [Gate::Revert]);
    }
}

#[tokio::test]
async fn an_approval_counts_by_the_reviewers_last_opinion() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let mut expected = Vec::new();
    for (act, gates) in [
        ("self_merge_approved", vec![]),
        ("self_merge_disputed", vec![]),
        ("self_merge_refused_later", vec![Gate::SelfMerge]),
        ("self_merge_dismissed", vec![Gate::SelfMerge]),
    ] {
        expected.push((act, number(&step(&simulator, act).await[0]), gates));
    }
    database.index(&simulator, TINY).await;
    let (evidence, scores) = scored(&database, TINY).await;
    for (act, number, gates) in expected {
        let line = merge_line(&evidence, &scores, number);
        assert_eq!(line.gates, gates, "{act}");
        assert_eq!(line.points.0 > 0, gates.is_empty(), "{act}");
    }
}

#[tokio::test]
async fn what_somebody_does_in_a_repository_of_their_own_pays_nothing() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let own = |scores: &Scores| {
        let gates = scores.people.iter().flat_map(|person| &person.contributions).map(|line| &line.gates);
        gates.filter(|gates| gates.contains(&Gate::OwnRepository)).count()
    };
    assert_eq!(own(&scored(&database, TINY).await.1), 0, "it belongs to an organisation");
    let changed = step(&simulator, "transfer_to_user").await;
    let owner = Identity::Github(id(&changed[0]));
    database.index(&simulator, TINY).await;
    let (evidence, scores) = scored(&database, TINY).await;
    assert_eq!(evidence.repositories[0].owner.map(Identity::Github), Some(owner));
    assert_eq!(merge_line(&evidence, &scores, number(&changed[0])).gates, [Gate::OwnRepository]);
    let paid = scores.people.iter().find(|person| person.identity == owner).unwrap();
    assert!(paid.score.0 == 0 && paid.contributions.len() > 3, "{paid:?}");
    assert!(scores.people.iter().any(|person| person.score.0 > 0));
}

#[tokio::test]
async fn deleted_accounts_placeholders_organisations_and_machines_are_counted_and_not_paid() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let changed = step(&simulator, "odd_authors").await;
    database.index(&simulator, TINY).await;
    let (evidence, scores) = scored(&database, TINY).await;
    let reasons =
        [Exclusion::Ghost, Exclusion::Mannequin, Exclusion::Organization, Exclusion::Bot].into_iter();
    let kinds = [None, Some(AccountKind::Mannequin), Some(AccountKind::Organization), Some(AccountKind::Bot)];
    for ((changed, excluded), kind) in changed.iter().zip(reasons).zip(kinds) {
        let author = numbered(&evidence.pull_requests, number(changed)).author;
        let person = scores.people.iter().find(|person| person.identity == author).unwrap();
        assert_eq!((person.kind, person.excluded, person.score.0), (kind, Some(excluded), 0));
        assert_eq!(author == Identity::Ghost, excluded == Exclusion::Ghost);
        assert!(!person.months.is_empty(), "{excluded:?}");
    }
}

#[tokio::test]
async fn commits_that_a_force_push_took_away_are_no_longer_paid() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let paid = |scores: &Scores, oid: &str| {
        lines(scores, ContributionKind::Commit).any(|line| line.key == oid && line.points.0 > 0)
    };
    let (_, before) = scored(&database, TINY).await;
    let dropped = step(&simulator, "force_push").await;
    let oids: Vec<&str> = dropped.iter().map(|commit| commit["key"].as_str().unwrap()).collect();
    assert!(oids.iter().any(|oid| paid(&before, oid)));
    database.index(&simulator, TINY).await;
    let (evidence, after) = scored(&database, TINY).await;
    assert!(!oids.iter().any(|oid| paid(&after, oid)));
    let fresh = Database::new().await;
    fresh.index(&simulator, TINY).await;
    assert_eq!((evidence, after), scored(&fresh, TINY).await);
}

#[tokio::test]
async fn a_login_that_changed_hands_is_refused_and_pays_each_account_its_own() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    database.index(&simulator, TINY).await;
    let (_, before) = scored(&database, TINY).await;
    let changed = step(&simulator, "change_hands").await;
    let [renamed, taker] = [&changed[0], &changed[1]];
    let [old, new] = [taker, renamed].map(|who| who["login"].as_str().unwrap());
    let first = logins::holder(&database.store, old).await.unwrap().unwrap();
    assert_eq!((first.id, first.is_former()), (id(renamed), false));
    database.index(&simulator, TINY).await;
    let (_, after) = scored(&database, TINY).await;
    for who in [renamed, taker].map(|who| Identity::Github(id(who))) {
        let of = |scores: &Scores| {
            let person = scores.people.iter().find(|person| person.identity == who);
            person.map(|person| (person.score, person.contributions.clone()))
        };
        assert_eq!(of(&before), of(&after), "an issue that nobody closed changes no score");
    }
    let refused = logins::holder(&database.store, old).await.unwrap_err();
    let LoginError::ChangedHands { login, holders } = &refused else { panic!("{refused}") };
    let mut ids: Vec<GithubId> = holders.iter().map(|holder| holder.id).collect();
    ids.sort_unstable();
    let mut both = [id(renamed), id(taker)];
    both.sort_unstable();
    assert_eq!((login.as_str(), ids.as_slice()), (old, both.as_slice()));
    for id in both {
        assert!(refused.to_string().contains(&format!("`github:{id}`")), "{refused}");
    }
    let found = logins::holder(&database.store, new).await.unwrap().unwrap();
    assert_eq!((found.id, found.login.as_str(), found.is_former()), (id(renamed), new, false));
}
