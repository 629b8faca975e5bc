//! The built-in table of paths, `table.json`, in a form that is quick to ask.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use super::{Attributes, PathKind};

/// The table with its names by how they are looked up; each points at its rule.
pub(super) struct Table {
    rules: Vec<Word>,
    folders: HashMap<&'static str, usize>,
    names: HashMap<&'static str, usize>,
    /// Start and end of a name with one `*`.
    around: Vec<(&'static str, &'static str, usize)>,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    rules: Vec<Rule<'a>>,
}

#[derive(Deserialize)]
struct Rule<'a> {
    is: Word,
    #[serde(borrow)]
    folders: Vec<&'a str>,
    #[serde(borrow)]
    names: Vec<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Vendored,
    Generated,
    Tests,
    Examples,
    ModelCards,
    DataSets,
    Documentation,
}

impl Word {
    const fn kind(self) -> PathKind {
        match self {
            Self::Vendored | Self::Generated => PathKind::LeftOut,
            Self::Tests => PathKind::Tests,
            Self::Examples => PathKind::Examples,
            Self::ModelCards => PathKind::ModelCards,
            Self::DataSets => PathKind::DataSets,
            Self::Documentation => PathKind::Docs,
        }
    }

    fn is_denied(self, attributes: Attributes) -> bool {
        let said = match self {
            Self::Vendored => attributes.vendored,
            Self::Generated => attributes.generated,
            Self::Documentation => attributes.documentation,
            _ => None,
        };
        said == Some(false)
    }
}

impl Table {
    pub(super) fn built_in() -> &'static Self {
        static TABLE: LazyLock<Table> = LazyLock::new(|| {
            let file: File<'static> =
                serde_json::from_str(include_str!("table.json")).expect("the table is of its own form");
            Table::of(file)
        });
        &TABLE
    }

    fn of(file: File<'static>) -> Self {
        let rules = file.rules.iter().map(|rule| rule.is).collect();
        let mut table = Self { rules, folders: HashMap::new(), names: HashMap::new(), around: Vec::new() };
        for (place, rule) in file.rules.into_iter().enumerate() {
            for folder in rule.folders {
                table.folders.entry(folder).or_insert(place);
            }
            for name in rule.names {
                match name.split_once('*') {
                    Some((start, end)) => table.around.push((start, end, place)),
                    None => {
                        table.names.entry(name).or_insert(place);
                    }
                }
            }
        }
        table
    }

    /// The kind by the first rule that knows the path and is not denied; code without one.
    pub(super) fn find(&self, path: &str, attributes: Attributes) -> PathKind {
        let mut parts = path.rsplit('/');
        let name = parts.next().unwrap_or(path);
        let around = self.around.iter().filter(|(start, end, _)| {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        });
        parts
            .filter_map(|folder| self.folders.get(folder))
            .chain(self.names.get(name))
            .chain(around.map(|(_, _, place)| place))
            .filter(|place| !self.rules[**place].is_denied(attributes))
            .min()
            .map_or(PathKind::Code, |place| self.rules[*place].kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_star_at_most_and_stand_once() {
        let file: File<'_> = serde_json::from_str(include_str!("table.json")).unwrap();
        let mut names: Vec<&str> = file.rules.iter().flat_map(|rule| rule.names.clone()).collect();
        assert!(names.iter().all(|name| name.matches('*').count() <= 1));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        let mut folders: Vec<&str> = file.rules.iter().flat_map(|rule| rule.folders.clone()).collect();
        let all = folders.len();
        folders.sort_unstable();
        folders.dedup();
        assert_eq!(folders.len(), all);
    }
}
