//! `[[adjust]]`: which person or contribution is meant, and what changes.

use std::collections::BTreeSet;

use serde::Deserialize;
use tributary_model::{ContributionKind, Identity, RepoId, RepositoryName};
use tributary_score::{Adjustment, Change, ContributionRef, Evidence, Points, Weight};

use super::known;
use crate::people::Who;

/// A person by `identity`, or one contribution by `repository`, `kind`, and `key` or `number`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdjustEntry {
    identity: Option<Who>,
    repository: Option<RepositoryName>,
    kind: Option<ContributionKind>,
    key: Option<String>,
    number: Option<u32>,
    factor: Option<Weight>,
    /// `"+2.5"` or `"-2.5"`.
    points: Option<String>,
    pub(super) reason: String,
}

impl AdjustEntry {
    /// Finds whom or what is meant.
    pub(super) fn resolve(
        &self,
        evidence: &Evidence,
        people: &BTreeSet<Identity>,
    ) -> Result<Adjustment, String> {
        let reason = self.reason.clone();
        match (&self.identity, &self.repository, self.kind) {
            (Some(Who(identity)), None, None) if self.key.is_none() && self.number.is_none() => {
                known(people, *identity)?;
                let change = match (self.factor, &self.points) {
                    (Some(factor), None) => Change::Factor(factor),
                    (None, Some(points)) => change(points)?,
                    _ => return Err("write either `factor` or `points`".to_owned()),
                };
                Ok(Adjustment::Person { identity: *identity, change, reason })
            }
            (None, Some(repository), Some(kind)) => {
                let (Some(factor), None) = (self.factor, &self.points) else {
                    return Err("a contribution takes a `factor` and no `points`".to_owned());
                };
                let contribution = contribution(self, repository, kind, evidence)?;
                Ok(Adjustment::Contribution { contribution, factor, reason })
            }
            _ => {
                Err("name either an `identity`, or a `repository`, a `kind` and a `key` or `number`"
                    .to_owned())
            }
        }
    }
}

/// `"+2.5"` or `"-2.5"`.
fn change(points: &str) -> Result<Change, String> {
    let parse = |digits: &str| digits.parse::<Weight>().map(|weight| Points(weight.millionths().into()));
    let change = match points.split_at_checked(1) {
        Some(("+", digits)) => parse(digits).map(Change::Plus),
        Some(("-", digits)) => parse(digits).map(Change::Minus),
        _ => return Err(format!("`points` is `{points}`; write a sign, such as \"+2.5\" or \"-1\"")),
    };
    change.map_err(|error| format!("`points` is `{points}`: {error}"))
}

fn contribution(
    entry: &AdjustEntry,
    repository: &RepositoryName,
    kind: ContributionKind,
    evidence: &Evidence,
) -> Result<ContributionRef, String> {
    let repo = repository_id(repository, evidence)?;
    let found: BTreeSet<&str> = evidence
        .contributions
        .iter()
        .filter(|one| one.repo == repo && one.kind == kind)
        .filter(|one| match (&entry.key, entry.number) {
            (Some(key), None) => one.key == key.as_str(),
            (None, Some(number)) => one.number == Some(number),
            _ => false,
        })
        .map(|one| one.key.as_str())
        .collect();
    let mut found = found.into_iter();
    match (&entry.key, entry.number, found.next(), found.next()) {
        (Some(_), Some(_), ..) | (None, None, ..) => Err("write either `key` or `number`".to_owned()),
        (.., None, _) => Err(format!(
            "`{repository}` has no such `{}` in the window; `tributary explain` shows what there is",
            kind.as_str()
        )),
        (.., Some(_), Some(_)) => Err("more than one has this `number`; write the `key` of one".to_owned()),
        (.., Some(key), None) => Ok(ContributionRef { repo, kind, key: key.into() }),
    }
}

fn repository_id(name: &RepositoryName, evidence: &Evidence) -> Result<RepoId, String> {
    let found = evidence.repositories.iter().find(|known| known.name.matches(name));
    found.map(|repository| repository.id).ok_or_else(|| format!("`{name}` is no repository of this airdrop"))
}
