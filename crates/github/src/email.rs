//! From a commit's e-mail to an identity. The e-mail itself goes no further than this module.

use sha2::{Digest, Sha256};
use tributary_model::{Account, AccountKind, Agent, B256, EmailHash, GithubId, Identity};

const NOREPLY_DOMAIN: &str = "users.noreply.github.com";
/// GitHub's longest login, without the mark of an app.
const MOST_LOGIN_CHARACTERS: usize = 39;

/// What one commit e-mail says about its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribution {
    /// Who is credited.
    pub(crate) identity: Identity,
    /// The account as the e-mail names it, when it names one.
    pub(crate) account: Option<Account>,
}

/// Reads `ID+login@users.noreply.github.com` as that account and anything else as the SHA-256 of the
/// trimmed, lower-cased text, unless an agent signs with it. Anybody can write any e-mail into a commit, so what cannot be a login is none. GitHub's older `login@users.noreply.github.com` carries no id, and
/// logins change hands, so it stays an e-mail. Without an e-mail nobody can ever be linked: a ghost.
pub(crate) fn attribute(email: &str) -> Attribution {
    let email = email.trim();
    if email.is_empty() {
        return Attribution { identity: Identity::Ghost, account: None };
    }
    if let Some(agent) = Agent::of_email(email) {
        return Attribution { identity: Identity::Agent(agent), account: None };
    }
    if let Some(account) = noreply_account(email) {
        return Attribution { identity: Identity::Github(account.id), account: Some(account) };
    }
    let hash: [u8; 32] = Sha256::digest(email.to_lowercase().as_bytes()).into();
    Attribution { identity: Identity::Email(EmailHash(B256::from(hash))), account: None }
}

/// Who stands behind a commit e-mail.
#[must_use]
pub fn identity_of(email: &str) -> Identity {
    attribute(email).identity
}

fn noreply_account(email: &str) -> Option<Account> {
    let (local, domain) = email.split_once('@')?;
    let (id, login) = local.split_once('+').filter(|_| domain.eq_ignore_ascii_case(NOREPLY_DOMAIN))?;
    if !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let id = id.parse().ok().filter(|id| *id > 0)?;
    let (plain, kind) = match login.strip_suffix("[bot]") {
        Some(plain) => (plain, AccountKind::Bot),
        None => (login, AccountKind::User),
    };
    is_login(plain).then(|| Account { id: GithubId(id), login: login.to_owned(), kind, created_at: None })
}

/// Letters, digits and inner hyphens; managed users carry the short name of their enterprise behind a `_`.
pub(crate) fn is_login(text: &str) -> bool {
    let (name, enterprise) = text.split_once('_').unwrap_or((text, "x"));
    let fits = |part: &str| {
        let inner = !part.is_empty() && !part.starts_with('-') && !part.ends_with('-');
        inner && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= MOST_LOGIN_CHARACTERS && fits(name) && fits(enterprise)
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
        let managed = attribute("7+ada-example_acme@users.noreply.github.com").account.unwrap();
        assert_eq!((managed.login.as_str(), managed.kind), ("ada-example_acme", AccountKind::User));
    }

    #[test]
    fn what_cannot_be_a_login_is_hashed_like_any_address() {
        let longest = "a".repeat(39);
        assert!(attribute(&format!("1+{longest}@{NOREPLY_DOMAIN}")).account.is_some());
        for login in [
            "\u{1b}[31mRED",
            "=cmd|x!A1",
            "a\"b",
            "a,b",
            "a b",
            "-ada",
            "ada-",
            "_ada",
            "ada_",
            "a_b_c",
            "ada[bot",
            "[bot]",
            "ada[bot][bot]",
            "adä",
            &format!("{longest}a"),
        ] {
            let found = attribute(&format!("55+{login}@{NOREPLY_DOMAIN}"));
            assert!(matches!(found.identity, Identity::Email(_)), "{login}");
            assert_eq!(found.account, None, "{login}");
        }
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
