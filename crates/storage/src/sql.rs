//! The narrow door between rows and the model: integers by checked conversion, many rows in one
//! statement, and rows that break a rule as errors.

use std::fmt::{Display, Write as _};

use sqlx::{
    Any, AnyConnection, AssertSqlSafe, Row,
    any::{AnyArguments, AnyRow},
    query::Query,
};
use tributary_model::Timestamp;

use crate::{Result, StorageError, error::Attempting};

/// Bound values of one statement. PostgreSQL allows 65 535, SQLite 32 766; but for each `$1` sqlx asks SQLite for its
/// name, which takes as long as there are names, so that a longer statement is slower (`make bench-store`).
const VALUES_PER_STATEMENT: usize = 270;

/// A statement whose text this crate wrote and whose values are bound.
pub(crate) type Statement = Query<'static, Any, AnyArguments>;

/// For the database: its integers are signed.
pub(crate) fn to_sql(column: &'static str, value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| StorageError::TooLarge { column, value })
}

/// A statement from generated text. The text never holds a value, only placeholders.
///
/// It is planned each time it runs: PostgreSQL would keep a plan that was made while the table was
/// small, and that compares every row with every member of an `IN` list.
pub(crate) fn statement(text: String) -> Statement {
    sqlx::query(AssertSqlSafe(text)).persistent(false)
}

/// `$first, …, $(first + count - 1)`.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 6);
    for position in first..first + count {
        let comma = if position == first { "" } else { ", " };
        write!(text, "{comma}${position}").expect("a String takes any text");
    }
    text
}

/// Writes rows with as few statements as is sensible: `head` ends before `VALUES`, `tail` follows it.
///
/// Rows of one call must differ in the key of the `ON CONFLICT` clause: PostgreSQL refuses to touch
/// a row twice in one statement.
pub(crate) async fn write_rows<T>(
    connection: &mut AnyConnection,
    (head, columns, tail): (&str, usize, &str),
    rows: &[T],
    bind: impl Fn(Statement, &T) -> Result<Statement>,
) -> Result<()> {
    for chunk in rows.chunks((VALUES_PER_STATEMENT / columns).max(1)) {
        let tuples: Vec<String> =
            (0..chunk.len()).map(|row| format!("({})", placeholders(row * columns + 1, columns))).collect();
        // Kept prepared: all full chunks have the same text, and an insert has only one plan.
        let text = format!("{head} VALUES {} {tail}", tuples.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(text));
        for row in chunk {
            query = bind(query, row)?;
        }
        query.execute(&mut *connection).await.attempting("save rows")?;
    }
    Ok(())
}

/// Splits keys for `IN (…)` lists.
pub(crate) fn key_chunks<T>(keys: &[T]) -> std::slice::Chunks<'_, T> {
    keys.chunks(VALUES_PER_STATEMENT)
}

/// One row being read: knows its table and key for the error that names it.
pub(crate) struct Reading<'r> {
    table: &'static str,
    row: &'r AnyRow,
    key: &'static [&'static str],
}

impl<'r> Reading<'r> {
    /// `key`: the columns that name the row.
    pub(crate) fn new(table: &'static str, key: &'static [&'static str], row: &'r AnyRow) -> Self {
        Self { table, row, key }
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String> {
        self.row.try_get(column).attempting("read a text")
    }

    pub(crate) fn optional_text(&self, column: &'static str) -> Result<Option<String>> {
        self.row.try_get(column).attempting("read a text")
    }

    pub(crate) fn integer(&self, column: &'static str) -> Result<i64> {
        self.row.try_get(column).attempting("read an integer")
    }

    /// An id or a count: not below zero.
    pub(crate) fn unsigned(&self, column: &'static str) -> Result<u64> {
        let value = self.integer(column)?;
        u64::try_from(value).map_err(|_| self.inconsistent(column, value))
    }

    pub(crate) fn optional_integer<T: TryFrom<i64>>(&self, column: &'static str) -> Result<Option<T>> {
        let value: Option<i64> = self.row.try_get(column).attempting("read an integer")?;
        value.map(|value| T::try_from(value).map_err(|_| self.inconsistent(column, value))).transpose()
    }

    /// Seconds since 1970.
    pub(crate) fn moment(&self, column: &'static str) -> Result<Timestamp> {
        let at = self.optional_integer(column)?;
        let at: i64 = at.ok_or_else(|| self.inconsistent(column, "NULL"))?;
        Timestamp::from_unix(at).ok_or_else(|| self.inconsistent(column, at))
    }

    /// A text that the model reads.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<T> {
        let text = self.text(column)?;
        text.parse().map_err(|_| self.inconsistent(column, text))
    }

    /// Bytes of a fixed length, such as an address or a hash.
    pub(crate) fn bytes<T: for<'b> TryFrom<&'b [u8]>>(&self, column: &'static str) -> Result<T> {
        let bytes: Vec<u8> = self.row.try_get(column).attempting("read bytes")?;
        T::try_from(&bytes).map_err(|_| self.inconsistent(column, hex(&bytes)))
    }

    /// Bytes of any length.
    pub(crate) fn blob(&self, column: &'static str) -> Result<Vec<u8>> {
        self.row.try_get(column).attempting("read bytes")
    }

    /// Bytes of a fixed length, where there are any.
    pub(crate) fn optional_bytes<T: for<'b> TryFrom<&'b [u8]>>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>> {
        let bytes: Option<Vec<u8>> = self.row.try_get(column).attempting("read bytes")?;
        bytes.map(|bytes| T::try_from(&bytes).map_err(|_| self.inconsistent(column, hex(&bytes)))).transpose()
    }

    /// The error for a value that breaks a rule.
    pub(crate) fn inconsistent(&self, column: &'static str, value: impl Display) -> StorageError {
        let part = |column: &&str| {
            let text = self.row.try_get::<String, _>(*column);
            let integer = || self.row.try_get::<i64, _>(*column).map(|value| value.to_string());
            let bytes = || self.row.try_get::<Vec<u8>, _>(*column).map(|value| hex(&value));
            text.or_else(|_| integer()).or_else(|_| bytes()).unwrap_or_else(|_| "?".to_owned())
        };
        let key = self.key.iter().map(part).collect::<Vec<_>>().join("/");
        StorageError::Inconsistent { table: self.table, column, key, value: value.to_string() }
    }
}

fn hex(bytes: &[u8]) -> String {
    alloy_primitives::hex::encode_prefixed(bytes)
}
