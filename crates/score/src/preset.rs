//! The names of the rules that make scores.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A rule that makes scores from evidence, by the name that files give it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preset {
    /// OpenDigger's activity index with the weights published today.
    OpendiggerActivity,
    /// OpenDigger's activity index with the round weights of 2021.
    OpendiggerActivity2021,
    /// OpenDigger's community OpenRank.
    Openrank,
    /// SourceCred's CredRank.
    SourcecredCredrank,
    /// Merged pull requests and the reviews before them.
    #[default]
    MergedWork,
}

/// A name that is not a preset.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{found}` is not a preset; there are {}", Preset::names())]
pub struct PresetError {
    /// What was written.
    pub found: String,
}

/// The stretch of time by which a preset can tell scores apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Seven days from a Sunday, UTC.
    Week,
    /// A calendar month, UTC.
    Month,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 5] = [
        Self::MergedWork,
        Self::OpendiggerActivity,
        Self::OpendiggerActivity2021,
        Self::Openrank,
        Self::SourcecredCredrank,
    ];

    /// The name in rules and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpendiggerActivity => "opendigger-activity",
            Self::OpendiggerActivity2021 => "opendigger-activity-2021",
            Self::Openrank => "openrank",
            Self::SourcecredCredrank => "sourcecred-credrank",
            Self::MergedWork => "merged-work",
        }
    }

    /// The intervals that policies such as `immediate` look at.
    #[must_use]
    pub const fn interval(self) -> Interval {
        match self {
            Self::OpendiggerActivity | Self::OpendiggerActivity2021 | Self::Openrank => Interval::Month,
            Self::SourcecredCredrank | Self::MergedWork => Interval::Week,
        }
    }

    /// Can it tell what each contribution adds?
    #[must_use]
    pub const fn has_lines(self) -> bool {
        !matches!(self, Self::OpendiggerActivity | Self::OpendiggerActivity2021)
    }

    fn names() -> String {
        Self::ALL.map(|preset| format!("`{preset}`")).join(", ")
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Preset {
    type Err = PresetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.as_str() == text)
            .ok_or_else(|| PresetError { found: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_and_others_are_refused_with_the_list() {
        for preset in Preset::ALL {
            assert_eq!(preset.to_string().parse(), Ok(preset));
        }
        let error = "openranks".parse::<Preset>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`openranks` is not a preset; there are `merged-work`, `opendigger-activity`, \
             `opendigger-activity-2021`, `openrank`, `sourcecred-credrank`"
        );
    }
}
