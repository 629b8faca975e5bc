//! The results of a tally, recomputed from its published inputs.

use std::collections::BTreeSet;

use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::{Address, Amount, Claimant};

use super::{Outcome, offline::Offline, text};
use crate::{
    bundle::{ProofShard, json, name, shard_name},
    round::{Matches, bundle::shards, file, people::read_donors, people::read_people, tally, tree_of},
};

impl Offline<'_> {
    fn published(&self) -> Result<Matches, String> {
        let bytes = self.read(file::MATCHES)?;
        let matches: Matches = serde_json::from_slice(&bytes).map_err(text)?;
        if json(&matches) != bytes {
            return Err(format!("`{}` is not in its published form", file::MATCHES));
        }
        Ok(matches)
    }

    /// From the published inputs as they are: a wrong input has its own line.
    pub(super) fn matches(&self) -> Outcome {
        let rules = self.ruled()?;
        let donors = read_donors(&self.read(file::COEFFICIENTS)?)?;
        let people = read_people(&self.read(file::PEOPLE)?)?;
        let (applications, donations) = (self.applications()?, self.donations()?);
        let pool = self.manifest.pool;
        let computed = tally(&rules, pool, &applications, &donations, (&donors, &people), &self.priced()?)
            .map_err(text)?;
        let published = self.published()?;
        for (ours, theirs) in computed.projects.iter().zip(&published.projects) {
            if ours != theirs {
                return Err(format!(
                    "project {} gets {} units by the rules; the file has project {} with {}",
                    ours.project, ours.amount, theirs.project, theirs.amount
                ));
            }
        }
        if computed != published {
            return Err(
                "pool, dust, what is not counted or the number of projects differ from the rules".to_owned()
            );
        }
        if u64::try_from(published.projects.len()) != Ok(self.manifest.projects) {
            return Err(format!(
                "{} projects, the manifest says {}",
                published.projects.len(),
                self.manifest.projects
            ));
        }
        Ok(format!("{} projects, {} units", published.projects.len(), published.matched))
    }

    pub(super) fn dust(&self) -> Outcome {
        let (published, manifest) = (self.published()?, self.manifest);
        let sum: Amount = published.projects.iter().map(|line| line.amount).sum();
        if sum != published.matched || sum != manifest.total {
            return Err(format!(
                "the matches sum to {sum} units; the file says {}, the manifest {}",
                published.matched, manifest.total
            ));
        }
        let by = published.dust_by;
        let reasons: Amount = [by.rounding, by.saturation, by.cap].into_iter().sum();
        let whole: Amount = [sum, published.dust].into_iter().sum();
        if published.pool != manifest.pool || whole != published.pool || reasons != published.dust {
            return Err(format!("{sum} + {} units are not the pool of {}", published.dust, manifest.pool));
        }
        Ok(format!("{sum} + {} units = {} units", published.dust, published.pool))
    }

    pub(super) fn root(&self) -> Outcome {
        let tree = tree_of(&self.published()?).map_err(text)?;
        let stated = self.manifest.root;
        if tree.root() != stated {
            return Err(format!("the matches give {}, the manifest says {stated}", tree.root()));
        }
        if tree.to_openzeppelin().into_bytes() != self.read(file::TREE)? {
            return Err(format!("`{}` is not the tree of these matches", file::TREE));
        }
        Ok(format!("{stated}"))
    }

    pub(super) fn proofs(&self) -> Outcome {
        let root = self.manifest.root;
        let matches = self.published()?;
        let mut proven = 0_usize;
        let listed = self.manifest.files.keys().filter(|file| file.starts_with(name::PROOFS));
        let listed: BTreeSet<&String> = listed.collect();
        for file in &listed {
            let shard: ProofShard = serde_json::from_slice(&self.read(file)?).map_err(text)?;
            for (who, entries) in shard {
                let payout: Address = who.parse().map_err(|_| format!("`{file}`: `{who}` is no address"))?;
                let claimant = Claimant::Wallet(payout);
                if shard_name(claimant) != **file {
                    return Err(format!(
                        "the proofs of {who} stand in `{file}`, where nobody looks for them"
                    ));
                }
                for entry in entries {
                    let leaf = Leaf { index: entry.index, claimant, amount: entry.amount };
                    if !StandardTree::verify(root, &leaf, LeafEncoding::IndexAccount, &entry.proof) {
                        return Err(format!(
                            "the proof of leaf {} ({who}) does not lead to the root",
                            entry.index
                        ));
                    }
                    proven += 1;
                }
            }
        }
        let due = matches.projects.iter().filter(|line| line.index.is_some()).count();
        let tree = tree_of(&matches).map_err(text)?;
        if proven != due || !shards(&matches, &tree).keys().eq(listed) {
            return Err(format!("{proven} proofs for {due} matches"));
        }
        Ok(format!("{proven} proofs"))
    }
}
