//! One account, by its number.

use http::HeaderValue;
use serde::Deserialize;
use tributary_model::{Account, AccountKind, GithubId, Timestamp};

use super::{IdentityClient, IdentityError, request::At};

#[derive(Deserialize)]
struct Answer {
    id: GithubId,
    login: String,
    #[serde(rename = "type")]
    kind: String,
    created_at: Option<Timestamp>,
}

impl IdentityClient {
    /// The account as it is today.
    ///
    /// # Errors
    /// [`IdentityError::NoAccount`] when it is gone.
    pub async fn account(&self, id: GithubId) -> Result<Account, IdentityError> {
        let account = self.one_account(format!("/user/{id}"), self.shared.token.clone()).await?;
        let account = account.ok_or(IdentityError::NoAccount(id))?;
        if account.id != id {
            let reason = format!("the account {} when asked for {id}", account.id);
            return Err(self.not_github(At::Api, &reason));
        }
        Ok(account)
    }

    /// A person's account.
    pub(super) async fn person(&self, id: GithubId) -> Result<Account, IdentityError> {
        let account = self.account(id).await?;
        match account.kind {
            AccountKind::User => Ok(account),
            kind => Err(IdentityError::NotUser { id, kind }),
        }
    }

    /// Whose token this is. It is asked once.
    pub(super) async fn whose(&self, token: HeaderValue) -> Result<GithubId, IdentityError> {
        let account = self.one_account("/user".to_owned(), Some(token)).await?;
        let account =
            account.ok_or_else(|| self.not_github(At::Api, "no account behind the token it gave"))?;
        match account.kind {
            AccountKind::User => Ok(account.id),
            kind => Err(IdentityError::NotUser { id: account.id, kind }),
        }
    }

    async fn one_account(
        &self,
        path: String,
        authorization: Option<HeaderValue>,
    ) -> Result<Option<Account>, IdentityError> {
        let Some((answer, _)) = self.read::<Answer>(path, authorization).await? else { return Ok(None) };
        let Answer { id, login, kind, created_at } = answer;
        let kind = kind.to_ascii_lowercase().parse();
        let kind = kind.map_err(|_| self.not_github(At::Api, "an account of a kind that is unknown"))?;
        Ok(Some(Account { id, login, kind, created_at }))
    }
}
