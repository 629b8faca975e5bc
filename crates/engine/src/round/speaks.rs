//! Who speaks for a repository: whoever can commit a file to it that names where the project is paid in this round.
//!
//! `FUNDING.json` is shared with other funders, each of whom reads a part of their own; ours is
//! `{"tributary": {"<round>": {"payout": "0x…"}}}`.

use serde_json::Value;
use tributary_github::identity::{IdentityClient, IdentityError, PublicRepository};
use tributary_merkle::parse_address;
use tributary_model::Address;

/// What a repository says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryWord {
    /// Which.
    pub repository: PublicRepository,
    /// Why the payout is not proved; `None` when it is.
    pub missing: Option<String>,
}

/// Reads the file and says whether it names the payout.
///
/// # Errors
/// [`IdentityError`] when GitHub does not say.
pub async fn repository_word(
    github: &IdentityClient,
    repository: PublicRepository,
    round: Address,
    payout: Address,
) -> Result<RepositoryWord, IdentityError> {
    let missing = match github.funding_file(&repository).await {
        Ok(Some(text)) => missing(&text, round, payout),
        Ok(None) => Some("there is no `FUNDING.json` in its default branch".to_owned()),
        Err(long @ IdentityError::LongFile { .. }) => Some(long.to_string()),
        Err(error) => return Err(error),
    };
    Ok(RepositoryWord { repository, missing })
}

/// Why a file does not name the payout.
fn missing(text: &str, round: Address, payout: Address) -> Option<String> {
    let Ok(file) = serde_json::from_str::<Value>(text) else {
        return Some("its `FUNDING.json` is not JSON".to_owned());
    };
    let Some(rounds) = file.get("tributary").and_then(Value::as_object) else {
        return Some("its `FUNDING.json` has no `tributary`".to_owned());
    };
    let ours = rounds.iter().find(|(key, _)| parse_address(key).is_ok_and(|key| key == round));
    let Some((_, entry)) = ours else {
        return Some(format!("its `FUNDING.json` has nothing for the round {round}"));
    };
    let named = entry.get("payout").and_then(Value::as_str).unwrap_or_default();
    match parse_address(named) {
        Ok(named) if named == payout => None,
        Ok(named) => Some(format!("its `FUNDING.json` names {named}, not {payout}")),
        Err(error) => Some(format!("the payout in its `FUNDING.json`: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUND: &str = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
    const PAYOUT: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    const OTHER: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    fn said(text: &str) -> Option<String> {
        missing(text, ROUND.parse().unwrap(), PAYOUT.parse().unwrap())
    }

    #[test]
    fn only_a_file_that_names_this_payout_for_this_round_speaks_for_it() {
        let file = |round: &str, payout: &str| {
            format!("{{\"other\": 1, \"tributary\": {{\"{round}\": {{\"payout\": \"{payout}\"}}}}}}")
        };
        for (round, payout) in
            [(ROUND, PAYOUT), (ROUND, &PAYOUT.to_lowercase()), (&ROUND.to_lowercase(), PAYOUT)]
        {
            assert_eq!(said(&file(round, payout)), None, "{round} {payout}");
        }
        let slip = PAYOUT.replace("dc79C8", "dC79C8");
        for (text, word) in [
            ("{", "not JSON"),
            ("[]", "no `tributary`"),
            ("{\"tributary\": []}", "no `tributary`"),
            ("{\"drips\": {}}", "no `tributary`"),
            (file(OTHER, PAYOUT).as_str(), "nothing for the round"),
            (file(ROUND, OTHER).as_str(), "names 0x3C44"),
            (file(ROUND, &slip).as_str(), "the payout in its"),
            (file(ROUND, "").as_str(), "the payout in its"),
        ] {
            let said = said(text).unwrap();
            assert!(said.contains(word), "{text}: {said}");
        }
    }
}
