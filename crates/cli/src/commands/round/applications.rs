//! `tributary round applications`.

use std::{path::Path, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_engine::round::{Description, Project};
use tributary_model::Verdict;
use tributary_storage::Store;

use super::desk::Desk;
use crate::{args::Global, exit, onchain::EndpointArgs, output};

/// Which applications.
#[derive(Debug, Args)]
pub(crate) struct ApplicationsArgs {
    /// One project, with everything that was said about it
    #[arg(value_name = "PROJECT")]
    project: Option<u64>,
    /// Only those that nobody has decided about
    #[arg(long)]
    waiting: bool,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Lists what was applied with, and what was decided.
pub(crate) async fn run(
    global: &Global,
    named: Option<&Path>,
    args: ApplicationsArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let store = desk.store(global).await?;
    let chain = desk.connect(&args.endpoint, None).await?;
    let history = desk.follow(&store, &chain).await?;
    let wanted = |project: &&Project| {
        args.project.is_none_or(|number| number == project.number)
            && (!args.waiting || project.verdict == Verdict::Waiting)
    };
    let projects: Vec<&Project> = history.projects.values().filter(wanted).collect();
    if let (Some(number), true) = (args.project, projects.is_empty()) {
        return Err(exit::failed(format!("nobody applied under the number {number}")));
    }
    let mut rows = Vec::new();
    for project in projects {
        rows.push((project, described(&store, project).await?));
    }
    if global.json {
        let list: Vec<_> = rows.iter().map(|(project, said)| shown(project, said.as_ref())).collect();
        output::json(&json!({ "projects": list }))?;
    } else if args.project.is_some() {
        for (project, said) in &rows {
            print_one(&store, project, said.as_ref()).await?;
        }
    } else {
        let threshold = desk.rules().threshold;
        let row = |(project, said): &(&Project, Option<Description>)| {
            let name = said.as_ref().map_or("(description not here)", |said| said.name.as_str());
            let accepting = project.standing_reviews();
            let accepting = accepting.iter().filter(|review| review.verdict == Verdict::Accepted).count();
            vec![
                project.number.to_string(),
                name.to_owned(),
                project.current().payout.to_string(),
                format!("{accepting}/{threshold}"),
                project.verdict.as_str().to_owned(),
            ]
        };
        let header = ["#", "project", "payout", "for", "verdict"];
        output::line(output::table(&header, &[0, 3], rows.iter().map(row)).to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn described(store: &Store, project: &Project) -> anyhow::Result<Option<Description>> {
    let text = store.round_text(project.current().metadata_hash).await?;
    Ok(text.as_deref().and_then(Description::parse))
}

fn shown(project: &Project, said: Option<&Description>) -> serde_json::Value {
    let current = project.current();
    let reviews: Vec<_> = project
        .standing_reviews()
        .iter()
        .map(|review| json!({ "reviewer": review.reviewer, "verdict": review.verdict, "reason_hash": review.reason_hash }))
        .collect();
    json!({
        "number": project.number, "applicant": project.applicant, "payout": current.payout,
        "revision": current.revision, "repositories": current.repositories, "verdict": project.verdict,
        "metadata_hash": current.metadata_hash, "description": said, "reviews": reviews,
    })
}

async fn print_one(store: &Store, project: &Project, said: Option<&Description>) -> anyhow::Result<()> {
    let current = project.current();
    let line = |name: &str, value: &str| output::line(format!("{name:<12} {}", output::inline(value)));
    line("project", &project.number.to_string())?;
    if let Some(said) = said {
        line("name", &said.name)?;
        line("summary", &said.summary)?;
        line("page", said.url.as_deref().unwrap_or("-"))?;
    }
    let repositories: Vec<String> = current.repositories.iter().map(ToString::to_string).collect();
    line("repositories", &repositories.join(", "))?;
    line("applicant", &project.applicant.to_string())?;
    line("payout", &current.payout.to_string())?;
    line("revision", &format!("{} of {}", current.revision, current.at))?;
    line("description", &current.metadata_hash.to_string())?;
    line("verdict", project.verdict.as_str())?;
    for review in &project.reviews {
        let reason = store.round_text(review.reason_hash).await?;
        let reason = reason.unwrap_or_else(|| format!("reason {} is not here", review.reason_hash));
        let what = format!("{} revision {}: {}", review.verdict.as_str(), review.revision, reason);
        line("review", &format!("{} {what}", review.reviewer))?;
    }
    Ok(())
}
