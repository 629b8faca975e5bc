//! The queue for a command: how many repositories at once, who we are, and leases given back when we are told to stop.

use std::{
    num::NonZeroUsize,
    process,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tributary_model::RepositoryName;
use tributary_storage::{Lease, Store};

use crate::{context::environment, exit};

/// How work is shared.
#[derive(Debug, Args)]
pub(crate) struct QueueArgs {
    /// Repositories read at the same time
    #[arg(long, default_value = "4", value_name = "N")]
    pub(crate) jobs: NonZeroUsize,
    /// How long a repository stays with a process that no longer answers, in seconds
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(2..=3600), value_name = "SECONDS")]
    lease: u64,
}

/// Takes up jobs, and knows which it holds.
pub(crate) struct Holder {
    owner: String,
    lasts: Duration,
    held: Mutex<Vec<Lease>>,
}

impl Holder {
    pub(crate) fn new(args: &QueueArgs) -> anyhow::Result<Self> {
        let host = environment("HOSTNAME")?.unwrap_or_else(|| "process".to_owned());
        let owner = format!("{host}/{}", process::id());
        Ok(Self { owner, lasts: Duration::from_secs(args.lease), held: Mutex::default() })
    }

    /// Takes up this job, or any that is due.
    pub(crate) async fn take_up(
        &self,
        store: &Store,
        which: Option<&RepositoryName>,
    ) -> anyhow::Result<Option<Lease>> {
        let lease = store.take_up(which, &self.owner, self.lasts).await?;
        self.change(|held| held.extend(lease.clone()));
        Ok(lease)
    }

    /// The job was settled.
    pub(crate) fn settled(&self, lease: &Lease) {
        self.change(|held| held.retain(|other| other != lease));
    }

    /// Gives back what is held, for others to go on with at once.
    pub(crate) async fn release(&self, store: &Store) {
        let held = self.change(std::mem::take);
        for lease in held {
            // One that cannot be given back ends by itself.
            let _ = store.release(&lease).await;
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Vec<Lease>) -> T) -> T {
        change(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Comes when somebody tells us to stop: Ctrl-C, or a service manager.
pub(crate) async fn told_to_stop() -> anyhow::Error {
    let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    let (Ok(mut interrupt), Ok(mut terminate)) = (interrupt, terminate) else {
        return std::future::pending().await;
    };
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    exit::declined("stopped; run again: it goes on where it was")
}
