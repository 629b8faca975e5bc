//! `tributary repos classify`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use serde::Serialize;
use tributary_classify::{Facts, Rules, Verdict, classify};
use tributary_github::{
    api::{self, GithubClient, GithubError},
    clone::{CloneError, read_facts},
};
use tributary_model::RepositoryName;

use super::show;
use crate::{exit, github::GithubReading, output};

/// Which repositories.
#[derive(Debug, Args)]
pub(crate) struct ClassifyArgs {
    /// Folders of clones, working trees or bare, or `owner/name` on GitHub where there is no such folder
    #[arg(value_name = "PATH|OWNER/NAME", required_unless_present = "clones")]
    repositories: Vec<PathBuf>,
    /// A folder of a clone, as in `tributary index`; may be repeated
    #[arg(long = "git", value_name = "PATH")]
    clones: Vec<PathBuf>,
    /// Rules to use instead of the program's own, see docs/CLASSIFY.md
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Base address of GitHub's API
    #[arg(long, env = "TRIBUTARY_GITHUB_URL", value_name = "URL")]
    github_url: Option<String>,
}

/// The answer for one repository; exactly one of `verdict` and `error` is there.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    /// As it was asked for, a folder or a name.
    pub(super) path: PathBuf,
    pub(super) repository: Option<String>,
    pub(super) head: Option<String>,
    /// It has no commit yet.
    pub(super) empty: bool,
    /// Files that were wanted and that the clone does not hold or GitHub does not give.
    pub(super) missing_files: usize,
    #[serde(flatten)]
    pub(super) verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

/// Answers for every repository; one that cannot be read does not stop the rest.
pub(crate) async fn run(args: ClassifyArgs, json: bool) -> anyhow::Result<ExitCode> {
    let own = args.rules.as_deref().map(read_rules).transpose()?;
    let rules = own.as_ref().unwrap_or_else(|| Rules::builtin());
    let (mut answers, mut github) = (Vec::new(), None);
    let clones = args.clones.into_iter().map(Asked::Clone);
    for asked in args.repositories.into_iter().map(Asked::of).chain(clones) {
        let read = match &asked {
            Asked::Clone(path) => of_clone(path),
            Asked::Github(name) => {
                let opened = github.get_or_insert_with(|| GithubReading::open(args.github_url.clone(), None));
                match opened {
                    Ok(github) => of_github(github.client(), name).await?,
                    // Clones need no token.
                    Err(error) => Err(anyhow!("`{name}`: {error:#}")),
                }
            }
        };
        answers.push(answer(asked, read, rules));
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

/// A repository as it is asked for.
enum Asked {
    Clone(PathBuf),
    Github(RepositoryName),
}

impl Asked {
    /// A folder that exists is a clone, whatever it is called.
    fn of(path: PathBuf) -> Self {
        let name = path.to_str().filter(|_| !path.exists()).and_then(|text| text.parse().ok());
        name.map_or(Self::Clone(path), Self::Github)
    }

    fn into_path(self) -> PathBuf {
        match self {
            Self::Clone(path) => path,
            Self::Github(name) => name.to_string().into(),
        }
    }
}

/// What was read of a repository that has a commit.
struct Read {
    head: String,
    facts: Facts,
    missing: usize,
}

fn answer(asked: Asked, read: anyhow::Result<Option<Read>>, rules: &Rules) -> Answer {
    let mut answer = Answer {
        path: asked.into_path(),
        repository: None,
        head: None,
        empty: false,
        missing_files: 0,
        verdict: None,
        error: None,
    };
    match read {
        Err(error) => {
            output::note(format!("error: {error:#}"));
            answer.error = Some(format!("{error:#}"));
        }
        Ok(None) => {
            answer.empty = true;
            answer.verdict = Some(classify(&Facts::default(), rules));
        }
        Ok(Some(read)) => {
            answer.verdict = Some(classify(&read.facts, rules));
            answer.repository = Some(read.facts.name);
            answer.head = Some(read.head);
            answer.missing_files = read.missing;
        }
    }
    answer
}

fn of_clone(path: &Path) -> anyhow::Result<Option<Read>> {
    match read_facts(path) {
        Err(CloneError::NotARepository { .. }) if !path.exists() => {
            bail!("`{}` does not exist, and is no `owner/name` on GitHub either", path.display())
        }
        read => Ok(read?.map(|clone| Read { head: clone.head, facts: clone.facts, missing: clone.missing })),
    }
}

/// The outer error would meet every other repository too.
async fn of_github(
    client: &GithubClient,
    name: &RepositoryName,
) -> anyhow::Result<anyhow::Result<Option<Read>>> {
    match api::read_facts(client, name).await {
        Ok(found) => {
            let read =
                found.map(|found| Read { head: found.head, facts: found.facts, missing: found.missing });
            Ok(Ok(read))
        }
        Err(error @ (GithubError::NotFound { .. } | GithubError::Forbidden { .. })) => Ok(Err(error.into())),
        Err(error @ GithubError::BadToken { .. }) => Err(error.into()),
        Err(error) => Err(exit::outside(error)),
    }
}
