//! What entries that name many repositories stood for when they were indexed: later commands use that, so that a
//! score does not change when somebody adds a repository on GitHub.

use sqlx::any::AnyRow;
use tributary_model::RepositoryName;

use crate::{
    Result, Store,
    error::Attempting,
    sql::{Reading, write_rows},
};

/// One repository of a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Its name then.
    pub name: RepositoryName,
    /// The weight of its own that a list states, as it was written.
    pub weight: Option<String>,
}

impl Store {
    /// Keeps what a selector stands for now, in this order, in place of what it stood for.
    ///
    /// # Errors
    /// When the database fails; it is then unchanged.
    pub async fn save_selection(&self, selector: &str, selected: &[Selected]) -> Result<()> {
        let mut writing = self.write().await?;
        sqlx::query("DELETE FROM selections WHERE selector = $1")
            .bind(selector.to_owned())
            .execute(&mut *writing.transaction)
            .await
            .attempting("forget a selection")?;
        let rows: Vec<_> = (0_i64..).zip(selected).collect();
        let insert = ("INSERT INTO selections (selector, place, name, weight)", 4, "");
        write_rows(&mut writing.transaction, insert, &rows, |query, (place, row)| {
            Ok(query
                .bind(selector.to_owned())
                .bind(*place)
                .bind(row.name.to_string())
                .bind(row.weight.clone()))
        })
        .await?;
        writing.commit().await
    }

    /// What a selector stood for; nothing when it was never indexed.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn selection(&self, selector: &str) -> Result<Vec<Selected>> {
        let rows =
            sqlx::query("SELECT selector, name, weight FROM selections WHERE selector = $1 ORDER BY place")
                .bind(selector.to_owned())
                .fetch_all(self.pool())
                .await
                .attempting("list a selection")?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<Selected> {
    let row = Reading::new("selections", &["selector", "name"], row);
    Ok(Selected { name: row.parsed("name")?, weight: row.optional_text("weight")? })
}
