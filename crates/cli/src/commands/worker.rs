//! `tributary worker`.

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Args;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tributary_model::RepositoryName;
use tributary_storage::{JobState, Lease, Store};

use crate::{
    args::Global,
    context::{Airdrop, open_store},
    github::{Failure, GithubReading},
    output,
    queue::{Holder, QueueArgs, told_to_stop},
};

/// How often to look for work when there was none.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Works through the queue.
#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// Base address of GitHub's API instead of `[github] api_url` in the airdrop's file
    #[arg(long, env = "TRIBUTARY_GITHUB_URL", value_name = "URL")]
    github_url: Option<String>,
    /// End when nothing waits and nobody works any more
    #[arg(long)]
    until_empty: bool,
    #[command(flatten)]
    queue: QueueArgs,
}

/// Indexes what `tributary index --enqueue` put into the queue, beside any number of other workers.
pub(crate) async fn run(global: &Global, args: WorkerArgs) -> anyhow::Result<ExitCode> {
    // The queue says what to read; the file only where.
    let airdrop = if global.file.exists() { Some(Airdrop::read(global)?) } else { None };
    let github = GithubReading::open(args.github_url, airdrop.as_ref())?;
    let store = open_store(global, airdrop.as_ref()).await?;
    let holder = Holder::new(&args.queue)?;
    let worker = Arc::new(Worker { github, store, holder, json: global.json });
    let ended = tokio::select! {
        ended = work(&worker, args.queue.jobs.get(), args.until_empty) => ended,
        _ = told_to_stop() => Ok(()),
    };
    worker.holder.release(&worker.store).await;
    ended.map(|()| ExitCode::SUCCESS)
}

/// Each job is a task of its own: it goes on while the next one is looked for.
async fn work(worker: &Arc<Worker>, at_once: usize, until_empty: bool) -> anyhow::Result<()> {
    let mut running: JoinSet<anyhow::Result<()>> = JoinSet::new();
    loop {
        while running.len() < at_once {
            let Some(lease) = worker.holder.take_up(&worker.store, None).await? else { break };
            let worker = Arc::clone(worker);
            running.spawn(async move { worker.job(lease).await });
        }
        if running.is_empty() && until_empty && worker.is_empty().await? {
            return Ok(());
        }
        tokio::select! {
            Some(done) = running.join_next() => done??,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

struct Worker {
    github: GithubReading,
    store: Store,
    holder: Holder,
    json: bool,
}

impl Worker {
    async fn is_empty(&self) -> anyhow::Result<bool> {
        let jobs = self.store.jobs().await?;
        Ok(jobs.iter().all(|job| matches!(job.state, JobState::Done | JobState::Dead)))
    }

    /// What fails waits for its next attempt, and is no reason to leave the others.
    async fn job(&self, lease: Lease) -> anyhow::Result<()> {
        let done = self.github.index(&self.store, &lease).await;
        self.holder.settled(&lease);
        match done {
            Ok(result) => self.tell(&result),
            Err(Failure::Fatal(error)) => Err(error),
            Err(Failure::OfRepository(error) | Failure::Lost(error) | Failure::Ours(error)) => {
                output::note(format!("{}: error: {error}", lease.name));
                self.tell(&failed(&lease.name, &error))
            }
        }
    }

    fn tell(&self, result: &Value) -> anyhow::Result<()> {
        if self.json { output::line(result.to_string()) } else { Ok(()) }
    }
}

fn failed(name: &RepositoryName, error: &anyhow::Error) -> Value {
    json!({ "source": "github", "asked": name, "error": error.to_string() })
}
