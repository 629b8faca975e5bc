//! `tributary match`: a matching pool shared among projects by their donations, without database or chain.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;
use tributary_model::Amount;
use tributary_qf::{
    Agreement, Ballots, Cap, Coefficient, Contributions, Matching, Receipt, Repeat, Round, Rule, Rules,
    Saturation, Strength, read_donations, read_exclusions,
};

use crate::{commands::tree::read, output};

/// What is shared, among whom and how. Amounts are base units.
#[derive(Debug, Args)]
pub(crate) struct MatchArgs {
    /// CSV with the header `donor,project,amount` or `donor,project,amount,coefficient`; `-` for standard input
    donations: PathBuf,
    /// What is shared
    #[arg(long, value_name = "UNITS")]
    pool: Amount,
    /// How gifts become matches
    #[arg(long, value_enum)]
    rule: RuleArg,
    /// Another system's arithmetic, to the last unit; with --rule quadratic
    #[arg(long, value_enum)]
    mode: Option<Mode>,
    /// The most that one project gets, in units or as a part of the pool
    #[arg(long, value_name = "UNITS|PERCENT%")]
    cap: Option<Cap>,
    /// Smaller gifts do not count; with --rule retro-median, smaller medians
    #[arg(long, value_name = "UNITS", default_value = "0")]
    minimum: Amount,
    /// When the matches need less than the pool: keep the rest for the funders, or scale up. Without it as the rule
    /// does: quadratic, tunable and cluster keep, the others scale
    #[arg(long, value_enum)]
    saturation: Option<SaturationArg>,
    /// A donor's several gifts to one project are their sum, or their mean as in one published round
    #[arg(long, value_enum, default_value_t = RepeatArg::Sum)]
    repeat: RepeatArg,
    /// CSV with the header `donor,project`: gifts that do not count, such as those of a project's own people; an empty
    /// project stands for all
    #[arg(long, value_name = "FILE")]
    exclude: Option<PathBuf>,
    /// The gift of a new donor that a receipt's last line but one asks about
    #[arg(long, value_name = "UNITS", default_value = "1")]
    next: Amount,
    #[command(flatten)]
    tuning: Tuning,
}

/// Options of single rules.
#[derive(Debug, Args)]
struct Tuning {
    /// quadratic, tunable, cluster: what is taken off the square of roots is the contributions or nothing [default:
    /// subtracted]
    #[arg(long, value_enum)]
    contributions: Option<ContributionsArg>,
    /// tunable: how far coefficients count; 1 takes them as they are, 0 not at all, 2 twice as far from 1 [default: 1]
    #[arg(long, value_name = "FACTOR", value_parser = Coefficient::parse)]
    boost: Option<Coefficient>,
    /// pairwise: how much two donors may agree, in base units, before their pair counts half [default: 0.01]
    #[arg(long, value_name = "UNITS", value_parser = Agreement::parse)]
    agreement: Option<Agreement>,
    /// cocm: what a connected donor gave counts for nothing, or by its root [default: harsh]
    #[arg(long, value_enum)]
    strength: Option<StrengthArg>,
    /// retro-median: how many ballots a project needs [default: 2]
    #[arg(long, value_name = "BALLOTS")]
    quorum: Option<u32>,
    /// retro-median: how ballots become one number [default: median]
    #[arg(long, value_enum)]
    ballots: Option<BallotsArg>,
    /// clrfund-alpha: base units for one voice credit [default: 10000000000000, clr.fund's for 18 decimals]
    #[arg(long, value_name = "UNITS")]
    voice_credit: Option<Amount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum RuleArg {
    /// The square of the sum of roots, less the contributions
    Quadratic,
    /// Pairs of donors count less the more they agree
    Pairwise,
    /// Connection-oriented cluster match
    Cocm,
    /// Donors of one set of projects count as one
    Cluster,
    /// Quadratic, with boosts as coefficients
    Tunable,
    /// The median of ballots, above a quorum
    RetroMedian,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    /// Grants Stack
    Pluralistic,
    /// clr.fund
    ClrfundAlpha,
    /// Octant
    Octant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SaturationArg {
    Keep,
    Scale,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum RepeatArg {
    Sum,
    Mean,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ContributionsArg {
    Subtracted,
    Kept,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StrengthArg {
    Harsh,
    Soft,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum BallotsArg {
    Median,
    Average,
}

/// clr.fund's `10^4 · 10^18 / 10^9`.
const VOICE_CREDIT: u64 = 10_000_000_000_000;

#[derive(Serialize)]
struct Report<'a> {
    rule: RuleArg,
    mode: Option<Mode>,
    repeat: RepeatArg,
    #[serde(flatten)]
    matching: &'a Matching,
    receipts: &'a [Receipt],
}

/// Reads the donations, shares the pool and prints who gets what and why.
pub(crate) fn run(args: &MatchArgs, json: bool) -> anyhow::Result<()> {
    let rules = rules(args)?;
    let donations = read_donations(&read(&args.donations)?, &rules.rule)
        .with_context(|| format!("in `{}`", args.donations.display()))?;
    let round = Round::new(&donations, &rules)?;
    let (matching, receipts) = (round.matching(), round.receipts(args.next));
    if json {
        let (rule, mode, repeat) = (args.rule, args.mode, args.repeat);
        return output::json(&Report { rule, mode, repeat, matching: &matching, receipts: &receipts });
    }
    print(&matching, &receipts, args)
}

fn rules(args: &MatchArgs) -> anyhow::Result<Rules> {
    refuse_strangers(args)?;
    let mut rules = Rules::new(rule(args)?, args.pool);
    rules.cap = args.cap;
    rules.minimum = args.minimum;
    rules.saturation = args.saturation.map(|saturation| match saturation {
        SaturationArg::Keep => Saturation::Keep,
        SaturationArg::Scale => Saturation::Scale,
    });
    rules.repeat = match args.repeat {
        RepeatArg::Sum => Repeat::Sum,
        RepeatArg::Mean => Repeat::Mean,
    };
    if let Some(path) = &args.exclude {
        let list = read(path)?;
        rules.excluded = read_exclusions(&list).with_context(|| format!("in `{}`", path.display()))?;
    }
    Ok(rules)
}

/// An option that the rule does not read would be a promise that is not kept.
fn refuse_strangers(args: &MatchArgs) -> anyhow::Result<()> {
    let (rule, tuning) = (args.rule, &args.tuning);
    let (plain, clrfund) = (args.mode.is_none(), args.mode == Some(Mode::ClrfundAlpha));
    let quadratic = matches!(rule, RuleArg::Quadratic | RuleArg::Tunable | RuleArg::Cluster) && plain;
    let options = [
        ("--mode", args.mode.is_some(), rule == RuleArg::Quadratic, "--rule quadratic"),
        (
            "--contributions",
            tuning.contributions.is_some(),
            quadratic,
            "the rules quadratic, tunable and cluster without --mode",
        ),
        ("--boost", tuning.boost.is_some(), rule == RuleArg::Tunable, "--rule tunable"),
        ("--agreement", tuning.agreement.is_some(), rule == RuleArg::Pairwise, "--rule pairwise"),
        ("--strength", tuning.strength.is_some(), rule == RuleArg::Cocm, "--rule cocm"),
        ("--quorum", tuning.quorum.is_some(), rule == RuleArg::RetroMedian, "--rule retro-median"),
        ("--ballots", tuning.ballots.is_some(), rule == RuleArg::RetroMedian, "--rule retro-median"),
        ("--voice-credit", tuning.voice_credit.is_some(), clrfund, "--mode clrfund-alpha"),
    ];
    for (option, given, belongs, to) in options {
        if given && !belongs {
            bail!("{option} belongs to {to}; leave it out or change the rule");
        }
    }
    Ok(())
}

fn rule(args: &MatchArgs) -> anyhow::Result<Rule> {
    let tuning = &args.tuning;
    let contributions = match tuning.contributions {
        Some(ContributionsArg::Kept) => Contributions::Kept,
        Some(ContributionsArg::Subtracted) | None => Contributions::Subtracted,
    };
    Ok(match (args.rule, args.mode) {
        (RuleArg::Quadratic, Some(Mode::Pluralistic)) => Rule::Pluralistic,
        (RuleArg::Quadratic, Some(Mode::Octant)) => Rule::Octant,
        (RuleArg::Quadratic, Some(Mode::ClrfundAlpha)) => {
            Rule::ClrfundAlpha { voice_credit: tuning.voice_credit.unwrap_or(VOICE_CREDIT.into()) }
        }
        (RuleArg::Quadratic, None) => Rule::Quadratic(contributions),
        (RuleArg::Cluster, _) => Rule::Cluster(contributions),
        (RuleArg::Tunable, _) => {
            Rule::Tunable { boost: tuning.boost.unwrap_or(Coefficient::ONE), contributions }
        }
        (RuleArg::Pairwise, _) => match tuning.agreement {
            Some(agreement) if agreement.is_zero() => {
                bail!("with --agreement 0 no pair would count; give more, such as 0.01")
            }
            agreement => Rule::Pairwise(agreement.unwrap_or(Agreement::gitcoin())),
        },
        (RuleArg::Cocm, _) => Rule::Cocm(match tuning.strength {
            Some(StrengthArg::Soft) => Strength::Soft,
            Some(StrengthArg::Harsh) | None => Strength::Harsh,
        }),
        (RuleArg::RetroMedian, _) => Rule::RetroMedian {
            quorum: tuning.quorum.unwrap_or(2),
            ballots: match tuning.ballots {
                Some(BallotsArg::Average) => Ballots::Average,
                Some(BallotsArg::Median) | None => Ballots::Median,
            },
        },
    })
}

fn print(matching: &Matching, receipts: &[Receipt], args: &MatchArgs) -> anyhow::Result<()> {
    let grouped = |amount: Amount| output::grouped(&amount.to_string());
    let has_claims = matching.matches.iter().any(|each| each.claim.is_some());
    let rows = matching.matches.iter().map(|each| {
        let mut row = vec![each.project.clone(), grouped(each.amount)];
        row.extend(each.claim.map(grouped));
        row
    });
    let header: &[&str] = if has_claims { &["project", "match", "claim"] } else { &["project", "match"] };
    output::line(output::table(header, &[1, 2], rows).to_string())?;
    output::line(format!("\npool     {}", grouped(matching.pool)))?;
    if let Some(unspent) = matching.unspent {
        output::line(format!("unspent  {} join the pool", grouped(unspent)))?;
    }
    output::line(format!("matched  {}", grouped(matching.matched)))?;
    let by = matching.dust_by;
    let reasons =
        [(by.rounding, "whole units"), (by.saturation, "nothing left to match"), (by.cap, "the cap")];
    let reasons = reasons.into_iter().filter(|(amount, _)| !amount.is_zero());
    let reasons: Vec<String> =
        reasons.map(|(amount, reason)| format!("{} for {reason}", grouped(amount))).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) };
    output::line(format!("dust     {}{reasons}", grouped(matching.dust)))?;
    for receipt in receipts {
        print_receipt(receipt, args.next)?;
    }
    Ok(())
}

fn print_receipt(receipt: &Receipt, next: Amount) -> anyhow::Result<()> {
    let grouped = |amount: Amount| output::grouped(&amount.to_string());
    output::line(format!("\n{}", receipt.project))?;
    let line = |name: &str, value: String| output::line(format!("  {name:<24} {value}"));
    line("match", grouped(receipt.amount))?;
    line("received", grouped(receipt.received))?;
    line("donors counted", receipt.donors.to_string())?;
    for left_out in &receipt.not_counted {
        line("donors not counted", format!("{}, {}", left_out.donors, left_out.reason))?;
    }
    line("raw match", output::grouped(&receipt.raw))?;
    if !receipt.cap_given.is_zero() {
        line("given up to the cap", grouped(receipt.cap_given))?;
    }
    if !receipt.cap_received.is_zero() {
        line("received from caps", grouped(receipt.cap_received))?;
    }
    if let Some(discount) = receipt.discount {
        line("discount", grouped(discount))?;
    }
    line(&format!("a new donor's {}", grouped(next)), format!("adds {}", grouped(receipt.next)))?;
    let sensitivity = receipt.sensitivity;
    let donors = if sensitivity.donors == 1 { "donor" } else { "donors" };
    let without =
        format!("{} without {} {donors} of one set", grouped(sensitivity.amount), sensitivity.donors);
    line("largest cluster", without)
}
