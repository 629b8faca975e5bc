//! Binding a GitHub account to the wallet that its tokens are paid to: challenges, proofs, and what they come to.
//!
//! What GitHub or a chain is asked for while somebody waits ends before the request's own limit, and no transaction of the
//! database is open meanwhile.

pub(super) mod binding;
pub(super) mod challenge;
pub(super) mod device;
pub(super) mod endorse;
pub(super) mod file;
pub(super) mod oauth;
pub(super) mod proof;

use std::{future::Future, sync::Arc};

use tributary_chain::{Chain, ChainError};
use tributary_engine::bindings::{BindError, Entitled, Paying};
use tributary_model::{Address, B256, Bytes, Identity};

use crate::{
    AppState, ChainStatus,
    binding_problem::BindingProblem,
    campaign::{Campaign, Person},
    problem::Problem,
};

/// A campaign and what of it matters here.
pub(crate) struct Asked {
    pub(crate) campaign: Arc<Campaign>,
    pub(crate) paying: Paying,
}

impl Asked {
    /// A campaign that pays GitHub accounts and is deployed.
    pub(crate) fn find(state: &AppState, slug: &str) -> Result<Self, Problem> {
        let campaign = state.catalog().get(slug)?;
        let manifest = campaign.bundle.manifest();
        let nothing = |words: String| Problem::binding(BindingProblem::Closed, words);
        let Some(identity) = &manifest.claim.identity else {
            return Err(nothing(format!("`{slug}` pays wallets alone; no GitHub account can claim there")));
        };
        let deployed = campaign.deployment.as_ref().map(|deployment| &deployment.record);
        let deployed = deployed.and_then(|record| record.attestors.map(|set| (record, set)));
        let Some((record, set)) = deployed else {
            return Err(nothing(format!("`{slug}` is not deployed yet; come back when it can be claimed")));
        };
        let (ends_at, attestors) = match state.chain_status(slug).as_deref() {
            Some(ChainStatus::Seen(view)) => (view.ends_at, view.attestors.clone()),
            Some(ChainStatus::Unreachable(_)) | None => (manifest.claim.end, None),
        };
        let paying = Paying {
            slug: slug.to_owned(),
            chain_id: record.chain_id,
            airdrop: record.airdrop,
            token: record.token,
            set,
            threshold: attestors.as_ref().map_or(identity.threshold, |seen| seen.threshold),
            ends_at,
            attestors,
        };
        Ok(Self { campaign, paying })
    }

    /// Somebody with an identity leaf, by any of their names. `field` is where the name stood.
    pub(crate) fn person(&self, who: &str, field: &'static str) -> Result<Entitled, Problem> {
        let identity = self.campaign.ledger.find(who)?;
        let none = |words: String| Problem::invalid_proof(field, words);
        let person = self.campaign.people.get(identity);
        let Some((person, index)) = person.and_then(|person| Some((person, person.index?))) else {
            return Err(none(format!(
                "`{identity}` has no leaf in `{}`; there is nothing to claim",
                self.paying.slug
            )));
        };
        if let Some(address) = person.address {
            return Err(none(format!(
                "`{identity}` is paid at the wallet {address}, which claims by itself; nothing has to be proved"
            )));
        }
        let Identity::Github(account) = identity else {
            return Err(none(format!("`{identity}` is no GitHub account")));
        };
        Ok(Entitled { account, login: login(person), index, amount: person.leaf_amount() })
    }

    /// Whose challenge it is.
    pub(crate) fn person_of(&self, identity: Identity) -> Result<Entitled, Problem> {
        self.person(&identity.to_string(), "who")
    }
}

fn login(person: &Person) -> String {
    person.login.clone().unwrap_or_else(|| person.identity.to_string())
}

/// Waits for GitHub, within its limit.
async fn github<T>(
    state: &AppState,
    asked: impl Future<Output = Result<T, BindError>>,
) -> Result<T, Problem> {
    let limit = state.settings().outside_limit;
    match tokio::time::timeout(limit, asked).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Problem::binding(
            BindingProblem::Github,
            format!("GitHub did not answer within {} s; nothing was changed, try again", limit.as_secs()),
        )),
    }
}

/// The same for an attestor, whose word is published for good: code that an account has only lent itself (EIP-7702) may be gone
/// tomorrow, and its word could not be told from a forgery then.
async fn attestor_accepts(
    state: AppState,
    campaign: Arc<Campaign>,
    attestor: Address,
    digest: B256,
    signature: Bytes,
) -> Result<bool, BindError> {
    of_chain(&state, &campaign, async |chain| {
        let is_contract = state.chains().is_contract(&chain, attestor).await?;
        Ok(is_contract && chain.accepts(attestor, digest, &signature).await?)
    })
    .await
}

/// Asks an account's contract whether it accepts a signature (ERC-1271), within the limit.
async fn contract_accepts(
    state: AppState,
    campaign: Arc<Campaign>,
    account: Address,
    digest: B256,
    signature: Bytes,
) -> Result<bool, BindError> {
    of_chain(&state, &campaign, async |chain| chain.accepts(account, digest, &signature).await).await
}

async fn of_chain(
    state: &AppState,
    campaign: &Campaign,
    ask: impl AsyncFnOnce(Chain) -> Result<bool, ChainError>,
) -> Result<bool, BindError> {
    let asked = async {
        let (_, chain) = state.chains().of(campaign).await.map_err(|error| error.to_string())?;
        ask(chain).await.map_err(|error| error.to_string())
    };
    let answer = tokio::time::timeout(state.settings().outside_limit, asked).await;
    answer.unwrap_or_else(|_| Err("it took too long".to_owned())).map_err(|error| {
        tracing::warn!(campaign = campaign.slug(), error, "the chain cannot be asked about a signature");
        BindError::Chain
    })
}
