//! Single values of `round.toml`: addresses with their checksum, whole tokens, lengths of time.

use serde::{Deserialize, Deserializer, de};
use tributary_merkle::parse_address;
use tributary_model::{Address, Amount};

use crate::config::{ConfigError, invalid};

pub(super) fn tokens_of(key: &str, text: &str, decimals: u8) -> Result<Amount, ConfigError> {
    Amount::parse_tokens(text, decimals).map_err(|error| invalid(key, error))
}

pub(super) fn one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    parse_address(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}

pub(super) fn many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Address>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| parse_address(text).map_err(de::Error::custom)).collect()
}

pub(super) fn coin_or_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "coin" | "0x0" => Ok(Address::ZERO),
        text => parse_address(text).map_err(de::Error::custom),
    }
}

/// `3 days`, `36 hours`, `90 minutes` or `600 seconds`.
pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    let unit = |unit: &str| match unit.trim_end_matches('s') {
        "day" => Some(86_400_u64),
        "hour" => Some(3_600),
        "minute" => Some(60),
        "second" => Some(1),
        _ => None,
    };
    let parsed =
        text.split_once(' ').and_then(|(count, name)| count.parse::<u64>().ok()?.checked_mul(unit(name)?));
    parsed.ok_or_else(|| de::Error::custom(format!("`{text}` is not a length of time; write it as `3 days`")))
}
