//! Which commits there are to read: what a tip reaches and a known commit does not.

use std::{
    collections::{BinaryHeap, HashSet},
    path::Path,
};

use gix::{ObjectId, ThreadSafeRepository, hashtable::HashMap};

use super::{CloneError, commit::RawCommit, objects::Objects};

/// What a commit is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// The tree of its only parent.
    Tree(ObjectId),
    /// Nothing: the commit has no parent, so that every file is new.
    Nothing,
    /// It is a merge, with the tree of its first parent: the changes belong to the merged commits.
    Merge(ObjectId),
    /// The clone ends here and its parent is missing: what changed is not known.
    Unknown,
}

/// A commit to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) oid: ObjectId,
    pub(super) tree: ObjectId,
    pub(super) base: Base,
    /// Committer date, seconds since 1970.
    pub(super) at: i64,
}

/// The commits between a known commit and a tip, oldest first.
#[derive(Debug)]
pub struct History {
    pub(super) nodes: Vec<Node>,
    continues: bool,
}

impl History {
    /// How many commits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Is there nothing to read?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Does the tip still reach the known commit? If not, history was rewritten: the list then holds
    /// every commit of the tip, and what was read before no longer stands. True when nothing was known.
    #[must_use]
    pub fn continues(&self) -> bool {
        self.continues
    }
}

/// Lists the history in one fixed order: committer date from old to new, then hash.
pub(super) fn list(
    repo: &ThreadSafeRepository,
    path: &Path,
    shallow: &HashSet<ObjectId>,
    tip: ObjectId,
    known: Option<ObjectId>,
) -> Result<History, CloneError> {
    let walk = |known| Walk::new(repo, path, shallow).run(tip, known);
    let (nodes, met) = match known.map(|known| walk(Some(known))) {
        // A known commit that was pruned cannot be part of the history.
        Some(Err(CloneError::MissingObject { oid, .. })) if Some(oid) == known => (Vec::new(), false),
        Some(found) => found?,
        None => walk(None)?,
    };
    if known.is_some() && !met {
        let (nodes, _) = walk(None)?;
        return Ok(History { nodes: sorted(nodes), continues: false });
    }
    Ok(History { nodes: sorted(nodes), continues: true })
}

fn sorted(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.sort_unstable_by_key(|node| (node.at, node.oid));
    nodes
}

/// The root of the first-parent line: the commit that a repository started with.
pub(super) fn first_commit(
    repo: &ThreadSafeRepository,
    path: &Path,
    shallow: &HashSet<ObjectId>,
    tip: ObjectId,
) -> Result<ObjectId, CloneError> {
    let mut objects = Objects::new(repo, path);
    let mut oid = tip;
    loop {
        let parent = parsed(&mut objects, oid)?.1.first().copied();
        match parent {
            Some(parent) if !shallow.contains(&oid) => oid = parent,
            _ => return Ok(oid),
        }
    }
}

/// Tree, parents and committer date.
type Parsed = (ObjectId, Vec<ObjectId>, i64);

fn parsed(objects: &mut Objects, oid: ObjectId) -> Result<Parsed, CloneError> {
    let commit = RawCommit::parse(objects.commit(&oid)?).map(|c| (c.tree, c.parents, c.committed_at));
    commit.ok_or_else(|| objects.corrupt(&oid, "it is not a commit"))
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reached {
    by_tip: bool,
    by_known: bool,
}

struct Seen {
    tree: ObjectId,
    parents: Vec<ObjectId>,
    at: i64,
    reached: Reached,
    /// Waiting in the queue.
    queued: bool,
}

impl Seen {
    fn wanted(&self) -> bool {
        self.reached.by_tip && !self.reached.by_known
    }
}

/// Walks from new to old and ends when everything that is left is known.
///
/// Where clocks were wrong a known commit may be listed again; reading it twice changes nothing. None is
/// left out: only ancestors of the known commit are ever counted as known.
struct Walk<'a> {
    objects: Objects,
    shallow: &'a HashSet<ObjectId>,
    seen: HashMap<ObjectId, Seen>,
    queue: BinaryHeap<(i64, ObjectId)>,
    /// Entries of the queue that the tip reaches and the known commit does not.
    wanted: usize,
}

impl<'a> Walk<'a> {
    fn new(repo: &ThreadSafeRepository, path: &Path, shallow: &'a HashSet<ObjectId>) -> Self {
        Self {
            objects: Objects::new(repo, path),
            shallow,
            seen: HashMap::default(),
            queue: BinaryHeap::new(),
            wanted: 0,
        }
    }

    /// The commits, and whether the tip reaches the known one.
    fn run(mut self, tip: ObjectId, known: Option<ObjectId>) -> Result<(Vec<Node>, bool), CloneError> {
        if let Some(known) = known {
            self.reach(known, Reached { by_tip: false, by_known: true })?;
        }
        self.reach(tip, Reached { by_tip: true, by_known: false })?;
        while self.wanted > 0 {
            let Some((_, oid)) = self.queue.pop() else { break };
            let seen = self.seen.get_mut(&oid).expect("queued commits were seen");
            seen.queued = false;
            self.wanted -= usize::from(seen.wanted());
            let reached = seen.reached;
            for parent in seen.parents.clone() {
                self.reach(parent, reached)?;
            }
        }
        let met = known.is_some_and(|known| self.seen[&known].reached.by_tip);
        Ok((self.nodes(), met))
    }

    /// Notes who reaches the commit, and queues it (again) if that is news.
    fn reach(&mut self, oid: ObjectId, by: Reached) -> Result<(), CloneError> {
        if !self.seen.contains_key(&oid) {
            let (tree, mut parents, at) = parsed(&mut self.objects, oid)?;
            if self.shallow.contains(&oid) {
                parents.clear();
            }
            let reached = Reached::default();
            self.seen.insert(oid, Seen { tree, parents, at, reached, queued: false });
        }
        let seen = self.seen.get_mut(&oid).expect("inserted above");
        let both = Reached {
            by_tip: seen.reached.by_tip || by.by_tip,
            by_known: seen.reached.by_known || by.by_known,
        };
        if seen.reached == both {
            return Ok(());
        }
        self.wanted -= usize::from(seen.queued && seen.wanted());
        seen.reached = both;
        self.wanted += usize::from(seen.wanted());
        if !seen.queued {
            seen.queued = true;
            self.queue.push((seen.at, oid));
        }
        Ok(())
    }

    fn nodes(&self) -> Vec<Node> {
        let wanted = self.seen.iter().filter(|(_, seen)| seen.wanted());
        wanted
            .map(|(oid, seen)| {
                let base = match seen.parents[..] {
                    _ if self.shallow.contains(oid) => Base::Unknown,
                    [] => Base::Nothing,
                    [parent] => Base::Tree(self.seen[&parent].tree),
                    [first, ..] => Base::Merge(self.seen[&first].tree),
                };
                Node { oid: *oid, tree: seen.tree, base, at: seen.at }
            })
            .collect()
    }
}
