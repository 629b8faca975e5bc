//! The queue of repositories to index, shared by any number of processes.
//!
//! Who takes a job up gets a [`Lease`], which ends unless it is renewed. What is saved under a lease renews it in the
//! same transaction, so a process that lost its lease, because it stood still for too long, saves nothing any more.
//! Time is the database's: the clocks of several machines differ.

use std::time::Duration;

use sqlx::{AnyConnection, any::AnyRow};
use tributary_model::{RepositoryName, Timestamp};

use crate::{
    Result, StorageError, Store,
    error::Attempting,
    repositories::folded,
    sql::{Reading, statement, to_sql, write_rows},
    store::Engine,
};

/// How much of a repository to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What changed since the last run.
    Changes,
    /// All of it: what is stored is forgotten first. Accounts that were deleted, and e-mails that were linked
    /// to an account, change what GitHub shows without marking anything as changed.
    Everything,
}

/// A job of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Which repository.
    pub name: RepositoryName,
    /// How far it is.
    pub state: JobState,
    /// Failures in a row.
    pub attempts: u64,
    /// Who works at it.
    pub owner: Option<String>,
    /// When it may be tried next.
    pub next_attempt: Timestamp,
    /// Why it failed the last time.
    pub last_error: Option<String>,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// To be done.
    Waiting,
    /// Somebody holds it. When the lease ends it can be taken up again.
    Running,
    /// Read to its end.
    Done,
    /// Given up, until it is asked for again.
    Dead,
}

/// The right to index one repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Which repository.
    pub name: RepositoryName,
    /// How much of it to read.
    pub extent: Extent,
    /// Failures in a row before this attempt.
    pub attempts: u64,
    /// How long it lasts from each renewal.
    pub lasts: Duration,
    number: i64,
}

impl Extent {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Everything => "everything",
        }
    }
}

impl JobState {
    /// As it is stored and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
}

impl Store {
    /// Asks for repositories. One that somebody works at stays theirs; every other one waits, with its failures
    /// forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&self, names: &[RepositoryName], extent: Extent) -> Result<()> {
        let names: std::collections::BTreeMap<String, &RepositoryName> =
            names.iter().map(|name| (folded(name), name)).collect();
        let names: Vec<_> = names.into_iter().collect();
        let mut writing = self.write().await?;
        let now = self.database_time(&mut writing.transaction).await?;
        let free = format!("jobs.state <> 'running' OR jobs.lease_until <= {now}");
        let tail = format!(
            "ON CONFLICT (repository) DO UPDATE SET name = excluded.name, extent = excluded.extent, \
             state = 'waiting', attempts = 0, owner = NULL, lease_until = NULL, \
             next_attempt = excluded.next_attempt, last_error = NULL WHERE {free}"
        );
        let insert = (
            "INSERT INTO jobs (repository, name, extent, state, attempts, lease, next_attempt)",
            7,
            tail.as_str(),
        );
        write_rows(&mut writing.transaction, insert, &names, |query, (key, name)| {
            Ok(query
                .bind(key.clone())
                .bind(name.to_string())
                .bind(extent.as_str())
                .bind(JobState::Waiting.as_str())
                .bind(0_i64)
                .bind(0_i64)
                .bind(now))
        })
        .await?;
        writing.commit().await
    }

    /// Takes up a job that is due: this one, or any. `None` when there is none, or somebody else has it. `owner` is
    /// for people.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn take_up(
        &self,
        which: Option<&RepositoryName>,
        owner: &str,
        lasts: Duration,
    ) -> Result<Option<Lease>> {
        let mut writing = self.write().await?;
        let now = self.database_time(&mut writing.transaction).await?;
        // SQLite has one writer at a time, and this is it.
        let skip = if self.engine() == Engine::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
        let only = if which.is_some() { "repository = $4 AND" } else { "" };
        let text = format!(
            "UPDATE jobs SET state = 'running', lease = lease + 1, owner = $1, lease_until = $2 \
             WHERE repository = (SELECT repository FROM jobs WHERE {only} \
             ((state = 'waiting' AND next_attempt <= $3) OR (state = 'running' AND lease_until <= $3)) \
             ORDER BY next_attempt, repository LIMIT 1 {skip}) RETURNING repository, name, extent, attempts, lease"
        );
        let mut query = statement(text).bind(owner.to_owned()).bind(now + whole_seconds(lasts)?).bind(now);
        if let Some(name) = which {
            query = query.bind(folded(name));
        }
        let row = query.fetch_optional(&mut *writing.transaction).await.attempting("take up a job")?;
        let lease = row.as_ref().map(|row| read_lease(row, lasts)).transpose()?;
        writing.commit().await?;
        Ok(lease)
    }

    /// The same store, where pages are saved only while the lease is held.
    #[must_use]
    pub fn under(&self, lease: &Lease) -> Self {
        let mut store = self.clone();
        store.lease = Some(lease.clone());
        store
    }

    /// Goes on holding a lease.
    ///
    /// # Errors
    /// [`StorageError::LeaseLost`], or when the database fails.
    pub async fn renew(&self, lease: &Lease) -> Result<()> {
        let mut writing = self.write().await?;
        self.hold(&mut writing.transaction, lease).await?;
        writing.commit().await
    }

    /// The job is done.
    ///
    /// # Errors
    /// [`StorageError::LeaseLost`], or when the database fails.
    pub async fn complete(&self, lease: &Lease) -> Result<()> {
        self.settle(lease, JobState::Done, None, Duration::ZERO).await
    }

    /// The job failed: it is tried again after `again`, or given up.
    ///
    /// # Errors
    /// [`StorageError::LeaseLost`], or when the database fails.
    pub async fn fail(&self, lease: &Lease, error: &str, again: Option<Duration>) -> Result<()> {
        let state = if again.is_some() { JobState::Waiting } else { JobState::Dead };
        self.settle(lease, state, Some(error), again.unwrap_or_default()).await
    }

    /// Gives a job back as it was taken up.
    ///
    /// # Errors
    /// [`StorageError::LeaseLost`], or when the database fails.
    pub async fn release(&self, lease: &Lease) -> Result<()> {
        self.settle(lease, JobState::Waiting, None, Duration::ZERO).await
    }

    /// The whole queue, by name.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn jobs(&self) -> Result<Vec<Job>> {
        let rows = sqlx::query(
            "SELECT repository, name, state, attempts, owner, next_attempt, last_error FROM jobs ORDER BY repository",
        )
        .fetch_all(self.pool())
        .await
        .attempting("list jobs")?;
        rows.iter().map(read).collect()
    }

    /// One job of the queue.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn job(&self, name: &RepositoryName) -> Result<Option<Job>> {
        let row = sqlx::query(
            "SELECT repository, name, state, attempts, owner, next_attempt, last_error FROM jobs \
             WHERE repository = $1",
        )
        .bind(folded(name))
        .fetch_optional(self.pool())
        .await
        .attempting("find a job")?;
        row.as_ref().map(read).transpose()
    }

    /// Renews the lease inside a transaction; on PostgreSQL this also keeps others from taking the job up before the end.
    pub(crate) async fn hold(&self, connection: &mut AnyConnection, lease: &Lease) -> Result<()> {
        let until = self.database_time(connection).await? + whole_seconds(lease.lasts)?;
        let held = sqlx::query(
            "UPDATE jobs SET lease_until = $1 WHERE repository = $2 AND lease = $3 AND state = 'running'",
        )
        .bind(until)
        .bind(folded(&lease.name))
        .bind(lease.number)
        .execute(connection)
        .await
        .attempting("renew a lease")?;
        lost_unless(held.rows_affected() == 1, lease)
    }

    async fn settle(
        &self,
        lease: &Lease,
        state: JobState,
        error: Option<&str>,
        again: Duration,
    ) -> Result<()> {
        let mut writing = self.write().await?;
        let next = self.database_time(&mut writing.transaction).await? + whole_seconds(again)?;
        let failed = i64::from(error.is_some());
        let settled = sqlx::query(
            "UPDATE jobs SET state = $1, last_error = $2, next_attempt = $3, owner = NULL, lease_until = NULL, \
             attempts = CASE WHEN $1 = 'done' THEN 0 ELSE attempts + $4 END \
             WHERE repository = $5 AND lease = $6 AND state = 'running'",
        )
        .bind(state.as_str())
        .bind(error.map(str::to_owned))
        .bind(next)
        .bind(failed)
        .bind(folded(&lease.name))
        .bind(lease.number)
        .execute(&mut *writing.transaction)
        .await
        .attempting("settle a job")?;
        lost_unless(settled.rows_affected() == 1, lease)?;
        writing.commit().await
    }

    pub(crate) async fn database_time(&self, connection: &mut AnyConnection) -> Result<i64> {
        let text = match self.engine() {
            Engine::Sqlite => "SELECT CAST(strftime('%s', 'now') AS INTEGER)",
            Engine::Postgres => "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp())) AS BIGINT)",
        };
        sqlx::query_scalar(text).fetch_one(connection).await.attempting("tell the time")
    }
}

fn lost_unless(held: bool, lease: &Lease) -> Result<()> {
    if held { Ok(()) } else { Err(StorageError::LeaseLost(lease.name.clone())) }
}

fn whole_seconds(duration: Duration) -> Result<i64> {
    to_sql("jobs.lease_until", duration.as_secs())
}

fn read_lease(row: &AnyRow, lasts: Duration) -> Result<Lease> {
    let row = Reading::new("jobs", &["repository"], row);
    let extent = row.text("extent")?;
    Ok(Lease {
        name: row.parsed("name")?,
        extent: [Extent::Changes, Extent::Everything]
            .into_iter()
            .find(|known| known.as_str() == extent)
            .ok_or_else(|| row.inconsistent("extent", extent))?,
        attempts: row.unsigned("attempts")?,
        lasts,
        number: row.integer("lease")?,
    })
}

fn read(row: &AnyRow) -> Result<Job> {
    let row = Reading::new("jobs", &["repository"], row);
    let state = row.text("state")?;
    let next = row.integer("next_attempt")?;
    Ok(Job {
        name: row.parsed("name")?,
        state: [JobState::Waiting, JobState::Running, JobState::Done, JobState::Dead]
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or_else(|| row.inconsistent("state", state))?,
        attempts: row.unsigned("attempts")?,
        owner: row.optional_text("owner")?,
        next_attempt: Timestamp::from_unix(next).ok_or_else(|| row.inconsistent("next_attempt", next))?,
        last_error: row.optional_text("last_error")?,
    })
}
