//! How far each stream of evidence has been read.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::RepoId;

use crate::{
    Cursor, Result, Store,
    error::Attempting,
    sql::{Reading, to_sql, write_rows},
};

impl Store {
    /// A repository's cursors, by stream.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn cursors(&self, repo: RepoId) -> Result<Vec<Cursor>> {
        let rows = sqlx::query("SELECT repo, stream, state FROM cursors WHERE repo = $1")
            .bind(to_sql("cursors.repo", repo.0)?)
            .fetch_all(self.pool())
            .await
            .attempting("list cursors")?;
        let mut cursors = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        cursors.sort_unstable();
        Ok(cursors)
    }
}

pub(crate) async fn save(connection: &mut AnyConnection, cursors: &[Cursor]) -> Result<()> {
    let rows: BTreeMap<_, _> = cursors.iter().map(|cursor| ((cursor.repo, &cursor.stream), cursor)).collect();
    let rows: Vec<&Cursor> = rows.into_values().collect();
    let insert = (
        "INSERT INTO cursors (repo, stream, state)",
        3,
        "ON CONFLICT (repo, stream) DO UPDATE SET state = excluded.state",
    );
    write_rows(connection, insert, &rows, |query, row| {
        Ok(query.bind(to_sql("cursors.repo", row.repo.0)?).bind(row.stream.clone()).bind(row.state.clone()))
    })
    .await
}

fn read(row: &AnyRow) -> Result<Cursor> {
    let row = Reading::new("cursors", &["repo", "stream"], row);
    Ok(Cursor { repo: RepoId(row.unsigned("repo")?), stream: row.text("stream")?, state: row.text("state")? })
}
