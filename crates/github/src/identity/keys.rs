//! The SSH keys that an account publishes: those for authentication and those for signing.

use std::collections::BTreeSet;

use http::{HeaderMap, header};
use serde::Deserialize;
use tributary_model::{Account, GithubId};

use super::{IdentityClient, IdentityError, request::At};
use crate::email::is_login;

const PAGE: usize = 100;
const MOST_PAGES: usize = 10;
const LISTS: [&str; 2] = ["keys", "ssh_signing_keys"];

/// What an account publishes, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountKeys {
    /// The account, before and after its keys were read.
    pub account: Account,
    /// As GitHub lists them, `ssh-ed25519 AAAA…`; of one that is in both lists, one.
    pub keys: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Key {
    key: String,
}

impl IdentityClient {
    /// Every key of the account. The lists are by login, so the id is asked for its login before and after.
    ///
    /// # Errors
    /// [`IdentityError::NoAccount`], [`IdentityError::NotUser`], [`IdentityError::Renamed`] and
    /// [`IdentityError::TooManyKeys`].
    pub async fn published_keys(&self, id: GithubId) -> Result<AccountKeys, IdentityError> {
        let account = self.person(id).await?;
        if !is_login(&account.login) {
            return Err(self.not_github(At::Api, "a login that is none"));
        }
        let mut keys = BTreeSet::new();
        for list in LISTS {
            keys.append(&mut self.listed(&account, list).await?);
        }
        let after = self.person(id).await?;
        if after.login == account.login { Ok(AccountKeys { account, keys }) } else { Err(renamed(&account)) }
    }

    async fn listed(&self, account: &Account, list: &str) -> Result<BTreeSet<String>, IdentityError> {
        let mut keys = BTreeSet::new();
        for page in 1..=MOST_PAGES {
            let path = format!("/users/{}/{list}?per_page={PAGE}&page={page}", account.login);
            let answer = self.read::<Vec<Key>>(path, self.shared.token.clone()).await?;
            let (found, headers) = answer.ok_or_else(|| renamed(account))?;
            keys.extend(found.into_iter().map(|found| found.key));
            if !has_next(&headers) {
                return Ok(keys);
            }
        }
        Err(IdentityError::TooManyKeys { id: account.id, most: PAGE * MOST_PAGES })
    }
}

fn renamed(account: &Account) -> IdentityError {
    IdentityError::Renamed { id: account.id, login: account.login.clone() }
}

/// GitHub names the next page in `Link`; we count ourselves and never follow an address that it gives.
fn has_next(headers: &HeaderMap) -> bool {
    let links = headers.get(header::LINK).and_then(|links| links.to_str().ok());
    links.is_some_and(|links| links.contains("rel=\"next\""))
}
