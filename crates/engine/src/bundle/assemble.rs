//! Rules, evidence and wallets → every file of a bundle. A pure function.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use thiserror::Error;
use tributary_merkle::{Leaf, LeafEncoding, MerkleError, StandardTree};
use tributary_model::{Address, Amount, B256, Claimant, Identity, RepoId, WalletLink};
use tributary_score::{
    AllocationError, Detail, Evidence, PersonScore, Points, Policy, Scores, Weight, allocate,
};

use super::{
    Allocation, AllocationPerson, ClaimTerms, FileEntry, Manifest, ManifestRepository, ProofEntry,
    ProofShard, Standing, StandingError, StandingLeaf, Token, hash_bytes, manifest::FORMAT, name,
    write_evidence, write_wallets,
};
use crate::{
    config::{AirdropConfig, ConfigError, Sharing},
    identity::IdentityEntry,
    published::line_with_email,
    vesting::VestingEntry,
};

/// Why a bundle cannot be made.
#[derive(Debug, Error)]
pub enum AssembleError {
    /// The rules make no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The pool cannot be shared by the rules.
    #[error(transparent)]
    Allocation(#[from] AllocationError),
    /// It cannot follow the list before.
    #[error(transparent)]
    Standing(Box<StandingError>),
    /// The tree cannot be built.
    #[error(transparent)]
    Merkle(#[from] MerkleError),
    /// The rules are published word for word.
    #[error(
        "line {line} of the airdrop's file holds an e-mail address, and the file is published word for word; remove it"
    )]
    Email {
        /// As editors count.
        line: usize,
    },
    /// Nobody could claim.
    #[error(
        "{people} people have an amount and none of them can claim it; list wallets as `github_id,address` in the file that `allocation.wallets` names, or let GitHub accounts claim with `[claim.identity]`"
    )]
    NobodyLinked {
        /// How many have an amount.
        people: usize,
    },
}

impl From<StandingError> for AssembleError {
    fn from(error: StandingError) -> Self {
        Self::Standing(Box::new(error))
    }
}

/// Every byte of a bundle.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// The manifest.
    pub manifest: Manifest,
    /// Everybody's score.
    pub scores: Scores,
    /// Everybody's amount.
    pub allocation: Allocation,
    /// SHA-256 of `manifest.json`; what the contract keeps.
    pub bundle_hash: B256,
    /// Bytes by name, the manifest among them.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// What a bundle is made of, beside the rules.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Whose contributions count.
    pub repositories: &'a [ManifestRepository],
    /// What is scored.
    pub evidence: &'a Evidence,
    /// Who is paid where.
    pub wallets: &'a [WalletLink],
    /// The bytes of the snapshot that evidence and rules follow from.
    pub snapshot: Option<&'a [u8]>,
    /// The list before, where the rules name one.
    pub standing: Option<&'a Standing>,
}

/// Makes a bundle. `rules` are the bytes that `config` was read from.
///
/// # Errors
/// See [`AssembleError`].
pub fn assemble(config: &AirdropConfig, rules: &[u8], parts: Parts<'_>) -> Result<Assembled, AssembleError> {
    let Parts { repositories, evidence, wallets, snapshot, standing } = parts;
    if let Some(line) = line_with_email(rules) {
        return Err(AssembleError::Email { line });
    }
    let named = config.claim.recurring.as_ref().is_some_and(|entry| entry.after.is_some());
    if named != standing.is_some() {
        let (named, there) = if named { ("a", "none") } else { ("no", "one") };
        return Err(StandingError::Missing { named, there }.into());
    }
    let scores = config.score(evidence, &weights_of(repositories), Detail::Lines)?;
    let allocation = allocation_of(&scores, &config.sharing()?, wallets, standing)?;
    let used = used_wallets(&allocation, wallets);
    let tree = tree_of(&allocation)?;
    let mut files = BTreeMap::from([
        (name::RULES.to_owned(), rules.to_vec()),
        (name::EVIDENCE.to_owned(), write_evidence(evidence)),
        (name::WALLETS.to_owned(), write_wallets(&used)),
        (name::SCORES.to_owned(), json(&scores)),
        (name::ALLOCATION.to_owned(), json(&allocation)),
        (name::TREE.to_owned(), tree.to_openzeppelin().into_bytes()),
    ]);
    files.extend(shards(&allocation, &tree));
    let decisions = config.decisions.as_ref();
    files.extend(decisions.map(|file| (name::OVERRIDES.to_owned(), file.bytes().to_vec())));
    files.extend(snapshot.map(|bytes| (name::SNAPSHOT.to_owned(), bytes.to_vec())));
    files.extend(standing.map(|list| (name::STANDING.to_owned(), json(list))));
    let epoch = standing.map_or(1, |list| list.epoch + 1);
    let manifest = manifest(config, repositories.to_vec(), &allocation, (tree.root(), epoch), &files)?;
    let bytes = json(&manifest);
    let bundle_hash = hash_bytes(&bytes);
    files.insert(name::MANIFEST.to_owned(), bytes);
    Ok(Assembled { manifest, scores, allocation, bundle_hash, files })
}

/// Readable JSON with a line break at the end; keys in the order of the types.
pub(crate) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain values always serialise to memory");
    bytes.push(b'\n');
    bytes
}

/// The factor on each repository's scores.
#[must_use]
pub fn weights_of(repositories: &[ManifestRepository]) -> BTreeMap<RepoId, Weight> {
    repositories.iter().map(|repository| (repository.id, repository.factor())).collect()
}

/// Shares the pool among everybody who is due something, and gives a leaf to everybody with an amount and a wallet;
/// where identities can claim, also to everybody with an amount and a GitHub account. After a list before, what stood there
/// stays: each leaf of it keeps its index and grows by its person's share, or stays as it is.
///
/// # Errors
/// [`AssembleError::Allocation`], and [`AssembleError::Standing`] for amounts beyond 256 bits.
pub fn allocation_of(
    scores: &Scores,
    sharing: &Sharing,
    wallets: &[WalletLink],
    standing: Option<&Standing>,
) -> Result<Allocation, AssembleError> {
    let by_identity: BTreeMap<Identity, Address> =
        wallets.iter().map(|link| (link.identity, link.address)).collect();
    let people: BTreeMap<Identity, &PersonScore> =
        scores.people.iter().map(|person| (person.identity, person)).collect();
    let Sharing { rules, policy, horizon, identities } = sharing;
    let proportional = *policy == Policy::Proportional;
    let dues = policy.dues(scores, rules.pool, *horizon)?;
    let mut indices = standing.map_or(0, Standing::next_index)..;
    let mut before = standing.map(Standing::by_identity).unwrap_or_default();
    let mut shared = allocate(&dues, rules)?
        .into_iter()
        .filter(|part| !part.due.0.is_zero())
        .map(|part| {
            let was = before.remove(&part.identity);
            let linked = by_identity.get(&part.identity).copied();
            let address = linked.or_else(|| was.and_then(|leaf| leaf.address));
            let github = || part.identity.github().and_then(Claimant::of_github);
            let claimable = address.is_some() || (*identities && github().is_some());
            let index = match was {
                Some(leaf) => Some(leaf.index),
                None if claimable && !part.amount.is_zero() => indices.next(),
                None => None,
            };
            let stood = standing.and(index).map(|_| was.map_or(Amount::ZERO, |leaf| leaf.amount));
            Ok(AllocationPerson {
                identity: part.identity,
                login: people.get(&part.identity).and_then(|person| person.login.clone()),
                score: people.get(&part.identity).map_or_else(Points::default, |person| person.score),
                due: (!proportional).then_some(Amount::new(part.due.0)),
                amount: part.amount,
                standing: stood,
                cumulative: stood.map(|stood| grown(part.identity, stood, part.amount)).transpose()?,
                address,
                index,
                note: part.note,
            })
        })
        .collect::<Result<Vec<_>, StandingError>>()?;
    let kept = standing.into_iter().flat_map(|list| &list.leaves);
    shared.extend(kept.filter(|leaf| before.contains_key(&leaf.identity)).map(|leaf| {
        let person = people.get(&leaf.identity);
        AllocationPerson {
            login: person.and_then(|person| person.login.clone()).or_else(|| leaf.login.clone()),
            score: person.map_or_else(Points::default, |person| person.score),
            due: (!proportional).then_some(Amount::ZERO),
            address: by_identity.get(&leaf.identity).copied().or(leaf.address),
            ..nothing_new(leaf)
        }
    }));
    Ok(Allocation {
        policy: (!proportional).then(|| policy.as_str().to_owned()),
        pool: rules.pool,
        cap: rules.cap,
        minimum: rules.minimum,
        people: shared,
    })
}

/// What stood before and what an epoch adds.
fn grown(identity: Identity, standing: Amount, share: Amount) -> Result<Amount, StandingError> {
    standing.checked_add(share).ok_or(StandingError::Overflow { identity, standing, share })
}

/// The line of somebody who has a leaf from before and nothing new.
fn nothing_new(leaf: &StandingLeaf) -> AllocationPerson {
    AllocationPerson {
        identity: leaf.identity,
        login: None,
        score: Points::default(),
        due: None,
        amount: Amount::ZERO,
        standing: Some(leaf.amount),
        cumulative: Some(leaf.amount),
        address: leaf.address,
        index: Some(leaf.index),
        note: None,
    }
}

/// The tree over everybody who has a leaf.
///
/// # Errors
/// [`AssembleError::NobodyLinked`] when there is no leaf.
pub fn tree_of(allocation: &Allocation) -> Result<StandardTree, AssembleError> {
    let mut leaves: Vec<Leaf> = allocation.people.iter().filter_map(leaf).collect();
    leaves.sort_by_key(|leaf| leaf.index);
    if leaves.is_empty() {
        return Err(AssembleError::NobodyLinked { people: allocation.people.len() });
    }
    // With wallets alone the file is what it is everywhere; the hashes are the same.
    let wallets = leaves.iter().all(|leaf| leaf.claimant.wallet().is_some());
    let encoding = if wallets { LeafEncoding::IndexAccount } else { LeafEncoding::IndexClaimant };
    Ok(StandardTree::build(leaves, encoding)?)
}

fn leaf(person: &AllocationPerson) -> Option<Leaf> {
    Some(Leaf { index: person.index?, claimant: person.claimant()?, amount: person.leaf_amount() })
}

fn used_wallets(allocation: &Allocation, wallets: &[WalletLink]) -> Vec<WalletLink> {
    let paid: BTreeSet<Identity> = allocation.people.iter().map(|person| person.identity).collect();
    let mut used: Vec<WalletLink> =
        wallets.iter().filter(|link| paid.contains(&link.identity)).copied().collect();
    used.sort();
    used
}

fn shards(allocation: &Allocation, tree: &StandardTree) -> BTreeMap<String, Vec<u8>> {
    let mut shards: BTreeMap<String, ProofShard> = BTreeMap::new();
    for (person, leaf) in allocation.people.iter().filter_map(|person| Some((person, leaf(person)?))) {
        let place = usize::try_from(leaf.index).expect("an index counts leaves in memory");
        let entry = ProofEntry { index: leaf.index, amount: leaf.amount, proof: tree.proof(place) };
        let shard = shards.entry(shard_name(leaf.claimant)).or_default();
        shard.entry(shard_key(person, leaf.claimant)).or_default().push(entry);
    }
    shards.into_iter().map(|(file, shard)| (file, json(&shard))).collect()
}

/// The file that holds the proofs of a claimant: by the first byte of its address, or of its identity's hash.
#[must_use]
pub(crate) fn shard_name(claimant: Claimant) -> String {
    let first = match claimant {
        Claimant::Wallet(account) => account[0],
        Claimant::Identity(hash) => hash[0],
    };
    format!("{}/{first:02x}.json", name::PROOFS)
}

/// How a claimant is written there.
fn shard_key(person: &AllocationPerson, claimant: Claimant) -> String {
    match claimant {
        Claimant::Wallet(account) => account.to_checksum(None),
        Claimant::Identity(_) => person.identity.to_string(),
    }
}

fn manifest(
    config: &AirdropConfig,
    repositories: Vec<ManifestRepository>,
    allocation: &Allocation,
    (root, epoch): (B256, u64),
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<Manifest, ConfigError> {
    let with_leaf = || allocation.people.iter().filter(|person| person.index.is_some());
    let without =
        || allocation.people.iter().filter(|person| person.index.is_none() && !person.amount.is_zero());
    let count = |people: usize| u64::try_from(people).expect("people counted in memory fit in 64 bits");
    let entry = |bytes: &Vec<u8>| FileEntry {
        sha256: hash_bytes(bytes),
        bytes: u64::try_from(bytes.len()).expect("bytes in memory fit in 64 bits"),
    };
    Ok(Manifest {
        format: FORMAT.to_owned(),
        tool: concat!("tributary ", env!("CARGO_PKG_VERSION")).to_owned(),
        slug: config.airdrop.slug.clone(),
        name: config.airdrop.name.clone(),
        description: config.airdrop.description.clone(),
        maintainer: config.airdrop.maintainer.clone(),
        window: config.window()?,
        repositories,
        chain_id: config.chain()?.id,
        token: Token {
            address: config.token.address,
            name: config.token.name.clone(),
            symbol: config.token.symbol.clone(),
            decimals: config.token.decimals,
            supply: config.supply()?,
        },
        pool: allocation.pool,
        total: with_leaf().map(AllocationPerson::leaf_amount).sum(),
        unlinked_total: without().map(|person| person.amount).sum(),
        claimants: count(with_leaf().count()),
        unlinked: count(without().count()),
        claim: ClaimTerms {
            start: config.claim.start,
            end: config.claim.end,
            owner: config.claim.owner,
            identity: config.claim.identity.as_ref().map(IdentityEntry::terms),
            vesting: config.claim.vesting.as_ref().map(VestingEntry::terms),
            recurring: config.claim.recurring.as_ref().map(|entry| entry.terms(epoch)),
        },
        root,
        rules_hash: hash_bytes(&files[name::RULES]),
        evidence_hash: hash_bytes(&files[name::EVIDENCE]),
        files: files.iter().map(|(file, bytes)| (file.clone(), entry(bytes))).collect(),
    })
}
