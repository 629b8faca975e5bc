//! Payments after the claims, where shares become available over time: at the cliff, on the way, at the end, and after the owner
//! took back what nobody claimed.

use serde::Serialize;
use tributary_chain::{Fork, Kind, Schedule};
use tributary_model::Amount;

use super::{ANYBODY, Deployed, RehearsalError, Rehearsed};

/// What was paid at one moment.
#[derive(Clone, Debug, Serialize)]
pub struct Moment {
    /// `cliff`, `half`, `end`.
    pub name: &'static str,
    /// Seconds after the start.
    pub elapsed: u64,
    /// Units that were paid to everybody then.
    pub paid: Amount,
}

/// All payments after the claims.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OverTime {
    /// In order.
    pub moments: Vec<Moment>,
    /// Most gas of one payment.
    pub most: Option<u64>,
    /// Units that all of them paid.
    pub paid: Amount,
}

/// What a claim in the newest block has to pay of an amount.
pub(super) async fn due(fork: &Fork, deployed: &Deployed, amount: Amount) -> Result<Amount, RehearsalError> {
    let Kind::Vesting(schedule) = deployed.kind else { return Ok(amount) };
    let now = now(fork).await?;
    let start = if schedule.start == 0 { now } else { schedule.start };
    Ok(schedule.vested(amount, start, now))
}

/// What was claimed and is not paid, which the owner cannot take.
pub(super) async fn owed(fork: &Fork, deployed: &Deployed) -> Result<Amount, RehearsalError> {
    let Kind::Vesting(_) = deployed.kind else { return Ok(Amount::ZERO) };
    let ledger = fork.chain().vesting_ledger(deployed.airdrop).await?;
    Ok(Amount::new(ledger.granted.units().saturating_sub(ledger.released.units())))
}

/// Sets the clock to each moment, pays, and compares each payment to the unit. Takes everything back.
pub(super) async fn rehearse(
    fork: &Fork,
    deployed: &Deployed,
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    let Kind::Vesting(schedule) = deployed.kind else { return Ok(()) };
    let remembered = fork.remember().await?;
    let start = if schedule.start == 0 { now(fork).await? } else { schedule.start };
    let mut told = OverTime::default();
    let half = schedule.cliff + (schedule.duration - schedule.cliff) / 2;
    for (name, elapsed) in [("cliff", schedule.cliff), ("half", half), ("end", schedule.duration)] {
        // A moment that is over on the chain's clock is paid with the next.
        advance(fork, start + elapsed).await?;
        let paid = pay(fork, (deployed, &schedule), &mut told.most, report).await?;
        told.paid = told.paid.checked_add(paid).unwrap_or(told.paid);
        told.moments.push(Moment { name, elapsed, paid });
    }
    all_is_paid(fork, deployed, report).await?;
    if report.totals.paid.checked_add(told.paid) != Some(report.totals.claimed) && report.failures.is_empty()
    {
        let (paid, claimed) = (report.totals.paid, report.totals.claimed);
        report.failures.push(format!(
            "{paid} units at the claims and {} after them are not the {claimed} claimed",
            told.paid
        ));
    }
    report.over_time = Some(told);
    fork.return_to(remembered).await?;
    Ok(())
}

/// The owner has taken back what nobody claimed: at the end everything that was claimed is still paid.
pub(super) async fn after_the_sweep(
    fork: &Fork,
    deployed: &Deployed,
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    let Kind::Vesting(schedule) = deployed.kind else { return Ok(()) };
    let start = if schedule.start == 0 { now(fork).await? } else { schedule.start };
    advance(fork, start + schedule.duration).await?;
    let _ = pay(fork, (deployed, &schedule), &mut None, report).await?;
    all_is_paid(fork, deployed, report).await
}

/// Pays every claimed leaf what is available, by somebody who has nothing to do with it.
async fn pay(
    fork: &Fork,
    (deployed, schedule): (&Deployed, &Schedule),
    most: &mut Option<u64>,
    report: &mut Rehearsed,
) -> Result<Amount, RehearsalError> {
    let mut sum = Amount::ZERO;
    for (index, account) in report.claimed.clone() {
        let Some(grant) = fork.chain().grant(deployed.airdrop, index).await? else {
            report.failures.push(format!("leaf {index} was claimed and the airdrop knows nothing of it"));
            continue;
        };
        let before = fork.chain().token_balance(deployed.token, account).await?;
        let ran = fork.release(ANYBODY, deployed.airdrop, index).await?;
        let after = fork.chain().token_balance(deployed.token, account).await?;
        let received = Amount::new(after.units().saturating_sub(before.units()));
        let start = u64::try_from(grant.start.unix()).unwrap_or_default();
        let vested = schedule.vested(grant.amount, start, now(fork).await?);
        let due = Amount::new(vested.units().saturating_sub(grant.released.units()));
        if received != due {
            report.failures.push(format!("leaf {index}: {received} units are paid of {due} available"));
        }
        match ran {
            Ok(gas) => *most = (*most).max(Some(gas)),
            Err(reason) if due != Amount::ZERO => {
                report.failures.push(format!("the payment of leaf {index}: {reason}"));
            }
            // Nothing is available, and the airdrop says so.
            Err(_) => {}
        }
        sum = sum.checked_add(received).unwrap_or(sum);
    }
    Ok(sum)
}

async fn all_is_paid(fork: &Fork, deployed: &Deployed, report: &mut Rehearsed) -> Result<(), RehearsalError> {
    let owed = owed(fork, deployed).await?;
    if owed != Amount::ZERO {
        report
            .failures
            .push(format!("{owed} units that were claimed are not paid at the end of the schedule"));
    }
    Ok(())
}

async fn now(fork: &Fork) -> Result<u64, RehearsalError> {
    Ok(u64::try_from(fork.now().await?).unwrap_or_default())
}

async fn advance(fork: &Fork, seconds: u64) -> Result<(), RehearsalError> {
    Ok(fork.advance_to(i64::try_from(seconds).unwrap_or(i64::MAX)).await?)
}
