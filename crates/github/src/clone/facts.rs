//! A clone's files as facts for classifying: the tree at the tip and a bounded number of small files.
//!
//! Objects that are not there (a clone made with `--filter`, a snapshot without its large files) are passed
//! over: what is there is judged. Only a missing tip is an error.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use gix::{ObjectId, objs::Find as _};
use tributary_classify::{Facts, File, Reading, Text, Wanted, select};
use tributary_model::RepositoryName;

use super::{CloneError, origin, tip};
use crate::lfs;

/// Files that are listed; a larger tree is cut, in its own order.
const MOST_FILES: usize = 200_000;
/// Git itself refuses trees that are nested deeper (`core.maxTreeDepth`).
const MAX_DEPTH: usize = 2048;
/// A larger file is not read at all, not even its beginning: git unpacks objects whole.
const MOST_BLOB_BYTES: u64 = 4 << 20;
/// All texts together.
const MOST_TEXT_BYTES: usize = 16 << 20;

/// A clone as [`Facts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloneFacts {
    /// The newest commit of the default branch.
    pub head: String,
    /// What there is.
    pub facts: Facts,
    /// Files that were wanted and are not in the clone.
    pub missing: usize,
}

/// Reads the tip of a clone's default branch; `None` for a repository without a commit.
///
/// # Errors
/// [`CloneError::NotARepository`], or that the tip's commit or tree is missing or broken.
pub fn read_facts(path: &Path) -> Result<Option<CloneFacts>, CloneError> {
    let clone = gix::open::Options::isolated()
        .open(path)
        .map_err(|error| CloneError::NotARepository { path: path.to_owned(), reason: error.to_string() })?;
    let mut repo = clone.to_thread_local();
    repo.object_cache_size_if_unset(OBJECT_CACHE_BYTES);
    let tip = tip(&repo).map_err(|error| CloneError::Broken {
        path: path.to_owned(),
        what: "the default branch",
        reason: error.to_string(),
    })?;
    let Some(tip) = tip else { return Ok(None) };
    let mut reader = Reader { repo, path, missing: 0 };
    let root = reader.root(tip.oid)?;
    let blobs = reader.walk(root)?;
    let name = name(&reader.repo);
    let paths: Vec<&str> = blobs.iter().map(|(path, _)| path.as_str()).collect();
    let wanted = select(&paths);
    let (texts, sizes) = reader.read(&wanted, &blobs);
    let files = blobs.into_iter().map(|(path, _)| File { bytes: sizes.get(&path).copied(), path }).collect();
    let facts = Facts { name, description: None, homepage: None, topics: Vec::new(), files, texts };
    Ok(Some(CloneFacts { head: tip.oid.to_string(), facts, missing: reader.missing }))
}

/// Bytes of decoded objects kept; neighbouring files often share their bases.
const OBJECT_CACHE_BYTES: usize = 16 << 20;

/// By the remote on GitHub, else by the folder; a folder with a name that says nothing is called like the one
/// around it.
fn name(repo: &gix::Repository) -> String {
    let remote = repo.config_snapshot().string("remote.origin.url");
    if let Some(name) = remote.and_then(|url| origin::github_name(&url.to_string())) {
        return name.to_string();
    }
    let folder = repo.workdir().unwrap_or_else(|| repo.git_dir());
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let says_nothing =
        |name: &str| ["repo", "repo.git", ".git", "clone", "git", "source", "src"].contains(&name);
    let telling = folder
        .ancestors()
        .find(|folder| folder.file_name().is_some_and(|name| !says_nothing(&name.to_string_lossy())));
    let telling = telling.unwrap_or(&folder);
    let words = telling.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Collections of clones often keep owner and name in one folder's name.
    let parts = words.split_once('+').or_else(|| words.split_once("__"));
    let both = parts.and_then(|(owner, name)| format!("{owner}/{name}").parse::<RepositoryName>().ok());
    both.map_or_else(|| origin::local_name(telling).to_string(), |name| name.to_string())
}

struct Reader<'a> {
    repo: gix::Repository,
    path: &'a Path,
    missing: usize,
}

impl Reader<'_> {
    fn broken(&self, oid: ObjectId, reason: impl std::fmt::Display) -> CloneError {
        CloneError::CorruptObject { path: self.path.to_owned(), oid, reason: reason.to_string() }
    }

    /// The tree of the tip.
    fn root(&self, tip: ObjectId) -> Result<ObjectId, CloneError> {
        let mut buffer = Vec::new();
        let object = self.repo.objects.try_find(&tip, &mut buffer);
        let object = object.map_err(|error| self.broken(tip, error))?;
        let object =
            object.ok_or_else(|| CloneError::MissingObject { path: self.path.to_owned(), oid: tip })?;
        let mut commit = gix::objs::CommitRefIter::from_bytes(object.data, tip.kind());
        commit.tree_id().map_err(|error| self.broken(tip, error))
    }

    /// Every file below a tree, in git's order.
    fn walk(&mut self, root: ObjectId) -> Result<Vec<(String, ObjectId)>, CloneError> {
        let mut files = Vec::new();
        let mut buffer = Vec::new();
        let mut open = vec![(String::new(), root, true, 0)];
        while let Some((path, oid, is_tree, depth)) = open.pop() {
            if !is_tree {
                files.push((path, oid));
                if files.len() == MOST_FILES {
                    break;
                }
                continue;
            }
            if oid.is_empty_tree() || depth > MAX_DEPTH {
                continue;
            }
            let object = self.repo.objects.try_find(&oid, &mut buffer);
            let Some(object) = object.map_err(|error| self.broken(oid, error))? else {
                if depth == 0 {
                    return Err(CloneError::MissingObject { path: self.path.to_owned(), oid });
                }
                self.missing += 1;
                continue;
            };
            let from = open.len();
            for entry in gix::objs::TreeRefIter::from_bytes(object.data, oid.kind()) {
                let entry = entry.map_err(|error| self.broken(oid, error))?;
                if entry.mode.is_blob() || entry.mode.is_tree() {
                    let name = format!("{path}{}{}", if path.is_empty() { "" } else { "/" }, entry.filename);
                    open.push((name, entry.oid.to_owned(), entry.mode.is_tree(), depth + 1));
                }
            }
            open[from..].reverse();
        }
        Ok(files)
    }

    fn read(&mut self, wanted: &[Wanted], blobs: &[(String, ObjectId)]) -> (Vec<Text>, HashMap<String, u64>) {
        let names: HashSet<&str> = wanted.iter().map(|file| file.path.as_str()).collect();
        let oids: HashMap<&str, ObjectId> = blobs
            .iter()
            .filter(|(path, _)| names.contains(path.as_str()))
            .map(|(path, oid)| (path.as_str(), *oid))
            .collect();
        let (mut texts, mut sizes, mut total) = (Vec::new(), HashMap::new(), 0);
        for file in wanted {
            let Some(oid) = oids.get(file.path.as_str()) else { continue };
            match file.reading {
                Reading::Size => sizes.extend(self.size(*oid).map(|bytes| (file.path.clone(), bytes))),
                Reading::Text(most) if total < MOST_TEXT_BYTES => {
                    let Some(text) = self.text(*oid, most) else { continue };
                    total += text.len();
                    texts.push(Text { path: file.path.clone(), text });
                }
                Reading::Text(_) => {}
            }
        }
        (texts, sizes)
    }

    /// Bytes of a blob, or of what a Git LFS pointer stands for.
    fn size(&mut self, oid: ObjectId) -> Option<u64> {
        let Ok(header) = self.repo.find_header(oid) else {
            self.missing += 1;
            return None;
        };
        if header.size() >= lfs::POINTER_BYTES {
            return Some(header.size());
        }
        let text = self.text(oid, usize::MAX)?;
        lfs::pointed_bytes(&text).or(Some(header.size()))
    }

    /// The beginning of a blob. `None` for one that is missing, large or broken: others tell the story.
    fn text(&mut self, oid: ObjectId, most: usize) -> Option<String> {
        let Ok(header) = self.repo.find_header(oid) else {
            self.missing += 1;
            return None;
        };
        if header.size() > MOST_BLOB_BYTES {
            return None;
        }
        let blob = self.repo.find_blob(oid).ok()?;
        let bytes = &blob.data[..blob.data.len().min(most)];
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}
