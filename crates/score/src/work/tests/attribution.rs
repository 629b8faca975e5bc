//! Agents, co-authors and joined identities.

use tributary_model::{AccountKind, Agent, B256, EmailHash, GithubId, Identity, PullRequest};

use super::*;
use crate::{
    Credit, CreditReason, Exclusion, Join, Joins,
    testing::{account, merges, pull},
};
use ContributionKind::PullRequestCoAuthored;

/// Copilot's account.
const COPILOT: u64 = 198_982_749;

fn by_agent(change: impl FnOnce(&mut PullRequest)) -> Evidence {
    let mut fact = pull(1, COPILOT, "2025-03-04");
    change(&mut fact);
    let mut evidence = merges(vec![fact], vec![]);
    evidence.accounts.extend([1, 2, 3].map(|id| account(id, AccountKind::User)));
    evidence.normalise();
    evidence
}

fn credited(evidence: &Evidence) -> Vec<(Identity, CreditReason)> {
    let scores = score_all(evidence, &rules());
    let lines =
        scores.people.iter().flat_map(|person| person.contributions.iter().map(move |line| (person, line)));
    lines
        .map(|(person, line)| {
            let Credit { from, because } = line.credit.unwrap();
            assert_eq!((from, line.agent), (Identity::Github(GithubId(COPILOT)), Some(Agent::Copilot)));
            (person.identity, because)
        })
        .collect()
}

#[test]
fn an_agents_pull_request_goes_to_who_assigned_merged_or_wrote_it() {
    let assigned = by_agent(|fact| fact.assigners = vec![who(COPILOT), who(1)]);
    assert_eq!(credited(&assigned), [(who(1), CreditReason::Assigned)]);
    let merged = by_agent(|fact| fact.merge.as_mut().unwrap().by = who(2));
    assert_eq!(credited(&merged), [(who(2), CreditReason::Merged)]);
    let written = by_agent(|fact| {
        fact.merge.as_mut().unwrap().by = Identity::Ghost;
        fact.commit_authors = vec![who(3), who(COPILOT)];
    });
    assert_eq!(credited(&written), [(who(3), CreditReason::CoAuthored)]);
}

#[test]
fn an_agent_that_nobody_answers_for_is_not_paid() {
    let alone = by_agent(|fact| fact.merge.as_mut().unwrap().by = Identity::Ghost);
    let scores = score_all(&alone, &rules());
    assert_eq!((scores.total, scores.people[0].excluded), (Points(0), Some(Exclusion::Agent)));
}

#[test]
fn work_with_an_agent_can_count_less_and_its_part_is_told() {
    let mut fact = pull(1, 1, "2025-03-04");
    fact.commit_authors.push(Identity::Agent(Agent::Claude));
    let evidence = merges(vec![fact, pull(2, 1, "2025-03-05")], vec![]);
    let scores = score_all(&evidence, &rules());
    assert_eq!(
        (scores.people[0].score, scores.people[0].agent_points),
        (Points(8_000_000), Points(4_000_000))
    );
    let half = WorkRules { agent: Weight::from_millionths(500_000), ..rules() };
    let scores = score_all(&evidence, &half);
    assert_eq!(
        (scores.people[0].score, scores.people[0].agent_points),
        (Points(6_000_000), Points(2_000_000))
    );
    assert_eq!(scores.people[0].contributions[0].agent, Some(Agent::Claude));
}

fn co_authored(author: Identity) -> Contribution {
    Contribution { author, ..on(1, contribution(PullRequestCoAuthored, 1, "p1", "2025-03-04")) }
}

#[test]
fn co_authors_share_evenly() {
    let more = vec![co_authored(who(2)), co_authored(who(3))];
    let scores = score_all(&merges(vec![pull(1, 1, "2025-03-04")], more), &rules());
    // 4 × 0.333333.
    assert_eq!([1, 2, 3].map(|id| score_of(&scores, id)), [1_333_332; 3]);
}

#[test]
fn the_author_an_agent_and_a_machine_are_no_co_authors() {
    let agent = Identity::Agent(Agent::Claude);
    let more = vec![co_authored(who(1)), co_authored(agent), co_authored(who(50))];
    let mut evidence = merges(vec![pull(1, 1, "2025-03-04")], more);
    evidence.accounts.retain(|account| account.id != GithubId(50));
    evidence.accounts.push(account(50, AccountKind::Bot));
    evidence.normalise();
    let scores = score_all(&evidence, &rules());
    assert_eq!((scores.people.len(), score_of(&scores, 1)), (1, 4_000_000));
}

#[test]
fn a_maintainer_who_adds_a_commit_and_merges_is_not_paid_for_it_without_approval() {
    let mut fact = pull(1, 1, "2025-03-04");
    fact.approvals.clear();
    let scores = score_all(&merges(vec![fact], vec![co_authored(who(90))]), &rules());
    assert_eq!((score_of(&scores, 1), score_of(&scores, 90)), (2_000_000, 0));
    assert_eq!(gates(&scores, 90), [Gate::SelfMerge]);
}

#[test]
fn several_emails_of_one_person_make_one_author_of_a_commit() {
    let email = |byte| Identity::Email(EmailHash(B256::repeat_byte(byte)));
    let commit =
        |author| Contribution { author, number: None, ..contribution(Commit, 1, "abc", "2025-03-04") };
    let evidence = evidence(vec![commit(email(1)), commit(email(2)), commit(who(2))]);
    let counted = WorkRules { commit: Weight::ONE, ..rules() };
    // Three make a third each.
    assert_eq!(score_of(&score_all(&evidence, &counted), 2), 333_333);
    let joins =
        Joins::new(&[Join { into: who(1), identities: vec![email(1), email(2)], reason: None }]).unwrap();
    let scores = score_inputs(&Inputs { joins: &joins, ..Inputs::new(&evidence, window()) }, &counted);
    assert_eq!((score_of(&scores, 1), score_of(&scores, 2)), (500_000, 500_000));
    let line = &scores.people[0].contributions[0];
    assert_eq!(line.credit, Some(Credit { from: email(1), because: CreditReason::Joined }));
}

#[test]
fn an_agent_beside_humans_takes_no_part_of_a_commit() {
    let commit =
        |author| Contribution { author, number: None, ..contribution(Commit, 1, "abc", "2025-03-04") };
    let evidence = evidence(vec![commit(who(1)), commit(Identity::Agent(Agent::Claude))]);
    let counted = WorkRules { commit: Weight::ONE, ..rules() };
    let scores = score_all(&evidence, &counted);
    assert_eq!((score_of(&scores, 1), scores.people[0].agent_points), (1_000_000, Points(1_000_000)));
    assert_eq!(scores.people[1].excluded, Some(Exclusion::Agent));
}

#[test]
fn a_machine_is_no_reviewer_whom_a_ring_could_leave_out() {
    let ring = |number: u32| {
        let (author, reviewer) = if number.is_multiple_of(2) { (1, 2) } else { (2, 1) };
        [
            super::merged(number, author, 0, "2025-03-06"),
            super::review(number, reviewer, &format!("r{number}"), "2025-03-05"),
            super::review(number, 50, &format!("b{number}"), "2025-03-05"),
        ]
    };
    let mut evidence = evidence((1..=6).flat_map(ring).collect());
    evidence.accounts.retain(|account| account.id != GithubId(50));
    evidence.accounts.push(account(50, AccountKind::Bot));
    evidence.normalise();
    assert_eq!(gates(&score_all(&evidence, &rules()), 1), []);
}
