//! By a code that is typed at GitHub.

use std::time::Duration;

use serde_json::{Value, json};
use tributary_model::Address;

use super::not_proved;
use crate::{exit, output, server::Server};

/// GitHub's own default.
const USUAL_INTERVAL: u64 = 5;

/// Shows the code and the wallet, and waits until GitHub has said who typed it.
pub(super) async fn prove(server: &Server, path: &str, wallet: Address) -> anyhow::Result<()> {
    let code = server.post(&format!("{path}/device"), &json!({})).await?;
    let text = |key: &str| output::inline(code[key].as_str().unwrap_or_default()).into_owned();
    output::note(format!(
        "Open {} and type {}\nWhoever types it has the tokens of their account paid to {wallet}: do it only if that is \
         your wallet. The code is good until {}.",
        text("verification_uri"),
        text("user_code"),
        text("expires_at")
    ));
    let interval = Duration::from_secs(code["interval"].as_u64().unwrap_or(USUAL_INTERVAL).max(1));
    loop {
        tokio::time::sleep(interval).await;
        let challenge: Value = server.get(path).await?;
        match challenge["state"].as_str() {
            Some("waiting") => {}
            Some("proved") => return Ok(()),
            Some("expired") => return Err(not_proved("the code was not typed in time")),
            Some("failed") => return Err(not_proved(challenge["failure"].as_str().unwrap_or_default())),
            _ => return Err(exit::outside("the server's challenge is in no state that is known")),
        }
    }
}
