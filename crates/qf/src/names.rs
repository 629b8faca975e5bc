//! Donors and projects under small numbers.

use std::collections::HashMap;

/// Names in the order in which they first appear. The numbers never decide anything: ties go by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    all: Vec<String>,
    places: HashMap<String, u32>,
}

impl Names {
    /// The number of a name; `None` beyond 2^32 names.
    pub(crate) fn intern(&mut self, name: &str) -> Option<u32> {
        let name = canonical(name);
        if let Some(place) = self.places.get(name.as_ref()) {
            return Some(*place);
        }
        let place = u32::try_from(self.all.len()).ok()?;
        self.all.push(name.to_string());
        self.places.insert(name.into_owned(), place);
        Some(place)
    }

    pub(crate) fn find(&self, name: &str) -> Option<u32> {
        self.places.get(canonical(name).as_ref()).copied()
    }

    pub(crate) fn all(&self) -> &[String] {
        &self.all
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// For every number, its place among the sorted names.
    pub(crate) fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_unstable_by_key(|place| &self.all[*place]);
        let mut ranks = vec![0; order.len()];
        for (place, rank) in order.into_iter().zip(0..) {
            ranks[place] = rank;
        }
        ranks
    }
}

/// An address is one donor in every spelling of its letters; any other name stands as it is.
fn canonical(name: &str) -> std::borrow::Cow<'_, str> {
    let digits = name.strip_prefix("0x").or_else(|| name.strip_prefix("0X"));
    match digits {
        Some(digits) if digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            name.to_ascii_lowercase().into()
        }
        _ => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_name_in_every_spelling() {
        let mut names = Names::default();
        let lower = "0x00000000000000000000000000000000000000ab";
        let upper = lower.to_uppercase();
        assert_eq!(names.intern(lower), names.intern(&upper));
        assert_ne!(names.intern("ab"), names.intern("AB"));
    }

    #[test]
    fn ranks_follow_the_alphabet() {
        let mut names = Names::default();
        for name in ["c", "a", "b"] {
            names.intern(name);
        }
        assert_eq!(names.ranks(), [2, 0, 1]);
    }
}
