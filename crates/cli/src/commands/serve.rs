//! `tributary serve`.

use std::{
    collections::BTreeMap,
    net::{AddrParseError, SocketAddr},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use clap::Args;
use tokio::{net::TcpListener, signal, sync::watch};
use tributary_api::{AppState, Follower, PeerAddress, Settings, serve};

use crate::{
    args::Global,
    context::{Airdrop, now, open_store},
    desk::{DeskArgs, warn_of_strange_key},
    exit,
    onchain::EndpointArgs,
    output,
    sponsor::SponsorArgs,
};

/// What to serve and where.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The folder that bundles are published to; new ones are noticed while serving
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = LISTEN, env = "TRIBUTARY_LISTEN", value_parser = listen, value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    #[command(flatten)]
    endpoint: EndpointArgs,
    /// Another public endpoint that the page may ask; may be repeated
    #[arg(long = "page-rpc", value_name = "URL")]
    page_rpc: Vec<String>,
    /// A reverse proxy in front appends the visitor's address to X-Forwarded-For
    #[arg(long)]
    behind_proxy: bool,
    #[command(flatten)]
    desk: DeskArgs,
    #[command(flatten)]
    sponsor: SponsorArgs,
}

const LISTEN: &str = "127.0.0.1:8080";

/// A variable that is set and empty counts as not set.
fn listen(text: &str) -> Result<SocketAddr, AddrParseError> {
    if text.is_empty() { LISTEN } else { text }.parse()
}

/// Serves until it is told to stop (Ctrl-C or SIGTERM), then lets open requests end.
pub(crate) async fn run(global: &Global, args: ServeArgs) -> anyhow::Result<ExitCode> {
    let airdrop = if global.file.exists() { Some(Airdrop::read(global)?) } else { None };
    let store = open_store(global, airdrop.as_ref()).await?;
    let listener = TcpListener::bind(args.listen).await.map_err(|error| {
        exit::outside(format!("cannot listen on {}: {error}; choose another with --listen", args.listen))
    })?;
    let address = listener.local_addr()?;
    let desk = args.desk.terms(address)?;
    warn_of_strange_key(&args.out, desk.attestor.as_ref());
    let rpc_urls = args.endpoint.given();
    let settings = Settings {
        desk,
        rpc_urls: rpc_urls.clone(),
        connect: args.page_rpc,
        peer: if args.behind_proxy { PeerAddress::Forwarded } else { PeerAddress::Connection },
        ..Settings::default()
    };
    let (sender, views) = watch::channel(BTreeMap::new());
    let sponsorship = args.sponsor.sponsorship(&store, rpc_urls.clone())?;
    let state = AppState::new(&args.out, store, views, settings, Arc::new(now))?;
    let follower = tokio::spawn(Follower::new(state.clone(), sender, rpc_urls).run());
    if global.json {
        output::json(&serde_json::json!({ "url": format!("http://{address}") }))?;
    } else {
        output::line(format!("http://{address}"))?;
    }
    let (told, stopping) = watch::channel(false);
    let sending = sponsorship.map(|sponsorship| {
        output::note(format!("claims are sponsored by {}", sponsorship.address()));
        state.sponsor_by(sponsorship.clone());
        tokio::spawn(sponsorship.run(state.clone(), stopping))
    });
    let served = serve(listener, state, stop()).await.map_err(exit::outside);
    follower.abort();
    // What is being signed is stored and sent first.
    told.send_replace(true);
    if let Some(sending) = sending {
        let _ = sending.await;
    }
    served.map(|()| ExitCode::SUCCESS)
}

async fn stop() {
    let interrupt = async {
        // Without a handler there is no way to be told; then only SIGTERM stops us.
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
