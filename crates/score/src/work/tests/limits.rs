//! Collateral for open pull requests, and flags.

use tributary_model::Account;

use super::*;
use crate::{
    Flag, FlagRules,
    testing::{at, merges, pull},
};

fn opened(number: u32) -> Contribution {
    on(number, contribution(PullRequestOpened, 1, &format!("p{number}"), "2025-03-02"))
}

#[test]
fn pull_requests_left_open_hold_back_points_from_the_last_line() {
    let spam: Vec<Contribution> = (10..18).map(opened).collect();
    let farm = merges(vec![pull(1, 1, "2025-03-04"), pull(2, 1, "2025-03-05")], spam);
    let open = WorkRules { open_pull_request: Weight::ZERO, ..rules() };
    assert_eq!(with_and_without(&farm, 1, open), (3_000_000, 8_000_000));
    let scores = score_all(&farm, &rules());
    let lines: Vec<(u128, bool)> = scores.people[0]
        .contributions
        .iter()
        .filter(|line| line.kind == PullRequestMerged)
        .map(|line| (line.points.0, line.gates.contains(&Gate::OpenCollateral)))
        .collect();
    assert_eq!(lines, [(3_000_000, true), (0, true)]);
    let few: Vec<Contribution> = (10..13).map(opened).collect();
    let honest = merges(vec![pull(1, 1, "2025-03-04")], few);
    assert_eq!(score_of(&score_all(&honest, &rules()), 1), 4_000_000);
}

#[test]
fn a_closed_pull_request_holds_nothing_back() {
    let mut spam: Vec<Contribution> = (10..18).map(opened).collect();
    spam.extend((10..18).map(|n| on(n, contribution(PullRequestClosed, 1, &format!("p{n}"), "2025-03-03"))));
    let farm = merges(vec![pull(1, 1, "2025-03-04")], spam);
    let scores = score_all(&farm, &WorkRules { merge_ratio: Weight::ZERO, ..rules() });
    assert_eq!(score_of(&scores, 1), 4_000_000);
}

#[test]
fn flags_are_told_and_change_nothing() {
    let mut evidence =
        merges(vec![pull(1, 1, "2025-12-20"), pull(2, 2, "2025-03-05"), pull(3, 2, "2025-04-05")], vec![]);
    evidence.accounts = evidence
        .accounts
        .into_iter()
        .map(|account| Account { created_at: Some(at("2025-12-03")), ..account })
        .collect();
    evidence.accounts[1].created_at = Some(at("2025-12-02"));
    let flags = |rules: FlagRules| {
        let scores =
            score_inputs(&Inputs { flags: rules, ..Inputs::new(&evidence, window()) }, &super::rules());
        assert_eq!((score_of(&scores, 1), score_of(&scores, 2)), (4_000_000, 8_000_000));
        [1, 2].map(|id| scores.people.iter().find(|person| person.identity == who(id)).unwrap().flags.clone())
    };
    assert_eq!(flags(FlagRules::default()), [vec![Flag::YoungAccount, Flag::LittleActivity], vec![]]);
    assert_eq!(flags(FlagRules { account_age_days: 0, active_weeks: 0 }), [vec![], vec![]]);
    assert_eq!(flags(FlagRules { account_age_days: 0, active_weeks: 3 })[1], [Flag::LittleActivity]);
}
