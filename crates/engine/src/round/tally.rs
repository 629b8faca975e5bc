//! Inputs → matches, receipts and the tree that pays them. A pure function: equal inputs give equal bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_merkle::{Leaf, LeafEncoding, MerkleError, StandardTree};
use tributary_model::{Address, Amount, U256, Verdict};
use tributary_qf::{Coefficient, Donations, Dust, Exclusion, GiftError, Receipt, Round, RulesError};

use super::{
    ApplicationLine, DonationLine, DonorLine, Mode, PersonLine, Prices, RoundRules, csv_rows::quoted,
    matching::RepeatName,
};

/// Why a tally cannot be made.
#[derive(Debug, Error)]
pub enum TallyError {
    /// Nothing to share.
    #[error("the pool is empty; nothing can be matched, and the owner can call the round off")]
    EmptyPool,
    /// Nobody to share it.
    #[error(
        "no gift to an accepted project counts, so that nobody gets a match; the owner can call the round off"
    )]
    NoMatch,
    /// A gift that has no value.
    #[error("the gift of {donor} in token {token} (block {block}, log {log_index}) cannot be valued exactly")]
    NoValue {
        /// Whose.
        donor: Address,
        /// Of what.
        token: Address,
        /// Where it stands.
        block: u64,
        /// In the block.
        log_index: u64,
    },
    /// A donor without a coefficient.
    #[error("{0} gave and has no line among the coefficients")]
    NoCoefficient(Address),
    /// The rule cannot be read.
    #[error("`match.{key}`: {message}")]
    Rule {
        /// Which option.
        key: &'static str,
        /// What is wrong.
        message: String,
    },
    /// A gift that cannot be counted.
    #[error(transparent)]
    Gift(#[from] GiftError),
    /// Rules that cannot be applied.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The tree cannot be built.
    #[error(transparent)]
    Merkle(#[from] MerkleError),
}

/// `matches.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matches {
    /// What was to be shared.
    pub pool: Amount,
    /// The sum of all matches.
    pub matched: Amount,
    /// What no project gets; it goes back to the funders.
    pub dust: Amount,
    /// Why.
    pub dust_by: Dust,
    /// Gifts that buy nothing at their price, or went to projects that are not accepted.
    pub not_counted: u64,
    /// Every accepted project, by number.
    #[serde(rename = "matches")]
    pub projects: Vec<ProjectMatch>,
    /// Why, for every accepted project with a gift; the largest match first.
    pub receipts: Vec<Receipt>,
}

impl Matches {
    /// One project's receipt; none without gifts.
    #[must_use]
    pub fn receipt(&self, project: u64) -> Option<&Receipt> {
        let name = project.to_string();
        self.receipts.iter().find(|receipt| receipt.project == name)
    }
}

/// One accepted project's match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectMatch {
    /// Which: its number, as the receipts name it.
    #[serde(with = "as_text")]
    pub project: u64,
    /// Where it is paid.
    pub payout: Address,
    /// Base units.
    #[serde(rename = "match")]
    pub amount: Amount,
    /// The leaf; none without a match.
    pub index: Option<u64>,
}

/// Projects are named by text where the arithmetic takes any name.
mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    pub(super) fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom(format!("`{text}` is no number of a project")))
    }
}

/// What is counted: gifts as the arithmetic takes them.
pub(crate) struct Counted {
    pub(crate) donations: Donations,
    pub(crate) excluded: Vec<Exclusion>,
    pub(crate) left_out: u64,
}

/// Shares the pool.
///
/// # Errors
/// See [`TallyError`].
pub fn tally(
    rules: &RoundRules,
    pool: Amount,
    applications: &[ApplicationLine],
    donations: &[DonationLine],
    (donors, people): (&[DonorLine], &[PersonLine]),
    prices: &Prices,
) -> Result<Matches, TallyError> {
    if pool.is_zero() {
        return Err(TallyError::EmptyPool);
    }
    let accepted = || applications.iter().filter(|line| line.verdict == Verdict::Accepted);
    let counted = count(rules, applications, donations, (donors, people), prices)?;
    if counted.donations.is_empty() {
        return Err(TallyError::NoMatch);
    }
    let matching = rules.matching.rules(pool, counted.excluded);
    let matching = matching.map_err(|(key, message)| TallyError::Rule { key, message })?;
    let round = Round::new(&counted.donations, &matching)?;
    let shared = round.matching();
    let next = Amount::parse_tokens("1", rules.pool.decimals).unwrap_or(Amount::from(1));
    let receipts = round.receipts(next);
    let amounts: BTreeMap<&str, Amount> =
        receipts.iter().map(|receipt| (receipt.project.as_str(), receipt.amount)).collect();
    let mut indices = 0_u64..;
    let projects: Vec<ProjectMatch> = accepted()
        .map(|line| {
            let amount = amounts.get(line.project.to_string().as_str()).copied().unwrap_or_default();
            let index = if amount.is_zero() { None } else { indices.next() };
            ProjectMatch { project: line.project, payout: line.payout, amount, index }
        })
        .collect();
    if shared.matched.is_zero() {
        return Err(TallyError::NoMatch);
    }
    Ok(Matches {
        pool: shared.pool,
        matched: shared.matched,
        dust: shared.dust,
        dust_by: shared.dust_by,
        not_counted: counted.left_out,
        projects,
        receipts,
    })
}

/// The tree that pays the matches.
///
/// # Errors
/// [`TallyError::NoMatch`] without a leaf.
pub fn tree_of(matches: &Matches) -> Result<StandardTree, TallyError> {
    let leaf = |line: &ProjectMatch| {
        Some(Leaf { index: line.index?, claimant: line.payout.into(), amount: line.amount })
    };
    let leaves: Vec<Leaf> = matches.projects.iter().filter_map(leaf).collect();
    if leaves.is_empty() {
        return Err(TallyError::NoMatch);
    }
    Ok(StandardTree::build(leaves, LeafEncoding::IndexAccount)?)
}

/// Gifts of one person to one project in one token.
struct Sum<'a> {
    units: U256,
    coefficient: Coefficient,
    first: &'a DonationLine,
}

/// Gifts to accepted projects, valued in the pool's token, by person.
pub(crate) fn count(
    rules: &RoundRules,
    applications: &[ApplicationLine],
    donations: &[DonationLine],
    (donors, people): (&[DonorLine], &[PersonLine]),
    prices: &Prices,
) -> Result<Counted, TallyError> {
    let accepted: BTreeSet<u64> = applications
        .iter()
        .filter(|line| line.verdict == Verdict::Accepted)
        .map(|line| line.project)
        .collect();
    let by_donor: BTreeMap<Address, &DonorLine> = donors.iter().map(|line| (line.donor, line)).collect();
    // Where every gift counts by itself: a mean, or Grants Stack's minimum for each row.
    let alone = rules.matching.repeat == RepeatName::Mean || rules.matching.mode == Some(Mode::Pluralistic);
    let mut left_out = 0;
    let mut sums: BTreeMap<(&str, u64, Address, usize), Sum<'_>> = BTreeMap::new();
    for (place, gift) in donations.iter().enumerate() {
        let donor = by_donor.get(&gift.donor).ok_or(TallyError::NoCoefficient(gift.donor))?;
        if !accepted.contains(&gift.project) {
            left_out += 1;
            continue;
        }
        // Summed before they are valued, so that splitting a gift changes nothing.
        let key = (donor.person.as_str(), gift.project, gift.token, if alone { place } else { 0 });
        let first = Sum { units: U256::ZERO, coefficient: donor.coefficient, first: gift };
        let sum = sums.entry(key).or_insert(first);
        sum.units = sum.units.checked_add(gift.amount.units()).ok_or_else(|| no_value(gift))?;
    }
    let mut counted = Donations::new();
    for ((person, project, token, _), Sum { units, coefficient, first }) in sums {
        let value = prices.value(token, Amount::new(units)).ok_or_else(|| no_value(first))?;
        if value.is_zero() {
            left_out += 1;
            continue;
        }
        counted.add(person, &project.to_string(), value, coefficient)?;
    }
    let name =
        |line: ExclusionLine| Exclusion { donor: line.person, project: Some(line.project.to_string()) };
    let excluded = excluded(applications, donors, people).into_iter().map(name).collect();
    Ok(Counted { donations: counted, excluded, left_out })
}

/// A person whose gifts to a project do not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ExclusionLine {
    /// Who.
    pub person: String,
    /// To which project.
    pub project: u64,
    /// Why.
    pub reason: &'static str,
}

/// `exclusions.csv`.
pub(crate) fn write_exclusions(exclusions: &[ExclusionLine]) -> Vec<u8> {
    let mut text = "donor,project,reason\n".to_owned();
    for ExclusionLine { person, project, reason } in exclusions {
        writeln!(text, "{},{project},{reason}", quoted(person)).expect("a String takes any text");
    }
    text.into_bytes()
}

/// A project's own people among the donors: who is paid, who applied, who reviewed it, with every wallet of theirs. `people`
/// has the wallets that gave nothing themselves: whoever gives from another one is the same person.
pub(crate) fn excluded(
    applications: &[ApplicationLine],
    donors: &[DonorLine],
    people: &[PersonLine],
) -> Vec<ExclusionLine> {
    let joined = people.iter().map(|line| (line.donor, line.person.as_str()));
    let person: BTreeMap<Address, &str> =
        donors.iter().map(|line| (line.donor, line.person.as_str())).chain(joined).collect();
    let mut excluded: BTreeMap<(String, u64), &'static str> = BTreeMap::new();
    for line in applications.iter().filter(|line| line.verdict == Verdict::Accepted) {
        let own = [(line.payout, "payout"), (line.applicant, "applicant")];
        let reviewers = line.reviewers.iter().map(|reviewer| (*reviewer, "reviewer"));
        for (wallet, reason) in own.into_iter().chain(reviewers) {
            if let Some(person) = person.get(&wallet) {
                excluded.entry(((*person).to_owned(), line.project)).or_insert(reason);
            }
        }
    }
    let line = |((person, project), reason)| ExclusionLine { person, project, reason };
    excluded.into_iter().map(line).collect()
}

fn no_value(gift: &DonationLine) -> TallyError {
    let DonationLine { donor, token, block, log_index, .. } = *gift;
    TallyError::NoValue { donor, token, block, log_index }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::{
        ListTexts, assemble,
        testing::{Events, REVIEWER, address, applicant, lists, payout, rules},
    };

    fn matches(events: &Events, rules: &RoundRules, texts: &ListTexts) -> Matches {
        assemble(&events.inputs(rules, texts), &BTreeMap::new()).unwrap().matches
    }

    fn amounts(matches: &Matches) -> Vec<(u64, String)> {
        matches.projects.iter().map(|line| (line.project, line.amount.to_string())).collect()
    }

    /// Two donors of 1 and 4 to project 1: (√1 + √4)² − 5 = 4. One donor to project 2: nothing.
    fn small() -> Events {
        let mut events = Events::new(1_000);
        events.give(address(1), 1, 1_000_000);
        events.give(address(2), 1, 4_000_000);
        events.give(address(3), 2, 9_000_000);
        events.give(address(3), 3, 9_000_000);
        events
    }

    #[test]
    fn a_pool_is_shared_by_how_many_gave() {
        let matches = matches(&small(), &rules(&[]), &lists(&[]));
        assert_eq!(amounts(&matches), [(1, "1000".to_owned()), (2, "0".to_owned())]);
        assert_eq!(matches.projects[0].index, Some(0));
        assert_eq!(matches.projects[1].index, None);
        assert_eq!(matches.not_counted, 1, "project 3 is not accepted");
        assert_eq!(matches.receipt(1).unwrap().donors, 2);
    }

    #[test]
    fn wallets_of_one_person_have_one_root_and_splitting_a_gift_changes_nothing() {
        let joined = rules(&[("# joins = ", "joins = ")]);
        let text = format!("person,donor\nada,{}\nada,{}\n", address(1), address(2));
        let texts = lists(&[("joins", text)]);
        let error = assemble(&small().inputs(&joined, &texts), &BTreeMap::new()).unwrap_err();
        assert!(matches!(error, TallyError::NoMatch), "one donor is matched with nothing: {error}");
        let mut split = Events::new(1_000);
        for _ in 0..4 {
            split.give(address(2), 1, 1_000_000);
        }
        split.give(address(3), 2, 9_000_000);
        split.give(address(1), 1, 1_000_000);
        split.give(address(3), 3, 9_000_000);
        let (rules, none) = (rules(&[]), lists(&[]));
        assert_eq!(matches(&split, &rules, &none), matches(&small(), &rules, &none));
    }

    #[test]
    fn gifts_are_summed_before_they_are_rounded() {
        let half = |repeat: &str| {
            let rule = format!("{repeat}rule = \"quadratic\"");
            rules(&[("price = \"1\"", "price = \"0.5\""), ("rule = \"quadratic\"", &rule)])
        };
        let given = |parts: &[u64]| {
            let mut events = small();
            for part in parts {
                events.give(address(4), 1, *part);
            }
            events
        };
        let received = |events: &Events, rules: &RoundRules| {
            matches(events, rules, &lists(&[])).receipt(1).unwrap().received.to_string()
        };
        let summed = half("");
        assert_eq!(received(&given(&[3, 3]), &summed), "2500003");
        assert_eq!(
            matches(&given(&[6]), &summed, &lists(&[])),
            matches(&given(&[3, 3]), &summed, &lists(&[]))
        );
        // A mean is one of gifts, each with a value of its own.
        assert_eq!(received(&given(&[3, 3]), &half("repeat = \"mean\"\n")), "2500002");
    }

    #[test]
    fn whoever_is_joined_with_a_projects_own_wallet_is_not_matched_either() {
        let joined = rules(&[("# joins = ", "joins = ")]);
        for (own, reason) in [(applicant(1), "applicant"), (payout(1), "payout"), (REVIEWER, "reviewer")] {
            // The project's own wallet gives nothing itself.
            let texts = lists(&[("joins", format!("person,donor\nada,{own}\nada,{}\n", address(2)))]);
            let inputs = small().inputs(&joined, &texts);
            let line = ExclusionLine { person: "ada".to_owned(), project: 1, reason };
            assert!(
                excluded(&inputs.applications, &inputs.donors, &inputs.people).contains(&line),
                "{reason}"
            );
            let error = assemble(&inputs, &BTreeMap::new()).unwrap_err();
            assert!(matches!(error, TallyError::NoMatch), "one donor is left: {error}");
        }
    }

    #[test]
    fn a_projects_own_people_are_not_matched() {
        let rules = rules(&[]);
        for (own, reason) in [(applicant(1), "applicant"), (payout(1), "payout"), (REVIEWER, "reviewer")] {
            let mut events = small();
            events.give(own, 1, 25_000_000);
            let inputs = events.inputs(&rules, &lists(&[]));
            let files = inputs.files();
            let text = String::from_utf8(files["exclusions.csv"].clone()).unwrap();
            assert!(text.contains(&format!("{own},1,{reason}\n")), "{text}");
            let matches = matches(&events, &rules, &lists(&[]));
            let receipt = matches.receipt(1).unwrap();
            assert_eq!((receipt.donors, receipt.not_counted.len()), (2, 1), "{reason}");
        }
    }

    #[test]
    fn a_round_without_a_match_says_so() {
        let rules = rules(&[]);
        let tally = |events: &Events| assemble(&events.inputs(&rules, &lists(&[])), &BTreeMap::new());
        assert!(matches!(tally(&Events::new(0)).unwrap_err(), TallyError::EmptyPool));
        assert!(matches!(tally(&Events::new(5)).unwrap_err(), TallyError::NoMatch));
    }

    #[test]
    fn the_hash_of_the_inputs_changes_with_each_of_them_and_not_with_descriptions() {
        let open = rules(&[("# deny = ", "deny = ")]);
        let denied = |reason: &str| lists(&[("deny", format!("donor,reason\n{},{reason}\n", address(9)))]);
        let hash = |events: &Events, texts: &ListTexts, said: &str| {
            let texts_by_hash = BTreeMap::from([(tributary_model::B256::ZERO, said.to_owned())]);
            let made = assemble(&events.inputs(&open, texts), &texts_by_hash).unwrap();
            (made.terms.input_hash, made.terms.bundle_hash)
        };
        let (first, bundle) = hash(&small(), &denied("a"), "x");
        assert_eq!(hash(&small(), &denied("a"), "y").0, first);
        assert_ne!(hash(&small(), &denied("a"), "y").1, bundle);
        assert_ne!(hash(&small(), &denied("b"), "x").0, first);
        let mut more = small();
        more.give(address(5), 1, 1);
        assert_ne!(hash(&more, &denied("a"), "x").0, first);
    }
}
