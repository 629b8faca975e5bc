//! What was paid: each claim of an identity, held against the bindings in the file.

use std::{collections::BTreeMap, ops::RangeInclusive};

use tributary_chain::{Chain, ChainError, EpochEvent, EpochRecord};
use tributary_model::{Address, B256, Binding, ClaimRecord, Claimant, Timestamp};

use super::super::ChainTarget;
use crate::{
    bindings::{Standing, document::BindingLine, identity_hash},
    bundle::Bundle,
};

/// A list of more claims than that helps nobody.
const MOST_TOLD: usize = 5;

/// Bindings of each identity in the order of the file, by what stands for it in a claim.
fn histories(lines: &[BindingLine]) -> BTreeMap<B256, Vec<Binding>> {
    let mut histories: BTreeMap<B256, Vec<Binding>> = BTreeMap::new();
    for (line, number) in lines.iter().zip(1..) {
        histories.entry(identity_hash(line.identity)).or_default().push(line.binding(number));
    }
    histories
}

/// The blocks in which claims were by a list; none while it has not taken effect.
fn in_effect(number: u64, records: &[EpochRecord]) -> RangeInclusive<u64> {
    let since = |number| {
        let activated = |record: &&EpochRecord| {
            record.number == number && matches!(record.event, EpochEvent::Activated(_))
        };
        records.iter().find(activated).map(|record| record.block)
    };
    since(number).unwrap_or(u64::MAX)..=since(number + 1).unwrap_or(u64::MAX)
}

/// Of a recurring airdrop, the claims by this list: those by another are checked with its bundle.
pub(super) async fn explained(
    bundle: &Bundle,
    lines: &[BindingLine],
    target: &ChainTarget<'_>,
) -> Result<Result<String, String>, ChainError> {
    let mut claims = crate::claims::read_all(target.chain, target.deployment).await?;
    if let Some(terms) = bundle.manifest().claim.recurring {
        let blocks = in_effect(terms.epoch, &target.chain.epochs(target.deployment).await?);
        claims.retain(|claim| blocks.contains(&claim.block_number));
    }
    claims.retain(|claim| matches!(claim.claimant, Claimant::Identity(_)));
    let mut explaining =
        Explaining { histories: histories(lines), chain: target.chain, times: BTreeMap::new() };
    let mut unexplained = Vec::new();
    for claim in &claims {
        unexplained.extend(explaining.wrong(claim).await?);
    }
    if unexplained.is_empty() {
        return Ok(Ok(format!("{} claims", claims.len())));
    }
    Ok(Err(format!(
        "no evidence of {} of {} claims is published: {}{}; attestors signed for each, which they can without a server \
         (`tributary attest`): ask them what they were shown",
        unexplained.len(),
        claims.len(),
        unexplained[..unexplained.len().min(MOST_TOLD)].join("; "),
        unexplained.len().checked_sub(MOST_TOLD + 1).map_or("", |_| "; and others")
    )))
}

/// What the file says of claims.
struct Explaining<'a> {
    histories: BTreeMap<B256, Vec<Binding>>,
    chain: &'a Chain,
    /// Of blocks that were asked for.
    times: BTreeMap<u64, Timestamp>,
}

impl Explaining<'_> {
    /// Why a claim went to a wallet that the file does not bind its account to, if it did.
    async fn wrong(&mut self, claim: &ClaimRecord) -> Result<Option<String>, ChainError> {
        let Claimant::Identity(hash) = claim.claimant else { return Ok(None) };
        let Some(history) = self.histories.get(&hash) else {
            return Ok(Some(told(claim, "no wallet")));
        };
        let paid = |binding: &Binding| binding.proved.recipient == claim.recipient;
        if history.iter().all(paid) {
            return Ok(None);
        }
        if !history.iter().any(paid) {
            return Ok(Some(told(claim, "other wallets")));
        }
        let time = match self.times.get(&claim.block_number) {
            Some(time) => *time,
            None => self.chain.time_of(claim.block_number).await?,
        };
        self.times.insert(claim.block_number, time);
        let other = format!("another wallet at that time, {time}");
        Ok((!may_be_paid(history, claim.recipient, time)).then(|| told(claim, &other)))
    }
}

/// Could attestors say at this moment that the wallet is the account's? It is in effect, or it is in effect from its proof on
/// and the chain's clock was behind.
fn may_be_paid(history: &[Binding], wallet: Address, at: Timestamp) -> bool {
    let of_wallet = |binding: &&Binding| binding.proved.recipient == wallet && binding.attested_from() <= at;
    let in_effect = |binding: &Binding| {
        let active = Standing::of(history, at.max(binding.effective_at)).active;
        active.is_some_and(|active| active.number == binding.number)
    };
    history.iter().filter(of_wallet).any(in_effect)
}

fn told(claim: &ClaimRecord, bound_to: &str) -> String {
    let ClaimRecord { index, recipient, tx_hash, .. } = claim;
    format!("leaf {index} was paid to {recipient} in {tx_hash}, and the file binds its account to {bound_to}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::{REBIND_DELAY, testing::binding};

    const ONE: Address = Address::repeat_byte(1);
    const TWO: Address = Address::repeat_byte(2);
    const THREE: Address = Address::repeat_byte(3);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix(1_770_000_000 + second).unwrap()
    }

    #[test]
    fn a_wallet_may_be_paid_from_its_turn_until_the_next_ones() {
        let turn = 100 + REBIND_DELAY;
        let history = [
            binding(1, ONE, at(0), at(0)),
            binding(2, THREE, at(50), at(50 + REBIND_DELAY)),
            binding(3, TWO, at(100), at(turn)),
        ];
        let who = |second: i64| [ONE, TWO, THREE].map(|wallet| may_be_paid(&history, wallet, at(second)));
        assert_eq!(who(-301), [false; 3]);
        assert_eq!(who(-300), [true, false, false], "a chain's clock may be behind");
        assert_eq!(who(turn - 1), [true, false, false]);
        assert_eq!(who(turn), [false, true, false]);
        // The first takes its turn back while the second waits.
        let back = [&history[..], &[binding(4, ONE, at(200), at(200))]].concat();
        for second in [-300, 150, 200, turn, turn + 1] {
            assert!(may_be_paid(&back, ONE, at(second)) && !may_be_paid(&back, TWO, at(second)), "{second}");
        }
    }
}
