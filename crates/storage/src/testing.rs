//! A fresh database on each engine, for tests.
//!
//! SQLite always; PostgreSQL when `TRIBUTARY_TEST_POSTGRES_URL` names a server on which databases
//! may be made (`tests/scripts/postgres.sh run …` sets it). Without it the PostgreSQL case is left
//! out with a printed line, or fails when `CI_REQUIRE_POSTGRES` is `1`.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::Store;

static MADE: AtomicU32 = AtomicU32::new(0);

/// Runs the test once with the address of an empty database on each engine.
///
/// # Panics
/// When the test does, or when a database cannot be made.
pub async fn on_each_engine(test: impl AsyncFn(&str)) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("test.db");
    test(&format!("sqlite://{}", path.display())).await;

    let Some(server) = setting("TRIBUTARY_TEST_POSTGRES_URL") else {
        assert!(
            setting("CI_REQUIRE_POSTGRES").as_deref() != Some("1"),
            "`CI_REQUIRE_POSTGRES` is 1 and `TRIBUTARY_TEST_POSTGRES_URL` is not set"
        );
        println!("left out on PostgreSQL: `TRIBUTARY_TEST_POSTGRES_URL` is not set");
        return;
    };
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let name = format!("tributary_test_{}_{number}", std::process::id());
    execute(&server, format!("CREATE DATABASE {name}")).await;
    test(&with_database(&server, &name)).await;
    execute(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// The same, with the database opened.
///
/// # Panics
/// When the test does, or when a database cannot be made or opened.
pub async fn with_each_store(test: impl AsyncFn(Store)) {
    on_each_engine(async |url| {
        let store = Store::open(url).await.expect("a fresh database opens");
        test(store.clone()).await;
        store.close().await;
    })
    .await;
}

/// Runs one statement outside the crate's own queries, for example to damage a row.
///
/// # Panics
/// When the database refuses it.
pub async fn execute(url: &str, statement: String) {
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(url).await.expect("the database accepts connections");
    connection.execute(AssertSqlSafe(statement)).await.expect("the database takes the statement");
    connection.close().await.expect("a connection closes");
}

/// `postgres://user@host:port/other?options` with the name replaced.
fn with_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let base = address.rsplit_once('/').map_or(address, |(base, _)| base);
    format!("{base}/{name}?{options}")
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
