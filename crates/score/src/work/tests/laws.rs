//! Laws that hold for any evidence.

use proptest::{collection::vec, prop_assert, prop_assert_eq, proptest};
use tributary_model::{Contribution, ContributionKind, IssueRef, RepoId};

use super::*;
use crate::{
    Join, Joins, Week,
    testing::{at, file, pull},
};

/// Pull requests with facts by a few people, some of them reverts, some alike, with reviews and issues.
fn work(seed: &[(u32, u64, u8, u8)]) -> Evidence {
    let mut contributions: Vec<Contribution> = Vec::new();
    let mut facts = Vec::new();
    for ((number, author, kind, day), turn) in seed.iter().zip(1_u32..) {
        let time = format!("2025-03-{day:02}");
        let kind =
            [PullRequestOpened, PullRequestMerged, PullRequestClosed, Review, ContributionKind::IssueOpened]
                [usize::from(*kind)];
        contributions.push(on(*number, contribution(kind, *author, &turn.to_string(), &time)));
        if kind == PullRequestMerged {
            let mut fact = pull(*number, *author, &time);
            fact.reverts = (*number > 1 && turn % 3 == 0).then_some(number - 1);
            fact.changes = vec![file(&format!("src/{}.rs", turn % 2), 30 + u32::from(*day) % 2, 5)];
            fact.closes = vec![IssueRef { repo: RepoId(1), number: 1 + turn % 5 }];
            facts.push(fact);
        }
    }
    facts.sort();
    facts.dedup_by_key(|fact| fact.number);
    let mut evidence = evidence(contributions);
    evidence.pull_requests = facts;
    evidence.repositories = vec![crate::testing::repository(1)];
    evidence.normalise();
    evidence
}

proptest! {
    #[test]
    fn the_order_of_the_evidence_does_not_matter(
        seed in vec((1_u32..8, 1_u64..5, 0_u8..5, 1_u8..28), 1..40), turn in 0_usize..40,
    ) {
        let straight = work(&seed);
        let mut turned = straight.clone();
        turned.contributions.rotate_left(turn % straight.contributions.len());
        turned.contributions.reverse();
        turned.pull_requests.reverse();
        let scores = score_all(&straight, &rules());
        prop_assert_eq!(&scores, &score_all(&turned, &rules()));
        let cap = u128::from(rules().weekly_cap.millionths());
        for person in &scores.people {
            prop_assert!(person.weeks.iter().all(|week| week.score.0 <= cap));
            prop_assert!(person.weeks.iter().all(|week| week.week >= Week::of(at("2025-01-01"))));
        }
    }

    #[test]
    fn the_number_of_threads_does_not_matter(
        seed in vec((1_u32..8, 1_u64..5, 0_u8..5, 1_u8..28), 1..40),
    ) {
        let evidence = work(&seed);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| score_all(&evidence, &rules()))
        };
        prop_assert_eq!(with(1), with(5));
    }

    #[test]
    fn totals_alone_are_the_same_totals(seed in vec((1_u32..8, 1_u64..5, 0_u8..5, 1_u8..28), 1..40)) {
        let evidence = work(&seed);
        let inputs = Inputs::new(&evidence, window());
        let all = score_inputs(&inputs, &rules());
        let totals = Inputs { detail: crate::Detail::Totals, ..inputs };
        let totals = ScoreRules::MergedWork(rules()).score(&totals);
        prop_assert_eq!(all.total, totals.total);
        for (person, total) in all.people.iter().zip(&totals.people) {
            prop_assert_eq!((person.identity, person.score), (total.identity, total.score));
        }
    }

    #[test]
    fn whoever_splits_into_two_identities_gains_nothing_once_they_are_joined(
        seed in vec((1_u32..8, 1_u64..5, 0_u8..5, 1_u8..28), 1..40), split in vec(proptest::bool::ANY, 40),
    ) {
        let whole = work(&seed);
        let mut parts = whole.clone();
        parts.accounts.push(crate::testing::account(77, tributary_model::AccountKind::User));
        for (contribution, other) in parts.contributions.iter_mut().zip(split) {
            if contribution.author == who(1) && other {
                contribution.author = who(77);
            }
        }
        for fact in &mut parts.pull_requests {
            let told = parts.contributions.iter().find(|c| c.kind == PullRequestMerged && c.number == Some(fact.number));
            fact.author = told.map_or(fact.author, |told| told.author);
        }
        let joins = Joins::new(&[Join { into: who(1), identities: vec![who(77)], reason: None }]).unwrap();
        let joined = score_inputs(&Inputs { joins: &joins, ..Inputs::new(&parts, window()) }, &rules());
        let scores = score_all(&whole, &rules());
        for (person, one) in scores.people.iter().zip(&joined.people) {
            prop_assert_eq!((person.identity, person.score), (one.identity, one.score));
        }
    }
}
