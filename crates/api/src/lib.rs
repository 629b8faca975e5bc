//! The HTTP side of Tributary: campaigns, people, proofs, claims and funding rounds as JSON, the bundles as files, and
//! the web page. It hands published facts over, keeps appeals and proofs of GitHub accounts, and passes claims on to a
//! sponsor if there is one. With an attestor's key it says whom an account was proved to be paid at.
//!
//! Every answer that is not a success is an RFC 9457 problem document, made in `problem`.

mod binding_problem;
mod campaign;
mod catalog;
mod chain_view;
mod chains;
mod checks;
mod error;
mod follow;
mod limits;
mod metrics;
mod observe;
mod openapi;
mod problem;
mod round_problem;
mod rounds;
mod routes;
mod scalar;
mod security;
mod server;
mod settings;
mod sponsor;
mod state;
mod web;

pub use chain_view::{ChainStatus, ChainView, ChainViews};
pub use error::ApiError;
pub use follow::Follower;
pub use openapi::openapi_json;
pub use server::{router, serve};
pub use settings::{PeerAddress, Settings};
pub use sponsor::Sponsorship;
pub use state::{AppState, Clock};
