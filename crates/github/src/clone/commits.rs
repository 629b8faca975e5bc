//! Commits read on several threads and handed over in the order of the history.

use std::{
    num::NonZeroUsize,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

use gix::{ThreadSafeRepository, mailmap::Snapshot};
use tributary_model::RepoId;

use super::{
    CloneError, History, Merges,
    evidence::{CommitEvidence, EvidenceReader},
};

/// Commits in one batch. Neighbours share trees and file versions, so a thread reads them together.
const BATCH: usize = 128;
/// Batches that a thread may be ahead of the reader: memory stays flat when storing is slower.
const AHEAD: usize = 4;

type Batch = Result<Vec<CommitEvidence>, CloneError>;

/// Batches of commits in the order of the history. Ends at the first error; dropping it ends the threads.
#[derive(Debug)]
pub struct Commits {
    /// One for each thread: batch `i` comes from thread `i mod n`, so that order needs no sorting.
    threads: Vec<Receiver<Batch>>,
    next: usize,
    batches: usize,
    path: PathBuf,
}

/// What every thread needs.
pub(super) struct Source {
    pub(super) clone: ThreadSafeRepository,
    pub(super) path: PathBuf,
    pub(super) repo: RepoId,
    pub(super) mailmap: Arc<Snapshot>,
    pub(super) merges: Merges,
    pub(super) history: Arc<History>,
    /// Commits of the history that need not be read.
    pub(super) skip: usize,
}

impl Commits {
    pub(super) fn start(source: Source, threads: NonZeroUsize) -> Self {
        let batches = source.history.len().saturating_sub(source.skip).div_ceil(BATCH);
        let path = source.path.clone();
        let source = Arc::new(source);
        let stride = threads.get().min(batches);
        let threads = (0..stride)
            .map(|first| {
                let (sender, receiver) = sync_channel(AHEAD);
                let source = Arc::clone(&source);
                std::thread::spawn(move || source.read(first, stride, &sender));
                receiver
            })
            .collect();
        Self { threads, next: 0, batches, path }
    }
}

impl Iterator for Commits {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        if self.next == self.batches {
            return None;
        }
        let thread = &self.threads[self.next % self.threads.len()];
        let batch = thread.recv().unwrap_or_else(|_| Err(CloneError::Stopped { path: self.path.clone() }));
        self.next = if batch.is_ok() { self.next + 1 } else { self.batches };
        Some(batch)
    }
}

impl Source {
    /// Reads every `stride`th batch from `first` on, until the end, an error, or nobody listens.
    fn read(&self, first: usize, stride: usize, sender: &SyncSender<Batch>) {
        let mailmap = Arc::clone(&self.mailmap);
        let mut reader = EvidenceReader::new(&self.clone, &self.path, self.repo, mailmap, self.merges);
        let nodes = self.history.nodes.get(self.skip..).unwrap_or_default();
        for nodes in nodes.chunks(BATCH).skip(first).step_by(stride) {
            // Packs keep the newest version of a file whole and older ones as changes to it.
            let mut batch: Batch = nodes.iter().rev().map(|node| reader.read(node)).collect();
            if let Ok(commits) = &mut batch {
                commits.reverse();
            }
            let failed = batch.is_err();
            if sender.send(batch).is_err() || failed {
                return;
            }
        }
    }
}
