//! What somebody was asked to prove, while it can still be proved and a while longer.

use std::{fmt, str::FromStr};

use sqlx::any::AnyRow;
use tributary_model::{Address, B256, Bytes, ChallengeId, Contract, Identity, Timestamp};

use crate::{
    Result, StorageError, Store,
    error::Attempting,
    sql::{Reading, Statement, statement},
};

const COLUMNS: &str = "id, campaign, contract, identity, login, recipient, nonce, message, issued_at, expires_at, state, failure, \
                       oauth_state, verifier, wallet_signature, device_code, user_code, verification_uri, \
                       device_expires_at, device_interval, device_asked_at";

/// What ends with a challenge.
pub(super) const WIPED: &str = "verifier = NULL, device_code = NULL";

/// What somebody was asked to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Its name in addresses, which nobody can guess.
    pub id: ChallengeId,
    /// The page that asked, by its list's slug: where a sign-in leads back to.
    pub campaign: String,
    /// For which airdrop.
    pub contract: Contract,
    /// Whose account.
    pub identity: Identity,
    /// What the account was called when it was asked.
    pub login: String,
    /// The wallet.
    pub recipient: Address,
    /// The message's nonce.
    pub nonce: String,
    /// What has to be signed or shown.
    pub message: String,
    /// When it was asked.
    pub issued_at: Timestamp,
    /// First moment at which it is worth nothing.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: ChallengeState,
    /// The sign-in at GitHub that has begun.
    pub oauth: Option<OauthStep>,
    /// The code at GitHub that was asked for.
    pub device: Option<DeviceStep>,
}

/// Where a challenge stands. That it has expired is not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChallengeState {
    /// For a proof.
    Waiting,
    /// It was used.
    Proved,
    /// It came to nothing, and why, in words for the person.
    Failed(String),
}

/// A sign-in at GitHub.
#[derive(Clone, PartialEq, Eq)]
pub struct OauthStep {
    /// SHA-256 of what GitHub sends back.
    pub state: B256,
    /// The secret of PKCE; gone once it was used.
    pub verifier: Option<String>,
    /// The wallet's, over the message.
    pub wallet_signature: Bytes,
}

/// A code to be typed at GitHub.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceStep {
    /// The secret to ask GitHub by; gone once the challenge has ended.
    pub device_code: Option<String>,
    /// What is typed.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// First moment at which GitHub no longer takes it.
    pub expires_at: Timestamp,
    /// Seconds between two questions to GitHub, at least.
    pub interval: u32,
    /// When GitHub was asked last.
    pub asked_at: Timestamp,
}

impl fmt::Debug for OauthStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OauthStep").field("state", &self.state).finish_non_exhaustive()
    }
}

impl fmt::Debug for DeviceStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceStep").field("user_code", &self.user_code).finish_non_exhaustive()
    }
}

impl Store {
    /// Keeps a challenge.
    ///
    /// # Errors
    /// When the database fails, or has a challenge of that id.
    pub async fn save_challenge(&self, challenge: &Challenge) -> Result<()> {
        let mut writing = self.write().await?;
        let text = "INSERT INTO challenges (id, campaign, contract, identity, login, recipient, nonce, message, \
                    issued_at, expires_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting')";
        sqlx::query(text)
            .bind(challenge.id.to_string())
            .bind(challenge.campaign.clone())
            .bind(challenge.contract.to_string())
            .bind(challenge.identity.to_string())
            .bind(challenge.login.clone())
            .bind(challenge.recipient.to_vec())
            .bind(challenge.nonce.clone())
            .bind(challenge.message.clone())
            .bind(challenge.issued_at.unix())
            .bind(challenge.expires_at.unix())
            .execute(&mut *writing.transaction)
            .await
            .attempting("keep a challenge")?;
        writing.commit().await
    }

    /// One challenge.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn challenge(&self, id: ChallengeId) -> Result<Option<Challenge>> {
        self.one_challenge("id", id.to_string()).await
    }

    /// The challenge whose sign-in sends back something with this SHA-256.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn challenge_of_oauth(&self, state: B256) -> Result<Option<Challenge>> {
        self.one_challenge("oauth_state", state.to_string()).await
    }

    async fn one_challenge(&self, column: &'static str, value: String) -> Result<Option<Challenge>> {
        let row = statement(format!("SELECT {COLUMNS} FROM challenges WHERE {column} = $1"))
            .bind(value)
            .fetch_optional(self.pool())
            .await
            .attempting("find a challenge")?;
        row.as_ref().map(read).transpose()
    }

    /// A sign-in at GitHub begins; one that began before is forgotten.
    ///
    /// # Errors
    /// [`StorageError::ChallengeOver`], or when the database fails.
    pub async fn begin_oauth(&self, id: ChallengeId, step: &OauthStep) -> Result<()> {
        let text = "UPDATE challenges SET oauth_state = $1, verifier = $2, wallet_signature = $3 \
                    WHERE id = $4 AND state = 'waiting'";
        let query = sqlx::query(text)
            .bind(step.state.to_string())
            .bind(step.verifier.clone())
            .bind(step.wallet_signature.to_string())
            .bind(id.to_string());
        self.change_waiting(id, query, "begin a sign-in").await
    }

    /// Takes the secret of a sign-in, once: `None` when it was taken before or the challenge has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_verifier(&self, id: ChallengeId) -> Result<Option<String>> {
        let mut writing = self.write().await?;
        let found: Option<Option<String>> =
            sqlx::query_scalar("SELECT verifier FROM challenges WHERE id = $1 AND state = 'waiting'")
                .bind(id.to_string())
                .fetch_optional(&mut *writing.transaction)
                .await
                .attempting("find a verifier")?;
        let Some(verifier) = found.flatten() else { return Ok(None) };
        let taken = sqlx::query("UPDATE challenges SET verifier = NULL WHERE id = $1 AND verifier = $2")
            .bind(id.to_string())
            .bind(verifier.clone())
            .execute(&mut *writing.transaction)
            .await
            .attempting("take a verifier")?;
        writing.commit().await?;
        Ok((taken.rows_affected() == 1).then_some(verifier))
    }

    /// A code was asked for; one that was asked for before is forgotten.
    ///
    /// # Errors
    /// [`StorageError::ChallengeOver`], or when the database fails.
    pub async fn begin_device(&self, id: ChallengeId, step: &DeviceStep) -> Result<()> {
        let text = "UPDATE challenges SET device_code = $1, user_code = $2, verification_uri = $3, \
                    device_expires_at = $4, device_interval = $5, device_asked_at = $6 \
                    WHERE id = $7 AND state = 'waiting'";
        let query = sqlx::query(text)
            .bind(step.device_code.clone())
            .bind(step.user_code.clone())
            .bind(step.verification_uri.clone())
            .bind(step.expires_at.unix())
            .bind(i64::from(step.interval))
            .bind(step.asked_at.unix())
            .bind(id.to_string());
        self.change_waiting(id, query, "keep a code").await
    }

    /// Takes the turn to ask GitHub about a code: `false` when somebody asked less than the interval ago.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turn_to_ask(&self, id: ChallengeId, now: Timestamp) -> Result<bool> {
        let mut writing = self.write().await?;
        let text = "UPDATE challenges SET device_asked_at = $1 WHERE id = $2 AND state = 'waiting' \
                    AND device_code IS NOT NULL AND device_asked_at + device_interval <= $3";
        let taken = sqlx::query(text)
            .bind(now.unix())
            .bind(id.to_string())
            .bind(now.unix())
            .execute(&mut *writing.transaction)
            .await
            .attempting("take the turn to ask")?;
        writing.commit().await?;
        Ok(taken.rows_affected() == 1)
    }

    /// GitHub wants to be asked about a code less often.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask_less_often(&self, id: ChallengeId, interval: u32) -> Result<()> {
        let mut writing = self.write().await?;
        sqlx::query("UPDATE challenges SET device_interval = $1 WHERE id = $2 AND device_interval < $3")
            .bind(i64::from(interval))
            .bind(id.to_string())
            .bind(i64::from(interval))
            .execute(&mut *writing.transaction)
            .await
            .attempting("change an interval")?;
        writing.commit().await
    }

    /// A challenge came to nothing. One that has ended already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail_challenge(&self, id: ChallengeId, failure: &str) -> Result<()> {
        let mut writing = self.write().await?;
        let text = format!(
            "UPDATE challenges SET state = 'failed', failure = $1, {WIPED} WHERE id = $2 AND state = 'waiting'"
        );
        statement(text)
            .bind(failure.to_owned())
            .bind(id.to_string())
            .execute(&mut *writing.transaction)
            .await
            .attempting("end a challenge")?;
        writing.commit().await
    }

    /// Wipes the secrets of challenges that have expired, and removes those that expired before `gone`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_challenges(&self, now: Timestamp, gone: Timestamp) -> Result<()> {
        let mut writing = self.write().await?;
        let wipe = format!(
            "UPDATE challenges SET {WIPED} WHERE expires_at <= $1 AND (verifier IS NOT NULL OR device_code IS NOT NULL)"
        );
        statement(wipe)
            .bind(now.unix())
            .execute(&mut *writing.transaction)
            .await
            .attempting("wipe secrets of challenges")?;
        sqlx::query("DELETE FROM challenges WHERE expires_at <= $1")
            .bind(gone.unix())
            .execute(&mut *writing.transaction)
            .await
            .attempting("remove old challenges")?;
        writing.commit().await
    }

    async fn change_waiting(&self, id: ChallengeId, query: Statement, action: &'static str) -> Result<()> {
        let mut writing = self.write().await?;
        let changed = query.execute(&mut *writing.transaction).await.attempting(action)?;
        if changed.rows_affected() != 1 {
            return Err(StorageError::ChallengeOver(id));
        }
        writing.commit().await
    }
}

fn read(row: &AnyRow) -> Result<Challenge> {
    let row = Reading::new("challenges", &["id"], row);
    Ok(Challenge {
        id: row.parsed("id")?,
        campaign: row.text("campaign")?,
        contract: row.parsed("contract")?,
        identity: row.parsed("identity")?,
        login: row.text("login")?,
        recipient: row.bytes("recipient")?,
        nonce: row.text("nonce")?,
        message: row.text("message")?,
        issued_at: row.moment("issued_at")?,
        expires_at: row.moment("expires_at")?,
        state: state(&row)?,
        oauth: oauth(&row)?,
        device: device(&row)?,
    })
}

fn state(row: &Reading<'_>) -> Result<ChallengeState> {
    match row.text("state")?.as_str() {
        "waiting" => Ok(ChallengeState::Waiting),
        "proved" => Ok(ChallengeState::Proved),
        "failed" => required(row, "failure").map(ChallengeState::Failed),
        other => Err(row.inconsistent("state", other)),
    }
}

fn oauth(row: &Reading<'_>) -> Result<Option<OauthStep>> {
    if row.optional_text("oauth_state")?.is_none() {
        return Ok(None);
    }
    Ok(Some(OauthStep {
        state: row.parsed("oauth_state")?,
        verifier: row.optional_text("verifier")?,
        wallet_signature: parsed(row, "wallet_signature")?,
    }))
}

fn device(row: &Reading<'_>) -> Result<Option<DeviceStep>> {
    let Some(user_code) = row.optional_text("user_code")? else { return Ok(None) };
    let interval: Option<u32> = row.optional_integer("device_interval")?;
    Ok(Some(DeviceStep {
        device_code: row.optional_text("device_code")?,
        user_code,
        verification_uri: required(row, "verification_uri")?,
        expires_at: row.moment("device_expires_at")?,
        interval: interval.ok_or_else(|| row.inconsistent("device_interval", "NULL"))?,
        asked_at: row.moment("device_asked_at")?,
    }))
}

fn required(row: &Reading<'_>, column: &'static str) -> Result<String> {
    row.optional_text(column)?.ok_or_else(|| row.inconsistent(column, "NULL"))
}

fn parsed<T: FromStr>(row: &Reading<'_>, column: &'static str) -> Result<T> {
    let text = required(row, column)?;
    text.parse().map_err(|_| row.inconsistent(column, text))
}
