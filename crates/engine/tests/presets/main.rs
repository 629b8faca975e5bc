//! Every preset and every policy makes a bundle that can be recomputed, and that cannot be changed unnoticed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod golden;
mod receipts;
mod world;

use std::fs;

use tributary_engine::{
    bundle::name,
    verify::{Report, Status, verify_offline},
};
use tributary_model::Amount;
use tributary_score::Preset;

use world::{POLICIES, publish, rules};

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
