//! The commented `round.toml` that `tributary round init` writes.

use tributary_model::{Address, Timestamp};

const DAY: i64 = 86_400;

/// What `init` knows already.
#[derive(Clone, Debug)]
pub struct RoundTemplate {
    /// Folder name and page address.
    pub slug: String,
    /// The name people see.
    pub name: String,
    /// EIP-155 id.
    pub chain_id: u64,
    /// What the pool is in, and gifts too.
    pub token: Address,
    /// Its symbol.
    pub symbol: String,
    /// Digits behind the point.
    pub decimals: u8,
    /// Whole tokens.
    pub goal: String,
    /// Who proposes tallies.
    pub owner: Address,
    /// Who may reject one.
    pub guardian: Address,
    /// Who reviews.
    pub reviewers: Vec<Address>,
    /// When applications start.
    pub start: Timestamp,
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl RoundTemplate {
    /// The file. It is valid as it is.
    #[must_use]
    pub fn render(&self) -> String {
        let day = |days: i64| {
            let moment = Timestamp::from_unix(self.start.unix() + days * DAY);
            quoted(&moment.unwrap_or(self.start).to_string())
        };
        let reviewers: Vec<String> = self.reviewers.iter().map(|one| quoted(&one.to_string())).collect();
        let (token, symbol, decimals) =
            (quoted(&self.token.to_string()), quoted(&self.symbol), self.decimals.to_string());
        let values = [
            ("{slug}", quoted(&self.slug)),
            ("{name}", quoted(&self.name)),
            ("{chain_id}", self.chain_id.to_string()),
            ("{token}", token.clone()),
            ("{symbol}", symbol.clone()),
            ("{decimals}", decimals.clone()),
            ("{goal}", quoted(&self.goal)),
            ("{owner}", quoted(&self.owner.to_string())),
            ("{guardian}", quoted(&self.guardian.to_string())),
            ("{reviewers}", reviewers.join(", ")),
            ("{applications_start}", day(0)),
            ("{applications_end}", day(14)),
            ("{review_end}", day(21)),
            ("{donations_start}", day(21)),
            ("{donations_end}", day(35)),
            ("{deadline}", day(75)),
            ("{token}", token),
            ("{symbol}", symbol),
            ("{decimals}", decimals),
        ];
        // In the order of the file and never backwards, so that a value which looks like a place is left alone.
        let mut rest = include_str!("template.toml");
        let mut filled = String::new();
        for (place, value) in values {
            let (before, after) =
                rest.split_once(place).expect("the template has every place, in this order");
            filled.push_str(before);
            filled.push_str(&value);
            rest = after;
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::round::{RoundConfig, RoundRules};

    fn template() -> RoundTemplate {
        RoundTemplate {
            slug: "spring".into(),
            name: "A \"quoted\" {token} name".into(),
            chain_id: 31_337,
            token: Address::repeat_byte(0x11),
            symbol: "DAI".into(),
            decimals: 18,
            goal: "1000".into(),
            owner: Address::repeat_byte(0x22),
            guardian: Address::repeat_byte(0x33),
            reviewers: vec![Address::repeat_byte(0x55), Address::repeat_byte(0x44)],
            start: "2026-01-01".parse().unwrap(),
        }
    }

    fn parse(text: &str) -> Result<RoundConfig, String> {
        RoundConfig::parse(text.as_bytes(), Path::new("round.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn the_template_is_a_valid_file_whose_rules_come_back_from_their_bytes() {
        let config = parse(&template().render()).unwrap();
        assert_eq!(config.rules.name, "A \"quoted\" {token} name");
        assert_eq!(config.rules.pool.goal.to_string(), format!("1000{}", "0".repeat(18)));
        assert_eq!(config.rules.reviewers, [Address::repeat_byte(0x44), Address::repeat_byte(0x55)]);
        assert_eq!(RoundRules::parse(&config.rules.bytes()).unwrap(), config.rules);
    }

    #[test]
    fn every_rule_that_is_broken_is_named_by_its_key() {
        let text = template().render();
        let owner = Address::repeat_byte(0x22).to_string();
        let guardian = Address::repeat_byte(0x33).to_string();
        for (from, to, key) in [
            ("goal = \"1000\"", "goal = \"0\"", "pool.goal"),
            (guardian.as_str(), owner.as_str(), "roles.guardian"),
            ("threshold = 1 ", "threshold = 3 ", "roles.threshold"),
            ("challenge = \"3 days\"", "challenge = \"3 hours\"", "windows.challenge"),
            ("claims = \"90 days\"", "claims = \"3 days\"", "windows.claims"),
            ("deadline = \"2026-03-17", "deadline = \"2026-02-07", "windows.deadline"),
            (
                "applications_end = \"2026-01-15",
                "applications_end = \"2026-01-01",
                "windows.applications_end",
            ),
            ("# minimum = \"1\"", "boost = \"2\"", "match.boost"),
            ("price = \"1\"", "price = \"0\"", "donations.tokens.price"),
            ("default = \"1\" ", "default = \"2\" ", "coefficients"),
            ("# scores = ", "scores = ", "coefficients.thresholds"),
            ("cap = \"10%\"", "cap = \"0%\"", "match.cap"),
            ("cap = \"10%\"", "cap = \"10%\"\nmode = \"clrfund-alpha\"", "match.cap"),
            ("cap = \"10%\"", "saturation = \"keep\"\nmode = \"octant\"", "match.saturation"),
            ("cap = \"10%\"", "mode = \"clrfund-alpha\"\nvoice_credit = \"0\"", "match.voice_credit"),
            ("decimals = 18\nprice", "decimals = 6\nprice", "donations.tokens.decimals"),
            (
                "# symbol = \"ETH\"",
                "[[donations.tokens]]\naddress = \"coin\"\nsymbol = \"ETH\"\ndecimals = 9",
                "donations.tokens.decimals",
            ),
            ("slug = \"spring\"", "slug = \"Spring\"", "round.slug"),
        ] {
            assert!(text.contains(from), "{from}");
            let error = parse(&text.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(&format!("`{key}`")), "{key}: {error}");
        }
    }

    #[test]
    fn other_rules_have_another_hash() {
        let hash = |text: &str| parse(text).unwrap().rules.hash();
        let text = template().render();
        assert_eq!(
            hash(&text),
            hash(&text.replace("# A funding round.", "# A round.")),
            "comments are no rules"
        );
        assert_ne!(hash(&text), hash(&text.replace("cap = \"10%\"", "cap = \"11%\"")));
    }
}
