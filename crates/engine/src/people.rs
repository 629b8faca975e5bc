//! `[[people]]`: which identities are one person, and how an identity is written in a file that is published.

use serde::{Deserialize, Deserializer, de};
use tributary_model::Identity;
use tributary_score::{Join, Joins, JoinsError};

use crate::config::{ConfigError, invalid};

/// An identity in a file. A login is refused, since it may change hands, and an e-mail, since the file is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who(pub Identity);

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| de::Error::custom(refusal(&text)))
    }
}

/// Does not repeat an e-mail: terminals are recorded.
fn refusal(text: &str) -> String {
    if text.contains('@') {
        return "an e-mail address would be published; write the `email:…` that `tributary people ADDRESS` prints"
            .to_owned();
    }
    if text.contains(':') || text.is_empty() {
        return format!(
            "`{text}` is not an identity; expected `github:<numeric id>` or `email:<64 hex digits>`"
        );
    }
    format!(
        "`{text}` is a login, which may change hands; write the `github:<id>` that `tributary people {text}` prints"
    )
}

/// `[[people]]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonEntry {
    /// Who is scored and paid.
    pub into: Who,
    /// What else this person is.
    pub identities: Vec<Who>,
    /// Why that is known.
    pub reason: Option<String>,
}

impl PersonEntry {
    pub(crate) fn join(&self) -> Join {
        Join {
            into: self.into.0,
            identities: self.identities.iter().map(|who| who.0).collect(),
            reason: self.reason.clone(),
        }
    }
}

/// All joins together, each with the place that it stands in, for messages.
pub(crate) fn joins(placed: &[(String, Join)]) -> Result<Joins, ConfigError> {
    for (place, join) in placed {
        if join.identities.is_empty() {
            return Err(invalid(place, "`identities` is empty; name at least one"));
        }
        if join.identities.contains(&join.into) {
            return Err(invalid(place, format!("`{}` is joined to itself; remove it", join.into)));
        }
    }
    Joins::new(placed.iter().map(|(_, join)| join)).map_err(|error| {
        let about = match &error {
            JoinsError::Twice { identity, .. } | JoinsError::Nobody(identity) => vec![*identity],
            JoinsError::Chain { identity, into, .. } => vec![*identity, *into],
        };
        let stands = |join: &Join| about.iter().any(|one| join.identities.contains(one) || join.into == *one);
        let mut named: Vec<&str> =
            placed.iter().filter(|(_, join)| stands(join)).map(|(place, _)| place.as_str()).collect();
        named.dedup();
        invalid(&named.join("` and `"), error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(into: &str, identity: &str) -> Result<PersonEntry, toml::de::Error> {
        toml::from_str(&format!("into = \"{into}\"\nidentities = [\"{identity}\"]"))
    }

    fn refused(entries: &[(&str, &str)]) -> String {
        let placed: Vec<_> = entries
            .iter()
            .zip(1..)
            .map(|((into, who), number)| (format!("people[{number}]"), entry(into, who).unwrap().join()))
            .collect();
        joins(&placed).unwrap_err().to_string()
    }

    #[test]
    fn logins_and_addresses_are_refused_with_the_way_to_write_them() {
        entry("github:1", "github:2").unwrap();
        let login = entry("github:1", "ada").unwrap_err().to_string();
        assert!(login.contains("write the `github:<id>` that `tributary people ada` prints"), "{login}");
        let email = entry("github:1", "a@b.example").unwrap_err();
        assert_eq!(
            email.message(),
            "an e-mail address would be published; write the `email:…` that `tributary people ADDRESS` prints"
        );
    }

    #[test]
    fn contradictions_name_both_places() {
        assert_eq!(
            refused(&[("github:1", "github:3"), ("github:2", "github:3")]),
            "`people[1]` and `people[2]`: `github:3` is joined to `github:1` and to `github:2`; keep one"
        );
        assert_eq!(
            refused(&[("github:1", "github:2"), ("github:2", "github:3")]),
            "`people[1]` and `people[2]`: `github:3` is joined to `github:2`, which is joined to `github:1`; join it \
             to `github:1` itself"
        );
        assert_eq!(
            refused(&[("github:1", "github:1")]),
            "`people[1]`: `github:1` is joined to itself; remove it"
        );
    }
}
