//! The program in a folder of its own.

use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use tributary_github::testing::Simulator;

pub(crate) struct Folder {
    folder: TempDir,
}

impl Folder {
    /// With an airdrop's file that names these repositories.
    pub(crate) fn new(repositories: &[&str]) -> Self {
        let folder = Self { folder: tempfile::tempdir().unwrap() };
        let mut init = folder.command(&["init"]);
        for repository in repositories {
            init.args(["--repo", repository]);
        }
        assert!(init.output().unwrap().status.success());
        folder
    }

    /// Without anything of our own environment that it would read.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for name in [
            "GITHUB_TOKENS",
            "GITHUB_APP_ID",
            "DATABASE_URL",
            "TRIBUTARY_FILE",
            "TRIBUTARY_GITHUB_URL",
            "GITHUB_TOKEN",
            "RUST_LOG",
        ] {
            command.env_remove(name);
        }
        command
    }

    /// A worker whose leases end soon after it does.
    pub(crate) fn worker(&self, simulator: &Simulator, database: &str) -> Command {
        let mut command = self.command(&["worker", "--json", "--until-empty", "--lease", "2"]);
        command.args(["--github-url", simulator.url()]);
        command.env("GITHUB_TOKEN", "token-of-the-environment").env("DATABASE_URL", database);
        command
    }

    pub(crate) fn index(&self, simulator: &Simulator, database: &str) -> Command {
        let mut command = self.command(&["index", "--json", "--lease", "2", "--github-url", simulator.url()]);
        command.env("GITHUB_TOKEN", "token-of-the-environment").env("DATABASE_URL", database);
        command
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn succeeded(output: &Output) {
    assert!(output.status.success(), "{}", text(&output.stderr));
}
