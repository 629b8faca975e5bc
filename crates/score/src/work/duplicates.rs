//! Near-duplicates among merged pull requests.
//!
//! Two are alike by what the smaller and the larger number of added and removed lines of each file sum to. Compared are
//! pull requests of one person, or in one repository: the same counts in files of the same name elsewhere are no sign.
//! Whoever is alike shares most of the weight, so only a few files of each need to be followed to earlier ones; and of
//! each file only so many earlier ones are looked at, so that a file that everybody touches does not cost n².

use std::{cmp::Reverse, iter::successors};

use super::{
    WorkRules,
    files::{Files, Touched},
    gates::OF_PULLS,
    pulls::Pulls,
};
use crate::{
    Gate, Weight,
    attribution::{NOBODY, index},
};

const MILLION: u128 = 1_000_000;
const DAY: i64 = 24 * 60 * 60;

/// The files with one path inside one scope, a repository or a person: those of pull requests that count so far, the last
/// one first.
struct Chains {
    /// By touched file: its chain.
    of: Vec<u32>,
    /// By chain: the last file.
    last: Vec<u32>,
    /// By touched file: the one before it.
    before: Vec<u32>,
}

struct Search<'t> {
    files: &'t Files,
    rules: &'t WorkRules,
    /// By touched file: its pull request.
    pulls: Vec<u32>,
    /// By pull request: its changed lines.
    sums: Vec<u64>,
    chains: [Chains; 2],
}

/// In order of merges: whatever is alike an earlier one that counts does not.
pub(super) fn find(pulls: &mut Pulls<'_>, by_merge: &[u32], files: &Files, rules: &WorkRules) {
    if rules.duplicate == Weight::ZERO {
        return;
    }
    let mut search = Search::of(pulls, by_merge, files, rules);
    for place in by_merge {
        let earlier = search.earlier(pulls, *place);
        let pull = &mut pulls.all[index(*place)];
        if let Some(earlier) = earlier {
            pull.gates.add(Gate::Duplicate);
            pull.repeats = earlier;
        }
        if pull.gates.among(OF_PULLS).is_empty() {
            search.remember(*place);
        }
    }
}

impl<'t> Search<'t> {
    fn of(pulls: &Pulls<'_>, by_merge: &[u32], files: &'t Files, rules: &'t WorkRules) -> Self {
        let mut of_file = vec![NOBODY; files.count()];
        for place in by_merge {
            let begin = files.begin(*place);
            of_file[begin..begin + files.of(*place).len()].fill(*place);
        }
        let mut repo = 0;
        let repos: Vec<u32> = (0..pulls.all.len())
            .map(|place| {
                repo += u32::from(place > 0 && pulls.all[place].repo != pulls.all[place - 1].repo);
                repo
            })
            .collect();
        let sums = (0..pulls.all.len()).map(|place| {
            let place = u32::try_from(place).expect("fewer than 2³² pull requests");
            files.of(place).iter().map(|file| file.weight()).sum()
        });
        let sums = sums.collect();
        let (of_repos, of_people) = rayon::join(
            || Chains::of(files, &of_file, |pull| repos[index(pull)]),
            || Chains::of(files, &of_file, |pull| pulls.all[index(pull)].author),
        );
        Self { files, rules, pulls: of_file, sums, chains: [of_repos, of_people] }
    }

    /// The last of the earlier pull requests that this one is alike.
    fn earlier(&self, pulls: &Pulls<'_>, place: u32) -> Option<u32> {
        let sum = self.sums[index(place)];
        if sum < u64::from(self.rules.duplicate_from) {
            return None;
        }
        let at = pulls.all[index(place)].merged_at;
        let oldest = at.saturating_sub(i64::from(self.rules.duplicate_days) * DAY);
        let mut found: Option<(i64, u32)> = None;
        for file in self.followed(place) {
            for chain in &self.chains {
                for other in chain.back(file).take(index(self.rules.duplicate_candidates)) {
                    let other = self.pulls[index(other)];
                    let key = (pulls.all[index(other)].merged_at, other);
                    if key.0 < oldest || found.is_some_and(|best| key <= best) {
                        break;
                    }
                    if self.is_alike(place, other) {
                        found = Some(key);
                        break;
                    }
                }
            }
        }
        found.map(|(_, earlier)| earlier)
    }

    /// Later ones are compared with this one too.
    fn remember(&mut self, place: u32) {
        let begin = self.files.begin(place);
        for file in begin..begin + self.files.of(place).len() {
            for chain in &mut self.chains {
                chain.add(file);
            }
        }
    }

    /// The heaviest files, until what is left could not make two alike.
    fn followed(&self, place: u32) -> Vec<usize> {
        let likeness = self.rules.duplicate;
        let touched = self.files.of(place);
        let mut order: Vec<usize> = (0..touched.len()).collect();
        order.sort_unstable_by_key(|file| (Reverse(touched[*file].weight()), touched[*file].place));
        let sum = u128::from(self.sums[index(place)]);
        let mut left = sum;
        let mut followed = Vec::new();
        for file in order {
            if left * MILLION < sum * u128::from(likeness.millionths()) {
                break;
            }
            left -= u128::from(touched[file].weight());
            followed.push(self.files.begin(place) + file);
        }
        followed
    }

    fn is_alike(&self, one: u32, other: u32) -> bool {
        let likeness = self.rules.duplicate;
        let (a, b) = (self.sums[index(one)], self.sums[index(other)]);
        let reaches = |low: u64, high: u64| {
            u128::from(low) * MILLION >= u128::from(high) * u128::from(likeness.millionths())
        };
        if !reaches(a.min(b), a.max(b)) {
            return false;
        }
        let common = common(self.files.of(one), self.files.of(other));
        // Σ max = Σ a + Σ b − Σ min.
        reaches(common, a + b - common)
    }
}

/// What the smaller numbers of lines sum to, over the paths of both.
fn common(mut one: &[Touched], mut other: &[Touched]) -> u64 {
    let mut sum = 0;
    while let ([a, rest_a @ ..], [b, rest_b @ ..]) = (one, other) {
        match a.path.cmp(&b.path) {
            std::cmp::Ordering::Less => one = rest_a,
            std::cmp::Ordering::Greater => other = rest_b,
            std::cmp::Ordering::Equal => {
                sum += u64::from(a.additions.min(b.additions)) + u64::from(a.deletions.min(b.deletions));
                (one, other) = (rest_a, rest_b);
            }
        }
    }
    sum
}

impl Chains {
    /// All of them empty. `pulls` has by touched file its pull request.
    fn of(files: &Files, pulls: &[u32], scope: impl Fn(u32) -> u32) -> Self {
        let known = pulls.iter().enumerate().filter(|(_, pull)| **pull != NOBODY);
        let mut keyed: Vec<(u64, u32)> = known
            .map(|(file, pull)| {
                let key = u64::from(scope(*pull)) << 32 | u64::from(files.touched(file).path);
                (key, u32::try_from(file).expect("fewer than 2³² files"))
            })
            .collect();
        keyed.sort_unstable();
        let mut of = vec![NOBODY; files.count()];
        let mut last = Vec::new();
        for (number, same) in (0..).zip(keyed.chunk_by(|a, b| a.0 == b.0)) {
            last.push(NOBODY);
            for (_, file) in same {
                of[index(*file)] = number;
            }
        }
        Self { before: vec![NOBODY; of.len()], of, last }
    }

    /// Files with the same path, the last one first.
    fn back(&self, file: usize) -> impl Iterator<Item = u32> {
        let there = |file: u32| (file != NOBODY).then_some(file);
        successors(there(self.last[index(self.of[file])]), move |file| there(self.before[index(*file)]))
    }

    fn add(&mut self, file: usize) {
        let last = &mut self.last[index(self.of[file])];
        self.before[file] = *last;
        *last = u32::try_from(file).expect("fewer than 2³² files");
    }
}
