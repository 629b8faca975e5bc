//! Accounts as last seen.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{Account, AccountKind, GithubId, Timestamp};

use crate::{
    EvidencePage, Result, Store,
    error::Attempting,
    sql::{Reading, to_sql, write_rows},
};

/// How we know an account. Stored as a number so that one `WHERE` can compare. Anybody can write any mention, and
/// one as a bot would take somebody's pay away: a mention as a person beats it.
const MENTIONED_AS_BOT: i64 = -1;
const MENTIONED: i64 = 0;
pub(crate) const TOLD_BY_GITHUB: i64 = 1;

impl Store {
    /// All accounts, by id.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let rows = sqlx::query("SELECT id, login, kind, created_at FROM accounts ORDER BY id")
            .fetch_all(self.pool())
            .await
            .attempting("list accounts")?;
        rows.iter().map(read).collect()
    }
}

/// What is less certain never replaces what is more; of equals the last one written wins.
pub(crate) async fn save(connection: &mut AnyConnection, page: &EvidencePage) -> Result<()> {
    // By id, and each once: a page may see one person often.
    let mut seen: BTreeMap<GithubId, (&Account, i64)> = BTreeMap::new();
    let mentioned = page.mentioned.iter().map(|account| (account, certainty(account)));
    for (account, certainty) in mentioned.chain(page.accounts.iter().map(|told| (told, TOLD_BY_GITHUB))) {
        if seen.get(&account.id).is_none_or(|(_, known)| certainty >= *known) {
            seen.insert(account.id, (account, certainty));
        }
    }
    let seen: Vec<_> = seen.into_values().collect();
    let insert = (
        "INSERT INTO accounts (id, login, kind, certainty, created_at)",
        5,
        "ON CONFLICT (id) DO UPDATE SET login = excluded.login, kind = excluded.kind, \
         certainty = excluded.certainty, \
         created_at = COALESCE(excluded.created_at, accounts.created_at) WHERE excluded.certainty >= accounts.certainty",
    );
    write_rows(connection, insert, &seen, |query, (account, certainty)| {
        Ok(query
            .bind(to_sql("accounts.id", account.id.0)?)
            .bind(account.login.clone())
            .bind(account.kind.as_str())
            .bind(*certainty)
            .bind(account.created_at.map(Timestamp::unix)))
    })
    .await
}

pub(crate) fn certainty(mentioned: &Account) -> i64 {
    if mentioned.kind == AccountKind::Bot { MENTIONED_AS_BOT } else { MENTIONED }
}

fn read(row: &AnyRow) -> Result<Account> {
    let row = Reading::new("accounts", &["id"], row);
    let created: Option<i64> = row.optional_integer("created_at")?;
    let moment = |at| Timestamp::from_unix(at).ok_or_else(|| row.inconsistent("created_at", at));
    Ok(Account {
        id: GithubId(row.unsigned("id")?),
        login: row.text("login")?,
        kind: row.parsed("kind")?,
        created_at: created.map(moment).transpose()?,
    })
}
