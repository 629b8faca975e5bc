//! The published results of the systems that we are compared with.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use serde_json::{Value, json};
use tributary_model::{Amount, U256};
use tributary_qf::{
    Agreement, Ballots, Cap, Coefficient, Contributions, Donations, Exclusion, Matching, Repeat, Round, Rule,
    Rules, Saturation, Strength, Votes, clrfund_alpha, clrfund_claim,
};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../tests/vectors/qf.json")).unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is not a whole number"))
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn wide(value: &Value) -> U256 {
    value.as_str().unwrap().parse().unwrap()
}

fn give(donations: &mut Donations, donor: impl ToString, project: &str, amount: u64) {
    donations.add(&donor.to_string(), project, amount.into(), Coefficient::ONE).unwrap();
}

/// Every amount of a project comes from a donor who gives to nobody else.
fn distinct<'a>(projects: impl IntoIterator<Item = (&'a String, Vec<u64>)>) -> Donations {
    let mut donations = Donations::new();
    for (project, amounts) in projects {
        for (place, amount) in amounts.into_iter().enumerate() {
            give(&mut donations, format!("{project}-{place:03}"), project, amount);
        }
    }
    donations
}

fn matching(donations: &Donations, rules: &Rules) -> Matching {
    Round::new(donations, rules).unwrap().matching()
}

fn amounts(matching: &Matching) -> HashMap<String, u64> {
    matching.matches.iter().map(|each| (each.project.clone(), each.amount.units().to())).collect()
}

fn raws(donations: &Donations, rule: Rule, projects: usize) -> Vec<f64> {
    let rules = Rules::new(rule, 1.into());
    let round = Round::new(donations, &rules).unwrap();
    (0..projects).map(|project| round.raw(&format!("p{project}")).unwrap().parse().unwrap()).collect()
}

/// Equal to nine digits.
fn assert_close(ours: &[f64], theirs: &Value) {
    let theirs: Vec<f64> = theirs.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert!((ours - theirs).abs() <= theirs.abs() * 1e-9, "{ours} is not {theirs}");
    }
}

#[test]
fn pluralistics_own_tests_pass_to_the_unit() {
    let vector = &vectors()["pluralistic_linear"];
    let projects = vector["donations_by_distinct_donors"].as_object().unwrap();
    let donations = distinct(projects.iter().map(|(project, amounts)| (project, numbers(amounts))));
    for rule in [Rule::Pluralistic, Rule::Quadratic(Contributions::Subtracted)] {
        for case in vector["cases"].as_array().unwrap() {
            let mut rules = Rules::new(rule, number(&case["pool"]).into());
            rules.saturation = case["ignoreSaturation"]
                .as_bool()
                .map(|ignored| if ignored { Saturation::Scale } else { Saturation::Keep });
            rules.cap = case["cap"].as_u64().map(|cap| Cap::Units(cap.into()));
            let matching = matching(&donations, &rules);
            let amounts = amounts(&matching);
            let ours = ["p1", "p2", "p3"].map(|project| amounts[project]);
            match case["dust"].as_u64() {
                // Our own rule gives the unit that flooring leaves to the largest remainder.
                Some(_) if rule != Rule::Pluralistic => {
                    assert_eq!(ours, [19_318_182, 30_681_818, 50_000_000]);
                    assert_eq!(matching.dust, Amount::ZERO);
                }
                dust => {
                    assert_eq!(ours.to_vec(), numbers(&case["match"]), "{case}");
                    if let Some(dust) = dust {
                        assert_eq!(matching.dust, dust.into());
                    }
                }
            }
        }
        let rules = Rules::new(rule, 1.into());
        let round = Round::new(&donations, &rules).unwrap();
        for (project, raw) in ["p1", "p2", "p3"].into_iter().zip(numbers(&vector["raw_match"])) {
            assert_eq!(round.raw(project).unwrap(), raw.to_string());
        }
    }
}

#[test]
fn sums_and_totals_are_pluralistics() {
    let vector = &vectors()["pluralistic_linear"];
    let projects = vector["donations_by_distinct_donors"].as_object().unwrap();
    let donations = distinct(projects.iter().map(|(project, amounts)| (project, numbers(amounts))));
    let rules = Rules::new(Rule::Quadratic(Contributions::Kept), 1.into());
    let round = Round::new(&donations, &rules).unwrap();
    let receipts = round.receipts(1.into());
    for (place, project) in ["p1", "p2", "p3"].into_iter().enumerate() {
        let root = numbers(&vector["sum_of_sqrt"])[place];
        assert_eq!(round.raw(project).unwrap(), (root * root).to_string());
        let receipt = receipts.iter().find(|receipt| receipt.project == project).unwrap();
        assert_eq!(receipt.received, numbers(&vector["total_received"])[place].into());
    }
}

#[test]
fn pluralistics_cap_cascades_to_the_unit() {
    let vector = &vectors()["pluralistic_cap_cascade"];
    let names = ["A", "B", "C", "D", "E", "S"].map(str::to_owned);
    let donations = distinct(names.iter().map(|name| {
        let [donors, each] = numbers(&vector["projects"][name])[..] else { panic!("{name}") };
        (name, vec![each; usize::try_from(donors).unwrap()])
    }));
    let mut rules = Rules::new(Rule::Pluralistic, number(&vector["pool"]).into());
    rules.saturation = Some(Saturation::Scale);
    let caps = [
        (None, "uncapped"),
        (Some("30000000"), "cap_30000000"),
        (Some("25%"), "cap_25000000"),
        (Some("20%"), "cap_20000000"),
    ];
    for (cap, key) in caps {
        rules.cap = cap.map(|text| text.parse().unwrap());
        let amounts = amounts(&matching(&donations, &rules));
        for (name, expected) in names.iter().zip(numbers(&vector[key])) {
            assert_eq!(amounts[name], expected, "{name} {key}");
        }
    }
}

/// The tally of contracts/tests/data; the donors behind it are secret, so it enters behind the votes.
#[test]
fn clrfunds_claim_is_ours_to_the_wei() {
    let vector = &vectors()["clrfund_alpha"];
    let [budget, factor, spent] = ["B", "f", "S"].map(|key| wide(&vector[key]));
    let tally: Vec<Votes> = (vector["tally"].as_array().unwrap().iter())
        .map(|votes| Votes { votes: wide(&votes["v"]), spent: wide(&votes["s"]) })
        .collect();
    let alpha = clrfund_alpha(budget - spent * factor, &tally, factor).unwrap();
    assert_eq!(alpha, wide(&vector["alpha"]));
    assert_eq!(tally[0].votes, wide(&vector["index_3"]["v"]));
    assert_eq!(clrfund_claim(alpha, tally[0], factor), wide(&vector["index_3"]["claim"]));
    for (votes, expected) in tally.iter().zip(vector["tally"].as_array().unwrap()) {
        assert_eq!(clrfund_claim(alpha, *votes, factor), wide(&expected["claim"]));
    }
}

/// Donors whose votes sum to a tally's: the same α and claim through the whole road.
#[test]
fn clrfunds_claim_follows_from_gifts() {
    let mut donations = Donations::new();
    let factor = 1_000_u64;
    // Votes 3, 4 and 5 for one project, 7 for another; a gift of 16 credits and a half spends 16.
    for (donor, project, credits) in [("a", "x", 9), ("b", "x", 16), ("c", "x", 25), ("d", "y", 49)] {
        give(&mut donations, donor, project, credits * factor + if donor == "b" { 500 } else { 0 });
    }
    let rules = Rules::new(Rule::ClrfundAlpha { voice_credit: factor.into() }, 1_000_000.into());
    let matching = matching(&donations, &rules);
    assert_eq!(matching.unspent, Some(500.into()));
    // α = 1000500 · 10^18 / (1000 · (144 + 49 − 50 − 49)), and x has all of it: y has one donor.
    assert_eq!(matching.alpha.unwrap().to_string(), "10643617021276595744");
    assert_eq!(amounts(&matching), HashMap::from([("x".into(), 1_000_499), ("y".into(), 0)]));
    assert_eq!(matching.matches[0].claim, Some((1_000_499 + 50 * factor).into()));
    assert_eq!(matching.dust, 1.into());
}

fn gitcoin_example() -> Donations {
    let mut donations = Donations::new();
    let rows = vectors()["cocm_and_pairwise_real"]["donors_by_project"].clone();
    for (donor, row) in rows.as_array().unwrap().iter().enumerate() {
        for (project, amount) in numbers(row).into_iter().enumerate() {
            if amount > 0 {
                give(&mut donations, donor, &format!("p{project}"), amount);
            }
        }
    }
    donations
}

#[test]
fn gitcoins_calculator_agrees_to_nine_digits() {
    let vector = &vectors()["cocm_and_pairwise_real"];
    let donations = gitcoin_example();
    let cases = [
        ("qf", Rule::Quadratic(Contributions::Subtracted)),
        ("pairwise_M_0.01", Rule::Pairwise(Agreement::gitcoin())),
        ("pairwise_M_25", Rule::Pairwise(Agreement::parse("25").unwrap())),
        ("profile_cluster", Rule::Cluster(Contributions::Subtracted)),
        ("cocm_markov_harsh", Rule::Cocm(Strength::Harsh)),
        ("cocm_markov_soft", Rule::Cocm(Strength::Soft)),
    ];
    for (key, rule) in cases {
        assert_close(&raws(&donations, rule, 3), &vector[key]);
    }
}

#[test]
fn gitcoins_shares_of_a_pool_are_ours_rounded() {
    let vector = &vectors()["cocm_and_pairwise_real"]["of_pool_10000"];
    let cases = [
        ("qf", Rule::Quadratic(Contributions::Subtracted)),
        ("cocm", Rule::Cocm(Strength::Harsh)),
        ("pairwise", Rule::Pairwise(Agreement::gitcoin())),
    ];
    let donations = gitcoin_example();
    for (key, rule) in cases {
        // A thousand million times the pool, to see nine digits more.
        let mut rules = Rules::new(rule, 10_000_000_000_000.into());
        rules.saturation = Some(Saturation::Scale);
        let matching = matching(&donations, &rules);
        let amounts = amounts(&matching);
        let ours: Vec<f64> = ["p0", "p1", "p2"]
            .iter()
            .map(|name| f64::from(u32::try_from(amounts[*name] / 10_000).unwrap()) / 1e5)
            .collect();
        let theirs: Vec<f64> =
            vector[key].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert!((ours - theirs).abs() < 2e-5, "{key}: {ours} is not {theirs}");
        }
        assert_eq!(matching.dust, Amount::ZERO);
    }
}

fn retro(quorum: u32, ballots: Ballots, minimum: u64, pool: u64) -> Rules {
    let mut rules = Rules::new(Rule::RetroMedian { quorum, ballots }, pool.into());
    rules.minimum = minimum.into();
    rules
}

#[test]
fn medians_and_averages_are_easy_retro_pgfs() {
    let vector = &vectors()["retro_median"];
    let projects = vector["votes"].as_object().unwrap();
    let donations = distinct(projects.iter().map(|(project, votes)| (project, numbers(votes))));
    let cases = [
        ("median_threshold_3", retro(3, Ballots::Median, 0, 1)),
        ("average_threshold_2_floor", retro(2, Ballots::Average, 0, 1)),
    ];
    for (key, rules) in cases {
        let round = Round::new(&donations, &rules).unwrap();
        for (project, expected) in vector[key].as_object().unwrap() {
            let expected = expected.as_u64().unwrap_or(0).to_string();
            assert_eq!(round.raw(project).unwrap(), expected, "{project} {key}");
        }
    }
}

#[test]
fn retropgf_3_is_shared_by_its_medians() {
    let vector = &vectors()["retro_median"]["rpgf3"];
    let projects = vector["amounts"].as_object().unwrap();
    let donations = distinct(projects.iter().map(|(project, votes)| (project, numbers(votes))));
    let quorum = u32::try_from(number(&vector["quorum"])).unwrap();
    let rules = retro(quorum, Ballots::Median, number(&vector["minimum"]), number(&vector["total"]));
    let round = Round::new(&donations, &rules).unwrap();
    let eligible = vector["medians_eligible"].as_object().unwrap();
    for project in projects.keys() {
        let expected = eligible.get(project).map_or(0, number).to_string();
        assert_eq!(round.raw(project).unwrap(), expected, "{project}");
    }
    // 100000 · 2500/7000 = 35714.28… and 64285.71…; the unit left goes to the larger remainder.
    let expected = [("p1", 35_714), ("p2", 64_286), ("p3", 0), ("p4", 0)];
    assert_eq!(amounts(&round.matching()), expected.map(|(name, amount)| (name.to_owned(), amount)).into());
}

#[test]
fn octants_own_tests_pass_to_the_last_digit() {
    let vector = &vectors()["octant_v1_real"];
    // The names put the projects in the order in which Octant adds them up.
    let [b, a, c] = ["1", "2", "3"].map(str::to_owned);
    let rows =
        [(&a, numbers(&vector["A"])), (&b, (5..=95).step_by(5).collect()), (&c, numbers(&vector["C"]))];
    let donations = distinct(rows);
    let rules = Rules::new(Rule::Octant, number(&vector["pool"]).into());
    let round = Round::new(&donations, &rules).unwrap();
    let ours = amounts(&round.matching());
    for (place, name) in [&a, &b, &c].into_iter().enumerate() {
        // The vector's matches are reals; Octant pays their whole part.
        let real = vector["match"][place].to_string();
        assert_eq!(ours[name].to_string(), real.split('.').next().unwrap());
        let digits = vector["qf_decimals"][place].as_str().unwrap();
        assert!(digits.starts_with(&round.raw(name).unwrap()), "{digits}");
    }
}

#[test]
fn octants_cap_cuts_and_keeps() {
    let donations = distinct(
        (1_u64..=6)
            .map(|each| each.to_string())
            .collect::<Vec<_>>()
            .iter()
            .map(|name| (name, vec![name.parse::<u64>().unwrap() * 1_000])),
    );
    let mut rules = Rules::new(Rule::Octant, 35_000.into());
    rules.cap = Some("20%".parse().unwrap());
    let matching = matching(&donations, &rules);
    let ours: Vec<u64> = matching.matches.iter().map(|each| each.amount.units().to()).collect();
    assert_eq!(ours, [7_000, 7_000, 6_666, 5_000, 3_333, 1_666]);
    assert_eq!(matching.dust, (35_000 - 30_665).into());
}

#[test]
fn octants_rounded_shares_are_never_more_than_the_pool() {
    // A sixth has 28 digits, rounded up: six of them are more than one by 2 parts of 10^28.
    let names: Vec<String> = (1..=6).map(|each: u64| each.to_string()).collect();
    let donations = distinct(names.iter().map(|name| (name, vec![100])));
    let pool = Amount::new(U256::from(10).pow(U256::from(36)));
    let matching = matching(&donations, &Rules::new(Rule::Octant, pool));
    assert_eq!((matching.matched, matching.dust), (pool, Amount::ZERO));
    let first = matching.matches.iter().find(|each| each.project == "1").unwrap();
    let others: Vec<Amount> =
        matching.matches.iter().filter(|each| each.project != "1").map(|each| each.amount).collect();
    assert!(others.iter().all(|other| *other == others[0] && *other > first.amount), "{matching:?}");
}

#[test]
fn repeated_gifts_are_averaged_only_when_asked() {
    let mut donations = Donations::new();
    for (donor, project, amount) in [("a", "x", 100), ("a", "x", 300), ("b", "x", 100), ("a", "y", 400)] {
        give(&mut donations, donor, project, amount);
    }
    let raw = |repeat| {
        let mut rules = Rules::new(Rule::Quadratic(Contributions::Kept), 1.into());
        rules.repeat = repeat;
        Round::new(&donations, &rules).unwrap().raw("x").unwrap()
    };
    // (√400 + √100)² and (√200 + √100)².
    assert_eq!(raw(Repeat::Sum), "900");
    assert!(raw(Repeat::Mean).starts_with("582.8427"));
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not text"))
}

fn quadratic_rules(case: &Value, exclusions: &[Exclusion]) -> Rules {
    let contributions = match case["contributions"].as_str() {
        Some("kept") => Contributions::Kept,
        _ => Contributions::Subtracted,
    };
    let mut rules = Rules::new(Rule::Quadratic(contributions), text(&case["pool"]).parse().unwrap());
    rules.cap = case["cap"].as_str().map(|cap| cap.parse().unwrap());
    rules.minimum = case["minimum"].as_str().unwrap_or("0").parse().unwrap();
    rules.saturation = case["saturation"]
        .as_str()
        .map(|word| if word == "scale" { Saturation::Scale } else { Saturation::Keep });
    rules.repeat = if case["repeat"] == "mean" { Repeat::Mean } else { Repeat::Sum };
    if case["with_exclusions"] == true {
        rules.excluded = exclusions.to_vec();
    }
    rules
}

#[test]
fn the_quadratic_rule_gives_what_the_page_is_told_it_gives() {
    let golden: Value = serde_json::from_str(include_str!("../../../tests/vectors/quadratic.json")).unwrap();
    let mut donations = Donations::new();
    for row in golden["gifts"].as_array().unwrap() {
        let coefficient = Coefficient::parse(text(&row[3])).unwrap();
        donations.add(text(&row[0]), text(&row[1]), text(&row[2]).parse().unwrap(), coefficient).unwrap();
    }
    let exclusion = |row: &Value| Exclusion {
        donor: text(&row[0]).to_owned(),
        project: Some(text(&row[1]).to_owned()).filter(|project| !project.is_empty()),
    };
    let exclusions: Vec<Exclusion> = golden["exclusions"].as_array().unwrap().iter().map(exclusion).collect();
    for case in golden["cases"].as_array().unwrap() {
        let rules = quadratic_rules(case, &exclusions);
        let round = Round::new(&donations, &rules).unwrap();
        let matching = round.matching();
        assert_eq!(matching.matched.to_string(), text(&case["matched"]));
        assert_eq!(matching.dust.to_string(), text(&case["dust"]));
        let receipts = round.receipts(1.into());
        let found: Vec<Value> = receipts
            .iter()
            .map(|each| json!([each.project, each.amount.to_string(), each.raw, each.donors]))
            .collect();
        assert_eq!(Value::from(found), case["matches"]);
    }
}
