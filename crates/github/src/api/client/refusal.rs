//! Which token asks, and what becomes of one that is refused.

use tokio::time::Instant;

use super::{GithubClient, Notice, locked};
use crate::api::{GithubError, Subject, answer::Asked, patience::Waited, tokens::Turn};

/// What a token may not read.
#[derive(Clone)]
pub(super) enum Refusal {
    Forbidden(String),
    NotFound,
}

impl GithubClient {
    /// The token that asks next, once there is one.
    pub(super) async fn turn(&self, asked: Asked<'_>, waited: &mut Waited) -> Result<usize, GithubError> {
        loop {
            let may = |token| !locked(&self.refused).contains_key(&(asked.subject.clone(), token));
            match self.shared.tokens.next(may, Instant::now()) {
                Turn::Ask(token) => return Ok(token),
                Turn::Wait(limit, wait) => self.wait_for_limit(waited, limit, wait).await?,
                Turn::Nobody => return Err(self.nobody(asked)),
            }
        }
    }

    /// Sets a token aside, for this subject or for good, when it is the token that was refused; else fails.
    pub(super) async fn set_aside(
        &self,
        asked: Asked<'_>,
        token: usize,
        error: GithubError,
    ) -> Result<(), GithubError> {
        let refusal = match &error {
            GithubError::BadToken { .. } if self.shared.bearers[token].forget().await => return Ok(()),
            GithubError::BadToken { message, .. } => {
                self.shared.tokens.spoil(token, message);
                None
            }
            GithubError::Forbidden { message, .. } => Some(Refusal::Forbidden(message.clone())),
            GithubError::NotFound { .. } => Some(Refusal::NotFound),
            _ => return Err(error),
        };
        if let Some(refusal) = refusal {
            locked(&self.refused).insert((asked.subject.clone(), token), refusal);
        }
        let of = self.shared.tokens.count();
        if of > 1 {
            (self.notify)(&Notice::SetAside { token: token + 1, of, reason: error.to_string() });
        }
        Ok(())
    }

    /// Why no token may ask: the most telling of the reasons.
    fn nobody(&self, asked: Asked<'_>) -> GithubError {
        let refused = locked(&self.refused);
        let of_subject = refused.iter().filter(|((subject, _), _)| subject == asked.subject);
        let (mut forbidden, mut unseen) = (None, false);
        for (_, refusal) in of_subject {
            match refusal {
                Refusal::Forbidden(message) => forbidden = Some(message),
                Refusal::NotFound => unseen = true,
            }
        }
        let api = self.shared.api.clone();
        match (forbidden, asked.subject, self.shared.tokens.bad()) {
            (Some(message), ..) => asked.forbidden(message),
            (None, Subject::Repository(name), _) if unseen => {
                GithubError::NotFound { repository: name.clone(), api }
            }
            (None, _, Some(message)) => GithubError::BadToken { api, message },
            (None, _, None) => GithubError::NoToken,
        }
    }
}
