//! `tributary people`: how somebody is written in files that everybody will read.

use std::process::ExitCode;

use clap::Args;
use tributary_engine::logins;
use tributary_model::Identity;
use tributary_storage::{AccountName, Store};

use crate::{args::Global, context::open_store_of_draft, exit, output};

/// Whom.
#[derive(Debug, Args)]
pub(crate) struct PeopleArgs {
    /// Logins, looked up among what was indexed, and e-mail addresses, which are hashed here and go nowhere
    #[arg(required = true)]
    who: Vec<String>,
}

/// Prints an identity a line. Exit code 0 only if all are known.
pub(crate) async fn run(global: &Global, args: &PeopleArgs) -> anyhow::Result<ExitCode> {
    let store = if args.who.iter().all(|who| is_email(who)) {
        None
    } else {
        Some(open_store_of_draft(global).await?)
    };
    let mut identities: Vec<Identity> = Vec::new();
    for who in &args.who {
        identities.push(match &store {
            Some(store) if !is_email(who) => account(store, who).await?,
            _ => tributary_github::identity_of(who),
        });
    }
    if global.json {
        output::json(&identities)?;
    } else {
        for identity in identities {
            output::line(identity.to_string())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn is_email(who: &str) -> bool {
    who.contains('@')
}

async fn account(store: &Store, login: &str) -> anyhow::Result<Identity> {
    let Some(holder) = logins::holder(store, login).await? else {
        return Err(exit::failed(format!(
            "nobody called `{login}` was indexed; https://api.github.com/users/{login} tells the id of an account"
        )));
    };
    note_former(&holder);
    Ok(Identity::Github(holder.id))
}

/// Says so when somebody was asked for by an old login.
pub(crate) fn note_former(holder: &AccountName) {
    if holder.is_former() {
        let identity = Identity::Github(holder.id);
        output::note(format!("`{}` is now called `{}` (`{identity}`).", holder.name, holder.login));
    }
}
