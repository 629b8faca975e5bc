//! Spans of time as rules write them.

use serde::{Deserialize, Deserializer, de};

/// Seconds of `90 days`, `12 hours`, `30 minutes`, `45 seconds`.
pub(crate) fn lasting<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    let parse = || {
        let (count, unit) = text.split_once(' ')?;
        let size = match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => 86_400,
            "hour" => 3_600,
            "minute" => 60,
            "second" => 1,
            _ => return None,
        };
        count.parse::<u64>().ok()?.checked_mul(size)
    };
    let wrong = || {
        de::Error::custom(format!("`{text}` is no time such as \"90 days\", \"12 hours\" or \"1 second\""))
    };
    parse().ok_or_else(wrong)
}
