//! The word of attestors that an account is paid to a wallet for a while.

use sqlx::any::AnyRow;
use tributary_model::{Address, Bytes, Contract, Identity};

use crate::{
    Result, Store,
    error::Attempting,
    sql::{Reading, to_sql},
};

/// What attestors said, and which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    /// Whose account.
    pub identity: Identity,
    /// The wallet.
    pub recipient: Address,
    /// First second in which it holds, since 1970.
    pub valid_after: u64,
    /// First second in which it no longer does.
    pub valid_before: u64,
    /// Who signed it, in ascending order.
    pub endorsements: Vec<Endorsed>,
}

/// One attestor's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endorsed {
    /// Who.
    pub attestor: Address,
    /// Over the attestation in the domain of the contract.
    pub signature: Bytes,
}

impl Store {
    /// Keeps the endorsements of an attestation beside those that are there; an attestor's later signature replaces
    /// the earlier one.
    ///
    /// # Errors
    /// When the database fails or a number does not fit.
    pub async fn save_endorsements(&self, contract: Contract, attested: &Attested) -> Result<()> {
        let (after, before) = (
            to_sql("endorsements.valid_after", attested.valid_after)?,
            to_sql("endorsements.valid_before", attested.valid_before)?,
        );
        let mut writing = self.write().await?;
        for endorsed in &attested.endorsements {
            sqlx::query(
                "INSERT INTO endorsements (contract, identity, recipient, valid_after, valid_before, attestor, \
                 signature) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT (contract, identity, recipient, valid_after, valid_before, attestor) \
                 DO UPDATE SET signature = excluded.signature",
            )
            .bind(contract.to_string())
            .bind(attested.identity.to_string())
            .bind(attested.recipient.to_vec())
            .bind(after)
            .bind(before)
            .bind(endorsed.attestor.to_vec())
            .bind(endorsed.signature.to_vec())
            .execute(&mut *writing.transaction)
            .await
            .attempting("keep an endorsement")?;
        }
        writing.commit().await
    }

    /// Everything that was attested about one identity in an airdrop: the latest start and the latest end first.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn attested_of(&self, contract: Contract, identity: Identity) -> Result<Vec<Attested>> {
        let rows = sqlx::query(
            "SELECT identity, recipient, valid_after, valid_before, attestor, signature FROM endorsements \
             WHERE contract = $1 AND identity = $2 \
             ORDER BY valid_after DESC, valid_before DESC, recipient, attestor",
        )
        .bind(contract.to_string())
        .bind(identity.to_string())
        .fetch_all(self.pool())
        .await
        .attempting("list somebody's endorsements")?;
        grouped(&rows)
    }

    /// Everything that was attested in an airdrop, by identity.
    ///
    /// # Errors
    /// When the database fails or holds a row that is not valid.
    pub async fn attested(&self, contract: Contract) -> Result<Vec<Attested>> {
        let rows = sqlx::query(
            "SELECT identity, recipient, valid_after, valid_before, attestor, signature FROM endorsements \
             WHERE contract = $1 \
             ORDER BY identity, valid_after DESC, valid_before DESC, recipient, attestor",
        )
        .bind(contract.to_string())
        .fetch_all(self.pool())
        .await
        .attempting("list endorsements")?;
        grouped(&rows)
    }
}

/// Rows of one attestation stand beside one another.
fn grouped(rows: &[AnyRow]) -> Result<Vec<Attested>> {
    let mut attested: Vec<Attested> = Vec::new();
    for row in rows {
        let mut next = read(row)?;
        let same = |last: &&mut Attested| {
            let what = |one: &Attested| (one.identity, one.recipient, one.valid_after, one.valid_before);
            what(last) == what(&next)
        };
        match attested.last_mut().filter(same) {
            Some(last) => last.endorsements.append(&mut next.endorsements),
            None => attested.push(next),
        }
    }
    Ok(attested)
}

fn read(row: &AnyRow) -> Result<Attested> {
    use sqlx::Row as _;

    let signature: Vec<u8> = row.try_get("signature").attempting("read bytes")?;
    let row = Reading::new("endorsements", &["identity"], row);
    let endorsed = Endorsed { attestor: row.bytes("attestor")?, signature: signature.into() };
    Ok(Attested {
        identity: row.parsed("identity")?,
        recipient: row.bytes("recipient")?,
        valid_after: row.unsigned("valid_after")?,
        valid_before: row.unsigned("valid_before")?,
        endorsements: vec![endorsed],
    })
}
