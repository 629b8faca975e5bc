//! What gifts in several tokens are worth in the pool's: exact fractions, rounded down once at the end.

use std::collections::BTreeMap;

use tributary_model::{Address, Amount, U256, U512};

use super::{RoundRules, csv_rows::CsvRows};

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

const HEADER: [&str; 2] = ["token", "price"];

impl Prices {
    /// The prices of the rules, and for tokens without one those of a list `token,price`.
    ///
    /// # Errors
    /// In words: a bad row, a token without a price, or a list that contradicts the rules.
    pub fn new(rules: &RoundRules, list: Option<&[u8]>) -> Result<Self, String> {
        let given = list.map(read).transpose()?.unwrap_or_default();
        if let Some(stranger) = given.keys().find(|token| rules.donated(**token).is_none()) {
            return Err(format!("{stranger} has a price and is not among the tokens that may be given"));
        }
        let mut by_token = BTreeMap::new();
        for token in &rules.tokens {
            let ruled = token.price.as_deref().map(Price::parse).transpose()?;
            let price = match (ruled, given.get(&token.address).copied()) {
                (Some(ruled), Some(other)) if ruled != other => {
                    return Err(format!(
                        "{} costs {} by the list and {} by the rules, which are fixed",
                        token.address,
                        other.text(),
                        ruled.text()
                    ));
                }
                (Some(price), _) | (None, Some(price)) => price,
                (None, None) => {
                    return Err(format!(
                        "{} ({}) has no price; add a line `{},<price>` to the list of prices",
                        token.address, token.symbol, token.address
                    ));
                }
            };
            by_token.insert(token.address, (price, token.decimals));
        }
        Ok(Self { by_token, pool_decimals: rules.token.decimals })
    }

    /// Base units of the pool's token, rounded down; `None` for a token that may not be given or beyond 256 bits.
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
        for (token, (price, _)) in &self.by_token {
            text += &format!("{token},{}\n", price.text());
        }
        text.into_bytes()
    }
}

fn read(bytes: &[u8]) -> Result<BTreeMap<Address, Price>, String> {
    let mut prices = BTreeMap::new();
    let mut rows = CsvRows::new(bytes, &[&HEADER])?;
    while let Some(row) = rows.next() {
        let found = row.token(0).and_then(|token| Ok((token, Price::parse(row.field(1))?)));
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
