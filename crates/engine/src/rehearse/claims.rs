//! Claims of a sample, each compared to the unit with what its leaf says.

use std::collections::BTreeSet;

use serde::Serialize;
use tributary_chain::{Fork, Leaf};
use tributary_model::{Address, Amount, U256};

use super::{ANYBODY, Deployed, FRESH, RehearsalError, Rehearsed, over_time, wallets};
use crate::bundle::{Allocation, Bundle};

/// Precompiled contracts stand at 1 to 0x11, and one at 0x100.
const PRECOMPILED: u64 = 0x11;

/// Gas and outcome.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Claims {
    /// Leaves that were claimed.
    pub tried: usize,
    /// Those that were paid exactly.
    pub paid: usize,
    /// Least gas of one.
    pub least: Option<u64>,
    /// Median.
    pub median: Option<u64>,
    /// Most.
    pub most: Option<u64>,
    /// What everybody's claims cost at the median, in gas.
    pub all_gas: Option<u64>,
    /// The same in wei at the fork's fee.
    pub all_cost: Option<U256>,
    /// Gas of a claim to another wallet.
    pub to_another: Option<u64>,
    /// Leaves of identities that were claimed, by an attestor that the rehearsal put in force on the fork.
    pub identities_tried: u64,
    /// Those that were paid exactly.
    pub identities_paid: u64,
    /// Median gas of one.
    pub identity_median: Option<u64>,
    /// Leaves of identities that were not claimed.
    pub not_tried_identities: u64,
}

pub(super) async fn rehearse(
    fork: &Fork,
    bundle: &Bundle,
    allocation: &Allocation,
    deployed: &Deployed,
    count: usize,
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    let leaves = wallets(allocation);
    for (index, account, _) in &leaves {
        if let Some(what) = impossible(*account, deployed) {
            report
                .failures
                .push(format!("leaf {index} pays {account}, which is {what}: the tokens would be lost"));
        }
    }
    fork.advance_to(bundle.manifest().claim.start.unix()).await?;
    let (mut gas, mut elsewhere, mut claimed) = (Vec::new(), true, Vec::new());
    for place in sample(&leaves, count) {
        let (index, account, amount) = leaves[place];
        let entries = bundle.proofs(account)?.into_iter();
        let Some(entry) = entries.into_iter().find(|entry| entry.index == index) else {
            report.failures.push(format!("leaf {index} of {account} has no proof in the bundle"));
            continue;
        };
        let leaf = Leaf { index, account, amount, proof: entry.proof };
        if fork.chain().is_spent(deployed.airdrop, (index, amount)).await? {
            continue;
        }
        if elsewhere {
            elsewhere = false;
            to_another(fork, deployed, &leaf, report).await?;
        }
        if let Some(used) = claim(fork, deployed, &leaf, report).await? {
            gas.push(used);
            claimed.push((index, leaf.account));
        }
    }
    report.claimed = claimed;
    report.totals.left = fork.chain().token_balance(deployed.token, deployed.airdrop).await?;
    let sum = report.totals.paid.checked_add(report.totals.left);
    if sum != Some(report.totals.funded) {
        let totals = &report.totals;
        report.failures.push(format!(
            "{} units paid and {} left are not the {} that were there",
            totals.paid, totals.left, totals.funded
        ));
    }
    summarise(fork, gas, bundle.manifest().claimants, report).await
}

/// One claim by anybody: the gas if it paid exactly.
async fn claim(
    fork: &Fork,
    deployed: &Deployed,
    leaf: &Leaf,
    report: &mut Rehearsed,
) -> Result<Option<u64>, RehearsalError> {
    let chain = fork.chain();
    report.claims.tried += 1;
    let named = format!("leaf {} of {}", leaf.index, leaf.account);
    let before = chain.token_balance(deployed.token, leaf.account).await?;
    let gas = match fork.claim(ANYBODY, deployed.airdrop, leaf).await? {
        Ok(gas) => gas,
        Err(reason) => {
            report.failures.push(format!("{named}: {reason}"));
            return Ok(None);
        }
    };
    let after = chain.token_balance(deployed.token, leaf.account).await?;
    let received = Amount::new(after.units().saturating_sub(before.units()));
    let due = over_time::due(fork, deployed, leaf.amount).await?;
    if received != due {
        report.failures.push(format!("{named}: {received} units arrive of {due}"));
        return Ok(None);
    }
    report.claims.paid += 1;
    let totals = &mut report.totals;
    totals.claimed = totals.claimed.checked_add(leaf.amount).unwrap_or(totals.claimed);
    totals.paid = totals.paid.checked_add(received).unwrap_or(totals.paid);
    if fork.claim(ANYBODY, deployed.airdrop, leaf).await?.is_ok() {
        report.failures.push(format!("{named} was paid twice"));
    }
    Ok(Some(gas))
}

/// The other way that needs nobody's signature but the sender's; taken back.
async fn to_another(
    fork: &Fork,
    deployed: &Deployed,
    leaf: &Leaf,
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    let remembered = fork.remember().await?;
    match fork.claim_to(deployed.airdrop, leaf, FRESH).await? {
        Ok(gas) => report.claims.to_another = Some(gas),
        Err(reason) => {
            report.failures.push(format!("leaf {} to another wallet: {reason}", leaf.index));
        }
    }
    fork.return_to(remembered).await?;
    Ok(())
}

async fn summarise(
    fork: &Fork,
    mut gas: Vec<u64>,
    claimants: u64,
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    gas.sort_unstable();
    let median = gas.get(gas.len() / 2).copied();
    let all = median.map(|median| median.saturating_mul(claimants));
    let claims = &mut report.claims;
    (claims.least, claims.median, claims.most) = (gas.first().copied(), median, gas.last().copied());
    claims.all_gas = all;
    claims.all_cost = match all {
        Some(all) => Some(fork.cost(all).await?),
        None => None,
    };
    Ok(())
}

/// What nobody can take tokens out of again.
fn impossible(account: Address, deployed: &Deployed) -> Option<&'static str> {
    let number = U256::from_be_bytes(account.into_word().0);
    let precompiled = number <= U256::from(PRECOMPILED) || number == U256::from(0x100);
    let kinds = [
        (account.is_zero(), "the zero address"),
        (account == deployed.airdrop, "the airdrop itself"),
        (account == deployed.token, "the token"),
        (precompiled, "a precompiled contract"),
    ];
    kinds.into_iter().find(|(is, _)| *is).map(|(_, what)| what)
}

/// Which leaves are claimed: all if they are few, else the first, the last, the largest, the smallest, and others at equal
/// distances.
pub(super) fn sample<T>(leaves: &[(u64, T, Amount)], count: usize) -> Vec<usize> {
    if leaves.len() <= count {
        return (0..leaves.len()).collect();
    }
    let extreme = |sign: fn(&Amount) -> U256| (0..leaves.len()).max_by_key(|place| sign(&leaves[*place].2));
    let largest = extreme(|amount| amount.units());
    let smallest = extreme(|amount| U256::MAX - amount.units());
    let named = [Some(0), Some(leaves.len() - 1), largest, smallest];
    let mut chosen: BTreeSet<usize> = named.into_iter().flatten().take(count).collect();
    let left = count - chosen.len();
    chosen.extend((0..left).map(|step| (step + 1) * leaves.len() / (left + 1)));
    chosen.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use tributary_chain::Kind;

    use super::*;

    fn leaves(amounts: &[u64]) -> Vec<(u64, Address, Amount)> {
        let leaf = |(index, amount): (u64, &u64)| (index, FRESH, Amount::new(U256::from(*amount)));
        (0..).zip(amounts).map(leaf).collect()
    }

    #[test]
    fn a_sample_has_the_extremes_and_is_spread() {
        let few = leaves(&[3, 1, 2]);
        assert_eq!(sample(&few, 3), [0, 1, 2]);
        let mut amounts = vec![5; 100];
        (amounts[33], amounts[71]) = (9, 1);
        let many = leaves(&amounts);
        assert_eq!(sample(&many, 7), [0, 25, 33, 50, 71, 75, 99]);
        assert_eq!(sample(&many, 7), sample(&many, 7));
        assert_eq!(sample(&many, 1), [0]);
        assert_eq!(sample(&many, 0), [0_usize; 0]);
    }

    #[test]
    fn what_cannot_be_taken_out_again_is_named() {
        let kind = Kind::Instant;
        let deployed = Deployed { airdrop: FRESH, token: ANYBODY, owner: FRESH, attestors: None, kind };
        for (account, lost) in [
            (Address::ZERO, true),
            (FRESH, true),
            (ANYBODY, true),
            (Address::with_last_byte(1), true),
            (Address::with_last_byte(0x11), true),
            (Address::with_last_byte(0x12), false),
            (Address::repeat_byte(0x33), false),
        ] {
            assert_eq!(impossible(account, &deployed).is_some(), lost, "{account}");
        }
    }
}
