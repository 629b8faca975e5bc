//! Whose a login is, by what was read over time. GitHub gives a login that somebody gave up to whoever asks next.

use thiserror::Error;
use tributary_model::Identity;
use tributary_storage::{AccountName, StorageError, Store};

/// Why a login names nobody.
#[derive(Debug, Error)]
pub enum LoginError {
    /// More than one account has or had it.
    #[error("the login `{login}` changed hands: it was seen of {}; give the id of the one you mean", list(.holders))]
    ChangedHands {
        /// What was asked for.
        login: String,
        /// Who was seen with it last comes first.
        holders: Vec<AccountName>,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The one account that has this login in any case, or had it; `None` when it was never read.
///
/// # Errors
/// See [`LoginError`].
pub async fn holder(store: &Store, login: &str) -> Result<Option<AccountName>, LoginError> {
    let mut holders = store.account_names(login).await?;
    if holders.len() > 1 {
        return Err(LoginError::ChangedHands { login: login.to_owned(), holders });
    }
    Ok(holders.pop())
}

fn list(holders: &[AccountName]) -> String {
    let told = holders.iter().map(|holder| {
        let last = holder.last_seen.map(|at| format!(" (last on {at})")).unwrap_or_default();
        format!("`{}`{last}", Identity::Github(holder.id))
    });
    told.collect::<Vec<_>>().join(" and of ")
}
