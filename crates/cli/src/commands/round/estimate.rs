//! `tributary round estimate`.

use std::{path::Path, process::ExitCode};

use clap::Args;
use serde_json::json;
use tributary_engine::round::{People, Prices, RoundEstimate, has_no_lists};
use tributary_merkle::parse_address;
use tributary_model::Amount;
use tributary_qf::Range;

use super::{desk::Desk, gifts};
use crate::{args::Global, onchain::EndpointArgs, output};

/// A cart to ask about, if any.
#[derive(Debug, Args)]
pub(crate) struct EstimateArgs {
    /// `PROJECT=TOKENS` or `PROJECT=TOKENS:SYMBOL`; may be repeated
    #[arg(value_name = "GIFT")]
    cart: Vec<String>,
    /// Who would give; somebody new by default
    #[arg(long, value_name = "ADDRESS", requires = "cart")]
    donor: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Says what projects would get as a range: from what the pool holds to its goal, and from the lowest to the highest
/// coefficients that donors may end with.
pub(crate) async fn run(
    global: &Global,
    named: Option<&Path>,
    args: EstimateArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let rules = desk.rules();
    let cart = gifts::read(rules, &args.cart)?;
    let donor = args.donor.as_deref().map(parse_address).transpose()?;
    let store = desk.store(global).await?;
    let chain = desk.connect(&args.endpoint, None).await?;
    let history = desk.follow(&store, &chain).await?;
    let (texts, frozen) = desk.lists(&store, &history).await?;
    let lists = texts.parse(rules)?;
    let people = People::new(rules, &lists);
    let list = texts.get("prices").map(str::as_bytes);
    if let Err(missing) = Prices::new(rules, list) {
        output::note(format!("warning: {missing}; while such gifts have no price, nothing is promised"));
    }
    let prices = Prices::known(rules, list);
    let is_final = frozen.is_some() || has_no_lists(rules);
    let estimate = RoundEstimate::new(rules, &history, &people, prices, is_final)?;
    let range = |range: Range<Amount>| match range {
        Range { low, high } if low == high => desk.pool_tokens(low),
        Range { low, high } => format!("{} to {}", desk.pool_tokens(low), desk.pool_tokens(high)),
    };
    if !cart.is_empty() {
        let told = estimate.cart(donor, &cart)?;
        if global.json {
            output::json(&told)?;
            return Ok(ExitCode::SUCCESS);
        }
        let rows = told
            .projects
            .iter()
            .map(|one| vec![one.project.to_string(), range(one.before), range(one.after), range(one.adds)]);
        output::line(output::table(&["project", "before", "after", "adds"], &[0], rows).to_string())?;
        for left_out in &told.not_counted {
            output::note(format!("project {}: {}", left_out.project, output::inline(&left_out.reason)));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let projects: Vec<(u64, Range<Amount>)> =
        history.accepted().map(|project| (project.number, estimate.project(project.number))).collect();
    if global.json {
        let list: Vec<_> = projects
            .iter()
            .map(|(project, range)| json!({ "project": project, "estimate": range }))
            .collect();
        output::json(&json!({ "coefficients_final": is_final, "pool": history.pool(), "projects": list }))?;
    } else {
        let rows = projects.iter().map(|(project, found)| vec![project.to_string(), range(*found)]);
        output::line(output::table(&["project", "estimate"], &[0], rows).to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
