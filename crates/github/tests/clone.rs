//! Clones made by the real `git`, read by us, compared with what `git log --numstat` says of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::{
    collections::BTreeMap, fs, num::NonZeroUsize, os::unix::ffi::OsStrExt as _, path::Path, process::Command,
    sync::Arc,
};

use tempfile::TempDir;
use tributary_github::clone::{CloneError, CloneReader, CommitEvidence};
use tributary_model::{AccountKind, Agent, ChangeKind, Identity, LinguistAttribute, PathAttribute, RepoId};

/// A repository in a folder of its own, with a clock that goes on one minute with each commit.
struct Scratch {
    folder: TempDir,
    minutes: u32,
}

impl Scratch {
    fn new() -> Self {
        let scratch = Self { folder: tempfile::tempdir().unwrap(), minutes: 0 };
        scratch.git(&["init", "-q", "-b", "main"]);
        scratch
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &[&str]) -> Vec<u8> {
        self.git_in(self.path(), arguments)
    }

    fn git_in(&self, folder: &Path, arguments: &[&str]) -> Vec<u8> {
        let date = format!("{} +0000", 1_700_000_000 + u64::from(self.minutes) * 60);
        let output = Command::new("git")
            .arg("-C")
            .arg(folder)
            .args(["-c", "protocol.file.allow=always"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_AUTHOR_NAME", "Ada Example")
            .env("GIT_AUTHOR_EMAIL", "Ada@Example.org")
            .env("GIT_COMMITTER_NAME", "Merge Button")
            .env("GIT_COMMITTER_EMAIL", "button@example.org")
            .env("GIT_AUTHOR_DATE", "1500000000 +0000")
            .env("GIT_COMMITTER_DATE", date)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn text(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.git(arguments)).unwrap().trim().to_owned()
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn commit(&mut self, message: &str) -> String {
        self.commit_with(message, &[])
    }

    fn commit_with(&mut self, message: &str, options: &[&str]) -> String {
        self.minutes += 1;
        self.git(&["add", "-A"]);
        self.git(&[&["commit", "-q", "--allow-empty", "-m", message], options].concat());
        self.text(&["rev-parse", "HEAD"])
    }
}

fn read(path: &Path) -> Vec<CommitEvidence> {
    read_with(path, 2)
}

fn read_with(path: &Path, threads: usize) -> Vec<CommitEvidence> {
    let reader = CloneReader::open(path).unwrap();
    let history = Arc::new(reader.history(&reader.head().unwrap(), None).unwrap());
    let batches = reader.read(RepoId(7), history, 0, NonZeroUsize::new(threads).unwrap());
    batches.flat_map(Result::unwrap).collect()
}

type Numstat = BTreeMap<String, Vec<(String, Option<u32>, Option<u32>)>>;

fn ours(commits: &[CommitEvidence]) -> Numstat {
    let mut all = Numstat::new();
    for commit in commits {
        let mut paths: Vec<_> =
            commit.paths.iter().map(|path| (path.path.to_string(), path.additions, path.deletions)).collect();
        paths.sort();
        all.insert(commit.oid.clone(), paths);
    }
    all
}

/// `git log --numstat -z`: `added\tremoved\tpath\0`, or for a rename `added\tremoved\t\0old\0new\0`.
fn gits(scratch: &Scratch) -> Numstat {
    gits_with(scratch, &[])
}

fn gits_with(scratch: &Scratch, options: &[&str]) -> Numstat {
    let output = scratch.git(&[&["log", "--numstat", "-z", "--format=%x01%H"], options].concat());
    let mut all = Numstat::new();
    let mut commit = String::new();
    let mut fields = output.split(|byte| *byte == 0);
    while let Some(mut field) = fields.next() {
        if let Some(rest) = field.trim_ascii_start().strip_prefix(b"\x01") {
            commit = String::from_utf8_lossy(&rest[..40]).into_owned();
            all.insert(commit.clone(), Vec::new());
            field = &rest[40..];
        }
        let mut columns = field.trim_ascii_start().splitn(3, |byte| *byte == b'\t');
        let (Some(added), Some(removed), Some(path)) = (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let path = if path.is_empty() { fields.nth(1).unwrap() } else { path };
        let number = |digits: &[u8]| std::str::from_utf8(digits).unwrap().parse().ok();
        let path = String::from_utf8_lossy(path).into_owned();
        all.get_mut(&commit).unwrap().push((path, number(added), number(removed)));
    }
    for paths in all.values_mut() {
        paths.sort();
    }
    all
}

fn lines(range: std::ops::Range<u32>) -> String {
    range.fold(String::new(), |text, line| text + &format!("line {line}\n"))
}

#[test]
fn a_history_with_everything_counts_like_git() {
    let mut scratch = Scratch::new();
    scratch.write("a.txt", lines(0..50));
    scratch.write("deep/er/b.txt", "one\r\ntwo\r\nthree");
    scratch.write("binary.bin", [0_u8, 1, 2, 3]);
    scratch.write("empty", "");
    scratch.commit("root");
    scratch.write("a.txt", lines(0..50).replace("line 7\n", "line seven\n"));
    scratch.write("deep/er/b.txt", "one\ntwo\nthree\n");
    scratch.write("binary.bin", [0_u8, 1, 2, 4]);
    scratch.commit("change");
    scratch.commit("nothing at all");
    scratch.git(&["mv", "a.txt", "moved.txt"]);
    scratch.git(&["mv", "binary.bin", "moved.bin"]);
    scratch.git(&["mv", "empty", "deep/empty"]);
    scratch.commit("move as is");
    fs::remove_file(scratch.path().join("moved.txt")).unwrap();
    scratch.write("deep/rewritten.txt", lines(3..55));
    scratch.write("unrelated.txt", "x\ny\n");
    scratch.commit("move and change");
    scratch.git(&["update-index", "--chmod=+x", "unrelated.txt"]);
    scratch.git(&["commit", "-q", "-m", "executable"]);
    fs::remove_file(scratch.path().join("unrelated.txt")).unwrap();
    std::os::unix::fs::symlink("deep/rewritten.txt", scratch.path().join("unrelated.txt")).unwrap();
    scratch.commit("a file becomes a link");
    fs::remove_file(scratch.path().join("unrelated.txt")).unwrap();
    scratch.write("unrelated.txt/inside", "a file becomes a folder\n");
    scratch.commit("a link becomes a folder");
    fs::write(scratch.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt")), "latin one\n").unwrap();
    scratch.commit("a name that is not UTF-8");
    let submodule = format!("160000,{},module", scratch.text(&["rev-parse", "HEAD"]));
    scratch.git(&["update-index", "--add", "--cacheinfo", &submodule]);
    scratch.git(&["commit", "-q", "-m", "a submodule"]);
    assert_eq!(ours(&read(scratch.path())), gits(&scratch));
}

/// Lines of each path that Git passes over with `-w`; it leaves files out that differ in nothing else.
fn gits_whitespace(scratch: &Scratch) -> BTreeMap<(String, String), u32> {
    let bare = gits_with(scratch, &["-w"]);
    let sum = |added: Option<u32>, removed: Option<u32>| added.unwrap_or(0) + removed.unwrap_or(0);
    let mut all = BTreeMap::new();
    for (oid, paths) in gits(scratch) {
        for (path, added, removed) in paths {
            let left =
                bare[&oid].iter().find(|other| other.0 == path).map_or(0, |other| sum(other.1, other.2));
            all.insert((oid.clone(), path), sum(added, removed) - left);
        }
    }
    all
}

#[test]
fn lines_that_differ_in_white_space_alone_are_told_like_git_tells_them() {
    let mut scratch = Scratch::new();
    let code = |indent: &str, extra: &str| {
        (0..40).fold(String::new(), |text, n| {
            text + &format!(
                "fn f{n}() {{\n{indent}if x == {n} {{\n{indent}{indent}y();{extra}\n{indent}}}\n}}\n\n"
            )
        })
    };
    scratch.write("code.rs", code("  ", ""));
    scratch.write("endings.txt", lines(0..30));
    scratch.write("no_newline", "a\nb");
    scratch.write("moved.rs", code("  ", ""));
    scratch.commit("root");
    scratch.write("code.rs", code("\t", ""));
    scratch.write("endings.txt", lines(0..30).replace('\n', "\r\n"));
    scratch.write("no_newline", "a\nb\n");
    scratch.commit("white space alone");
    scratch.write("code.rs", code("    ", "").replace("x == 7 ", "x == 70 "));
    scratch.write("endings.txt", lines(0..30).replace("line 3\n", "\n\nline  three\n"));
    scratch.commit("both");
    scratch.write("code.rs", format!("if a {{\n{}}}\n", code("      ", "").replace('\n', "\n  ")));
    scratch.git(&["mv", "moved.rs", "elsewhere.rs"]);
    scratch.write("elsewhere.rs", code("  ", " ").replace("f3()", "f4 ()"));
    scratch.commit("indent and move");
    let commits = read(scratch.path());
    assert_eq!(ours(&commits), gits(&scratch));
    let told: BTreeMap<_, _> = commits
        .iter()
        .flat_map(|commit| commit.paths.iter().map(move |path| (commit, path)))
        .map(|(commit, path)| ((commit.oid.clone(), path.path.to_string()), path.whitespace))
        .collect();
    assert_eq!(told, gits_whitespace(&scratch));
    assert_eq!(told[&(commits[1].oid.clone(), "endings.txt".to_owned())], 60);
    let moved = commits[3].paths.iter().find(|path| path.path == "elsewhere.rs").unwrap();
    assert_eq!(moved.change, ChangeKind::Renamed);
}

#[test]
fn merges_octopuses_and_several_roots_count_like_git() {
    let mut scratch = Scratch::new();
    scratch.write("a", "a\n");
    scratch.commit("root");
    for branch in ["one", "two", "three"] {
        scratch.git(&["checkout", "-q", "-b", branch, "main"]);
        scratch.write(branch, lines(0..5));
        scratch.commit(branch);
    }
    scratch.git(&["checkout", "-q", "--orphan", "other", "main"]);
    scratch.write("other", lines(0..9));
    scratch.commit("a second root");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.minutes += 1;
    scratch.git(&["merge", "-q", "--no-ff", "-m", "merge", "one"]);
    scratch.minutes += 1;
    scratch.git(&["merge", "-q", "-m", "octopus", "two", "three"]);
    scratch.minutes += 1;
    scratch.git(&["merge", "-q", "--allow-unrelated-histories", "-m", "join", "other"]);
    let commits = read(scratch.path());
    assert_eq!(ours(&commits), gits(&scratch));
    assert_eq!(commits.len(), 8);
    let merge = &commits.last().unwrap().contributions[0];
    assert_eq!(
        (merge.additions, merge.deletions, merge.changed_files),
        (Some(0.into()), Some(0.into()), Some(0.into()))
    );
}

#[test]
fn renames_are_chosen_like_git_chooses() {
    let mut scratch = Scratch::new();
    for file in 0..12 {
        scratch.write(&format!("src/m{}/mod.rs", file % 4 * 10 + file), lines(file * 3..file * 3 + 30));
        scratch.write(&format!("src/same{file}"), "the same in all\n");
    }
    scratch.write("notes.md", lines(500..540));
    scratch.commit("root");
    scratch.git(&["mv", "src", "crates"]);
    scratch.write("crates/m0/mod.rs", lines(4..30));
    scratch.write("crates/m11/mod.rs", lines(8..36) + "and more\n");
    scratch.git(&["mv", "notes.md", "docs.md"]);
    scratch.write("docs.md", lines(500..521) + &lines(900..920));
    scratch.commit("move many");
    scratch.git(&["rm", "-q", "docs.md"]);
    scratch.write("other.md", lines(500..510) + &lines(1900..1930));
    scratch.commit("too little in common");
    assert_eq!(ours(&read(scratch.path())), gits(&scratch));
}

#[test]
fn long_rewrites_count_like_git() {
    let mut scratch = Scratch::new();
    let mut state = 1_u32;
    let mut random = |limit: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % limit
    };
    let mut file: Vec<String> = (0..1500).map(|_| format!("{}\n", random(300))).collect();
    for _ in 0..30 {
        for _ in 0..random(200) {
            let at = random(u32::try_from(file.len()).unwrap()) as usize;
            match random(4) {
                0 => drop(file.remove(at)),
                1 => file.insert(at, "}\n".into()),
                2 => file.insert(at, format!("{}\n", random(300))),
                _ => file[at] = format!("new {}\n", random(50)),
            }
        }
        scratch.write("file", file.concat());
        scratch.commit("edit");
    }
    assert_eq!(ours(&read(scratch.path())), gits(&scratch));
}

#[test]
fn people_are_accounts_or_hashes_and_nothing_else_leaves() {
    let mut scratch = Scratch::new();
    scratch.write(".mailmap", "Ada <77+ada-example@users.noreply.github.com> <ada@example.org>\n");
    scratch.commit("mapped");
    scratch.commit_with("unknown", &["--author", "Bo <Bo@Example.org>"]);
    scratch.commit_with("bot", &["--author", "b <5+example-ci[bot]@users.noreply.github.com>"]);
    let message = "Squash (#3)\n\n* one\n* two\n\nCo-authored-by: Ada <ADA@example.org>\nco-authored-by: Cy <9+cy-example@users.noreply.github.com>\nCo-Authored-By: Cy again <9+cy-example@users.noreply.github.com>";
    scratch.commit_with(message, &["--author", "Bo <bo@example.org>"]);
    let commits = read(scratch.path());
    let people: Vec<Vec<String>> = commits
        .iter()
        .map(|commit| commit.contributions.iter().map(|c| c.author.to_string()).collect())
        .collect();
    let bo = "email:bcab8abd827bdcdde4241c4dbd6459b261bb853faa281af0bbbe50c9354b1e12".to_owned();
    assert_eq!(people[0], ["github:77"]);
    assert_eq!(people[1], std::slice::from_ref(&bo));
    assert_eq!(people[2], ["github:5"]);
    assert_eq!(people[3], [bo, "github:77".into(), "github:9".into()]);
    assert_eq!(commits[2].accounts[0].kind, AccountKind::Bot);
    assert_eq!(commits[3].accounts[1].login, "cy-example");
    let told = format!("{commits:?}").to_lowercase();
    assert!(!told.contains("example.org") && !told.contains("ada example"), "{told}");
}

#[test]
fn agents_are_known_by_the_emails_that_they_sign_with() {
    let mut scratch = Scratch::new();
    let message = "Add a thing\n\nCo-Authored-By: Any Name <NoReply@Anthropic.com>\nCo-authored-by: aider <aider@aider.chat>";
    scratch.commit(message);
    scratch.commit_with("by an account", &["--author", "b <198982749+Copilot@users.noreply.github.com>"]);
    let commits = read(scratch.path());
    let people = |commit: &CommitEvidence| -> Vec<_> {
        commit.contributions.iter().map(|found| found.author.agent()).collect()
    };
    assert_eq!(people(&commits[0]), [None, Some(Agent::Claude), Some(Agent::Aider)]);
    assert_eq!(people(&commits[1]), [Some(Agent::Copilot)]);
}

#[test]
fn attributes_are_those_of_the_newest_commit() {
    let mut scratch = Scratch::new();
    scratch.write(".gitattributes", "old/** linguist-vendored\n");
    scratch.commit("before");
    scratch.write(".gitattributes", "lib/** linguist-vendored\nlib/own.rs -linguist-vendored\n");
    scratch.commit("after");
    scratch.write(".gitattributes", "not committed linguist-vendored\n");
    let repository = CloneReader::open(scratch.path()).unwrap().repository(None).unwrap().unwrap();
    let said = |pattern: &str, value| PathAttribute {
        pattern: pattern.into(),
        attribute: LinguistAttribute::Vendored,
        value,
    };
    assert_eq!(repository.attributes, [said("lib/**", true), said("lib/own.rs", false)]);
}

#[test]
fn commits_are_dated_by_their_committer() {
    let mut scratch = Scratch::new();
    scratch.commit("first");
    assert_eq!(read(scratch.path())[0].contributions[0].at.unix(), 1_700_000_060);
}

#[test]
fn commits_that_strict_parsers_refuse_are_read() {
    let mut scratch = Scratch::new();
    scratch.write("a", "a\n");
    scratch.commit("root");
    let tree = scratch.text(&["rev-parse", "HEAD^{tree}"]);
    let raw = [
        format!("tree {tree}\nauthor Caf").as_bytes(),
        b"\xe9 <> 1 +0000\ncommitter nobody\n\nno date, no e-mail\n",
    ]
    .concat();
    scratch.write("raw", raw);
    let oid = scratch.text(&["hash-object", "-t", "commit", "--literally", "-w", "raw"]);
    scratch.git(&["update-ref", "refs/heads/main", &oid]);
    let commits = read(scratch.path());
    assert_eq!(commits[0].contributions[0].author, Identity::Ghost);
    assert_eq!(commits[0].contributions[0].at.unix(), 0);
    assert_eq!(commits[0].contributions[0].additions, Some(1.into()));
}

#[test]
fn any_number_of_threads_gives_the_same_in_the_same_order() {
    let mut scratch = Scratch::new();
    for round in 0..300 {
        if round % 3 == 0 {
            scratch.write(&format!("f{}", round % 7), lines(round..round + 20));
        }
        scratch.commit("c");
    }
    let one = read_with(scratch.path(), 1);
    assert_eq!(one, read_with(scratch.path(), 5));
    assert!(one.windows(2).all(|pair| pair[0].contributions[0].at < pair[1].contributions[0].at));
    assert_eq!(one.len(), 300);
}

#[test]
fn a_second_reading_lists_only_what_is_new_and_notices_a_rewrite() {
    let mut scratch = Scratch::new();
    scratch.commit("one");
    let known = scratch.commit("two");
    scratch.git(&["checkout", "-q", "-b", "side", "HEAD~1"]);
    let side = scratch.commit("side");
    scratch.git(&["checkout", "-q", "main"]);
    scratch.minutes += 1;
    scratch.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let head = scratch.text(&["rev-parse", "HEAD"]);
    let reader = CloneReader::open(scratch.path()).unwrap();
    let history = reader.history(&head, Some(&known)).unwrap();
    assert_eq!((history.len(), history.continues()), (2, true));
    let history = reader.history(&head, Some(&head)).unwrap();
    assert_eq!((history.is_empty(), history.continues()), (true, true));
    let history = reader.history(&known, Some(&side)).unwrap();
    assert_eq!((history.len(), history.continues()), (2, false));
    let pruned = "1".repeat(40);
    assert!(!reader.history(&head, Some(&pruned)).unwrap().continues());
    assert!(matches!(reader.history("main", None), Err(CloneError::NotACommit(text)) if text == "main"));
}

#[test]
fn wrong_clocks_leave_no_commit_out() {
    let mut scratch = Scratch::new();
    scratch.minutes = 5000;
    let known = scratch.commit("in the future");
    scratch.minutes = 1;
    scratch.commit("in the past");
    scratch.minutes = 9000;
    let head = scratch.commit("now");
    let reader = CloneReader::open(scratch.path()).unwrap();
    assert_eq!(reader.history(&head, Some(&known)).unwrap().len(), 2);
    assert_eq!(reader.history(&head, None).unwrap().len(), 3);
}

#[test]
fn a_shallow_clone_says_so_and_credits_no_lines_at_its_end() {
    let mut scratch = Scratch::new();
    for round in 0..5 {
        scratch.write("a", lines(0..10 + round));
        scratch.commit("c");
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", scratch.path().display());
    scratch.git_in(folder.path(), &["clone", "-q", "--bare", "--depth", "2", &url, "c.git"]);
    let path = folder.path().join("c.git");
    let reader = CloneReader::open(&path).unwrap();
    assert_eq!(reader.shallow_commits(), 1);
    assert_ne!(reader.basis(), CloneReader::open(scratch.path()).unwrap().basis());
    let commits = read(&path);
    let added: Vec<_> = commits.iter().map(|commit| commit.contributions[0].additions).collect();
    assert_eq!(added, [None, Some(1.into())]);
    assert!(commits[0].paths.is_empty() && commits[0].contributions[0].changed_files.is_none());
}

#[test]
fn a_clone_without_file_contents_is_refused_with_the_missing_object() {
    let mut scratch = Scratch::new();
    scratch.write("a", "a\n");
    scratch.commit("one");
    scratch.git(&["config", "uploadpack.allowFilter", "true"]);
    let missing = scratch.text(&["rev-parse", "HEAD:a"]);
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", scratch.path().display());
    scratch.git_in(folder.path(), &["clone", "-q", "--bare", "--filter=blob:none", &url, "c.git"]);
    let reader = CloneReader::open(&folder.path().join("c.git")).unwrap();
    let history = Arc::new(reader.history(&reader.head().unwrap(), None).unwrap());
    let mut batches = reader.read(RepoId(7), history, 0, NonZeroUsize::MIN);
    let error = batches.next().unwrap().unwrap_err();
    assert!(matches!(&error, CloneError::MissingObject { oid, .. } if *oid == missing), "{error}");
    assert!(error.to_string().contains("--filter"));
    assert!(batches.next().is_none());
}

#[test]
fn empty_repositories_have_nothing_and_other_folders_are_refused() {
    let scratch = Scratch::new();
    let reader = CloneReader::open(scratch.path()).unwrap();
    assert_eq!((reader.head(), reader.repository(None).unwrap()), (None, None));
    let given = reader.repository(Some(RepoId(5))).unwrap().unwrap();
    assert_eq!(given.id, RepoId(5));
    let folder = tempfile::tempdir().unwrap();
    let error = CloneReader::open(folder.path()).unwrap_err();
    assert!(matches!(&error, CloneError::NotARepository { path, .. } if path == folder.path()), "{error}");
}

#[test]
fn every_clone_of_an_origin_has_the_same_number_and_its_name() {
    let mut scratch = Scratch::new();
    scratch.commit("root");
    scratch.commit("more");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiny llm");
    let (from, to) = (scratch.path().display().to_string(), path.display().to_string());
    scratch.git(&["clone", "-q", &from, &to]);
    let repository = |path: &Path| CloneReader::open(path).unwrap().repository(None).unwrap().unwrap();
    let (original, copy) = (repository(scratch.path()), repository(&path));
    assert_eq!(copy.id, original.id);
    assert_eq!((copy.name.to_string().as_str(), copy.url), ("local/tiny-llm", None));
    assert_eq!(copy.default_branch.as_deref(), Some("main"));
    scratch.git_in(&path, &["remote", "set-url", "origin", "git@github.com:ada-example/tiny.git"]);
    let named = repository(&path);
    assert_eq!(named.name.to_string(), "ada-example/tiny");
    assert_eq!(named.url.as_deref(), Some("https://github.com/ada-example/tiny"));
    assert_ne!(named.id, original.id, "it is a clone of something else now");
    scratch.git(&["remote", "add", "origin", "https://github.com/Ada-Example/Tiny"]);
    assert_eq!(repository(scratch.path()).id, named.id);
}

#[test]
fn a_fork_and_a_project_of_the_same_template_have_numbers_of_their_own() {
    let mut template = Scratch::new();
    template.commit("root");
    let folder = tempfile::tempdir().unwrap();
    let copies = ["river", "brook"].map(|name| folder.path().join(name));
    let repository = |path: &Path| CloneReader::open(path).unwrap().repository(None).unwrap().unwrap();
    for path in &copies {
        template.git(&["clone", "-q", &template.path().display().to_string(), &path.display().to_string()]);
    }
    let ids = || copies.each_ref().map(|path| repository(path).id);
    let [river, brook] = ids();
    assert_eq!(river, brook, "two clones of one origin");
    for path in &copies {
        template.git_in(path, &["remote", "remove", "origin"]);
    }
    let [river, brook] = ids();
    assert_ne!(river, brook, "two projects that began with one commit");
    for (path, owner) in copies.iter().zip(["ada-example", "bo-example"]) {
        let origin = format!("https://github.com/{owner}/river");
        template.git_in(path, &["remote", "add", "origin", &origin]);
    }
    let [river, fork] = ids();
    assert_ne!(river, fork, "a fork");
}

#[test]
fn the_published_branch_counts_and_not_the_one_checked_out() {
    let mut scratch = Scratch::new();
    let published = scratch.commit("root");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    scratch.git(&["clone", "-q", &scratch.path().display().to_string(), &path.display().to_string()]);
    scratch.git_in(&path, &["checkout", "-q", "-b", "draft"]);
    scratch.git_in(&path, &["commit", "-q", "--allow-empty", "-m", "draft"]);
    let reader = CloneReader::open(&path).unwrap();
    assert_eq!(reader.head(), Some(published));
    assert_eq!(reader.repository(None).unwrap().unwrap().default_branch.as_deref(), Some("main"));
}
