//! "Why this amount?", answered from a bundle alone.

use std::{fs, path::Path};

use tributary_engine::{
    bundle::{Bundle, name},
    receipt::{Ledger, Line, Outcome, Receipt, ReceiptError, StepName},
};
use tributary_model::{
    AccountKind, Address, Agent, Amount, Association, ContributionKind, GithubId, Identity, Merge,
    PullRequest, RepoId,
};
use tributary_score::{Credit, CreditReason, Gate, Points, Preset};

use crate::world::{POLICIES, account, contribution, evidence, publish, publish_evidence, rules};

fn who(id: u64) -> Identity {
    Identity::Github(GithubId(id))
}

fn receipt(dir: &Path, preset: &str, policy: &str, id: u64) -> Receipt {
    Ledger::read(&publish(dir, &rules(preset, policy))).unwrap().receipt(who(id)).unwrap()
}

fn line<'a>(receipt: &'a Receipt, key: &str) -> &'a Line {
    receipt.contributions.iter().find(|line| line.contribution.key == key).unwrap()
}

/// Puts other text into a file of the bundle; a receipt is about sums, hashes are for `verify`.
fn forge(bundle: &Bundle, file: &str, from: &str, to: &str) {
    let path = bundle.dir().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {file}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

fn broken(bundle: &Bundle, identity: Identity) -> Vec<StepName> {
    let receipt = Ledger::read(bundle).unwrap().receipt(identity).unwrap();
    receipt.steps.iter().filter(|step| !step.holds).map(|step| step.name).collect()
}

#[test]
fn every_sum_of_every_person_holds_for_every_preset_and_policy() {
    for preset in Preset::ALL {
        for policy in POLICIES {
            let folder = tempfile::tempdir().unwrap();
            let bundle = publish(folder.path(), &rules(preset.as_str(), policy));
            let ledger = Ledger::read(&bundle).unwrap();
            let (scores, allocation) = (bundle.scores().unwrap(), bundle.allocation().unwrap());
            let mut pool = Amount::ZERO;
            for person in &scores.people {
                let receipt = ledger.receipt(person.identity).unwrap();
                assert!(receipt.holds(), "{preset} {policy}: {receipt:#?}");
                assert!(ledger.recomputes(person.identity).unwrap());
                let months: u128 = receipt.months.iter().map(|month| month.month.score.0).sum();
                let lines: Option<u128> =
                    receipt.contributions.iter().map(|line| line.points.map(|points| points.0)).sum();
                assert_eq!(lines.unwrap_or(months), months, "{preset} {}", person.identity);
                let paid = if person.excluded.is_some() { 0 } else { months };
                assert_eq!(receipt.score, Points(paid));
                pool = pool.checked_add(receipt.amount).unwrap();
            }
            assert_eq!(pool, allocation.pool, "{preset} {policy}");
        }
    }
}

#[test]
fn what_did_not_count_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::read(&publish(folder.path(), &rules("merged-work", POLICIES[0]))).unwrap();
    let one = ledger.receipt(who(1)).unwrap();
    let merged = line(&one, "p1");
    assert_eq!(line(&one, "r2").gates, [Gate::SelfReview]);
    assert_eq!(line(&one, "r2").outcome, Outcome::Refused);
    assert_eq!(line(&one, "c1").outcome, Outcome::KindNotCounted);
    assert_eq!(merged.url.as_deref(), Some("https://github.com/ada-example/trees/pull/1"));
    let outcomes: Vec<Outcome> = one.contributions.iter().map(|line| line.outcome).collect();
    assert!(outcomes.contains(&Outcome::MergeCountsInstead), "{outcomes:?}");
    let two = ledger.receipt(who(2)).unwrap();
    assert_eq!(
        (line(&two, "r3").points, &line(&two, "r3").gates[..]),
        (Some(Points(0)), &[Gate::AfterMerge][..])
    );
    assert_eq!((line(&two, "r1").points, &line(&two, "r1").gates[..]), (Some(Points(1_000_000)), &[][..]));
    let three = ledger.receipt(who(3)).unwrap();
    assert_eq!(line(&three, "p4").gates, [Gate::Unmerged]);
    let bot = ledger.receipt(who(4)).unwrap();
    assert_eq!((bot.score, line(&bot, "p5").points), (Points(0), Some(Points(4_000_000))));
}

#[test]
fn an_agents_pull_request_stands_on_the_receipt_of_who_answers_for_it() {
    const COPILOT: u64 = 198_982_749;
    let mut evidence = evidence();
    evidence.accounts.push(account(COPILOT, "Copilot", AccountKind::Bot));
    evidence.contributions.extend([
        contribution(ContributionKind::PullRequestMerged, COPILOT, 7, "p7", "2025-05-14"),
        contribution(ContributionKind::Review, COPILOT, 1, "r7", "2025-03-13"),
    ]);
    evidence.pull_requests.push(PullRequest {
        repo: RepoId(10),
        number: 7,
        author: who(COPILOT),
        association: Association::Contributor,
        base: "main".into(),
        merge: Some(Merge { at: "2025-05-14".parse().unwrap(), by: who(3), commit: None }),
        approvals: Vec::new(),
        commit_authors: vec![who(COPILOT)],
        assigners: vec![who(2)],
        closes: Vec::new(),
        reverts: None,
        reverts_commit: None,
        changes: Vec::new(),
    });
    evidence.normalise();
    let folder = tempfile::tempdir().unwrap();
    let bundle = publish_evidence(folder.path(), &rules("merged-work", POLICIES[0]), &evidence);
    let ledger = Ledger::read(&bundle).unwrap();
    let two = ledger.receipt(who(2)).unwrap();
    let made = line(&two, "p7");
    assert_eq!(made.credit, Some(Credit { from: who(COPILOT), because: CreditReason::Assigned }));
    assert_eq!(
        (made.outcome, made.agent, made.points),
        (Outcome::Counted, Some(Agent::Copilot), Some(two.agent_points))
    );
    assert_eq!(two.agent_points, Points(4_000_000));
    assert!(two.holds(), "{two:#?}");
    let agent = ledger.receipt(who(COPILOT)).unwrap();
    let given = line(&agent, "p7");
    assert_eq!(
        (given.outcome, given.credited_to, given.points),
        (Outcome::CreditedToAnother, Some(who(2)), Some(Points(0)))
    );
    assert!(agent.holds(), "{agent:#?}");
}

#[test]
fn a_square_root_has_its_months_sum_and_the_weight_of_each_contribution() {
    let folder = tempfile::tempdir().unwrap();
    let one = receipt(folder.path(), "opendigger-activity", POLICIES[0], 1);
    let march = one.months.iter().find(|month| month.month.month.to_string() == "2025-03").unwrap();
    let root = march.root.unwrap();
    assert_eq!((root.sum, root.root, root.points), (Points(6_101_800), Points(2_470_182), march.month.score));
    assert_eq!((line(&one, "p1").points, line(&one, "r2").outcome), (None, Outcome::KindNotCounted));
}

#[test]
fn the_leaf_is_named_or_that_no_wallet_is_linked() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::read(&publish(folder.path(), &rules("merged-work", POLICIES[0]))).unwrap();
    let [linked, unlinked] = [1, 5].map(|id| ledger.receipt(who(id)).unwrap());
    let leaf = |receipt: &Receipt| receipt.steps.last().unwrap().detail.clone();
    let start = format!("Leaf {} pays {} units to 0x", linked.index.unwrap(), linked.amount);
    assert!(leaf(&linked).starts_with(&start), "{}", leaf(&linked));
    assert_eq!((unlinked.index, unlinked.amount.is_zero()), (None, false));
    assert_eq!(leaf(&unlinked), "No wallet is linked yet: the amount stays with the maintainer.");
}

#[test]
fn somebody_is_found_by_every_name_that_means_one_account() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::read(&publish(folder.path(), &rules("merged-work", POLICIES[0]))).unwrap();
    for name in ["1", "github:1", "LOGIN-1", &Address::repeat_byte(1).to_string()] {
        assert_eq!(ledger.find(name).unwrap(), who(1), "{name}");
    }
    let refused = |name: &str| ledger.find(name).unwrap_err();
    assert_eq!(
        refused("login-3").to_string(),
        "`login-3` is the login of `github:3` and of `github:5`; give one of these ids"
    );
    for name in ["carol", "7", "github:7", "0x0000000000000000000000000000000000000007"] {
        assert!(matches!(refused(name), ReceiptError::Unknown { who, .. } if who == name));
    }
}

#[test]
fn a_sum_that_does_not_hold_is_shown_in_its_step() {
    let cases = [
        (name::SCORES, "\"base\": \"4000000\"", "\"base\": \"4000001\"", vec![StepName::Points]),
        (
            name::SCORES,
            "\"points\": \"4000000\"",
            "\"points\": \"4000001\"",
            vec![StepName::Points, StepName::Score],
        ),
        (name::SCORES, "\"score\": \"5000000\"", "\"score\": \"5000001\"", vec![StepName::Score]),
        (name::ALLOCATION, "\"due\": \"1\"", "\"due\": \"2\"", vec![StepName::Due]),
        (name::ALLOCATION, "\"amount\": \"333", "\"amount\": \"433", vec![StepName::Amount, StepName::Leaf]),
    ];
    for (file, from, to, steps) in cases {
        let folder = tempfile::tempdir().unwrap();
        let bundle = publish(folder.path(), &rules("merged-work", POLICIES[1]));
        forge(&bundle, file, from, to);
        let first = if file == name::SCORES {
            bundle.scores().unwrap().people[0].identity
        } else {
            bundle.allocation().unwrap().people[0].identity
        };
        assert_eq!(broken(&bundle, first), steps, "{from}");
    }
}
