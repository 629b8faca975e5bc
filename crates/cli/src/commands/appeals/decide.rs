//! Deciding about one appeal. What changes a share is written into the file of overrides, whose reasons are published;
//! the answer is what the person reads.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use tributary_engine::{
    bundle::{Bundle, name, read_evidence},
    config::AirdropConfig,
    overrides::OverridesFile,
};
use tributary_model::{Appeal, AppealDecision, AppealDraft, AppealKind, AppealState, Identity};
use tributary_storage::Store;

use crate::{
    args::Global,
    context::{Airdrop, now, open_store},
    exit, output,
};

const LEFT_OUT: &str = "Asked to be left out.";
const AGREED: &str = "The maintainer agrees and will change it.";
/// Where decisions stand when the rules name no file yet.
const OVERRIDES: &str = "overrides.toml";
/// As many as a reason among the overrides may have.
const MOST_CHARACTERS: usize = 500;

/// Which one, and in which words.
#[derive(Debug, Args)]
pub(super) struct AcceptArgs {
    /// The number that `tributary appeals` shows
    id: u64,
    /// The published reason of a person who is left out, or the answer to who asked to look again; everybody may read
    /// it
    #[arg(long, value_name = "TEXT", value_parser = said)]
    reason: Option<String>,
}

/// Which one, and why not.
#[derive(Debug, Args)]
pub(super) struct DeclineArgs {
    /// The number that `tributary appeals` shows
    id: u64,
    /// What the person reads; everybody may
    #[arg(long, value_name = "TEXT", value_parser = said)]
    answer: String,
}

/// What came of it, for programs.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    id: u64,
    state: AppealState,
    answer: &'a str,
    /// The entry among the overrides: as it was written, or as a beginning to edit.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a str>,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a Path>,
}

fn said(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it is empty; everybody may read it, and it should say something".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("it holds a control character; write it on one line".to_owned());
    }
    if text.chars().count() > MOST_CHARACTERS {
        return Err(format!("it is longer than {MOST_CHARACTERS} characters; say it shorter"));
    }
    Ok(text.to_owned())
}

pub(super) async fn accept(global: &Global, args: &AcceptArgs, out: &Path) -> anyhow::Result<()> {
    let airdrop = Airdrop::read_undecided(global)?;
    let store = open_store(global, Some(&airdrop)).await?;
    let appeal = waiting(&store, &airdrop, args.id).await?;
    // A maintainer may decide on another machine than the one that publishes.
    let bundle = Bundle::open(&out.join(&appeal.draft.campaign)).ok();
    // Decisions are those of the file, so of the campaigns on all of its chains.
    for slug in airdrop.config.slugs() {
        still_open(Bundle::open(&out.join(slug)).ok().as_ref(), args.id)?;
    }
    match appeal.draft.kind {
        AppealKind::OptOut => leave_out(global, args, airdrop, &store, &appeal.draft, bundle.as_ref()).await,
        AppealKind::Appeal => look_again(global, args, &store, &appeal.draft).await,
    }
}

pub(super) async fn decline(global: &Global, args: &DeclineArgs) -> anyhow::Result<()> {
    let airdrop = Airdrop::read_undecided(global)?;
    let store = open_store(global, Some(&airdrop)).await?;
    let appeal = waiting(&store, &airdrop, args.id).await?;
    let decision = AppealDecision { accepted: false, answer: args.answer.clone(), decided_at: now() };
    store.decide_appeal(appeal.id, &decision).await?;
    let (id, state, answer) = (appeal.id, AppealState::Declined, args.answer.as_str());
    if global.json {
        return output::json(&Outcome { id, state, answer, entry: None, file: None });
    }
    output::line(format!("declined {id}: {answer}"))
}

/// The appeal, if it waits and is this airdrop's.
async fn waiting(store: &Store, airdrop: &Airdrop, id: u64) -> anyhow::Result<Appeal> {
    let slug = &airdrop.config.airdrop.slug;
    let found =
        store.appeal(id).await?.filter(|appeal| airdrop.config.slugs().contains(&appeal.draft.campaign));
    let appeal = found.ok_or_else(|| {
        exit::failed(format!("`{slug}` has no appeal {id}; `tributary appeals` lists those that wait"))
    })?;
    match &appeal.decision {
        None => Ok(appeal),
        Some(decision) => Err(exit::failed(format!(
            "appeal {id} was {} on {}; `tributary appeals --all` shows the answer",
            appeal.state().as_str(),
            decision.decided_at
        ))),
    }
}

/// From the deployment on nothing can be granted.
fn still_open(bundle: Option<&Bundle>, id: u64) -> anyhow::Result<()> {
    let Some(bundle) = bundle else { return Ok(()) };
    if bundle.deployment()?.is_none() && bundle.deploying()?.is_none() {
        return Ok(());
    }
    Err(exit::failed(format!(
        "`{}` is deployed and nothing in it can change any more; `tributary appeals decline {id} --answer TEXT` tells \
         the person",
        bundle.manifest().slug
    )))
}

/// Adds the person to those who are left out. The file comes first: a decision that stands nowhere would be none.
async fn leave_out(
    global: &Global,
    args: &AcceptArgs,
    airdrop: Airdrop,
    store: &Store,
    draft: &AppealDraft,
    bundle: Option<&Bundle>,
) -> anyhow::Result<()> {
    let reason = args.reason.as_deref().unwrap_or(LEFT_OUT);
    let named = airdrop.config.airdrop.overrides.is_some();
    let file = airdrop.base.join(airdrop.config.airdrop.overrides.as_deref().unwrap_or(Path::new(OVERRIDES)));
    let entry = exclude(airdrop.config, &file, draft.identity, reason, bundle)
        .with_context(|| format!("nothing was written to `{}`", file.display()))?;
    store.decide_appeal(args.id, &accepted(reason)).await?;
    let outcome = Outcome {
        id: args.id,
        state: AppealState::Accepted,
        answer: reason,
        entry: Some(&entry),
        file: Some(&file),
    };
    if global.json {
        output::json(&outcome)?;
    } else {
        output::line(&entry)?;
    }
    if !named {
        output::note(format!(
            "`{}` does not name this file yet, and until then nothing in it counts. Add this below `[airdrop]`:\n\
             overrides = \"{OVERRIDES}\"",
            global.file.display()
        ));
    }
    output::note(format!("Added to {}. Next: `tributary publish`.", file.display()));
    Ok(())
}

/// Writes the entry, unless publishing would refuse the file then; gives what was written.
fn exclude(
    config: AirdropConfig,
    path: &PathBuf,
    identity: Identity,
    reason: &str,
    bundle: Option<&Bundle>,
) -> anyhow::Result<String> {
    let file = match fs::read(path) {
        Ok(bytes) => OverridesFile::parse(&bytes, path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => OverridesFile::empty(path),
        Err(error) => return Err(exit::outside(format!("cannot read `{}`: {error}", path.display()))),
    };
    let (added, after) = file.excluding(identity, reason)?;
    let config = config.with_decisions(after.bytes(), path)?;
    if let Some(bundle) = bundle {
        let evidence = read_evidence(&bundle.file(name::EVIDENCE)?).map_err(anyhow::Error::msg)?;
        config.overrides(&evidence)?;
    }
    let append = || -> io::Result<()> {
        let mut file = File::options().append(true).create(true).open(path)?;
        file.write_all(&added)?;
        file.sync_all()
    };
    append().map_err(|error| exit::outside(format!("cannot write to `{}`: {error}", path.display())))?;
    Ok(String::from_utf8_lossy(&added).trim().to_owned())
}

/// Writes down that the maintainer agrees, and shows where an entry among the overrides would begin.
async fn look_again(
    global: &Global,
    args: &AcceptArgs,
    store: &Store,
    draft: &AppealDraft,
) -> anyhow::Result<()> {
    let answer = args.reason.as_deref().unwrap_or(AGREED);
    let entry = beginning(store, draft).await?;
    store.decide_appeal(args.id, &accepted(answer)).await?;
    if global.json {
        let state = AppealState::Accepted;
        output::json(&Outcome { id: args.id, state, answer, entry: Some(&entry), file: None })?;
    } else {
        output::line(&entry)?;
    }
    output::note(format!(
        "The person reads: {answer}\nNo share changed yet. Edit this entry, add it to the file that `airdrop.overrides` \
         names, then `tributary publish`."
    ));
    Ok(())
}

/// An entry that changes nothing and has no reason, so that it cannot be published unedited.
async fn beginning(store: &Store, draft: &AppealDraft) -> anyhow::Result<String> {
    let Some(subject) = &draft.subject else {
        return Ok(format!("[[adjust]]\nidentity = \"{}\"\npoints = \"+0\"\nreason = \"\"", draft.identity));
    };
    let repositories = store.repositories().await?;
    let known = repositories.into_iter().find(|repository| repository.id == subject.repo);
    let repository =
        known.map_or_else(|| format!("repository {}", subject.repo), |known| known.name.to_string());
    let (kind, key) = (subject.kind.as_str(), &subject.key);
    Ok(format!(
        "[[adjust]]\nrepository = \"{repository}\"\nkind = \"{kind}\"\nkey = \"{key}\"\nfactor = \"1\"\nreason = \"\""
    ))
}

fn accepted(answer: &str) -> AppealDecision {
    AppealDecision { accepted: true, answer: answer.to_owned(), decided_at: now() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_line_that_says_something() {
        assert_eq!(said(" Yes. ").unwrap(), "Yes.");
        let most = "é".repeat(500);
        assert_eq!(said(&most).unwrap(), most);
        for (text, words) in [
            (" ", "it is empty"),
            ("one\ntwo", "it holds a control character"),
            (&"é".repeat(501), "it is longer than 500 characters"),
        ] {
            let error = said(text).unwrap_err();
            assert!(error.starts_with(words), "{error}");
        }
    }
}
