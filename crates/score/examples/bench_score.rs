//! How fast evidence is scored, beside a plain sort of the same events in the same process: `make bench-score`.
//!
//! Without arguments it runs every preset at several sizes, each in a process of its own so that one's memory is not
//! another's, and fails where an aim is missed. `bench_score PRESET EVENTS` is one such process: it makes the evidence,
//! scores it and prints a line of JSON.

use std::{env, error::Error, fmt::Write as _, fs, process::Command, time::Instant};

use tributary_model::{
    Account, AccountKind, Approval, Association, ChangeKind, Contribution, ContributionKind, Count, GithubId,
    Identity, IssueRef, Merge, PathChange, PullRequest, RepoId, Repository, Timestamp, Window,
};
use tributary_score::{
    ActivityWeights, CredrankRules, Detail, Evidence, Inputs, OpenrankRules, Preset, ScoreRules, WorkRules,
};

/// For `merged-work` at the largest size.
const AIM_SECONDS: f64 = 10.0;
const AIM_MIB: f64 = 2_048.0;
const LARGEST: u32 = 10_000_000;
/// How much of an aim's growth per event, beyond n log n, is put down to caches and noise.
const SLACK: f64 = 1.5;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [] => all(),
        [preset, events] => one(preset.parse()?, events.parse()?),
        _ => Err("usage: bench_score [PRESET EVENTS]".into()),
    }
}

/// What one process measured.
struct Measured {
    seconds: f64,
    sort: f64,
    peak_mib: f64,
    evidence_mib: f64,
}

fn all() -> Result<(), Box<dyn Error>> {
    println!(
        "{:<24} {:>10} {:>9} {:>9} {:>9} {:>9} {:>12}",
        "preset", "events", "seconds", "÷ sort", "MiB", "evidence", "ns/(n log n)"
    );
    let mut missed = Vec::new();
    for preset in Preset::ALL {
        let largest = if preset == Preset::MergedWork { LARGEST } else { LARGEST / 5 };
        let mut first = None;
        for events in [largest / 16, largest / 4, largest] {
            let Measured { seconds, sort, peak_mib, evidence_mib } = measure(preset, events)?;
            let n = f64::from(events);
            let growth = seconds * 1e9 / (n * n.log2());
            println!(
                "{preset:<24} {events:>10} {seconds:>9.2} {:>9.1} {peak_mib:>9.0} {evidence_mib:>9.0} {growth:>12.2}",
                seconds / sort
            );
            if growth > *first.get_or_insert(growth) * SLACK {
                missed.push(format!("{preset} grows worse than n log n"));
            }
            if events == LARGEST && (seconds > AIM_SECONDS || peak_mib > AIM_MIB) {
                missed
                    .push(format!("{preset} takes {seconds:.1} s and {peak_mib:.0} MiB for {events} events"));
            }
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(missed.join("; ").into()) }
}

fn measure(preset: Preset, events: u32) -> Result<Measured, Box<dyn Error>> {
    let output = Command::new(env::current_exe()?).args([preset.as_str(), &events.to_string()]).output()?;
    if !output.status.success() {
        return Err(format!("{preset} at {events}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let told: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let number = |key: &str| told[key].as_f64().ok_or(format!("no `{key}` in {told}"));
    Ok(Measured {
        seconds: number("seconds")?,
        sort: number("sort")?,
        peak_mib: number("peak_mib")?,
        evidence_mib: number("evidence_mib")?,
    })
}

fn one(preset: Preset, events: u32) -> Result<(), Box<dyn Error>> {
    let evidence = Made::new(events).evidence();
    let evidence_mib = memory_mib("VmRSS:")?;
    let window = Window::new(moment(0), moment(WEEKS * 7 * 24 * 60))?;
    let rules = rules(preset);
    let inputs = Inputs { detail: Detail::Totals, ..Inputs::new(&evidence, window) };
    let start = Instant::now();
    let scores = rules.score(&inputs);
    let seconds = start.elapsed().as_secs_f64();
    let peak_mib = memory_mib("VmHWM:")?;
    assert!(scores.total.0 > 0, "somebody scores");
    // What any rule that looks at events in an order of its own has to do.
    let start = Instant::now();
    let mut order: Vec<u32> = (0..events).collect();
    let at = |place: &u32| usize::try_from(*place).map(|place| evidence.contributions[place].at).ok();
    order.sort_unstable_by_key(|place| (at(place), *place));
    let sort = start.elapsed().as_secs_f64();
    println!(
        r#"{{"seconds":{seconds},"sort":{sort},"peak_mib":{peak_mib},"evidence_mib":{evidence_mib},"first":{}}}"#,
        order[0]
    );
    Ok(())
}

fn rules(preset: Preset) -> ScoreRules {
    match preset {
        Preset::OpendiggerActivity => ScoreRules::Activity(ActivityWeights::default()),
        Preset::OpendiggerActivity2021 => ScoreRules::Activity2021(ActivityWeights::of_2021()),
        Preset::Openrank => ScoreRules::Openrank(OpenrankRules::default()),
        Preset::SourcecredCredrank => ScoreRules::Credrank(CredrankRules::default()),
        Preset::MergedWork => ScoreRules::MergedWork(WorkRules::default()),
    }
}

/// Of this process, from Linux's own account.
fn memory_mib(name: &str) -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no memory is told")?;
    let kib: u32 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(f64::from(kib) / 1024.0)
}

const WEEKS: u32 = 104;
/// Events of a pull request or issue and what hangs on it, together 20: out of 20 threads, 11 are pull requests.
const EVENTS_PER_REPOSITORY: u32 = 50_000;

/// A world like GitHub's: few people do most of the work, and few files are touched by most of the changes.
struct Made {
    events: u32,
    repositories: u32,
    people: u32,
    seed: u64,
    path: String,
}

impl Made {
    fn new(events: u32) -> Self {
        Self {
            events,
            repositories: events / EVENTS_PER_REPOSITORY + 1,
            people: events / 100 + 10,
            seed: 0,
            path: String::new(),
        }
    }

    fn evidence(mut self) -> Evidence {
        let mut evidence = Evidence {
            repositories: (1..=self.repositories).map(repository).collect(),
            accounts: (1..=self.people).map(account).collect(),
            contributions: Vec::with_capacity(usize::try_from(self.events).expect("memory has room") + 16),
            ..Evidence::default()
        };
        for thread in 0.. {
            if self.is_full(&evidence) {
                break;
            }
            self.thread(thread, &mut evidence);
        }
        evidence.contributions.truncate(usize::try_from(self.events).expect("memory has room"));
        evidence.normalise();
        evidence.pull_requests.shrink_to_fit();
        evidence
    }

    fn is_full(&self, evidence: &Evidence) -> bool {
        u32::try_from(evidence.contributions.len()).is_ok_and(|count| count >= self.events)
    }

    /// A pull request or an issue with all that hangs on it: 8 events on average.
    fn thread(&mut self, thread: u32, evidence: &mut Evidence) {
        let repo = RepoId(u64::from(thread % self.repositories + 1));
        let number = thread / self.repositories + 1;
        let author = self.somebody();
        let opened = self.below(WEEKS * 7 * 24 * 60 - 20_000);
        let is_pull = self.below(100) < 55;
        let event = |kind, key: u32, author, at| Contribution {
            repo,
            kind,
            key: (3_000_000_000_u64 + u64::from(thread) * 16 + u64::from(key)).to_string().into(),
            author,
            at: moment(at),
            number: Some(number),
            additions: None,
            deletions: None,
            changed_files: None,
        };
        for comment in 0..self.below(7) {
            let (who, at) = (self.somebody(), opened + self.below(9_000));
            evidence.contributions.push(event(ContributionKind::IssueComment, comment, who, at));
        }
        if !is_pull {
            evidence.contributions.push(event(ContributionKind::IssueOpened, 7, author, opened));
            return;
        }
        for review in 0..self.below(4) {
            let (who, at) = (self.somebody(), opened + self.below(9_000));
            evidence.contributions.push(event(ContributionKind::Review, 8 + review, who, at));
            evidence.contributions.push(event(ContributionKind::ReviewComment, 12 + review, who, at));
        }
        let pull = self.pull_request(repo, number, author, opened);
        let lines = |count: fn(&PathChange) -> Option<u32>| {
            Some(pull.changes.iter().filter_map(count).sum::<u32>().into())
        };
        let sized = |event| Contribution {
            additions: lines(|change| change.additions),
            deletions: lines(|change| change.deletions),
            changed_files: u32::try_from(pull.changes.len()).ok().map(Count::from),
            ..event
        };
        evidence.contributions.push(sized(event(ContributionKind::PullRequestOpened, 11, author, opened)));
        let kind = if pull.merge.is_some() {
            ContributionKind::PullRequestMerged
        } else {
            ContributionKind::PullRequestClosed
        };
        evidence.contributions.push(sized(event(kind, 11, author, opened + 9_500)));
        for co_author in pull.commit_authors.iter().filter(|one| **one != author) {
            let event = event(ContributionKind::PullRequestCoAuthored, 11, *co_author, opened + 9_500);
            evidence.contributions.push(sized(event));
        }
        evidence.pull_requests.push(pull);
    }

    fn pull_request(&mut self, repo: RepoId, number: u32, author: Identity, opened: u32) -> PullRequest {
        let is_merged = self.below(100) < 80;
        let mut commit_authors = vec![author];
        if self.below(100) < 10 {
            commit_authors.push(self.somebody());
        }
        commit_authors.sort_unstable();
        commit_authors.dedup();
        let files = 1 + self.below(3) * self.below(4);
        let mut changes: Vec<PathChange> = (0..files).map(|_| self.change()).collect();
        changes.sort_unstable();
        changes.dedup_by(|a, b| a.path == b.path);
        PullRequest {
            repo,
            number,
            author,
            association: Association::Contributor,
            base: "main".into(),
            merge: is_merged.then(|| Merge { at: moment(opened + 9_500), by: self.somebody(), commit: None }),
            approvals: vec![Approval { at: moment(opened + 5_000), by: self.somebody() }],
            commit_authors,
            assigners: Vec::new(),
            closes: if self.below(100) < 20 {
                vec![IssueRef { repo, number: number / 2 + 1 }]
            } else {
                Vec::new()
            },
            reverts: (self.below(200) == 0 && number > 1).then(|| number - 1),
            reverts_commit: None,
            changes: changes.into_iter().collect(),
        }
    }

    /// One of a repository's 4,000 files, of which some are touched far more often.
    fn change(&mut self) -> PathChange {
        const FOLDERS: [&str; 8] = [
            "src/models",
            "src/trainer",
            "tests/models",
            "docs/source",
            "src/pipelines/audio",
            "examples",
            "src/data",
            "vendor/lib",
        ];
        let file = self.few(4_000);
        self.path.clear();
        let folder = FOLDERS[usize::try_from(file % 8).expect("below 8")];
        let ending = if folder.starts_with("docs") { "md" } else { "py" };
        write!(self.path, "{folder}/part_{}/modeling_{file}.{ending}", file % 40).expect("a text has room");
        let (additions, deletions) = (self.few(400), self.few(200));
        PathChange {
            path: self.path.as_str().into(),
            change: ChangeKind::Modified,
            additions: Some(additions),
            deletions: Some(deletions),
            whitespace: 0,
        }
    }

    fn somebody(&mut self) -> Identity {
        Identity::Github(GithubId(u64::from(self.few(self.people)) + 1))
    }

    /// Below `most`, small numbers far more often.
    fn few(&mut self, most: u32) -> u32 {
        let first = self.below(most) + 1;
        let second = self.below(first) + 1;
        self.below(second)
    }

    /// SplitMix64.
    fn below(&mut self, most: u32) -> u32 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.seed;
        word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((word ^ word >> 31) % u64::from(most)).expect("the rest is below a 32-bit number")
    }
}

/// So many minutes after the window begins.
fn moment(minutes: u32) -> Timestamp {
    Timestamp::from_unix(1_700_000_000 + i64::from(minutes) * 60).expect("a year between 2023 and 2026")
}

fn repository(id: u32) -> Repository {
    Repository {
        id: RepoId(u64::from(id)),
        name: format!("river/r{id}").parse().expect("a name of a repository"),
        url: None,
        default_branch: Some("main".into()),
        owner: Some(GithubId(u64::MAX)),
        attributes: Vec::new(),
    }
}

fn account(id: u32) -> Account {
    let kind = if id % 100 == 99 { AccountKind::Bot } else { AccountKind::User };
    Account { id: GithubId(u64::from(id)), login: format!("login-{id}"), kind, created_at: Some(moment(0)) }
}
