//! Presets and policies in plain words.

use tributary_model::{Amount, ContributionKind};
use tributary_score::{ActivityWeights, CredrankRules, OpenrankRules, Policy, ScoreRules, Weight};

use super::merged_work;
use tributary_engine::{bundle::ManifestRepository, identity::IdentityTerms, kinds::KindsEntry};

/// How contributions become scores.
pub(super) fn preset(rules: &ScoreRules) -> Vec<String> {
    match rules {
        ScoreRules::Activity(weights) | ScoreRules::Activity2021(weights) => activity(weights),
        ScoreRules::Openrank(rules) => openrank(rules),
        ScoreRules::Credrank(rules) => credrank(rules),
        ScoreRules::MergedWork(rules) => merged_work::sentences(rules),
    }
}

fn activity(weights: &ActivityWeights) -> Vec<String> {
    let counted = ContributionKind::ALL.map(|kind| (kind, weights.of(kind)));
    let counted = counted.iter().filter(|(_, weight)| *weight > Weight::ZERO);
    let list: Vec<String> = counted.map(|(kind, weight)| format!("{} {weight}", words(*kind))).collect();
    vec![
        "For each month and repository, a person's score is the square root of a weighted count of what they did; \
         the scores are added up."
            .to_owned(),
        format!("The weights: {}.", list.join(", ")),
    ]
}

fn openrank(rules: &OpenrankRules) -> Vec<String> {
    vec![
        "For each month and repository, people and the issues and pull requests they worked on pass value to one \
         another until nothing changes (OpenRank); a person's values are added up."
            .to_owned(),
        format!(
            "Activity counts: opened pull request {}, merged pull request {}, opened issue {}, review comment {}, comment {}.",
            rules.pull_requests_opened,
            rules.pull_requests_merged,
            rules.issues_opened,
            rules.review_comments,
            rules.issue_comments
        ),
        format!(
            "Everybody keeps {} of their own value, gives {} of it to the repository, and starts with what they had in the \
             last three months; a merged pull request starts with {} times as much.",
            rules.retention, rules.background, rules.merge_factor
        ),
    ]
}

fn credrank(rules: &CredrankRules) -> Vec<String> {
    vec![
        format!(
            "Each merged pull request makes {} points and each review {}; they flow along who made what and what belongs \
             to what, and reach people week by week (CredRank).",
            rules.merged_pull_request, rules.review
        ),
        format!(
            "Of what reaches a person's week, {} is paid, {} flows to the next week and {} to the week before.",
            rules.beta, rules.gamma_forward, rules.gamma_backward
        ),
    ]
}

/// How the pool becomes amounts.
pub(super) fn policy(policy: &Policy, pool: &str, tokens: impl Fn(Amount) -> String) -> String {
    match policy {
        Policy::Proportional => {
            format!("The pool of {pool} is shared in proportion to the scores, to the last unit.")
        }
        Policy::Equal => format!("The pool of {pool} is shared evenly among everybody with a score."),
        Policy::SquareRoot => {
            format!("The pool of {pool} is shared in proportion to the square roots of the scores.")
        }
        Policy::Tiers(tiers) => {
            let steps: Vec<String> = tiers
                .iter()
                .map(|tier| format!("{} from {} points", tier.weight, tier.from.format()))
                .collect();
            format!("The pool of {pool} is shared by tiers: each person's part counts {}.", steps.join(", "))
        }
        Policy::Immediate { intervals } => format!(
            "The pool of {pool} is shared in proportion to the scores of the last {intervals} weeks or months of the \
             preset."
        ),
        Policy::Recent { discount } => format!(
            "The pool of {pool} is shared in proportion to the scores, where each week or month counts {discount} less \
             than the next."
        ),
        Policy::Balanced { paid } => format!(
            "The pool of {pool} goes to those who are furthest behind their share of everything ever paid, {} before \
             this airdrop included.",
            tokens(paid.values().copied().sum())
        ),
        Policy::Special { recipient } => format!("The whole pool of {pool} goes to `{recipient}`."),
    }
}

const fn words(kind: ContributionKind) -> &'static str {
    match kind {
        ContributionKind::Commit => "commit",
        ContributionKind::PullRequestOpened => "opened pull request",
        ContributionKind::PullRequestMerged => "merged pull request",
        ContributionKind::PullRequestCoAuthored => "co-authored pull request",
        ContributionKind::PullRequestClosed => "closed pull request",
        ContributionKind::Review => "review",
        ContributionKind::ReviewComment => "review comment",
        ContributionKind::IssueOpened => "opened issue",
        ContributionKind::IssueComment => "comment",
    }
}

/// What `[kinds]` makes of the repositories, by what they were found to be.
pub(super) fn kinds(kinds: &KindsEntry, repositories: &[ManifestRepository]) -> String {
    let counts = |repository: &ManifestRepository| {
        let kind = &repository.kind.as_ref()?.found.kind;
        let weight = kinds.weight(kind);
        let how = match weight {
            Weight::ZERO => "counts as nothing".to_owned(),
            Weight::ONE => "counts as it is".to_owned(),
            weight => format!("counts {weight} times"),
        };
        Some(format!("{} ({kind}) {how}", repository.name))
    };
    let told: Vec<String> = repositories.iter().filter_map(counts).collect();
    format!("Repositories count by what they were found to be: {}.", told.join("; "))
}

/// Who says which wallet a GitHub account is paid to.
pub(super) fn identity(terms: &IdentityTerms) -> String {
    let who = match (terms.threshold, terms.attestors.len()) {
        (1, 1) => "its attestor says".to_owned(),
        (threshold, count) => format!("{threshold} of its {count} attestors say"),
    };
    format!(
        "Whoever has a share and no wallet yet is paid to their GitHub account: they claim with it later, at the wallet of \
         which {who} that it is theirs."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_has_its_own_sentence() {
        let recipient = "github:7".parse().unwrap();
        let sentence = policy(&Policy::Special { recipient }, "5 TREE", |amount| amount.to_string());
        assert_eq!(sentence, "The whole pool of 5 TREE goes to `github:7`.");
        let paid = [(recipient, Amount::from(3))].into();
        let balanced = policy(&Policy::Balanced { paid }, "5 TREE", |amount| format!("{amount} units"));
        assert!(balanced.contains("3 units before this airdrop included"), "{balanced}");
    }
}
