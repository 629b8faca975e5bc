//! Each kind of tampering is caught by its own line, also when all that follows from it was computed again.

mod offline;
mod onchain;
mod overrides;

use tributary_tests::Output;

/// The ids of the checks that fail; the exit code must agree.
fn failing(output: Output) -> Vec<String> {
    let report = output.json();
    let checks = report["checks"].as_array().unwrap();
    let failing: Vec<String> = checks
        .iter()
        .filter(|check| check["status"] == "fail")
        .map(|check| check["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(report["holds"], failing.is_empty(), "{report:#}");
    let _ = output.exits(i32::from(!failing.is_empty()));
    failing
}
