//! A deployment by a Safe: its owners sign, so the plan becomes a file for Safe's Transaction Builder instead of
//! transactions of ours. Sends nothing.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    sol,
};
use serde::Serialize;
use serde_json::Value;
use tributary_model::Timestamp;

use crate::{
    AirdropTerms, Chain, ChainError, DeployPlan, PlannedTransaction, Target,
    plan::plan_unpaid,
    proxy::{self, Proxy},
};

/// The program whose format this is, as it was when the checksum was compared.
const BUILDER: &str = "1.18.3";

sol! {
    #[sol(rpc)]
    interface Safe {
        function getThreshold() external view returns (uint256);
        function getOwners() external view returns (address[] memory);
    }
}

/// What answers at the address of a Safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SafeState {
    /// A contract with owners and a threshold.
    Stands {
        /// How many have to sign.
        threshold: U256,
        /// How many there are.
        owners: usize,
    },
    /// No contract, on this chain.
    NoCode,
    /// A contract that does not know how many owners it has.
    Other,
}

/// A batch for the Transaction Builder: `safe-<slug>.json`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SafeBatch {
    version: &'static str,
    chain_id: String,
    /// Milliseconds since 1970.
    created_at: i64,
    meta: Meta,
    transactions: Vec<Step>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    name: String,
    description: String,
    tx_builder_version: &'static str,
    created_from_safe_address: String,
    created_from_owner_address: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    checksum: Option<B256>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    to: String,
    value: String,
    data: Bytes,
    /// The Builder writes `null` for a call that is given as bytes.
    contract_method: Option<()>,
    contract_inputs_values: Option<()>,
}

/// What people read in a batch.
#[derive(Clone, Debug)]
pub struct SafeNote {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// What a deployment would send with a Safe as the deployer. Its owners' own accounts pay for the gas, so the Safe needs
/// no ether.
///
/// # Errors
/// [`ChainError::SafeCannot`] for a step that only a key can take, and as [`plan_as`](crate::plan_as).
pub async fn plan_by_safe(
    chain: &Chain,
    terms: &AirdropTerms,
    safe: Address,
) -> Result<DeployPlan, ChainError> {
    chain.expect_id(terms.chain_id)?;
    if matches!(proxy::find(chain, safe).await?, Proxy::Missing { .. }) {
        return Err(ChainError::SafeCannot { chain: chain.id(), proxy: proxy::SHARED });
    }
    plan_unpaid(chain, terms, safe).await
}

impl Chain {
    /// Asks an address whether it is a Safe, and how many have to sign there.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn safe(&self, address: Address) -> Result<SafeState, ChainError> {
        if self.code(address).await?.is_empty() {
            return Ok(SafeState::NoCode);
        }
        let safe = Safe::new(address, self.provider());
        let threshold = safe.getThreshold().call().await.map_err(self.call_failed("getThreshold"));
        let owners = safe.getOwners().call().await.map_err(self.call_failed("getOwners"));
        match (threshold, owners) {
            (Ok(threshold), Ok(owners)) => Ok(SafeState::Stands { threshold, owners: owners.len() }),
            (Err(error @ ChainError::Unreachable { .. }), _)
            | (_, Err(error @ ChainError::Unreachable { .. })) => Err(error),
            _ => Ok(SafeState::Other),
        }
    }
}

impl SafeBatch {
    /// Every step of a plan in order, with the checksum by which the Builder sees that nobody changed the file.
    ///
    /// # Panics
    /// When a step makes a contract by itself; [`plan_by_safe`] refuses such a plan.
    #[must_use]
    pub fn new(chain: &Chain, safe: Address, steps: &[PlannedTransaction], note: SafeNote) -> Self {
        let steps = steps.iter().map(|step| Step {
            to: match step.to {
                Target::Contract(address) => address.to_checksum(None),
                Target::New(_) => unreachable!("a plan by a Safe has calls alone"),
            },
            value: step.value.to_string(),
            data: step.data.clone(),
            contract_method: None,
            contract_inputs_values: None,
        });
        let mut batch = Self {
            version: "1.0",
            chain_id: chain.id().to_string(),
            created_at: note.created_at.unix() * 1_000,
            meta: Meta {
                name: note.name,
                description: note.description,
                tx_builder_version: BUILDER,
                created_from_safe_address: safe.to_checksum(None),
                created_from_owner_address: "",
                checksum: None,
            },
            transactions: steps.collect(),
        };
        let document = serde_json::to_value(&batch).expect("texts and numbers are JSON");
        batch.meta.checksum = Some(checksum(&document));
        batch
    }
}

/// Keccak-256 of the Builder's own way of writing a document: the sorted keys of an object as a list, then each value
/// and a comma. The name does not count, so that a batch can be renamed.
fn checksum(document: &Value) -> B256 {
    let mut document = document.clone();
    document["meta"]["name"] = Value::Null;
    let mut text = String::new();
    write(&document, &mut text);
    keccak256(text)
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(value, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort();
            text.push('{');
            text.push_str(&keys.iter().map(|key| key.as_str()).collect::<Value>().to_string());
            for key in keys {
                write(&fields[key], text);
                text.push(',');
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn vector() -> (Value, B256) {
        let vector: Value = serde_json::from_str(include_str!("../../../tests/vectors/safe.json")).unwrap();
        (vector["document"].clone(), vector["checksum"].as_str().unwrap().parse().unwrap())
    }

    #[test]
    fn the_checksum_is_the_builders_own() {
        let (document, expected) = vector();
        assert_eq!(checksum(&document), expected);
    }

    #[test]
    fn the_checksum_stands_for_everything_but_the_name() {
        let (document, expected) = vector();
        let mut renamed = document.clone();
        renamed["meta"]["name"] = json!("another");
        assert_eq!(checksum(&renamed), expected);
        for place in
            ["/chainId", "/createdAt", "/meta/description", "/transactions/0/to", "/transactions/1/value"]
        {
            let mut changed = document.clone();
            *changed.pointer_mut(place).unwrap() = json!("1");
            assert_ne!(checksum(&changed), expected, "{place}");
        }
        let mut turned = document;
        turned["transactions"].as_array_mut().unwrap().swap(0, 1);
        assert_ne!(checksum(&turned), expected);
    }
}
