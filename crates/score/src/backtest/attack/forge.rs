//! Work that nobody did.

use smol_str::SmolStr;
use tributary_model::{
    Account, AccountKind, Approval, Association, ChangeKind, CommitPaths, Contribution, ContributionKind,
    GithubId, Identity, Merge, PathChange, PullRequest, Timestamp,
};

use super::{Attack, AttackSize, target::Target};
use crate::Evidence;

const HOUR: i64 = 60 * 60;
/// Lines of a copied patch: enough to be compared, where rules compare.
const COPIED: u32 = 100;

/// Evidence with an attack in it.
pub(super) struct Staged {
    pub(super) evidence: Evidence,
    /// Whose earnings are counted.
    pub(super) attackers: Vec<Identity>,
}

/// One pull request, or one commit where there are none.
struct Piece {
    place: u32,
    number: u32,
    author: Identity,
    /// Who approves it, before it is merged.
    approvers: Vec<Identity>,
    path: SmolStr,
    lines: u32,
}

/// Puts an attack beside the evidence.
pub(super) fn stage(evidence: &Evidence, target: &Target, attack: Attack, size: AttackSize) -> Staged {
    let mut evidence = evidence.clone();
    let count = match attack {
        Attack::ReviewRing | Attack::ReviewClique => size.accounts.get(),
        _ => 1,
    };
    let attackers = accounts(&mut evidence, target, count);
    let forge = Forge { target, attack, count: size.contributions.get() };
    for (place, number) in (0..forge.count).zip(target.free_numbers()) {
        forge.add(&mut evidence, &forge.piece(place, number, &attackers));
    }
    evidence.normalise();
    Staged { evidence, attackers }
}

/// Adds so many accounts, made when the window began.
pub(super) fn accounts(evidence: &mut Evidence, target: &Target, count: u32) -> Vec<Identity> {
    let account = |(place, id): (u32, GithubId)| {
        evidence.accounts.push(Account {
            id,
            login: format!("attacker-{place}"),
            kind: AccountKind::User,
            created_at: Some(target.window.from),
        });
        Identity::Github(id)
    };
    (1..=count).zip(target.free_accounts()).map(account).collect()
}

struct Forge<'t> {
    target: &'t Target,
    attack: Attack,
    /// How many pieces there will be.
    count: u32,
}

impl Forge<'_> {
    fn piece(&self, place: u32, number: u32, attackers: &[Identity]) -> Piece {
        let turn = usize::try_from(place).unwrap_or_default() % attackers.len();
        let author = attackers[turn];
        let approvers = match self.attack {
            Attack::ReviewRing => vec![attackers[(turn + 1) % attackers.len()]],
            Attack::ReviewClique => attackers.iter().copied().filter(|other| *other != author).collect(),
            _ => Vec::new(),
        };
        let (path, lines) = match self.attack {
            Attack::Copies => ("src/patch.rs".into(), COPIED + place % 3),
            _ => (format!("src/part_{place}.rs").into(), 1),
        };
        Piece { place, number, author, approvers, path, lines }
    }

    fn add(&self, evidence: &mut Evidence, piece: &Piece) {
        let at = |before| self.target.moment(piece.place, self.count, before);
        let merged = self.attack != Attack::Unmerged;
        if self.target.has_pulls {
            self.happened(evidence, piece, ContributionKind::PullRequestOpened, piece.author, at(2 * HOUR));
            for approver in &piece.approvers {
                self.happened(evidence, piece, ContributionKind::Review, *approver, at(HOUR));
            }
            if merged {
                self.happened(evidence, piece, ContributionKind::PullRequestMerged, piece.author, at(0));
            }
            evidence.pull_requests.push(self.told(piece, merged.then(|| at(0)), at(HOUR)));
        }
        if self.target.has_commits && merged {
            self.happened(evidence, piece, ContributionKind::Commit, piece.author, at(0));
            let (repo, oid) = (self.target.repo, key(ContributionKind::Commit, piece));
            evidence.commits.push(CommitPaths { repo, oid, changes: changes(piece) });
        }
    }

    fn happened(
        &self,
        evidence: &mut Evidence,
        piece: &Piece,
        kind: ContributionKind,
        author: Identity,
        at: Timestamp,
    ) {
        let sized = kind != ContributionKind::Review;
        evidence.contributions.push(Contribution {
            repo: self.target.repo,
            kind,
            key: key(kind, piece),
            author,
            at,
            number: (kind != ContributionKind::Commit).then_some(piece.number),
            additions: sized.then_some(piece.lines.into()),
            deletions: sized.then_some(0.into()),
            changed_files: sized.then_some(1.into()),
        });
    }

    fn told(&self, piece: &Piece, merged: Option<Timestamp>, approved: Timestamp) -> PullRequest {
        let (by, association) = match self.attack {
            Attack::SelfMerge => (piece.author, Association::Collaborator),
            _ => (self.target.maintainer, Association::Contributor),
        };
        let mut approvals: Vec<Approval> =
            piece.approvers.iter().map(|by| Approval { at: approved, by: *by }).collect();
        approvals.sort_unstable();
        PullRequest {
            repo: self.target.repo,
            number: piece.number,
            author: piece.author,
            association,
            base: self.target.base.clone(),
            merge: merged.map(|at| Merge { at, by, commit: None }),
            approvals,
            commit_authors: vec![piece.author],
            assigners: Vec::new(),
            closes: Vec::new(),
            reverts: None,
            reverts_commit: None,
            changes: changes(piece),
        }
    }
}

/// Real keys are numbers or hashes. One pull request has one key, and so have its reviews: each has another author.
fn key(kind: ContributionKind, piece: &Piece) -> SmolStr {
    let what = match kind {
        ContributionKind::Review => "review",
        ContributionKind::Commit => "commit",
        _ => "pull",
    };
    format!("forged-{what}-{}", piece.place).into()
}

fn changes(piece: &Piece) -> Vec<PathChange> {
    vec![PathChange {
        path: piece.path.clone(),
        change: ChangeKind::Modified,
        additions: Some(piece.lines),
        deletions: Some(0),
        whitespace: 0,
    }]
}
