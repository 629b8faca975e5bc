//! `bindings.jsonl`: every binding with its evidence and what was attested of it, one JSON document a line, in the order
//! in which they were proved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_chain::{Attestation, Endorsement};
use tributary_model::{Address, Binding, Identity, ProofEvidence, ProofMethod, Proved, Timestamp};
use tributary_storage::Attested;

use super::attest::{attestation_of, endorsements_of};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingLine {
    /// On which list's page it was asked for, by its slug. The message names the airdrop's contract.
    pub campaign: String,
    /// Whose account.
    pub identity: Identity,
    /// What the account was called.
    pub login: String,
    /// The wallet.
    pub recipient: Address,
    /// How it was proved.
    pub method: ProofMethod,
    /// The message that names both.
    pub message: String,
    /// When it was proved.
    pub proved_at: Timestamp,
    /// From when on it counts, unless another proof came before.
    pub effective_at: Timestamp,
    /// What was shown.
    pub evidence: ProofEvidence,
    /// What attestors said because of it.
    pub attestations: Vec<AttestationLine>,
}

/// One attestation with who signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttestationLine {
    /// What was said.
    pub attestation: Attestation,
    /// By whom.
    pub endorsements: Vec<Endorsement>,
}

/// A line that is none.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line} is not a binding: {message}")]
pub struct LineError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl BindingLine {
    fn of(binding: Binding, attestations: Vec<AttestationLine>) -> Self {
        let Binding { proved, proved_at, effective_at, .. } = binding;
        let Proved { campaign, identity, login, recipient, message, evidence } = proved;
        let method = evidence.method();
        Self {
            campaign,
            identity,
            login,
            recipient,
            method,
            message,
            proved_at,
            effective_at,
            evidence,
            attestations,
        }
    }

    /// As it is stored, under a number.
    #[must_use]
    pub fn binding(&self, number: u64) -> Binding {
        let proved = Proved {
            campaign: self.campaign.clone(),
            identity: self.identity,
            login: self.login.clone(),
            recipient: self.recipient,
            message: self.message.clone(),
            evidence: self.evidence.clone(),
        };
        Binding { number, proved, proved_at: self.proved_at, effective_at: self.effective_at }
    }
}

/// The file.
///
/// # Panics
/// Never: a line is plain JSON.
#[must_use]
pub fn write_lines(bindings: Vec<Binding>, attested: &[Attested]) -> String {
    let mut about: BTreeMap<(Identity, Address, u64), Vec<AttestationLine>> = BTreeMap::new();
    for one in attested {
        let line = AttestationLine { attestation: attestation_of(one), endorsements: endorsements_of(one) };
        about.entry((one.identity, one.recipient, one.valid_after)).or_default().push(line);
    }
    let mut text = String::new();
    for binding in bindings {
        let from = u64::try_from(binding.attested_from().unix()).ok();
        let about =
            from.and_then(|from| about.get(&(binding.proved.identity, binding.proved.recipient, from)));
        let line = BindingLine::of(binding, about.cloned().unwrap_or_default());
        text.push_str(&serde_json::to_string(&line).expect("a line is plain JSON"));
        text.push('\n');
    }
    text
}

/// Reads the file.
///
/// # Errors
/// [`LineError`] for the first line that is none.
pub fn read_lines(text: &str) -> Result<Vec<BindingLine>, LineError> {
    let read = |(line, number): (&str, usize)| {
        serde_json::from_str(line).map_err(|error| LineError { line: number, message: error.to_string() })
    };
    text.lines().zip(1..).map(read).collect()
}

#[cfg(test)]
mod tests {
    use tributary_model::Bytes;
    use tributary_storage::Endorsed;

    use super::*;
    use crate::bindings::testing::binding;

    #[test]
    fn what_is_written_is_read_back_with_the_attestations_of_each_binding() {
        let at = |second: i64| Timestamp::from_unix(1_770_000_000 + second).unwrap();
        let (one, two) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let bindings = vec![binding(1, one, at(0), at(0)), binding(2, two, at(5), at(500))];
        let identity = bindings[0].proved.identity;
        let attested = |recipient, valid_after| Attested {
            identity,
            recipient,
            valid_after,
            valid_before: 1_770_001_000,
            endorsements: vec![Endorsed {
                attestor: Address::repeat_byte(7),
                signature: Bytes::from(vec![1; 65]),
            }],
        };
        let said = [attested(one, 1_769_999_700), attested(two, 1_770_000_500), attested(two, 1)];
        let text = write_lines(bindings.clone(), &said);
        let lines = read_lines(&text).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!([lines[0].binding(1), lines[1].binding(2)].as_slice(), bindings);
        assert_eq!(lines[0].attestations.len(), 1);
        assert_eq!(lines[1].attestations[0].attestation, attestation_of(&said[1]));
        assert_eq!(lines[1].attestations[0].endorsements, endorsements_of(&said[1]));
        assert_eq!(read_lines("").unwrap(), []);
        let error = read_lines(&format!("{text}{{}}\n")).unwrap_err();
        assert_eq!(error.line, 3);
    }
}
