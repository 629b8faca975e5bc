//! What proves that a person holds a GitHub account, and which wallet they name: the message that binds both
//! ([`BindingMessage`]), SSH signatures over it ([`ssh`]), gists that hold it ([`gist`]), and the secrets of an OAuth
//! consent ([`pkce`]).
//!
//! It decides and asks nobody: what GitHub publishes, the moment and the randomness are given to it.

pub mod gist;
mod message;
mod page;
pub mod pkce;
mod random;
mod rsa;
pub mod ssh;

pub use message::{BindingMessage, LIFETIME_SECONDS, MessageError};
pub use page::{PageUri, PageUriError};
pub use random::{Nonce, NonceError};
