//! From what the simulator tells to who is paid for it.

use std::{collections::BTreeMap, path::Path};

use tributary_engine::{
    collect::collect,
    config::{AirdropConfig, Source},
    template::Template,
};
use tributary_github::testing::Simulator;
use tributary_model::{ContributionKind, PullRequest};
use tributary_score::{ContributionScore, Detail, Evidence, Gate, Scores};

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
