//! `GET /campaigns`

use axum::{Json, extract::State};
use serde::Serialize;
use tributary_engine::vesting::VestingTerms;
use tributary_model::Amount;
use utoipa::ToSchema;

use crate::{
    AppState, ChainStatus,
    campaign::Campaign,
    problem::{Problem, ProblemBody},
    scalar::{AddressText, AmountText, TimeText},
    state::Claims,
};

/// All campaigns, by slug.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignList {
    campaigns: Vec<CampaignSummary>,
}

/// One campaign in a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignSummary {
    /// The short name in addresses.
    #[schema(example = "tiny-llm-2026")]
    slug: String,
    #[schema(example = "Tiny LLM contributors 2026")]
    name: String,
    description: String,
    /// EIP-155 id.
    #[schema(example = 31337)]
    chain_id: u64,
    token: Token,
    /// What is shared among everybody.
    pool: AmountText,
    /// What the tree pays: the contract's funding. The rest of the pool belongs to people without a wallet.
    total: AmountText,
    /// How many leaves the tree has.
    claimants: u64,
    /// How many people have an amount and no wallet yet.
    unlinked: u64,
    claim: ClaimWindow,
    state: CampaignState,
    /// Paid so far; `null` until the contract is followed.
    #[schema(required)]
    claimed_total: Option<AmountText>,
    /// Leaves paid so far; `null` until the contract is followed.
    #[schema(required)]
    claimed_count: Option<u64>,
}

/// What is paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    /// `null` until the token is deployed.
    #[schema(required)]
    address: Option<AddressText>,
    #[schema(example = "Tiny LLM")]
    name: String,
    #[schema(example = "TLLM")]
    symbol: String,
    /// Digits behind the point.
    #[schema(example = 18)]
    decimals: u8,
}

/// When the contract pays.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimWindow {
    /// First moment a claim is accepted.
    start: TimeText,
    /// First moment it is not.
    end: TimeText,
    /// When shares become available; `null` when they are paid at once.
    #[schema(required)]
    vesting: Option<Vesting>,
}

/// When shares become available: a part at the start, the rest in equal steps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Vesting {
    /// `null`: each claim starts its own.
    #[schema(required)]
    start: Option<TimeText>,
    /// Seconds from the start until the first step counts; then all that have passed count at once.
    cliff_seconds: u64,
    /// Seconds from the start until everything is available.
    duration_seconds: u64,
    /// Seconds between two steps; 1 is by the second.
    period_seconds: u64,
    /// Hundredths of a percent that are available at the start.
    #[schema(maximum = 10000)]
    unlock_bps: u16,
}

impl From<VestingTerms> for Vesting {
    fn from(terms: VestingTerms) -> Self {
        let VestingTerms { start, cliff_seconds, duration_seconds, period_seconds, unlock_bps } = terms;
        Self { start: start.map(TimeText::from), cliff_seconds, duration_seconds, period_seconds, unlock_bps }
    }
}

/// Whether somebody could claim now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CampaignState {
    /// There is no contract yet.
    NotDeployed,
    /// The contract holds less than what is unclaimed.
    NotFunded,
    /// Claims open later.
    NotStarted,
    /// Claims are accepted.
    Open,
    /// The claim window is over.
    Ended,
    /// There is a contract and the chain does not answer.
    Unknown,
}

/// What a summary is made of besides the campaign.
pub(crate) struct Standing {
    pub(crate) state: CampaignState,
    pub(crate) claims: Option<std::sync::Arc<Claims>>,
    /// What the contract holds; `None` while the chain does not answer.
    pub(crate) balance: Option<Amount>,
    /// What it needs to hold: the total less what was claimed.
    pub(crate) required: Amount,
}

impl Standing {
    pub(crate) async fn of(state: &AppState, campaign: &Campaign) -> Result<Self, Problem> {
        let claims = state.claims(campaign).await?;
        let claimed = claims.as_ref().map(|claims| claims.total).unwrap_or_default();
        let required = campaign.bundle.manifest().total.checked_sub(claimed).unwrap_or_default();
        let status = state.chain_status(campaign.slug());
        let view = match status.as_deref() {
            Some(ChainStatus::Seen(view)) if campaign.deployment.is_some() => Some(view),
            _ => None,
        };
        let terms = &campaign.bundle.manifest().claim;
        let state = match view {
            None if campaign.deployment.is_none() => CampaignState::NotDeployed,
            None => CampaignState::Unknown,
            // After the end the owner may take the rest back: an empty contract is then no fault.
            Some(view) if view.head_time >= terms.end => CampaignState::Ended,
            Some(view) if view.balance < required => CampaignState::NotFunded,
            Some(view) if view.head_time < terms.start => CampaignState::NotStarted,
            Some(_) => CampaignState::Open,
        };
        Ok(Self { state, claims, balance: view.map(|view| view.balance), required })
    }
}

impl CampaignSummary {
    pub(crate) fn of(campaign: &Campaign, standing: &Standing) -> Self {
        let manifest = campaign.bundle.manifest();
        let claims = standing.claims.as_deref();
        Self {
            slug: manifest.slug.clone(),
            name: manifest.name.clone(),
            description: manifest.description.clone(),
            chain_id: manifest.chain_id,
            token: Token::of(campaign),
            pool: manifest.pool.into(),
            total: manifest.total.into(),
            claimants: manifest.claimants,
            unlinked: manifest.unlinked,
            claim: ClaimWindow {
                start: manifest.claim.start.into(),
                end: manifest.claim.end.into(),
                vesting: manifest.claim.vesting.map(Vesting::from),
            },
            state: standing.state,
            claimed_total: claims.map(|claims| claims.total.into()),
            claimed_count: claims.and_then(|claims| u64::try_from(claims.indices.len()).ok()),
        }
    }
}

impl Token {
    fn of(campaign: &Campaign) -> Self {
        let token = &campaign.bundle.manifest().token;
        let deployed = campaign.deployment.as_ref().map(|deployment| deployment.shown.token);
        Self {
            address: deployed.or(token.address.map(AddressText)),
            name: token.name.clone(),
            symbol: token.symbol.clone(),
            decimals: token.decimals,
        }
    }
}

/// All campaigns.
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", responses(
    (status = 200, description = "Every published campaign, by slug.", body = CampaignList),
    (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list_campaigns(State(state): State<AppState>) -> Result<Json<CampaignList>, Problem> {
    let mut campaigns = Vec::new();
    for campaign in state.catalog().all() {
        let standing = Standing::of(&state, &campaign).await?;
        campaigns.push(CampaignSummary::of(&campaign, &standing));
    }
    Ok(Json(CampaignList { campaigns }))
}
