//! One commit as evidence.

use std::{path::Path, sync::Arc};

use gix::{ObjectId, ThreadSafeRepository, bstr::ByteSlice, mailmap::Snapshot};
use tributary_model::{
    Account, ChangeKind, Contribution, ContributionKind, Identity, PathChange, RepoId, Timestamp,
};

use super::{
    CloneError, Merges,
    commit::{Person, RawCommit},
    history::{Base, Node},
    lines::{LineCount, count_lines, is_binary, whitespace_lines},
    objects::{Bytes, Objects},
    renames::join_renames,
    trailers::co_authors,
    tree_diff::{Change, Entry, find_file, tree_diff},
};
use crate::email::attribute;

/// What one commit says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitEvidence {
    /// The commit's hash.
    pub oid: String,
    /// One for the author and one for each co-author, each person once.
    pub contributions: Vec<Contribution>,
    /// The accounts that occur in noreply e-mails, with the login they had then.
    pub accounts: Vec<Account>,
    /// The files it touched, in the order of the tree. Empty for merges, but see [`Merges`].
    pub paths: Vec<PathChange>,
}

/// Reads commits on one thread.
pub(super) struct EvidenceReader {
    objects: Objects,
    repo: RepoId,
    mailmap: Arc<Snapshot>,
    merges: Merges,
}

impl EvidenceReader {
    pub(super) fn new(
        clone: &ThreadSafeRepository,
        path: &Path,
        repo: RepoId,
        mailmap: Arc<Snapshot>,
        merges: Merges,
    ) -> Self {
        Self { objects: Objects::new(clone, path), repo, mailmap, merges }
    }

    pub(super) fn read(&mut self, node: &Node) -> Result<CommitEvidence, CloneError> {
        let paths = self.paths(node)?;
        let (people, accounts) = self.people(node)?;
        let oid = node.oid.to_string();
        let known = node.base != Base::Unknown;
        let sum = |lines: fn(&PathChange) -> Option<u32>| {
            known.then(|| paths.iter().filter_map(lines).fold(0, u32::saturating_add).into())
        };
        let contribution = Contribution {
            repo: self.repo,
            kind: ContributionKind::Commit,
            key: oid.as_str().into(),
            author: Identity::Ghost,
            at: Timestamp::from_unix(node.at).or_else(|| Timestamp::from_unix(0)).expect("1970 is a year"),
            number: None,
            additions: sum(|path| path.additions),
            deletions: sum(|path| path.deletions),
            changed_files: known.then(|| u32::try_from(paths.len()).unwrap_or(u32::MAX).into()),
        };
        let contributions =
            people.into_iter().map(|author| Contribution { author, ..contribution.clone() }).collect();
        Ok(CommitEvidence { oid, contributions, accounts, paths })
    }

    /// The author, then the co-authors, each once.
    fn people(&mut self, node: &Node) -> Result<(Vec<Identity>, Vec<Account>), CloneError> {
        let Some(commit) = RawCommit::parse(self.objects.commit(&node.oid)?) else {
            return Err(self.objects.corrupt(&node.oid, "it is not a commit"));
        };
        let (mut people, mut accounts) = (Vec::new(), Vec::new());
        for person in std::iter::once(commit.author).chain(co_authors(commit.message)) {
            let found = attribute(&email_of(&self.mailmap, person));
            // Every mention, whatever the order: of two for one account the store takes the better.
            accounts.extend(found.account);
            if !people.contains(&found.identity) {
                people.push(found.identity);
            }
        }
        Ok((people, accounts))
    }

    fn paths(&mut self, node: &Node) -> Result<Vec<PathChange>, CloneError> {
        let base = match node.base {
            Base::Tree(tree) => Some(tree),
            Base::Nothing => None,
            Base::Merge(first) if self.tells(node)? => Some(first),
            Base::Merge(_) | Base::Unknown => return Ok(Vec::new()),
        };
        let mut changes = tree_diff(&mut self.objects, base, Some(node.tree))?;
        join_renames(&mut self.objects, &mut changes)?;
        changes.iter().map(|change| self.path_change(change)).collect()
    }

    /// Is the difference of this merge against its first parent asked for?
    fn tells(&mut self, node: &Node) -> Result<bool, CloneError> {
        if self.merges == Merges::WithoutFiles {
            return Ok(false);
        }
        let commit = RawCommit::parse(self.objects.commit(&node.oid)?);
        Ok(commit.is_some_and(|commit| commit.parents.len() == 2 && merges_a_pull_request(commit.message)))
    }

    fn path_change(&mut self, change: &Change) -> Result<PathChange, CloneError> {
        let (lines, whitespace) = self.count(change)?;
        Ok(PathChange {
            path: String::from_utf8_lossy(&change.path).into(),
            change: match (change.old, change.new) {
                (None, _) => ChangeKind::Added,
                (_, None) => ChangeKind::Deleted,
                _ if change.renamed => ChangeKind::Renamed,
                (Some(_), Some(_)) => ChangeKind::Modified,
            },
            additions: lines.map(|lines| lines.additions),
            deletions: lines.map(|lines| lines.deletions),
            whitespace,
        })
    }

    /// The lines, unless it is binary, and how many of them differ in white space alone.
    fn count(&mut self, change: &Change) -> Result<(Option<LineCount>, u32), CloneError> {
        let oid = |entry: Option<Entry>| entry.map(|entry| entry.oid);
        let after = self.text(change.new)?;
        if oid(change.old) == oid(change.new) {
            return Ok(((!is_binary(&after)).then(LineCount::default), 0));
        }
        let before = self.text(change.old)?;
        let lines = count_lines(&before, &after);
        Ok((lines, lines.map_or(0, |plain| whitespace_lines(&before, &after, plain))))
    }

    /// What Git compares: the content, the target of a link, or one line that names a submodule's commit.
    fn text(&mut self, entry: Option<Entry>) -> Result<Bytes, CloneError> {
        match entry {
            None => Ok(Bytes::from([])),
            Some(entry) if entry.is_submodule() => {
                Ok(Bytes::from(format!("Subproject commit {}\n", entry.oid).as_bytes()))
            }
            Some(entry) => self.objects.content(&entry.oid),
        }
    }
}

/// Is it what GitHub's button writes, `Merge pull request #12 from owner/branch` or the title with `(#12)` behind?
fn merges_a_pull_request(message: &[u8]) -> bool {
    let subject = message.lines().next().unwrap_or_default().trim_end();
    let rest = subject.strip_prefix(b"Merge pull request #".as_slice());
    let end = rest.and_then(|rest| Some(rest.split_once_str(" from ")?.0)).or_else(|| {
        let (_, number) = subject.strip_suffix(b")")?.rsplit_once_str(" (#")?;
        Some(number)
    });
    end.is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

/// The e-mail that stands for the person. A noreply e-mail that names an account is kept; others go
/// through the repository's `.mailmap`, which may well lead to one that does.
fn email_of(mailmap: &Snapshot, person: Person<'_>) -> String {
    let written = String::from_utf8_lossy(person.email);
    if attribute(&written).account.is_some() {
        return written.into_owned();
    }
    let signature =
        gix::actor::SignatureRef { name: person.name.as_bstr(), email: person.email.as_bstr(), time: "" };
    mailmap
        .try_resolve_ref(signature)
        .and_then(|resolved| resolved.email)
        .map_or_else(|| written.into_owned(), |email| email.to_str_lossy().into_owned())
}

/// The mailmap at the tip, with the hash that tells when it changed.
pub(super) fn mailmap_at(
    clone: &ThreadSafeRepository,
    path: &Path,
    tip: ObjectId,
) -> Result<(Option<ObjectId>, Snapshot), CloneError> {
    let found = file_at(clone, path, tip, b".mailmap")?;
    Ok(found.map_or_else(Default::default, |(oid, text)| (Some(oid), Snapshot::from_bytes(&text))))
}

/// A file in the root of a commit's tree.
pub(super) fn file_at(
    clone: &ThreadSafeRepository,
    path: &Path,
    tip: ObjectId,
    name: &[u8],
) -> Result<Option<(ObjectId, Bytes)>, CloneError> {
    let mut objects = Objects::new(clone, path);
    let Some(tree) = RawCommit::parse(objects.commit(&tip)?).map(|commit| commit.tree) else {
        return Err(objects.corrupt(&tip, "it is not a commit"));
    };
    let Some(oid) = find_file(&mut objects, tree, name)? else { return Ok(None) };
    Ok(Some((oid, objects.content(&oid)?)))
}
