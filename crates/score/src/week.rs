//! Weeks as SourceCred counts them: seven days from Sunday, midnight UTC.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tributary_model::{Month, Timestamp};

use crate::Interval;

const SECONDS: i64 = 7 * 24 * 60 * 60;
/// The first Sunday after 1970-01-01, which was a Thursday.
const SUNDAY: i64 = 3 * 24 * 60 * 60;

/// A week, written as the date of its Sunday: `2026-01-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(i64);

impl Week {
    /// The week that holds a moment; a Sunday's midnight starts a new one.
    #[must_use]
    pub const fn of(moment: Timestamp) -> Self {
        Self::at(moment.unix())
    }

    /// The week that holds a second, counted since 1970.
    pub(crate) const fn at(second: i64) -> Self {
        Self((second - SUNDAY).div_euclid(SECONDS))
    }

    /// Its first second, since 1970.
    #[must_use]
    pub const fn start(self) -> i64 {
        self.0 * SECONDS + SUNDAY
    }

    /// The one after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl Serialize for Week {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let start = Timestamp::from_unix(self.start()).ok_or_else(|| {
            serde::ser::Error::custom(format!("the week that starts {} seconds after 1970", self.start()))
        })?;
        let text = start.to_string();
        serializer.serialize_str(text.split('T').next().unwrap_or(&text))
    }
}

impl<'de> Deserialize<'de> for Week {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let start: Timestamp = String::deserialize(deserializer)?.parse().map_err(de::Error::custom)?;
        let week = Self::of(start);
        if week.start() == start.unix() {
            Ok(week)
        } else {
            Err(de::Error::custom(format!("`{start}` is not midnight of a Sunday")))
        }
    }
}

/// The number of an interval, so that intervals can be counted: weeks since 1970, or months since the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(pub(crate) i64);

impl Place {
    pub(crate) fn of_week(week: Week) -> Self {
        Self(week.0)
    }

    pub(crate) fn of_month(month: Month) -> Self {
        Self(i64::from(month.year) * 12 + i64::from(month.month) - 1)
    }

    pub(crate) fn of(moment: Timestamp, interval: Interval) -> Self {
        match interval {
            Interval::Week => Self::of_week(Week::of(moment)),
            Interval::Month => Self::of_month(moment.month()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(text: &str) -> Week {
        Week::of(text.parse().unwrap())
    }

    #[test]
    fn a_week_runs_from_sunday_to_saturday_in_utc() {
        let sunday = week("2026-01-04");
        assert_eq!(serde_json::to_string(&sunday).unwrap(), "\"2026-01-04\"");
        assert_eq!(week("2026-01-10T23:59:59Z"), sunday);
        assert_eq!(week("2026-01-11"), sunday.next());
        assert_eq!(week("1969-12-28"), Week(-1));
        // The tests of the original start at 1,642,896,000,000 ms: «Sunday, January 23, 2022».
        assert_eq!(week("2022-01-23").start(), 1_642_896_000);
    }

    #[test]
    fn a_week_is_read_back_from_its_sunday_only() {
        assert_eq!(serde_json::from_str::<Week>("\"2026-01-04\"").unwrap(), week("2026-01-04"));
        let error = serde_json::from_str::<Week>("\"2026-01-05\"").unwrap_err();
        assert!(error.to_string().contains("is not midnight of a Sunday"), "{error}");
    }
}
