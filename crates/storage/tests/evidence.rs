//! Evidence survives being saved twice, in another order, or by two processes at once.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use tributary_model::{
    Account, AccountKind, Approval, Association, B256, ChangeKind, CommitPaths, Contribution,
    ContributionKind, EmailHash, GithubId, Identity, IssueRef, LinguistAttribute, Merge, PathAttribute,
    PathChange, PullRequest, RepoId, Repository, Timestamp, Window,
};
use tributary_storage::{
    Alias, Cursor, EvidencePage, Retraction, StorageError, Store,
    testing::{execute, on_each_engine, with_each_store},
};

const REPO: RepoId = RepoId(5_000_000_000);

fn at(day: i64) -> Timestamp {
    Timestamp::from_unix(1_750_000_000 + day * 86_400).unwrap()
}

fn always() -> Window {
    Window::new(Timestamp::from_unix(0).unwrap(), Timestamp::from_unix(4_000_000_000).unwrap()).unwrap()
}

fn github(id: u64) -> Identity {
    Identity::Github(GithubId(id))
}

fn account(id: u64, login: &str) -> Account {
    Account {
        id: GithubId(id),
        login: login.into(),
        kind: AccountKind::User,
        created_at: (id == 7).then(|| at(-900)),
    }
}

fn repository(name: &str) -> Repository {
    Repository {
        id: REPO,
        name: name.parse().unwrap(),
        url: Some(format!("https://example.org/{name}")),
        default_branch: Some("main".into()),
        owner: Some(GithubId(7)),
        attributes: vec![PathAttribute {
            pattern: "dist/**".into(),
            attribute: LinguistAttribute::Generated,
            value: true,
        }],
    }
}

fn contribution(kind: ContributionKind, key: &str, author: Identity, number: Option<u32>) -> Contribution {
    Contribution {
        repo: REPO,
        kind,
        key: key.into(),
        author,
        at: at(1),
        number,
        additions: (kind == ContributionKind::Commit).then_some(3.into()),
        deletions: None,
        changed_files: None,
    }
}

fn commit(key: &str, author: Identity) -> Contribution {
    contribution(ContributionKind::Commit, key, author, None)
}

fn paths(oid: &str, path: &str) -> CommitPaths {
    CommitPaths { repo: REPO, oid: oid.into(), changes: vec![change(path)] }
}

fn change(path: &str) -> PathChange {
    PathChange {
        path: path.into(),
        change: ChangeKind::Renamed,
        additions: Some(1),
        deletions: None,
        whitespace: 1,
    }
}

fn pull(number: u32) -> PullRequest {
    PullRequest {
        repo: REPO,
        number,
        author: github(7),
        association: Association::Member,
        base: "main".into(),
        merge: Some(Merge { at: at(2), by: Identity::Ghost, commit: Some("aa".into()) }),
        approvals: vec![Approval { at: at(1), by: github(8) }],
        commit_authors: vec![github(7), github(8)],
        assigners: vec![github(8)],
        closes: vec![IssueRef { repo: REPO, number: 5 }],
        reverts: Some(3),
        reverts_commit: Some("0123abcd".into()),
        changes: vec![change("src/lib.rs")],
    }
}

fn cursor(stream: &str, state: &str) -> Cursor {
    Cursor { repo: REPO, stream: stream.into(), state: state.into() }
}

fn page_of(contributions: Vec<Contribution>) -> EvidencePage {
    EvidencePage { contributions, ..EvidencePage::default() }
}

/// Everything that evidence consists of.
async fn everything(
    store: &Store,
) -> (Vec<Repository>, Vec<Account>, Vec<Contribution>, Vec<CommitPaths>, Vec<Cursor>) {
    (
        store.repositories().await.unwrap(),
        store.accounts().await.unwrap(),
        store.contributions(&[REPO], always()).await.unwrap(),
        store.commit_paths(REPO).await.unwrap(),
        store.cursors(REPO).await.unwrap(),
    )
}

fn full_page() -> EvidencePage {
    EvidencePage {
        repository: Some(repository("ada-example/trees")),
        aliases: vec![Alias { name: "ada-example/Old-Trees".parse().unwrap(), repo: REPO }],
        accounts: vec![account(7, "ada-example"), account(3_000_000_000, "late-example")],
        mentioned: vec![account(9, "guess-example")],
        retract: vec![Retraction::Number { repo: REPO, kinds: vec![ContributionKind::Review], number: 4 }],
        contributions: vec![
            contribution(ContributionKind::Review, "12", github(7), Some(4)),
            commit("aa", Identity::Email(EmailHash(B256::repeat_byte(0xab)))),
            commit("aa", github(7)),
            contribution(ContributionKind::IssueOpened, "99", Identity::Ghost, Some(5)),
        ],
        pull_requests: vec![pull(4)],
        paths: vec![paths("aa", "src/päth \"quoted\".rs")],
        cursors: vec![cursor("reviews", r#"{"after":"x"}"#), cursor("commits", "{}")],
    }
}

#[tokio::test]
async fn pull_requests_are_replaced_by_number_and_go_with_their_opening() {
    with_each_store(async |store| {
        let pulls = async || store.pull_requests(&[REPO]).await.unwrap();
        store
            .save_page(&EvidencePage { pull_requests: vec![pull(5), pull(4)], ..EvidencePage::default() })
            .await
            .unwrap();
        assert_eq!(pulls().await, [pull(4), pull(5)]);
        let changed = PullRequest { merge: None, ..pull(5) };
        store
            .save_page(&EvidencePage { pull_requests: vec![changed.clone()], ..EvidencePage::default() })
            .await
            .unwrap();
        assert_eq!(pulls().await, [pull(4), changed.clone()]);
        let retract = |retraction| EvidencePage { retract: vec![retraction], ..EvidencePage::default() };
        let reviews = vec![ContributionKind::Review];
        store
            .save_page(&retract(Retraction::Number { repo: REPO, kinds: reviews, number: 4 }))
            .await
            .unwrap();
        assert_eq!(pulls().await.len(), 2);
        let opened = vec![ContributionKind::PullRequestOpened];
        store
            .save_page(&retract(Retraction::Number { repo: REPO, kinds: opened.clone(), number: 4 }))
            .await
            .unwrap();
        assert_eq!(pulls().await, [changed]);
        store.save_page(&retract(Retraction::Kinds { repo: REPO, kinds: opened })).await.unwrap();
        assert_eq!(pulls().await, []);
        assert_eq!(store.pull_requests(&[]).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_page_comes_back_as_it_was_saved_in_the_order_of_the_model() {
    with_each_store(async |store| {
        let page = full_page();
        store.save_page(&page).await.unwrap();
        let (repositories, accounts, contributions, paths, cursors) = everything(&store).await;
        assert_eq!(repositories, [repository("ada-example/trees")]);
        assert_eq!(
            accounts,
            [account(7, "ada-example"), account(9, "guess-example"), account(3_000_000_000, "late-example")]
        );
        let mut expected = page.contributions.clone();
        expected.sort();
        assert_eq!(contributions, expected);
        assert_eq!(paths, page.paths);
        assert_eq!(cursors, [cursor("commits", "{}"), cursor("reviews", r#"{"after":"x"}"#)]);
    })
    .await;
}

#[tokio::test]
async fn saving_a_page_again_changes_nothing() {
    with_each_store(async |store| {
        store.save_page(&full_page()).await.unwrap();
        let once = everything(&store).await;
        store.save_page(&full_page()).await.unwrap();
        assert_eq!(everything(&store).await, once);
    })
    .await;
}

#[tokio::test]
async fn a_page_with_one_bad_number_leaves_no_trace() {
    with_each_store(async |store| {
        let mut page = full_page();
        page.contributions[0].repo = RepoId(u64::MAX);
        let error = store.save_page(&page).await.unwrap_err();
        assert!(
            matches!(error, StorageError::TooLarge { column: "contributions.repo", value: u64::MAX }),
            "{error}"
        );
        assert_eq!(everything(&store).await, (vec![], vec![], vec![], vec![], vec![]));
    })
    .await;
}

#[tokio::test]
async fn the_authors_of_a_key_are_replaced_together() {
    with_each_store(async |store| {
        let stranger = Identity::Email(EmailHash(B256::repeat_byte(1)));
        store.save_page(&page_of(vec![commit("aa", stranger), commit("bb", stranger)])).await.unwrap();
        // The e-mail of `aa` was linked to an account since.
        store.save_page(&page_of(vec![commit("aa", github(7))])).await.unwrap();
        assert_eq!(
            store.contributions(&[REPO], always()).await.unwrap(),
            [commit("aa", github(7)), commit("bb", stranger)]
        );
    })
    .await;
}

#[tokio::test]
async fn children_of_a_pull_request_that_were_deleted_disappear() {
    use ContributionKind::{PullRequestOpened, Review, ReviewComment};
    with_each_store(async |store| {
        let opened = contribution(PullRequestOpened, "1", github(7), Some(4));
        let kept = contribution(Review, "2", github(8), Some(4));
        let deleted = contribution(ReviewComment, "3", github(8), Some(4));
        let elsewhere = contribution(ReviewComment, "4", github(8), Some(5));
        let before = vec![opened.clone(), kept.clone(), deleted, elsewhere.clone()];
        store.save_page(&page_of(before)).await.unwrap();
        let page = EvidencePage {
            retract: vec![Retraction::Number { repo: REPO, kinds: vec![Review, ReviewComment], number: 4 }],
            ..page_of(vec![kept.clone()])
        };
        store.save_page(&page).await.unwrap();
        assert_eq!(store.contributions(&[REPO], always()).await.unwrap(), [opened, kept, elsewhere]);
    })
    .await;
}

#[tokio::test]
async fn a_force_push_replaces_the_commits_and_their_paths() {
    with_each_store(async |store| {
        let issue = contribution(ContributionKind::IssueOpened, "1", github(7), Some(1));
        let before = EvidencePage {
            paths: vec![paths("aa", "a"), paths("bb", "b")],
            ..page_of(vec![commit("aa", github(7)), commit("bb", github(7)), issue.clone()])
        };
        store.save_page(&before).await.unwrap();
        let after = EvidencePage {
            retract: vec![Retraction::Kinds { repo: REPO, kinds: vec![ContributionKind::Commit] }],
            paths: vec![paths("cc", "c")],
            ..page_of(vec![commit("cc", github(7))])
        };
        store.save_page(&after).await.unwrap();
        assert_eq!(store.contributions(&[REPO], always()).await.unwrap(), [commit("cc", github(7)), issue]);
        assert_eq!(store.commit_paths(REPO).await.unwrap(), [paths("cc", "c")]);
    })
    .await;
}

#[tokio::test]
async fn single_commits_are_forgotten_with_their_paths() {
    with_each_store(async |store| {
        let before = EvidencePage {
            paths: vec![paths("aa", "a"), paths("bb", "b")],
            ..page_of(vec![commit("aa", github(7)), commit("bb", github(7))])
        };
        store.save_page(&before).await.unwrap();
        let keys = vec!["aa".to_owned()];
        let retract = vec![Retraction::Keys { repo: REPO, kind: ContributionKind::Commit, keys }];
        store.save_page(&EvidencePage { retract, ..EvidencePage::default() }).await.unwrap();
        assert_eq!(store.contributions(&[REPO], always()).await.unwrap(), [commit("bb", github(7))]);
        assert_eq!(store.commit_paths(REPO).await.unwrap(), [paths("bb", "b")]);
    })
    .await;
}

#[tokio::test]
async fn a_guessed_login_never_replaces_the_one_that_github_told() {
    with_each_store(async |store| {
        let told = |login| EvidencePage { accounts: vec![account(7, login)], ..EvidencePage::default() };
        let guessed = |login| EvidencePage { mentioned: vec![account(7, login)], ..EvidencePage::default() };
        for (page, expected) in [
            (guessed("first-guess"), "first-guess"),
            (guessed("second-guess"), "second-guess"),
            (told("told"), "told"),
            (guessed("third-guess"), "told"),
            (told("renamed"), "renamed"),
        ] {
            store.save_page(&page).await.unwrap();
            assert_eq!(store.accounts().await.unwrap(), [account(7, expected)]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_mention_as_a_bot_takes_nobodys_pay_in_whatever_order() {
    with_each_store(async |store| {
        let person = account(8, "dave");
        let bot = Account { kind: AccountKind::Bot, ..account(8, "dave[bot]") };
        let told = Account { kind: AccountKind::Bot, ..account(9, "robot") };
        let guessed = account(9, "robot");
        for (mentioned, expected) in [
            (vec![bot.clone()], bot.clone()),
            (vec![person.clone()], person.clone()),
            (vec![bot.clone()], person.clone()),
            (vec![person.clone(), bot.clone()], person.clone()),
            (vec![bot.clone(), person.clone(), bot.clone()], person.clone()),
        ] {
            store.save_page(&EvidencePage { mentioned, ..EvidencePage::default() }).await.unwrap();
            assert_eq!(store.accounts().await.unwrap(), [expected]);
        }
        let page = EvidencePage {
            accounts: vec![told.clone()],
            mentioned: vec![guessed.clone()],
            ..EvidencePage::default()
        };
        store.save_page(&page).await.unwrap();
        store.save_page(&EvidencePage { mentioned: vec![guessed], ..EvidencePage::default() }).await.unwrap();
        assert_eq!(store.accounts().await.unwrap(), [person, told]);
    })
    .await;
}

#[tokio::test]
async fn a_renamed_repository_is_found_under_both_names() {
    with_each_store(async |store| {
        for name in ["ada-example/before", "ada-example/after"] {
            let aliases = vec![Alias { name: name.parse().unwrap(), repo: REPO }];
            let page =
                EvidencePage { repository: Some(repository(name)), aliases, ..EvidencePage::default() };
            store.save_page(&page).await.unwrap();
        }
        for name in ["ada-example/before", "Ada-Example/BEFORE", "ada-example/after"] {
            let found = store.repository_by_name(&name.parse().unwrap()).await.unwrap();
            assert_eq!(found, Some(repository("ada-example/after")), "{name}");
        }
        let other = store.repository_by_name(&"ada-example/other".parse().unwrap()).await.unwrap();
        assert_eq!(other, None);
        assert_eq!(store.repositories().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_repository_without_an_alias_takes_no_name() {
    with_each_store(async |store| {
        let name = "ada-example/trees";
        store.save_page(&full_page()).await.unwrap();
        let aliases = vec![Alias { name: name.parse().unwrap(), repo: REPO }];
        store.save_page(&EvidencePage { aliases, ..EvidencePage::default() }).await.unwrap();
        let clone = Repository { id: RepoId(1 << 62), ..repository(name) };
        let page = EvidencePage { repository: Some(clone.clone()), ..EvidencePage::default() };
        store.save_page(&page).await.unwrap();
        assert_eq!(store.repository_by_name(&name.parse().unwrap()).await.unwrap(), Some(repository(name)));
        assert_eq!(store.repositories().await.unwrap(), [repository(name), clone]);
    })
    .await;
}

#[tokio::test]
async fn only_the_asked_repositories_and_window_are_given() {
    with_each_store(async |store| {
        let mut rows = vec![];
        for (repo, key, day) in [(REPO, "aa", 0), (REPO, "bb", 1), (REPO, "cc", 2), (RepoId(6), "dd", 1)] {
            rows.push(Contribution { repo, at: at(day), ..commit(key, github(7)) });
        }
        store.save_page(&page_of(rows)).await.unwrap();
        let keys = async |repos: &[RepoId], from, until| {
            let window = Window::new(at(from), at(until)).unwrap();
            let found = store.contributions(repos, window).await.unwrap();
            found.into_iter().map(|row| row.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(&[REPO], 0, 2).await, ["aa", "bb"]);
        assert_eq!(keys(&[REPO], 1, 3).await, ["bb", "cc"]);
        assert_eq!(keys(&[REPO, RepoId(6), REPO], 1, 2).await, ["dd", "bb"]);
        assert_eq!(keys(&[RepoId(8)], 0, 3).await, [""; 0]);
        assert_eq!(keys(&[], 0, 3).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn pages_of_thousands_of_rows_are_saved_whole() {
    with_each_store(async |store| {
        let oid = |number: u64| format!("{number:040x}");
        let commits: Vec<_> = (0..3_001).map(|number| commit(&oid(number), github(number % 50))).collect();
        let touched: Vec<_> = (0..3_001).map(|number| paths(&oid(number), "src/lib.rs")).collect();
        let accounts = (0..1_203).map(|id| account(id, &format!("login-{id}"))).collect();
        let page = EvidencePage { accounts, paths: touched, ..page_of(commits.clone()) };
        store.save_page(&page).await.unwrap();
        store.save_page(&page).await.unwrap();
        assert_eq!(store.contributions(&[REPO], always()).await.unwrap(), commits);
        assert_eq!(store.commit_paths(REPO).await.unwrap().len(), 3_001);
        assert_eq!(store.accounts().await.unwrap().len(), 1_203);
    })
    .await;
}

/// SQLite refuses one of two that switch a new file to its log in the same moment.
#[tokio::test(flavor = "multi_thread")]
async fn many_may_open_a_new_database_in_the_same_moment() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("new.db").display());
        let opening: Vec<_> = (0..8)
            .map(|_| {
                let url = url.clone();
                tokio::spawn(async move { Store::open(&url).await.map(drop) })
            })
            .collect();
        for one in opening {
            one.await.unwrap().unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_may_open_and_write_at_the_same_time() {
    on_each_engine(async |url| {
        // Two stores share nothing but the database, like two processes.
        let (one, two) = tokio::join!(Store::open(url), Store::open(url));
        let (one, two) = (one.unwrap(), two.unwrap());
        let write = |store: Store, author: u64| {
            tokio::spawn(async move {
                for number in 0..40 {
                    let page = EvidencePage {
                        accounts: vec![account(1, "shared"), account(2, "also-shared")],
                        ..page_of(vec![commit(&format!("{author}-{number}"), github(author))])
                    };
                    store.save_page(&page).await.unwrap();
                }
            })
        };
        let (first, second) = tokio::join!(write(one.clone(), 1), write(two.clone(), 2));
        first.unwrap();
        second.unwrap();
        assert_eq!(one.contributions(&[REPO], always()).await.unwrap().len(), 80);
        one.close().await;
        two.close().await;
    })
    .await;
}

#[tokio::test]
async fn evidence_outlives_the_process() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        store.save_page(&full_page()).await.unwrap();
        let before = everything(&store).await;
        store.close().await;
        let store = Store::open(url).await.unwrap();
        store.ping().await.unwrap();
        assert_eq!(everything(&store).await, before);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_row_that_breaks_a_rule_is_named() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        store.save_page(&full_page()).await.unwrap();
        let damage = async |statement: &str| execute(url, statement.to_owned()).await;

        damage("UPDATE accounts SET kind = 'robot' WHERE id = 7").await;
        assert_eq!(
            store.accounts().await.unwrap_err().to_string(),
            "the table `accounts` holds `robot` as `kind` at `7`, which is not valid"
        );
        damage("UPDATE contributions SET number = -4 WHERE key = '12'").await;
        assert_eq!(
            store.contributions(&[REPO], always()).await.unwrap_err().to_string(),
            "the table `contributions` holds `-4` as `number` at `5000000000/review/12/github:7`, \
             which is not valid"
        );
        damage("UPDATE repositories SET name = 'no-slash'").await;
        assert_eq!(
            store.repositories().await.unwrap_err().to_string(),
            "the table `repositories` holds `no-slash` as `name` at `5000000000`, which is not valid"
        );
        damage("UPDATE commit_paths SET changes = '[1'").await;
        assert_eq!(
            store.commit_paths(REPO).await.unwrap_err().to_string(),
            "the table `commit_paths` holds `[1` as `changes` at `5000000000/aa`, which is not valid"
        );
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_named_without_its_password() {
    let folder = std::env::temp_dir().join("tributary-no-such-folder");
    let url = format!("sqlite://{}/x.db", folder.display());
    let message = Store::open(&url).await.unwrap_err().to_string();
    assert!(message.starts_with(&format!("cannot open the database `{url}`: ")), "{message}");

    let message = Store::open("postgres://ada:secret@127.0.0.1:1/none").await.unwrap_err().to_string();
    assert!(message.starts_with("cannot open the database `postgres://ada@127.0.0.1:1/none`: "), "{message}");
}

#[tokio::test]
async fn keys_and_numbers_that_are_stored_are_told_from_those_that_are_not() {
    with_each_store(async |store| {
        let contributions = vec![
            commit("aa", github(7)),
            commit("aa", github(8)),
            contribution(ContributionKind::Review, "bb", github(7), Some(4)),
        ];
        store.save_page(&page_of(contributions)).await.unwrap();
        let stored = async |repo, kind, keys: &[&str]| store.stored_keys(repo, kind, keys).await.unwrap();
        let many: Vec<String> = (0..2_500).map(|n| n.to_string()).collect();
        let mut keys: Vec<&str> = many.iter().map(String::as_str).collect();
        keys.extend(["aa", "bb"]);
        let found = stored(REPO, ContributionKind::Commit, &keys).await;
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["aa"]);
        assert!(stored(RepoId(1), ContributionKind::Commit, &["aa"]).await.is_empty());
        assert!(stored(REPO, ContributionKind::Commit, &[]).await.is_empty());
        let numbers =
            async |kind| store.stored_numbers(REPO, kind).await.unwrap().into_iter().collect::<Vec<_>>();
        assert_eq!(numbers(ContributionKind::Review).await, [4]);
        assert_eq!(numbers(ContributionKind::Commit).await, [0_u32; 0]);
    })
    .await;
}
