//! `GET /rounds/{slug}/repositories/{owner}/{name}`: does a repository speak for a payout?

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};
use tributary_model::{Address, RepositoryName};
use utoipa::{IntoParams, ToSchema};

use crate::{
    AppState,
    problem::{Problem, ProblemBody},
    round_problem::RoundProblem,
    routes::read_address,
};

/// What is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RepositoryQuery {
    /// Where the project would be paid.
    #[param(example = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    payout: String,
}

/// What a repository says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RepositoryProof {
    /// GitHub's number.
    #[schema(example = 1024)]
    id: u64,
    /// As it is called now.
    #[schema(value_type = String, example = "ada-example/trees")]
    full_name: RepositoryName,
    /// What it was found to be; `null` where it was not indexed.
    #[schema(required, example = "model")]
    kind: Option<String>,
    /// `FUNDING.json` of its default branch names the payout for this round.
    proved: bool,
    /// Why not, in words; empty when it is proved.
    #[schema(example = "there is no `FUNDING.json` in its default branch")]
    why: String,
}

/// Does `FUNDING.json` in a repository's default branch name this payout?
///
/// Whoever can write to it speaks for the project:
/// `{"tributary": {"<round address>": {"payout": "0x…"}}}`. GitHub is asked at once.
#[utoipa::path(get, path = "/rounds/{slug}/repositories/{owner}/{name}", tag = "rounds",
    params(
        ("slug" = String, Path, description = "The round's short name.", example = "spring"),
        ("owner" = String, Path, description = "The account before the slash.", example = "ada-example"),
        ("name" = String, Path, description = "The part behind it.", example = "trees"),
        RepositoryQuery,
    ),
    responses(
        (status = 200, description = "The repository, and whether it speaks for the payout.", body = RepositoryProof),
        (status = 400, description = "Not a repository's name, or not an address.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such round, or no such public repository.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The round is not open yet.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "GitHub or the database does not answer.", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(super) async fn get_repository(
    State(state): State<AppState>,
    Path((slug, owner, name)): Path<(String, String, String)>,
    query: Result<Query<RepositoryQuery>, QueryRejection>,
) -> Result<Json<RepositoryProof>, Problem> {
    let round = state.rounds().get(&slug)?;
    let Query(RepositoryQuery { payout }) = query?;
    let payout: Address = read_address(&payout)?;
    let full = format!("{owner}/{name}");
    let wanted: RepositoryName = full
        .parse()
        .map_err(|_| RoundProblem::NotRepository.says(format!("`{full}` is not `owner/name`")))?;
    let (_, address) = round.contract().ok_or_else(|| not_open(&slug))?;
    let github = state.settings().desk.github.as_ref();
    let github = github.ok_or_else(|| RoundProblem::Github.says("this server asks no GitHub"))?;
    let word = state.repository_words().ask(github, &wanted, address, payout);
    let word = tokio::time::timeout(state.settings().outside_limit, word).await;
    let word = word.map_err(|_| RoundProblem::Github.says("GitHub takes too long; try again"))??;
    let word = word.ok_or_else(|| {
        RoundProblem::NoRepository.says(format!("there is no public repository `{full}` on GitHub"))
    })?;
    let kind = state.store().classification(word.repository.id).await?.map(|found| found.kind);
    Ok(Json(RepositoryProof {
        id: word.repository.id.0,
        full_name: word.repository.name,
        kind,
        proved: word.missing.is_none(),
        why: word.missing.unwrap_or_default(),
    }))
}

fn not_open(slug: &str) -> Problem {
    RoundProblem::NotOpen.says(format!("`{slug}` is not on the chain yet, so that no file can name it"))
}
