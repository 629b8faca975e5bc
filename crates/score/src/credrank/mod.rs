//! The preset `sourcecred-credrank`: SourceCred's CredRank with weekly cred.
//!
//! Source: sourcecred/sourcecred `core/credrank/{compute,markovProcessGraph}.js` and
//! `plugins/github/{declaration,createGraph}.js`. A person's score is the sum of the weeks' cred, each rounded to a
//! micro-point; the lines share it in proportion to the cred that flowed from each contribution to its author. (Cred
//! only leaves a person's weeks to be paid, to the neighbouring weeks or back, so what a contribution brings in is paid
//! in that proportion, in whichever week.)
//!
//! It refuses to guess what the evidence does not hold: mentions, reactions, merge commits, and which review a review
//! comment belongs to.

mod chain;
mod graph;

use serde::{Deserialize, Serialize};

use self::graph::Built;
use crate::{
    ContributionScore, Preset, Scores, Weight,
    attribution::Attributed,
    real::{apportion, of_weight, to_micro},
    tally::{Earned, Entry, Tally},
};

/// What mints cred, and how it flows. The defaults are the published ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CredrankRules {
    /// Cred that a merged pull request mints.
    pub merged_pull_request: Weight,
    /// Cred that a submitted review mints.
    pub review: Weight,
    /// Weight of the way from an author to what they made.
    pub authors: Weight,
    /// Weight of the way from what was made to its author.
    pub is_authored_by: Weight,
    /// Weight of the way from a part to what it belongs to: comment to pull request, pull request to repository.
    pub has_parent: Weight,
    /// Weight of the way from a whole to its parts.
    pub has_child: Weight,
    /// The part of everything that goes back to the seed at each step.
    pub alpha: Weight,
    /// The part of a person's week that is paid out as cred.
    pub beta: Weight,
    /// The part of a person's week that flows to the next week.
    pub gamma_forward: Weight,
    /// The part of a person's week that flows to the week before.
    pub gamma_backward: Weight,
}

impl Default for CredrankRules {
    fn default() -> Self {
        Self {
            merged_pull_request: Weight::from_millionths(4_000_000),
            review: Weight::ONE,
            authors: Weight::from_millionths(500_000),
            is_authored_by: Weight::ONE,
            has_parent: Weight::ONE,
            has_child: Weight::from_millionths(250_000),
            alpha: Weight::from_millionths(100_000),
            beta: Weight::from_millionths(400_000),
            gamma_forward: Weight::from_millionths(100_000),
            gamma_backward: Weight::from_millionths(100_000),
        }
    }
}

/// How the chain moves and when it rests.
#[derive(Clone, Debug)]
struct CredrankParameters {
    alpha: f64,
    beta: f64,
    gamma_forward: f64,
    gamma_backward: f64,
    /// The largest change of a node by one step that counts as none.
    threshold: f64,
    max_iterations: u16,
}

impl CredrankParameters {
    fn of(rules: &CredrankRules) -> Self {
        Self {
            alpha: of_weight(rules.alpha),
            beta: of_weight(rules.beta),
            gamma_forward: of_weight(rules.gamma_forward),
            gamma_backward: of_weight(rules.gamma_backward),
            threshold: 1e-7,
            max_iterations: 255,
        }
    }

    /// What a person's week gives to contributions.
    fn remainder(&self) -> f64 {
        1.0 - (self.alpha + self.beta + self.gamma_forward + self.gamma_backward)
    }
}

impl Default for CredrankParameters {
    fn default() -> Self {
        Self::of(&CredrankRules::default())
    }
}

/// Scores what is credited. What a node mints is multiplied with its repository's weight.
pub(crate) fn score_credrank(attributed: &Attributed<'_>, rules: &CredrankRules) -> Scores {
    let built = Built::of(attributed, rules);
    let (mut weeks, mut entries) = (Vec::new(), Vec::new());
    if let Some(cred) = built.graph.solve(&CredrankParameters::of(rules)) {
        for (number, person) in built.people.iter().enumerate() {
            let made = &built.made[number];
            let flows: Vec<f64> = made.iter().map(|(_, edge)| cred.flows[*edge][1]).collect();
            let earned: Vec<u128> = cred.weeks[number].iter().copied().map(to_micro).collect();
            let points = apportion(earned.iter().sum(), &flows);
            entries
                .extend(made.iter().zip(&points).map(|((place, _), points)| Entry::plain(*place, *points)));
            if points.iter().any(|points| *points > 0) {
                let of_week = built.weeks.iter().zip(earned);
                weeks.extend(of_week.map(|(week, points)| Earned { person: *person, week: *week, points }));
            }
        }
    }
    let line = |entry: &Entry| ContributionScore::plain(attributed.contribution(entry.place), entry.points);
    let agent = |entry: &Entry| attributed.agent(entry.place);
    Tally { attributed, preset: Preset::SourcecredCredrank, entries, weeks, line, agent }.scores()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tributary_model::{AccountKind, ContributionKind, RepoId};

    use super::*;
    use crate::{
        Evidence, Inputs, ScoreRules,
        testing::{account, assert_sums, contribution, evidence, on, score_of, vectors, window},
    };
    use ContributionKind::{Commit, IssueComment, IssueOpened, PullRequestMerged, PullRequestOpened, Review};

    fn rules() -> ScoreRules {
        ScoreRules::Credrank(CredrankRules::default())
    }

    fn score(evidence: &Evidence) -> Scores {
        rules().score(&Inputs::new(evidence, window()))
    }

    /// One merged pull request of 1 that 2 reviewed, and an issue of 3.
    fn sample() -> Evidence {
        evidence(vec![
            contribution(PullRequestOpened, 1, "a", "2025-03-04"),
            contribution(PullRequestMerged, 1, "a", "2025-03-14"),
            contribution(Review, 2, "b", "2025-03-13"),
            on(2, contribution(IssueOpened, 3, "c", "2025-03-05")),
            on(2, contribution(IssueComment, 1, "d", "2025-04-05")),
            contribution(Commit, 3, "e", "2025-03-20"),
        ])
    }

    #[test]
    fn cred_adds_up_to_what_was_minted() {
        let scores = score(&sample());
        assert_sums(&scores);
        // 4 for the merged pull request and 1 for the review, within the threshold of the iteration.
        assert!(scores.total.0.abs_diff(5_000_000) < 50, "{}", scores.total);
        assert!(score_of(&scores, 1) > score_of(&scores, 2));
        assert!(score_of(&scores, 2) > 0);
    }

    #[test]
    fn a_pull_request_that_was_not_merged_mints_nothing() {
        let mut open = sample();
        open.contributions.retain(|contribution| contribution.kind != PullRequestMerged);
        let total = score(&open).total.0;
        assert!(total.abs_diff(1_000_000) < 50, "{total}");
    }

    #[test]
    fn nothing_minted_is_a_score_of_zero_for_everybody() {
        let talk = evidence(vec![contribution(IssueOpened, 3, "c", "2025-03-05")]);
        let scores = score(&talk);
        assert_eq!((scores.total.0, scores.people.len()), (0, 1));
    }

    #[test]
    fn the_work_of_a_bot_pays_nobody_else_its_whole_cred() {
        let mut machine = sample();
        machine.accounts[1] = account(2, AccountKind::Bot);
        let scores = score(&machine);
        assert_eq!(score_of(&scores, 2), 0);
        assert_sums(&scores);
        assert!(scores.total.0.abs_diff(5_000_000) < 50, "{}", scores.total);
    }

    #[test]
    fn cred_is_spread_to_the_neighbouring_weeks_and_falls_with_distance() {
        let scores = score(&sample());
        let weeks =
            &scores.people.iter().find(|person| person.score.0 == score_of(&scores, 2)).unwrap().weeks;
        let peak =
            weeks.iter().position(|week| week.week == crate::Week::of(crate::testing::at("2025-03-13")));
        let peak = peak.unwrap();
        assert!(weeks[peak].score > weeks[peak - 1].score && weeks[peak].score > weeks[peak + 1].score);
        assert!(weeks[peak + 1].score > weeks[peak + 2].score);
    }

    #[test]
    fn a_repository_weight_scales_what_it_mints() {
        let weights = BTreeMap::from([(RepoId(1), Weight::from_millionths(500_000))]);
        let scores = rules().score(&Inputs { repositories: &weights, ..Inputs::new(&sample(), window()) });
        assert!(scores.total.0.abs_diff(2_500_000) < 25, "{}", scores.total);
    }

    #[test]
    fn the_published_weights_are_the_default() {
        let vectors = vectors();
        let stated = &vectors["sourcecred_credrank"];
        let rules = CredrankRules::default();
        let pair = |name: &str| {
            let weights = stated["edges_forward_back"][name].as_array().unwrap();
            [weights[0].to_string(), weights[1].to_string()]
        };
        let mints = [&stated["node_mint"]["merged pull request"], &stated["node_mint"]["review"]];
        assert_eq!(
            mints.map(ToString::to_string),
            [rules.merged_pull_request, rules.review].map(|w| w.to_string())
        );
        assert_eq!(pair("authors"), [rules.authors, rules.is_authored_by].map(|w| w.to_string()));
        assert_eq!(pair("hasParent"), [rules.has_parent, rules.has_child].map(|w| w.to_string()));
    }

    proptest::proptest! {
        #[test]
        fn the_order_of_the_evidence_does_not_matter(seed in proptest::collection::vec(0_usize..6, 0..20)) {
            let mut shuffled = sample();
            for step in seed { shuffled.contributions.rotate_left(step); shuffled.contributions.swap(0, step); }
            proptest::prop_assert_eq!(score(&sample()), score(&shuffled));
        }
    }
}
