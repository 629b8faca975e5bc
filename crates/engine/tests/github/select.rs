//! Entries that stand for many repositories, looked up on the simulator and collected from the database.

use std::{fs, path::Path};

use tributary_engine::{
    collect::{CollectError, Collected, collect},
    config::{AirdropConfig, Selector, StandsFor},
    index::select::{SelectError, select},
    template::Template,
};
use tributary_github::{api::GithubError, testing::Simulator};

use crate::database::{Database, client};

/// A valid file with these entries.
fn config(entries: &str) -> AirdropConfig {
    let day = |text: &str| text.to_owned();
    let template = Template {
        slug: "test".to_owned(),
        name: "Test".to_owned(),
        sources: Vec::new(),
        from: day("2024-01-01"),
        until: day("2026-01-01"),
        claim_start: day("2027-01-01"),
        claim_end: day("2028-01-01"),
        chain_id: 1,
    };
    let text = template.render().replace("\n[window]", &format!("\n{entries}\n[window]"));
    AirdropConfig::parse(text.as_bytes(), Path::new("airdrop.toml")).unwrap()
}

fn selector(entry: &str) -> Selector {
    match config(&format!("[[repositories]]\n{entry}")).repositories[0].stands_for().unwrap() {
        StandsFor::Many(selector) => selector,
        StandsFor::One(source) => panic!("{source:?}"),
    }
}

/// Names without their owner.
async fn found(simulator: &Simulator, database: &Database, entry: &str) -> Result<Vec<String>, SelectError> {
    let (client, _) = client(simulator);
    let found = select(&database.store, Some(&client), &selector(entry), database.folder.path()).await?;
    Ok(found.into_iter().map(|one| one.name.name().to_owned()).collect())
}

#[tokio::test]
async fn owners_patterns_and_topics_are_found_with_one_request_each() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    for (number, (entry, names)) in (1_u64..).zip([
        (r#"organisation = "riverbed-ai""#, &["datasets", "evals", "notebook", "tiny-llm"][..]),
        (
            "organisation = \"Riverbed-AI\"\nforks = true\nexclude = [\"riverbed-ai/*s\"]",
            &["notebook", "tiny-llm", "tiny-llm-fork"],
        ),
        (r#"glob = "riverbed-ai/tiny*""#, &["tiny-llm"]),
        ("glob = \"riverbed-ai/tiny*\"\narchived = true", &["tiny-attic", "tiny-llm"]),
        ("topic = \"llm\"\nlimit = 1", &["tiny-llm"]),
        ("topic = \"llm\"\nforks = true\nexclude = [\"riverbed-ai/evals\"]", &["tiny-llm", "tiny-llm-fork"]),
    ]) {
        let mut told = found(&simulator, &database, entry).await.unwrap();
        told.sort();
        assert_eq!(told, names, "{entry}");
        assert_eq!(simulator.requests().await["count"], number, "{entry}");
    }
}

#[tokio::test]
async fn nobody_of_that_name_and_nothing_found_are_errors_that_name_the_entry() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let error = found(&simulator, &database, r#"organisation = "nobody-here""#).await.unwrap_err();
    assert!(
        matches!(&error, SelectError::Github(GithubError::NoOwner { login, .. }) if login == "nobody-here"),
        "{error}"
    );
    let error = found(&simulator, &database, r#"topic = "knitting""#).await.unwrap_err();
    assert!(
        matches!(&error, SelectError::Nothing(label) if label == "topic:knitting (at most 100)"),
        "{error}"
    );
}

async fn collected(database: &Database, entries: &str) -> Result<Collected, CollectError> {
    collect(&database.store, &config(entries), database.folder.path()).await
}

#[tokio::test]
async fn what_was_stored_is_collected_in_the_order_of_the_rules_and_each_repository_once() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let list = "[[repositories]]\nfile = \"list.csv\"\n";
    let rest = "[[repositories]]\nglob = \"riverbed-ai/*\"\nexclude = [\"riverbed-ai/notebook\"]\nweight = \"0.5\"\n\
                [[repositories]]\ngithub = \"riverbed-ai/tiny-llm\"\nweight = \"3\"\n";
    let entries = format!("{list}{rest}");
    let error = collected(&database, &entries).await.unwrap_err();
    assert!(matches!(&error, CollectError::NotSelected(label) if label == "file:list.csv"), "{error}");
    fs::write(database.folder.path().join("list.csv"), "repository,weight\nriverbed-ai/old-name,2\n")
        .unwrap();
    for entry in ["file = \"list.csv\"", "glob = \"riverbed-ai/*\"\nexclude = [\"riverbed-ai/notebook\"]"] {
        found(&simulator, &database, entry).await.unwrap();
    }
    for name in ["riverbed-ai/tiny-llm", "riverbed-ai/old-name", "riverbed-ai/evals"] {
        database.index(&simulator, name).await;
    }
    // What the list says now has no part in it.
    fs::remove_file(database.folder.path().join("list.csv")).unwrap();
    let listed = collected(&database, &entries).await.unwrap().repositories;
    let listed: Vec<_> =
        listed.iter().map(|one| (one.name.name(), one.source.as_str(), one.weight.to_string())).collect();
    assert_eq!(
        listed,
        [
            ("datasets", "file:list.csv", "2".to_owned()),
            ("evals", "glob:riverbed-ai/* without riverbed-ai/notebook", "0.5".to_owned()),
            ("tiny-llm", "github:riverbed-ai/tiny-llm", "3".to_owned()),
        ]
    );
}
