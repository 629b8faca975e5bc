//! How far a repository has been read from GitHub. Pure: it decides what to ask for next, and when a list is
//! read to its end.
//!
//! Issues and pull requests are read newest change first, down to the change up to which all is stored. What
//! changes meanwhile moves to the top and is read by the next pass, so nothing is lost between two pages. The
//! mark is below what was read by [`OVERLAP_SECONDS`]: changes appear in lists a little after their own time.

use serde::{Deserialize, Serialize};
use tributary_github::api::{Glance, Head, Known, Place, Sighting, Step, ThreadRead, Walk};
use tributary_model::Timestamp;

/// Names the rules of reading; another text makes every repository be read anew.
const READING: &str = "tributary github 4";
/// What changed this shortly before the mark is read again.
const OVERLAP_SECONDS: i64 = 60;
/// A second is over for good this long after it, by GitHub's clock.
const SETTLED_SECONDS: i64 = 10;

/// Everything that goes on from one run to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    reading: String,
    /// The last run came to its end.
    #[serde(default)]
    pub(super) finished: bool,
    pub(super) commits: Commits,
    pub(super) pulls: ThreadList,
    pub(super) issues: ThreadList,
}

impl Default for State {
    fn default() -> Self {
        let (commits, pulls, issues) = (Commits::default(), ThreadList::default(), ThreadList::default());
        Self { reading: READING.to_owned(), finished: false, commits, pulls, issues }
    }
}

/// The default branch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Commits {
    /// Everything that this commit reaches is stored.
    pub(super) complete: Option<Complete>,
    /// A reading under way.
    pub(super) walk: Option<Walking>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Complete {
    oid: String,
    at: Timestamp,
    /// Commits that it reaches, itself included.
    total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Walking {
    tip: String,
    at: Timestamp,
    after: Option<String>,
    /// Commits found that the complete part lacks.
    pub(super) found: u64,
}

/// What a glance means for the commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// Nothing to read.
    Done,
    /// Read on, or from a new tip.
    Read,
    /// The branch no longer holds what was stored: forget it and read all.
    Replace,
}

/// Issues or pull requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ThreadList {
    /// Every change up to here is stored.
    pub(super) mark: Option<Mark>,
    /// A reading under way.
    pub(super) pass: Option<Pass>,
}

/// The change up to which a list has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    at: Timestamp,
    /// The list was read long enough after that second for it to be over.
    settled: bool,
}

/// One reading from the top of a list down to the mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pass {
    /// The newest change when it began.
    top: Option<Mark>,
    after: Option<String>,
    /// Items read.
    pub(super) done: u64,
    /// Items to read, as far as could be told when it began.
    pub(super) wanted: u64,
}

impl State {
    /// Was it written by the same rules?
    pub(super) fn is_current(&self) -> bool {
        self.reading == READING
    }

    pub(super) fn known(&self) -> Known {
        Known {
            head: self.commits.complete.as_ref().map(|head| Head { oid: head.oid.clone(), at: head.at }),
            issues_since: self.issues.floor(),
        }
    }

    /// The next page of every list that is being read; `None` when there is nothing to read.
    pub(super) fn next_step(&self) -> Option<Step> {
        let walk = self.commits.walk.as_ref();
        let step = Step {
            commits: walk.map(|walk| Walk { tip: walk.tip.clone(), after: walk.after.clone() }),
            pulls: self.pulls.place(),
            issues: self.issues.place().map(|place| Place { since: self.issues.floor(), ..place }),
        };
        (step != Step::default()).then_some(step)
    }

    /// Places in lists are no longer known: what is being read begins again at its start.
    pub(super) fn start_over(&mut self) {
        self.pulls.pass = None;
        self.issues.pass = None;
        if let Some(walk) = &mut self.commits.walk {
            (walk.after, walk.found) = (None, 0);
        }
    }

    /// Items of the readings under way, done and in all.
    pub(super) fn progress(&self) -> (u64, u64) {
        let passes = [&self.pulls.pass, &self.issues.pass];
        let sum = |of: fn(&Pass) -> u64| passes.into_iter().flatten().map(of).sum::<u64>();
        (sum(|pass| pass.done), sum(|pass| pass.wanted.max(pass.done)))
    }
}

impl Commits {
    pub(super) fn plan(&mut self, glance: &Glance) -> Course {
        if self.walk.is_some() && glance.head.is_some() {
            return Course::Read;
        }
        let known = self.complete.as_ref();
        let (course, tip) = match (&glance.head, known) {
            (None, None) if self.walk.is_none() => (Course::Done, None),
            (None, _) => (Course::Replace, None),
            (Some(head), Some(known)) if head.oid == known.oid => (Course::Done, None),
            (Some(head), Some(_)) if !glance.continues => (Course::Replace, Some(head)),
            (Some(head), _) => (Course::Read, Some(head)),
        };
        if course == Course::Replace {
            *self = Self::default();
        }
        if let Some(head) = tip {
            self.walk = Some(Walking { tip: head.oid.clone(), at: head.at, after: None, found: 0 });
        }
        course
    }

    /// A page was read that holds `new` commits which were not stored, of a history of `total`. Commits of
    /// a merged branch stand below the known head when they are older, so the end is told by the count.
    pub(super) fn advance(&mut self, total: u64, new: u64, next: Option<String>) {
        let Some(mut walk) = self.walk.take() else { return };
        walk.found += new;
        let all_found =
            self.complete.as_ref().is_some_and(|known| walk.found >= total.saturating_sub(known.total));
        if next.is_none() || all_found {
            self.complete = Some(Complete { oid: walk.tip, at: walk.at, total });
        } else {
            walk.after = next;
            self.walk = Some(walk);
        }
    }

    /// Commits that the walk has to find in a history of `total`.
    pub(super) fn wanted(&self, total: u64) -> u64 {
        total.saturating_sub(self.complete.as_ref().map_or(0, |known| known.total))
    }
}

impl ThreadList {
    /// Begins a pass when there is something new. What changed in the very second of the mark may have been
    /// missed; `settle` reads it once more.
    pub(super) fn plan(&mut self, seen: &Sighting, settle: bool) {
        let Some(top) = seen.newest.first() else { return };
        let new = match self.mark {
            None => true,
            Some(mark) => *top > mark.at || (*top == mark.at && settle && !mark.settled),
        };
        if self.pass.is_none() && new {
            self.pass = Some(Pass { wanted: self.wanted(seen), ..Pass::default() });
        }
    }

    fn wanted(&self, seen: &Sighting) -> u64 {
        let floor = self.floor();
        let wanted = seen.newest.iter().take_while(|at| floor.is_none_or(|floor| **at >= floor)).count();
        // All that the glance shows: there may be more below.
        if wanted == seen.newest.len() { seen.total } else { u64::try_from(wanted).unwrap_or(u64::MAX) }
    }

    /// What changed before then is not read again.
    fn floor(&self) -> Option<Timestamp> {
        self.mark.and_then(|mark| Timestamp::from_unix(mark.at.unix() - OVERLAP_SECONDS))
    }

    fn place(&self) -> Option<Place> {
        let pass = self.pass.as_ref()?;
        // More came up than the glance showed.
        let most = if pass.wanted > pass.done { pass.wanted - pass.done } else { u64::MAX };
        Some(Place { after: pass.after.clone(), since: None, most })
    }

    /// A page was read at `now` by GitHub's clock. Gives what of it is to be stored.
    pub(super) fn advance(
        &mut self,
        mut threads: Vec<ThreadRead>,
        next: Option<String>,
        now: Option<Timestamp>,
    ) -> Vec<ThreadRead> {
        let Some(mut pass) = self.pass.take() else { return Vec::new() };
        let floor = self.floor();
        if let (None, Some(first)) = (pass.top, threads.first()) {
            let at = first.updated_at;
            pass.top =
                Some(Mark { at, settled: now.is_some_and(|now| now.unix() - at.unix() > SETTLED_SECONDS) });
        }
        let read = threads.len();
        threads.retain(|thread| floor.is_none_or(|floor| thread.updated_at >= floor));
        pass.done += u64::try_from(threads.len()).unwrap_or(u64::MAX);
        if next.is_none() || threads.len() < read {
            // The newest item may have been deleted since: never back.
            self.mark = match (self.mark, pass.top) {
                (Some(mark), Some(top)) if top.at < mark.at => Some(mark),
                (mark, top) => top.or(mark),
            };
        } else {
            pass.after = next;
            self.pass = Some(pass);
        }
        threads
    }
}
