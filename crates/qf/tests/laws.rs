//! Laws that hold for every round.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tributary_model::{Amount, U256};
use tributary_qf::{
    Agreement, Ballots, Cap, Coefficient, Contributions, Donations, Estimator, Exclusion, Matching,
    Prospects, Range, Reason, Receipt, Repeat, Round, Rule, Rules, Saturation, Strength,
};

/// Donor, project, amount, coefficient in hundredths.
type Row = (u8, u8, u64, u64);

const SUBTRACTED: Contributions = Contributions::Subtracted;

fn coefficient(hundredths: u64) -> Coefficient {
    Coefficient::parse(&format!("{}.{:02}", hundredths / 100, hundredths % 100)).unwrap()
}

fn donations(rows: &[Row]) -> Donations {
    let mut donations = Donations::new();
    for (donor, project, amount, hundredths) in rows {
        let (donor, project) = (format!("d{donor}"), format!("p{project}"));
        donations.add(&donor, &project, (*amount).into(), coefficient(*hundredths)).unwrap();
    }
    donations
}

/// Rows of a few donors and projects, so that they meet; coefficients are 0, 1 and, where `parts`, between.
fn rows(parts: bool) -> impl Strategy<Value = Vec<Row>> {
    rows_up_to(1_000_000_000_000_000_000, parts)
}

fn rows_up_to(most: u64, parts: bool) -> impl Strategy<Value = Vec<Row>> {
    let amount = prop_oneof![1_u64..1_000, 1_u64..most];
    let coefficient = if parts { 0..=100_u64 } else { 100..=100 };
    proptest::collection::vec((0_u8..12, 0_u8..6, amount, coefficient), 1..60)
}

fn exact_rules() -> Vec<Rule> {
    vec![
        Rule::Quadratic(SUBTRACTED),
        Rule::Quadratic(Contributions::Kept),
        Rule::Tunable { boost: coefficient(150), contributions: SUBTRACTED },
        Rule::Cluster(SUBTRACTED),
        Rule::Pairwise(Agreement::parse("1000").unwrap()),
        Rule::Cocm(Strength::Harsh),
        Rule::Cocm(Strength::Soft),
    ]
}

fn all_rules() -> Vec<Rule> {
    let mut rules = exact_rules();
    rules.extend([
        Rule::Pluralistic,
        Rule::Octant,
        Rule::ClrfundAlpha { voice_credit: 3.into() },
        Rule::RetroMedian { quorum: 2, ballots: Ballots::Median },
    ]);
    rules
}

fn run(donations: &Donations, rules: &Rules) -> (Matching, Vec<Receipt>) {
    let round = Round::new(donations, rules).unwrap();
    (round.matching(), round.receipts(1.into()))
}

/// The raw matches of all projects, rounded down: a pool that is larger than any of them, kept.
fn raws(rows: &[Row], rule: Rule) -> Vec<(String, U256)> {
    let pool = Amount::new((U256::ONE << 120) - U256::ONE);
    let rules = Rules { saturation: Some(Saturation::Keep), ..Rules::new(rule, pool) };
    let donations = donations(rows);
    let mut found: Vec<(String, U256)> = Round::new(&donations, &rules)
        .unwrap()
        .matching()
        .matches
        .into_iter()
        .map(|each| (each.project, each.amount.units()))
        .collect();
    found.sort();
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_pool_is_conserved_to_the_unit(
        rows in rows(false), pool in 1_u64.., cap in proptest::option::of(1_u64..), scale: bool,
    ) {
        for rule in all_rules() {
            let mut rules = Rules::new(rule, pool.into());
            let clrfund = matches!(rule, Rule::ClrfundAlpha { .. });
            if !clrfund {
                rules.cap = cap.map(|cap| Cap::Units(cap.into()));
            }
            if scale {
                rules.saturation = Some(Saturation::Scale);
            }
            let (matching, receipts) = run(&donations(&rows), &rules);
            let sum: Amount = matching.matches.iter().map(|each| each.amount).sum();
            let funds = rules.pool.checked_add(matching.unspent.unwrap_or_default()).unwrap();
            prop_assert_eq!(sum, matching.matched);
            prop_assert_eq!(sum.checked_add(matching.dust).unwrap(), funds, "{:?}", rule);
            prop_assert!(matching.matches.iter().zip(&receipts).all(|(each, receipt)| each.project == receipt.project
                && each.amount == receipt.amount));
            if let Some(Cap::Units(cap)) = rules.cap {
                prop_assert!(matching.matches.iter().all(|each| each.amount <= cap), "{:?}", rule);
            }
        }
    }

    #[test]
    fn neither_order_nor_threads_matter(rows in rows(false), turn in 0_usize..60, cap in 1_u8..100) {
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        for rule in all_rules() {
            let mut rules = Rules::new(rule, 1_000_000_007.into());
            if !matches!(rule, Rule::ClrfundAlpha { .. }) {
                rules.cap = Some(format!("{cap}%").parse().unwrap());
            }
            let ours = run(&donations(&rows), &rules);
            prop_assert_eq!(one.install(|| run(&donations(&turned), &rules)), ours);
        }
    }

    #[test]
    fn splitting_a_gift_changes_nothing(rows in rows(true), minimum in 0_u64..2_000) {
        let split: Vec<Row> = rows.iter().flat_map(|(donor, project, amount, coefficient)| {
            let part = amount / 3;
            [part, part, amount - 2 * part]
                .into_iter()
                .filter(|part| *part > 0)
                .map(|part| (*donor, *project, part, *coefficient))
                .collect::<Vec<_>>()
        }).collect();
        for rule in exact_rules() {
            let mut rules = Rules::new(rule, 1_000_000.into());
            rules.minimum = minimum.into();
            prop_assert_eq!(run(&donations(&split), &rules), run(&donations(&rows), &rules));
        }
    }

    #[test]
    fn one_more_donor_never_lowers_a_raw_match(rows in rows(true), project in 0_u8..6, amount in 1_u64..1_000_000) {
        let mut more = rows.clone();
        more.push((99, project, amount, 100));
        for rule in exact_rules().into_iter().take(4).chain([Rule::Pluralistic]) {
            let after = raws(&more, rule);
            for (name, raw) in raws(&rows, rule) {
                let after = after.iter().find(|(other, _)| *other == name).unwrap().1;
                prop_assert!(after >= raw, "{:?} {}: {} after {}", rule, name, after, raw);
            }
        }
    }

    #[test]
    fn pairwise_stays_below_quadratic(rows in rows(true), agreement in 1_u64..) {
        let agreement = Agreement::parse(&agreement.to_string()).unwrap();
        let pairwise = raws(&rows, Rule::Pairwise(agreement));
        for ((_, pairwise), (_, quadratic)) in pairwise.iter().zip(raws(&rows, Rule::Quadratic(SUBTRACTED))) {
            prop_assert!(*pairwise * U256::from(2) <= quadratic);
        }
    }

    #[test]
    fn gifts_below_the_minimum_are_as_if_never_given(rows in rows(true), minimum in 1_u64..1_000_000) {
        let sum = |row: &Row| rows.iter().filter(|other| (other.0, other.1) == (row.0, row.1)).map(|row| u128::from(row.2)).sum::<u128>();
        let large: Vec<Row> = rows.iter().filter(|row| sum(row) >= minimum.into()).copied().collect();
        let mut rules = Rules::new(Rule::Quadratic(SUBTRACTED), 1_000_000.into());
        let ours = run(&donations(&large), &rules).0;
        rules.minimum = minimum.into();
        let (matching, receipts) = run(&donations(&rows), &rules);
        for each in &matching.matches {
            let expected = ours.matches.iter().find(|other| other.project == each.project);
            prop_assert_eq!(each.amount, expected.map_or(Amount::ZERO, |other| other.amount));
        }
        let left_out = receipts.iter().flat_map(|receipt| &receipt.not_counted);
        let below: u32 = left_out.filter(|each| each.reason == Reason::Minimum).map(|each| each.donors).sum();
        let mut small: Vec<(u8, u8)> =
            rows.iter().filter(|row| sum(row) < minimum.into()).map(|row| (row.0, row.1)).collect();
        small.sort_unstable();
        small.dedup();
        prop_assert_eq!(usize::try_from(below).unwrap(), small.len());
    }

    #[test]
    fn excluded_gifts_are_as_if_never_given(rows in rows(true), donor in 0_u8..12, project in proptest::option::of(0_u8..6)) {
        let kept: Vec<Row> = rows.iter().filter(|row| row.0 != donor || project.is_some_and(|project| row.1 != project)).copied().collect();
        for rule in exact_rules() {
            let mut rules = Rules::new(rule, 1_000_000.into());
            let ours = run(&donations(&kept), &rules).0;
            let project = project.map(|project| format!("p{project}"));
            rules.excluded = vec![Exclusion { donor: format!("d{donor}"), project }];
            for each in run(&donations(&rows), &rules).0.matches {
                let expected = ours.matches.iter().find(|other| other.project == each.project);
                prop_assert_eq!(each.amount, expected.map_or(Amount::ZERO, |other| other.amount));
            }
        }
    }

    #[test]
    fn receipts_say_what_a_recount_says(rows in rows(true), pool in 1_u64..1_000_000_000, cap in proptest::option::of(1_u8..100), next in 1_u64..1_000_000) {
        for rule in exact_rules().into_iter().take(5) {
            let mut rules = Rules::new(rule, pool.into());
            rules.cap = cap.map(|cap| format!("{cap}%").parse().unwrap());
            let donations_now = donations(&rows);
            let receipts = Round::new(&donations_now, &rules).unwrap().receipts(next.into());
            let receipt = receipts.last().unwrap();
            let project: u8 = receipt.project[1..].parse().unwrap();
            let mut more = rows.clone();
            more.push((99, project, next, 100));
            let after = run(&donations(&more), &rules).0;
            let after = after.matches.iter().find(|each| each.project == receipt.project).unwrap().amount;
            let said = receipt.amount.checked_add(receipt.next).unwrap();
            // Rounded down, where the recount may have given a unit to the remainder.
            let apart = after.units().abs_diff(said.units());
            prop_assert!(apart <= U256::ONE, "{:?}: {} and {}", rule, after, said);
        }
    }

    #[test]
    fn an_estimate_holds_whatever_the_coefficients_become(
        rows in rows(true), pool in 1_u64..1_000_000_000, more in 0_u64..1_000_000_000, cap in proptest::option::of(1_u64..1_000_000_000), scale: bool,
    ) {
        let saturation = if scale { Saturation::Scale } else { Saturation::Keep };
        let pool = Range { low: Amount::from(pool), high: Amount::from(pool + more) };
        let cap = cap.map(Amount::from);
        let mut estimator = Estimator::new(Prospects { pool, cap: cap.map(Cap::Units), saturation }).unwrap();
        for (donor, project, amount, hundredths) in &rows {
            let range = Range { low: coefficient(*hundredths / 2), high: coefficient(100) };
            let (donor, project) = (format!("d{donor}"), format!("p{project}"));
            estimator.add(&donor, &project, (*amount).into(), range).unwrap();
        }
        for pool in [pool.low, pool.high] {
            let mut rules = Rules::new(Rule::Quadratic(SUBTRACTED), pool);
            rules.cap = cap.map(Cap::Units);
            rules.saturation = Some(saturation);
            for each in run(&donations(&rows), &rules).0.matches {
                let range = estimator.estimate(&each.project);
                prop_assert!(range.low <= each.amount && each.amount <= range.high, "{:?} {:?}", each, range);
            }
        }
    }
}

/// Gitcoin's formulas, written down as they stand, in floating point.
mod reference {
    use std::collections::BTreeMap;

    type Table = Vec<Vec<f64>>;

    pub(super) fn table(rows: &[super::Row]) -> (Vec<u8>, Table) {
        let mut projects: Vec<u8> = rows.iter().map(|row| row.1).collect();
        projects.sort_unstable();
        projects.dedup();
        let mut donors: BTreeMap<u8, Vec<f64>> = BTreeMap::new();
        for (donor, project, amount, hundredths) in rows {
            let place = projects.iter().position(|other| other == project).unwrap();
            let row = donors.entry(*donor).or_insert_with(|| vec![0.0; projects.len()]);
            row[place] += real(*amount) * real(*hundredths) / 100.0;
        }
        (projects, donors.into_values().filter(|row| row.iter().any(|cell| *cell > 0.0)).collect())
    }

    pub(super) fn real(number: u64) -> f64 {
        number.to_string().parse().unwrap()
    }

    pub(super) fn pairwise(table: &Table, agreement: f64, project: usize) -> f64 {
        let mut sum = 0.0;
        for (place, a) in table.iter().enumerate() {
            for b in &table[place + 1..] {
                let dot: f64 = a.iter().zip(b).map(|(a, b)| (a * b).sqrt()).sum();
                sum += (a[project] * b[project]).sqrt() * agreement / (agreement + dot);
            }
        }
        sum
    }

    pub(super) fn cocm(table: &Table, soft: bool, project: usize) -> f64 {
        let side = table[0].len();
        let column = |g: usize| table.iter().map(|row| row[g]).sum::<f64>();
        let share = |row: &[f64], g: usize| row[g] / row.iter().sum::<f64>();
        let join = |g: usize, h: usize| {
            if column(g) == 0.0 {
                return 0.0;
            }
            table.iter().map(|row| row[g] / column(g) * share(row, h)).sum::<f64>()
        };
        let joins: Table = (0..side).map(|g| (0..side).map(|h| join(g, h)).collect()).collect();
        let connected = |row: &[f64], g: usize| {
            if row[g] > 0.0 {
                return 1.0;
            }
            (0..side).map(|h| share(row, h) * joins[h][g]).sum::<f64>()
        };
        let cell = |g: usize, h: usize| {
            table
                .iter()
                .map(|row| {
                    let k = connected(row, g);
                    let rooted = if soft { k * row[project].sqrt() } else { 0.0 };
                    (rooted + (1.0 - k) * row[project]) * share(row, h)
                })
                .sum::<f64>()
        };
        let cells: Table = (0..side).map(|g| (0..side).map(|h| cell(g, h)).collect()).collect();
        let mut sum = 0.0;
        for (g, row) in cells.iter().enumerate() {
            for (h, cell) in row.iter().enumerate().filter(|(h, _)| *h != g) {
                sum += (cell * cells[h][g]).sqrt();
            }
        }
        sum
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn pairwise_and_cocm_are_gitcoins_to_nine_digits(rows in rows_up_to(1_000_000, true)) {
        let (projects, table) = reference::table(&rows);
        let donations = donations(&rows);
        for rule in [Rule::Pairwise(Agreement::parse("1000").unwrap()), Rule::Cocm(Strength::Harsh), Rule::Cocm(Strength::Soft)] {
            let rules = Rules::new(rule, 1.into());
            let round = Round::new(&donations, &rules).unwrap();
            for (place, project) in projects.iter().enumerate() {
                let ours: f64 = round.raw(&format!("p{project}")).unwrap().parse().unwrap();
                let theirs = match rule {
                    _ if table.is_empty() => 0.0,
                    Rule::Pairwise(_) => reference::pairwise(&table, 1_000.0, place),
                    Rule::Cocm(strength) => reference::cocm(&table, strength == Strength::Soft, place),
                    _ => unreachable!(),
                };
                // Doubles lose the difference of 1 and a connection near 1, so the scale is the project's total.
                let total: f64 = table.iter().map(|row| row[place]).sum();
                let noise = if matches!(rule, Rule::Cocm(_)) { total * 1e-12 } else { 0.0 };
                prop_assert!((ours - theirs).abs() <= theirs * 1e-9 + noise, "{:?} {}: {} is not {}", rule, project, ours, theirs);
            }
        }
    }
}

#[test]
fn equal_remainders_go_to_the_larger_match_and_then_by_name() {
    let rows: Vec<Row> = (0..3).flat_map(|project| [(0, project, 9, 100), (1, project, 9, 100)]).collect();
    let rules =
        Rules { saturation: Some(Saturation::Scale), ..Rules::new(Rule::Quadratic(SUBTRACTED), 5.into()) };
    let matching = run(&donations(&rows), &rules).0;
    let amounts: Vec<String> =
        matching.matches.iter().map(|each| format!("{} {}", each.project, each.amount)).collect();
    assert_eq!(amounts, ["p0 2", "p1 2", "p2 1"]);
}

#[test]
fn rules_that_cannot_hold_are_refused() {
    let donations = donations(&[(0, 0, 1, 100), (1, 0, 1, 150)]);
    let refused = |rules: &Rules| Round::new(&donations, rules).map(|_| ()).unwrap_err().to_string();
    let quadratic = Rules::new(Rule::Quadratic(SUBTRACTED), 5.into());
    assert_eq!(
        refused(&Rules { pool: Amount::ZERO, ..quadratic.clone() }),
        "the pool is 0; say how many base units are to be shared"
    );
    assert_eq!(
        refused(&Rules { cap: Some(Cap::Units(Amount::ZERO)), ..quadratic.clone() }),
        "the cap is 0 units; leave it out or raise it"
    );
    assert_eq!(
        refused(&quadratic),
        "the gift of `d1` to `p0`: the coefficient `1.5` is above 1; only the rule `tunable` takes boosts"
    );
    let clrfund = Rules::new(Rule::ClrfundAlpha { voice_credit: 1.into() }, 5.into());
    assert_eq!(
        refused(&Rules { cap: Some(Cap::Units(1.into())), ..clrfund }),
        "clr.fund has no cap; leave the cap out"
    );
    let octant = Rules { saturation: Some(Saturation::Keep), ..Rules::new(Rule::Octant, 5.into()) };
    assert_eq!(
        refused(&octant),
        "Octant always shares the whole pool and cannot keep a part; leave the saturation out"
    );
    assert!(matches!("5".parse(), Ok(Cap::Units(_))) && "101%".parse::<Cap>().is_err());
    assert_eq!(Repeat::default(), Repeat::Sum);
}
