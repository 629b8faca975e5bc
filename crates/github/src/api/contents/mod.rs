//! A repository on GitHub as facts for classifying, in two questions: its description, topics and upper folders; then
//! the lower folders together with the few files that tell most.
//!
//! The tree is listed as a clone has it, down to six folders deep and for at most [`collection::LOWER`] of the lower
//! folders; what was not listed is counted in [`GithubFacts::missing`]. A file is given whole or not at all, so long ones
//! are not asked for. A server that cannot manage a question is asked for less.

mod collection;
mod tree;

use serde::Deserialize;
use serde_json::json;
use tributary_classify::{Facts, File};
use tributary_model::RepositoryName;

use self::{
    collection::Collection,
    tree::{Folder, Listing, entries, levels},
};
use super::{GithubClient, GithubError, PageSize, Subject, client::Question};

/// A repository as [`Facts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GithubFacts {
    /// The newest commit of the default branch.
    pub head: String,
    /// What there is.
    pub facts: Facts,
    /// Files that were wanted and not given, and folders that were not opened.
    pub missing: usize,
}

#[derive(Deserialize)]
struct Portrait {
    repository: Option<Shown>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    name_with_owner: RepositoryName,
    description: Option<String>,
    homepage_url: Option<String>,
    repository_topics: Topics,
    default_branch_ref: Option<Branch>,
}

#[derive(Deserialize)]
struct Topics {
    nodes: Vec<TopicNode>,
}

#[derive(Deserialize)]
struct TopicNode {
    topic: Topic,
}

#[derive(Deserialize)]
struct Topic {
    name: String,
}

#[derive(Deserialize)]
struct Branch {
    target: Tip,
}

#[derive(Deserialize)]
struct Tip {
    oid: String,
    tree: Folder,
}

/// Reads what classifying needs; `None` for a repository without a commit.
///
/// # Errors
/// [`GithubError::NotFound`] for one that is private or gone, or what else keeps GitHub from being read.
pub async fn read_facts(
    client: &GithubClient,
    name: &RepositoryName,
) -> Result<Option<GithubFacts>, GithubError> {
    let mut size = PageSize::default();
    let subject = Subject::Repository(name.clone());
    let portrait: Portrait = client.ask(&subject, &mut size, |size| portrait(name, levels(size))).await?.data;
    let shown = portrait.repository.ok_or_else(|| client.misshapen("no repository and no error"))?;
    let Some(Branch { target: Tip { oid: head, tree } }) = shown.default_branch_ref else { return Ok(None) };
    let mut listing = Listing::default();
    listing.open("", tree.entries.unwrap_or_default());
    let mut collection = Collection::plan(&mut listing);
    collection.ask(client, name, &mut size, &mut listing).await?;
    listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    let files = listing
        .files
        .into_iter()
        .map(|file| File { bytes: collection.sizes.get(&file.path).copied(), path: file.path });
    let facts = Facts {
        name: shown.name_with_owner.to_string(),
        description: shown.description.filter(|words| !words.is_empty()),
        homepage: shown.homepage_url.filter(|address| !address.is_empty()),
        topics: shown.repository_topics.nodes.into_iter().map(|node| node.topic.name).collect(),
        files: files.collect(),
        texts: collection.texts,
    };
    Ok(Some(GithubFacts { head, facts, missing: collection.missing + listing.closed.len() }))
}

fn portrait(name: &RepositoryName, levels: u32) -> Question {
    let query = format!(
        "\
query Portrait($owner: String!, $name: String!) {{
  rateLimit {{ cost }}
  repository(owner: $owner, name: $name) {{
    nameWithOwner description homepageUrl repositoryTopics(first: 20) {{ nodes {{ topic {{ name }} }} }}
    defaultBranchRef {{ target {{ oid ... on Commit {{ tree {{ {} }} }} }} }}
  }}
}}",
        entries(levels)
    );
    Question { query, variables: json!({ "owner": name.owner(), "name": name.name() }) }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use serde_json::json;
    use tributary_classify::{Kind, Rules, classify};

    use super::{collection::LOWER, *};
    use crate::{
        api::{GithubClient, GithubError, Patience},
        testing::Simulator,
    };

    fn client(simulator: &Simulator) -> GithubClient {
        let patience = Patience { first_pause: std::time::Duration::from_millis(1), ..Patience::default() };
        GithubClient::new(simulator.url(), &SecretString::from("token".to_owned()), patience, |_| {}).unwrap()
    }

    async fn read(client: &GithubClient, name: &str) -> Result<Option<GithubFacts>, GithubError> {
        read_facts(client, &format!("riverbed-ai/{name}").parse().unwrap()).await
    }

    #[tokio::test]
    async fn two_questions_tell_what_a_clone_tells_and_what_the_host_says() {
        let simulator = Simulator::start(&[]);
        let client = client(&simulator);
        let GithubFacts { facts, missing, .. } = read(&client, "tiny-llm").await.unwrap().unwrap();
        assert_eq!(client.usage().requests, 2);
        assert_eq!(missing, 0);
        assert_eq!(facts.topics, ["llm", "small-language-models"]);
        assert_eq!(facts.description.as_deref(), Some("A language model small enough to read"));
        assert_eq!(facts.homepage.as_deref(), Some("https://riverbed-ai.example/tiny-llm"));
        let paths: Vec<_> = facts.files.iter().map(|file| file.path.as_str()).collect();
        // Neither the link nor the submodule, nor what is deep in others' work; git's order.
        assert_eq!(
            paths,
            [
                "README.md",
                "config.json",
                "model.safetensors",
                "pyproject.toml",
                "src/tiny_llm/data/text/tokens/pairs.py",
                "src/tiny_llm/modeling_tiny.py",
                "src/tiny_llm/train.py"
            ]
        );
        assert_eq!(facts.files[2].bytes, Some(2_200_119_864), "of what the pointer stands for");
        let verdict = classify(&facts, Rules::builtin());
        assert_eq!((verdict.kind, verdict.small_model), (Some(Kind::Model), true));
        assert_eq!(verdict.parameters, Some(1_100_059_932));
    }

    #[tokio::test]
    async fn a_large_tree_is_read_in_two_questions_and_a_long_file_is_left_out() {
        let simulator = Simulator::start(&[]);
        let client = client(&simulator);
        let GithubFacts { facts, missing, .. } = read(&client, "datasets").await.unwrap().unwrap();
        assert_eq!(client.usage().requests, 2);
        assert_eq!((facts.files.len(), missing), (3_003, 0));
        assert!(facts.texts.iter().all(|text| text.path != "data/long.csv"));
        let verdict = classify(&facts, Rules::builtin());
        assert_eq!((verdict.kind, verdict.synthetic_data), (Some(Kind::Dataset), true));
    }

    #[tokio::test]
    async fn a_server_that_fails_is_asked_for_fewer_levels_and_folders_left_closed_are_counted() {
        let simulator = Simulator::start(&[]);
        simulator.faults(json!([{ "match": "graphql", "kind": "502", "nth": 1, "count": 2 }])).await;
        let client = client(&simulator);
        let found = read(&client, "datasets").await.unwrap().unwrap();
        // 300 folders below `data`, of which the second question opens as many as it may.
        assert_eq!(found.missing, 300 - LOWER);
        assert_eq!(found.facts.files.len(), 3 + LOWER * 10);
    }

    #[tokio::test]
    async fn a_repository_without_a_commit_holds_nothing() {
        let simulator = Simulator::start(&[]);
        let client = client(&simulator);
        assert_eq!(read(&client, "notebook").await.unwrap(), None);
        assert_eq!(client.usage().requests, 1);
    }

    #[tokio::test]
    async fn one_that_is_private_or_gone_is_named_with_the_remedy() {
        let simulator = Simulator::start(&[]);
        let error = read(&client(&simulator), "vanished").await.unwrap_err();
        assert!(
            matches!(&error, GithubError::NotFound { repository, .. } if repository.to_string() == "riverbed-ai/vanished")
        );
        assert!(error.to_string().contains("check the name and the token's repository access"), "{error}");
    }

    #[tokio::test]
    async fn an_old_name_leads_to_the_repository() {
        let simulator = Simulator::start(&[]);
        let found = read(&client(&simulator), "old-name").await.unwrap().unwrap();
        assert_eq!(found.facts.name, "riverbed-ai/datasets");
    }
}
