//! `tributary endorse`: an attestor that runs no server checks a server's proofs and gives its word for them. One proof that
//! does not hold, or is refused by the server, does not keep the others from being endorsed.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use tributary_chain::{Attestation, Chain, ChainError, Deployment, Domain, Key};
use tributary_engine::{
    bindings::{
        Standing,
        attest::{Attestable, Attestors},
        document::{BindingLine, read_lines},
        recheck,
    },
    bundle::{Bundle, name},
    verify::{ChainTarget, Evidence, Status, verify_evidence},
};
use tributary_github::identity::IdentityClient;
use tributary_model::{Address, B256, Binding, Identity, ProofMethod, Timestamp};

use crate::{
    args::Global,
    commands::campaigns::open_bundle,
    context::now,
    desk::github,
    exit,
    onchain::{EndpointArgs, KeyArgs},
    output,
    server::{Server, part},
};

/// Seconds before its end from which on what we have signed is signed anew.
const RENEWED_BEFORE: i64 = 12 * 3_600;

/// Whose proofs are checked, and with whose key.
#[derive(Debug, Args)]
pub(crate) struct EndorseArgs {
    /// The bundle, as downloaded
    bundle: PathBuf,
    /// The server that keeps the proofs
    #[arg(long, value_name = "URL")]
    server: String,
    /// Only this account: `github:<id>`
    #[arg(long, value_name = "IDENTITY")]
    who: Option<Identity>,
    /// Believe the server about sign-ins at GitHub, which it alone has seen
    #[arg(long)]
    trust_server: bool,
    /// Base address of GitHub's API, for GitHub Enterprise
    #[arg(long, env = "TRIBUTARY_GITHUB_URL", value_name = "URL")]
    github_url: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
}

/// What an attestor works with.
struct Attesting {
    server: Server,
    github: IdentityClient,
    key: Key,
    slug: String,
    domain: Domain,
    /// First moment after the claim window.
    ends_at: Timestamp,
    trust_server: bool,
    chain: Chain,
    bundle: Bundle,
    evidence: Evidence,
}

/// One account's outcome.
struct Endorsed {
    identity: Identity,
    recipient: Address,
    /// The server's answer, or why nothing was signed.
    outcome: Result<Value, String>,
}

/// Checks the whole file, then each binding in effect by what GitHub says now; signs those that hold.
pub(crate) async fn run(global: &Global, args: EndorseArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, Some(&args.bundle))?;
    let deployment = bundle.deployment()?;
    let deployment =
        deployment.ok_or_else(|| exit::failed("it is not deployed; nothing can be claimed yet"))?;
    let key = args.key.key()?.ok_or(ChainError::NoKey)?;
    let chain = args.endpoint.connect(&bundle, None).await?;
    let (set, ends_at) = attestors(&chain, &deployment).await?;
    if !set.has(key.address()) {
        return Err(exit::failed(format!(
            "{} is not one of the attestors of {}",
            key.address(),
            set.address
        )));
    }
    let slug = bundle.manifest().slug.clone();
    let server = Server::new(&args.server)?;
    let text = server.text(&format!("/bundles/{}/{}", part(&slug), name::BINDINGS)).await?;
    let evidence = holds(&bundle, &text, &ChainTarget { chain: &chain, deployment: &deployment }).await?;
    let attesting = Attesting {
        server,
        github: github(args.github_url, None, None)?,
        key,
        slug,
        domain: Domain { chain_id: deployment.chain_id, airdrop: deployment.airdrop },
        ends_at,
        trust_server: args.trust_server,
        chain,
        bundle,
        evidence,
    };
    let endorsed = attesting.all(&read_lines(&text)?, args.who).await?;
    if let (Some(who), true) = (args.who, endorsed.is_empty()) {
        return Err(exit::failed(format!(
            "the server has no binding of `{who}` that is in effect, or its tokens were claimed already"
        )));
    }
    shown(global, &endorsed)
}

/// Who they are now, and until when the airdrop pays.
async fn attestors(chain: &Chain, deployment: &Deployment) -> anyhow::Result<(Attestors, Timestamp)> {
    let airdrop = chain.read_airdrop(deployment.airdrop).await?;
    if airdrop.attestors.is_zero() {
        return Err(exit::failed("only wallets can claim from this airdrop; it has no attestors"));
    }
    let set = chain.attestor_set(airdrop.attestors).await?;
    let attestors =
        Attestors { address: airdrop.attestors, attestors: set.attestors, threshold: set.threshold };
    Ok((attestors, airdrop.ends_at))
}

/// A file of which a part is wrong is not believed in any part. What was claimed without it is not its fault.
async fn holds(bundle: &Bundle, text: &str, target: &ChainTarget<'_>) -> anyhow::Result<Evidence> {
    let evidence = verify_evidence(bundle, text, Some(target)).await?;
    if evidence.check.status == Status::Pass {
        return Ok(evidence);
    }
    Err(exit::failed(format!(
        "the server's file of bindings does not hold: {}; nothing was signed",
        output::inline(&evidence.check.detail)
    )))
}

impl Attesting {
    async fn all(&self, lines: &[BindingLine], who: Option<Identity>) -> anyhow::Result<Vec<Endorsed>> {
        let mut identities: Vec<Identity> = lines.iter().map(|line| line.identity).collect();
        identities.sort();
        identities.dedup();
        let mut endorsed = Vec::new();
        for identity in identities.into_iter().filter(|identity| who.is_none_or(|who| who == *identity)) {
            let history: Vec<Binding> = lines
                .iter()
                .zip(1..)
                .filter(|(line, _)| line.identity == identity)
                .map(|(line, number)| line.binding(number))
                .collect();
            endorsed.extend(self.one(identity, &history).await?);
        }
        Ok(endorsed)
    }

    async fn one(&self, identity: Identity, history: &[Binding]) -> anyhow::Result<Option<Endorsed>> {
        let now = now();
        let standing = Standing::of(history, now);
        let Some(active) = standing.active else { return Ok(None) };
        if self.is_spent(identity).await? {
            return Ok(None);
        }
        let recipient = active.proved.recipient;
        let of = |outcome| Ok(Some(Endorsed { identity, recipient, outcome }));
        let Some(attestable) = Attestable::of(&standing, self.ends_at, now) else {
            return of(Err("the claim window has ended".to_owned()));
        };
        let path = format!("/campaigns/{}/bindings/{}", part(&self.slug), part(&identity.to_string()));
        let told = self.server.get(&path).await?;
        // What others have signed already is signed too; only if it may not be, something of our own.
        let offered = attestation(&told).filter(|offered| attestable.allows(offered, now));
        if offered.as_ref().is_some_and(|offered| lasts(offered, now)) && self.has_signed(&told) {
            return of(Ok(told));
        }
        if let Err(why) = self.believes(active).await? {
            return of(Err(why));
        }
        let said = offered.or_else(|| attestable.attestation()).context("nothing can be attested now")?;
        let signature = self.key.sign(said.digest(self.domain))?;
        let body = json!({
            "attestation": said, "attestor": self.key.address(), "signature": signature,
        });
        match self.server.post(&format!("{path}/endorsements"), &body).await {
            Err(error) if exit::is_failure(&error) => of(Err(error.to_string())),
            answer => of(Ok(answer?)),
        }
    }

    /// By the server's word: if it is not true, nobody can claim by it.
    fn has_signed(&self, told: &Value) -> bool {
        let ours = self.key.address();
        let by = |one: &Value| one["attestor"].as_str().and_then(|by| by.parse::<Address>().ok());
        told["endorsements"].as_array().into_iter().flatten().any(|one| by(one) == Some(ours))
    }

    /// Nothing more is attested of what was paid.
    async fn is_spent(&self, identity: Identity) -> anyhow::Result<bool> {
        let Some(id) = identity.github() else { return Ok(false) };
        for leaf in self.bundle.identity_proofs(id)? {
            if !self.chain.is_spent(self.domain.airdrop, (leaf.index, leaf.amount)).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// By GitHub's word of now; what only the server has seen, by the server's if it is trusted. What a wallet's contract
    /// once accepted, by its word of now.
    async fn believes(&self, binding: &Binding) -> anyhow::Result<Result<(), String>> {
        if !self.evidence.is_judged(binding.number) {
            return Ok(Err(
                "no contract of the wallet accepts its signature any more, so the proof cannot be judged \
                           now"
                .to_owned(),
            ));
        }
        match binding.proved.evidence.method() {
            ProofMethod::Oauth | ProofMethod::Device if self.trust_server => Ok(Ok(())),
            ProofMethod::Oauth | ProofMethod::Device => Ok(Err(
                "only the server has seen the sign-in at GitHub; --trust-server believes it".to_owned(),
            )),
            ProofMethod::Ssh | ProofMethod::Gist => match recheck(&self.github, binding).await {
                Ok(()) => Ok(Ok(())),
                Err(error) if error.is_outside() => Err(exit::outside(error)),
                Err(error) => Ok(Err(error.to_string())),
            },
        }
    }
}

/// Whether it holds for long enough that nothing new has to be signed.
fn lasts(said: &Attestation, now: Timestamp) -> bool {
    let ends = i64::try_from(said.valid_before).unwrap_or(i64::MAX);
    ends.saturating_sub(now.unix()) > RENEWED_BEFORE
}

fn attestation(binding: &Value) -> Option<Attestation> {
    let said = &binding["attestation"];
    Some(Attestation {
        identity: said["identity"].as_str()?.parse::<B256>().ok()?,
        recipient: said["recipient"].as_str()?.parse().ok()?,
        valid_after: said["valid_after"].as_u64()?,
        valid_before: said["valid_before"].as_u64()?,
    })
}

fn shown(global: &Global, endorsed: &[Endorsed]) -> anyhow::Result<ExitCode> {
    let failed = endorsed.iter().filter(|one| one.outcome.is_err()).count();
    if global.json {
        let rows = endorsed.iter().map(|Endorsed { identity, recipient, outcome }| {
            json!({
                "identity": identity, "recipient": recipient, "endorsed": outcome.is_ok(),
                "binding": outcome.as_ref().ok(), "refused": outcome.as_ref().err(),
            })
        });
        output::json(&rows.collect::<Vec<_>>())?;
    } else {
        for Endorsed { identity, recipient, outcome } in endorsed {
            let words = match outcome {
                Ok(binding) if binding["ready"] == true => "endorsed; it can be claimed".to_owned(),
                Ok(binding) => {
                    format!("endorsed; {}", output::inline(binding["missing"].as_str().unwrap_or_default()))
                }
                Err(why) => format!("not endorsed: {}", output::inline(why)),
            };
            output::line(format!("{identity} → {recipient}: {words}"))?;
        }
    }
    let signed = endorsed.len() - failed;
    output::note(format!("{signed} of {} bindings endorsed.", endorsed.len()));
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(exit::FAILED) })
}
