//! Sourcify's API, version 2: <https://docs.sourcify.dev/docs/api/>.

use alloy::transports::http::reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    MadeContract, Patience, Submitted,
    service::{Body, Service},
};
use crate::ChainError;

/// A server with Sourcify's API, such as `https://sourcify.dev/server`.
pub struct Sourcify(Service);

impl Sourcify {
    /// Names the server; nothing is asked yet.
    ///
    /// # Errors
    /// [`ChainError::BadUrl`].
    pub fn new(url: &str, patience: Patience) -> Result<Self, ChainError> {
        Service::new("Sourcify", url, patience).map(Self)
    }

    /// Submits what the contract was compiled from and waits for the verdict.
    ///
    /// # Errors
    /// [`ChainError::Service`] when it does not answer in time: then nothing is known.
    pub async fn submit(&self, chain_id: u64, contract: &MadeContract) -> Result<Submitted, ChainError> {
        let (chain, address) = (chain_id.to_string(), contract.address.to_string());
        let url = self.0.at(&["v2", "verify", &chain, &address], &[]);
        let mut request = json!({
            "stdJsonInput": contract.input.std_json_input,
            "compilerVersion": contract.input.compiler_version,
            "contractIdentifier": contract.input.contract_identifier,
        });
        if let Some(hash) = contract.creation {
            request["creationTransactionHash"] = json!(hash);
        }
        let answer = self.0.ask(url, Some(Body("application/json", request.to_string()))).await?;
        match answer.status {
            StatusCode::ACCEPTED => {}
            StatusCode::CONFLICT if is_already(&answer.body) => return Ok(Submitted::Already),
            _ => return Ok(Submitted::Refused(told(&answer.body))),
        }
        let id = answer.body["verificationId"].as_str();
        let id = id.ok_or_else(|| self.0.failed("it accepted without a `verificationId`"))?;
        self.wait(id).await
    }

    async fn wait(&self, id: &str) -> Result<Submitted, ChainError> {
        for _ in 0..self.0.patience.looks {
            let answer = self.0.ask(self.0.at(&["v2", "verify", id], &[]), None).await?;
            if !answer.status.is_success() {
                return Ok(Submitted::Refused(told(&answer.body)));
            }
            if answer.body["isJobCompleted"] == true {
                return Ok(verdict(&answer.body));
            }
            sleep(self.0.patience.pause).await;
        }
        Err(self.0.never_done())
    }
}

/// `match`: the code is the same. `exact_match`: so is the metadata behind it, which our contracts do not have.
fn verdict(job: &Value) -> Submitted {
    match job["contract"]["match"].as_str() {
        Some(found @ ("match" | "exact_match")) => Submitted::Verified(found.to_owned()),
        _ if is_already(&job["error"]) => Submitted::Already,
        _ => Submitted::Refused(told(&job["error"])),
    }
}

fn is_already(error: &Value) -> bool {
    error["customCode"] == "already_verified"
}

fn told(error: &Value) -> String {
    let part = |name: &str| error[name].as_str().unwrap_or("nothing");
    format!("it says `{}`: {}", part("customCode"), part("message"))
}
