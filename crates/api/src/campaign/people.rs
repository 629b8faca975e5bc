//! Everybody in a campaign, and finding one of them.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
};

use tributary_engine::bundle::Allocation;
use tributary_model::{AccountKind, Address, Amount, Identity, Month, U256, U512};

/// One person's line.
#[derive(Debug)]
pub(crate) struct Person {
    /// 1 for the highest score; equal scores share a rank.
    pub(crate) rank: u64,
    pub(crate) identity: Identity,
    pub(crate) login: Option<String>,
    pub(crate) kind: Option<AccountKind>,
    /// Micro-points.
    pub(crate) score: u128,
    pub(crate) amount: Amount,
    /// What stood for the leaf in the list before, where there was one.
    pub(crate) standing: Option<Amount>,
    /// The leaf's amount, where it is not this epoch's alone.
    pub(crate) cumulative: Option<Amount>,
    /// Millionths of the pool, rounded down.
    pub(crate) share_ppm: u64,
    pub(crate) address: Option<Address>,
    pub(crate) index: Option<u64>,
    /// What a limit did: `capped` or `below_minimum`.
    pub(crate) note: Option<&'static str>,
    /// Why the person is not paid: `bot`, `organization`, `mannequin` or `ghost`.
    pub(crate) excluded: Option<&'static str>,
    pub(crate) months: Vec<PersonMonth>,
}

impl Person {
    /// What the leaf is worth, if there is one.
    pub(crate) fn leaf_amount(&self) -> Amount {
        self.cumulative.unwrap_or(self.amount)
    }
}

/// What one person did in one repository in one month.
#[derive(Debug)]
pub(crate) struct PersonMonth {
    pub(crate) month: Month,
    pub(crate) score: u128,
}

/// Everybody, by rank, with an index for each way to name somebody.
#[derive(Debug, Default)]
pub(crate) struct People {
    list: Vec<Person>,
    by_identity: HashMap<Identity, usize>,
    by_address: HashMap<Address, usize>,
    /// Lower-case logins in order, so that the beginning of one is enough.
    by_login: BTreeMap<String, Vec<usize>>,
}

impl People {
    /// Whose leaf it is.
    pub(crate) fn of_leaf(&self, index: u64) -> Option<&Person> {
        self.list.iter().find(|person| person.index == Some(index))
    }

    /// `list` is in order of rank.
    pub(super) fn new(list: Vec<Person>) -> Self {
        let mut people = Self::default();
        for (place, person) in list.iter().enumerate() {
            people.by_identity.insert(person.identity, place);
            if let Some(address) = person.address {
                people.by_address.insert(address, place);
            }
            if let Some(login) = &person.login {
                people.by_login.entry(login.to_ascii_lowercase()).or_default().push(place);
            }
        }
        people.list = list;
        people
    }

    pub(crate) fn list(&self) -> &[Person] {
        &self.list
    }

    /// Somebody by identity.
    pub(crate) fn get(&self, identity: Identity) -> Option<&Person> {
        self.list.get(*self.by_identity.get(&identity)?)
    }

    /// By login in any case, numeric id, identity or address. A number is an id before it is a login.
    fn find(&self, who: &str) -> Option<&Person> {
        let place = self.exact(who).or_else(|| {
            self.by_login.get(&who.to_ascii_lowercase()).and_then(|places| places.first().copied())
        })?;
        self.list.get(place)
    }

    /// The same, after that who else was seen under this login, and then everybody whose login begins so, in order of
    /// rank.
    pub(crate) fn search(&self, query: &str, held: &[Identity], limit: usize) -> Vec<&Person> {
        let prefix = query.to_ascii_lowercase();
        let logins = (!prefix.is_empty())
            .then(|| self.by_login.range::<String, _>((Bound::Included(&prefix), Bound::Unbounded)));
        let mut begins: Vec<usize> = logins
            .into_iter()
            .flatten()
            .take_while(|(login, _)| login.starts_with(&prefix))
            .flat_map(|(_, places)| places.iter().copied())
            .collect();
        begins.sort_unstable();
        let first = self.find(query).and_then(|person| self.by_identity.get(&person.identity).copied());
        let held = held.iter().filter_map(|identity| self.by_identity.get(identity).copied());
        let mut places: Vec<usize> = Vec::new();
        for place in first.into_iter().chain(held).chain(begins) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places.into_iter().take(limit).filter_map(|place| self.list.get(place)).collect()
    }

    fn exact(&self, who: &str) -> Option<usize> {
        if let Ok(address) = who.parse::<Address>() {
            return self.by_address.get(&address).copied();
        }
        let identity = who.parse().or_else(|_| format!("github:{who}").parse::<Identity>()).ok()?;
        self.by_identity.get(&identity).copied()
    }
}

/// `amount / pool` in millionths, rounded down.
pub(crate) fn ppm(amount: U256, pool: U256) -> u64 {
    if pool.is_zero() {
        return 0;
    }
    let share = U512::from(amount) * U512::from(1_000_000) / U512::from(pool);
    u64::try_from(share).unwrap_or(u64::MAX)
}

/// What the allocation says about somebody.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) amount: Amount,
    pub(super) standing: Option<Amount>,
    pub(super) cumulative: Option<Amount>,
    pub(super) address: Option<Address>,
    pub(super) index: Option<u64>,
    pub(super) note: Option<&'static str>,
}

/// The allocation by identity.
pub(super) fn parts(allocation: &Allocation) -> HashMap<Identity, Part> {
    let part = |person: &tributary_engine::bundle::AllocationPerson| Part {
        amount: person.amount,
        standing: person.standing,
        cumulative: person.cumulative,
        address: person.address,
        index: person.index,
        note: person.note.map(super::load::note_name),
    };
    allocation.people.iter().map(|person| (person.identity, part(person))).collect()
}
