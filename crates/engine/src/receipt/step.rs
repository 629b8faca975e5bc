//! The steps from contributions to a leaf, each computed again and compared with what was published.

use serde::Serialize;
use tributary_merkle::{Leaf, LeafEncoding};
use tributary_model::{Amount, Identity, U256, U512};
use tributary_score::{Exclusion, FactorName, Gate, Interval, Note, PersonScore, Points, Policy, ScoreRules};

use super::{Ledger, Line, MonthLine, due_of, part};
use crate::bundle::AllocationPerson;

const MILLION: u128 = 1_000_000;

/// Which step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// Each contribution or month to its points.
    Points,
    /// Points to score.
    Score,
    /// Score to what the policy says is due.
    Due,
    /// Due to amount.
    Amount,
    /// Amount to leaf.
    Leaf,
}

/// One step.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// Is what was published what comes out?
    pub holds: bool,
    /// What was found, in words.
    pub detail: String,
}

type Found = Result<String, String>;

pub(super) fn list(identities: &[Identity]) -> String {
    let names: Vec<String> = identities.iter().map(|identity| format!("`{identity}`")).collect();
    names.join(" and of ")
}

pub(super) fn steps(
    ledger: &Ledger,
    person: &PersonScore,
    lines: &[Line],
    months: &[MonthLine],
) -> Vec<Step> {
    let found = [
        (StepName::Points, points(ledger, lines, months)),
        (StepName::Score, score(person, lines, months)),
        (StepName::Due, due(ledger, person)),
        (StepName::Amount, amount(ledger, person)),
        (StepName::Leaf, leaf(ledger, person)),
    ];
    found
        .map(|(name, found)| Step {
            name,
            holds: found.is_ok(),
            detail: found.unwrap_or_else(|problem| problem),
        })
        .to_vec()
}

fn points(ledger: &Ledger, lines: &[Line], months: &[MonthLine]) -> Found {
    if let Some(month) = months.iter().find(|month| {
        let roots = month.root.is_some_and(|root| root.points != month.month.score);
        roots || month.contributions.is_some_and(|sum| sum != month.month.score)
    }) {
        let expected = month.root.map(|root| root.points).or(month.contributions).unwrap_or_default();
        return Err(format!(
            "{} in repository {} gives {} points, published are {}",
            month.month.month,
            month.month.repo,
            expected.format(),
            month.month.score.format()
        ));
    }
    if matches!(ledger.rules, ScoreRules::MergedWork(_)) {
        if let Some(line) = lines.iter().find(|line| !follows(line)) {
            let points = line.points.unwrap_or_default();
            return Err(format!(
                "the points of `{}`, {}, are not its value times its factors",
                line.contribution.key,
                points.format()
            ));
        }
        return Ok("Value × factors, each product rounded down, less what the gates refuse.".to_owned());
    }
    Ok(match &ledger.rules {
        ScoreRules::Activity(_) | ScoreRules::Activity2021(_) => {
            "Each month and repository gives the square root of its weighted count.".to_owned()
        }
        ScoreRules::Openrank(_) => {
            "Each month's value in the graph is shared by what came through each contribution.".to_owned()
        }
        ScoreRules::Credrank(_) | ScoreRules::MergedWork(_) => {
            "The cred is shared by what flowed to its author from each contribution.".to_owned()
        }
    })
}

/// Are a line's points its value times its factors, or less for a stated reason?
fn follows(line: &Line) -> bool {
    let (Some(base), Some(points)) = (line.base, line.points) else {
        return line.points.is_none_or(|points| points == Points(0));
    };
    let product = line
        .factors
        .iter()
        .fold(base.0, |worth, factor| worth * u128::from(factor.value.millionths()) / MILLION);
    let in_part = line.factors.iter().any(|factor| factor.name == FactorName::SelfMerge);
    let refused = line.gates.iter().any(|gate| match gate {
        Gate::MergeRatio | Gate::WeeklyCap | Gate::OpenCollateral => false,
        Gate::SelfMerge => !in_part,
        _ => true,
    });
    let limited = [Gate::WeeklyCap, Gate::OpenCollateral].iter().any(|gate| line.gates.contains(gate));
    match (refused, limited) {
        (true, _) => points == Points(0),
        (false, true) => points.0 < product,
        (false, false) => points.0 == product,
    }
}

fn score(person: &PersonScore, lines: &[Line], months: &[MonthLine]) -> Found {
    let by_month: u128 = months.iter().map(|month| month.month.score.0).sum();
    let by_week: u128 = person.weeks.iter().map(|week| week.score.0).sum();
    let told = months.iter().all(|month| month.root.is_none());
    let by_line: u128 = lines.iter().filter_map(|line| line.points).map(|points| points.0).sum();
    let sum = if told { by_line } else { by_month };
    let parts = if told {
        let counted = lines.iter().filter(|line| line.points.is_some_and(|points| points.0 > 0)).count();
        format!("{counted} of {} contributions", lines.len())
    } else {
        format!("{} months", months.len())
    };
    if sum != by_month || !person.weeks.is_empty() && by_week != by_month {
        return Err(format!(
            "the contributions sum to {} points, the months to {} and the weeks to {}",
            Points(sum).format(),
            Points(by_month).format(),
            Points(by_week).format()
        ));
    }
    let published = person.score;
    match person.excluded {
        Some(reason) if published == Points(0) => Ok(format!(
            "{parts} sum to {} points, and {} is not paid: the score is 0.",
            Points(sum).format(),
            excluded(reason)
        )),
        None if !person.adjustments.is_empty() => adjusted(person, &parts, Points(sum)),
        None if published.0 == sum => Ok(format!("{parts} sum to {} points.", published.format())),
        _ => Err(format!(
            "{parts} sum to {} points, published are {}",
            Points(sum).format(),
            published.format()
        )),
    }
}

/// From the sum of the lines to the score by what a maintainer changed.
fn adjusted(person: &PersonScore, parts: &str, sum: Points) -> Found {
    let mut now = sum;
    for change in &person.adjustments {
        if change.before != now {
            return Err(format!(
                "a change by hand begins at {} points, and there are {}",
                change.before.format(),
                now.format()
            ));
        }
        now = change.after;
    }
    if now != person.score {
        return Err(format!(
            "changes by hand lead to {} points, published are {}",
            now.format(),
            person.score.format()
        ));
    }
    let count = person.adjustments.len();
    let changes = if count == 1 {
        "1 change by hand makes".to_owned()
    } else {
        format!("{count} changes by hand make")
    };
    Ok(format!("{parts} sum to {} points; {changes} {}.", sum.format(), now.format()))
}

const fn excluded(reason: Exclusion) -> &'static str {
    match reason {
        Exclusion::Bot => "a machine account",
        Exclusion::Agent => "an AI agent",
        Exclusion::Organization => "an organisation",
        Exclusion::Mannequin => "the placeholder of an import",
        Exclusion::Ghost => "a deleted account",
        Exclusion::Override => "who a maintainer left out",
    }
}

fn due(ledger: &Ledger, person: &PersonScore) -> Found {
    let computed = part(&ledger.computed, person.identity).map(due_of);
    let published = part(&ledger.published, person.identity).map(due_of);
    if computed != published {
        let text = |due: Option<Amount>| due.unwrap_or_default().to_string();
        return Err(format!("the policy gives {}, published is {}", text(computed), text(published)));
    }
    let Some(due) = computed else { return Ok("Nothing is due.".to_owned()) };
    Ok(match &ledger.sharing.policy {
        Policy::Proportional => format!("In proportion to the score: {due} micro-points."),
        Policy::Equal => "The same for everybody with a score: 1.".to_owned(),
        Policy::SquareRoot => format!("In proportion to the square root of the score: {due}."),
        Policy::Tiers(_) => {
            format!("The weight of the highest tier that the score reaches: {due} millionths.")
        }
        Policy::Immediate { intervals } => {
            let unit = match ledger.sharing.horizon.interval {
                Interval::Week => "weeks",
                Interval::Month => "months",
            };
            format!("The score of the last {unit} ({intervals}): {due} micro-points.")
        }
        Policy::Recent { discount } => {
            format!("The score, where what is one interval older counts {discount} less: {due}.")
        }
        Policy::Balanced { .. } => format!("What is behind a lifetime share of everything paid: {due}."),
        Policy::Special { .. } => "Everything goes to one person: 1.".to_owned(),
    })
}

fn amount(ledger: &Ledger, person: &PersonScore) -> Found {
    let published = part(&ledger.published, person.identity);
    let computed = part(&ledger.computed, person.identity);
    let tokens = |amount: Amount| {
        let token = &ledger.manifest.token;
        format!("{} {}", amount.format_tokens(token.decimals), token.symbol)
    };
    let (Some(ours), Some(theirs)) = (computed, published) else {
        return match published {
            None if computed.is_none() => Ok(format!("0 {}: nothing is due.", ledger.manifest.token.symbol)),
            _ => Err("the amounts do not list who the policy says something is due to".to_owned()),
        };
    };
    if (ours.amount, ours.note) != (theirs.amount, theirs.note) {
        return Err(format!(
            "the rules give {}, published are {}",
            tokens(ours.amount),
            tokens(theirs.amount)
        ));
    }
    if due_of(ours).is_zero() && ours.cumulative.is_some() {
        return Ok("Nothing new is due; what stood in the list before stays.".to_owned());
    }
    let limit = |limit: Option<Amount>| tokens(limit.unwrap_or_default());
    match ours.note {
        Some(Note::Capped) => Ok(format!("Cut to the cap of {}.", limit(ledger.sharing.rules.cap))),
        Some(Note::BelowMinimum) => Ok(format!(
            "The share was below the minimum of {}; it went to the others.",
            limit(ledger.sharing.rules.minimum)
        )),
        None => shared(ledger, ours, tokens),
    }
}

/// `rest × due / total`, rounded down, and perhaps one of the units that rounding leaves.
fn shared(ledger: &Ledger, person: &AllocationPerson, tokens: impl Fn(Amount) -> String) -> Found {
    let people = &ledger.computed.people;
    let capped: Amount =
        people.iter().filter(|one| one.note == Some(Note::Capped)).map(|one| one.amount).sum();
    let rest = ledger.computed.pool.checked_sub(capped).unwrap_or_default();
    let total: Amount = people.iter().filter(|one| one.note.is_none()).map(due_of).sum();
    let due = due_of(person);
    let floor: U256 =
        (U512::from(rest.units()) * U512::from(due.units()) / U512::from(total.units().max(U256::ONE))).to();
    let extra = match person.amount.checked_sub(Amount::new(floor)) {
        Some(extra) if extra == Amount::ZERO => "",
        Some(extra) if extra == Amount::from(1) => " and 1 unit that rounding left",
        _ => return Err(format!("{} is not {floor} units or one more", tokens(person.amount))),
    };
    let among = if capped == Amount::ZERO { "" } else { ", what the cap leaves," };
    Ok(format!("{}{among} × {due} / {total}, rounded down{extra} = {}.", tokens(rest), tokens(person.amount)))
}

fn leaf(ledger: &Ledger, person: &PersonScore) -> Found {
    if ledger.root != ledger.manifest.root {
        return Err(format!(
            "the amounts give the root {}, published is {}",
            ledger.root, ledger.manifest.root
        ));
    }
    let published = part(&ledger.published, person.identity);
    let computed = part(&ledger.computed, person.identity);
    let place = |part: Option<&AllocationPerson>| part.map(|part| (part.index, part.address));
    if place(published) != place(computed) {
        return Err("the index or the address is not the one of the rules and wallets".to_owned());
    }
    let parts = |part: Option<&AllocationPerson>| part.map(|part| (part.standing, part.cumulative));
    if parts(published) != parts(computed) {
        return Err("what stood before and what is new do not make the leaf's amount".to_owned());
    }
    Ok(match published {
        Some(part @ AllocationPerson { index: Some(index), .. }) => {
            let Some(claimant) = part.claimant() else {
                return Err("the leaf belongs to nobody".to_owned());
            };
            let amount = part.leaf_amount();
            let hash = Leaf { index: *index, claimant, amount }.hash(LeafEncoding::IndexClaimant);
            let since = match part.standing {
                Some(standing) => format!(" in all, {standing} before and {} now,", part.amount),
                None => String::new(),
            };
            match part.address {
                Some(account) => format!("Leaf {index} pays {amount} units{since} to {account}: {hash}."),
                None => format!(
                    "Leaf {index} pays {amount} units{since} to the GitHub account {}, at a wallet that it names when it claims: {hash}.",
                    part.identity
                ),
            }
        }
        Some(part) if !part.amount.is_zero() => {
            "No wallet is linked yet: the amount stays with the maintainer.".to_owned()
        }
        _ => "There is no amount, so there is no leaf.".to_owned(),
    })
}
