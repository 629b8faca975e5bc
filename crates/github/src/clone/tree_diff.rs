//! Which files differ between two trees, without looking into the files.

use std::cmp::Ordering;

use gix::{ObjectId, objs::tree::name_order};
use memchr::memchr;

use super::{
    CloneError,
    objects::{Bytes, Objects},
};

/// Git itself refuses trees that are nested deeper (`core.maxTreeDepth`).
const MAX_DEPTH: usize = 2048;

const KIND_MASK: u32 = 0o170_000;

/// What a path holds in one tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) mode: u32,
    pub(super) oid: ObjectId,
}

impl Entry {
    pub(super) fn is_file(self) -> bool {
        self.mode & KIND_MASK == 0o100_000
    }

    /// A submodule: the object is a commit of another repository.
    pub(super) fn is_submodule(self) -> bool {
        self.mode & KIND_MASK == 0o160_000
    }

    fn is_tree(self) -> bool {
        self.mode & KIND_MASK == 0o040_000
    }
}

/// One path that differs. At least one side is there; neither is a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The path afterwards, or the path before for a deleted file.
    pub(super) path: Vec<u8>,
    pub(super) old: Option<Entry>,
    pub(super) new: Option<Entry>,
    /// `old` had another path.
    pub(super) renamed: bool,
}

/// Every path that differs, in the order of the trees. `None` stands for no tree at all.
pub(super) fn tree_diff(
    objects: &mut Objects,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
) -> Result<Vec<Change>, CloneError> {
    let mut walk = Walk { objects, path: Vec::new(), depth: 0, changes: Vec::new() };
    walk.trees(old, new)?;
    Ok(walk.changes)
}

struct Walk<'a> {
    objects: &'a mut Objects,
    path: Vec<u8>,
    depth: usize,
    changes: Vec<Change>,
}

impl Walk<'_> {
    fn trees(&mut self, old: Option<ObjectId>, new: Option<ObjectId>) -> Result<(), CloneError> {
        if old == new {
            return Ok(());
        }
        let mut left = Cursor::open(self.objects, old)?;
        let mut right = Cursor::open(self.objects, new)?;
        loop {
            let (before, after) = (left.peek(self.objects)?, right.peek(self.objects)?);
            let order = match (&before, &after) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => name_order(a.name, a.entry.is_tree(), b.name, b.entry.is_tree()),
            };
            let before = before.filter(|_| order.is_le());
            let after = after.filter(|_| order.is_ge());
            let (used, made) = (before.as_ref().map_or(0, |e| e.len), after.as_ref().map_or(0, |e| e.len));
            if before.as_ref().map(|e| e.entry) != after.as_ref().map(|e| e.entry) {
                let name = before.as_ref().or(after.as_ref()).map_or(&b""[..], |e| e.name);
                self.differing(name, before.as_ref().map(|e| e.entry), after.as_ref().map(|e| e.entry))?;
            }
            left.position += used;
            right.position += made;
        }
    }

    fn differing(&mut self, name: &[u8], old: Option<Entry>, new: Option<Entry>) -> Result<(), CloneError> {
        let parent = self.path.len();
        if parent > 0 {
            self.path.push(b'/');
        }
        self.path.extend_from_slice(name);
        if let Some(tree) = old.or(new).filter(|entry| entry.is_tree()) {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(self.objects.corrupt(&tree.oid, "trees are nested too deeply"));
            }
            self.trees(old.map(|entry| entry.oid), new.map(|entry| entry.oid))?;
            self.depth -= 1;
        } else {
            self.changes.push(Change { path: self.path.clone(), old, new, renamed: false });
        }
        self.path.truncate(parent);
        Ok(())
    }
}

/// Reads the entries of one tree in place.
struct Cursor {
    oid: Option<ObjectId>,
    data: Bytes,
    position: usize,
}

struct Named<'a> {
    name: &'a [u8],
    entry: Entry,
    /// Bytes that the entry takes in the tree.
    len: usize,
}

impl Cursor {
    fn open(objects: &mut Objects, oid: Option<ObjectId>) -> Result<Self, CloneError> {
        let data = oid.map_or_else(|| Ok(Bytes::from([])), |oid| objects.content(&oid))?;
        Ok(Self { oid, data, position: 0 })
    }

    /// The entry at the position: `<mode in octal> <name>\0<hash>`.
    fn peek(&self, objects: &Objects) -> Result<Option<Named<'_>>, CloneError> {
        let (Some(oid), rest) = (self.oid, &self.data[self.position..]) else { return Ok(None) };
        if rest.is_empty() {
            return Ok(None);
        }
        parse_entry(rest, oid.kind().len_in_bytes())
            .map(Some)
            .ok_or_else(|| objects.corrupt(&oid, "a tree entry is cut short"))
    }
}

fn parse_entry(rest: &[u8], hash_len: usize) -> Option<Named<'_>> {
    let space = memchr(b' ', rest.get(..rest.len().min(8))?)?;
    let mode = rest[..space].iter().try_fold(0_u32, |mode, digit| match digit {
        b'0'..=b'7' => Some(mode * 8 + u32::from(digit - b'0')),
        _ => None,
    })?;
    let end = space + 1 + memchr(0, &rest[space + 1..])?;
    let oid = ObjectId::try_from(rest.get(end + 1..end + 1 + hash_len)?).ok()?;
    Some(Named { name: &rest[space + 1..end], entry: Entry { mode, oid }, len: end + 1 + hash_len })
}

/// The regular file with this name at the top of a tree.
pub(super) fn find_file(
    objects: &mut Objects,
    tree: ObjectId,
    name: &[u8],
) -> Result<Option<ObjectId>, CloneError> {
    let mut cursor = Cursor::open(objects, Some(tree))?;
    loop {
        let Some(found) = cursor.peek(objects)? else { return Ok(None) };
        if found.name == name && found.entry.is_file() {
            return Ok(Some(found.entry.oid));
        }
        let len = found.len;
        cursor.position += len;
    }
}
