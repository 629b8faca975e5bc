//! The part of the road that needs no chain.

use std::{collections::BTreeSet, path::Path};

use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::{Address, Amount, B256, Claimant, Identity, RepoId};
use tributary_score::{Detail, Evidence};

use super::{Check, Report, recurring};
use crate::{
    bundle::{
        AllocationPerson, Bundle, FORMAT, ManifestRepository, ProofShard, allocation_of, hash_bytes, json,
        name, read_evidence, read_wallets, shard_name, tree_of, weights_of,
    },
    config::{AirdropConfig, SelectBy, StandsFor},
    identity::IdentityEntry,
    overrides::OverridesFile,
    snapshot::Snapshot,
    vesting::VestingEntry,
};

type Outcome = Result<String, String>;

/// Recomputes everything from the files of a bundle.
#[must_use]
pub fn verify_offline(bundle: &Bundle) -> Report {
    let mut checks = vec![
        Check::of("files", "the files match the manifest", files(bundle)),
        Check::of("rules", "the manifest says what the rules say", rules(bundle)),
        Check::of("evidence", "the evidence is in order and inside the rules", evidence(bundle)),
        Check::of("scores", "the scores follow from the evidence and the rules", scores(bundle)),
        Check::of("allocation", "the amounts follow from the scores and sum to the pool", allocation(bundle)),
        Check::of("root", "the Merkle root follows from the amounts", root(bundle)),
        Check::of("proofs", "every proof leads to the root", proofs(bundle)),
    ];
    let listed = |file: &str| bundle.manifest().files.contains_key(file);
    if listed(name::OVERRIDES) || config(bundle).is_ok_and(|config| config.airdrop.overrides.is_some()) {
        let words = "what was decided by hand is published, each with its reason";
        checks.insert(2, Check::of("overrides", words, overrides(bundle)));
    }
    if listed(name::STANDING) || recurring::follows(&config(bundle)) {
        checks.extend(recurring::verify_standing(bundle));
    }
    if listed(name::SNAPSHOT) {
        let words = "evidence and rules are those of the snapshot";
        let before_scores = checks.iter().position(|check| check.id == "scores").unwrap_or_default();
        checks.insert(before_scores, Check::of("snapshot", words, snapshot(bundle)));
    }
    Report { checks }
}

fn text(error: impl ToString) -> String {
    error.to_string()
}

fn files(bundle: &Bundle) -> Outcome {
    let manifest = bundle.manifest();
    if manifest.format != FORMAT {
        return Err(format!("the format is `{}`; known is `{FORMAT}`", manifest.format));
    }
    for (file, entry) in &manifest.files {
        if file.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
            return Err(format!("`{file}` is not a name inside the bundle"));
        }
        let bytes = bundle.file(file).map_err(text)?;
        let found = hash_bytes(&bytes);
        if found != entry.sha256 {
            return Err(format!("`{file}` has SHA-256 {found}, the manifest says {}", entry.sha256));
        }
        if u64::try_from(bytes.len()) != Ok(entry.bytes) {
            return Err(format!("`{file}` has {} bytes, the manifest says {}", bytes.len(), entry.bytes));
        }
    }
    for (file, stated) in [(name::RULES, manifest.rules_hash), (name::EVIDENCE, manifest.evidence_hash)] {
        match manifest.files.get(file) {
            Some(entry) if entry.sha256 == stated => {}
            _ => {
                return Err(format!(
                    "the manifest states {stated} for `{file}` and lists another hash or none"
                ));
            }
        }
    }
    for file in [name::WALLETS, name::SCORES, name::ALLOCATION, name::TREE] {
        if !manifest.files.contains_key(file) {
            return Err(format!("the manifest does not list `{file}`"));
        }
    }
    Ok(format!("{} files, bundle hash {}", manifest.files.len(), bundle.hash()))
}

/// The whole file of rules, without what was decided by hand.
fn written(bundle: &Bundle) -> Result<AirdropConfig, String> {
    let bytes = bundle.file(name::RULES).map_err(text)?;
    AirdropConfig::parse(&bytes, Path::new(name::RULES)).map_err(text)
}

/// The rules of the campaign on the manifest's chain: what was decided by hand has a line of its own.
fn config(bundle: &Bundle) -> Result<AirdropConfig, String> {
    written(bundle)?.on(bundle.manifest().chain_id).map_err(text)
}

/// What was decided by hand stands in the bundle if, and only if, the rules name it.
fn overrides(bundle: &Bundle) -> Outcome {
    let named = config(bundle)?.airdrop.overrides.is_some();
    match (named, bundle.manifest().files.contains_key(name::OVERRIDES)) {
        (false, _) => Err(format!("the rules do not name `{}`", name::OVERRIDES)),
        (true, false) => Err(format!("the manifest does not list `{}`", name::OVERRIDES)),
        (true, true) => {
            let decisions = bundle.rules().map_err(text)?.decisions;
            let count = decisions.as_ref().map_or(0, OverridesFile::count);
            Ok(format!("{count} decisions"))
        }
    }
}

fn rules(bundle: &Bundle) -> Outcome {
    let (config, manifest) = (config(bundle)?, bundle.manifest());
    let token = &manifest.token;
    let stated = [
        ("slug", manifest.slug == config.airdrop.slug),
        ("name", manifest.name == config.airdrop.name),
        ("description", manifest.description == config.airdrop.description),
        ("maintainer", manifest.maintainer == config.airdrop.maintainer),
        ("window", Ok(manifest.window) == config.window().map_err(text)),
        ("chain_id", Ok(manifest.chain_id) == config.chain().map(|chain| chain.id).map_err(text)),
        ("token.address", token.address == config.token.address),
        ("token.name", token.name == config.token.name),
        ("token.symbol", token.symbol == config.token.symbol),
        ("token.decimals", token.decimals == config.token.decimals),
        ("token.supply", Ok(token.supply) == config.supply().map_err(text)),
        ("pool", manifest.pool == config.allocation_rules().map_err(text)?.pool),
        ("claim.start", manifest.claim.start == config.claim.start),
        ("claim.end", manifest.claim.end == config.claim.end),
        ("claim.owner", manifest.claim.owner == config.claim.owner),
        (
            "claim.identity",
            manifest.claim.identity == config.claim.identity.as_ref().map(IdentityEntry::terms),
        ),
        ("claim.vesting", manifest.claim.vesting == config.claim.vesting.as_ref().map(VestingEntry::terms)),
        ("claim.recurring", manifest.claim.recurring == recurring::terms(bundle, &config)?),
    ];
    if let Some((key, _)) = stated.iter().find(|(_, same)| !same) {
        return Err(format!("`{key}` in the manifest is not what `{}` says", name::RULES));
    }
    repositories(&config, &manifest.repositories)?;
    let count = manifest.repositories.len();
    Ok(format!("preset {}, {count} repositories", config.score.rules().map_err(text)?.preset()))
}

/// An entry of the rules that names one repository has one in the manifest; one that stands for many has those that it
/// stood for, which GitHub alone can confirm.
fn repositories(config: &AirdropConfig, listed: &[ManifestRepository]) -> Result<(), String> {
    let mut rest = listed.iter().peekable();
    let mut follows = true;
    for entry in &config.repositories {
        let label = entry.label();
        match entry.stands_for().map_err(text)? {
            StandsFor::One(_) => {
                follows &= rest.next().is_some_and(|one| one.source == label && one.weight == entry.weight);
            }
            StandsFor::Many(selector) => {
                let own_weights = matches!(selector.by, SelectBy::List(_));
                while let Some(one) = rest.next_if(|one| one.source == label) {
                    follows &= own_weights || one.weight == entry.weight;
                }
            }
        }
    }
    if follows && rest.next().is_none() {
        return kinds(config, listed);
    }
    let entries: Vec<_> = config.repositories.iter().map(|entry| (entry.label(), entry.weight)).collect();
    let listed: Vec<_> = listed.iter().map(|one| (&one.source, one.weight)).collect();
    Err(format!("the manifest lists repositories {listed:?}, the rules {entries:?}"))
}

/// Each repository has the factor that the rules give its kind.
fn kinds(config: &AirdropConfig, listed: &[ManifestRepository]) -> Result<(), String> {
    let stated = listed.iter().find(|one| {
        let wanted =
            config.kinds.as_ref().zip(one.kind.as_ref()).map(|(kinds, kind)| kinds.weight(&kind.found.kind));
        wanted != one.kind.as_ref().map(|kind| kind.weight) || one.kind.is_some() != config.kinds.is_some()
    });
    match stated {
        Some(one) => Err(format!(
            "the kind of `{}` in the manifest does not have the weight of the rules' `[kinds]`",
            one.name
        )),
        None => Ok(()),
    }
}

fn load_evidence(bundle: &Bundle) -> Result<Evidence, String> {
    let bytes = bundle.file(name::EVIDENCE).map_err(text)?;
    read_evidence(&bytes).map_err(|error| format!("`{}` {error}", name::EVIDENCE))
}

fn evidence(bundle: &Bundle) -> Outcome {
    let (evidence, manifest) = (load_evidence(bundle)?, bundle.manifest());
    let mut sorted = evidence.clone();
    sorted.normalise();
    if sorted != evidence {
        return Err("the lines are not in order, or one stands twice".to_owned());
    }
    if evidence.accounts.windows(2).any(|pair| pair[0].id == pair[1].id) {
        return Err("an account stands twice".to_owned());
    }
    let listed: Vec<RepoId> = manifest.repositories.iter().map(|repository| repository.id).collect();
    for repository in &manifest.repositories {
        let known = evidence.repositories.iter().find(|found| found.id == repository.id);
        if !known.is_some_and(|found| found.name == repository.name && found.url == repository.url) {
            return Err(format!(
                "repository {} ({}) is not in the evidence as listed",
                repository.id, repository.name
            ));
        }
    }
    let stray =
        evidence.contributions.iter().find(|c| !manifest.window.contains(c.at) || !listed.contains(&c.repo));
    match stray {
        Some(c) => Err(format!("`{}` of {} is outside the window or the repositories", c.key, c.author)),
        None => Ok(format!(
            "{} contributions by {} accounts",
            evidence.contributions.len(),
            evidence.accounts.len()
        )),
    }
}

/// Does the bundle follow from the snapshot with this hash, which was announced before?
#[must_use]
pub fn verify_announced(bundle: &Bundle, announced: B256) -> Check {
    let outcome = match bundle.manifest().files.get(name::SNAPSHOT) {
        Some(entry) if entry.sha256 == announced => Ok(format!("{announced}")),
        Some(entry) => {
            Err(format!("{announced} was announced, the bundle has the snapshot {}", entry.sha256))
        }
        None => Err(format!("{announced} was announced, the bundle has no snapshot")),
    };
    Check::of("announced", "the snapshot is the announced one", outcome)
}

fn snapshot(bundle: &Bundle) -> Outcome {
    let bytes = bundle.file(name::SNAPSHOT).map_err(text)?;
    let snapshot = Snapshot::parse(&bytes).map_err(|error| format!("`{}`: {error}", name::SNAPSHOT))?;
    let manifest = bundle.manifest();
    if snapshot.evidence_hash != manifest.evidence_hash {
        return Err(format!(
            "it fixed evidence with SHA-256 {}, the manifest says {}",
            snapshot.evidence_hash, manifest.evidence_hash
        ));
    }
    let stated = [
        // One snapshot stands for the campaigns of all chains.
        ("slug", snapshot.slug == written(bundle)?.airdrop.slug),
        ("window", snapshot.window == manifest.window),
        ("repositories", snapshot.repositories == manifest.repositories),
    ];
    if let Some((key, _)) = stated.iter().find(|(_, same)| !same) {
        return Err(format!("`{key}` in the manifest is not what it fixed"));
    }
    match snapshot.differing(&bundle.file(name::RULES).map_err(text)?)? {
        Some(section) => Err(format!("`[{section}]` in `{}` is not what it fixed", name::RULES)),
        None => Ok(format!("snapshot {}", hash_bytes(&bytes))),
    }
}

fn scores(bundle: &Bundle) -> Outcome {
    let weights = weights_of(&bundle.manifest().repositories);
    let computed = bundle
        .rules()
        .map_err(text)?
        .score(&load_evidence(bundle)?, &weights, Detail::Lines)
        .map_err(text)?;
    let published = bundle.scores().map_err(text)?;
    for (ours, theirs) in computed.people.iter().zip(&published.people) {
        if ours != theirs {
            return Err(format!(
                "{} has {} micro-points by the rules; the file has {} with {}",
                ours.identity, ours.score, theirs.identity, theirs.score
            ));
        }
    }
    if computed != published {
        return Err(format!(
            "{} people and {} micro-points by the rules; the file has {} and {}",
            computed.people.len(),
            computed.total,
            published.people.len(),
            published.total
        ));
    }
    Ok(format!("{} people, {} points", computed.people.len(), computed.total.format()))
}

fn allocation(bundle: &Bundle) -> Outcome {
    let manifest = bundle.manifest();
    let wallets = read_wallets(&bundle.file(name::WALLETS).map_err(text)?).map_err(text)?;
    let sharing = config(bundle)?.sharing().map_err(text)?;
    let standing = bundle.standing().map_err(text)?;
    let computed = allocation_of(&bundle.scores().map_err(text)?, &sharing, &wallets, standing.as_ref())
        .map_err(text)?;
    let published = bundle.allocation().map_err(text)?;
    for (ours, theirs) in computed.people.iter().zip(&published.people) {
        if ours != theirs {
            return Err(format!(
                "{} gets {} units by the rules; the file has {} with {}",
                ours.identity, ours.amount, theirs.identity, theirs.amount
            ));
        }
    }
    if computed != published {
        return Err("people, policy, pool, cap or minimum differ from the rules".to_owned());
    }
    let sum = |linked: bool| -> Amount {
        published.people.iter().filter(|p| p.index.is_some() == linked).map(|p| p.amount).sum()
    };
    let leaves = published.people.iter().filter(|p| p.index.is_some());
    let total: Amount = leaves.map(AllocationPerson::leaf_amount).sum();
    let (shared, unlinked) = (sum(true), sum(false));
    if (total, unlinked) != (manifest.total, manifest.unlinked_total) {
        return Err(format!(
            "{total} units can be claimed and {unlinked} cannot; the manifest says otherwise"
        ));
    }
    let without = published.people.iter().filter(|p| p.index.is_none() && !p.amount.is_zero()).count();
    if u64::try_from(without) != Ok(manifest.unlinked) {
        return Err(format!("{without} people cannot claim, the manifest says {}", manifest.unlinked));
    }
    if shared.checked_add(unlinked) != Some(manifest.pool) {
        return Err(format!("{shared} + {unlinked} units are not the pool of {}", manifest.pool));
    }
    let by_identity: Amount =
        published.people.iter().filter(|p| p.index.is_some() && p.address.is_none()).map(|p| p.amount).sum();
    let with_wallet = shared.checked_sub(by_identity).unwrap_or_default();
    let identities =
        if by_identity.is_zero() { String::new() } else { format!(" + {by_identity} for GitHub accounts") };
    let since = match standing {
        Some(list) => format!("; {total} units since the beginning, {} of them before", list.total),
        None => String::new(),
    };
    Ok(format!(
        "{with_wallet} units with a wallet{identities} + {unlinked} without = {} units{since}",
        manifest.pool
    ))
}

fn root(bundle: &Bundle) -> Outcome {
    let tree = tree_of(&bundle.allocation().map_err(text)?).map_err(text)?;
    let stated = bundle.manifest().root;
    if tree.root() != stated {
        return Err(format!("the amounts give {}, the manifest says {stated}", tree.root()));
    }
    if tree.to_openzeppelin().into_bytes() != bundle.file(name::TREE).map_err(text)? {
        return Err(format!("`{}` is not the tree of these amounts", name::TREE));
    }
    Ok(format!("{stated}"))
}

fn proofs(bundle: &Bundle) -> Outcome {
    let root = bundle.manifest().root;
    let mut proven = BTreeSet::new();
    for file in bundle.manifest().files.keys().filter(|file| file.starts_with(name::PROOFS)) {
        let bytes = bundle.file(file).map_err(text)?;
        let shard: ProofShard =
            serde_json::from_slice(&bytes).map_err(|error| format!("`{file}`: {error}"))?;
        if json(&shard) != bytes {
            return Err(format!("`{file}` is not in its published form"));
        }
        for (who, entries) in shard {
            let claimant = claimant(&who)
                .ok_or_else(|| format!("`{file}`: `{who}` is neither an address nor `github:<id>`"))?;
            if shard_name(claimant) != *file {
                return Err(format!("the proofs of {who} stand in `{file}`, where nobody looks for them"));
            }
            for entry in entries {
                let leaf = Leaf { index: entry.index, claimant, amount: entry.amount };
                if !StandardTree::verify(root, &leaf, LeafEncoding::IndexClaimant, &entry.proof) {
                    return Err(format!(
                        "the proof of leaf {} ({who}) does not lead to the root",
                        entry.index
                    ));
                }
                if !proven.insert(entry.index) {
                    return Err(format!(
                        "leaf {} has two proofs, so that another leaf has none",
                        entry.index
                    ));
                }
            }
        }
    }
    let (count, claimants) = (proven.len(), bundle.manifest().claimants);
    if u64::try_from(count) != Ok(claimants) {
        return Err(format!("{count} proofs, the manifest says {claimants} claimants"));
    }
    Ok(format!("{count} proofs"))
}

/// As proofs name claimants: an address with its checksum, or `github:<id>`, each in its one spelling.
fn claimant(text: &str) -> Option<Claimant> {
    let wallet = || Address::parse_checksummed(text, None).ok().map(Claimant::Wallet);
    let account = || text.parse::<Identity>().ok()?.github().and_then(Claimant::of_github);
    wallet().or_else(account)
}
