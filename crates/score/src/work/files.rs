//! The files of pull requests and commits: which of them count, as what, and how many lines.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasherDefault,
};

use rayon::prelude::*;
use tributary_model::{ChangeKind, CommitPaths, PathChange, RepoId};

use super::{
    WorkRules,
    pulls::{Fate, Measure, Pull, Pulls},
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
    /// Where it stands in the list that the evidence holds, which is in order of paths.
    pub(super) place: u32,
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
    /// Measures the files of every merged pull request and names the gates that they do not pass, each repository by
    /// itself.
    pub(super) fn measure<'a>(attributed: &Attributed<'a>, pulls: &mut Pulls<'a>, rules: &WorkRules) -> Self {
        let repositories: Vec<&mut [Pull<'a>]> = pulls.all.chunk_by_mut(|a, b| a.repo == b.repo).collect();
        let parts: Vec<Part<'_>> = repositories
            .into_par_iter()
            .map(|pulls| Part::measure(Reader::new(attributed, rules), pulls))
            .collect();
        let mut numbers: HashMap<&str, u32, BuildHasherDefault<Fold>> = HashMap::default();
        let mut files = Self { touched: Vec::new(), first: vec![0] };
        for Part { paths, touched, ends } in parts {
            let numbers: Vec<u32> = paths
                .into_iter()
                .map(|path| {
                    let next = u32::try_from(numbers.len()).expect("fewer than 2³² paths");
                    *numbers.entry(path).or_insert(next)
                })
                .collect();
            let begin = files.touched.len();
            files
                .touched
                .extend(touched.into_iter().map(|file| Touched { path: numbers[index(file.path)], ..file }));
            files.first.extend(ends.into_iter().map(|end| begin + end));
        }
        let Self { touched, first } = &mut files;
        for pair in first.windows(2) {
            touched[pair[0]..pair[1]].sort_unstable_by_key(|file| file.path);
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

/// The files of one repository's pull requests, whose paths have numbers of their own.
struct Part<'a> {
    /// By number.
    paths: Vec<&'a str>,
    touched: Vec<Touched>,
    /// Where each pull request's end.
    ends: Vec<usize>,
}

impl<'a> Part<'a> {
    fn measure(mut reader: Reader<'_, 'a>, pulls: &mut [Pull<'a>]) -> Self {
        let (mut touched, mut ends) = (Vec::new(), Vec::with_capacity(pulls.len()));
        for pull in pulls {
            if let Some(fact) = pull.fact.filter(|_| pull.fate == Fate::Merged) {
                let commit = fact.merge.as_ref().and_then(|merge| merge.commit.as_ref());
                let told = commit.and_then(|oid| reader.commit(pull.repo, oid));
                let changes = told.unwrap_or(&fact.changes);
                pull.measure = reader.measure(pull.repo, changes, &mut touched);
                if pull.measure.is_some_and(|measure| !measure.any) {
                    pull.gates.add(Gate::LeftOut);
                }
                if reader.maintained && !fact.association.is_maintainer() {
                    pull.gates.add(Gate::MaintainerFile);
                }
            }
            ends.push(touched.len());
        }
        let mut paths: Vec<(u32, &str)> =
            reader.paths.into_iter().map(|(path, number)| (number, path)).collect();
        paths.sort_unstable();
        Self { paths: paths.into_iter().map(|(_, path)| path).collect(), touched, ends }
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
        for (place, change) in (0..).zip(changes) {
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
            touched.push(of_change(path, place, change));
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
fn of_change(path: u32, place: u32, change: &PathChange) -> Touched {
    let additions = change.additions.unwrap_or_default();
    let deletions = change.deletions.unwrap_or_default();
    Touched {
        path,
        place,
        additions: if additions == 0 && deletions == 0 { 1 } else { additions },
        deletions,
    }
}
