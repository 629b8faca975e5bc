//! By what everybody can look at: a signature of a key that the account publishes, or a gist.

use tributary_github::identity::{GistId, GistIdError, IdentityClient};
use tributary_model::{Binding, GithubId, ProofEvidence, ProofMethod, Timestamp};
use tributary_proof::{
    BindingMessage, gist,
    ssh::{self, SshError},
};
use tributary_storage::Challenge;

use super::{
    super::{BindError, Desk, Entitled, Paying, published::Published},
    wrong,
};

impl Desk {
    /// By a signature of one of the account's keys over the message.
    ///
    /// # Errors
    /// [`BindError`] says what is wrong; the challenge stays open.
    pub async fn prove_ssh(
        &self,
        paying: &Paying,
        person: &Entitled,
        id: &str,
        signature: &str,
        now: Timestamp,
    ) -> Result<(), BindError> {
        let (challenge, message) = self.open_for_proof(paying, person, id, now).await?;
        let github = self.github(ProofMethod::Ssh)?;
        let signed =
            ssh::signed(&message, signature).map_err(|error| BindError::refused("signature", error))?;
        let published = self.published_keys.of(github, person.account, now).await?;
        let foreign = |error: SshError| BindError::refused("signature", as_asked(&error, &published, now));
        let (login, keys) =
            published.found.clone().map_err(|message| BindError::refused("signature", message))?;
        let proof = signed.by_one_of(&keys).map_err(foreign)?;
        let evidence =
            ProofEvidence::Ssh { signature: signature.trim().to_owned(), public_key: proof.public_key };
        self.record(paying, person, &challenge, login, evidence, now).await
    }

    /// By a public gist of the account that holds the message. `named` is its id or its address.
    ///
    /// # Errors
    /// [`BindError`] says what is wrong; the challenge stays open.
    pub async fn prove_gist(
        &self,
        paying: &Paying,
        person: &Entitled,
        id: &str,
        named: &str,
        now: Timestamp,
    ) -> Result<(), BindError> {
        let (challenge, message) = self.open_for_proof(paying, person, id, now).await?;
        let github = self.github(ProofMethod::Gist)?;
        let evidence = check_gist(github, person.account, &gist_named(named)?, &message).await?;
        let login = github.account(person.account).await.map_err(wrong("gist"))?.login;
        self.record(paying, person, &challenge, login, evidence, now).await
    }

    async fn open_for_proof(
        &self,
        paying: &Paying,
        person: &Entitled,
        id: &str,
        now: Timestamp,
    ) -> Result<(Challenge, BindingMessage), BindError> {
        let challenge = self.waiting(paying, id, now).await?;
        self.unclaimed(paying, person, now).await?;
        let message = challenge.message.parse::<BindingMessage>().map_err(|error| {
            tracing::error!(%error, challenge = %challenge.id, "a stored message cannot be read");
            BindError::Over("this challenge cannot be used any more; start again to get a new one".to_owned())
        })?;
        Ok((challenge, message))
    }
}

/// Says when GitHub was asked, to somebody who may have added the key since.
fn as_asked(error: &SshError, published: &Published, now: Timestamp) -> String {
    if published.asked_at == now {
        return error.to_string();
    }
    format!(
        "{error} (GitHub was asked at {} and is asked again from {} on)",
        published.asked_at,
        published.good_until()
    )
}

/// By its id or its address; anything else is not worth a question to GitHub.
fn gist_named(named: &str) -> Result<GistId, BindError> {
    named.trim().parse().map_err(|error: GistIdError| BindError::refused("gist", error))
}

/// The gist as evidence, if its owner is the account and a file of it is the message.
async fn check_gist(
    github: &IdentityClient,
    account: GithubId,
    id: &GistId,
    message: &BindingMessage,
) -> Result<ProofEvidence, BindError> {
    let found = github.gist(id).await.map_err(wrong("gist"))?;
    if found.owner != account {
        let words =
            format!("the gist is of github:{}, and these tokens are of github:{account}", found.owner);
        return Err(BindError::refused("gist", words));
    }
    if !found.files.values().any(|content| gist::is_message(content, message)) {
        return Err(BindError::refused(
            "gist",
            "no file of the gist is this message; copy all of it, and nothing else, into one file",
        ));
    }
    Ok(ProofEvidence::Gist { id: found.id.to_string(), url: found.url, revision: found.revision })
}

/// Does GitHub still say what the evidence rests on? For an attestor that has only what is published. A key that is no
/// longer published, or a gist that is gone or was changed, proves nothing to somebody who comes later.
///
/// # Errors
/// [`BindError`] says what does not hold. A sign-in cannot be checked again.
pub async fn recheck(github: &IdentityClient, binding: &Binding) -> Result<(), BindError> {
    let proved = &binding.proved;
    let message =
        proved.message.parse::<BindingMessage>().map_err(|error| BindError::refused("message", error))?;
    match &proved.evidence {
        ProofEvidence::Ssh { signature, .. } => {
            let refused = |error: SshError| BindError::refused("signature", error);
            let signed = ssh::signed(&message, signature).map_err(refused)?;
            let published = github.published_keys(message.identity).await.map_err(wrong("signature"))?;
            let keys: Vec<String> = published.keys.into_iter().collect();
            signed.by_one_of(&keys).map(drop).map_err(refused)
        }
        ProofEvidence::Gist { id, .. } => {
            check_gist(github, message.identity, &gist_named(id)?, &message).await.map(drop)
        }
        ProofEvidence::Oauth { .. } | ProofEvidence::Device {} => {
            Err(BindError::refused("method", "a sign-in at GitHub is seen by nobody but the server"))
        }
    }
}
