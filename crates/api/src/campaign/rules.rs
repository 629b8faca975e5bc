//! The rules of a campaign, in numbers for programs and in words for people.

use std::collections::BTreeMap;

use tributary_engine::{
    bundle::{Manifest, name},
    config::{AirdropConfig, ConfigError, Sharing},
};
use tributary_model::{Amount, ContributionKind};
use tributary_score::{ActivityWeights, ScoreRules, Weight};

use super::words;

/// How contributions became amounts.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) preset: String,
    /// Weight of each kind under the square root; empty for presets without one.
    pub(crate) weights: BTreeMap<ContributionKind, String>,
    pub(crate) cap: Option<Amount>,
    pub(crate) minimum: Option<Amount>,
    pub(crate) sentences: Vec<String>,
}

impl Rules {
    /// From the rules as published.
    pub(super) fn of(config: &AirdropConfig, manifest: &Manifest) -> Result<Self, ConfigError> {
        let (score, sharing) = (config.score.rules()?, config.sharing()?);
        let weights = match &score {
            ScoreRules::Activity(weights) | ScoreRules::Activity2021(weights) => by_kind(weights),
            ScoreRules::Openrank(_) | ScoreRules::Credrank(_) | ScoreRules::MergedWork(_) => BTreeMap::new(),
        };
        Ok(Self {
            preset: score.preset().to_string(),
            weights,
            cap: sharing.rules.cap,
            minimum: sharing.rules.minimum,
            sentences: sentences(manifest, config, &score, &sharing),
        })
    }
}

fn by_kind(weights: &ActivityWeights) -> BTreeMap<ContributionKind, String> {
    ContributionKind::ALL.into_iter().map(|kind| (kind, weights.of(kind).to_string())).collect()
}

fn sentences(
    manifest: &Manifest,
    config: &AirdropConfig,
    score: &ScoreRules,
    sharing: &Sharing,
) -> Vec<String> {
    let tokens = |amount: Amount| {
        format!("{} {}", grouped(&amount.format_tokens(manifest.token.decimals)), manifest.token.symbol)
    };
    let mut sentences =
        vec![format!("Contributions from {} until {} count.", manifest.window.from, manifest.window.until)];
    sentences.extend(words::preset(score));
    let weighted: Vec<String> = manifest
        .repositories
        .iter()
        .filter(|repository| repository.weight != Weight::ONE)
        .map(|repository| format!("scores in {} count {} times", repository.name, repository.weight))
        .collect();
    if !weighted.is_empty() {
        sentences.push(capitalised(&format!("{}.", weighted.join("; "))));
    }
    sentences.extend(config.kinds.as_ref().map(|kinds| words::kinds(kinds, &manifest.repositories)));
    sentences.push(words::policy(&sharing.policy, &tokens(manifest.pool), tokens));
    if let Some(cap) = sharing.rules.cap {
        sentences.push(format!("Nobody gets more than {}; what is above goes to the others.", tokens(cap)));
    }
    if let Some(minimum) = sharing.rules.minimum {
        sentences.push(format!("Shares below {} are left out and go to the others.", tokens(minimum)));
    }
    sentences.push(
        "Bots, AI agents, organisations, placeholders of imports and deleted accounts are counted and not paid."
            .to_owned(),
    );
    sentences.extend(config.airdrop.overrides.as_ref().map(|_| {
        "The maintainer decided some things by hand; overrides.toml in the published files has each with its reason."
            .to_owned()
    }));
    sentences.extend(manifest.files.get(name::SNAPSHOT).map(|entry| {
        format!("Evidence and rules were fixed before the announcement, by the snapshot {}.", entry.sha256)
    }));
    if let Some(identity) = &manifest.claim.identity {
        sentences.push(words::identity(identity));
    }
    if manifest.unlinked > 0 {
        sentences.push(format!(
            "{} have a share and no wallet yet{}: {} are not in this contract and stay with the maintainer.",
            people(manifest.unlinked),
            if manifest.claim.identity.is_some() { ", and no GitHub account that we know" } else { "" },
            tokens(manifest.unlinked_total)
        ));
    }
    sentences
}

fn people(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// `1234567.5` as `1,234,567.5`.
pub(crate) fn grouped(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let forms = [("0", "0"), ("999", "999"), ("1000", "1,000"), ("1234567.0001", "1,234,567.0001")];
        for (plain, shown) in forms {
            assert_eq!(grouped(plain), shown);
        }
    }
}
