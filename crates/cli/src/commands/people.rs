//! `tributary people`: how somebody is written in files that everybody will read.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use tributary_model::{Account, Identity};

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
    let accounts = if args.who.iter().all(|who| is_email(who)) {
        Vec::new()
    } else {
        open_store_of_draft(global).await?.accounts().await?
    };
    let identities =
        args.who.iter().map(|who| identity(who, &accounts)).collect::<anyhow::Result<Vec<Identity>>>()?;
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

fn identity(who: &str, accounts: &[Account]) -> anyhow::Result<Identity> {
    if is_email(who) {
        return Ok(tributary_github::identity_of(who));
    }
    let found: Vec<&Account> =
        accounts.iter().filter(|account| account.login.eq_ignore_ascii_case(who)).collect();
    match found.as_slice() {
        [] => Err(exit::failed(format!(
            "nobody called `{who}` was indexed; https://api.github.com/users/{who} tells the id of an account"
        ))),
        [one] => Ok(Identity::Github(one.id)),
        several => {
            let ids: Vec<String> =
                several.iter().map(|account| format!("`{}`", Identity::Github(account.id))).collect();
            bail!(
                "the login `{who}` changed hands and is known of {}; write the one you mean",
                ids.join(" and of ")
            )
        }
    }
}
