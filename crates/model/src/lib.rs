//! The words of the domain: who (identities), what (contributions), when (timestamps and windows)
//! and how much (amounts). Everything here is a value: no I/O, no clock, no randomness.

mod agent;
mod amount;
mod appeal;
mod binding;
mod claim;
mod classification;
mod contract;
mod contribution;
mod gwei;
mod identity;
mod pull_request;
mod repository;
mod round;
mod time;
mod wallet;

pub use agent::{Agent, AgentError};
pub use alloy_primitives::{Address, B256, Bytes, U256, U512};
pub use amount::{Amount, AmountError};
pub use appeal::{
    Appeal, AppealDecision, AppealDraft, AppealError, AppealKind, AppealReason, AppealState, AppealSubject,
    StatementUrl,
};
pub use binding::{Binding, BindingError, ChallengeId, ProofEvidence, ProofMethod, Proved};
pub use claim::{ChainCursor, ClaimRecord, Claimant};
pub use classification::{Classification, Sign};
pub use contract::{Contract, ContractError};
pub use contribution::{
    ChangeKind, CommitPaths, Contribution, ContributionKind, ContributionKindError, Count, PathChange,
};
pub use gwei::Gwei;
pub use identity::{Account, AccountKind, EmailHash, GithubId, Identity, IdentityError};
pub use pull_request::{Approval, Association, AssociationError, IssueRef, Merge, PullRequest};
pub use repository::{
    LinguistAttribute, PathAttribute, RepoId, Repository, RepositoryName, RepositoryNameError,
};
pub use round::{GiftSkip, RoundEvent, RoundRecord, RoundWindows, Verdict};
pub use time::{Month, TimeError, Timestamp, Window};
pub use wallet::WalletLink;
