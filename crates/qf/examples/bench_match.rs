//! The benchmark of matching: a generated round in the shape of the largest Gitcoin rounds.
//!
//! `bench_match RULE [DONATIONS]` times one rule from parsed donations to amounts and prints a line of JSON with the
//! seconds, the mean processor time of a run, the peak of resident memory and a digest of the amounts; `bench_match estimate` times the updates of an
//! open round, and `bench_match csv` prints the donations for other programs. `tests/interop/bench-match.sh` runs
//! them all beside a JavaScript contender that generates the same round.

use std::{env, error::Error, fs, io::Write as _, time::Instant};

use tributary_model::{Amount, U256};
use tributary_qf::{
    Agreement, Coefficient, Contributions, Donations, Estimator, Matching, Prospects, Range, Round, Rule,
    Rules, Saturation, Strength,
};

const DONATIONS: u64 = 465_000;
const RUNS: u32 = 10;
const POOL: u64 = 350_000_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (what, count) = match &arguments[..] {
        [what] => (what, DONATIONS),
        [what, count] => (what, count.parse()?),
        _ => return Err("usage: bench_match RULE|estimate|csv [DONATIONS]".into()),
    };
    let rule = match what.as_str() {
        "quadratic" => Rule::Quadratic(Contributions::Subtracted),
        "pluralistic" => Rule::Pluralistic,
        "cluster" => Rule::Cluster(Contributions::Subtracted),
        "pairwise" => Rule::Pairwise(Agreement::parse("25000000")?),
        "cocm" => Rule::Cocm(Strength::Harsh),
        "estimate" => return estimate(count),
        "csv" => return csv(count),
        other => return Err(format!("no rule is called `{other}`").into()),
    };
    let donations = round(count)?;
    let rules = Rules { saturation: Some(Saturation::Scale), ..Rules::new(rule, POOL.into()) };
    let cpu_before = cpu_seconds()?;
    let runs = if matches!(rule, Rule::Pairwise(_) | Rule::Cocm(_)) { 1 } else { RUNS };
    let mut seconds = f64::INFINITY;
    let mut matching = None;
    for _ in 0..runs {
        let start = Instant::now();
        matching = Some(Round::new(&donations, &rules)?.matching());
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let cpu = (cpu_seconds()? - cpu_before) / f64::from(runs);
    let digest = digest(&matching.ok_or("no run")?);
    let (donors, projects, peak_kib) = (donations.donors(), donations.projects(), peak_kib()?);
    println!(
        r#"{{"rule":"{what}","donations":{count},"donors":{donors},"projects":{projects},"seconds":{seconds},"cpu_seconds":{cpu},"peak_kib":{peak_kib},"digest":"{digest}"}}"#
    );
    Ok(())
}

/// One gift after the other into an open round: the mean and the worst time of an update with its range.
fn estimate(count: u64) -> Result<(), Box<dyn Error>> {
    let pool = Range { low: Amount::from(POOL), high: Amount::from(POOL) };
    let mut estimator = Estimator::new(Prospects { pool, cap: None, saturation: Saturation::Scale })?;
    let coefficient = Range { low: Coefficient::ZERO, high: Coefficient::ONE };
    let (mut total, mut worst, mut late) = (0.0_f64, 0.0_f64, 0.0_f64);
    let cpu_before = cpu_seconds()?;
    for gift in (0..count).map(|step| gift(step, count)) {
        let start = Instant::now();
        estimator.add(&gift.donor(), &gift.project(), gift.amount.into(), coefficient)?;
        let seconds = start.elapsed().as_secs_f64();
        (total, worst) = (total + seconds, worst.max(seconds));
        late = if gift.step + 1_000 >= count { late + seconds } else { late };
    }
    let cpu = (cpu_seconds()? - cpu_before) / f64::from(u32::try_from(count)?);
    let mean = total / f64::from(u32::try_from(count)?);
    println!(
        r#"{{"rule":"estimate","donations":{count},"mean_seconds":{mean},"mean_cpu_seconds":{cpu},"mean_seconds_of_last_1000":{},"worst_seconds":{worst}}}"#,
        late / 1_000.0
    );
    Ok(())
}

fn csv(count: u64) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "donor,project,amount")?;
    for gift in (0..count).map(|step| gift(step, count)) {
        writeln!(out, "{},{},{}", gift.donor(), gift.project(), gift.amount)?;
    }
    Ok(())
}

fn round(count: u64) -> Result<Donations, Box<dyn Error>> {
    let mut donations = Donations::new();
    for gift in (0..count).map(|step| gift(step, count)) {
        donations.add(&gift.donor(), &gift.project(), gift.amount.into(), Coefficient::ONE)?;
    }
    Ok(donations)
}

struct Gift {
    step: u64,
    donor: u64,
    project: u64,
    amount: u64,
}

impl Gift {
    fn donor(&self) -> String {
        format!("d{}", self.donor)
    }

    fn project(&self) -> String {
        format!("p{}", self.project)
    }
}

/// The gift at a step; bench-match.js says the same in JavaScript. Donors are 39,750 for every 465,000 gifts and
/// projects 1,495; the first gifts name each of them once. Popularity falls as in real rounds: the square of a uniform
/// number picks a donor and the cube a project, so that the first hundredth of the projects has a fifth of all gifts.
/// Amounts are 0.5 to 512 tokens of six decimals, each doubling half as likely.
fn gift(step: u64, count: u64) -> Gift {
    let donors = (count * 39_750 / 465_000).max(1);
    let projects = 1_495.min(count);
    let [donor, project, size, amount] = [0, 1, 2, 3].map(|word| split_mix(step * 4 + word) >> 44);
    let pick = |power: u32, uniform: u64, among: u64| {
        let scale = 1_u128 << (20 * power);
        let chosen = u128::from(uniform).pow(power) * u128::from(among) / scale;
        u64::try_from(chosen).expect("less than the number to choose among")
    };
    Gift {
        step,
        donor: if step < donors { step } else { pick(2, donor, donors) },
        project: if step < projects { step } else { pick(3, project, projects) },
        amount: (500_000 << (size | 1 << 10).trailing_zeros()) + amount,
    }
}

/// The output function of SplitMix64 at a given step.
fn split_mix(step: u64) -> u64 {
    let mut z = step.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A sum that every amount and name moves: contenders compare it.
fn digest(matching: &Matching) -> U256 {
    let weigh = |sum: U256, name: &str, amount: Amount| {
        let place = name.bytes().fold(U256::ZERO, |place, byte| place * U256::from(31) + U256::from(byte));
        sum + place * amount.units()
    };
    matching.matches.iter().fold(U256::ZERO, |sum, each| weigh(sum, &each.project, each.amount))
}

/// The processor time of all threads so far: what a busy machine does not stretch. The kernel counts hundredths.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit_once(')').ok_or("no name in /proc/self/stat")?.1;
    let ticks: Result<Vec<f64>, _> = fields.split_whitespace().skip(11).take(2).map(str::parse).collect();
    Ok(ticks?.iter().sum::<f64>() / 100.0)
}

/// The most memory that this process ever held, by the kernel's account.
fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
