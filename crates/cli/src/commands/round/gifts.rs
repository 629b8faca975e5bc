//! A cart as it is typed: `PROJECT=TOKENS` or `PROJECT=TOKENS:SYMBOL`.

use anyhow::{Context as _, bail};
use tributary_chain::Gift;
use tributary_engine::round::{DonatedToken, RoundRules};
use tributary_model::Amount;

/// Reads the lines of a cart. Without a symbol it is the round's only token, or the pool's.
pub(crate) fn read(rules: &RoundRules, lines: &[String]) -> anyhow::Result<Vec<Gift>> {
    lines.iter().map(|line| gift(rules, line).with_context(|| format!("`{line}` is no gift"))).collect()
}

fn gift(rules: &RoundRules, line: &str) -> anyhow::Result<Gift> {
    let (project, rest) = line.split_once('=').context("write it as `3=25` or `3=25:DAI`")?;
    let (tokens, symbol) =
        rest.split_once(':').map_or((rest, None), |(tokens, symbol)| (tokens, Some(symbol)));
    let token = token(rules, symbol)?;
    Ok(Gift {
        project: project.parse().context("a project is named by its number")?,
        token: token.address,
        amount: Amount::parse_tokens(tokens, token.decimals)?,
    })
}

fn token<'a>(rules: &'a RoundRules, symbol: Option<&str>) -> anyhow::Result<&'a DonatedToken> {
    let tokens = &rules.donations.tokens;
    let symbols: Vec<&str> = tokens.iter().map(|token| token.symbol.as_str()).collect();
    match (symbol, &tokens[..]) {
        (None, [only]) => Ok(only),
        (None, _) => match rules.donated(rules.pool.token) {
            Some(token) => Ok(token),
            None => bail!("say in which token, such as `:{}`", symbols.join("` or `:")),
        },
        (Some(symbol), _) => {
            let mut found = tokens.iter().filter(|token| token.symbol.eq_ignore_ascii_case(symbol));
            match (found.next(), found.next()) {
                (Some(token), None) => Ok(token),
                (None, _) => bail!("`{symbol}` may not be given; what may is {}", symbols.join(", ")),
                (Some(_), Some(_)) => bail!("`{symbol}` is the symbol of two tokens"),
            }
        }
    }
}
