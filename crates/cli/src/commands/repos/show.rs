//! Verdicts for people: one repository with all reasons, several as a table.

use tributary_classify::{Evidence, Kind, Verdict, Weights};

use super::classify::Answer;
use crate::output;

/// Characters of a phrase that are shown.
const PHRASE_CHARACTERS: usize = 60;

pub(super) fn answers(answers: &[Answer]) -> anyhow::Result<()> {
    let read: Vec<(&Answer, &Verdict)> =
        answers.iter().filter_map(|answer| Some((answer, answer.verdict.as_ref()?))).collect();
    match read.as_slice() {
        [] => Ok(()),
        [(answer, verdict)] if answers.len() == 1 => one(answer, verdict),
        many => table(many),
    }
}

fn name(answer: &Answer) -> String {
    answer.repository.clone().unwrap_or_else(|| answer.path.display().to_string())
}

/// `an AI project: model, small (1.1B parameters)`.
fn sentence(answer: &Answer, verdict: &Verdict) -> String {
    if answer.empty {
        return "empty: there is no commit to judge by".to_owned();
    }
    let Some(kind) = verdict.kind else {
        return format!("no AI project: {} points of {}", verdict.ai_score, verdict.ai_threshold);
    };
    let mut marks = vec![kind.to_string()];
    if verdict.small_model {
        marks.push("small model".to_owned());
    }
    if verdict.synthetic_data {
        marks.push("synthetic data".to_owned());
    }
    marks.extend(verdict.parameters.map(|parameters| format!("{} parameters", in_words(parameters))));
    format!("an AI project: {}", marks.join(", "))
}

fn one(answer: &Answer, verdict: &Verdict) -> anyhow::Result<()> {
    output::line(format!("{}  {}", name(answer), sentence(answer, verdict)))?;
    if answer.empty {
        return Ok(());
    }
    let kinds: Vec<String> =
        verdict.kinds.iter().map(|entry| format!("{} {}", entry.kind, entry.score)).collect();
    output::line(format!("kinds    {}", kinds.join(" · ")))?;
    output::line(format!("AI       {} points, {} needed", verdict.ai_score, verdict.ai_threshold))?;
    let rows = verdict.evidence.iter().map(row);
    let header = ["rule", "adds", "where", "words", "what it says"];
    output::line(output::table(&header, &[], rows).to_string())
}

fn row(evidence: &Evidence) -> Vec<String> {
    let mut phrase: String = evidence.phrase.chars().take(PHRASE_CHARACTERS).collect();
    if evidence.count > 1 {
        phrase = format!("{phrase} ×{}", evidence.count);
    }
    vec![
        evidence.rule.clone(),
        weights(&evidence.weights),
        evidence.place.clone(),
        phrase,
        evidence.says.clone(),
    ]
}

/// `AI +25, model +10`.
fn weights(weights: &Weights) -> String {
    let kinds = Kind::ALL.into_iter().map(|kind| (kind.word(), weights.of(kind)));
    let all = [("AI", weights.ai)].into_iter().chain(kinds);
    let marks = [("small", weights.small), ("synthetic", weights.synthetic)];
    let written: Vec<String> = all
        .chain(marks)
        .filter(|(_, weight)| *weight != 0)
        .map(|(word, weight)| format!("{word} {weight:+}"))
        .collect();
    written.join(", ")
}

fn table(answers: &[(&Answer, &Verdict)]) -> anyhow::Result<()> {
    let rows = answers.iter().map(|(answer, verdict)| {
        let runner_up = verdict.kinds.get(1).filter(|_| verdict.is_ai);
        vec![
            name(answer),
            sentence(answer, verdict),
            runner_up.map_or_else(String::new, |entry| format!("then {} {}", entry.kind, entry.score)),
            verdict.ai_score.to_string(),
        ]
    });
    output::line(output::table(&["repository", "verdict", "second", "AI points"], &[3], rows).to_string())
}

/// `1.1B`, `350M`: three digits at most.
fn in_words(parameters: u64) -> String {
    let millions = parameters / 1_000_000;
    match millions {
        0..1000 => format!("{millions}M"),
        _ => {
            let tenths = (millions + 50) / 100;
            format!("{}.{}B", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn parameters_are_rounded_for_people() {
        let cases = [(1_100_048_384, "1.1B"), (124_000_000, "124M"), (7_000_000_000, "7.0B"), (999, "0M")];
        for (parameters, words) in cases {
            assert_eq!(super::in_words(parameters), words);
        }
    }
}
