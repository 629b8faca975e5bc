//! Object access for one thread: gix behind a cache of whole objects.
//!
//! History repeats itself: the new version of a file in one commit is the old version in the next, and
//! neighbouring commits share most of their trees. Two caches make that cheap: gix keeps delta bases of
//! packs, and this module keeps decoded trees and blobs.

use std::{
    path::{Path, PathBuf},
    rc::Rc,
};

use gix::{ObjectId, ThreadSafeRepository, hashtable::HashMap, objs::Find};

use super::CloneError;

/// Bytes of pack delta bases kept by each thread. `git` keeps 96 MiB.
const DELTA_CACHE_BYTES: usize = 96 << 20;
/// Bytes of decoded objects kept by each thread.
const OBJECT_CACHE_BYTES: usize = 64 << 20;

/// Content that may be shared with the cache.
pub(super) type Bytes = Rc<[u8]>;

/// Decoded objects of one repository.
pub(super) struct Objects {
    repo: gix::Repository,
    path: PathBuf,
    scratch: Vec<u8>,
    cache: Cache,
}

impl Objects {
    pub(super) fn new(repo: &ThreadSafeRepository, path: &Path) -> Self {
        let mut repo = repo.to_thread_local();
        repo.objects.set_pack_cache(|| {
            Box::new(gix::odb::pack::cache::lru::MemoryCappedHashmap::new(DELTA_CACHE_BYTES))
        });
        Self { repo, path: path.to_owned(), scratch: Vec::new(), cache: Cache::default() }
    }

    /// A tree or a blob. The empty ones exist even where nobody stored them.
    pub(super) fn content(&mut self, oid: &ObjectId) -> Result<Bytes, CloneError> {
        if let Some(bytes) = self.cache.get(oid) {
            return Ok(bytes);
        }
        if oid.is_empty_tree() || oid.is_empty_blob() {
            return Ok(Rc::from([]));
        }
        let bytes = Rc::from(self.read(oid)?);
        self.cache.put(*oid, &bytes);
        Ok(bytes)
    }

    /// A commit, which is read once and therefore not kept.
    pub(super) fn commit(&mut self, oid: &ObjectId) -> Result<&[u8], CloneError> {
        self.read(oid)
    }

    pub(super) fn corrupt(&self, oid: &ObjectId, reason: &str) -> CloneError {
        CloneError::CorruptObject { path: self.path.clone(), oid: *oid, reason: reason.to_owned() }
    }

    fn read(&mut self, oid: &ObjectId) -> Result<&[u8], CloneError> {
        match self.repo.objects.try_find(oid, &mut self.scratch) {
            Ok(Some(object)) => Ok(object.data),
            Ok(None) => Err(CloneError::MissingObject { path: self.path.clone(), oid: *oid }),
            Err(error) => Err(CloneError::CorruptObject {
                path: self.path.clone(),
                oid: *oid,
                reason: error.to_string(),
            }),
        }
    }
}

/// Two generations: when the young one is full it becomes the old one, and what was not asked for since
/// the last change is dropped. Cheaper than keeping an order of use, and as good for a walk in time.
#[derive(Default)]
struct Cache {
    young: HashMap<ObjectId, Bytes>,
    old: HashMap<ObjectId, Bytes>,
    young_bytes: usize,
}

impl Cache {
    fn get(&mut self, oid: &ObjectId) -> Option<Bytes> {
        if let Some(bytes) = self.young.get(oid) {
            return Some(Rc::clone(bytes));
        }
        let bytes = self.old.remove(oid)?;
        self.put(*oid, &bytes);
        Some(bytes)
    }

    fn put(&mut self, oid: ObjectId, bytes: &Bytes) {
        if bytes.len() > OBJECT_CACHE_BYTES / 8 {
            return;
        }
        if self.young_bytes + bytes.len() > OBJECT_CACHE_BYTES / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += bytes.len();
        self.young.insert(oid, Rc::clone(bytes));
    }
}
