//! Which repositories there are: those of an owner, and those with a topic. Public ones only: what an airdrop pays for
//! is published.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tributary_model::RepositoryName;

use super::{GithubClient, GithubError, PageSize, Subject, client::Question, shape::List};

/// Which repositories to leave in beside those that are developed in place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Also {
    /// Forks too.
    pub forks: bool,
    /// Archived ones too.
    pub archived: bool,
}

const OF_OWNER: &str = "\
query Repositories($login: String!, $after: String, $fork: Boolean, $archived: Boolean) {
  rateLimit { cost }
  owner: repositoryOwner(login: $login) {
    repositories(first: 100, after: $after, ownerAffiliations: [OWNER], privacy: PUBLIC, isFork: $fork, \
    isArchived: $archived, orderBy: {field: NAME, direction: ASC}) {
      pageInfo { hasNextPage endCursor } nodes { nameWithOwner } }
  }
}";

const WITH_TOPIC: &str = "\
query Topic($search: String!, $first: Int!, $after: String) {
  rateLimit { cost }
  search(type: REPOSITORY, query: $search, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { ... on Repository { nameWithOwner } } }
}";

/// Items of one page.
const PAGE: u32 = 100;

#[derive(Deserialize)]
struct OwnerAnswer {
    owner: Option<Owner>,
}

#[derive(Deserialize)]
struct Owner {
    repositories: List<Named>,
}

#[derive(Deserialize)]
struct TopicAnswer {
    search: List<Named>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    name_with_owner: RepositoryName,
}

impl GithubClient {
    /// The public repositories of an organisation or a user, by name; 100 with each request.
    ///
    /// # Errors
    /// [`GithubError`]; [`GithubError::NoOwner`] when nobody is called so.
    pub async fn repositories_of(&self, login: &str, also: Also) -> Result<Vec<RepositoryName>, GithubError> {
        let subject = Subject::Owner(login.to_owned());
        let leave_out = |also: bool| (!also).then_some(false);
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let variables = json!({
                "login": login, "after": after, "fork": leave_out(also.forks),
                "archived": leave_out(also.archived),
            });
            let answer: OwnerAnswer = self.list(&subject, OF_OWNER, variables).await?;
            let Some(owner) = answer.owner else {
                let api = self.api().to_owned();
                return Err(GithubError::NoOwner { login: login.to_owned(), api });
            };
            names.extend(owner.repositories.items().map(|found| found.name_with_owner.clone()));
            after = owner.repositories.rest().map(str::to_owned);
            if after.is_none() {
                return Ok(names);
            }
        }
    }

    /// Public repositories with a topic, most stars first; GitHub shows 1000 at most.
    ///
    /// # Errors
    /// [`GithubError`].
    pub async fn repositories_with_topic(
        &self,
        topic: &str,
        limit: u32,
        also: Also,
    ) -> Result<Vec<RepositoryName>, GithubError> {
        let subject = Subject::Topic(topic.to_owned());
        // A search leaves forks out unless it is told otherwise.
        let forks = if also.forks { " fork:true" } else { "" };
        let archived = if also.archived { "" } else { " archived:false" };
        let search = format!("topic:{topic} is:public{forks}{archived} sort:stars-desc");
        let (mut names, mut after, mut left) = (Vec::new(), None, limit);
        loop {
            let variables = json!({ "search": search, "first": left.min(PAGE), "after": after });
            let answer: TopicAnswer = self.list(&subject, WITH_TOPIC, variables).await?;
            let found = answer.search.items().map(|found| found.name_with_owner.clone());
            names.extend(found);
            left = left.saturating_sub(PAGE);
            after = answer.search.rest().map(str::to_owned).filter(|_| left > 0);
            if after.is_none() {
                return Ok(names);
            }
        }
    }

    async fn list<T: DeserializeOwned>(
        &self,
        subject: &Subject,
        query: &str,
        variables: Value,
    ) -> Result<T, GithubError> {
        let question = |_| Question { query: query.to_owned(), variables: variables.clone() };
        Ok(self.ask(subject, &mut PageSize::default(), question).await?.data)
    }
}
