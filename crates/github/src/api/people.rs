//! Who did it: accounts by their number, deleted accounts as ghosts, commit e-mails as hashes.

use tributary_model::{Account, AccountKind, GithubId, Identity, Timestamp};

use super::{
    shape::{GitActor, LinkedUser},
    thread::Actor,
};
use crate::email::attribute;

/// Accounts that occur in what was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct People {
    /// As GitHub shows them.
    pub(super) accounts: Vec<Account>,
    /// As a commit's noreply e-mail names them.
    pub(super) mentioned: Vec<Account>,
}

impl People {
    /// Who wrote in a discussion. An account without a number cannot be told from others: a ghost.
    pub(super) fn author(&mut self, actor: Option<&Actor>) -> Identity {
        let Some(actor) = actor else { return Identity::Ghost };
        let kind = match actor.kind.as_str() {
            "Bot" => AccountKind::Bot,
            "Mannequin" => AccountKind::Mannequin,
            "Organization" => AccountKind::Organization,
            _ => AccountKind::User,
        };
        match (actor.database_id, &actor.user) {
            (Some(id), _) => self.known(id, &actor.login, kind, actor.created_at),
            (None, Some(LinkedUser { login, database_id: Some(id), created_at })) => {
                self.known(*id, login, kind, *created_at)
            }
            _ => Identity::Ghost,
        }
    }

    /// Who wrote a commit, or helped.
    pub(super) fn signer(&mut self, actor: &GitActor) -> Identity {
        if let Some(LinkedUser { login, database_id: Some(id), created_at }) = &actor.user {
            return self.known(*id, login, AccountKind::User, *created_at);
        }
        let found = attribute(actor.email.as_deref().unwrap_or_default());
        self.mentioned.extend(found.account);
        found.identity
    }

    fn known(&mut self, id: u64, login: &str, kind: AccountKind, created_at: Option<Timestamp>) -> Identity {
        self.accounts.push(Account { id: GithubId(id), login: login.to_owned(), kind, created_at });
        Identity::Github(GithubId(id))
    }
}
