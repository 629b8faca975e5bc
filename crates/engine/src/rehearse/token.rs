//! What a token that exists does when it is moved: tried, not read.

use tributary_chain::{Answered, ChainError, Fork};
use tributary_model::{Address, Amount, U256};

use super::{FRESH, RehearsalError, Rehearsed};
use crate::bundle::Bundle;

const DAY: i64 = 86_400;

/// Tries the token with what the deployer holds; everything is taken back.
pub(super) async fn probe(
    fork: &Fork,
    bundle: &Bundle,
    holder: Address,
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    let Some(token) = bundle.manifest().token.address else { return Ok(()) };
    let total = bundle.manifest().total;
    if fork.chain().code(token).await?.is_empty() {
        // The deployment says the same as a failure.
        return Ok(());
    }
    match fork.paused(token).await? {
        Some(true) => report.failures.push(format!("the token {token} is paused now")),
        Some(false) => {
            report.notes.push(format!("the token {token} can be paused: claims would fail meanwhile"));
        }
        None => {}
    }
    let Ok(held) = fork.chain().token_balance(token, holder).await else { return Ok(()) };
    if held < total || total == Amount::ZERO {
        return Ok(());
    }
    answers(fork, token, holder, total, report).await?;
    let remembered = fork.remember().await?;
    fee(fork, token, holder, total, report).await?;
    fork.return_to(remembered).await?;
    let remembered = fork.remember().await?;
    rebase(fork, token, holder, report).await?;
    fork.return_to(remembered).await?;
    Ok(())
}

async fn answers(
    fork: &Fork,
    token: Address,
    holder: Address,
    value: Amount,
    report: &mut Rehearsed,
) -> Result<(), ChainError> {
    match fork.transfer_answer(token, holder, FRESH, value).await? {
        Answered::True => {}
        Answered::Nothing => {
            report.notes.push(
                "the token answers nothing to `transfer`; the contracts take that for success".to_owned(),
            );
        }
        Answered::False => report.failures.push("the token answers `false` and moves nothing".to_owned()),
        Answered::Other => report.failures.push("the token answers neither `true` nor `false`".to_owned()),
        Answered::Refused(reason) => {
            report.failures.push(format!("the token refuses to move the total: {reason}"));
        }
    }
    Ok(())
}

/// Does all of it arrive?
async fn fee(
    fork: &Fork,
    token: Address,
    holder: Address,
    value: Amount,
    report: &mut Rehearsed,
) -> Result<(), ChainError> {
    let before = fork.chain().token_balance(token, FRESH).await?;
    if fork.transfer(token, holder, FRESH, value).await?.is_err() {
        return Ok(());
    }
    let after = fork.chain().token_balance(token, FRESH).await?;
    let arrived = Amount::new(after.units().saturating_sub(before.units()));
    if arrived != value {
        report.failures.push(format!("the token keeps a fee: {arrived} of {value} units arrive"));
    }
    Ok(())
}

/// Does a balance change while nobody moves it?
async fn rebase(
    fork: &Fork,
    token: Address,
    holder: Address,
    report: &mut Rehearsed,
) -> Result<(), ChainError> {
    let read = async || -> Result<(U256, Option<U256>), ChainError> {
        Ok((fork.chain().token_balance(token, holder).await?.units(), fork.supply(token).await?))
    };
    let before = read().await?;
    fork.advance_to(fork.now().await? + DAY).await?;
    let after = read().await?;
    if before.0 != after.0 {
        report.failures.push(format!(
            "the token changes balances by itself: {} units are {} a day later",
            before.0, after.0
        ));
    } else if before.1 != after.1 {
        report
            .notes
            .push("the token's supply changes by itself within a day, the balance does not".to_owned());
    }
    Ok(())
}
