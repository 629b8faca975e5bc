//! The files of pull requests and commits: which of them count, as what, and how many lines.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasherDefault,
};

use tributary_model::{ChangeKind, CommitPaths, PathChange, RepoId};

use super::{
    WorkRules,
    pulls::{Fate, Measure, Pulls},
};
use crate::{
    Gate, PathKind, Weight,
    attribution::{Attributed, Fold, index},
    paths::{AttributeLines, Attributes, classify},
};

/// A file that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Touched {
    /// The path by its number.
    pub(super) path: u32,
    pub(super) additions: u32,
    pub(super) deletions: u32,
}

impl Touched {
    /// Changed lines, 1 at least.
    pub(super) fn weight(self) -> u64 {
        u64::from(self.additions) + u64::from(self.deletions)
    }
}

/// The files that count of every merged pull request, by path.
#[derive(Debug)]
pub(super) struct Files {
    touched: Vec<Touched>,
    /// Where each pull request's begin; one more at the end.
    first: Vec<usize>,
}

impl Files {
    /// Measures the files of every merged pull request and names the gates that they do not pass.
    pub(super) fn measure(attributed: &Attributed<'_>, pulls: &mut Pulls<'_>, rules: &WorkRules) -> Self {
        let mut reader = Reader::new(attributed, rules);
        let mut files = Self { touched: Vec::new(), first: vec![0] };
        for pull in &mut pulls.all {
            let fact = pull.fact.filter(|_| pull.fate == Fate::Merged);
            if let Some(fact) = fact {
                let commit = fact.merge.as_ref().and_then(|merge| merge.commit.as_ref());
                let told = commit.and_then(|oid| reader.commit(pull.repo, oid));
                let changes = told.unwrap_or(&fact.changes);
                pull.measure = reader.measure(pull.repo, changes, &mut files.touched);
                if pull.measure.is_some_and(|measure| !measure.any) {
                    pull.gates.add(Gate::LeftOut);
                }
                if reader.maintained && !fact.association.is_maintainer() {
                    pull.gates.add(Gate::MaintainerFile);
                }
            }
            let begin = *files.first.last().expect("it begins with one");
            files.touched[begin..].sort_unstable_by_key(|file| file.path);
            files.first.push(files.touched.len());
        }
        files
    }

    /// A pull request's files that count.
    pub(super) fn of(&self, pull: u32) -> &[Touched] {
        &self.touched[self.first[index(pull)]..self.first[index(pull) + 1]]
    }

    /// Where a pull request's files begin among all.
    pub(super) fn begin(&self, pull: u32) -> usize {
        self.first[index(pull)]
    }

    pub(super) fn count(&self) -> usize {
        self.touched.len()
    }

    pub(super) fn touched(&self, file: usize) -> Touched {
        self.touched[file]
    }
}

/// Reads lists of files, remembering what each path is.
pub(super) struct Reader<'t, 'a> {
    attributed: &'t Attributed<'a>,
    rules: &'t WorkRules,
    paths: HashMap<&'a str, u32, BuildHasherDefault<Fold>>,
    /// By path: what it is where no `.gitattributes` says anything, and whether only maintainers may touch it.
    known: Vec<(PathKind, bool)>,
    maintainer_files: HashSet<&'t str>,
    repo: Option<RepoId>,
    lines: AttributeLines,
    /// What paths of this repository are by its `.gitattributes`.
    here: HashMap<u32, PathKind, BuildHasherDefault<Fold>>,
    /// Did the last list touch a file that only maintainers may touch?
    maintained: bool,
}

impl<'t, 'a> Reader<'t, 'a> {
    pub(super) fn new(attributed: &'t Attributed<'a>, rules: &'t WorkRules) -> Self {
        Self {
            attributed,
            rules,
            paths: HashMap::default(),
            known: Vec::new(),
            maintainer_files: rules.maintainer_files.iter().map(String::as_str).collect(),
            repo: None,
            lines: AttributeLines::default(),
            here: HashMap::default(),
            maintained: false,
        }
    }

    /// The files of a commit, where a clone told any.
    pub(super) fn commit(&self, repo: RepoId, oid: &str) -> Option<&'a [PathChange]> {
        let commits: &'a [CommitPaths] = &self.attributed.inputs.evidence.commits;
        let place =
            commits.binary_search_by(|commit| (commit.repo, commit.oid.as_str()).cmp(&(repo, oid))).ok()?;
        Some(commits[place].changes.as_slice()).filter(|changes| !changes.is_empty())
    }

    /// What the files are worth together, and each that counts; `None` without files.
    pub(super) fn measure(
        &mut self,
        repo: RepoId,
        changes: &'a [PathChange],
        touched: &mut Vec<Touched>,
    ) -> Option<Measure> {
        self.maintained = false;
        self.enter(repo);
        let (mut lines, mut weights, mut weighted) = (0_u64, 0_u128, 0_u128);
        let begin = touched.len();
        for change in changes {
            let path = self.path(&change.path);
            self.maintained |= self.known[index(path)].1;
            let kind = self.kind(path, &change.path);
            let count = changed(change);
            if kind == PathKind::LeftOut || is_out(change, count) {
                continue;
            }
            let weight = u128::from(count.max(1));
            lines += count;
            weights += weight;
            weighted += weight * u128::from(self.rules.kinds.of(kind).millionths());
            touched.push(of_change(path, change));
        }
        let kind = weighted.checked_div(weights).unwrap_or_default();
        let kind = Weight::from_millionths(u64::try_from(kind).expect("a mean of weights is a weight"));
        let any = touched.len() > begin;
        (!changes.is_empty()).then_some(Measure { lines, kind, any })
    }

    /// Repositories come one after the other.
    fn enter(&mut self, repo: RepoId) {
        if self.repo.replace(repo) == Some(repo) {
            return;
        }
        let repositories = &self.attributed.inputs.evidence.repositories;
        let found = repositories.binary_search_by_key(&repo, |repository| repository.id).ok();
        self.lines = match found {
            Some(place) if self.rules.use_attributes => AttributeLines::of(&repositories[place].attributes),
            _ => AttributeLines::default(),
        };
        self.here.clear();
    }

    fn path(&mut self, path: &'a str) -> u32 {
        if let Some(known) = self.paths.get(path) {
            return *known;
        }
        let next = u32::try_from(self.known.len()).expect("fewer than 2³² paths");
        self.paths.insert(path, next);
        let kind = classify(path, &self.rules.paths, Attributes::default());
        self.known.push((kind, self.maintainer_files.contains(path)));
        next
    }

    fn kind(&mut self, number: u32, path: &str) -> PathKind {
        if self.lines.is_empty() {
            return self.known[index(number)].0;
        }
        let (lines, own) = (&self.lines, &self.rules.paths);
        *self.here.entry(number).or_insert_with(|| classify(path, own, lines.of_path(path)))
    }
}

/// Changed lines without those that differ in white space alone; none for a binary file.
fn changed(change: &PathChange) -> u64 {
    told(change).saturating_sub(u64::from(change.whitespace))
}

fn told(change: &PathChange) -> u64 {
    u64::from(change.additions.unwrap_or_default()) + u64::from(change.deletions.unwrap_or_default())
}

/// Renamed or copied and nothing else, or white space alone.
fn is_out(change: &PathChange, changed: u64) -> bool {
    let moved = matches!(change.change, ChangeKind::Renamed | ChangeKind::Copied);
    changed == 0 && (moved || told(change) > 0)
}

/// A file without lines weighs as one line.
fn of_change(path: u32, change: &PathChange) -> Touched {
    let additions = change.additions.unwrap_or_default();
    let deletions = change.deletions.unwrap_or_default();
    Touched { path, additions: if additions == 0 && deletions == 0 { 1 } else { additions }, deletions }
}
