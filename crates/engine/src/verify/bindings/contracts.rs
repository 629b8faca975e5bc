//! Signatures that no key made: contracts alone can say whether they hold, and only as of now.
//!
//! A wallet's contract may say no tomorrow, out of malice or because its owners changed, and anybody with a GitHub account may
//! name such a wallet. That must not spoil the file for everybody else, so a wallet's signature that no contract accepts is
//! told and counted as one that cannot be judged now, also where there is no contract (any more). The attestors are few and
//! named: an attestor without a contract signs with a key, and what that key did not make is forged.

use std::fmt::Write as _;

use tributary_chain::{Chain, ChainError};
use tributary_model::{Address, B256, Bytes};

/// A list of more of them than that helps nobody.
const MOST_TOLD: usize = 5;

/// A signature that no key made.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Its line, counted from 1.
    pub(super) place: u64,
    pub(super) by: Signer,
    pub(super) account: Address,
    pub(super) digest: B256,
    pub(super) signature: Bytes,
}

/// As what somebody signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    /// The wallet, that it wants to be paid.
    Wallet,
    /// An attestor, that it is to be.
    Attestor,
}

/// Those that no contract accepts now. An attestor's that cannot be one is an error in words.
pub(super) async fn unjudged<'a>(
    asked: &'a [Asked],
    chain: &Chain,
) -> Result<Result<Vec<&'a Asked>, String>, ChainError> {
    let mut unjudged = Vec::new();
    for one in asked {
        let Asked { place, by, account, digest, signature } = one;
        if chain.accepts(*account, *digest, signature).await? {
            continue;
        }
        if *by == Signer::Attestor && chain.code(*account).await?.is_empty() {
            return Ok(Err(format!("line {place}: a signature is not by `{account}`")));
        }
        unjudged.push(one);
    }
    Ok(Ok(unjudged))
}

/// For the end of the detail; empty when there are none.
pub(super) fn told(unjudged: &[&Asked]) -> String {
    if unjudged.is_empty() {
        return String::new();
    }
    let mut words = format!(
        "; {} signatures cannot be judged now, for no contract accepts them any more: ",
        unjudged.len()
    );
    for (place, one) in unjudged.iter().take(MOST_TOLD).enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        write!(words, "{comma}`{}` in line {}", one.account, one.place).expect("a String takes any text");
    }
    words + if unjudged.len() > MOST_TOLD { " and others" } else { "" }
}
