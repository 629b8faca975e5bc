//! Appeals as they came in, and what was decided about them.

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{
    Appeal, AppealDecision, AppealDraft, AppealKind, AppealState, AppealSubject, Identity, RepoId, Timestamp,
};

use crate::{
    Result, StorageError, Store,
    error::Attempting,
    sql::{Reading, statement, to_sql},
    store::Engine,
};

/// Appeals of one identity that may wait in one campaign: room for everything that can be wrong, and for nobody who
/// only wants to fill the list.
const MOST_WAITING_APPEALS: u64 = 20;

const COLUMNS: &str = "id, campaign, identity, kind, about_repo, about_kind, about_key, reason, url, received_at, \
                       state, answer, decided_at";

impl Store {
    /// Keeps an appeal, which waits from then on. Of one identity, one request to be left out and 20 appeals may wait in
    /// a campaign.
    ///
    /// # Errors
    /// [`StorageError::AppealsFull`], or when the database fails.
    pub async fn save_appeal(&self, draft: &AppealDraft) -> Result<Appeal> {
        let mut writing = self.write().await?;
        let connection = &mut *writing.transaction;
        if self.engine() == Engine::Postgres {
            // Two servers would count the same and take the same number. Readers go on.
            let turn = sqlx::query("LOCK TABLE appeals IN EXCLUSIVE MODE").execute(&mut *connection).await;
            turn.attempting("wait for another appeal")?;
        }
        let most = match draft.kind {
            AppealKind::OptOut => 1,
            AppealKind::Appeal => MOST_WAITING_APPEALS,
        };
        if waiting(connection, draft).await? >= to_sql("appeals.id", most)? {
            let AppealDraft { campaign, identity, kind, .. } = draft;
            return Err(StorageError::AppealsFull {
                identity: *identity,
                campaign: campaign.clone(),
                kind: *kind,
                most,
            });
        }
        let appeal = insert(connection, draft).await?;
        writing.commit().await?;
        Ok(appeal)
    }

    /// All appeals of a campaign, in the order in which they came in.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn appeals(&self, campaign: &str) -> Result<Vec<Appeal>> {
        let rows = statement(format!("SELECT {COLUMNS} FROM appeals WHERE campaign = $1 ORDER BY id"))
            .bind(campaign.to_owned())
            .fetch_all(self.pool())
            .await
            .attempting("list appeals")?;
        rows.iter().map(read).collect()
    }

    /// What one identity has in a campaign, in the order in which it came in.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn appeals_of(&self, campaign: &str, identity: Identity) -> Result<Vec<Appeal>> {
        let text = format!("SELECT {COLUMNS} FROM appeals WHERE campaign = $1 AND identity = $2 ORDER BY id");
        let rows = statement(text)
            .bind(campaign.to_owned())
            .bind(identity.to_string())
            .fetch_all(self.pool())
            .await
            .attempting("list somebody's appeals")?;
        rows.iter().map(read).collect()
    }

    /// One appeal of any campaign.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn appeal(&self, id: u64) -> Result<Option<Appeal>> {
        // A number that the database cannot hold is nobody's.
        let Ok(id) = i64::try_from(id) else { return Ok(None) };
        let row = statement(format!("SELECT {COLUMNS} FROM appeals WHERE id = $1"))
            .bind(id)
            .fetch_optional(self.pool())
            .await
            .attempting("find an appeal")?;
        row.as_ref().map(read).transpose()
    }

    /// Decides about an appeal that waits, once and for all.
    ///
    /// # Errors
    /// [`StorageError::AppealSettled`] when none of that number waits, or when the database fails.
    pub async fn decide_appeal(&self, id: u64, decision: &AppealDecision) -> Result<()> {
        let state = if decision.accepted { AppealState::Accepted } else { AppealState::Declined };
        let mut writing = self.write().await?;
        let decided = sqlx::query(
            "UPDATE appeals SET state = $1, answer = $2, decided_at = $3 WHERE id = $4 AND state = 'waiting'",
        )
        .bind(state.as_str())
        .bind(decision.answer.clone())
        .bind(decision.decided_at.unix())
        .bind(to_sql("appeals.id", id)?)
        .execute(&mut *writing.transaction)
        .await
        .attempting("decide about an appeal")?;
        if decided.rows_affected() != 1 {
            return Err(StorageError::AppealSettled(id));
        }
        writing.commit().await
    }
}

/// How many of the same kind the same identity has waiting.
async fn waiting(connection: &mut AnyConnection, draft: &AppealDraft) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM appeals WHERE campaign = $1 AND identity = $2 AND kind = $3 AND state = 'waiting'",
    )
    .bind(draft.campaign.clone())
    .bind(draft.identity.to_string())
    .bind(draft.kind.as_str())
    .fetch_one(connection)
    .await
    .attempting("count appeals")
}

async fn insert(connection: &mut AnyConnection, draft: &AppealDraft) -> Result<Appeal> {
    let next: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) + 1 FROM appeals")
        .fetch_one(&mut *connection)
        .await
        .attempting("number an appeal")?;
    let subject = draft.subject.as_ref();
    let repo = subject.map(|subject| to_sql("appeals.about_repo", subject.repo.0)).transpose()?;
    let row = statement(format!(
        "INSERT INTO appeals ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', NULL, NULL) \
         RETURNING {COLUMNS}"
    ))
    .bind(next)
    .bind(draft.campaign.clone())
    .bind(draft.identity.to_string())
    .bind(draft.kind.as_str())
    .bind(repo)
    .bind(subject.map(|subject| subject.kind.as_str()))
    .bind(subject.map(|subject| subject.key.clone()))
    .bind(draft.reason.as_str().to_owned())
    .bind(draft.url.as_ref().map(|url| url.as_str().to_owned()))
    .bind(draft.received_at.unix())
    .fetch_one(connection)
    .await
    .attempting("keep an appeal")?;
    read(&row)
}

fn read(row: &AnyRow) -> Result<Appeal> {
    let row = Reading::new("appeals", &["id"], row);
    let draft = AppealDraft {
        campaign: row.text("campaign")?,
        identity: row.parsed("identity")?,
        kind: row.parsed("kind")?,
        subject: subject(&row)?,
        reason: row.parsed("reason")?,
        url: row.optional_text("url")?.map(|_| row.parsed("url")).transpose()?,
        received_at: moment(&row, "received_at", row.integer("received_at")?)?,
    };
    Ok(Appeal { id: row.unsigned("id")?, draft, decision: decision(&row)? })
}

fn subject(row: &Reading<'_>) -> Result<Option<AppealSubject>> {
    let Some(repo) = row.optional_integer("about_repo")? else { return Ok(None) };
    let key = row.optional_text("about_key")?;
    Ok(Some(AppealSubject {
        repo: RepoId(repo),
        kind: row.parsed("about_kind")?,
        key: key.ok_or_else(|| row.inconsistent("about_key", "NULL"))?,
    }))
}

fn decision(row: &Reading<'_>) -> Result<Option<AppealDecision>> {
    let accepted = match row.parsed("state")? {
        AppealState::Waiting => return Ok(None),
        AppealState::Accepted => true,
        AppealState::Declined => false,
    };
    let (answer, decided) = (row.optional_text("answer")?, row.optional_integer("decided_at")?);
    let decided: i64 = decided.ok_or_else(|| row.inconsistent("decided_at", "NULL"))?;
    Ok(Some(AppealDecision {
        accepted,
        answer: answer.ok_or_else(|| row.inconsistent("answer", "NULL"))?,
        decided_at: moment(row, "decided_at", decided)?,
    }))
}

fn moment(row: &Reading<'_>, column: &'static str, at: i64) -> Result<Timestamp> {
    Timestamp::from_unix(at).ok_or_else(|| row.inconsistent(column, at))
}
