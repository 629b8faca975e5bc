//! A matching pool shared from a list of donations: every rule and mode through the real program, against the results of
//! the systems that they come from.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use alloy::primitives::U256;
use serde_json::Value;
use tempfile::TempDir;
use tributary_tests::{Output, Tributary, workspace};

struct Desk(TempDir);

impl Desk {
    /// With the donations in `list.csv`.
    fn new(donations: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("list.csv", donations);
        desk
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    /// Runs `tributary match list.csv` with options, one string of words.
    fn run(&self, options: &str) -> Output {
        let words = ["match", "list.csv"].into_iter().chain(options.split_whitespace()).collect::<Vec<_>>();
        Tributary::new(self.0.path(), words).run()
    }

    /// Runs, asserts that every unit of the pool is a match or dust, and gives the matches by project.
    fn matches(&self, options: &str) -> BTreeMap<String, U256> {
        let matching = self.run(&format!("{options} --json")).exits(0).json();
        let unspent = matching.get("unspent").map_or(U256::ZERO, units);
        let pool = units(&matching["pool"]) + unspent;
        assert_eq!(units(&matching["matched"]) + units(&matching["dust"]), pool, "{options}: {matching:#}");
        let by: U256 = matching["dust_by"].as_object().unwrap().values().map(units).sum();
        assert_eq!(by, units(&matching["dust"]), "{options}");
        let matches: BTreeMap<_, _> = (matching["matches"].as_array().unwrap().iter())
            .map(|each| (each["project"].as_str().unwrap().to_owned(), units(&each["match"])))
            .collect();
        assert_eq!(matches.values().sum::<U256>(), units(&matching["matched"]), "{options}");
        matches
    }
}

fn units(value: &Value) -> U256 {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).parse().unwrap()
}

fn vectors() -> Value {
    serde_json::from_slice(&fs::read(workspace().join("tests/vectors/qf.json")).unwrap()).unwrap()
}

/// Every gift from a donor who gives to nobody else.
fn distinct<'a>(projects: impl IntoIterator<Item = (&'a str, Vec<u64>)>) -> String {
    let mut list = "donor,project,amount\n".to_owned();
    for (project, amounts) in projects {
        for (place, amount) in amounts.iter().enumerate() {
            writeln!(list, "{project}-{place},{project},{amount}").unwrap();
        }
    }
    list
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

/// Amounts in the order of the projects' names.
fn amounts(matches: &BTreeMap<String, U256>) -> Vec<u64> {
    matches.values().map(U256::to).collect()
}

#[test]
fn pluralistics_cases_come_out_to_the_unit() {
    let vector = &vectors()["pluralistic_linear"];
    let projects = vector["donations_by_distinct_donors"].as_object().unwrap();
    let desk = Desk::new(&distinct(projects.iter().map(|(name, amounts)| (name.as_str(), numbers(amounts)))));
    for case in vector["cases"].as_array().unwrap() {
        let saturation = match case["ignoreSaturation"].as_bool() {
            Some(true) => "--saturation scale",
            Some(false) => "--saturation keep",
            None => "",
        };
        let cap = case["cap"].as_u64().map_or_else(String::new, |cap| format!("--cap {cap}"));
        let options = format!("--pool {} --rule quadratic {saturation} {cap}", case["pool"]);
        let matches = desk.matches(&format!("{options} --mode pluralistic"));
        assert_eq!(amounts(&matches), numbers(&case["match"]), "{case}");
        if case["dust"].is_null() {
            assert_eq!(
                desk.matches(&options),
                matches,
                "{case}: our own rule agrees where nothing is rounded"
            );
        }
    }
}

#[test]
fn pluralistics_caps_cascade_to_the_unit() {
    let vector = &vectors()["pluralistic_cap_cascade"];
    let projects = vector["projects"].as_object().unwrap().iter().map(|(name, donors_and_units)| {
        let [donors, each] = numbers(donors_and_units)[..] else { panic!("two numbers") };
        (name.as_str(), vec![each; usize::try_from(donors).unwrap()])
    });
    let desk = Desk::new(&distinct(projects));
    let options = format!("--pool {} --rule quadratic --mode pluralistic --saturation scale", vector["pool"]);
    let expect = |cap: &str, expected: &Value| {
        let ours = amounts(&desk.matches(&format!("{options} {cap}")));
        let expected = numbers(expected);
        assert_eq!(ours[..expected.len()], expected, "{cap}");
    };
    expect("", &vector["uncapped"]);
    for cap in ["30000000", "25000000", "20000000"] {
        expect(&format!("--cap {cap}"), &vector[format!("cap_{cap}")]);
    }
}

/// The donors of the vector that the qf-calculator has computed; a row is a donor, a column a project.
fn calculated() -> Desk {
    let mut list = "donor,project,amount\n".to_owned();
    for (donor, gifts) in
        (0..).zip(vectors()["cocm_and_pairwise_real"]["donors_by_project"].as_array().unwrap())
    {
        for (project, amount) in numbers(gifts).iter().enumerate().filter(|(_, amount)| **amount > 0) {
            writeln!(list, "d{donor},p{project},{amount}").unwrap();
        }
    }
    Desk::new(&list)
}

/// Each match is the real number next to which it must stand, or beside it by less than a unit.
fn assert_within_a_unit(ours: &[u64], reals: &[f64], options: &str) {
    assert_eq!(ours.len(), reals.len());
    for (ours, real) in ours.iter().zip(reals) {
        let floor = real.floor().to_string().parse::<u64>().unwrap();
        assert!(*ours == floor || *ours == floor + 1, "{options}: {ours} is not {real}");
    }
}

fn reals(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|real| real.as_f64().unwrap()).collect()
}

#[test]
fn the_calculators_rules_share_as_it_does() {
    let (desk, vectors) = (calculated(), vectors());
    let vector = &vectors["cocm_and_pairwise_real"];
    let of_pool = &vector["of_pool_10000"];
    for (rule, key) in [("quadratic --saturation scale", "qf"), ("cocm", "cocm"), ("pairwise", "pairwise")] {
        let options = format!("--pool 10000 --rule {rule}");
        assert_within_a_unit(&amounts(&desk.matches(&options)), &reals(&of_pool[key]), &options);
    }
    let raw = [
        ("cluster --saturation scale", "profile_cluster"),
        ("cocm --strength soft", "cocm_markov_soft"),
        ("pairwise --agreement 25", "pairwise_M_25"),
        ("tunable --saturation scale", "qf"),
    ];
    for (rule, key) in raw {
        let values = reals(&vector[key]);
        let total: f64 = values.iter().sum();
        let shares: Vec<f64> = values.iter().map(|value| value / total * 1e9).collect();
        let options = format!("--pool 1000000000 --rule {rule}");
        assert_within_a_unit(&amounts(&desk.matches(&options)), &shares, &options);
    }
}

#[test]
fn medians_of_ballots_share_as_in_the_published_round() {
    let vectors = vectors();
    let vector = &vectors["retro_median"]["rpgf3"];
    let ballots = vector["amounts"].as_object().unwrap();
    let desk = Desk::new(&distinct(ballots.iter().map(|(name, amounts)| (name.as_str(), numbers(amounts)))));
    let (total, quorum, minimum) = (&vector["total"], &vector["quorum"], &vector["minimum"]);
    let options = format!("--pool {total} --rule retro-median --quorum {quorum} --minimum {minimum}");
    // 100000 · 2500/7000 = 35714.28… and 64285.71…
    assert_eq!(amounts(&desk.matches(&options)), [35_714, 64_286, 0, 0]);
}

#[test]
fn octants_shares_are_its_own_and_never_more_than_the_pool() {
    let vectors = vectors();
    let vector = &vectors["octant_v1_real"];
    // The names put the projects in the order in which Octant adds them up.
    let b = (5..=95).step_by(5).collect();
    let desk = Desk::new(&distinct([("1", b), ("2", numbers(&vector["A"])), ("3", numbers(&vector["C"]))]));
    let options = format!("--pool {} --rule quadratic --mode octant", vector["pool"]);
    let [a, b, c] = reals(&vector["match"])[..] else { panic!("three") };
    let expected = [b, a, c].map(|real| real.floor().to_string().parse::<u64>().unwrap());
    let ours = amounts(&desk.matches(&options));
    assert_eq!(ours, expected);

    // A sixth has 28 digits, rounded up: six of them are more than one.
    let six = Desk::new(&distinct(["1", "2", "3", "4", "5", "6"].map(|name| (name, vec![100]))));
    let pool = format!("1{}", "0".repeat(36));
    let matches = six.matches(&format!("--pool {pool} --rule quadratic --mode octant"));
    assert_eq!(matches.values().sum::<U256>().to_string(), pool);
}

#[test]
fn clrfunds_claims_follow_its_formula() {
    // Votes 3 and 4 for a, 5 for b; a credit is 10^13 units. S = 50, Σv² = 74, so with a pool of 24 · 10^13 α is 1.
    let desk =
        Desk::new("donor,project,amount\nx,a,90000000000000\ny,a,160000000000000\nz,b,250000000000000\n");
    let options = "--pool 240000000000000 --rule quadratic --mode clrfund-alpha";
    let matches = desk.matches(options);
    assert_eq!(amounts(&matches), [240_000_000_000_000, 0]);
    let matching = desk.run(&format!("{options} --json")).exits(0).json();
    assert_eq!(matching["alpha"], "1000000000000000000");
    assert_eq!(matching["matches"][0]["claim"], "490000000000000", "49 and 25 credits more");
    assert_eq!(matching["matches"][1]["claim"], "250000000000000");
}

#[test]
fn every_bad_row_is_named_with_its_line() {
    let desk = Desk::new("donor,project,amount\na,p,1\n,p,1\na,,1\na,p,-1\na,p,0\na,p,1.5\na,p\n");
    let refused = desk.run("--pool 100 --rule quadratic").exits(2).says("in `list.csv`").says("6 bad rows");
    assert_eq!(refused.stdout, "");
    for line in 3..=8 {
        assert!(refused.stderr.contains(&format!("line {line}: ")), "{line}: {}", refused.stderr);
    }
    for (list, reason) in [
        ("project,donor,amount\na,p,1\n", "the first line must be `donor,project,amount`"),
        ("donor,project,amount\n", "no donations"),
        ("", "no donations"),
    ] {
        desk.write("list.csv", list);
        let _ = desk.run("--pool 100 --rule quadratic").exits(2).says(reason);
    }
    fs::remove_file(desk.0.path().join("list.csv")).unwrap();
    let _ = desk.run("--pool 100 --rule quadratic").exits(2).says("cannot read `list.csv`");
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let desk = Desk::new("donor,project,amount\na,p,1\nb,p,1\n");
    for (options, reason) in [
        ("--pool 0 --rule quadratic", "the pool is 0"),
        ("--pool 100 --rule quadratic --cap 0", "the cap is 0"),
        ("--pool 100 --rule square", "square"),
        ("--pool 100 --rule cocm --mode octant", "--mode belongs to --rule quadratic"),
        ("--pool 100 --rule quadratic --quorum 2", "--quorum belongs to --rule retro-median"),
        ("--pool 100 --rule quadratic --mode octant --saturation keep", "always shares the whole pool"),
        ("--pool 100 --rule pairwise --agreement 0", "no pair would count"),
        ("--rule quadratic", "--pool"),
    ] {
        let refused = desk.run(options).exits(2).says(reason);
        assert_eq!(refused.stdout, "", "{options}");
    }
    let told = desk.run("--pool 100 --rule quadratic").exits(0).stdout;
    for part in ["project", "pool     100", "matched  2", "dust     98", "largest cluster"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
