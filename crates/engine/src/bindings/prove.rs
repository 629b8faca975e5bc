//! The four ways to show that an account is one's own.
//!
//! GitHub and the chain are asked before the database is written to; no transaction is open meanwhile. What is wrong with
//! a signature or a gist is said and the challenge stays open; what GitHub said about a sign-in ends it.

use std::future::Future;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use tributary_github::identity::{
    Callback, Consent, DeviceGrant, DevicePoll, GistId, GistIdError, IdentityClient, IdentityError,
};
use tributary_model::{
    B256, Binding, Bytes, ChallengeId, GithubId, ProofEvidence, ProofMethod, Proved, Timestamp,
};
use tributary_proof::{
    BindingMessage, gist,
    pkce::{CodeVerifier, ConsentState},
    ssh::{self, SshError},
};
use tributary_storage::{Challenge, ChallengeState, DeviceStep, OauthStep};

use super::{
    BindError, Desk, Entitled, Paying, desk::random, is_signed_by_key, published::Published, settle,
    wallet_digest,
};

/// Where GitHub sends people back to, below the public address.
const CALLBACK: &str = "/api/v1/oauth/github/callback";

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

    /// Begins a sign-in at GitHub, after the wallet has signed the message. Gives the address to go to and what GitHub
    /// will send back, which the browser has to keep: without it, somebody else's sign-in could be ended here.
    ///
    /// `contract` asks the wallet's contract whether it accepts the signature; it is asked when no key made it.
    ///
    /// # Errors
    /// [`BindError`] says what is wrong; the challenge stays open.
    pub async fn begin_oauth<C>(
        &self,
        paying: &Paying,
        id: &str,
        signature: &Bytes,
        contract: impl FnOnce(B256) -> C,
        now: Timestamp,
    ) -> Result<(String, ConsentState), BindError>
    where
        C: Future<Output = Result<bool, BindError>> + Send,
    {
        let challenge = self.waiting(paying, id, now).await?;
        let github = self.oauth(ProofMethod::Oauth)?;
        let holds = is_signed_by_key(&challenge.message, challenge.recipient, signature)
            || contract(wallet_digest(&challenge.message)).await?;
        if !holds {
            return Err(BindError::refused(
                "signature",
                format!(
                    "the signature is not by {} over this message; sign it with that wallet",
                    challenge.recipient
                ),
            ));
        }
        let (verifier, state) = (CodeVerifier::from_random(random()?), ConsentState::from_random(random()?));
        let step = OauthStep {
            state: hash(&state),
            verifier: Some(verifier.as_str().to_owned()),
            wallet_signature: signature.clone(),
        };
        let consent = Consent {
            state: &state,
            challenge: &verifier.challenge(),
            redirect: &self.callback(),
            login: &challenge.login,
        };
        let authorize_url = github.authorize_url(&consent).map_err(wrong("method"))?;
        self.store.begin_oauth(challenge.id, &step).await?;
        Ok((authorize_url, state))
    }

    /// The challenge whose sign-in GitHub sends back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn returning(&self, state: &ConsentState) -> Result<Option<Challenge>, BindError> {
        Ok(self.store.challenge_of_oauth(hash(state)).await?)
    }

    /// Ends a sign-in, once. A second return of the same one changes nothing. What goes wrong ends the challenge with a
    /// sentence for the person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_oauth(
        &self,
        paying: &Paying,
        person: &Entitled,
        challenge: &Challenge,
        callback: Callback,
        now: Timestamp,
    ) -> Result<(), BindError> {
        let Some(step) = &challenge.oauth else { return Ok(()) };
        let Some(verifier) = self.store.take_verifier(challenge.id).await? else { return Ok(()) };
        let ended = async {
            let code = callback.code.map_err(wrong("method"))?;
            let github = self.oauth(ProofMethod::Oauth)?;
            let verifier = CodeVerifier::kept(&verifier)
                .map_err(|_| BindError::Over("this sign-in is not one of ours; start again".to_owned()))?;
            let found = github.exchange(&code, &verifier, &self.callback()).await.map_err(wrong("method"))?;
            let login = self.signed_in(github, found, person, challenge).await?;
            let evidence = ProofEvidence::Oauth { wallet_signature: step.wallet_signature.clone() };
            self.record(paying, person, challenge, login, evidence, now).await
        };
        self.end(challenge.id, ended).await
    }

    /// Asks GitHub for a code to be typed there.
    ///
    /// # Errors
    /// [`BindError`] says what is wrong; the challenge stays open.
    pub async fn begin_device(
        &self,
        paying: &Paying,
        id: &str,
        now: Timestamp,
    ) -> Result<DeviceStep, BindError> {
        let challenge = self.waiting(paying, id, now).await?;
        let begun = self.oauth(ProofMethod::Device)?.device_start().await;
        let step = device_step(begun.map_err(wrong("method"))?, &challenge, now);
        self.store.begin_device(challenge.id, &step).await?;
        Ok(step)
    }

    /// Asks GitHub whether the code was typed, if it is time to.
    ///
    /// # Errors
    /// When the database fails. GitHub's silence is none: it is asked again the next time.
    pub async fn ask_about_code(
        &self,
        paying: &Paying,
        person: &Entitled,
        challenge: &Challenge,
        now: Timestamp,
    ) -> Result<(), BindError> {
        let code =
            challenge.device.as_ref().and_then(|step| step.device_code.as_ref().map(|code| (step, code)));
        let (ChallengeState::Waiting, Some((step, code))) = (&challenge.state, code) else { return Ok(()) };
        if now >= challenge.expires_at || !self.store.turn_to_ask(challenge.id, now).await? {
            return Ok(());
        }
        let github = self.oauth(ProofMethod::Device)?;
        let found = match github.device_poll(&SecretString::from(code.clone())).await.map_err(wrong("method"))
        {
            Ok(DevicePoll::SlowDown(interval)) => {
                let interval = u32::try_from(interval.as_secs()).unwrap_or(u32::MAX);
                return Ok(self.store.ask_less_often(challenge.id, interval.max(step.interval)).await?);
            }
            Ok(DevicePoll::Granted(found)) => found,
            Ok(DevicePoll::Pending) | Err(BindError::Github(_)) => return Ok(()),
            Err(ends) => return self.end(challenge.id, async { Err(ends) }).await,
        };
        let ended = async {
            let login = self.signed_in(github, found, person, challenge).await?;
            self.record(paying, person, challenge, login, ProofEvidence::Device {}, now).await
        };
        self.end(challenge.id, ended).await
    }

    /// What the account that signed in is called, if it is the person's.
    async fn signed_in(
        &self,
        github: &IdentityClient,
        found: GithubId,
        person: &Entitled,
        challenge: &Challenge,
    ) -> Result<String, BindError> {
        if found != person.account {
            return Err(BindError::refused(
                "method",
                format!(
                    "you are signed in at GitHub as github:{found}, and these tokens are of github:{}; sign in there with \
                     that account and start again",
                    person.account
                ),
            ));
        }
        // For showing only: who it is has been said already.
        let login = github.account(found).await.map(|account| account.login);
        Ok(login.unwrap_or_else(|_| challenge.login.clone()))
    }

    /// Ends a challenge that came to nothing; one that has ended already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up(&self, id: ChallengeId, why: &str) -> Result<(), BindError> {
        Ok(self.store.fail_challenge(id, why).await?)
    }

    /// What goes wrong here cannot be tried again with the same challenge.
    async fn end(
        &self,
        id: ChallengeId,
        ended: impl Future<Output = Result<(), BindError>>,
    ) -> Result<(), BindError> {
        match ended.await {
            Ok(()) => Ok(()),
            Err(BindError::Storage(error)) => Err(BindError::Storage(error)),
            Err(error) => Ok(self.store.fail_challenge(id, &error.to_string()).await?),
        }
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

    async fn record(
        &self,
        paying: &Paying,
        person: &Entitled,
        challenge: &Challenge,
        login: String,
        evidence: ProofEvidence,
        now: Timestamp,
    ) -> Result<(), BindError> {
        self.unclaimed(paying, person, now).await?;
        let proved = Proved {
            campaign: challenge.campaign.clone(),
            identity: challenge.identity,
            login,
            recipient: challenge.recipient,
            message: challenge.message.clone(),
            evidence,
        };
        let recipient = proved.recipient;
        self.store
            .save_binding(challenge.id, &proved, now, move |history| settle(history, recipient, now))
            .await?;
        tracing::info!(
            campaign = proved.campaign,
            identity = %proved.identity,
            %recipient,
            method = proved.evidence.method().as_str(),
            "an account was proved"
        );
        Ok(())
    }

    fn github(&self, method: ProofMethod) -> Result<&IdentityClient, BindError> {
        self.terms.github.as_ref().ok_or_else(|| not_offered(method))
    }

    fn oauth(&self, method: ProofMethod) -> Result<&IdentityClient, BindError> {
        self.github(method)
            .and_then(|github| if github.offers_oauth() { Ok(github) } else { Err(not_offered(method)) })
    }

    fn callback(&self) -> String {
        format!("{}{CALLBACK}", self.terms.public_url)
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

fn not_offered(method: ProofMethod) -> BindError {
    BindError::NotOffered(format!(
        "this server does not offer `{}`; the challenge's `methods` names those that it offers",
        method.as_str()
    ))
}

/// What GitHub said: a mistake of the person's in the part `field`, an end of the sign-in, or GitHub's own silence.
pub(super) fn wrong(field: &'static str) -> impl Fn(IdentityError) -> BindError {
    move |error| match error {
        IdentityError::NoAccount(_)
        | IdentityError::NotUser { .. }
        | IdentityError::Renamed { .. }
        | IdentityError::TooManyKeys { .. }
        | IdentityError::NoGist(_)
        | IdentityError::SecretGist(_)
        | IdentityError::NobodysGist(_)
        | IdentityError::LargeGist(_) => BindError::refused(field, error),
        IdentityError::Denied
        | IdentityError::CodeRefused(_)
        | IdentityError::BadCallback(_)
        | IdentityError::DeviceExpired
        | IdentityError::Interrupted
        | IdentityError::Oauth { .. } => BindError::Over(error.to_string()),
        IdentityError::NoApp | IdentityError::BadApp { .. } | IdentityError::BadRedirect { .. } => {
            tracing::error!(%error, "the OAuth app at GitHub cannot be used");
            BindError::NotOffered(
                "nobody can sign in at GitHub here just now; prove the account another way".into(),
            )
        }
        error => BindError::from(error),
    }
}

fn device_step(begun: DeviceGrant, challenge: &Challenge, now: Timestamp) -> DeviceStep {
    let seconds = |duration: std::time::Duration| u32::try_from(duration.as_secs()).unwrap_or(u32::MAX);
    let ends = now.unix().saturating_add(seconds(begun.expires_in).into());
    DeviceStep {
        device_code: Some(begun.device_code.expose_secret().to_owned()),
        user_code: begun.user_code,
        verification_uri: begun.verification_uri,
        expires_at: Timestamp::from_unix(ends).unwrap_or(challenge.expires_at).min(challenge.expires_at),
        interval: seconds(begun.interval).max(1),
        asked_at: now,
    }
}

fn hash(state: &ConsentState) -> B256 {
    B256::from_slice(&Sha256::digest(state.as_str().as_bytes()))
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
