//! `tributary backtest`: the rules over past windows and under attack, before money follows them.

mod findings;
mod tables;

use std::{
    num::NonZeroU32,
    path::PathBuf,
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

use clap::{Args, value_parser};
use tributary_engine::{
    backtest::{Backtest, Plan},
    config::AirdropConfig,
};
use tributary_model::{Timestamp, Window};
use tributary_score::AttackSize;

use self::tables::Money;
use crate::{
    args::Global,
    context::{Airdrop, collected, now, open_store},
    output,
    progress::Progress,
};

const DAY: i64 = 24 * 60 * 60;

/// Which windows, which other rules, and how strong the attacks are.
#[derive(Debug, Args)]
pub(crate) struct BacktestArgs {
    /// How many windows, one after the other up to the end of the airdrop's window or the last midnight
    #[arg(long, default_value = "6", value_name = "N", value_parser = value_parser!(u32).range(1..=240))]
    windows: u32,
    /// How many days each has
    #[arg(long, default_value = "30", value_name = "D", value_parser = value_parser!(u32).range(1..=3660))]
    days: u32,
    /// Other rules to compare with: an airdrop file, or a part of one, whose `[score]`, `[allocation]`, `[[people]]`,
    /// `[kinds]` and weights of repositories are read
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// How many pull requests attackers open in each window
    #[arg(long, default_value = "50", value_name = "K", value_parser = value_parser!(u32).range(1..=10_000))]
    attack_size: u32,
    /// How many accounts attackers use where one is not enough
    #[arg(long, default_value = "3", value_name = "A", value_parser = value_parser!(u32).range(2..=100))]
    attack_accounts: u32,
    /// The snapshot to take the evidence from; `snapshot` beside the airdrop's file if there is one
    #[arg(long, value_name = "DIR")]
    snapshot: Option<PathBuf>,
    /// Show this many people; 0 for all
    #[arg(long, default_value_t = 10, value_name = "N")]
    top: usize,
}

/// Runs the rules over past windows. Nothing is written anywhere.
pub(crate) async fn run(global: &Global, args: &BacktestArgs) -> anyhow::Result<ExitCode> {
    let airdrop = Airdrop::read(global)?;
    let own = airdrop.config.clone();
    let against = args.against.as_deref().map(|path| own.with_rules_of(path)).transpose()?;
    let plan = args.plan(own.window()?);
    let store = open_store(global, Some(&airdrop)).await?;
    let wide = Airdrop { config: plan.widen(&own, against.as_ref())?, ..airdrop };
    let (collected, _) = collected(&store, &wide, args.snapshot.as_deref()).await?;
    let progress = Mutex::new(Progress::start("backtest"));
    let tell = |done: usize, total: usize| {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        progress.lock().unwrap_or_else(PoisonError::into_inner).at(count(done), count(total));
    };
    let backtest = plan.run(&own, against.as_ref(), &collected, &tell);
    progress.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let backtest = backtest?;
    if global.json {
        output::json(&backtest)?;
    } else {
        print(&backtest, &own, args)?;
    }
    note_limits(&backtest, plan.until, own.window()?);
    Ok(ExitCode::SUCCESS)
}

impl BacktestArgs {
    fn plan(&self, window: Window) -> Plan {
        let number = |value: u32| NonZeroU32::new(value).expect("the flag's range begins above 0");
        let midnight = now().unix().div_euclid(DAY) * DAY;
        let midnight = Timestamp::from_unix(midnight).expect("a day of the present is in the calendar");
        Plan {
            windows: number(self.windows),
            days: number(self.days),
            until: window.until.min(midnight),
            size: AttackSize {
                contributions: number(self.attack_size),
                accounts: number(self.attack_accounts),
            },
        }
    }
}

fn print(backtest: &Backtest, config: &AirdropConfig, args: &BacktestArgs) -> anyhow::Result<()> {
    let money = Money { decimals: config.token.decimals, symbol: &config.token.symbol };
    output::line(format!("By `{}` and `{}`:", backtest.rules.preset, backtest.rules.policy))?;
    output::line(tables::windows(&backtest.rules).to_string())?;
    output::line(
        "hold half: the fewest people who have half of the pool together; moved: what changed hands since the window \
         before; stayed: of its first ten.",
    )?;
    output::line(format!("\n{}", tables::people(&backtest.rules, args.top)))?;
    findings::movement(&backtest.rules)?;
    output::line(format!(
        "\nAttacks, each in the window where it would have paid most:\n{}",
        tables::attacks(&backtest.rules, &money)
    ))?;
    findings::attacks(&backtest.rules, backtest.size, &money)?;
    if let Some(against) = &backtest.against {
        let (preset, policy) = (&against.rules.preset, against.rules.policy);
        output::line(format!("\nWith the other rules, by `{preset}` and `{policy}`:"))?;
        output::line(tables::changes(against).to_string())?;
        findings::changes(against)?;
        output::line(format!("\n{}", tables::attacks_against(&backtest.rules, &against.rules)))?;
    }
    Ok(())
}

/// What the numbers cannot tell.
fn note_limits(backtest: &Backtest, until: Timestamp, window: Window) {
    if until < window.until {
        output::note(format!(
            "The airdrop's window ends later than the last midnight, so the windows end at {until}."
        ));
    }
    let found = backtest.rules.windows.len();
    if u64::try_from(found).is_ok_and(|found| found < u64::from(backtest.asked)) {
        output::note(format!(
            "{} of {} windows end before the evidence begins at {} and are left out; index more to see them.",
            usize::try_from(backtest.asked).unwrap_or(usize::MAX) - found,
            backtest.asked,
            backtest.begins
        ));
    }
    if backtest.starts_early {
        output::note(format!(
            "The first window begins before the evidence does, at {}: read it with care.",
            backtest.begins
        ));
    }
    for trial in &backtest.rules.windows {
        if let Some(reason) = &trial.unshared {
            output::note(format!("Nothing is shared in the window until {}: {reason}", trial.window.until));
        }
    }
}
