//! By signing in at GitHub, in a browser or by a code: what GitHub then says, nobody but this server sees.

use std::future::Future;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use tributary_github::identity::{Callback, Consent, DeviceGrant, DevicePoll, IdentityClient};
use tributary_model::{B256, Bytes, ChallengeId, GithubId, ProofEvidence, ProofMethod, Timestamp};
use tributary_proof::pkce::{CodeVerifier, ConsentState};
use tributary_storage::{Challenge, ChallengeState, DeviceStep, OauthStep};

use super::{
    super::{BindError, Desk, Entitled, Paying, desk::random, is_signed_by_key, wallet_digest},
    not_offered, wrong,
};

/// Where GitHub sends people back to, below the public address.
const CALLBACK: &str = "/api/v1/oauth/github/callback";

impl Desk {
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

    fn oauth(&self, method: ProofMethod) -> Result<&IdentityClient, BindError> {
        self.github(method)
            .and_then(|github| if github.offers_oauth() { Ok(github) } else { Err(not_offered(method)) })
    }

    fn callback(&self) -> String {
        format!("{}{CALLBACK}", self.terms.public_url)
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
