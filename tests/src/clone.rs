//! Git repositories, made by git.

use std::{path::Path, process::Command};

/// One commit to make.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// `Name <address>`.
    pub author: &'a str,
    /// RFC 3339.
    pub at: &'a str,
    /// The message, with its trailers.
    pub message: &'a str,
}

/// A repository with a work tree.
#[derive(Clone, Copy, Debug)]
pub struct Clone<'a> {
    folder: &'a Path,
}

impl<'a> Clone<'a> {
    /// Makes an empty one.
    ///
    /// # Panics
    /// When git fails.
    #[must_use]
    pub fn init(folder: &'a Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let clone = Self { folder };
        clone.git(&["init", "--quiet", "--initial-branch=main"], &[]);
        clone
    }

    /// One that is there.
    #[must_use]
    pub const fn open(folder: &'a Path) -> Self {
        Self { folder }
    }

    /// Adds commits, each with one more line in a file.
    ///
    /// # Panics
    /// When git fails.
    pub fn commit(&self, commits: &[Commit<'_>]) {
        for commit in commits {
            let path = self.folder.join("log.txt");
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            std::fs::write(path, format!("{text}{} {}\n", commit.at, commit.message)).unwrap();
            let (name, address) = commit.author.split_once(" <").expect("`Name <address>`");
            let address = address.trim_end_matches('>');
            self.git(&["add", "log.txt"], &[]);
            let who = [
                ("GIT_AUTHOR_NAME", name),
                ("GIT_AUTHOR_EMAIL", address),
                ("GIT_AUTHOR_DATE", commit.at),
                ("GIT_COMMITTER_NAME", name),
                ("GIT_COMMITTER_EMAIL", address),
                ("GIT_COMMITTER_DATE", commit.at),
            ];
            self.git(&["commit", "--quiet", "-m", commit.message], &who);
        }
    }

    fn git(&self, words: &[&str], env: &[(&str, &str)]) {
        let mut git = Command::new("git");
        git.current_dir(self.folder).args(["-c", "commit.gpgsign=false", "-c", "gc.auto=0"]).args(words);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").envs(env.iter().copied());
        let output = git.output().expect("git runs");
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
