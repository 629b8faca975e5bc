//! What `tributary serve` binds GitHub accounts by: its public address, GitHub, and an attestor's key.

use std::{net::SocketAddr, path::Path};

use anyhow::Context as _;
use clap::Args;
use secrecy::SecretString;
use tributary_chain::Key;
use tributary_engine::{bindings::DeskTerms, bundle::Bundle};
use tributary_github::{
    api::GITHUB_API,
    identity::{GITHUB_WEB, IdentityClient, IdentitySettings, OauthApp, brief},
};
use tributary_proof::PageUri;

use crate::{
    context::environment,
    onchain::{KeyNames, key_of},
    output,
};

const CLIENT_ID: &str = "TRIBUTARY_GITHUB_CLIENT_ID";
const CLIENT_SECRET: &str = "TRIBUTARY_GITHUB_CLIENT_SECRET";

const ATTESTOR: KeyNames = KeyNames {
    keystore: "TRIBUTARY_ATTESTOR_KEYSTORE",
    password: "TRIBUTARY_ATTESTOR_KEYSTORE_PASSWORD",
    key: "TRIBUTARY_ATTESTOR_PRIVATE_KEY",
};

/// Where people meet the server, and where GitHub is. Keys and the secret of the OAuth app are in the environment alone.
#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "each is an address")]
pub(crate) struct DeskArgs {
    /// The address that people see, such as https://drop.example.org; by default the one that is listened on. Messages to
    /// be signed name it, and GitHub leads back to it
    #[arg(long, env = "TRIBUTARY_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Base address of GitHub's API, for GitHub Enterprise
    #[arg(long, env = "TRIBUTARY_GITHUB_URL", value_name = "URL")]
    github_url: Option<String>,
    /// Address of GitHub's pages, where people sign in
    #[arg(long, env = "TRIBUTARY_GITHUB_WEB_URL", value_name = "URL")]
    github_web_url: Option<String>,
}

impl DeskArgs {
    /// Reads the environment; `listening` is where the server listens.
    pub(crate) fn terms(self, listening: SocketAddr) -> anyhow::Result<DeskTerms> {
        let given = self.public_url.filter(|url| !url.is_empty());
        let public_url = public_url(&given.unwrap_or_else(|| format!("http://{listening}")))?;
        let github = github(self.github_url, self.github_web_url, app()?)?;
        Ok(DeskTerms { public_url, github: Some(github), attestor: key_of(&ATTESTOR)? })
    }
}

/// GitHub as everybody sees it; with an OAuth app, also whom people sign in to.
pub(crate) fn github(
    api: Option<String>,
    web: Option<String>,
    app: Option<OauthApp>,
) -> anyhow::Result<IdentityClient> {
    let or = |url: Option<String>, usual: &str| {
        url.filter(|url| !url.is_empty()).unwrap_or_else(|| usual.to_owned())
    };
    Ok(IdentityClient::new(IdentitySettings {
        api: or(api, GITHUB_API),
        web: or(web, GITHUB_WEB),
        app,
        token: environment("GITHUB_TOKEN")?.map(SecretString::from),
        patience: brief(),
    })?)
}

fn app() -> anyhow::Result<Option<OauthApp>> {
    match (environment(CLIENT_ID)?, environment(CLIENT_SECRET)?) {
        (Some(client_id), Some(secret)) => Ok(Some(OauthApp { client_id, client_secret: secret.into() })),
        (None, None) => Ok(None),
        _ => anyhow::bail!("an OAuth app at GitHub needs both `{CLIENT_ID}` and `{CLIENT_SECRET}`"),
    }
}

/// Scheme and host: pages of the campaigns are below it.
fn public_url(text: &str) -> anyhow::Result<String> {
    let url = text.trim_end_matches('/');
    let page = format!("{url}/a/x").parse::<PageUri>().with_context(|| refused(text))?;
    let host = url.split_once("://").map(|(_, host)| host);
    anyhow::ensure!(host == Some(page.host()), refused(text));
    Ok(url.to_owned())
}

fn refused(text: &str) -> String {
    format!(
        "`{text}` is not the public address of a server; write scheme and host, such as https://drop.example.org"
    )
}

/// Says where the key will attest nothing, as far as the rules tell.
pub(crate) fn warn_of_strange_key(out: &Path, attestor: Option<&Key>) {
    let Some(key) = attestor else { return };
    let bundles = if out.is_dir() { Bundle::open_all(out).unwrap_or_default() } else { Vec::new() };
    for bundle in bundles.into_iter().flatten() {
        let manifest = bundle.manifest();
        let strange =
            manifest.claim.identity.as_ref().is_some_and(|terms| !terms.attestors.contains(&key.address()));
        if strange {
            output::note(format!(
                "warning: the attestor's key {} is not among the attestors that the rules of `{}` name; nothing is \
                 attested there unless the set on the chain has taken it in",
                key.address(),
                output::inline(&manifest.slug)
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_public_address_is_scheme_and_host() {
        for url in ["https://drop.example.org", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert_eq!(super::public_url(url).unwrap(), url);
            assert_eq!(super::public_url(&format!("{url}/")).unwrap(), url);
        }
        for url in ["drop.example.org", "ftp://x", "https://", "https://x.org/tributary", "https://ada@x.org"]
        {
            let error = super::public_url(url).unwrap_err().to_string();
            assert!(error.contains("write scheme and host"), "{error}");
        }
    }
}
