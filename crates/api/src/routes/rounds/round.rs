//! `GET /rounds/{slug}`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use tributary_engine::round::{Freeze, MatchRules, Next, RoundEnd, RoundHistory, Stage};
use utoipa::ToSchema;

use super::{RoundSummary, RoundToken, count};
use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    rounds::{RoundView, ServedRound, stands},
    scalar::{AddressText, AmountText, HashText, TimeText},
};

/// Everything about one round but its projects.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundDetail {
    #[serde(flatten)]
    summary: RoundSummary,
    roles: RoundRoles,
    rule: RoundRule,
    /// SHA-256 of `rules.json`; the contract keeps it.
    rules_hash: HashText,
    /// What may be given.
    tokens: Vec<GiftToken>,
    deposits: Vec<DepositShown>,
    /// Lists of coefficients and people that were frozen on the chain; the last count.
    lists: Vec<FreezeShown>,
    /// The result that stands or was carried out.
    #[schema(required)]
    tally: Option<TallyShown>,
    /// Results that the guardian rejected.
    rejected: Vec<RejectedTally>,
    /// What pays the projects, once the result was carried out.
    #[schema(required)]
    airdrop: Option<AddressText>,
    next: NextShown,
}

/// Who does what.
#[derive(Debug, Serialize, ToSchema)]
struct RoundRoles {
    /// Proposes results, and may call the round off.
    owner: AddressText,
    /// May reject a result.
    guardian: AddressText,
    reviewers: Vec<AddressText>,
    /// How many reviewers make a verdict.
    #[schema(example = 1)]
    threshold: u8,
}

/// How the pool is shared.
#[derive(Debug, Serialize, ToSchema)]
struct RoundRule {
    #[schema(example = "quadratic")]
    name: String,
    /// Another system's arithmetic.
    #[schema(required, example = "pluralistic")]
    mode: Option<String>,
    /// The most that one project gets: base units, or a part of the pool such as `4%`.
    #[schema(required, example = "4%")]
    cap: Option<String>,
    /// Smaller gifts of a donor to a project do not count.
    minimum: AmountText,
    /// The same in plain words.
    words: Vec<String>,
}

/// A token that may be given.
#[derive(Debug, Serialize, ToSchema)]
struct GiftToken {
    #[serde(flatten)]
    token: RoundToken,
    /// Whole tokens of the pool for one of it, in decimal; `null` when the price at the close decides.
    #[schema(required, example = "1")]
    price: Option<String>,
}

/// A deposit into the pool.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Deposit)]
struct DepositShown {
    /// Counted from zero.
    number: u64,
    funder: AddressText,
    amount: AmountText,
    /// How much of it went back.
    refunded: AmountText,
    tx: HashText,
}

/// Lists that were frozen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoundFreeze)]
struct FreezeShown {
    /// Counted from one; each takes the place of the one before.
    number: u64,
    /// SHA-256 over the lists.
    lists_hash: HashText,
    at: TimeText,
    tx: HashText,
    /// How many gifts had arrived before.
    gifts_before: u64,
    /// Why others were replaced; `null` for the first, or where the text is not known here.
    #[schema(required)]
    reason: Option<String>,
}

/// A result as the contract has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoundTally)]
struct TallyShown {
    /// Counted from one.
    number: u64,
    /// SHA-256 of `inputs.json`.
    input_hash: HashText,
    root: HashText,
    total: AmountText,
    /// SHA-256 of `manifest.json`.
    bundle_hash: HashText,
    proposed_at: TimeText,
    /// From then on it can be carried out.
    ready_at: TimeText,
}

/// A result that the guardian took back.
#[derive(Debug, Serialize, ToSchema)]
struct RejectedTally {
    number: u64,
    /// SHA-256 of the guardian's reason.
    reason_hash: HashText,
}

/// What comes next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoundNext)]
struct NextShown {
    #[schema(example = "donations end")]
    what: String,
    /// `null`: now.
    #[schema(required)]
    when: Option<TimeText>,
}

impl RoundDetail {
    fn of(round: &ServedRound, view: &RoundView, state: &AppState) -> Self {
        let (rules, history) = (round.rules(), &view.history);
        Self {
            summary: RoundSummary::of(round, view, state),
            roles: RoundRoles {
                owner: rules.owner.into(),
                guardian: rules.guardian.into(),
                reviewers: rules.reviewers.iter().copied().map(AddressText).collect(),
                threshold: rules.threshold,
            },
            rule: RoundRule::of(&rules.matching, &rules.pool.symbol, rules.pool.decimals),
            rules_hash: rules.hash().into(),
            tokens: rules.donations.tokens.iter().map(GiftToken::of).collect(),
            deposits: deposits(history),
            lists: lists(view),
            tally: tally(history),
            rejected: rejected(history),
            airdrop: match &history.end {
                Some(RoundEnd::Finalised { airdrop, .. }) => Some((*airdrop).into()),
                _ => None,
            },
            next: next(round, view, state),
        }
    }
}

impl RoundRule {
    fn of(rule: &MatchRules, symbol: &str, decimals: u8) -> Self {
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            name: word(serde_json::json!(rule.rule)),
            mode: rule.mode.map(|mode| word(serde_json::json!(mode))),
            cap: rule.cap.clone(),
            minimum: rule.minimum.into(),
            words: rule.words(symbol, decimals),
        }
    }
}

impl GiftToken {
    fn of(token: &tributary_engine::round::DonatedToken) -> Self {
        let shown = RoundToken {
            address: token.address.into(),
            symbol: token.symbol.clone(),
            decimals: token.decimals,
        };
        Self { token: shown, price: token.price.clone() }
    }
}

fn deposits(history: &RoundHistory) -> Vec<DepositShown> {
    let shown = |deposit: &tributary_engine::round::Deposit| DepositShown {
        number: deposit.number,
        funder: deposit.funder.into(),
        amount: deposit.amount.into(),
        refunded: deposit.refunded.into(),
        tx: deposit.tx_hash.into(),
    };
    history.deposits.iter().map(shown).collect()
}

fn lists(view: &RoundView) -> Vec<FreezeShown> {
    let shown = |freeze: &Freeze| FreezeShown {
        number: freeze.number,
        lists_hash: freeze.lists_hash.into(),
        at: freeze.at.into(),
        tx: freeze.tx_hash.into(),
        gifts_before: count(freeze.gifts_before),
        reason: view.texts.get(&freeze.reason_hash).cloned(),
    };
    view.history.freezes.iter().map(shown).collect()
}

fn tally(history: &RoundHistory) -> Option<TallyShown> {
    let tally = history.tally()?;
    Some(TallyShown {
        number: tally.number,
        input_hash: tally.terms.input_hash.into(),
        root: tally.terms.root.into(),
        total: tally.terms.total.into(),
        bundle_hash: tally.terms.bundle_hash.into(),
        proposed_at: tally.proposed_at.into(),
        ready_at: tally.ready_at.into(),
    })
}

fn rejected(history: &RoundHistory) -> Vec<RejectedTally> {
    let shown = |tally: &tributary_engine::round::Tally| {
        Some(RejectedTally { number: tally.number, reason_hash: tally.rejected?.into() })
    };
    history.tallies.iter().filter_map(shown).collect()
}

fn next(round: &ServedRound, view: &RoundView, state: &AppState) -> NextShown {
    let now = state.round_now(round.slug());
    if stands(round, view, now) == Stage::Draft {
        return NextShown { what: "the round is opened".to_owned(), when: None };
    }
    let Next { what, when } = Next::of(&round.rules().windows, &view.history, now);
    NextShown { what, when: when.map(TimeText) }
}

/// One round.
#[utoipa::path(get, path = "/rounds/{slug}", tag = "rounds",
    params(("slug" = String, Path, description = "The round's short name.", example = "spring")),
    responses(
        (status = 200, description = "Pool, windows, roles, rules and what became of them.", body = RoundDetail),
        (status = 404, description = "No such round.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn get_round(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<RoundDetail>, Problem> {
    let round = state.rounds().get(&slug)?;
    let view = state.round_view(&round).await?;
    Ok(Json(RoundDetail::of(&round, &view, &state)))
}
