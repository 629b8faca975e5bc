//! Which deleted file lives on as which new file, so that moving a file is not adding its lines.
//!
//! The rules are those that `git log` documents for `--find-renames`: equal content first; then equal
//! file names that are alone with their name and at least 75 % similar; then the most similar pairs of
//! at least 50 %. Where more than 1000 × 1000 pairs would have to be compared the last step is left out.
//! Similarity is the share of bytes, counted in lines (or pieces of 64 bytes), that the smaller file has
//! in common with the larger one. Copies are not looked for.

use std::collections::HashMap;

use super::{
    CloneError,
    objects::{Bytes, Objects},
    tree_diff::{Change, Entry},
};

/// Similarity is measured in parts of this.
const WHOLE: u64 = 60_000;
const SIMILAR: u64 = WHOLE / 2;
const SIMILAR_WITH_NAME: u64 = WHOLE / 4 * 3;
/// `diff.renameLimit`.
const LIMIT: usize = 1000;
/// Git keeps this many sources for each new file.
const CANDIDATES: usize = 4;
/// Git looks at this many equal sources before it takes what it has.
const EQUAL_SOURCES: usize = 100;

/// Joins a deletion and an addition to one change wherever the file was moved.
pub(super) fn join_renames(objects: &mut Objects, changes: &mut Vec<Change>) -> Result<(), CloneError> {
    let mut search = Search::new(changes);
    if search.sources.is_empty() || search.targets.is_empty() {
        return Ok(());
    }
    search.equal_content();
    search.equal_names(objects)?;
    search.most_similar(objects)?;
    let found: Vec<_> = search
        .targets
        .iter()
        .filter_map(|target| Some((target.change, search.sources[target.source?].change)))
        .collect();
    apply(changes, &found);
    Ok(())
}

fn apply(changes: &mut Vec<Change>, found: &[(usize, usize)]) {
    for (target, source) in found {
        changes[*target].old = changes[*source].old.take();
        changes[*target].renamed = true;
    }
    changes.retain(|change| change.old.is_some() || change.new.is_some());
}

struct Side {
    /// Position in the list of changes.
    change: usize,
    path: Vec<u8>,
    entry: Entry,
    /// For a source: taken by a target.
    used: bool,
    /// For a target: the position of its source.
    source: Option<usize>,
    pieces: Option<Pieces>,
}

impl Side {
    fn name(&self) -> &[u8] {
        memchr::memrchr(b'/', &self.path).map_or(&self.path, |slash| &self.path[slash + 1..])
    }
}

struct Search {
    sources: Vec<Side>,
    targets: Vec<Side>,
}

impl Search {
    fn new(changes: &[Change]) -> Self {
        let (mut sources, mut targets) = (Vec::new(), Vec::new());
        for (position, change) in changes.iter().enumerate() {
            let (list, entry) = match (change.old, change.new) {
                (Some(entry), None) => (&mut sources, entry),
                (None, Some(entry)) => (&mut targets, entry),
                _ => continue,
            };
            let path = change.path.clone();
            list.push(Side { change: position, path, entry, used: false, source: None, pieces: None });
        }
        Self { sources, targets }
    }

    fn join(&mut self, target: usize, source: usize) {
        self.targets[target].source = Some(source);
        self.sources[source].used = true;
    }

    /// The same object, preferring one with the same file name.
    fn equal_content(&mut self) {
        let mut by_oid: HashMap<_, Vec<usize>> = HashMap::new();
        for (position, source) in self.sources.iter().enumerate() {
            by_oid.entry(source.entry.oid).or_default().push(position);
        }
        for target in 0..self.targets.len() {
            let side = &self.targets[target];
            let Some(equal) = by_oid.get(&side.entry.oid) else { continue };
            let mut free = equal.iter().copied().take(EQUAL_SOURCES).filter(|source| {
                let source = &self.sources[*source];
                let same_kind = source.entry.is_file() && side.entry.is_file();
                !source.used && (same_kind || source.entry.mode == side.entry.mode)
            });
            let first = free.clone().next();
            let same_name = free.find(|source| self.sources[*source].name() == side.name());
            if let Some(source) = same_name.or(first) {
                self.join(target, source);
            }
        }
    }

    /// A file name that occurs once among the remaining sources and once among the remaining targets.
    fn equal_names(&mut self, objects: &mut Objects) -> Result<(), CloneError> {
        let targets = unique_names(self.targets.iter().map(|target| (target, target.source.is_none())));
        let sources = unique_names(self.sources.iter().map(|source| (source, !source.used)));
        let mut pairs: Vec<_> =
            sources.iter().filter_map(|(name, source)| Some(((*source)?, (*targets.get(name)?)?))).collect();
        pairs.sort_unstable();
        for (source, target) in pairs {
            if self.similarity(objects, source, target, SIMILAR_WITH_NAME)? >= SIMILAR_WITH_NAME {
                self.join(target, source);
            }
        }
        Ok(())
    }

    /// The most similar pairs of what is left, the same file name deciding between equals.
    fn most_similar(&mut self, objects: &mut Objects) -> Result<(), CloneError> {
        let sources: Vec<_> = (0..self.sources.len()).filter(|s| !self.sources[*s].used).collect();
        let targets: Vec<_> = (0..self.targets.len()).filter(|t| self.targets[*t].source.is_none()).collect();
        if sources.len().saturating_mul(targets.len()) > LIMIT * LIMIT {
            return Ok(());
        }
        let mut pairs = Vec::new();
        for target in targets {
            let mut best = Vec::new();
            for source in &sources {
                let score = self.similarity(objects, *source, target, SIMILAR)?;
                if score >= SIMILAR {
                    let same_name = self.sources[*source].name() == self.targets[target].name();
                    best.push((score, same_name, target, *source));
                }
            }
            best.sort_by_key(|pair| std::cmp::Reverse((pair.0, pair.1)));
            pairs.extend(best.into_iter().take(CANDIDATES));
        }
        pairs.sort_by_key(|pair| std::cmp::Reverse((pair.0, pair.1)));
        for (_, _, target, source) in pairs {
            if self.targets[target].source.is_none() && !self.sources[source].used {
                self.join(target, source);
            }
        }
        Ok(())
    }

    /// Parts of [`WHOLE`]; 0 when the sizes alone rule `least` out.
    fn similarity(
        &mut self,
        objects: &mut Objects,
        source: usize,
        target: usize,
        least: u64,
    ) -> Result<u64, CloneError> {
        let (source, target) = (&mut self.sources[source], &mut self.targets[target]);
        if !(source.entry.is_file() && target.entry.is_file()) {
            return Ok(0);
        }
        let (old, new) = (objects.content(&source.entry.oid)?, objects.content(&target.entry.oid)?);
        let (larger, smaller) = (length(&old).max(length(&new)), length(&old).min(length(&new)));
        if new.is_empty() || larger * (WHOLE - least) < (larger - smaller) * WHOLE {
            return Ok(0);
        }
        let old = source.pieces.get_or_insert_with(|| Pieces::of(&old));
        let new = target.pieces.get_or_insert_with(|| Pieces::of(&new));
        Ok(old.common_bytes(new) * WHOLE / larger)
    }
}

/// File name → position if it occurs once among those that are left, `None` if more often.
fn unique_names<'a>(sides: impl Iterator<Item = (&'a Side, bool)>) -> HashMap<Vec<u8>, Option<usize>> {
    let mut names = HashMap::new();
    for (position, (side, left)) in sides.enumerate() {
        if left {
            names.entry(side.name().to_vec()).and_modify(|only| *only = None).or_insert(Some(position));
        }
    }
    names
}

/// The content in pieces that end with a line or after 64 bytes: how many bytes each distinct one has.
struct Pieces(Vec<(u64, u64)>);

const PIECE_BYTES: u64 = 64;

impl Pieces {
    fn of(content: &Bytes) -> Self {
        let text = !super::lines::is_binary(content);
        let mut pieces = Vec::new();
        let (mut hash, mut length) = (0, 0);
        for (position, byte) in content.iter().copied().enumerate() {
            // A line ends the same with and without a carriage return.
            if text && byte == b'\r' && content.get(position + 1) == Some(&b'\n') {
                continue;
            }
            hash = mix(hash, byte);
            length += 1;
            if length == PIECE_BYTES || byte == b'\n' {
                pieces.push((hash, length));
                (hash, length) = (0, 0);
            }
        }
        if length > 0 {
            pieces.push((hash, length));
        }
        pieces.sort_unstable();
        pieces.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Self(pieces)
    }

    /// Bytes that both have.
    fn common_bytes(&self, other: &Self) -> u64 {
        let (mut a, mut b, mut common) = (self.0.iter().peekable(), other.0.iter().peekable(), 0);
        while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
            match left.0.cmp(&right.0) {
                std::cmp::Ordering::Less => _ = a.next(),
                std::cmp::Ordering::Greater => _ = b.next(),
                std::cmp::Ordering::Equal => {
                    common += left.1.min(right.1);
                    a.next();
                    b.next();
                }
            }
        }
        common
    }
}

/// FNV-1a, 64 bits: the same on every machine.
fn mix(hash: u64, byte: u8) -> u64 {
    let hash = if hash == 0 { 0xcbf2_9ce4_8422_2325 } else { hash };
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

fn length(content: &Bytes) -> u64 {
    u64::try_from(content.len()).expect("a length fits 64 bits")
}
