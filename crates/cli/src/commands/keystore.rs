//! `tributary keystore`.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use secrecy::SecretString;
use tributary_chain::create_keystore;

use crate::{args::Global, context::environment, output};

/// What to do with key files.
#[derive(Debug, Args)]
pub(crate) struct KeystoreArgs {
    #[command(subcommand)]
    command: KeystoreCommand,
}

#[derive(Debug, Subcommand)]
enum KeystoreCommand {
    /// Make a new key and write it encrypted
    New {
        /// The file to write
        file: PathBuf,
    },
}

/// Makes a key.
pub(crate) fn run(global: &Global, args: &KeystoreArgs) -> anyhow::Result<ExitCode> {
    let KeystoreCommand::New { file } = &args.command;
    let name = file.file_name().and_then(|name| name.to_str()).context("the file needs a name")?;
    let folder = file.parent().map(PathBuf::from).unwrap_or_default();
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let (address, path) = create_keystore(&folder, name, &new_password()?)?;
    if global.json {
        output::json(&serde_json::json!({ "address": address, "file": path }))?;
    } else {
        output::line(address.to_string())?;
    }
    output::note(format!("Written encrypted to {}. Without its password the key is lost.", path.display()));
    Ok(ExitCode::SUCCESS)
}

fn new_password() -> anyhow::Result<SecretString> {
    if let Some(password) = environment("TRIBUTARY_KEYSTORE_PASSWORD")? {
        return Ok(password.into());
    }
    if !io::stdin().is_terminal() {
        bail!("a new key file needs a password; set TRIBUTARY_KEYSTORE_PASSWORD or run on a terminal");
    }
    let typed = dialoguer::Password::new()
        .with_prompt("New password")
        .with_confirmation("Again", "The two are not the same")
        .interact()
        .context("no password was typed")?;
    Ok(typed.into())
}
