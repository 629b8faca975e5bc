//! A local git clone by gix: commits of the default branch as evidence, without any API.
//!
//! What is read, and how it relates to `git log --numstat` on the same clone:
//! - Commits that the default branch reaches: `origin/HEAD` where there is one, else `HEAD`.
//! - Lines added and removed by Myers' algorithm with Git's heuristics; binary files (by content) without
//!   numbers; moved files are found as Git finds them (see `renames`); merges have no changes of their own (but see [`Merges`]).
//!   Only where tens of thousands of lines are rewritten at once may the heuristics of gix and Git part:
//!   4 of the 87,898 files in the 41,819 commits of NumPy, none in Diffusers.
//! - `.gitattributes`, replaced line ends and other settings of a working tree play no part, so that every
//!   clone of the same history gives the same evidence.
//! - A commit where a shallow clone ends has no numbers: what it changed is not known.
//! - People are e-mails: a noreply e-mail with an id is that account, everything else a hash. The `.mailmap`
//!   at the tip applies before. Neither names nor e-mails leave this module.

mod commit;
mod commits;
mod error;
mod evidence;
mod facts;
mod history;
mod lines;
mod objects;
mod origin;
mod renames;
mod trailers;
mod tree_diff;

use std::{
    collections::HashSet,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
};

use gix::{ObjectId, ThreadSafeRepository, mailmap::Snapshot};
use sha2::{Digest, Sha256};
use tributary_model::{B256, RepoId, Repository};

use crate::attributes::read_attributes;

pub use commits::Commits;
pub use error::CloneError;
pub use evidence::CommitEvidence;
pub use facts::{CloneFacts, read_facts};
pub use history::History;
use origin::Project;

/// Names the rules of this module; another text makes every clone be read anew.
const READING: &str = "tributary clone 4";

/// An opened clone. The tip is fixed when it is opened.
pub struct CloneReader {
    clone: ThreadSafeRepository,
    path: PathBuf,
    tip: Option<Tip>,
    shallow: HashSet<ObjectId>,
    basis: String,
    mailmap: Arc<Snapshot>,
    merges: Merges,
}

/// Which files a merge is said to touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merges {
    /// None: the changes belong to the merged commits.
    WithoutFiles,
    /// Where GitHub's button merged a pull request, what differs from the first parent: that is what the pull request
    /// changed. None for other merges.
    OfPullRequests,
}

struct Tip {
    oid: ObjectId,
    branch: Option<String>,
}

impl std::fmt::Debug for CloneReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloneReader")
            .field("path", &self.path)
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}

impl CloneReader {
    /// Opens a clone: the folder of a working tree or a bare repository. Settings of the user and of the
    /// machine are not read.
    ///
    /// # Errors
    /// [`CloneError::NotARepository`], or what is broken in it.
    pub fn open(path: &Path) -> Result<Self, CloneError> {
        Self::open_for(path, Merges::WithoutFiles)
    }

    /// The same, to be read with files of merges.
    ///
    /// # Errors
    /// The same.
    pub fn open_for(path: &Path, merges: Merges) -> Result<Self, CloneError> {
        let clone = gix::open::Options::isolated().open(path).map_err(|error| {
            CloneError::NotARepository { path: path.to_owned(), reason: error.to_string() }
        })?;
        let broken = |what| {
            move |error: gix::Error| CloneError::Broken {
                path: path.to_owned(),
                what,
                reason: error.to_string(),
            }
        };
        let local = clone.to_thread_local();
        let tip = tip(&local).map_err(broken("the default branch"))?;
        let shallow = local.shallow_commits().map_err(broken("the list of shallow commits"))?;
        let shallow = shallow.map_or_else(HashSet::new, |list| list.iter().copied().collect());
        let (mailmap_oid, mailmap) = match &tip {
            Some(tip) => evidence::mailmap_at(&clone, path, tip.oid)?,
            None => (None, Snapshot::default()),
        };
        let basis = basis(mailmap_oid, &shallow, merges);
        Ok(Self { clone, path: path.to_owned(), tip, shallow, basis, mailmap: Arc::new(mailmap), merges })
    }

    /// The newest commit of the default branch; `None` for an empty repository.
    #[must_use]
    pub fn head(&self) -> Option<String> {
        self.tip.as_ref().map(|tip| tip.oid.to_string())
    }

    /// A hash of everything but commits that the evidence depends on: the `.mailmap` at the tip, where a
    /// shallow clone ends, which merges have files, and how this module reads. When it changes, read all anew.
    #[must_use]
    pub fn basis(&self) -> &str {
        &self.basis
    }

    /// Commits at which a shallow clone ends; 0 for a complete clone. They count as commits of their
    /// authors and have no changed lines.
    #[must_use]
    pub fn shallow_commits(&self) -> usize {
        self.shallow.len()
    }

    /// Number and name. Without `id` the number follows from the address of `origin`, so every clone of it has the
    /// same one and a fork another; without such an address from the folder's name and the first commit of the
    /// first-parent line. Pass GitHub's number to join both sources of evidence. `None` for an empty repository
    /// without `id`.
    ///
    /// # Errors
    /// [`CloneError`] when the history cannot be followed to its start.
    pub fn repository(&self, id: Option<RepoId>) -> Result<Option<Repository>, CloneError> {
        let local = self.clone.to_thread_local();
        let remote = local.config_snapshot().string("remote.origin.url").map(|url| url.to_string());
        let folder = local.workdir().unwrap_or_else(|| local.git_dir());
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let id = match (id, &self.tip) {
            (Some(id), _) => id,
            (None, None) => return Ok(None),
            (None, Some(tip)) => Project::of(remote.as_deref(), &folder)
                .clone_id(|| history::first_commit(&self.clone, &self.path, &self.shallow, tip.oid))?,
        };
        let on_github = remote.as_deref().and_then(origin::github_name);
        let url = on_github.as_ref().map(|name| format!("https://github.com/{name}"));
        let name = on_github.unwrap_or_else(|| origin::local_name(&folder));
        let default_branch = self.tip.as_ref().and_then(|tip| tip.branch.clone());
        let attributes = match &self.tip {
            Some(tip) => evidence::file_at(&self.clone, &self.path, tip.oid, b".gitattributes")?
                .map_or_else(Vec::new, |(_, text)| read_attributes(&text)),
            None => Vec::new(),
        };
        Ok(Some(Repository { id, name, url, default_branch, owner: None, attributes }))
    }

    /// The commits that `tip` reaches and `known` does not, in one fixed order from old to new. `tip` may be
    /// an earlier [`Self::head`], to go on where a reading was interrupted.
    ///
    /// # Errors
    /// [`CloneError::NotACommit`] for a text that is no hash, or what is wrong with the clone.
    pub fn history(&self, tip: &str, known: Option<&str>) -> Result<History, CloneError> {
        let oid = |hex: &str| hex.parse().map_err(|_| CloneError::NotACommit(hex.to_owned()));
        history::list(&self.clone, &self.path, &self.shallow, oid(tip)?, known.map(oid).transpose()?)
    }

    /// Reads the commits of a history behind the first `skip` ones, on as many threads as asked for.
    #[must_use]
    pub fn read(&self, repo: RepoId, history: Arc<History>, skip: usize, threads: NonZeroUsize) -> Commits {
        let source = commits::Source {
            clone: self.clone.clone(),
            path: self.path.clone(),
            repo,
            mailmap: Arc::clone(&self.mailmap),
            merges: self.merges,
            history,
            skip,
        };
        Commits::start(source, threads)
    }
}

/// Changes whenever the same commits would be read differently.
fn basis(mailmap: Option<ObjectId>, shallow: &HashSet<ObjectId>, merges: Merges) -> String {
    let mut ends: Vec<_> = shallow.iter().map(ToString::to_string).collect();
    ends.sort_unstable();
    let mailmap = mailmap.map_or_else(|| "none".to_owned(), |oid| oid.to_string());
    let merges = match merges {
        Merges::WithoutFiles => "",
        Merges::OfPullRequests => "merges of pull requests\n",
    };
    let text = format!("{READING}\nmailmap {mailmap}\nshallow {}\n{merges}", ends.join(" "));
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    B256::from(hash).to_string()
}

/// `origin/HEAD` if it leads to a commit, else `HEAD`; `None` before the first commit.
fn tip(local: &gix::Repository) -> Result<Option<Tip>, gix::Error> {
    if let Some(mut remote) = local.try_find_reference("refs/remotes/origin/HEAD")? {
        let branch = remote.target().try_name().map(|name| name.as_bstr().to_string());
        if let Ok(id) = remote.peel_to_id() {
            let branch = branch.and_then(|name| Some(name.strip_prefix("refs/remotes/origin/")?.to_owned()));
            return Ok(Some(Tip { oid: id.detach(), branch }));
        }
    }
    let head = local.head()?;
    let branch = head.referent_name().map(|name| name.shorten().to_string());
    Ok(head.try_into_peeled_id()?.map(|id| Tip { oid: id.detach(), branch }))
}
