//! The four ways to show that an account is one's own.
//!
//! GitHub and the chain are asked before the database is written to; no transaction is open meanwhile. What is wrong with
//! a signature or a gist is said and the challenge stays open; what GitHub said about a sign-in ends it.

mod shown;
mod sign_in;

pub use shown::recheck;

use tributary_github::identity::{IdentityClient, IdentityError};
use tributary_model::{ProofEvidence, ProofMethod, Proved, Timestamp};
use tributary_storage::Challenge;

use super::{BindError, Desk, Entitled, Paying, settle, standing::settled_together};

impl Desk {
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
        self.in_time(paying, person, challenge).await?;
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
            .save_binding(paying.contract(), challenge.id, &proved, now, move |history| {
                settle(&settled_together(history.to_vec()), recipient, now)
            })
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

    /// A proof never looks earlier than the one before it. Where a clock was set back it could so look later than its message
    /// is good, and nobody would believe the published file any more.
    async fn in_time(
        &self,
        paying: &Paying,
        person: &Entitled,
        challenge: &Challenge,
    ) -> Result<(), BindError> {
        let history = self.history(paying, person).await?;
        match history.last().filter(|last| last.proved_at >= challenge.expires_at) {
            None => Ok(()),
            Some(last) => Err(BindError::Over(format!(
                "this server's clock was set back, and the last proof is of {}; start again after that",
                last.proved_at
            ))),
        }
    }

    fn github(&self, method: ProofMethod) -> Result<&IdentityClient, BindError> {
        self.terms.github.as_ref().ok_or_else(|| not_offered(method))
    }
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
