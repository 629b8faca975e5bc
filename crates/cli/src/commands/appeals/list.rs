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

use super::{all, waits, words};
use crate::{
    args::Global,
    context::{Airdrop, open_store},
    output,
};

/// One appeal, with what is known of the person.
#[derive(Debug, Serialize)]
struct Row {
    id: u64,
    campaign: String,
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
    let appeals = all(&store, &airdrop.config).await?;
    let decided = appeals.iter().filter(|appeal| !waits(appeal)).count();
    let shown: Vec<Appeal> =
        appeals.into_iter().filter(|appeal| which == Shown::All || waits(appeal)).collect();
    let known = Known::of(&store, out, &airdrop.config.slugs()).await?;
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
    let campaigns = airdrop.config.campaigns()?;
    let decimals: BTreeMap<&str, u8> =
        campaigns.iter().map(|one| (one.airdrop.slug.as_str(), one.token.decimals)).collect();
    let cells = rows.iter().map(|row| {
        let amount = row.amount.map(|amount| {
            format!(
                "{} {}",
                output::grouped(&amount.format_tokens(decimals[row.campaign.as_str()])),
                token.symbol
            )
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
        if campaigns.len() > 1 {
            cells.push(row.campaign.clone());
        }
        if which == Shown::All {
            cells.push(row.state.as_str().to_owned());
            cells.push(row.answer.clone().unwrap_or_default());
        }
        cells
    });
    let mut header = vec!["id", "asks", "who", "amount", "received", "about", "said at", "reason"];
    if campaigns.len() > 1 {
        header.push("campaign");
    }
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
    /// By campaign and person.
    shares: BTreeMap<(String, Identity), AllocationPerson>,
    repositories: BTreeMap<RepoId, RepositoryName>,
}

impl Known {
    async fn of(store: &Store, out: &Path, slugs: &[String]) -> anyhow::Result<Self> {
        let accounts = store.accounts().await?.into_iter();
        let repositories = store.repositories().await?.into_iter();
        // A maintainer may decide on another machine than the one that publishes.
        let mut shares = BTreeMap::new();
        for slug in slugs {
            let Ok(bundle) = Bundle::open(&out.join(slug)) else { continue };
            let people = bundle.allocation()?.people.into_iter();
            shares.extend(people.map(|person| ((slug.clone(), person.identity), person)));
        }
        Ok(Self {
            logins: accounts.map(|account| (Identity::Github(account.id), account.login)).collect(),
            shares,
            repositories: repositories.map(|repository| (repository.id, repository.name)).collect(),
        })
    }

    fn row(&self, appeal: Appeal) -> Row {
        let state = appeal.state();
        let Appeal { id, draft, decision } = appeal;
        let share = self.shares.get(&(draft.campaign.clone(), draft.identity));
        let subject = |AppealSubject { repo, kind, key }| Subject {
            repository: self.repositories.get(&repo).cloned(),
            kind,
            key,
        };
        Row {
            id,
            campaign: draft.campaign,
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
