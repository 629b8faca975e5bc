//! How fast evidence is saved into SQLite, beside a plain prepared insert of the same rows in the same run:
//! `make bench-store`.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should say where")]

use std::time::{Duration, Instant};

use sqlx::{Connection as _, Executor as _, SqliteConnection};
use tributary_model::{Contribution, ContributionKind, GithubId, Identity, RepoId, Timestamp};
use tributary_storage::{EvidencePage, Store};

/// A page of GitHub's brings about so many events.
const PAGE: usize = 1_000;
const PAGES: usize = 300;
const AIM: f64 = 50_000.0;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let pages: Vec<_> = (0..PAGES).map(page).collect();
    let events = PAGE * PAGES;
    let plain = plain(&folder.path().join("plain.db"), &pages).await;
    let ours = ours(&folder.path().join("ours.db"), &pages).await;
    let rate = |time: Duration| f64::from(u32::try_from(events).unwrap()) / time.as_secs_f64();
    println!("{events} events in pages of {PAGE}, one transaction each");
    println!("plain prepared insert   {:>10.0} events/s", rate(plain));
    println!("Store::save_page        {:>10.0} events/s", rate(ours));
    println!("ratio                   {:>10.2}", ours.as_secs_f64() / plain.as_secs_f64());
    assert!(rate(ours) >= AIM, "below the aim of {AIM} events/s");
}

fn page(number: usize) -> Vec<Contribution> {
    let event = |place: usize| {
        let key = number * PAGE + place;
        let thread = u32::try_from(key / 12).unwrap();
        Contribution {
            repo: RepoId(812_004_117),
            kind: ContributionKind::ALL[place % ContributionKind::ALL.len()],
            key: (3_000_000_000 + key).to_string().into(),
            author: Identity::Github(GithubId(u64::try_from(key * 7_919 % 5_000).unwrap())),
            at: Timestamp::from_unix(1_700_000_000 + i64::from(thread) * 60).unwrap(),
            number: Some(thread),
            additions: Some((thread % 900).into()),
            deletions: Some((thread % 500).into()),
            changed_files: Some((thread % 14).into()),
        }
    };
    (0..PAGE).map(event).collect()
}

async fn ours(path: &std::path::Path, pages: &[Vec<Contribution>]) -> Duration {
    let store = Store::open(&format!("sqlite://{}", path.display())).await.unwrap();
    let begun = Instant::now();
    for contributions in pages {
        let page = EvidencePage { contributions: contributions.clone(), ..EvidencePage::default() };
        store.save_page(&page).await.unwrap();
    }
    begun.elapsed()
}

/// The same table, the same transactions, and nothing that makes saving twice harmless.
async fn plain(path: &std::path::Path, pages: &[Vec<Contribution>]) -> Duration {
    let url = format!("sqlite://{}", path.display());
    Store::open(&url).await.unwrap().close().await;
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    connection.execute("PRAGMA synchronous = NORMAL").await.unwrap();
    let begun = Instant::now();
    for page in pages {
        let mut transaction = connection.begin().await.unwrap();
        for one in page {
            sqlx::query("INSERT INTO contributions VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
                .bind(i64::try_from(one.repo.0).unwrap())
                .bind(one.kind.as_str())
                .bind(one.key.as_str())
                .bind(one.author.to_string())
                .bind(one.at.unix())
                .bind(one.number.map(i64::from))
                .bind(one.additions.map(i64::from))
                .bind(one.deletions.map(i64::from))
                .bind(one.changed_files.map(i64::from))
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
    }
    begun.elapsed()
}
