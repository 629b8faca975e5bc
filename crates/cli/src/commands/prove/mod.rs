//! `tributary prove`: names the wallet that a GitHub account is paid to, from a terminal.

mod device;
mod gist;
mod ssh;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::{ArgGroup, Args};
use serde_json::{Value, json};
use tributary_engine::bundle::{Bundle, name};
use tributary_merkle::parse_address;
use tributary_model::{Address, Identity};
use tributary_proof::BindingMessage;

use crate::{
    args::Global,
    exit, output,
    server::{Server, part},
};

/// Whose account, which wallet, and how it is proved.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("way").required(true))]
pub(crate) struct ProveArgs {
    /// The bundle, as downloaded, or the airdrop's short name; with the bundle, the server's message is checked against it
    #[arg(value_name = "BUNDLE_OR_SLUG")]
    airdrop: String,
    /// The server that keeps the proof
    #[arg(long, value_name = "URL")]
    server: String,
    /// Your GitHub login, or the account's number
    #[arg(long, value_name = "LOGIN_OR_ID")]
    who: String,
    /// Where you want to be paid
    #[arg(long, value_name = "ADDRESS")]
    wallet: String,
    /// Sign with this SSH key, which your account publishes; runs `ssh-keygen`
    #[arg(long, group = "way", value_name = "FILE")]
    ssh_key: Option<PathBuf>,
    /// Put the message into a public gist of yours; its address is asked for, or given here with --challenge
    #[arg(long, group = "way", num_args = 0..=1, default_missing_value = "", value_name = "URL")]
    gist: Option<String>,
    /// Type a code at GitHub, in any browser
    #[arg(long, group = "way")]
    device: bool,
    /// Go on with the challenge that was made before, for --gist
    #[arg(long, requires = "gist", value_name = "ID")]
    challenge: Option<String>,
}

/// What the server asks to be proved.
struct Challenge {
    id: String,
    message: String,
    recipient: Address,
    identity: Identity,
}

/// Asks for a challenge, checks it, proves it, and prints the binding.
pub(crate) async fn run(global: &Global, args: ProveArgs) -> anyhow::Result<ExitCode> {
    let server = Server::new(&args.server)?;
    let wallet = parse_address(&args.wallet)?;
    let bundle = bundle(&args.airdrop)?;
    let slug = bundle.as_ref().map_or(args.airdrop.as_str(), |bundle| &bundle.manifest().slug);
    let base = format!("/campaigns/{}/challenges", part(slug));
    let told = match &args.challenge {
        Some(id) => server.get(&format!("{base}/{}", part(id))).await?,
        None => server.post(&base, &json!({ "who": args.who, "recipient": wallet })).await?,
    };
    let challenge = challenge(&told, wallet, bundle.as_ref())?;
    output::note(format!(
        "You are about to have the tokens of {} ({}) in `{slug}` paid to\n  {}\nThat is public for good: account, \
         wallet, message and what proves it are published, so that anybody can check the claim.\nThis is the message that {} asks you to \
         prove:\n\n{}\n",
        challenge.identity,
        output::inline(told["login"].as_str().unwrap_or_default()),
        challenge.recipient,
        server.url(),
        challenge.message
    ));
    let path = format!("{base}/{}", part(&challenge.id));
    if let Some(key) = &args.ssh_key {
        let signature = ssh::sign(key, &challenge.message)?;
        let proof = json!({ "method": "ssh", "signature": signature });
        return shown(global, &server.post(&format!("{path}/proof"), &proof).await?);
    }
    if let Some(named) = &args.gist {
        let Some(gist) = gist::named(named, &challenge)? else {
            return gist::later(global, &told, &challenge);
        };
        let proof = json!({ "method": "gist", "gist": gist });
        return shown(global, &server.post(&format!("{path}/proof"), &proof).await?);
    }
    device::prove(&server, &path, challenge.recipient).await?;
    let who = challenge.identity.to_string();
    let binding = server.get(&format!("/campaigns/{}/bindings/{}", part(slug), part(&who))).await?;
    shown(global, &binding)
}

fn bundle(named: &str) -> anyhow::Result<Option<Bundle>> {
    let folder = Path::new(named);
    if folder.join(name::MANIFEST).exists() { Ok(Some(Bundle::open(folder)?)) } else { Ok(None) }
}

/// Whatever the server says, nothing is signed that pays somebody else, or somewhere else.
fn challenge(told: &Value, wallet: Address, bundle: Option<&Bundle>) -> anyhow::Result<Challenge> {
    let text = |key: &str| {
        told[key]
            .as_str()
            .map(str::to_owned)
            .with_context(|| format!("the server's challenge has no `{key}`"))
    };
    let message = text("message")?;
    let read = message
        .parse::<BindingMessage>()
        .context("the server asks to sign something else than a binding; nothing was signed")?;
    if read.recipient != wallet {
        bail!("the server's message names the wallet {}, not {wallet}; nothing was signed", read.recipient);
    }
    if let Some(bundle) = bundle {
        let deployment =
            bundle.deployment()?.context("the bundle has no deployment.json, so it cannot be claimed")?;
        if (read.chain_id, read.airdrop) != (deployment.chain_id, deployment.airdrop) {
            bail!(
                "the server's message is for {} on chain {}, and the bundle's airdrop is {} on chain {}; nothing was signed",
                read.airdrop,
                read.chain_id,
                deployment.airdrop,
                deployment.chain_id
            );
        }
    }
    Ok(Challenge {
        id: text("id")?,
        message,
        recipient: read.recipient,
        identity: Identity::Github(read.identity),
    })
}

/// The binding, as the server tells it.
fn shown(global: &Global, binding: &Value) -> anyhow::Result<ExitCode> {
    if global.json {
        output::json(binding)?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = |key: &str| output::inline(binding[key].as_str().unwrap_or_default()).into_owned();
    output::line(format!("{} → {}", text("identity"), text("recipient")))?;
    output::note(match text("state").as_str() {
        "pending" => format!(
            "Another wallet is in effect, {}; this one takes its place at {}. To take it back, prove the other one again.",
            text("replaces"),
            text("effective_at")
        ),
        _ if binding["ready"] == true => format!(
            "It is proved and attested. Claim on the server's page, or save the server's binding (--json) and run \
             `tributary claim BUNDLE --attestation FILE`; the tokens go to {} alone.",
            text("recipient")
        ),
        _ => format!("It is proved. Still missing: {}.", text("missing")),
    });
    Ok(ExitCode::SUCCESS)
}

/// What makes no binding.
fn not_proved(why: &str) -> anyhow::Error {
    exit::failed(format!("it was not proved: {why}"))
}
