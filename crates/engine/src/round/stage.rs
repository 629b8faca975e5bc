//! Where a round stands at a moment, and what comes next.

use serde::{Deserialize, Serialize};
use tributary_model::{RoundWindows, Timestamp};

use super::{RoundEnd, RoundHistory};

/// Where a round stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is not on the chain yet.
    Draft,
    /// Nothing can be done until the next window.
    Waiting,
    /// Projects apply.
    Applications,
    /// Applications are reviewed.
    Review,
    /// Gifts are passed on.
    Donations,
    /// A tally is to be proposed.
    Tally,
    /// A tally can be challenged.
    Challenge,
    /// A tally can be carried out.
    Ready,
    /// The pool is with the projects.
    Finalised,
    /// The pool goes back to the funders.
    Cancelled,
}

impl Stage {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Waiting => "waiting",
            Self::Applications => "applications",
            Self::Review => "review",
            Self::Donations => "donations",
            Self::Tally => "tally",
            Self::Challenge => "challenge",
            Self::Ready => "ready",
            Self::Finalised => "finalised",
            Self::Cancelled => "cancelled",
        }
    }

    /// Of a round on the chain. Where two windows overlap, the later one is named.
    #[must_use]
    pub fn of(windows: &RoundWindows, history: &RoundHistory, now: Timestamp) -> Self {
        match (&history.end, history.tally()) {
            (Some(RoundEnd::Finalised { .. }), _) => return Self::Finalised,
            (Some(RoundEnd::Cancelled { .. }), _) => return Self::Cancelled,
            (None, Some(tally)) if now < tally.ready_at => return Self::Challenge,
            (None, Some(_)) => return Self::Ready,
            (None, None) => {}
        }
        if now >= windows.donations_end {
            Self::Tally
        } else if now >= windows.donations_start {
            Self::Donations
        } else if now < windows.applications_start {
            Self::Waiting
        } else if now < windows.applications_end {
            Self::Applications
        } else if now < windows.review_end {
            Self::Review
        } else {
            Self::Waiting
        }
    }
}

/// What comes next, and from when on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// In words.
    pub what: String,
    /// `None`: now.
    pub when: Option<Timestamp>,
}

impl Next {
    /// The next thing that anybody can do or that begins.
    #[must_use]
    pub fn of(windows: &RoundWindows, history: &RoundHistory, now: Timestamp) -> Self {
        let next = |what: &str, when: Option<Timestamp>| Self { what: what.to_owned(), when };
        match Stage::of(windows, history, now) {
            Stage::Draft => next("the round is opened", None),
            Stage::Waiting if now < windows.applications_start => {
                next("projects can apply", Some(windows.applications_start))
            }
            Stage::Waiting => next("gifts are passed on", Some(windows.donations_start)),
            Stage::Applications => next("applications end", Some(windows.applications_end)),
            Stage::Review => next("reviews end", Some(windows.review_end)),
            Stage::Donations => next("donations end", Some(windows.donations_end)),
            Stage::Tally if now >= windows.deadline => next("anybody can call the round off", None),
            Stage::Tally => next("the owner proposes a tally", None),
            Stage::Challenge => {
                next("the tally can be carried out", history.tally().map(|tally| tally.ready_at))
            }
            Stage::Ready => next("anybody can carry the tally out", None),
            Stage::Finalised => next("projects claim their matches", None),
            Stage::Cancelled => next("funders take back their deposits", None),
        }
    }
}
