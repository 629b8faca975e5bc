//! Claims of a recurring airdrop: only from the list in effect, and only what was not paid yet.

use tributary_chain::{Chain, ClaimRequest};
use tributary_engine::{
    bundle::Bundle,
    recurring::{EpochPlace, EpochStage, list_of},
};
use tributary_model::Amount;

use super::amount;
use crate::{exit, output};

/// The claims that would pay something, after saying what they pay of their leaves. Of other kinds, all of them.
pub(super) async fn with_something_new(
    bundle: &Bundle,
    chain: &Chain,
    requests: Vec<ClaimRequest>,
) -> anyhow::Result<Vec<ClaimRequest>> {
    let (Some(terms), Some(deployment)) = (bundle.manifest().claim.recurring, bundle.deployment()?) else {
        return Ok(requests);
    };
    let state = chain.read_recurring(deployment.airdrop).await?;
    if state.current != list_of(bundle) {
        let place = EpochPlace::of(terms.epoch, &state, &chain.epochs(&deployment).await?);
        let place = place.map_err(exit::failed)?;
        return Err(exit::failed(match place.stage {
            EpochStage::Superseded { by } => {
                format!("{place}: claim with the bundle of list {by}, which pays what is due of this one too")
            }
            _ => format!("{place}; until then claims are by the bundle of list {}", state.epoch),
        }));
    }
    let tokens = |units: Amount| amount(bundle, units);
    let (mut open, mut spent) = (Vec::new(), Vec::new());
    for request in requests {
        let paid = chain.paid(request.airdrop, request.index).await?;
        match request.amount.checked_sub(paid).filter(|due| !due.is_zero()) {
            Some(due) => {
                output::note(format!(
                    "leaf {}: {} new; {} of {} were paid before",
                    request.index,
                    tokens(due),
                    tokens(paid),
                    tokens(request.amount)
                ));
                open.push(request);
            }
            None => spent.push(format!("all {} of leaf {} were paid", tokens(paid), request.index)),
        }
    }
    if open.is_empty() {
        return Err(exit::failed(format!(
            "{}; there is nothing new in list {}, and the next one may bring more",
            spent.join("; "),
            terms.epoch
        )));
    }
    Ok(open)
}
