//! Logins that accounts have or had. A login is no name for a person: it changes, and it changes hands.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{Account, AccountKind, GithubId, Timestamp};

use crate::{
    EvidencePage, Result, Store,
    accounts::{TOLD_BY_GITHUB, certainty},
    error::Attempting,
    sql::{Reading, to_sql, write_rows},
};

/// What GitHub's GraphQL leaves out of an app's login, and what keeps it apart from a person's.
const APP_MARK: &str = "[bot]";

/// An account that has, or once had, a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountName {
    /// Whose.
    pub id: GithubId,
    /// The login that was asked for, in lower case.
    pub name: String,
    /// What the account was called when it was last seen.
    pub login: String,
    /// When the account was first read under this name. `None`: before moments were kept.
    pub first_seen: Option<Timestamp>,
    /// When the account was last read under this name. `None`: before moments were kept.
    pub last_seen: Option<Timestamp>,
}

impl AccountName {
    /// Is the account called otherwise now?
    #[must_use]
    pub fn is_former(&self) -> bool {
        let now = self.login.to_ascii_lowercase();
        now != self.name && now != self.name.trim_end_matches(APP_MARK)
    }
}

impl Store {
    /// Every account that has or had this login in any case; who was seen with it last comes first.
    ///
    /// Anybody can write a login into a commit's e-mail: such a mention says nothing where GitHub told of an account
    /// with this login, nor about an account that GitHub told of. An app is meant only where nobody else is.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn account_names(&self, login: &str) -> Result<Vec<AccountName>> {
        let name = login.to_ascii_lowercase();
        let rows = sqlx::query(
            "SELECT account_names.id, account_names.name, account_names.certainty, account_names.first_seen, \
             account_names.last_seen, accounts.login FROM account_names \
             JOIN accounts ON accounts.id = account_names.id AND accounts.certainty <= account_names.certainty \
             WHERE account_names.name IN ($1, $2) \
             ORDER BY COALESCE(account_names.last_seen, 0) DESC, account_names.id",
        )
        .bind(name.clone())
        .bind(format!("{name}{APP_MARK}"))
        .fetch_all(self.pool())
        .await
        .attempting("look a login up")?;
        let mut found = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        let best = found.iter().map(|(certainty, one)| (one.name == name, *certainty)).max();
        found.retain(|(certainty, one)| Some((one.name == name, *certainty)) == best);
        Ok(found.into_iter().map(|(_, one)| one).collect())
    }
}

/// Adds the logins of a page that was read at `now`.
pub(crate) async fn save(connection: &mut AnyConnection, page: &EvidencePage, now: i64) -> Result<()> {
    let mentioned = page.mentioned.iter().map(|account| (account, certainty(account)));
    let mut names: BTreeMap<(GithubId, String), i64> = BTreeMap::new();
    for (account, certainty) in mentioned.chain(page.accounts.iter().map(|told| (told, TOLD_BY_GITHUB))) {
        let known = names.entry((account.id, name(account))).or_insert(certainty);
        *known = certainty.max(*known);
    }
    let names: Vec<_> = names.into_iter().collect();
    let insert = (
        "INSERT INTO account_names (id, name, certainty, first_seen, last_seen)",
        5,
        "ON CONFLICT (id, name) DO UPDATE SET last_seen = excluded.last_seen, \
         certainty = CASE WHEN excluded.certainty > account_names.certainty THEN excluded.certainty \
         ELSE account_names.certainty END",
    );
    write_rows(connection, insert, &names, |query, ((id, name), certainty)| {
        let query = query.bind(to_sql("account_names.id", id.0)?).bind(name.clone());
        Ok(query.bind(*certainty).bind(now).bind(now))
    })
    .await
}

fn name(account: &Account) -> String {
    let mut name = account.login.to_ascii_lowercase();
    if account.kind == AccountKind::Bot && !name.ends_with(APP_MARK) {
        name.push_str(APP_MARK);
    }
    name
}

fn read(row: &AnyRow) -> Result<(i64, AccountName)> {
    let row = Reading::new("account_names", &["id", "name"], row);
    let moment = |column| {
        let at: Option<i64> = row.optional_integer(column)?;
        at.map(|at| Timestamp::from_unix(at).ok_or_else(|| row.inconsistent(column, at))).transpose()
    };
    let name = AccountName {
        id: GithubId(row.unsigned("id")?),
        name: row.text("name")?,
        login: row.text("login")?,
        first_seen: moment("first_seen")?,
        last_seen: moment("last_seen")?,
    };
    Ok((row.integer("certainty")?, name))
}
