//! What gifts in several tokens are worth in the pool's: exact fractions, rounded down once at the end.

use std::{collections::BTreeMap, fmt::Write as _};

use tributary_model::{Address, Amount, U256, U512};

use super::{DonatedToken, RoundRules, csv_rows::CsvRows};

/// Digits behind the point of a price.
const DECIMALS: u8 = 18;

/// Whole tokens of the pool for one whole token, in parts of 10^-18. Never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price(Amount);

impl Price {
    /// Reads a decimal such as `0.9987` or `3150.25`.
    ///
    /// # Errors
    /// In words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = Amount::parse_tokens(text, DECIMALS).map_err(|error| error.to_string())?;
        if parts.is_zero() {
            return Err("a price of 0 would make gifts worth nothing; leave the token out".to_owned());
        }
        if parts.units().bit_len() > 128 {
            return Err(format!("the price `{text}` is larger than can be multiplied exactly"));
        }
        Ok(Self(parts))
    }

    /// The decimal, in one spelling.
    #[must_use]
    pub fn text(self) -> String {
        self.0.format_tokens(DECIMALS)
    }
}

/// A price for every token that may be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    by_token: BTreeMap<Address, (Price, u8)>,
    pool_decimals: u8,
}

const LISTED: [&str; 2] = ["token", "price"];
const HEADER: [&str; 3] = ["token", "decimals", "price"];

impl Prices {
    /// The prices of the rules, and for tokens without one those of a list `token,price` or `token,decimals,price`.
    ///
    /// # Errors
    /// In words: a bad row, a token without a price, or a list that contradicts the rules.
    pub fn new(rules: &RoundRules, list: Option<&[u8]>) -> Result<Self, String> {
        let given = list.map(read).transpose()?.unwrap_or_default();
        if let Some(stranger) = given.keys().find(|token| rules.donated(**token).is_none()) {
            return Err(format!("{stranger} has a price and is not among the tokens that may be given"));
        }
        let mut by_token = BTreeMap::new();
        for token in &rules.donations.tokens {
            let listed = given.get(&token.address).copied();
            by_token.insert(token.address, (price_of(token, listed)?, token.decimals));
        }
        Ok(Self { by_token, pool_decimals: rules.pool.decimals })
    }

    /// Those that are known: while gifts come in, some tokens have their price at the close alone.
    #[must_use]
    pub fn known(rules: &RoundRules, list: Option<&[u8]>) -> Self {
        let given = list.and_then(|list| read(list).ok()).unwrap_or_default();
        let known = |token: &DonatedToken| {
            let price = price_of(token, given.get(&token.address).copied()).ok()?;
            Some((token.address, (price, token.decimals)))
        };
        let by_token = rules.donations.tokens.iter().filter_map(known).collect();
        Self { by_token, pool_decimals: rules.pool.decimals }
    }

    /// Base units of the pool's token, rounded down; `None` for a token without a price or beyond 256 bits.
    #[must_use]
    pub fn value(&self, token: Address, amount: Amount) -> Option<Amount> {
        let (Price(price), decimals) = self.by_token.get(&token)?;
        let ten = |digits: u8| U512::from(10).checked_pow(U512::from(digits));
        let product = U512::from(amount.units()).checked_mul(U512::from(price.units()))?;
        let scaled = product.checked_mul(ten(self.pool_decimals)?)?;
        let value = scaled / ten(decimals.checked_add(DECIMALS)?)?;
        U256::checked_from_limbs_slice(value.as_limbs()).map(Amount::new)
    }

    /// `prices.csv`, in the order of addresses.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\n", HEADER.join(","));
        for (token, (price, decimals)) in &self.by_token {
            writeln!(text, "{token},{decimals},{}", price.text()).expect("a String takes any text");
        }
        text.into_bytes()
    }
}

fn price_of(token: &DonatedToken, listed: Option<Price>) -> Result<Price, String> {
    let DonatedToken { address, symbol, price, .. } = token;
    match (price.as_deref().map(Price::parse).transpose()?, listed) {
        (Some(fixed), Some(other)) if fixed != other => Err(format!(
            "{address} costs {} by the list and {} by the rules, which are fixed",
            other.text(),
            fixed.text()
        )),
        (Some(price), _) | (None, Some(price)) => Ok(price),
        (None, None) => Err(format!(
            "{address} ({symbol}) has no price; add a line `{address},<price>` to the list of prices"
        )),
    }
}

fn read(bytes: &[u8]) -> Result<BTreeMap<Address, Price>, String> {
    let mut prices = BTreeMap::new();
    let mut rows = CsvRows::new(bytes, &[&LISTED, &HEADER])?;
    while let Some(row) = rows.next() {
        let found = row.token(0).and_then(|token| Ok((token, Price::parse(row.last())?)));
        match found {
            Ok((token, price)) => {
                if prices.insert(token, price).is_some() {
                    rows.refuse(&row, format!("{token} stands twice"));
                }
            }
            Err(message) => rows.refuse(&row, message),
        }
    }
    rows.finish()?;
    Ok(prices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::testing::{TOKEN, rules};

    #[test]
    fn gifts_are_valued_exactly_and_rounded_down_once() {
        let coin = "# [[donations.tokens]]\n# address = \"coin\"               # the chain's own coin\n# symbol = \"ETH\"";
        let rules = rules(&[(coin, "[[donations.tokens]]\naddress = \"coin\"\nsymbol = \"ETH\"")]);
        let missing = Prices::new(&rules, None).unwrap_err();
        assert!(missing.contains("(ETH) has no price"), "{missing}");
        let prices = Prices::new(&rules, Some(b"token,price\ncoin,3150.25\n")).unwrap();
        let value = |token, amount: &str| prices.value(token, amount.parse().unwrap()).unwrap().to_string();
        assert_eq!(value(Address::ZERO, "1000000000000000000"), "3150250000");
        assert_eq!(value(Address::ZERO, "317435124"), "0", "less than a unit");
        assert_eq!(value(TOKEN, "7"), "7");
        assert_eq!(prices.value(Address::repeat_byte(9), Amount::from(1)), None);
        assert_eq!(prices.value(TOKEN, Amount::new(U256::MAX)), Some(Amount::new(U256::MAX)));
        assert_eq!(Prices::new(&rules, Some(&prices.bytes())).unwrap(), prices);
        let other = format!("token,price\ncoin,1\n{TOKEN},2\n");
        let error = Prices::new(&rules, Some(other.as_bytes())).unwrap_err();
        assert!(error.contains("2 by the list and 1 by the rules"), "{error}");
        let stranger = format!("token,price\ncoin,1\n{},2\n", Address::repeat_byte(9));
        assert!(Prices::new(&rules, Some(stranger.as_bytes())).unwrap_err().contains("not among the tokens"));
    }
}
