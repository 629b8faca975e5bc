//! What was sent and not heard of. A deposit, a gift or an application sent twice counts twice, so the hash of such a
//! transaction is noted before anybody else knows it; a run that finds the note of a killed one looks at the chain first.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use tributary_chain::{Chain, RoundCall, SendEvent, Sent, settle};
use tributary_engine::bundle::hash_bytes;
use tributary_model::{Address, B256};

use crate::{exit, onchain::watch, output};

/// The note, beside the round's folder: one for each call, so that another that is sent meanwhile does not take its place.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    /// SHA-256 of sender, contract and call.
    call: B256,
    /// The transaction.
    tx_hash: B256,
}

/// Keeps one call from being sent twice.
pub(crate) struct Once {
    path: PathBuf,
    call: B256,
    label: String,
}

impl Drop for Once {
    /// Nothing is left of a note that was never needed.
    fn drop(&mut self) {
        let _ = fs::remove_file(self.draft());
    }
}

impl Once {
    /// For a call of the round in `folder`.
    pub(crate) fn new(
        folder: &Path,
        from: Address,
        round: Address,
        call: &RoundCall,
    ) -> anyhow::Result<Self> {
        let data = call.data()?;
        let call_hash = hash_bytes(&[from.as_slice(), round.as_slice(), &data[..]].concat());
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let start = &call_hash.to_string()[2..18];
        let path = folder.with_file_name(format!(".{name}.sending-{start}.json"));
        Ok(Self { path, call: call_hash, label: call.label() })
    }

    /// What an earlier run sent and did not live to tell, once it is mined. If there is nothing, this call can be sent: that
    /// its note can be kept is known from here on.
    pub(crate) async fn earlier(&self, chain: &Chain) -> anyhow::Result<Option<Sent>> {
        let Some(note) = self.read()?.filter(|note| note.call == self.call) else {
            let room = self.write(B256::ZERO).map(drop);
            room.with_context(|| format!("cannot note what is to be sent at `{}`", self.path.display()))?;
            return Ok(None);
        };
        settle(chain).await?;
        let found = chain.receipt(note.tx_hash).await?.filter(|receipt| receipt.succeeded);
        let Some(receipt) = found else { return Ok(None) };
        self.forget()?;
        output::note(format!(
            "An earlier run was cut off after it had sent this, as {}: nothing was sent again. To send another, run the \
             same once more.",
            note.tx_hash
        ));
        Ok(Some(Sent { hash: note.tx_hash, block: receipt.block_number, gas: receipt.gas_used }))
    }

    /// Shows transactions as they go, and notes the call's own before it is handed over.
    pub(crate) fn watch(&self, event: SendEvent) {
        if let SendEvent::Sent { label, hash } = &event
            && *label == self.label
            && let Err(error) = self.save(*hash)
        {
            output::note(format!("warning: cannot note what is sent: {error:#}"));
        }
        watch(event);
    }

    /// It is known what became of it.
    pub(crate) fn forget(&self) -> anyhow::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(exit::outside(error)),
            _ => Ok(()),
        }
    }

    fn read(&self) -> anyhow::Result<Option<Note>> {
        match fs::read(&self.path) {
            Ok(bytes) => {
                let what = || format!("`{}` is no note of a transaction; remove it", self.path.display());
                serde_json::from_slice(&bytes).map(Some).with_context(what)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(exit::outside(format!("`{}`: {error}", self.path.display()))),
        }
    }

    /// On the disk before the transaction leaves.
    fn save(&self, tx_hash: B256) -> anyhow::Result<()> {
        Ok(fs::rename(self.write(tx_hash)?, &self.path)?)
    }

    fn write(&self, tx_hash: B256) -> anyhow::Result<PathBuf> {
        let draft = self.draft();
        let mut file = fs::File::create(&draft)?;
        file.write_all(&serde_json::to_vec(&Note { call: self.call, tx_hash })?)?;
        file.sync_all()?;
        Ok(draft)
    }

    fn draft(&self) -> PathBuf {
        self.path.with_extension("new")
    }
}
