//! Past windows, one after the other up to a moment.

use std::num::NonZeroU32;

use thiserror::Error;
use tributary_model::{Timestamp, Window};

const DAY: i64 = 24 * 60 * 60;

/// Windows that no evidence can fill.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum WindowsError {
    /// Not even the last one is covered.
    #[error(
        "a window of {days} days is longer than the evidence, which reaches from {from} until {until}; choose at most \
         {most} with --days"
    )]
    TooLong {
        /// What was asked for.
        days: NonZeroU32,
        /// Where the evidence begins.
        from: Timestamp,
        /// Where the windows end.
        until: Timestamp,
        /// What it covers.
        most: i64,
    },
    /// There is less than a day.
    #[error(
        "the evidence begins at {from}, less than a day before the end at {until}; index more or end later"
    )]
    Nothing {
        /// Where the evidence begins.
        from: Timestamp,
        /// Where the windows end.
        until: Timestamp,
    },
}

/// At most `count` windows of `days` days, the last of which ends at `until`; the oldest first. Windows that end before
/// `begins`, where the evidence begins, are left out.
///
/// # Errors
/// See [`WindowsError`].
pub fn cut(
    begins: Timestamp,
    until: Timestamp,
    days: NonZeroU32,
    count: NonZeroU32,
) -> Result<Vec<Window>, WindowsError> {
    let most = (until.unix() - begins.unix()) / DAY;
    if most < 1 {
        return Err(WindowsError::Nothing { from: begins, until });
    }
    if most < i64::from(days.get()) {
        return Err(WindowsError::TooLong { days, from: begins, until, most });
    }
    let length = i64::from(days.get()) * DAY;
    let window = |back: i64| {
        let end = until.unix() - back * length;
        let (from, until) = (Timestamp::from_unix(end - length)?, Timestamp::from_unix(end)?);
        Window::new(from, until).ok()
    };
    let mut windows: Vec<Window> =
        (0..i64::from(count.get())).map_while(window).take_while(|window| window.until > begins).collect();
    windows.reverse();
    Ok(windows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn number(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    #[test]
    fn windows_touch_and_the_last_ends_at_the_end() {
        let windows = cut(at("2025-01-01"), at("2025-12-31"), number(30), number(3)).unwrap();
        let days: Vec<String> = windows.iter().map(|window| window.until.to_string()).collect();
        assert_eq!(days, ["2025-11-01T00:00:00Z", "2025-12-01T00:00:00Z", "2025-12-31T00:00:00Z"]);
        assert!(windows.windows(2).all(|pair| pair[0].until == pair[1].from));
    }

    #[test]
    fn windows_before_the_evidence_are_left_out_and_the_first_may_begin_before_it() {
        let windows = cut(at("2025-10-15"), at("2025-12-31"), number(30), number(6)).unwrap();
        assert_eq!(windows.len(), 3);
        assert!(windows[0].from < at("2025-10-15") && at("2025-10-15") < windows[0].until);
    }

    #[test]
    fn a_window_longer_than_the_evidence_is_refused_with_what_it_covers() {
        let error = cut(at("2025-12-21"), at("2025-12-31"), number(11), number(6)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a window of 11 days is longer than the evidence, which reaches from 2025-12-21T00:00:00Z until \
             2025-12-31T00:00:00Z; choose at most 10 with --days"
        );
        assert_eq!(cut(at("2025-12-21"), at("2025-12-31"), number(10), number(6)).unwrap().len(), 1);
        let nothing = cut(at("2025-12-31"), at("2025-12-31"), number(1), number(1)).unwrap_err();
        assert_eq!(nothing, WindowsError::Nothing { from: at("2025-12-31"), until: at("2025-12-31") });
    }
}
