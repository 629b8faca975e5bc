//! Etherscan's API, version 2, and those that speak as it does: <https://docs.etherscan.io/contract-verification>.

use alloy::{primitives::hex, transports::http::reqwest::Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::time::sleep;

use super::{
    MadeContract, Patience, Submitted,
    service::{Body, Service},
};
use crate::ChainError;

/// A server with Etherscan's API, such as `https://api.etherscan.io/v2/api`, and the key that it knows us by.
pub struct Etherscan {
    service: Service,
    key: SecretString,
}

impl Etherscan {
    /// Names the server; nothing is asked yet.
    ///
    /// # Errors
    /// [`ChainError::BadUrl`].
    pub fn new(url: &str, key: SecretString, patience: Patience) -> Result<Self, ChainError> {
        Ok(Self { service: Service::new("Etherscan", url, patience)?, key })
    }

    /// Submits what the contract was compiled from and waits for the verdict.
    ///
    /// # Errors
    /// [`ChainError::Service`] when it does not answer in time: then nothing is known.
    pub async fn submit(&self, chain_id: u64, contract: &MadeContract) -> Result<Submitted, ChainError> {
        let (url, form) = (self.url(chain_id, "verifysourcecode", &[]), form(contract));
        let mut result = String::new();
        for _ in 0..self.service.patience.tries {
            let body = Body("application/x-www-form-urlencoded", form.clone());
            let answer = self.service.ask(url.clone(), Some(body)).await?.body;
            result = told(&answer);
            if answer["status"] == "1" {
                return self.wait(chain_id, &result).await;
            }
            if is_already(&result) {
                return Ok(Submitted::Already);
            }
            if !may_pass(&result) {
                break;
            }
            sleep(self.service.patience.pause).await;
        }
        Ok(Submitted::Refused(format!("it says `{result}`")))
    }

    async fn wait(&self, chain_id: u64, guid: &str) -> Result<Submitted, ChainError> {
        for _ in 0..self.service.patience.looks {
            let url = self.url(chain_id, "checkverifystatus", &[("guid", guid)]);
            let answer = self.service.ask(url, None).await?.body;
            let result = told(&answer);
            if is_already(&result) {
                return Ok(Submitted::Already);
            }
            if answer["status"] == "1" {
                return Ok(Submitted::Verified(result));
            }
            if !result.starts_with("Pending") && !may_pass(&result) {
                return Ok(Submitted::Refused(format!("it says `{result}`")));
            }
            sleep(self.service.patience.pause).await;
        }
        Err(self.service.never_done())
    }

    fn url(&self, chain_id: u64, action: &str, more: &[(&str, &str)]) -> Url {
        let chain = chain_id.to_string();
        let key = self.key.expose_secret();
        let known =
            [("chainid", chain.as_str()), ("module", "contract"), ("action", action), ("apikey", key)];
        self.service.at(&[], &[&known, more].concat())
    }
}

fn form(contract: &MadeContract) -> String {
    let input = contract.input;
    let (address, source) = (contract.address.to_string(), input.std_json_input.to_string());
    let (version, arguments) = (format!("v{}", input.compiler_version), hex::encode(&contract.arguments));
    let mut fields = vec![
        ("contractaddress", address.as_str()),
        ("sourceCode", &source),
        ("codeformat", "solidity-standard-json-input"),
        ("contractname", &input.contract_identifier),
        ("compilerversion", &version),
    ];
    if !arguments.is_empty() {
        // The second spelling is what the API knew for years and what others that speak like it still know.
        fields.extend([("constructorArguments", arguments.as_str()), ("constructorArguements", &arguments)]);
    }
    // The query of a URL is encoded as a form is.
    let mut url: Url = "http://form".parse().expect("it is a URL");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}

fn told(answer: &Value) -> String {
    answer["result"].as_str().or_else(|| answer["message"].as_str()).unwrap_or("nothing").to_owned()
}

fn is_already(result: &str) -> bool {
    result.to_lowercase().contains("already verified")
}

/// The explorer has not seen the contract yet, or has been asked too often.
fn may_pass(result: &str) -> bool {
    let result = result.to_lowercase();
    result.contains("unable to locate contractcode") || result.contains("rate limit")
}
