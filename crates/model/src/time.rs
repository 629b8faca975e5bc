//! When: seconds since 1970 in UTC, written as RFC 3339 with a `Z`.

use std::{fmt, str::FromStr};

use jiff::{civil, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A moment, to the second, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text or a number is not a moment.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TimeError {
    /// Neither a date nor RFC 3339.
    #[error(
        "`{0}` is not a time; write a date `2026-01-31` (midnight UTC) or RFC 3339 `2026-01-31T12:00:00Z`"
    )]
    NotTime(String),
    /// A window that ends before it starts.
    #[error("the window ends at `{until}`, which is not after its start `{from}`")]
    EmptyWindow {
        /// First moment inside.
        from: Timestamp,
        /// First moment after.
        until: Timestamp,
    },
}

impl Timestamp {
    /// From seconds since 1970; `None` outside the years that can be written (−9999 to 9999).
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(|_| Self(seconds))
    }

    /// From seconds since 1970 as contracts keep them; what lies beyond the calendar is its last second.
    #[must_use]
    pub fn saturating(seconds: u64) -> Self {
        let last = jiff::Timestamp::MAX.as_second();
        Self(i64::try_from(seconds).unwrap_or(last).min(last))
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The calendar month in UTC.
    #[must_use]
    pub fn month(self) -> Month {
        let date = TimeZone::UTC.to_datetime(self.jiff()).date();
        Month { year: date.year(), month: date.month() }
    }

    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_second(self.0).expect("checked when made")
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jiff().fmt(f)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// Reads RFC 3339 (fractions of a second are cut) or a plain date, which is its midnight in UTC.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(Self(moment.as_second()));
        }
        let is_date = text.len() == 10;
        text.parse::<civil::Date>()
            .ok()
            .filter(|_| is_date)
            .and_then(|date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok())
            .map(|midnight| Self(midnight.as_second()))
            .ok_or_else(|| TimeError::NotTime(text.to_owned()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A calendar month in UTC, written `2026-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let first_day = format!("{text}-01");
        match first_day.parse::<Timestamp>() {
            Ok(moment) if moment.month().to_string() == text => Ok(moment.month()),
            _ => Err(TimeError::NotTime(text.to_owned())),
        }
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A stretch of time: `from` is inside, `until` is the first moment after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First moment inside.
    pub from: Timestamp,
    /// First moment after.
    pub until: Timestamp,
}

impl Window {
    /// A window that holds at least one second.
    ///
    /// # Errors
    /// [`TimeError::EmptyWindow`] when `until` is not after `from`.
    pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, TimeError> {
        if from < until { Ok(Self { from, until }) } else { Err(TimeError::EmptyWindow { from, until }) }
    }

    /// Is the moment inside?
    #[must_use]
    pub fn contains(self, moment: Timestamp) -> bool {
        self.from <= moment && moment < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_midnight_in_utc() {
        let moment: Timestamp = "2026-01-31".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-01-31T00:00:00Z");
        assert_eq!("2026-01-31T01:00:00+01:00".parse::<Timestamp>().unwrap(), moment);
        assert_eq!(moment.month().to_string(), "2026-01");
    }

    #[test]
    fn months_have_one_spelling() {
        assert_eq!("2026-01".parse::<Month>().unwrap(), Month { year: 2026, month: 1 });
        for text in ["2026-1", "2026-13", "2026", "2026-01-01"] {
            assert_eq!(text.parse::<Month>().unwrap_err(), TimeError::NotTime(text.into()));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "2026", "31.01.2026", "2026-02-30", "yesterday"] {
            assert_eq!(text.parse::<Timestamp>().unwrap_err(), TimeError::NotTime(text.into()));
        }
    }

    #[test]
    fn the_end_of_a_window_is_outside() {
        let (from, until) = ("2026-01-01".parse().unwrap(), "2026-02-01".parse().unwrap());
        let window = Window::new(from, until).unwrap();
        assert!(window.contains(from) && !window.contains(until));
        assert_eq!(Window::new(until, until).unwrap_err(), TimeError::EmptyWindow { from: until, until });
    }
}
