//! What stands in the file: each binding proved, counted from the right moment, and attested by attestors.
//!
//! What GitHub told the server about who signed in, nobody else saw; the detail counts those. Whether a key still is
//! published, or a gist still is there, is GitHub's word of today and not asked here.

use std::collections::{BTreeMap, BTreeSet};

use tributary_chain::{Attestation, ChainError, Domain, Endorsement, recover};
use tributary_model::{Address, Binding, Claimant, Identity, ProofEvidence, ProofMethod, Timestamp};
use tributary_proof::{BindingMessage, Nonce, ssh};

use super::{
    super::{ChainTarget, Check, Status, attestors, settled},
    contracts::{Asked, Signer, told, unjudged},
};
use crate::{
    bindings::{
        document::{AttestationLine, BindingLine, read_lines},
        identity_hash, is_signed_by_key, settle, wallet_digest,
    },
    bundle::Bundle,
};

const ID: &str = "bindings";
const TITLE: &str = "every wallet of a GitHub account was proved and attested as published";

/// What the published evidence comes to.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Does the file hold?
    pub check: Check,
    /// Lines whose wallet's signature no contract accepts now.
    unjudged: BTreeSet<u64>,
}

impl Evidence {
    /// Does what was shown in this line, counted from 1, hold as far as anybody can say?
    #[must_use]
    pub fn is_judged(&self, line: u64) -> bool {
        !self.unjudged.contains(&line)
    }

    fn of(check: Check) -> Self {
        Self { check, unjudged: BTreeSet::new() }
    }
}

/// What follows from the file alone.
struct Read {
    lines: Vec<BindingLine>,
    contracts: Vec<Asked>,
}

/// Checks that each line is proved and attested. Without the chain, attestors are those of the rules; with it, everybody
/// who was ever put in force in their set, and contracts are asked about their signatures.
///
/// # Errors
/// [`ChainError`] when the endpoint fails: then nothing is known.
pub async fn verify_evidence(
    bundle: &Bundle,
    text: &str,
    target: Option<&ChainTarget<'_>>,
) -> Result<Evidence, ChainError> {
    let wrong = |wrong: String| Evidence::of(Check::of(ID, TITLE, Err(wrong)));
    let attestors = match (target, &bundle.manifest().claim.identity) {
        (Some(ChainTarget { chain, deployment }), Some(_)) => {
            match settled(attestors::ever(chain, deployment).await.map(Ok))? {
                Ok(ever) => AttestorsKnown::Ever(ever),
                Err(words) => return Ok(wrong(words)),
            }
        }
        (_, terms) => AttestorsKnown::Ruled(terms.iter().flat_map(|terms| terms.attestors.clone()).collect()),
    };
    let read = match read(bundle, text, &attestors) {
        Ok(read) => read,
        Err(words) => return Ok(wrong(words)),
    };
    let Some(target) = target else { return Ok(Evidence::of(without_chain(&read))) };
    let unjudged = match unjudged(&read.contracts, target.chain).await? {
        Ok(unjudged) => unjudged,
        Err(words) => return Ok(wrong(words)),
    };
    let of_wallets = unjudged.iter().filter(|asked| asked.by == Signer::Wallet);
    Ok(Evidence {
        unjudged: of_wallets.map(|asked| asked.place).collect(),
        check: Check::of(ID, TITLE, Ok(counted(&read) + &told(&unjudged))),
    })
}

/// Whose word may stand in the file.
enum AttestorsKnown {
    /// Those of the rules: the chain was not asked.
    Ruled(BTreeSet<Address>),
    /// All who were ever put in force, as the chain says.
    Ever(BTreeSet<Address>),
}

impl AttestorsKnown {
    fn include(&self, who: Address) -> Result<(), String> {
        match self {
            Self::Ruled(known) | Self::Ever(known) if known.contains(&who) => Ok(()),
            Self::Ruled(_) => Err(format!(
                "`{who}` endorsed it and is no attestor of the rules; whether it took over from them since, the chain alone \
                 can tell"
            )),
            Self::Ever(_) => Err(format!("`{who}` endorsed it and never was an attestor of this airdrop")),
        }
    }
}

fn without_chain(read: &Read) -> Check {
    match read.contracts.first() {
        None => Check::of(ID, TITLE, Ok(counted(read))),
        Some(first) => Check {
            id: ID,
            title: TITLE,
            status: Status::Skipped,
            detail: format!(
                "{}; {} signatures, the first in line {}, are of contracts, which only the chain can ask",
                counted(read),
                read.contracts.len(),
                first.place
            ),
        },
    }
}

fn counted(read: &Read) -> String {
    let of = |method: ProofMethod| read.lines.iter().filter(|line| line.method == method).count();
    let (by_key, by_gist) = (of(ProofMethod::Ssh), of(ProofMethod::Gist));
    let seen = of(ProofMethod::Oauth) + of(ProofMethod::Device);
    format!(
        "{} bindings: {by_key} by SSH, {by_gist} by gist, {seen} by a sign-in that the server alone saw",
        read.lines.len()
    )
}

fn read(bundle: &Bundle, text: &str, attestors: &AttestorsKnown) -> Result<Read, String> {
    let manifest = bundle.manifest();
    let lines = read_lines(text).map_err(|error| error.to_string())?;
    if manifest.claim.identity.is_none() {
        return match lines.first() {
            None => Ok(Read { lines, contracts: Vec::new() }),
            Some(line) => Err(format!("`{}` is bound, and this airdrop pays wallets alone", line.identity)),
        };
    }
    let deployment = bundle.deployment().map_err(|error| error.to_string())?;
    let deployment = deployment.ok_or("there is no deployment.json, so no message can name this airdrop")?;
    let domain = Domain { chain_id: deployment.chain_id, airdrop: deployment.airdrop };
    let leaves: BTreeSet<Identity> = bundle
        .allocation()
        .map_err(|error| error.to_string())?
        .people
        .iter()
        .filter(|person| matches!(person.claimant(), Some(Claimant::Identity(_))))
        .map(|person| person.identity)
        .collect();
    let checker =
        Checker { is_recurring: manifest.claim.recurring.is_some(), domain, attestors, leaves: &leaves };
    let contracts = checker.all(&lines)?;
    in_order(&lines)?;
    Ok(Read { lines, contracts })
}

/// What a line is held against.
struct Checker<'a> {
    /// The file is of all its lists, and an account may have its leaf in another one.
    is_recurring: bool,
    domain: Domain,
    attestors: &'a AttestorsKnown,
    leaves: &'a BTreeSet<Identity>,
}

impl Checker<'_> {
    /// The signatures that no key made.
    fn all(&self, lines: &[BindingLine]) -> Result<Vec<Asked>, String> {
        let (mut contracts, mut used) = (Vec::new(), BTreeMap::new());
        for (line, place) in lines.iter().zip(1..) {
            let wrong = |words: String| format!("line {place}: {words}");
            let (nonce, asked) = self.line(line, place).map_err(wrong)?;
            if let Some(before) = used.insert(nonce.to_string(), place) {
                return Err(wrong(format!("its message was used in line {before}")));
            }
            contracts.extend(asked);
        }
        Ok(contracts)
    }

    /// The nonce of its message, and the signatures that no key made.
    fn line(&self, line: &BindingLine, place: u64) -> Result<(Nonce, Vec<Asked>), String> {
        if !self.is_recurring && !self.leaves.contains(&line.identity) {
            return Err(format!("`{}` has no leaf by its account", line.identity));
        }
        let message = line.message.parse::<BindingMessage>().map_err(|error| error.to_string())?;
        self.message(line, &message)?;
        let mut asked: Vec<Asked> = evidence(line, &message, place)?.into_iter().collect();
        for said in &line.attestations {
            asked.extend(self.attestation(line, said, place)?);
        }
        Ok((message.nonce, asked))
    }

    fn message(&self, line: &BindingLine, message: &BindingMessage) -> Result<(), String> {
        let named = [
            ("account", Identity::Github(message.identity) == line.identity),
            ("wallet", message.recipient == line.recipient),
            ("chain", message.chain_id == self.domain.chain_id),
            ("airdrop", message.airdrop == self.domain.airdrop),
        ];
        if let Some((what, _)) = named.iter().find(|(_, same)| !same) {
            return Err(format!("its message names another {what}"));
        }
        in_time(message, line.proved_at)
    }

    fn attestation(
        &self,
        line: &BindingLine,
        said: &AttestationLine,
        place: u64,
    ) -> Result<Vec<Asked>, String> {
        let Attestation { identity, recipient, valid_after, .. } = said.attestation;
        let from = line.binding(0).attested_from();
        let about = (identity, recipient) == (identity_hash(line.identity), line.recipient);
        if !about || i64::try_from(valid_after) != Ok(from.unix()) {
            return Err("an attestation is not about this binding".to_owned());
        }
        let digest = said.attestation.digest(self.domain);
        let mut asked = Vec::new();
        for Endorsement { attestor, signature } in &said.endorsements {
            self.attestors.include(*attestor)?;
            if recover(digest, signature) != Some(*attestor) {
                let (account, signature) = (*attestor, signature.clone());
                asked.push(Asked { place, by: Signer::Attestor, account, digest, signature });
            }
        }
        Ok(asked)
    }
}

/// A message is good for a quarter of an hour: what was signed longer ago may be somebody else's find.
fn in_time(message: &BindingMessage, proved_at: Timestamp) -> Result<(), String> {
    let BindingMessage { issued_at, expires_at, .. } = message;
    if BindingMessage::lifetime(*issued_at).is_none_or(|lifetime| lifetime.until != *expires_at) {
        return Err(format!(
            "its message is good from {issued_at} until {expires_at}, and none is for so long"
        ));
    }
    if message.stands(proved_at) {
        return Ok(());
    }
    Err(format!("it was proved at {proved_at}, and its message was good from {issued_at} until {expires_at}"))
}

/// Does what was shown hold? Gives a wallet's signature that only its contract can judge.
fn evidence(line: &BindingLine, message: &BindingMessage, place: u64) -> Result<Option<Asked>, String> {
    if line.evidence.method() != line.method {
        return Err(format!("its evidence is not of the way `{}`", line.method.as_str()));
    }
    match &line.evidence {
        ProofEvidence::Ssh { signature, public_key } => {
            ssh::verify(message, signature, std::slice::from_ref(public_key))
                .map(|_| None)
                .map_err(|error| error.to_string())
        }
        ProofEvidence::Oauth { wallet_signature } => {
            if is_signed_by_key(&line.message, line.recipient, wallet_signature) {
                return Ok(None);
            }
            let (digest, signature) = (wallet_digest(&line.message), wallet_signature.clone());
            Ok(Some(Asked { place, by: Signer::Wallet, account: line.recipient, digest, signature }))
        }
        ProofEvidence::Gist { .. } | ProofEvidence::Device {} => Ok(None),
    }
}

/// Each binding counts from the moment that those before it allow.
fn in_order(lines: &[BindingLine]) -> Result<(), String> {
    let mut before: BTreeMap<Identity, Vec<Binding>> = BTreeMap::new();
    for (line, place) in lines.iter().zip(1_u64..) {
        let history = before.entry(line.identity).or_default();
        let settled = settle(history, line.recipient, line.proved_at);
        let Some(settled) = settled.filter(|settled| settled.proved_at == line.proved_at) else {
            return Err(format!("line {place}: it was proved before the one above, or changes nothing"));
        };
        if settled.effective_at != line.effective_at {
            return Err(format!(
                "line {place}: it counts from {} on; by the rules it does from {} on",
                line.effective_at, settled.effective_at
            ));
        }
        history.push(line.binding(place));
    }
    Ok(())
}
