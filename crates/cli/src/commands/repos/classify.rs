//! `tributary repos classify`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};
use clap::Args;
use serde::Serialize;
use tributary_classify::{Rules, Verdict, classify};
use tributary_github::clone::{CloneError, read_facts};
use tributary_model::RepositoryName;

use super::show;
use crate::{exit, output};

/// Which repositories.
#[derive(Debug, Args)]
pub(crate) struct ClassifyArgs {
    /// Folders of clones: working trees or bare repositories
    #[arg(value_name = "PATH", required_unless_present = "clones")]
    repositories: Vec<PathBuf>,
    /// A folder of a clone, as in `tributary index`; may be repeated
    #[arg(long = "git", value_name = "PATH")]
    clones: Vec<PathBuf>,
    /// Rules to use instead of the program's own, see docs/CLASSIFY.md
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
}

/// The answer for one repository; exactly one of `verdict` and `error` is there.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    /// As it was asked for.
    pub(super) path: PathBuf,
    pub(super) repository: Option<String>,
    pub(super) head: Option<String>,
    /// It has no commit yet.
    pub(super) empty: bool,
    /// Files that were wanted and that the clone does not hold.
    pub(super) missing_files: usize,
    #[serde(flatten)]
    pub(super) verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

/// Answers for every repository; one that cannot be read does not stop the rest.
pub(crate) fn run(args: ClassifyArgs, json: bool) -> anyhow::Result<ExitCode> {
    let own = args.rules.as_deref().map(read_rules).transpose()?;
    let rules = own.as_ref().unwrap_or_else(|| Rules::builtin());
    let mut answers = Vec::new();
    for path in args.repositories.into_iter().chain(args.clones) {
        answers.push(answer(path, rules));
    }
    if json {
        output::json(&answers)?;
    } else {
        show::answers(&answers)?;
    }
    let failed = answers.iter().filter(|answer| answer.error.is_some()).count();
    if failed > 0 {
        output::note(format!("{failed} of {} repositories could not be read", answers.len()));
        return Ok(ExitCode::from(exit::BAD_INPUT));
    }
    Ok(ExitCode::SUCCESS)
}

fn read_rules(path: &Path) -> anyhow::Result<Rules> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Rules::parse(&text).with_context(|| format!("in `{}`", path.display()))
}

fn answer(path: PathBuf, rules: &Rules) -> Answer {
    let mut answer = Answer {
        path,
        repository: None,
        head: None,
        empty: false,
        missing_files: 0,
        verdict: None,
        error: None,
    };
    match read(&answer.path) {
        Err(error) => {
            output::note(format!("error: {error:#}"));
            answer.error = Some(format!("{error:#}"));
        }
        Ok(None) => {
            answer.empty = true;
            answer.verdict = Some(classify(&tributary_classify::Facts::default(), rules));
        }
        Ok(Some(clone)) => {
            answer.verdict = Some(classify(&clone.facts, rules));
            answer.repository = Some(clone.facts.name);
            answer.head = Some(clone.head);
            answer.missing_files = clone.missing;
        }
    }
    answer
}

fn read(path: &Path) -> anyhow::Result<Option<tributary_github::clone::CloneFacts>> {
    match read_facts(path) {
        Err(CloneError::NotARepository { .. }) if !path.exists() => {
            let name = path.to_str().and_then(|text| text.parse::<RepositoryName>().ok());
            match name {
                Some(name) => bail!("`{name}` is no folder here; clone it and pass the clone"),
                None => bail!("`{}` does not exist", path.display()),
            }
        }
        facts => Ok(facts?),
    }
}
