//! Bindings of GitHub accounts to wallets: what is asked for, what was proved, and who vouches for it.

mod challenges;
mod endorsements;
mod proved;

pub use challenges::{Challenge, ChallengeState, DeviceStep, OauthStep};
pub use endorsements::{Attested, Endorsed};
pub use proved::Settled;
