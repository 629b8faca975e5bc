//! `GET /campaigns`

use std::cmp::Ordering;

use axum::{Json, extract::State};
use serde::Serialize;
use tributary_chain::{PendingRotation, RecurringState};
use tributary_engine::{bundle::Bundle, recurring::list_of, vesting::VestingTerms};
use tributary_model::{Amount, Timestamp};
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
    #[schema(example = "Local chain")]
    chain_name: String,
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
    /// First moment it is not, by the rules.
    end: TimeText,
    /// First moment it really is not: later than `end` by as long as claims by GitHub account were frozen. `end` itself
    /// until the contract is seen.
    ends_at: TimeText,
    /// When shares become available; `null` when they are paid at once.
    #[schema(required)]
    vesting: Option<Vesting>,
    /// Which list this is, and which is in effect; `null` where there is one list.
    #[schema(required)]
    recurring: Option<Recurring>,
}

/// A list of an airdrop that goes on. Amounts are cumulative: a claim pays what a leaf was not paid before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recurring {
    /// Which list this is, counted from one.
    #[schema(minimum = 1)]
    epoch: u64,
    /// Seconds that a list is announced before it takes effect.
    delay_seconds: u64,
    /// Who may veto a list beside the owner.
    #[schema(required)]
    guardian: Option<AddressText>,
    /// Where this list stands; `null` while the chain has it nowhere or was not asked.
    #[schema(required)]
    stage: Option<EpochStage>,
    /// The list in effect; `null` until the contract is followed.
    #[schema(required)]
    in_effect: Option<u64>,
    /// The list that is announced; `null` when none is.
    #[schema(required)]
    announced: Option<Announced>,
}

/// Where a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EpochStage {
    /// It is announced and takes effect later.
    Pending,
    /// Claims are by it.
    InEffect,
    /// Claims are by a later one.
    Superseded,
}

/// A list that is announced.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Announced {
    epoch: u64,
    /// From when on it can take effect.
    ready_at: TimeText,
    /// What the contract still lacks for it.
    lacks: AmountText,
}

impl Recurring {
    fn of(campaign: &Campaign, state: Option<&RecurringState>) -> Option<Self> {
        let terms = campaign.bundle.manifest().claim.recurring?;
        Some(Self {
            epoch: terms.epoch,
            delay_seconds: terms.delay_seconds,
            guardian: terms.guardian.map(AddressText),
            stage: state.and_then(|state| EpochStage::of(&campaign.bundle, terms.epoch, state)),
            in_effect: state.map(|state| state.epoch),
            announced: state.and_then(|state| {
                let pending = state.pending?;
                let lacks = state.lacks(&pending.terms).into();
                Some(Announced { epoch: state.epoch + 1, ready_at: pending.ready_at.into(), lacks })
            }),
        })
    }
}

impl EpochStage {
    fn of(bundle: &Bundle, epoch: u64, state: &RecurringState) -> Option<Self> {
        let list = list_of(bundle);
        let pending = state.pending.is_some_and(|pending| pending.terms == list);
        match epoch.cmp(&state.epoch) {
            Ordering::Less => Some(Self::Superseded),
            Ordering::Equal => (state.current == list).then_some(Self::InEffect),
            Ordering::Greater => (pending && epoch == state.epoch + 1).then_some(Self::Pending),
        }
    }
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
    /// Claims open later; by a list that is announced, when it has taken effect.
    NotStarted,
    /// Claims are accepted.
    Open,
    /// The claim window is over, or a later list of the airdrop is in effect.
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
    /// First moment at which nothing is paid any more, as far as is known.
    pub(crate) ends_at: Timestamp,
    /// Other attestors that wait for their time.
    pub(crate) rotation: Option<PendingRotation>,
    /// Claims by identity are frozen until then.
    pub(crate) frozen_until: Option<Timestamp>,
    /// What it needs to hold: the total less what was claimed.
    pub(crate) required: Amount,
    /// The lists of the contract, where it has more than one.
    pub(crate) recurring: Option<Box<RecurringState>>,
}

impl Standing {
    pub(crate) async fn of(state: &AppState, campaign: &Campaign) -> Result<Self, Problem> {
        let claims = state.claims(campaign).await?;
        let claimed = claims.as_ref().map(|claims| claims.total).unwrap_or_default();
        let status = state.chain_status(campaign.slug());
        let view = match status.as_deref() {
            Some(ChainStatus::Seen(view)) if campaign.deployment.is_some() => Some(view),
            _ => None,
        };
        let terms = &campaign.bundle.manifest().claim;
        let recurring = view.and_then(|view| view.recurring.clone());
        // Of a recurring airdrop what counts is the list in effect, whichever this is.
        let total = recurring.as_ref().map_or(campaign.bundle.manifest().total, |state| state.current.total);
        let required = total.checked_sub(claimed).unwrap_or_default();
        let place = terms.recurring.zip(recurring.as_ref());
        let place = place.map(|(terms, lists)| EpochStage::of(&campaign.bundle, terms.epoch, lists));
        let state = match view {
            None if campaign.deployment.is_none() => CampaignState::NotDeployed,
            None => CampaignState::Unknown,
            // After the end the owner may take the rest back: an empty contract is then no fault.
            Some(view) if view.head_time >= view.ends_at => CampaignState::Ended,
            Some(_) if place == Some(Some(EpochStage::Superseded)) => CampaignState::Ended,
            Some(_) if place == Some(Some(EpochStage::Pending)) => CampaignState::NotStarted,
            // Announced and vetoed, or another was announced under its number.
            Some(_) if place == Some(None) => CampaignState::NotDeployed,
            Some(view) if view.balance < required => CampaignState::NotFunded,
            Some(view) if view.head_time < terms.start => CampaignState::NotStarted,
            Some(_) => CampaignState::Open,
        };
        Ok(Self {
            state,
            claims,
            balance: view.map(|view| view.balance),
            ends_at: view.map_or(terms.end, |view| view.ends_at),
            rotation: view.and_then(|view| view.rotation.clone()),
            frozen_until: view.and_then(|view| view.frozen_until),
            required,
            recurring,
        })
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
            chain_name: campaign.chain_name(),
            token: Token::of(campaign),
            pool: manifest.pool.into(),
            total: manifest.total.into(),
            claimants: manifest.claimants,
            unlinked: manifest.unlinked,
            claim: ClaimWindow {
                start: manifest.claim.start.into(),
                end: manifest.claim.end.into(),
                ends_at: standing.ends_at.into(),
                vesting: manifest.claim.vesting.map(Vesting::from),
                recurring: Recurring::of(campaign, standing.recurring.as_deref()),
            },
            state: standing.state,
            claimed_total: claims.map(|claims| claims.total.into()),
            claimed_count: claims.and_then(|claims| u64::try_from(claims.paid.len()).ok()),
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
