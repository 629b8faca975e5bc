//! Opening the database, and its transactions.

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::{
    Any, AnyConnection, AnyPool, Connection as _, Executor as _, Transaction, any::AnyPoolOptions,
    migrate::Migrator,
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::sleep,
};

use crate::{EvidencePage, Lease, Result, StorageError, error::Attempting};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// How long to wait for another process's transaction, or for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// SQLite's code for a database that another connection holds.
const BUSY: &str = "5";
/// How often a database is asked to keep a log, and how long between.
const SWITCHES: u32 = 600;
const PAUSE: Duration = Duration::from_millis(50);

/// Readers at the same time; SQLite's write-ahead log lets them go on beside the writer.
const CONNECTIONS: u32 = 8;

/// The database. Clones share one pool.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    engine: Engine,
    /// One writer at a time: SQLite has room for one, and on PostgreSQL two pages with the same
    /// accounts could wait for each other.
    writer: Arc<Mutex<()>>,
    /// What saving pages depends on.
    pub(crate) lease: Option<Lease>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A write transaction and the right to be the only one in this process.
pub(crate) struct Writing {
    pub(crate) transaction: Transaction<'static, Any>,
    _turn: OwnedMutexGuard<()>,
}

impl Store {
    /// Opens `sqlite://path/to/file.db` (made when missing) or `postgres://…` and brings its schema
    /// up to date.
    ///
    /// # Errors
    /// [`StorageError::UnknownEngine`], [`StorageError::Open`] or [`StorageError::Migrate`].
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let (engine, address) = address(url)?;
        let open_error = |source| StorageError::Open { database: without_password(url), source };
        // Once without the pool, which would try again until its patience ends and hide the reason.
        let mut first = AnyConnection::connect(&address).await.map_err(open_error)?;
        prepare(engine, &mut first).await.map_err(open_error)?;
        first.close().await.map_err(open_error)?;
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .after_connect(move |connection, _| Box::pin(prepare(engine, connection)))
            .connect(&address)
            .await
            .map_err(open_error)?;
        let store = Self { pool, engine, writer: Arc::default(), lease: None };
        store.migrate().await?;
        Ok(store)
    }

    /// The same where there is a database already: an SQLite file that is missing is not made.
    ///
    /// # Errors
    /// The same.
    pub async fn open_existing(url: &str) -> Result<Option<Self>> {
        let (engine, address) = address(url)?;
        let file = address.trim_start_matches("sqlite:").split('?').next().unwrap_or_default();
        if engine == Engine::Sqlite && !Path::new(file).exists() {
            return Ok(None);
        }
        Self::open(url).await.map(Some)
    }

    /// Is the database there?
    ///
    /// # Errors
    /// [`StorageError::Sql`] when it does not answer.
    pub async fn ping(&self) -> Result<()> {
        let mut connection = self.pool.acquire().await.attempting("connect")?;
        connection.ping().await.attempting("answer")
    }

    /// Closes every connection; on SQLite this also folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Saves a page: everything in it, or nothing.
    ///
    /// # Errors
    /// [`StorageError::Sql`], [`StorageError::TooLarge`] or, under a lease, [`StorageError::LeaseLost`]; the database
    /// is then unchanged.
    pub async fn save_page(&self, page: &EvidencePage) -> Result<()> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        if let Some(lease) = &self.lease {
            self.hold(connection, lease).await?;
        }
        crate::repositories::save(connection, page).await?;
        crate::accounts::save(connection, page).await?;
        if !page.accounts.is_empty() || !page.mentioned.is_empty() {
            let now = self.database_time(connection).await?;
            crate::account_names::save(connection, page, now).await?;
        }
        crate::contributions::retract(connection, &page.retract).await?;
        crate::pull_requests::retract(connection, &page.retract).await?;
        crate::contributions::save(connection, &page.contributions).await?;
        crate::pull_requests::save(connection, &page.pull_requests).await?;
        crate::contributions::save_paths(connection, &page.paths).await?;
        crate::cursors::save(connection, &page.cursors).await?;
        writing.commit().await
    }

    pub(crate) const fn engine(&self) -> Engine {
        self.engine
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Begins to write. On SQLite the lock is taken at once: a transaction that reads first and
    /// writes later fails without waiting when somebody else wrote in between.
    pub(crate) async fn write(&self) -> Result<Writing> {
        let turn = Arc::clone(&self.writer).lock_owned().await;
        let transaction = match self.engine {
            Engine::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await,
            Engine::Postgres => self.pool.begin().await,
        };
        Ok(Writing { transaction: transaction.attempting("begin a transaction")?, _turn: turn })
    }

    /// All pending migrations in one write transaction, so that two processes can start at once.
    async fn migrate(&self) -> Result<()> {
        let mut writing = self.write().await?;
        if self.engine == Engine::Postgres {
            // PostgreSQL has no lock for "create if missing": two would both create and one fail. Until the commit.
            let turn =
                writing.transaction.execute("DO $$ BEGIN PERFORM pg_advisory_xact_lock(7305437); END $$");
            turn.await.attempting("wait for another migration")?;
        }
        MIGRATIONS.run_direct(None, &mut *writing.transaction, false).await?;
        writing.commit().await
    }
}

impl Writing {
    pub(crate) async fn commit(self) -> Result<()> {
        self.transaction.commit().await.attempting("commit")
    }
}

/// Settings of each new connection.
async fn prepare(engine: Engine, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    if engine == Engine::Sqlite {
        // The log survives a killed process whatever `synchronous` says; NORMAL only risks the last
        // commits, never consistency, when the machine loses power.
        connection.execute("PRAGMA busy_timeout = 30000").await?;
        switch_to_log(connection).await?;
        connection.execute("PRAGMA synchronous = NORMAL").await?;
    }
    Ok(())
}

/// SQLite does not wait for others here, whatever the busy timeout: who opens a new database while somebody else switches it
/// is refused at once.
async fn switch_to_log(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let mut tries = SWITCHES;
    loop {
        tries -= 1;
        match connection.execute("PRAGMA journal_mode = WAL").await {
            Err(sqlx::Error::Database(error)) if tries > 0 && error.code().as_deref() == Some(BUSY) => {
                sleep(PAUSE).await;
            }
            done => return done.map(drop),
        }
    }
}

/// The engine, and the address in the form that its driver reads.
fn address(url: &str) -> Result<(Engine, String)> {
    let unknown = || StorageError::UnknownEngine(without_password(url));
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok((Engine::Postgres, url.to_owned()));
    }
    let path = url.strip_prefix("sqlite:").ok_or_else(unknown)?;
    let path = path.strip_prefix("//").unwrap_or(path);
    // Every connection to `:memory:` would see a database of its own.
    if path.is_empty() || path.starts_with(":memory:") || path.contains("mode=memory") {
        return Err(unknown());
    }
    let joint = if path.contains('?') { '&' } else { '?' };
    let create = if path.contains("mode=") { String::new() } else { format!("{joint}mode=rwc") };
    Ok((Engine::Sqlite, format!("sqlite:{path}{create}")))
}

/// For messages: `postgres://user:secret@host/name?password=secret` without the secrets.
fn without_password(url: &str) -> String {
    if url.starts_with("sqlite:") {
        return url.to_owned();
    }
    let (scheme, rest) = url.find("://").map_or(("", url), |end| url.split_at(end + "://".len()));
    let (who, place) = rest.rsplit_once('@').map_or((None, rest), |(who, place)| (Some(who), place));
    let user = who.map(|who| format!("{}@", who.split_once(':').map_or(who, |(user, _)| user)));
    let place = place.split_once('?').map_or(place, |(place, _)| place);
    format!("{scheme}{}{place}", user.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_files_are_made_unless_the_address_says_otherwise() {
        let form = |url| address(url).unwrap().1;
        assert_eq!(form("sqlite://a/b.db"), "sqlite:a/b.db?mode=rwc");
        assert_eq!(form("sqlite:///a/b.db"), "sqlite:/a/b.db?mode=rwc");
        assert_eq!(form("sqlite:b.db"), "sqlite:b.db?mode=rwc");
        assert_eq!(form("sqlite://b.db?mode=ro"), "sqlite:b.db?mode=ro");
    }

    #[test]
    fn other_addresses_are_refused_without_telling_their_password() {
        for (url, told) in [
            ("mysql://ada:secret@host/db", "`mysql://ada@host/db`"),
            ("mysql://host/db?user=ada&password=secret", "`mysql://host/db`"),
            ("ada:secret@host/db", "`ada@host/db`"),
            ("tributary.db", "`tributary.db`"),
            ("sqlite::memory:", "`sqlite::memory:`"),
            ("", "``"),
        ] {
            let message = address(url).unwrap_err().to_string();
            assert!(message.starts_with(told) && !message.contains("secret"), "{message}");
        }
    }
}
