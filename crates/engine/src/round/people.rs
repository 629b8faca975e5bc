//! Donors → people and coefficients. Wallets that one person holds, agents of one owner and wallets linked to one GitHub
//! account are one person: one donor under one square root.
//!
//! A person does not count when any of their wallets is denied. Otherwise the best of what the lists say about any of
//! their wallets counts, and the default where they say nothing.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use tributary_model::{Address, Amount, U256};
use tributary_qf::{Coefficient, Range};
use tributary_score::Points;

use super::{
    CoefficientRules, RoundLists, RoundRules,
    csv_rows::{CsvRows, quoted},
    ramp::SCORE_DECIMALS,
};

/// One donor: who they are and how far they count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DonorLine {
    /// The wallet.
    pub donor: Address,
    /// The person: a name of the list of wallets, `github:<id>`, or the least address among the person's wallets.
    pub person: String,
    /// How far they count.
    pub coefficient: Coefficient,
    /// Why.
    pub reason: String,
}

/// One wallet of a person who has several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonLine {
    /// The person.
    pub person: String,
    /// The wallet.
    pub donor: Address,
    /// Why it is theirs.
    pub reason: String,
}

/// People as the lists of a round make them.
#[derive(Clone, Debug)]
pub struct People<'a> {
    rules: &'a CoefficientRules,
    lists: &'a RoundLists,
    /// The name of the group of every wallet on a list that joins.
    groups: BTreeMap<Address, String>,
    /// Every group's wallets.
    members: BTreeMap<String, BTreeSet<Address>>,
}

/// What joins wallets: a name, or a wallet itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Named(String),
    Wallet(Address),
}

impl<'a> People<'a> {
    /// From the lists of a round.
    #[must_use]
    pub fn new(rules: &'a RoundRules, lists: &'a RoundLists) -> Self {
        let mut edges: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        let mut join = |one: Node, other: Node| {
            edges.entry(one.clone()).or_default().insert(other.clone());
            edges.entry(other).or_default().insert(one);
        };
        for (wallet, (person, _)) in &lists.joins {
            join(Node::Wallet(*wallet), Node::Named(person.clone()));
        }
        for (agent, owner) in &lists.agents {
            join(Node::Wallet(*agent), Node::Wallet(*owner));
        }
        for (wallet, (identity, _)) in &lists.github {
            join(Node::Wallet(*wallet), Node::Named(identity.to_string()));
        }
        let (mut groups, mut members) = (BTreeMap::new(), BTreeMap::new());
        let mut seen = BTreeSet::new();
        for start in edges.keys() {
            let group = reach(&edges, start, &mut seen);
            let wallets: BTreeSet<Address> = group
                .iter()
                .filter_map(|node| match node {
                    Node::Wallet(wallet) => Some(*wallet),
                    Node::Named(_) => None,
                })
                .collect();
            // Names come before wallets in the order of nodes, so the first is the name.
            let Some(name) = group.first().map(|node| match node {
                Node::Named(name) => name.clone(),
                Node::Wallet(wallet) => wallet.to_string(),
            }) else {
                continue;
            };
            groups.extend(wallets.iter().map(|wallet| (*wallet, name.clone())));
            members.insert(name, wallets);
        }
        Self { rules: &rules.coefficients, lists, groups, members }
    }

    /// Who holds a wallet.
    #[must_use]
    pub fn person(&self, wallet: Address) -> String {
        self.groups.get(&wallet).cloned().unwrap_or_else(|| wallet.to_string())
    }

    /// Who a donor is and how far they count.
    #[must_use]
    pub fn donor(&self, donor: Address) -> DonorLine {
        let person = self.person(donor);
        let alone = BTreeSet::from([donor]);
        let wallets = self.members.get(&person).unwrap_or(&alone);
        let (coefficient, reason) = self.coefficient(donor, wallets);
        DonorLine { donor, person, coefficient, reason }
    }

    /// Donors in the order of their addresses, each once.
    #[must_use]
    pub fn donors(&self, donors: impl IntoIterator<Item = Address>) -> Vec<DonorLine> {
        let donors: BTreeSet<Address> = donors.into_iter().collect();
        donors.into_iter().map(|donor| self.donor(donor)).collect()
    }

    /// The wallets of people who have several, for the donors given.
    #[must_use]
    pub fn lines(&self, donors: &[DonorLine]) -> Vec<PersonLine> {
        let people: BTreeSet<&String> = donors.iter().map(|donor| &donor.person).collect();
        let several = people.into_iter().filter_map(|person| Some((person, self.members.get(person)?)));
        let several = several.filter(|(_, wallets)| wallets.len() > 1);
        several
            .flat_map(|(person, wallets)| wallets.iter().map(move |wallet| (person, *wallet)))
            .map(|(person, donor)| PersonLine { person: person.clone(), donor, reason: self.joined(donor) })
            .collect()
    }

    /// Why a wallet is a person's.
    fn joined(&self, wallet: Address) -> String {
        let lists = self.lists;
        let mut reasons = Vec::new();
        reasons.extend(lists.joins.get(&wallet).map(|(_, reason)| match reason.as_str() {
            "" => "on the list of wallets".to_owned(),
            reason => reason.to_owned(),
        }));
        reasons.extend(lists.agents.get(&wallet).map(|owner| format!("agent of {owner}")));
        if lists.agents.values().any(|owner| *owner == wallet) {
            reasons.push("owner of an agent".to_owned());
        }
        reasons.extend(lists.github.get(&wallet).map(|(identity, _)| format!("linked to {identity}")));
        reasons.join("; ")
    }

    fn coefficient(&self, donor: Address, wallets: &BTreeSet<Address>) -> (Coefficient, String) {
        let of = |wallet: Address| if wallet == donor { String::new() } else { format!(" ({wallet})") };
        let lists = self.lists;
        let denied = wallets.iter().find_map(|wallet| Some((*wallet, lists.deny.get(wallet)?)));
        if let Some((wallet, reason)) = denied {
            return (Coefficient::ZERO, format!("denied: {reason}{}", of(wallet)));
        }
        // The best; of equal ones the donor's own, then in the order of addresses.
        let best = wallets
            .iter()
            .flat_map(|wallet| self.said(*wallet).into_iter().map(move |said| (*wallet, said)))
            .max_by_key(|(wallet, (coefficient, _))| (*coefficient, *wallet == donor, Reverse(*wallet)));
        match best {
            Some((wallet, (coefficient, reason))) => (coefficient, format!("{reason}{}", of(wallet))),
            None => (self.rules.default, "default".to_owned()),
        }
    }

    /// What the lists say about one wallet.
    fn said(&self, wallet: Address) -> Vec<(Coefficient, String)> {
        let (rules, lists) = (self.rules, self.lists);
        let mut said = Vec::new();
        said.extend(lists.allow.get(&wallet).map(|reason| (Coefficient::ONE, format!("allowed: {reason}"))));
        if let (Some(ramp), Some(score)) = (&rules.scores, lists.scores.get(&wallet)) {
            said.push((ramp.at(*score), format!("score {}", score.format_tokens(SCORE_DECIMALS))));
        }
        if let (Some(ramp), Some((identity, points))) = (&rules.github, lists.github.get(&wallet)) {
            said.push((ramp.at(score_of(*points)), format!("{identity} with {} points", points.format())));
        }
        said
    }
}

/// Millionths of a point in parts of 10^-18.
fn score_of(points: Points) -> Amount {
    Amount::new(U256::from(points.0).saturating_mul(U256::from(10_u64.pow(12))))
}

/// Everything that hangs together with `start` and was not seen before, in order.
fn reach(edges: &BTreeMap<Node, BTreeSet<Node>>, start: &Node, seen: &mut BTreeSet<Node>) -> BTreeSet<Node> {
    let (mut group, mut open) = (BTreeSet::new(), vec![start.clone()]);
    while let Some(node) = open.pop() {
        if !seen.insert(node.clone()) {
            continue;
        }
        open.extend(edges.get(&node).into_iter().flatten().cloned());
        group.insert(node);
    }
    group
}

/// The coefficients that a donor may end with: while the lists are open any of the rules' own, afterwards one.
#[must_use]
pub fn prospects(rules: &RoundRules, now: Coefficient, is_final: bool) -> Range<Coefficient> {
    if is_final {
        return Range { low: now, high: now };
    }
    let coefficients = &rules.coefficients;
    let ramps = [&coefficients.scores, &coefficients.github].into_iter().flatten().map(super::Ramp::most);
    let allowed = coefficients.allow.then_some(Coefficient::ONE);
    let high = ramps.chain(allowed).chain([coefficients.default, now]).max().unwrap_or(now);
    Range { low: Coefficient::ZERO, high }
}

/// Do the rules leave nothing open about coefficients and people?
#[must_use]
pub fn has_no_lists(rules: &RoundRules) -> bool {
    let coefficients = &rules.coefficients;
    coefficients.scores.is_none()
        && coefficients.github.is_none()
        && !coefficients.allow
        && !coefficients.deny
        && !rules.people.joins
        && !rules.people.agents
}

const DONORS_HEADER: [&str; 4] = ["donor", "person", "coefficient", "reason"];
const PEOPLE_HEADER: [&str; 3] = ["person", "donor", "reason"];

/// `coefficients.csv`.
#[must_use]
pub(crate) fn write_donors(donors: &[DonorLine]) -> Vec<u8> {
    let mut text = format!("{}\n", DONORS_HEADER.join(","));
    for DonorLine { donor, person, coefficient, reason } in donors {
        writeln!(text, "{donor},{},{coefficient},{}", quoted(person), quoted(reason))
            .expect("a String takes any text");
    }
    text.into_bytes()
}

/// Reads `coefficients.csv`.
pub(crate) fn read_donors(bytes: &[u8]) -> Result<Vec<DonorLine>, String> {
    let mut donors = Vec::new();
    let mut rows = CsvRows::new(bytes, &[&DONORS_HEADER])?;
    while let Some(row) = rows.next() {
        let coefficient = Coefficient::parse(row.field(2)).map_err(|error| error.to_string());
        match row.address(0).and_then(|donor| Ok((donor, coefficient?))) {
            Ok((donor, coefficient)) => donors.push(DonorLine {
                donor,
                person: row.field(1).to_owned(),
                coefficient,
                reason: row.field(3).to_owned(),
            }),
            Err(message) => rows.refuse(&row, message),
        }
    }
    rows.finish()?;
    Ok(donors)
}

/// `people.csv`.
#[must_use]
pub(crate) fn write_people(people: &[PersonLine]) -> Vec<u8> {
    let mut text = format!("{}\n", PEOPLE_HEADER.join(","));
    for PersonLine { person, donor, reason } in people {
        writeln!(text, "{},{donor},{}", quoted(person), quoted(reason)).expect("a String takes any text");
    }
    text.into_bytes()
}

/// Reads `people.csv` as it is written.
pub(crate) fn read_people(bytes: &[u8]) -> Result<Vec<PersonLine>, String> {
    let mut people = Vec::new();
    let mut rows = CsvRows::new(bytes, &[&PEOPLE_HEADER])?;
    while let Some(row) = rows.next() {
        match row.address(1) {
            Ok(donor) => people.push(PersonLine {
                person: row.field(0).to_owned(),
                donor,
                reason: row.field(2).to_owned(),
            }),
            Err(message) => rows.refuse(&row, message),
        }
    }
    rows.finish()?;
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::testing::{address, lists, rules};

    const ALL: [(&str, &str); 8] = [
        ("default = \"1\" ", "default = \"0.25\" "),
        ("# scores = ", "scores = "),
        ("# thresholds = ", "thresholds = "),
        ("# allow = ", "allow = "),
        ("# deny = ", "deny = "),
        ("# github = ", "github = "),
        ("# joins = ", "joins = "),
        ("# agents = ", "agents = "),
    ];

    fn texts() -> super::super::ListTexts {
        lists(&[
            ("scores", format!("donor,score\n{},20\n{},3\n{},30\n", address(1), address(2), address(5))),
            ("allow", format!("donor,reason\n{},known\n", address(3))),
            ("deny", format!("donor,reason\n{},\"bought, by the lot\"\n", address(6))),
            ("joins", format!("person,donor,reason\nada,{},said so\nada,{},\n", address(2), address(4))),
            (
                "agents",
                format!("owner,agent\n{},{}\n{},{}\n", address(4), address(7), address(6), address(8)),
            ),
            (
                "github",
                format!(
                    "donor,identity,points\n{},github:101,1000000\n{},github:101,0\n",
                    address(9),
                    address(10)
                ),
            ),
        ])
    }

    #[test]
    fn every_source_of_a_coefficient_is_told_and_the_best_counts() {
        let rules = rules(&ALL);
        let read = texts().parse(&rules).unwrap();
        let people = People::new(&rules, &read);
        let [one, two, five] = [1, 2, 5].map(address);
        for (donor, person, coefficient, reason) in [
            (1, one.to_string(), "0.75", "score 20".to_owned()),
            // A score below the first threshold is one, and counts for nothing: better than none only by the person's others.
            (2, "ada".to_owned(), "0", "score 3".to_owned()),
            (4, "ada".to_owned(), "0", format!("score 3 ({two})")),
            (7, "ada".to_owned(), "0", format!("score 3 ({two})")),
            (3, address(3).to_string(), "1", "allowed: known".to_owned()),
            (5, five.to_string(), "1", "score 30".to_owned()),
            (6, address(6).to_string(), "0", "denied: bought, by the lot".to_owned()),
            (8, address(6).to_string(), "0", format!("denied: bought, by the lot ({})", address(6))),
            (9, "github:101".to_owned(), "0.5", "github:101 with 1 points".to_owned()),
            (10, "github:101".to_owned(), "0.5", format!("github:101 with 1 points ({})", address(9))),
            (11, address(11).to_string(), "0.25", "default".to_owned()),
        ] {
            let line = people.donor(address(donor));
            assert_eq!(
                (line.person, line.coefficient.to_string(), line.reason),
                (person, coefficient.to_owned(), reason),
                "{donor}"
            );
        }
        let donors = people.donors([7, 2, 9].map(address));
        let lines = people.lines(&donors);
        let told: Vec<(&str, Address)> =
            lines.iter().map(|line| (line.person.as_str(), line.donor)).collect();
        assert_eq!(
            told,
            [
                ("ada", address(2)),
                ("ada", address(4)),
                ("ada", address(7)),
                ("github:101", address(9)),
                ("github:101", address(10))
            ]
        );
        assert_eq!(lines[1].reason, "on the list of wallets; owner of an agent");
        assert_eq!(read_donors(&write_donors(&donors)).unwrap(), donors);
    }

    #[test]
    fn a_list_that_the_rules_do_not_know_or_miss_is_named() {
        let plain = rules(&[]);
        let error = texts().parse(&plain).unwrap_err().to_string();
        assert!(error.contains("announce no such list"), "{error}");
        let error = lists(&[]).parse(&rules(&ALL)).unwrap_err().to_string();
        assert!(error.contains("announce a list of agents"), "{error}");
        let twice = format!("donor,score\n{0},1\n{0},2\nx,1\n{0}\n", address(1));
        let scored = rules(&ALL[1..3]);
        let error = lists(&[("scores", twice)]).parse(&scored).unwrap_err().to_string();
        for part in ["3 bad rows", "line 3: ", "stands twice", "line 4: `x` is not an address", "line 5: "] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn a_coefficient_can_still_become_anything_of_the_rules_until_the_lists_are_frozen() {
        let open = rules(&ALL);
        let now = Coefficient::parse("0.25").unwrap();
        let range = prospects(&open, now, false);
        assert_eq!((range.low, range.high), (Coefficient::ZERO, Coefficient::ONE));
        let range = prospects(&open, now, true);
        assert_eq!((range.low, range.high), (now, now));
        assert!(has_no_lists(&rules(&[])) && !has_no_lists(&open));
    }
}
