//! Appeals as a table, or as JSON. Strangers wrote them: nothing of theirs reaches a terminal as a command.

use std::{collections::BTreeMap, path::Path};

use serde::Serialize;
use tributary_engine::bundle::{AllocationPerson, Bundle};
use tributary_model::{
    Amount, Appeal, AppealKind, AppealState, AppealSubject, ContributionKind, Identity, RepoId,
    RepositoryName, Timestamp,
};
use tributary_score::Points;
use tributary_storage::Store;

use super::{waits, words};
use crate::{
    args::Global,
    context::{Airdrop, open_store},
    output,
};

/// One appeal, with what is known of the person.
#[derive(Debug, Serialize)]
struct Row {
    id: u64,
    kind: AppealKind,
    identity: Identity,
    login: Option<String>,
    /// Of the bundle that people answer to; `null` where there is none here.
    score: Option<Points>,
    amount: Option<Amount>,
    contribution: Option<Subject>,
    reason: String,
    url: Option<String>,
    received_at: Timestamp,
    state: AppealState,
    answer: Option<String>,
    decided_at: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct Subject {
    repository: Option<RepositoryName>,
    kind: ContributionKind,
    key: String,
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Those that nobody has decided.
    Waiting,
    /// Those that were decided too.
    All,
}

/// Shows them with the shares of the bundle below `out`.
pub(super) async fn run(global: &Global, which: Shown, out: &Path) -> anyhow::Result<()> {
    let airdrop = Airdrop::read_undecided(global)?;
    let store = open_store(global, Some(&airdrop)).await?;
    let slug = &airdrop.config.airdrop.slug;
    let appeals = store.appeals(slug).await?;
    let decided = appeals.iter().filter(|appeal| !waits(appeal)).count();
    let shown: Vec<Appeal> =
        appeals.into_iter().filter(|appeal| which == Shown::All || waits(appeal)).collect();
    let known = Known::of(&store, out, slug).await?;
    let rows: Vec<Row> = shown.into_iter().map(|appeal| known.row(appeal)).collect();
    if global.json {
        return output::json(&rows);
    }
    if !rows.is_empty() {
        table(&rows, which, &airdrop)?;
    }
    let waiting = rows.iter().filter(|row| row.state == AppealState::Waiting).count();
    output::note(match (waiting, decided) {
        (0, 0) => format!("Nobody has appealed in `{slug}`."),
        (0, decided) => format!("No appeal waits in `{slug}`; {decided} decided, shown by --all."),
        (_, _) => {
            "Anybody can write an appeal in anybody's name; a link to the person's own words shows that it is theirs.\n\
             Decide with `tributary appeals accept ID` or `tributary appeals decline ID --answer TEXT`."
                .to_owned()
        }
    });
    Ok(())
}

fn table(rows: &[Row], which: Shown, airdrop: &Airdrop) -> anyhow::Result<()> {
    let token = &airdrop.config.token;
    let cells = rows.iter().map(|row| {
        let amount = row.amount.map(|amount| {
            format!("{} {}", output::grouped(&amount.format_tokens(token.decimals)), token.symbol)
        });
        let mut cells = vec![
            row.id.to_string(),
            words(row.kind).to_owned(),
            row.login
                .clone()
                .map_or_else(|| row.identity.to_string(), |login| format!("{login} ({})", row.identity)),
            amount.unwrap_or_default(),
            row.received_at.to_string(),
            row.contribution.as_ref().map_or_else(|| "the whole share".to_owned(), Subject::words),
            row.url.clone().unwrap_or_else(|| "no link".to_owned()),
            row.reason.clone(),
        ];
        if which == Shown::All {
            cells.push(row.state.as_str().to_owned());
            cells.push(row.answer.clone().unwrap_or_default());
        }
        cells
    });
    let mut header = vec!["id", "asks", "who", "amount", "received", "about", "said at", "reason"];
    if which == Shown::All {
        header.extend(["state", "answer"]);
    }
    output::line(output::table(&header, &[0, 3], cells).to_string())
}

impl Subject {
    fn words(&self) -> String {
        let repository = self.repository.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
        format!("{} {}{repository}", self.kind.as_str(), self.key)
    }
}

/// Logins, shares and names of repositories.
struct Known {
    logins: BTreeMap<Identity, String>,
    shares: BTreeMap<Identity, AllocationPerson>,
    repositories: BTreeMap<RepoId, RepositoryName>,
}

impl Known {
    async fn of(store: &Store, out: &Path, slug: &str) -> anyhow::Result<Self> {
        let accounts = store.accounts().await?.into_iter();
        let repositories = store.repositories().await?.into_iter();
        // A maintainer may decide on another machine than the one that publishes.
        let bundle = Bundle::open(&out.join(slug)).ok();
        let people =
            bundle.map(|bundle| bundle.allocation()).transpose()?.map(|allocation| allocation.people);
        Ok(Self {
            logins: accounts.map(|account| (Identity::Github(account.id), account.login)).collect(),
            shares: people.into_iter().flatten().map(|person| (person.identity, person)).collect(),
            repositories: repositories.map(|repository| (repository.id, repository.name)).collect(),
        })
    }

    fn row(&self, appeal: Appeal) -> Row {
        let state = appeal.state();
        let Appeal { id, draft, decision } = appeal;
        let share = self.shares.get(&draft.identity);
        let subject = |AppealSubject { repo, kind, key }| Subject {
            repository: self.repositories.get(&repo).cloned(),
            kind,
            key,
        };
        Row {
            id,
            kind: draft.kind,
            identity: draft.identity,
            login: self.logins.get(&draft.identity).cloned(),
            score: share.map(|share| share.score),
            amount: share.map(|share| share.amount),
            contribution: draft.subject.map(subject),
            reason: draft.reason.as_str().to_owned(),
            url: draft.url.map(|url| url.as_str().to_owned()),
            received_at: draft.received_at,
            state,
            decided_at: decision.as_ref().map(|decision| decision.decided_at),
            answer: decision.map(|decision| decision.answer),
        }
    }
}
