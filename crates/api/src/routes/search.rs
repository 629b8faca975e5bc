//! `GET /search`

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};
use tributary_model::Identity;
use utoipa::{IntoParams, ToSchema};

use crate::{
    AppState,
    campaign::{Campaign, Person},
    problem::{Problem, ProblemBody},
    scalar::{AddressText, AmountText, IdentityText},
};

/// Results of one campaign.
const PER_CAMPAIGN: usize = 10;
/// Results of an answer.
const RESULTS: usize = 50;

/// Whom to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchQuery {
    /// A login or the beginning of one, a numeric GitHub id, an identity or an address.
    #[param(example = "ada-example")]
    q: String,
}

/// Where somebody has a part.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResults {
    query: String,
    /// Exact matches first, then logins that begin so; at most 50.
    results: Vec<SearchResult>,
}

/// One person in one campaign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResult {
    campaign: FoundIn,
    identity: IdentityText,
    #[schema(required, example = "ada-example")]
    login: Option<String>,
    amount: AmountText,
    #[schema(required)]
    address: Option<AddressText>,
    #[schema(required)]
    index: Option<u64>,
}

/// The campaign of a result.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundIn {
    slug: String,
    name: String,
    chain_name: String,
    token: FoundToken,
}

/// How to show the amount.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundToken {
    symbol: String,
    decimals: u8,
}

fn result(campaign: &Campaign, person: &Person) -> SearchResult {
    let manifest = campaign.bundle.manifest();
    SearchResult {
        campaign: FoundIn {
            slug: manifest.slug.clone(),
            name: manifest.name.clone(),
            chain_name: campaign.chain_name(),
            token: FoundToken { symbol: manifest.token.symbol.clone(), decimals: manifest.token.decimals },
        },
        identity: person.identity.into(),
        login: person.login.clone(),
        amount: person.amount.into(),
        address: person.address.map(AddressText),
        index: person.index,
    }
}

/// Looks somebody up in every campaign.
#[utoipa::path(get, path = "/search", tag = "people", params(SearchQuery), responses(
    (status = 200, description = "Where this person has a part; empty when nowhere.", body = SearchResults),
    (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn search(
    State(state): State<AppState>,
    query: Result<Query<SearchQuery>, QueryRejection>,
) -> Result<Json<SearchResults>, Problem> {
    let Query(SearchQuery { q }) = query?;
    let query = q.trim().trim_start_matches('@').to_owned();
    let held = state.store().account_names(&query).await?;
    let held: Vec<Identity> = held.iter().map(|holder| Identity::Github(holder.id)).collect();
    let campaigns = state.catalog().all();
    let found = campaigns.iter().flat_map(|campaign| {
        let people = campaign.people.search(&query, &held, PER_CAMPAIGN);
        people.into_iter().map(|person| result(campaign, person)).collect::<Vec<_>>()
    });
    let results = found.take(RESULTS).collect();
    Ok(Json(SearchResults { query, results }))
}
