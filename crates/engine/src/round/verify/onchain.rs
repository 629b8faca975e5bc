//! The part that stands on the chain.

use tributary_chain::{
    Chain, ChainError, RoundDeployment, RoundState, verify_round_code, verify_round_deployment,
};

use tributary_model::Address;

use super::{Outcome, tallied::Tallied};
use crate::{
    round::{RoundFolder, RoundHistory, follow::read_events},
    verify::{Check, Report, settled},
};

/// Compares a round's bundle with the chain. A round without a tally is compared as far as it has come.
///
/// # Errors
/// [`ChainError`] when the endpoint fails: then nothing is known, which is neither pass nor fail.
pub async fn verify_round_chain(
    folder: &RoundFolder,
    noted: &RoundDeployment,
    chain: &Chain,
) -> Result<Report, ChainError> {
    let mut checks =
        vec![Check::of("chain", "the chain is the stated one", same_chain(folder, noted, chain))];
    let made = verify_round_deployment(chain, noted).await?;
    checks.push(Check::of(
        "deployment",
        "the chain remembers the round as noted, made by the committed factories",
        made,
    ));
    checks.extend(code(folder, noted, chain).await?);
    let state = settled(chain.read_round(noted.round).await.map(Ok))?;
    let named = match &state {
        Ok(state) => settled(named(folder, state, chain).await)?,
        Err(wrong) => Err(wrong.clone()),
    };
    checks.push(Check::of("roles", "reviewers and tokens are those of the rules", named));
    let Ok(state) = state else { return Ok(Report { checks }) };
    let events = read_events(chain, noted).await?;
    let history = RoundHistory::of(&events);
    let deposits = deposits(&history, &state, noted, chain).await?;
    checks.push(Check::of("deposits", "the deposits are those of the events and sum to the pool", deposits));
    let Ok(Some((manifest, hash))) = folder.manifest() else { return Ok(Report { checks }) };
    let tallied = Tallied { folder, noted, chain, manifest, hash, state, events, history };
    checks.extend(Box::pin(tallied.checks()).await?);
    Ok(Report { checks })
}

fn same_chain(folder: &RoundFolder, noted: &RoundDeployment, chain: &Chain) -> Outcome {
    let (stated, found) = (folder.rules().chain_id, chain.id());
    let named = folder.manifest().ok().flatten().map(|(manifest, _)| manifest.round);
    if let Some(other) = named.filter(|named| *named != noted.round) {
        return Err(format!("the manifest is of the round at {other}, the deployment of {}", noted.round));
    }
    if stated == noted.chain_id && stated == found {
        Ok(format!("chain {stated}, round {}", noted.round))
    } else {
        Err(format!("the rules say {stated}, the deployment {}, the endpoint serves {found}", noted.chain_id))
    }
}

/// Reviewers and tokens are lists, which the contract keeps beside its immutables. What a token's amounts mean is the
/// token's to say.
async fn named(folder: &RoundFolder, state: &RoundState, chain: &Chain) -> Result<Outcome, ChainError> {
    let terms = folder.rules().terms();
    let tokens: Vec<Address> = terms.tokens.iter().map(|(token, _)| *token).collect();
    if (&state.reviewers, &state.tokens) != (&terms.reviewers, &tokens) {
        return Ok(Err("the contract has other reviewers or tokens than the rules".to_owned()));
    }
    let donated = terms.tokens.iter().copied().filter(|(token, _)| !token.is_zero());
    for (token, stated) in donated.chain([(terms.token, terms.decimals)]) {
        let found = chain.token_decimals(token).await?;
        if found != stated {
            return Ok(Err(format!("{token} has {found} decimals, the rules say {stated}")));
        }
    }
    let (reviewers, tokens) = (terms.reviewers.len(), terms.tokens.len());
    Ok(Ok(format!("{} of {reviewers} reviewers, {tokens} tokens", terms.threshold)))
}

/// The code, the hash of the rules, and all other immutables in one line.
async fn code(
    folder: &RoundFolder,
    noted: &RoundDeployment,
    chain: &Chain,
) -> Result<Vec<Check>, ChainError> {
    let terms = folder.rules().terms();
    let mut found = verify_round_code(chain, noted, &terms).await?;
    let rest = found.split_off(1);
    let mut checks: Vec<Check> = found
        .into_iter()
        .map(|check| Check::of("code", "the code at the address is the committed contract", check.outcome))
        .collect();
    let (rules, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|check| check.name == "rulesHash");
    let told = |outcome: Result<String, String>| match outcome {
        Ok(_) => Ok(terms.rules_hash.to_string()),
        Err(wrong) => Err(wrong),
    };
    checks.extend(rules.into_iter().map(|check| {
        Check::of("rules_hash", "the contract keeps the hash of these rules", told(check.outcome))
    }));
    let count = others.len();
    let wrong =
        others.into_iter().find_map(|check| Some(format!("`{}` {}", check.name, check.outcome.err()?)));
    let predicted = terms.address(noted.factory, noted.airdrop_factory);
    let outcome = match wrong {
        Some(wrong) => Err(wrong),
        None if predicted != noted.round => Err(format!("these rules make a round at {predicted}")),
        None => Ok(format!("{count} immutables; the address commits to all of them")),
    };
    checks.push(Check::of("terms", "token, goal, roles and windows are those of the rules", outcome));
    Ok(checks)
}

async fn deposits(
    history: &RoundHistory,
    state: &RoundState,
    noted: &RoundDeployment,
    chain: &Chain,
) -> Result<Outcome, ChainError> {
    let (count, pool) = (history.deposits.len(), history.pool());
    if u64::try_from(count) != Ok(state.deposits) || pool != state.pool {
        return Ok(Err(format!(
            "{count} deposits of {pool} units by the events, {} of {} by the contract",
            state.deposits, state.pool
        )));
    }
    for deposit in &history.deposits {
        let (funder, amount, refunded) =
            match settled(chain.round_deposit(noted.round, deposit.number).await.map(Ok))? {
                Ok(found) => found,
                Err(wrong) => return Ok(Err(wrong)),
            };
        if (funder, amount, refunded) != (deposit.funder, deposit.amount, deposit.refunded) {
            return Ok(Err(format!(
                "deposit {} is {amount} units of {funder} by the contract and {} of {} by its event",
                deposit.number, deposit.amount, deposit.funder
            )));
        }
    }
    Ok(Ok(format!("{count} deposits, {pool} units")))
}
