//! A round's bundle, compared with the chain: inputs read again up to the cut, the tally, and what was paid.

use tributary_chain::{
    AirdropState, Chain, ChainError, CutBlock, Kind, RoundDeployment, RoundState, RoundStatus,
    verify_airdrop_code,
};
use tributary_model::{Address, Amount, B256, RoundRecord, U256};

use super::{Outcome, text};
use crate::{
    round::{
        ApplicationLine, Freeze, RoundEnd, RoundFolder, RoundHistory, RoundManifest, file, has_no_lists,
        inputs::donations, inputs::read_donations, inputs::write_applications, inputs::write_donations,
    },
    verify::{Check, settled},
};

fn gifts_before(freeze: &Freeze) -> String {
    match freeze.gifts_before {
        0 => "before the first gift".to_owned(),
        gifts => format!("after {gifts} gifts"),
    }
}

/// A round with a bundle.
pub(super) struct Tallied<'a> {
    pub(super) folder: &'a RoundFolder,
    pub(super) noted: &'a RoundDeployment,
    pub(super) chain: &'a Chain,
    pub(super) manifest: RoundManifest,
    pub(super) hash: B256,
    pub(super) state: RoundState,
    pub(super) events: Vec<RoundRecord>,
    pub(super) history: RoundHistory,
}

impl Tallied<'_> {
    pub(super) async fn checks(&self) -> Result<Vec<Check>, ChainError> {
        let mut checks = vec![
            Check::of(
                "block",
                "the inputs were cut at the first final block after donations",
                self.block().await?,
            ),
            Check::of("applications", "the applications are those of the chain", self.applications()),
            Check::of("donations", "the gifts are those of the chain up to the cut", self.donations()),
            Check::of("pool", "the pool is that of the chain at the cut", self.pool()),
            Check::of("frozen", "the lists are those that were frozen on the chain", self.frozen()),
            Check::of("tally", "the tally on the chain is this bundle's", self.tally()),
            Check::of("funded", "the pool covers the tally", self.funded()),
        ];
        if let Some(RoundEnd::Finalised { airdrop, total, block, .. }) = &self.history.end {
            checks.push(Check::of(
                "airdrop",
                "the airdrop pays exactly this tree, and goes back to the round",
                self.airdrop(*airdrop, *total).await?,
            ));
            let title = "the airdrop holds at least what is not claimed yet";
            checks.push(Check::of("paid", title, self.paid(*airdrop, *block).await?));
        }
        Ok(checks)
    }

    async fn block(&self) -> Result<Outcome, ChainError> {
        let (stated, end) = (self.manifest.block, self.folder.rules().windows.donations_end);
        let found: Option<CutBlock> = self.chain.first_final_at(end, self.noted.block).await?;
        Ok(match found {
            Some(found) if found == stated => Ok(format!("block {} ({})", found.number, found.hash)),
            Some(found) => Err(format!(
                "it is block {} ({}), the manifest says {} ({})",
                found.number, found.hash, stated.number, stated.hash
            )),
            None => Err(format!("no final block is as late as {end}")),
        })
    }

    fn before_cut(&self) -> RoundHistory {
        let cut = self.manifest.block.number;
        RoundHistory::of(self.events.iter().filter(|record| record.block_number <= cut))
    }

    fn applications(&self) -> Outcome {
        let history = self.before_cut();
        let lines: Vec<ApplicationLine> = history.projects.values().map(ApplicationLine::of).collect();
        if u64::try_from(lines.len()) != Ok(self.state.projects) {
            return Err(format!(
                "{} projects by the events, {} by the contract",
                lines.len(),
                self.state.projects
            ));
        }
        if write_applications(&lines) != self.folder.file(file::APPLICATIONS).map_err(text)? {
            return Err(format!("`{}` is not what the chain says", file::APPLICATIONS));
        }
        Ok(format!("{} projects, {} accepted", lines.len(), history.accepted().count()))
    }

    fn donations(&self) -> Outcome {
        let lines = donations(&self.before_cut());
        let published = self.folder.file(file::DONATIONS).map_err(text)?;
        if write_donations(&lines) == published {
            return Ok(format!("{} gifts", lines.len()));
        }
        let published = read_donations(&published)?;
        Err(match lines.iter().zip(&published).find(|(ours, theirs)| ours != theirs) {
            Some((ours, theirs)) => format!(
                "the chain has {} units of {} to project {} in block {}; the file has {} of {} to project {} in block {}",
                ours.amount,
                ours.donor,
                ours.project,
                ours.block,
                theirs.amount,
                theirs.donor,
                theirs.project,
                theirs.block
            ),
            None => format!("the chain has {} gifts, the file {}", lines.len(), published.len()),
        })
    }

    fn pool(&self) -> Outcome {
        let (found, stated) = (self.before_cut().pool(), self.manifest.pool);
        if found == stated {
            Ok(format!("{found} units"))
        } else {
            Err(format!("{found} units, the manifest says {stated}"))
        }
    }

    fn frozen(&self) -> Outcome {
        let lists = self.folder.lists().map_err(text)?;
        match (lists.hash(), self.state.lists_hash) {
            (None, None) if has_no_lists(self.folder.rules()) => Ok("the rules announce none".to_owned()),
            (None, None) => Err("the rules announce lists, and there are none".to_owned()),
            (None, Some(frozen)) => {
                Err(format!("those on the chain have the hash {frozen}, the bundle has none"))
            }
            (Some(here), None) => {
                Err(format!("none are frozen on the chain; the bundle's have the hash {here}"))
            }
            (Some(here), Some(frozen)) if here != frozen => {
                Err(format!("those on the chain have the hash {frozen}, the bundle's {here}"))
            }
            (Some(here), Some(_)) => match self.history.freezes.as_slice() {
                [only] => Ok(format!("{here}, {}, {}", only.at, gifts_before(only))),
                [.., last] => Ok(format!(
                    "{here}, {}, {}, in place of others: reason {}",
                    last.at,
                    gifts_before(last),
                    last.reason_hash
                )),
                [] => Err("the contract has a hash and no event of it".to_owned()),
            },
        }
    }

    fn tally(&self) -> Outcome {
        if self.state.status == RoundStatus::Cancelled {
            return Err(
                "the round was called off: its pool goes back to the funders, and nothing is paid by a tally"
                    .to_owned(),
            );
        }
        let Some(tally) = self.history.tally() else { return Err("no tally stands on the chain".to_owned()) };
        let terms = tally.terms;
        let manifest = &self.manifest;
        let compared = [
            ("input hash", terms.input_hash.to_string(), manifest.input_hash.to_string()),
            ("root", terms.root.to_string(), manifest.root.to_string()),
            ("total", terms.total.to_string(), manifest.total.to_string()),
            ("bundle hash", terms.bundle_hash.to_string(), self.hash.to_string()),
        ];
        match compared.into_iter().find(|(_, chain, here)| chain != here) {
            Some((what, chain, here)) => {
                Err(format!("tally {} has the {what} {chain}, the bundle {here}", tally.number))
            }
            None => Ok(format!(
                "tally {}, proposed {}, ready {}",
                tally.number, tally.proposed_at, tally.ready_at
            )),
        }
    }

    /// While the round is open it holds the pool; then what is not spent, until the funders have it back.
    fn funded(&self) -> Outcome {
        let (state, total) = (&self.state, self.manifest.total);
        if total > state.pool {
            return Err(format!("the pool has {} units, the tally needs {total}", state.pool));
        }
        if state.status == RoundStatus::Open && state.balance < state.pool {
            return Err(format!("the round holds {} units, its deposits are {}", state.balance, state.pool));
        }
        Ok(format!("{} of {} units", total, state.pool))
    }

    async fn airdrop(&self, airdrop: Address, total: Amount) -> Result<Outcome, ChainError> {
        let (manifest, rules) = (&self.manifest, self.folder.rules());
        let state = match settled(self.chain.read_airdrop(airdrop).await.map(Ok))? {
            Ok(state) => state,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let word = |number: u64| B256::from(U256::from(number).to_be_bytes::<32>());
        let words = [
            ("token", rules.pool.token.into_word()),
            ("root", manifest.root),
            ("total", B256::from(manifest.total.units().to_be_bytes::<32>())),
            ("owner", self.noted.round.into_word()),
            ("claimStart", word(state.claim_start)),
            ("claimEnd", word(state.claim_start.saturating_add(rules.windows.claims_seconds))),
            ("bundleHash", self.hash),
            ("attestors", B256::ZERO),
        ];
        for check in verify_airdrop_code(self.chain, airdrop, Kind::Instant, &words).await? {
            if let Err(wrong) = check.outcome {
                return Ok(Err(format!("`{}` {wrong}", check.name)));
            }
        }
        Ok(if total == manifest.total && self.state.airdrop == Some(airdrop) {
            Ok(format!("{airdrop}, {total} units"))
        } else {
            Err(format!("the round paid {total} units into {airdrop}"))
        })
    }

    async fn paid(&self, airdrop: Address, block: u64) -> Result<Outcome, ChainError> {
        let state: AirdropState = match settled(self.chain.read_airdrop(airdrop).await.map(Ok))? {
            Ok(state) => state,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let claimed = crate::claims::read_claims(self.chain, airdrop, block).await?;
        let claimed: Amount = claimed.iter().map(|claim| claim.amount).sum();
        let owed = self.manifest.total.checked_sub(claimed).unwrap_or_default();
        let over = self.history.recovered.is_some();
        Ok(if state.balance >= owed || over {
            Ok(format!("{} units, {owed} not claimed yet", state.balance))
        } else {
            Err(format!("{} units, and {owed} are not claimed yet", state.balance))
        })
    }
}
