//! `tributary score`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_engine::bundle::weights_of;
use tributary_score::{Detail, PersonScore, Scores};

use crate::{
    args::Global,
    context::{Airdrop, collected, open_store},
    output,
};

/// How to show the leaderboard.
#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    /// Print CSV: rank, identity, login, micro-points, reason if excluded
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// The snapshot that scores must follow from; `snapshot` beside the airdrop's file if there is one
    #[arg(long, value_name = "DIR")]
    snapshot: Option<PathBuf>,
    /// Show this many people in the table; 0 for all
    #[arg(long, default_value_t = 25, value_name = "N")]
    top: usize,
}

/// Scores what is in the database by the file's rules.
pub(crate) async fn run(global: &Global, args: &ScoreArgs) -> anyhow::Result<ExitCode> {
    let airdrop = Airdrop::read(global)?;
    let store = open_store(global, Some(&airdrop)).await?;
    let (collected, _) = collected(&store, &airdrop, args.snapshot.as_deref()).await?;
    // A table has no room for single contributions.
    let detail = if global.json { Detail::Lines } else { Detail::Totals };
    let scores = airdrop.config.score(&collected.evidence, &weights_of(&collected.repositories), detail)?;
    if global.json {
        output::json(&scores)?;
    } else if args.csv {
        csv(&scores)?;
    } else {
        table(&scores, args.top)?;
    }
    if scores.total.0 == 0 {
        let window = airdrop.config.window()?;
        output::note(format!(
            "Nobody has a score above 0 from {} until {}: widen the window, add repositories or change the weights.",
            window.from, window.until
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn csv(scores: &Scores) -> anyhow::Result<()> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(["rank", "identity", "login", "micro_points", "excluded"])?;
    for (person, rank) in scores.people.iter().zip(1_usize..) {
        let (rank, identity, score) =
            (rank.to_string(), person.identity.to_string(), person.score.to_string());
        let login = person.login.as_deref().unwrap_or_default();
        rows.write_record([&rank, &identity, login, &score, &reason(person)])?;
    }
    output::line(String::from_utf8(rows.into_inner()?)?.trim_end())
}

fn reason(person: &PersonScore) -> String {
    let reason = person.excluded.and_then(|reason| serde_json::to_value(reason).ok());
    reason.and_then(|reason| reason.as_str().map(str::to_owned)).unwrap_or_default()
}

fn table(scores: &Scores, top: usize) -> anyhow::Result<()> {
    let paid = scores.people.iter().filter(|person| person.score.0 > 0).count();
    let shown = if top == 0 { paid } else { top.min(paid) };
    let rows = scores.people.iter().take(shown).zip(1_usize..).map(|(person, rank)| {
        let share = person.score.0 * 10_000 / scores.total.0.max(1);
        vec![
            rank.to_string(),
            person.login.clone().unwrap_or_else(|| short(&person.identity.to_string())),
            output::grouped(&person.score.format()),
            format!("{}.{:02} %", share / 100, share % 100),
        ]
    });
    output::line(output::table(&["rank", "who", "points", "share"], &[0, 2, 3], rows).to_string())?;
    let excluded = scores.people.iter().filter(|person| person.excluded.is_some()).count();
    output::note(format!(
        "{paid} people, {} points, preset {}; {excluded} bots, organisations and deleted accounts are not paid{}",
        output::grouped(&scores.total.format()),
        scores.preset,
        if shown < paid { format!("; {} more with --top 0", paid - shown) } else { String::new() }
    ));
    Ok(())
}

/// An e-mail's hash is long and says nothing to people.
fn short(identity: &str) -> String {
    if identity.len() > 20 { format!("{}…", &identity[..14]) } else { identity.to_owned() }
}
