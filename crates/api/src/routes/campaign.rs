//! `GET /campaigns/{slug}`

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_model::Timestamp;
use utoipa::ToSchema;

use super::campaigns::{CampaignSummary, Standing};
use crate::{
    AppState,
    campaign::{Campaign, Person},
    problem::{Problem, ProblemBody},
    rounds::ServedRound,
    scalar::{AddressText, AmountText, HashText, TimeText},
};

/// Everything about one campaign but its people.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignDetail {
    #[serde(flatten)]
    summary: CampaignSummary,
    /// A page of the people behind it.
    #[schema(required, example = "https://example.org/tiny-llm")]
    maintainer: Option<String>,
    /// Who may take back the rest after the end, and all until two days before the start; `null` until known.
    #[schema(required)]
    owner: Option<AddressText>,
    window: ContributionWindow,
    repositories: Vec<CountedRepository>,
    /// The tree's root.
    root: HashText,
    /// SHA-256 of `manifest.json`; the contract keeps it.
    bundle_hash: HashText,
    /// SHA-256 of `rules.toml`.
    rules_hash: HashText,
    /// SHA-256 of `evidence.jsonl`.
    evidence_hash: HashText,
    /// What belongs to people without a leaf.
    unlinked_total: AmountText,
    /// Who says which wallet a GitHub account is paid to; `null` when only wallets can claim.
    #[schema(required)]
    identity: Option<IdentityClaims>,
    rules: RulesShown,
    /// `null` until it is deployed.
    #[schema(required)]
    deployment: Option<Deployment>,
    /// `null` until it is deployed and the chain answers.
    #[schema(required)]
    funding: Option<Funding>,
    chain: ChainShown,
    /// The campaigns of the same rules and evidence on other chains; people have a share on each.
    also_on: Vec<SiblingShown>,
    concentration: ConcentrationShown,
    /// Every file of the bundle, below `/api/v1/bundles/{slug}/`.
    files: BTreeMap<String, FileShown>,
}

/// When contributions counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContributionWindow {
    /// First moment inside.
    from: TimeText,
    /// First moment after.
    until: TimeText,
}

/// A repository whose contributions counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountedRepository {
    /// The numeric id that stays.
    #[schema(example = 1024)]
    id: u64,
    #[schema(example = "ada-example/trees")]
    name: String,
    /// Its page.
    #[schema(required, example = "https://github.com/ada-example/trees")]
    url: Option<String>,
    /// Factor on its scores, in decimal; its entry's times its kind's.
    #[schema(example = "1")]
    weight: String,
    /// What it is, where the rules ask: a kind of AI project, or `other`.
    #[schema(required, example = "model")]
    kind: Option<String>,
}

/// How contributions became amounts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rules)]
pub(crate) struct RulesShown {
    #[schema(example = "opendigger-activity")]
    preset: String,
    /// Weight of each kind of contribution under the square root, in decimal.
    weights: BTreeMap<&'static str, String>,
    /// The most that one person gets.
    #[schema(required)]
    cap: Option<AmountText>,
    /// Shares below this are left out.
    #[schema(required)]
    minimum: Option<AmountText>,
    /// The same in plain words.
    sentences: Vec<String>,
}

/// Where it was deployed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Deployment {
    /// EIP-155 id.
    pub(crate) chain_id: u64,
    /// The contract that pays.
    pub(crate) airdrop: AddressText,
    pub(crate) token: AddressText,
    pub(crate) factory: AddressText,
    /// The set of attestors; `null` when only wallets can claim.
    #[schema(required)]
    pub(crate) attestors: Option<AddressText>,
    /// The transaction that made and funded it.
    pub(crate) airdrop_tx: HashText,
    /// The block of that transaction.
    pub(crate) block: u64,
}

/// Who says which wallet a GitHub account is paid to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IdentityClaims {
    /// Whose word counts by the rules, ascending.
    attestors: Vec<AddressText>,
    /// How many of them have to agree.
    #[schema(example = 1)]
    threshold: u64,
    /// Who may freeze identity claims for up to 14 days.
    #[schema(required)]
    guardian: Option<AddressText>,
    /// How many seconds a change of attestors waits.
    #[schema(example = 172_800)]
    delay_seconds: u64,
    /// How many leaves belong to GitHub accounts.
    #[schema(example = 40)]
    leaves: usize,
    /// The change of attestors that waits; `null` when none does, or until the contract is seen.
    #[schema(required)]
    pending: Option<PendingAttestors>,
    /// Claims by GitHub account are frozen until then; `null` when they are not, or until the contract is seen.
    #[schema(required)]
    frozen_until: Option<TimeText>,
}

/// Other attestors that wait for their time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PendingAttestors {
    /// Whose word will count, ascending.
    attestors: Vec<AddressText>,
    /// How many of them will have to agree.
    #[schema(example = 1)]
    threshold: u64,
    /// From then on anybody may put the change in force.
    ready_at: TimeText,
}

/// Whether the contract can pay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Funding {
    /// What it holds.
    balance: AmountText,
    /// What is unclaimed.
    required: AmountText,
    /// `balance` is at least `required`.
    funded: bool,
    /// The transaction that funded it.
    tx: HashText,
}

/// What a wallet needs to add the chain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Chain)]
pub(crate) struct ChainShown {
    /// EIP-155 id.
    #[schema(example = 31337)]
    id: u64,
    #[schema(example = "Local chain")]
    name: String,
    /// A public endpoint.
    #[schema(required, example = "https://rpc.example.org")]
    rpc_url: Option<String>,
    /// Block explorer, without a slash at the end.
    #[schema(required, example = "https://explorer.example.org")]
    explorer: Option<String>,
}

/// The same airdrop on another chain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sibling)]
pub(crate) struct SiblingShown {
    /// The campaign's short name.
    #[schema(example = "tiny-llm-2026-10")]
    slug: String,
    /// EIP-155 id.
    #[schema(example = 10)]
    chain_id: u64,
    /// The chain's name.
    #[schema(example = "OP Mainnet")]
    chain: String,
}

/// How evenly the pool is shared, over everybody with an amount. All in millionths.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Concentration)]
pub(crate) struct ConcentrationShown {
    /// 0 when all get the same, near 1000000 when one gets all.
    #[schema(example = 612_000)]
    gini_ppm: u64,
    /// What the ten largest amounts make together.
    #[schema(example = 481_000)]
    top10_share_ppm: u64,
    /// Points `[people, amount]` of the Lorenz curve from `[0, 0]` to `[1000000, 1000000]`, at most 101.
    #[schema(value_type = Vec<[u64; 2]>, example = json!([[0, 0], [500_000, 120_000], [1_000_000, 1_000_000]]))]
    lorenz: Vec<(u64, u64)>,
}

/// One file's fingerprint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BundleFile)]
pub(crate) struct FileShown {
    sha256: HashText,
    bytes: u64,
}

impl ChainShown {
    /// The chain of a round, as it was noted when the round was opened.
    pub(super) fn of_round(round: &ServedRound) -> Self {
        let (chain, id) = (&round.chain, round.rules().chain_id);
        Self {
            id,
            name: chain.name.clone().unwrap_or_else(|| format!("Chain {id}")),
            rpc_url: chain.rpc_url.clone(),
            explorer: chain.explorer.clone(),
        }
    }
}

impl FileShown {
    pub(super) fn of(entry: &tributary_engine::bundle::FileEntry) -> Self {
        Self { sha256: entry.sha256.into(), bytes: entry.bytes }
    }
}

impl CampaignDetail {
    fn of(campaign: &Campaign, standing: &Standing, also_on: Vec<SiblingShown>) -> Self {
        let manifest = campaign.bundle.manifest();
        let owner =
            campaign.deployment.as_ref().map(|deployment| deployment.record.owner).or(manifest.claim.owner);
        Self {
            summary: CampaignSummary::of(campaign, standing),
            maintainer: manifest.maintainer.clone(),
            owner: owner.map(AddressText),
            window: ContributionWindow {
                from: manifest.window.from.into(),
                until: manifest.window.until.into(),
            },
            repositories: repositories(campaign),
            root: manifest.root.into(),
            bundle_hash: campaign.bundle.hash().into(),
            rules_hash: manifest.rules_hash.into(),
            evidence_hash: manifest.evidence_hash.into(),
            unlinked_total: manifest.unlinked_total.into(),
            identity: identity(campaign, standing),
            rules: rules(campaign),
            deployment: campaign.deployment.as_ref().map(|deployment| deployment.shown.clone()),
            funding: funding(campaign, standing),
            chain: chain(campaign),
            also_on,
            concentration: ConcentrationShown {
                gini_ppm: campaign.concentration.gini_ppm,
                top10_share_ppm: campaign.concentration.top10_share_ppm,
                lorenz: campaign.concentration.lorenz.clone(),
            },
            files: files(campaign),
        }
    }
}

fn identity(campaign: &Campaign, standing: &Standing) -> Option<IdentityClaims> {
    let terms = campaign.bundle.manifest().claim.identity.as_ref()?;
    let by_account = |person: &&Person| person.index.is_some() && person.address.is_none();
    Some(IdentityClaims {
        attestors: terms.attestors.iter().copied().map(AddressText).collect(),
        threshold: terms.threshold,
        guardian: terms.guardian.map(AddressText),
        delay_seconds: terms.delay_seconds,
        leaves: campaign.people.list().iter().filter(by_account).count(),
        pending: standing.rotation.as_ref().map(|next| PendingAttestors {
            attestors: next.attestors.iter().copied().map(AddressText).collect(),
            threshold: next.threshold,
            ready_at: Timestamp::saturating(next.ready_at).into(),
        }),
        frozen_until: standing.frozen_until.map(TimeText::from),
    })
}

fn repositories(campaign: &Campaign) -> Vec<CountedRepository> {
    let shown = |repository: &tributary_engine::bundle::ManifestRepository| CountedRepository {
        id: repository.id.0,
        name: repository.name.to_string(),
        url: repository.url.clone(),
        weight: repository.factor().to_string(),
        kind: repository.kind.as_ref().map(|kind| kind.found.kind.clone()),
    };
    campaign.bundle.manifest().repositories.iter().map(shown).collect()
}

fn rules(campaign: &Campaign) -> RulesShown {
    let rules = &campaign.rules;
    RulesShown {
        preset: rules.preset.clone(),
        weights: rules.weights.iter().map(|(kind, weight)| (kind.as_str(), weight.clone())).collect(),
        cap: rules.cap.map(AmountText),
        minimum: rules.minimum.map(AmountText),
        sentences: rules.sentences.clone(),
    }
}

fn funding(campaign: &Campaign, standing: &Standing) -> Option<Funding> {
    let (deployment, balance) = (campaign.deployment.as_ref()?, standing.balance?);
    Some(Funding {
        balance: balance.into(),
        required: standing.required.into(),
        funded: balance >= standing.required,
        tx: deployment.shown.airdrop_tx,
    })
}

fn chain(campaign: &Campaign) -> ChainShown {
    let chain = &campaign.chain;
    ChainShown {
        id: campaign.bundle.manifest().chain_id,
        name: campaign.chain_name(),
        rpc_url: chain.rpc_url.clone(),
        explorer: chain.explorer.clone(),
    }
}

/// Rules that name several chains make one airdrop of the campaigns that were published from them together.
fn also_on(campaign: &Campaign, all: &[Arc<Campaign>]) -> Vec<SiblingShown> {
    let manifest = campaign.bundle.manifest();
    let same = |other: &&Arc<Campaign>| {
        let other = other.bundle.manifest();
        other.rules_hash == manifest.rules_hash
            && other.evidence_hash == manifest.evidence_hash
            && other.chain_id != manifest.chain_id
    };
    let shown = |other: &Arc<Campaign>| {
        let ChainShown { id, name, .. } = chain(other);
        SiblingShown { slug: other.slug().to_owned(), chain_id: id, chain: name }
    };
    all.iter().filter(same).map(shown).collect()
}

fn files(campaign: &Campaign) -> BTreeMap<String, FileShown> {
    let files = &campaign.bundle.manifest().files;
    let shown =
        |(file, entry): (&String, &tributary_engine::bundle::FileEntry)| (file.clone(), FileShown::of(entry));
    files.iter().map(shown).collect()
}

/// One campaign.
#[utoipa::path(get, path = "/campaigns/{slug}", tag = "campaigns",
    params(("slug" = String, Path, description = "The campaign's short name.", example = "tiny-llm-2026")),
    responses(
        (status = 200, description = "Rules, funding, hashes and files.", body = CampaignDetail),
        (status = 404, description = "No such campaign.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get_campaign(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<CampaignDetail>, Problem> {
    let campaign = state.catalog().get(&slug)?;
    let standing = Standing::of(&state, &campaign).await?;
    let also_on = also_on(&campaign, &state.catalog().all());
    Ok(Json(CampaignDetail::of(&campaign, &standing, also_on)))
}
