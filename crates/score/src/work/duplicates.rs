//! Near-duplicates among merged pull requests.
//!
//! Two are alike by what the smaller and the larger number of added and removed lines of each file sum to. Compared are
//! pull requests of one person, or in one repository: the same counts in files of the same name elsewhere are no sign.
//! Whoever is alike shares most of the weight, so only a few files of each need to be followed to earlier ones.

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

/// For each touched file, the one before it in the same chain.
struct Chain(Vec<u32>);

struct Search<'t> {
    files: &'t Files,
    /// By touched file: its pull request.
    pulls: Vec<u32>,
    /// By pull request: its changed lines.
    sums: Vec<u64>,
    chains: [Chain; 2],
}

/// In order of merges: whatever is alike an earlier one that counts does not.
pub(super) fn find(pulls: &mut Pulls<'_>, by_merge: &[u32], files: &Files, rules: &WorkRules) {
    if rules.duplicate == Weight::ZERO {
        return;
    }
    let search = Search::of(pulls, by_merge, files);
    for place in by_merge {
        if let Some(earlier) = search.earlier(pulls, *place, rules) {
            let pull = &mut pulls.all[index(*place)];
            pull.gates.add(Gate::Duplicate);
            pull.repeats = earlier;
        }
    }
}

impl<'t> Search<'t> {
    fn of(pulls: &Pulls<'_>, by_merge: &[u32], files: &'t Files) -> Self {
        let mut of_file = vec![NOBODY; files.count()];
        let mut ranked: Vec<(u32, u32)> = Vec::with_capacity(files.count());
        for (rank, place) in (0..).zip(by_merge) {
            let range = files.begin(*place)..files.begin(*place) + files.of(*place).len();
            of_file[range.clone()].fill(*place);
            ranked.extend(range.map(|file| (rank, u32::try_from(file).expect("fewer than 2³² files"))));
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
        let chain = |scope: &dyn Fn(u32) -> u32| Chain::of(files, &ranked, &of_file, scope);
        let chains = [chain(&|pull| repos[index(pull)]), chain(&|pull| pulls.all[index(pull)].author)];
        Self { files, sums: sums.collect(), chains, pulls: of_file }
    }

    /// The last of the earlier pull requests that this one is alike.
    fn earlier(&self, pulls: &Pulls<'_>, place: u32, rules: &WorkRules) -> Option<u32> {
        let sum = self.sums[index(place)];
        if sum < u64::from(rules.duplicate_from) {
            return None;
        }
        let at = pulls.all[index(place)].merged_at;
        let oldest = at.saturating_sub(i64::from(rules.duplicate_days) * DAY);
        let mut found: Option<(i64, u32)> = None;
        for file in self.followed(place, rules.duplicate) {
            for chain in &self.chains {
                let mut next = chain.0[file];
                while next != NOBODY {
                    let other = self.pulls[index(next)];
                    let pull = &pulls.all[index(other)];
                    let key = (pull.merged_at, other);
                    if pull.merged_at < oldest || found.is_some_and(|best| key <= best) {
                        break;
                    }
                    if other != place
                        && pull.gates.among(OF_PULLS).is_empty()
                        && self.is_alike(place, other, rules.duplicate)
                    {
                        found = Some(key);
                        break;
                    }
                    next = chain.0[index(next)];
                }
            }
        }
        found.map(|(_, earlier)| earlier)
    }

    /// The heaviest files, until what is left could not make two alike.
    fn followed(&self, place: u32, likeness: Weight) -> Vec<usize> {
        let touched = self.files.of(place);
        let mut order: Vec<usize> = (0..touched.len()).collect();
        order.sort_unstable_by_key(|file| (std::cmp::Reverse(touched[*file].weight()), touched[*file].path));
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

    fn is_alike(&self, one: u32, other: u32, likeness: Weight) -> bool {
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

impl Chain {
    /// Joins the files with one path inside one scope, in order of merges. `ranked` has each file with its rank.
    fn of(files: &Files, ranked: &[(u32, u32)], pulls: &[u32], scope: &dyn Fn(u32) -> u32) -> Self {
        let mut keyed: Vec<(u64, u32, u32)> = ranked
            .iter()
            .map(|(rank, file)| {
                let path = files.touched(index(*file)).path;
                (u64::from(scope(pulls[index(*file)])) << 32 | u64::from(path), *rank, *file)
            })
            .collect();
        keyed.sort_unstable();
        let mut before = vec![NOBODY; files.count()];
        for pair in keyed.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            before[index(pair[1].2)] = pair[0].2;
        }
        Self(before)
    }
}
