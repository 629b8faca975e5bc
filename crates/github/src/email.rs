//! From a commit's e-mail to an identity. The e-mail itself goes no further than this module.

use sha2::{Digest, Sha256};
use tributary_model::{Account, AccountKind, B256, EmailHash, GithubId, Identity};

const NOREPLY_DOMAIN: &str = "users.noreply.github.com";

/// What one commit e-mail says about its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribution {
    /// Who is credited.
    pub(crate) identity: Identity,
    /// The account as the e-mail names it, when it names one.
    pub(crate) account: Option<Account>,
}

/// Reads `ID+login@users.noreply.github.com` as that account and anything else as the SHA-256 of the
/// trimmed, lower-cased text. GitHub's older `login@users.noreply.github.com` carries no id, and
/// logins change hands, so it stays an e-mail. Without an e-mail nobody can ever be linked: a ghost.
pub(crate) fn attribute(email: &str) -> Attribution {
    let email = email.trim();
    if email.is_empty() {
        return Attribution { identity: Identity::Ghost, account: None };
    }
    if let Some(account) = noreply_account(email) {
        return Attribution { identity: Identity::Github(account.id), account: Some(account) };
    }
    let hash: [u8; 32] = Sha256::digest(email.to_lowercase().as_bytes()).into();
    Attribution { identity: Identity::Email(EmailHash(B256::from(hash))), account: None }
}

fn noreply_account(email: &str) -> Option<Account> {
    let (local, domain) = email.split_once('@')?;
    let (id, login) = local.split_once('+').filter(|_| domain.eq_ignore_ascii_case(NOREPLY_DOMAIN))?;
    if login.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let id = id.parse().ok().filter(|id| *id > 0)?;
    let kind = if login.ends_with("[bot]") { AccountKind::Bot } else { AccountKind::User };
    Some(Account { id: GithubId(id), login: login.to_owned(), kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noreply_addresses_with_an_id_are_accounts() {
        let ada = attribute("4294967297+Ada-Example@users.noreply.github.com");
        assert_eq!(ada.identity, Identity::Github(GithubId(4_294_967_297)));
        let account = ada.account.unwrap();
        assert_eq!((account.login.as_str(), account.kind), ("Ada-Example", AccountKind::User));
        let bot = attribute("41898282+example-actions[bot]@users.noreply.github.com").account.unwrap();
        assert_eq!(bot.kind, AccountKind::Bot);
    }

    #[test]
    fn everything_else_is_the_hash_of_the_lower_case_address() {
        let hash = "email:cfe00dde46ef942601ffafb9e2825e802858b460e586b8305b344c1eb826357d";
        assert_eq!(attribute(" Ada@Example.org ").identity, attribute("ada@example.org").identity);
        assert_eq!(attribute("ada@example.org").identity.to_string(), hash);
        for email in [
            "ada-example@users.noreply.github.com",
            "+ada@users.noreply.github.com",
            "1+@users.noreply.github.com",
            "0+ada@users.noreply.github.com",
            "x1+ada@users.noreply.github.com",
            "99999999999999999999999+ada@users.noreply.github.com",
            "1+ada@users.noreply.github.com.example.org",
        ] {
            let found = attribute(email);
            assert!(matches!(found.identity, Identity::Email(_)), "{email}");
            assert_eq!(found.account, None, "{email}");
        }
    }

    #[test]
    fn no_address_is_a_ghost() {
        assert_eq!(attribute("  ").identity, Identity::Ghost);
    }
}
