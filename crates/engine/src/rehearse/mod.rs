//! The whole launch on a fork: transactions in order, claims, the sweep, and what an existing token does meanwhile.
//!
//! It changes a fork alone. What it cannot try without other people's keys it tries with keys of its own, put in force on the
//! fork as the contracts allow, and says so; else it counts it and does not claim to have tried.

mod claims;
mod identities;
mod over_time;
mod sizes;
mod token;

use serde::Serialize;
use tributary_chain::{ChainError, DeployPlan, Fork, Kind, plan_as};
use tributary_model::{Address, Amount, U256};

pub use claims::Claims;
pub use over_time::{Moment, OverTime};
pub use sizes::Sizes;

use crate::{
    bundle::{Allocation, Bundle, BundleError},
    deploy::terms,
};

/// Somebody who has nothing to do with the airdrop and sends other people's claims.
pub(crate) const ANYBODY: Address = Address::repeat_byte(0xa1);
/// A wallet without history.
pub(crate) const FRESH: Address = Address::repeat_byte(0xf4);

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The fork failed.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsal {
    /// Who will deploy.
    pub from: Address,
    /// How many leaves are claimed.
    pub claims: usize,
}

/// One transaction of the deployment.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What it does.
    pub label: String,
    /// Gas it used.
    pub gas: Option<u64>,
    /// What that costs at the fork's fee, in wei.
    pub cost: Option<U256>,
}

/// Tokens, to the unit.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Totals {
    /// The sum of the leaves.
    pub total: Amount,
    /// What the airdrop held once deployed.
    pub funded: Amount,
    /// What was claimed.
    pub claimed: Amount,
    /// What the claims paid: all of it, unless it becomes available over time.
    pub paid: Amount,
    /// What it held after them.
    pub left: Amount,
    /// What the owner took back after the window.
    pub swept: Amount,
}

/// Everything that was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rehearsed {
    /// Nothing would fail.
    pub holds: bool,
    /// What would fail, in plain words.
    pub failures: Vec<String>,
    /// What is odd and does not fail.
    pub notes: Vec<String>,
    /// The deployment.
    pub steps: Vec<Step>,
    /// Gas and outcome of claims.
    pub claims: Claims,
    /// Before and after.
    pub totals: Totals,
    /// Payments after the claims, where shares become available over time.
    pub over_time: Option<OverTime>,
    /// The bundle's files and proofs.
    pub sizes: Sizes,
    /// Leaves that were claimed and paid exactly, with their wallets.
    #[serde(skip)]
    claimed: Vec<(u64, Address)>,
}

/// Walks the whole road on the fork.
///
/// # Errors
/// [`RehearsalError`] when nothing is known: the fork or the bundle failed. What would fail on the chain is in the
/// report.
pub async fn rehearse(fork: &Fork, bundle: &Bundle, asked: Rehearsal) -> Result<Rehearsed, RehearsalError> {
    let allocation = bundle.allocation()?;
    let mut report = Rehearsed { sizes: sizes::of(bundle, &allocation)?, ..Rehearsed::default() };
    report.totals.total = bundle.manifest().total;
    if bundle.manifest().token.address.is_some() {
        token::probe(fork, bundle, asked.from, &mut report).await?;
    }
    if let Some(airdrop) = deploy(fork, bundle, asked.from, &mut report).await? {
        identities::rehearse(fork, bundle, &allocation, &airdrop, asked.claims, &mut report).await?;
        claims::rehearse(fork, bundle, &allocation, &airdrop, asked.claims, &mut report).await?;
        over_time::rehearse(fork, &airdrop, &mut report).await?;
        sweep(fork, bundle, &airdrop, &mut report).await?;
    }
    report.holds = report.failures.is_empty();
    Ok(report)
}

/// What was deployed on the fork.
pub(crate) struct Deployed {
    pub(crate) airdrop: Address,
    pub(crate) token: Address,
    pub(crate) owner: Address,
    pub(crate) attestors: Option<Address>,
    pub(crate) kind: Kind,
}

async fn deploy(
    fork: &Fork,
    bundle: &Bundle,
    from: Address,
    report: &mut Rehearsed,
) -> Result<Option<Deployed>, RehearsalError> {
    let before = fork.chain().ether(from).await?;
    fork.fund(from).await?;
    let plan = match plan_as(fork.chain(), &terms(bundle), from).await {
        Ok(plan) => plan,
        Err(error @ (ChainError::Unreachable { .. } | ChainError::Nonsense { .. })) => {
            return Err(error.into());
        }
        Err(error) => {
            report.failures.push(format!("the deployment: {error}"));
            return Ok(None);
        }
    };
    if before < plan.cost {
        report.failures.push(format!("{from} has {before} wei and the deployment may cost {}", plan.cost));
    }
    if plan.transactions.is_empty() {
        report.notes.push(format!("the airdrop stands at {} already", plan.airdrop));
    }
    for step in &plan.transactions {
        let ran = fork.run(step).await?;
        let cost = match ran {
            Ok(gas) => Some(fork.cost(gas).await?),
            Err(_) => None,
        };
        report.steps.push(Step { label: step.label.clone(), gas: ran.as_ref().ok().copied(), cost });
        if let Err(reason) = ran {
            report.failures.push(format!("`{}`: {reason}", step.label));
            return Ok(None);
        }
    }
    report.totals.funded = fork.chain().token_balance(plan.token, plan.airdrop).await?;
    if report.totals.funded < report.totals.total {
        let (funded, total) = (report.totals.funded, report.totals.total);
        report.failures.push(format!("the airdrop holds {funded} units and its leaves sum to {total}"));
    }
    let DeployPlan { airdrop, token, owner, attestors, .. } = plan;
    Ok(Some(Deployed { airdrop, token, owner, attestors, kind: terms(bundle).kind }))
}

/// After the window the owner takes what is left, here to a wallet without history.
async fn sweep(
    fork: &Fork,
    bundle: &Bundle,
    deployed: &Deployed,
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    let remembered = fork.remember().await?;
    fork.advance_to(bundle.manifest().claim.end.unix()).await?;
    let (chain, token) = (fork.chain(), deployed.token);
    let held = chain.token_balance(token, deployed.airdrop).await?;
    let owed = over_time::owed(fork, deployed).await?;
    let left = Amount::new(held.units().saturating_sub(owed.units()));
    if left == Amount::ZERO {
        report.notes.push("every leaf was claimed, so there was nothing to sweep".to_owned());
    } else {
        let before = chain.token_balance(token, FRESH).await?;
        match fork.sweep(deployed.owner, deployed.airdrop, FRESH).await? {
            Err(reason) => report.failures.push(format!("the sweep after the window: {reason}")),
            Ok(_) => {
                let after = chain.token_balance(token, FRESH).await?;
                report.totals.swept = Amount::new(after.units().saturating_sub(before.units()));
                if report.totals.swept != left {
                    let swept = report.totals.swept;
                    report.failures.push(format!("the sweep brought {swept} of {left} units"));
                }
            }
        }
    }
    over_time::after_the_sweep(fork, deployed, report).await?;
    fork.return_to(remembered).await?;
    Ok(())
}

/// Leaves that are wallets.
pub(crate) fn wallets(allocation: &Allocation) -> Vec<(u64, Address, Amount)> {
    let people = allocation.people.iter();
    people.filter_map(|person| Some((person.index?, person.address?, person.amount))).collect()
}
