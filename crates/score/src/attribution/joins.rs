//! Which identities are one person: by rules or by proof, never by name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_model::Identity;

/// Several identities that are one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Who they are.
    pub into: Identity,
    /// What else this person is.
    pub identities: Vec<Identity>,
    /// Why that is known; it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Every identity that is somebody else, with who that is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joins(BTreeMap<Identity, Identity>);

/// Joins that contradict one another.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum JoinsError {
    /// An identity would be two people.
    #[error("`{identity}` is joined to `{first}` and to `{second}`; keep one")]
    Twice {
        /// Who.
        identity: Identity,
        /// The first who it is joined to.
        first: Identity,
        /// The second.
        second: Identity,
    },
    /// An identity would be somebody who is somebody else, or itself.
    #[error("`{identity}` is joined to `{into}`, which is joined to `{next}`; join it to `{next}` itself")]
    Chain {
        /// Who.
        identity: Identity,
        /// Who it is joined to.
        into: Identity,
        /// Who that one is joined to.
        next: Identity,
    },
    /// A deleted account is many people, and an agent none.
    #[error("`{0}` is nobody in particular and cannot be joined")]
    Nobody(Identity),
}

impl Joins {
    /// Nobody is somebody else.
    #[must_use]
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// All joins together.
    ///
    /// # Errors
    /// See [`JoinsError`].
    pub fn new<'a>(joins: impl IntoIterator<Item = &'a Join>) -> Result<Self, JoinsError> {
        let mut all: BTreeMap<Identity, Identity> = BTreeMap::new();
        for Join { into, identities, .. } in joins {
            for identity in identities.iter().filter(|identity| *identity != into) {
                if let Some(nobody) = [*identity, *into].into_iter().find(|one| *one == Identity::Ghost) {
                    return Err(JoinsError::Nobody(nobody));
                }
                if let Some(first) = all.insert(*identity, *into).filter(|first| first != into) {
                    return Err(JoinsError::Twice { identity: *identity, first, second: *into });
                }
            }
        }
        let chain = all.iter().find_map(|(identity, into)| Some((*identity, *into, *all.get(into)?)));
        match chain {
            Some((identity, into, next)) => Err(JoinsError::Chain { identity, into, next }),
            None => Ok(Self(all)),
        }
    }

    /// Who an identity is.
    #[must_use]
    pub fn of(&self, identity: Identity) -> Identity {
        if self.0.is_empty() { identity } else { self.0.get(&identity).copied().unwrap_or(identity) }
    }

    /// Every identity that is somebody else, with who that is.
    pub fn iter(&self) -> impl Iterator<Item = (Identity, Identity)> {
        self.0.iter().map(|(identity, into)| (*identity, *into))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::who;

    fn join(into: u64, identities: &[u64]) -> Join {
        let identities = identities.iter().map(|id| who(*id)).collect();
        Join { into: who(into), identities, reason: None }
    }

    #[test]
    fn everybody_of_a_group_becomes_the_one() {
        let joins = Joins::new(&[join(1, &[1, 2, 3]), join(4, &[5])]).unwrap();
        let people = [1, 2, 3, 4, 5, 6].map(|id| joins.of(who(id)));
        assert_eq!(people, [1, 1, 1, 4, 4, 6].map(who));
    }

    #[test]
    fn contradictions_chains_and_circles_are_refused() {
        assert_eq!(
            Joins::new(&[join(1, &[3]), join(2, &[3])]),
            Err(JoinsError::Twice { identity: who(3), first: who(1), second: who(2) })
        );
        assert_eq!(
            Joins::new(&[join(1, &[2]), join(2, &[3])]),
            Err(JoinsError::Chain { identity: who(3), into: who(2), next: who(1) })
        );
        assert_eq!(
            Joins::new(&[join(1, &[2]), join(2, &[1])]),
            Err(JoinsError::Chain { identity: who(1), into: who(2), next: who(1) })
        );
        let ghost = Join { into: who(1), identities: vec![Identity::Ghost], reason: None };
        assert_eq!(Joins::new(&[ghost]), Err(JoinsError::Nobody(Identity::Ghost)));
    }
}
