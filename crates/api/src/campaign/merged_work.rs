//! The constants of `merged-work` in plain words, those that are switched on.

use tributary_score::{KindWeights, Weight, WorkRules};

/// Every constant is taken apart by name, so that a new one cannot be forgotten here.
#[expect(clippy::too_many_lines, reason = "a list, with an entry for each constant")]
pub(super) fn sentences(rules: &WorkRules) -> Vec<String> {
    let WorkRules {
        pull_request,
        unmerged,
        commit,
        review,
        issue,
        size,
        size_cap,
        kinds,
        paths,
        use_attributes,
        agent,
        half_life_days,
        weekly_cap,
        merge_ratio,
        merge_ratio_from,
        review_ring,
        review_ring_from,
        refuse_self_review,
        default_branch_only,
        self_merge,
        refuse_own_repository,
        refuse_reverted,
        duplicate,
        duplicate_days,
        duplicate_from,
        duplicate_candidates,
        refuse_own_issue,
        open_pull_request,
        open_free,
        maintainer_files,
    } = rules;
    let there = |weight: &Weight| *weight > Weight::ZERO;
    let points =
        |weight: &Weight| format!("{weight} {}", if *weight == Weight::ONE { "point" } else { "points" });
    let said: [(bool, String); 22] = [
        (
            true,
            format!(
                "A merged pull request is worth {} and {size} for the square root of its changed \
                 lines, of which {size_cap} count at most. The authors of its own commits share it evenly with who \
                 opened it.",
                points(pull_request)
            ),
        ),
        (there(review), format!("The first review of a pull request before it was merged is worth {}.", points(review))),
        (there(issue), format!("An issue that a merged pull request closed is worth {}.", points(issue))),
        (
            there(commit),
            format!("A commit is worth {}, and its changed lines as much as a pull request's.", points(commit)),
        ),
        (there(unmerged), format!("A pull request that was not merged is worth {}.", points(unmerged))),
        (true, files(kinds, paths.len(), *use_attributes)),
        (*agent != Weight::ONE, format!("Work that an AI agent took part in counts {agent} times.")),
        (*default_branch_only, "What was merged into another branch than the default one counts as nothing.".to_owned()),
        (
            *self_merge < Weight::ONE,
            match *self_merge {
                Weight::ZERO => "What its own author merged without anybody else's approval counts as nothing.".to_owned(),
                part => format!("What its own author merged without anybody else's approval keeps {part} of its value."),
            },
        ),
        (*refuse_own_repository, "Work in a repository of one's own counts as nothing.".to_owned()),
        (*refuse_reverted, "What was reverted counts as nothing, and so does the revert.".to_owned()),
        (
            there(duplicate),
            format!(
                "A pull request of at least {duplicate_from} lines that is {duplicate} or more like an earlier one, at \
                 most {duplicate_days} days before, counts as nothing. Of each file, the last {duplicate_candidates} are \
                 compared."
            ),
        ),
        (
            !maintainer_files.is_empty(),
            format!(
                "Pull requests to files that say who is paid count only from maintainers: {}.",
                maintainer_files.join(", ")
            ),
        ),
        (*refuse_self_review, "Reviews of one's own pull requests count as nothing.".to_owned()),
        (
            there(review_ring),
            format!(
                "Reviews inside a ring of people who give more than {review_ring} of their reviews to one another, \
                 {review_ring_from} at least, count as nothing."
            ),
        ),
        (*refuse_own_issue, "An issue that one's own pull request closed counts as nothing.".to_owned()),
        (
            there(merge_ratio),
            format!(
                "Whoever had less than {merge_ratio} of at least {merge_ratio_from} closed pull requests merged gets \
                 that share of each one's value."
            ),
        ),
        (
            *half_life_days > 0,
            format!("Work loses half of its worth for every {half_life_days} days before the end."),
        ),
        (there(weekly_cap), format!("Nobody gets more than {} for one week.", points(weekly_cap))),
        (
            there(open_pull_request),
            format!(
                "Each pull request that somebody leaves open, beyond {open_free}, holds back {}.",
                points(open_pull_request)
            ),
        ),
        (
            true,
            "What an AI agent did is credited to the person who gave it the task, merged its work or wrote part of \
             it."
                .to_owned(),
        ),
        (true, "Every contribution that counts less says why on its author's page.".to_owned()),
    ];
    said.into_iter().filter(|(holds, _)| *holds).map(|(_, sentence)| sentence).collect()
}

/// What changed lines of each kind are worth, and what is left out.
fn files(kinds: &KindWeights, own: usize, use_attributes: bool) -> String {
    let KindWeights { code, tests, docs, examples, data_sets, model_cards } = kinds;
    let sources = match (use_attributes, own) {
        (true, 0) => " What is what, its repository's .gitattributes may say.",
        (true, _) => " What is what, the rules say for some paths, and its repository's .gitattributes may.",
        (false, 0) => "",
        (false, _) => " What is what, the rules say for some paths.",
    };
    format!(
        "Changes count by what they touch: code {code}, tests {tests}, docs {docs}, examples {examples}, data sets \
         {data_sets}, model cards {model_cards}; copied and generated files and changes of white space alone count \
         as nothing.{sources}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_says_what_a_pull_request_is_worth() {
        assert!(sentences(&WorkRules::default())[0].starts_with(
            "A merged pull request is worth 2 points and 0.2 for the square root of its changed lines, of which 2500 \
             count at most."
        ));
    }

    /// Each switch takes its own sentence away, or gives it, and no other.
    #[test]
    fn what_is_switched_off_is_not_spoken_of() {
        let all = sentences(&WorkRules::default());
        let zero = Weight::ZERO;
        let off = |part: &str, rules: WorkRules| {
            let left = sentences(&rules);
            let gone: Vec<_> = all.iter().filter(|sentence| !left.contains(sentence)).collect();
            assert!(matches!(gone.as_slice(), [sentence] if sentence.contains(part)), "{part}: {gone:?}");
            assert_eq!(left.len() + 1, all.len(), "{part}");
        };
        let rules = WorkRules::default;
        off("first review", WorkRules { review: zero, ..rules() });
        off("An issue that a merged", WorkRules { issue: zero, ..rules() });
        off("another branch", WorkRules { default_branch_only: false, ..rules() });
        off("anybody else's approval", WorkRules { self_merge: Weight::ONE, ..rules() });
        off("repository of one's own", WorkRules { refuse_own_repository: false, ..rules() });
        off("was reverted", WorkRules { refuse_reverted: false, ..rules() });
        off("like an earlier one", WorkRules { duplicate: zero, ..rules() });
        off("only from maintainers", WorkRules { maintainer_files: vec![], ..rules() });
        off("Reviews of one's own", WorkRules { refuse_self_review: false, ..rules() });
        off("a ring of people", WorkRules { review_ring: zero, ..rules() });
        off("one's own pull request closed", WorkRules { refuse_own_issue: false, ..rules() });
        off("closed pull requests merged", WorkRules { merge_ratio: zero, ..rules() });
        off("for one week", WorkRules { weekly_cap: zero, ..rules() });
        off("leaves open", WorkRules { open_pull_request: zero, ..rules() });
        let more = |rules: WorkRules| assert_eq!(sentences(&rules).len(), all.len() + 1);
        more(WorkRules { commit: Weight::ONE, ..rules() });
        more(WorkRules { unmerged: Weight::ONE, ..rules() });
        more(WorkRules { agent: zero, ..rules() });
        more(WorkRules { half_life_days: 30, ..rules() });
    }
}
