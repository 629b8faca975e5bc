//! `tributary` as people run it: a child process with its own environment, and nothing from ours but the path.

use std::{
    ffi::{OsStr, OsString},
    io::{Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::LazyLock,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::server::Server;

const PATIENCE: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(5);

/// The folder with the root `Cargo.toml`.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says where things are")]
pub(crate) fn setting(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The program: `TRIBUTARY_BIN`, else built once by cargo.
///
/// # Panics
/// When it does not build.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: LazyLock<PathBuf> =
        LazyLock::new(|| setting("TRIBUTARY_BIN").map_or_else(build, PathBuf::from));
    &BINARY
}

/// The cargo that runs us.
#[must_use]
pub fn cargo() -> Command {
    Command::new(setting("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn build() -> PathBuf {
    let built = cargo()
        .args([
            "build",
            "--quiet",
            "--workspace",
            "--bin",
            "tributary",
            "--message-format=json-render-diagnostics",
        ])
        .current_dir(workspace())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "`cargo build -p tributary-cli` failed");
    let found = String::from_utf8(built.stdout).unwrap().lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    found.expect("cargo names the program that it built")
}

/// One run that is being prepared.
#[derive(Debug)]
pub struct Tributary {
    command: Command,
    input: Vec<u8>,
}

impl Tributary {
    /// A run in a folder, with the words after `tributary`.
    pub fn new<A: AsRef<OsStr>>(folder: &Path, words: impl IntoIterator<Item = A>) -> Self {
        let mut command = Command::new(binary());
        command.current_dir(folder).env_clear().env("HOME", folder).args(words);
        Self { command, input: Vec::new() }
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// What it reads from standard input, which is never a terminal.
    #[must_use]
    pub fn input(mut self, bytes: &[u8]) -> Self {
        bytes.clone_into(&mut self.input);
        self
    }

    /// The same run on a terminal, where `input` is typed; what the terminal shows is the standard output.
    ///
    /// # Panics
    /// When a word of the command would need quoting.
    #[must_use]
    pub fn on_terminal(self) -> Self {
        let words = self.command.get_args().map(|word| word.to_str().expect("UTF-8"));
        let line = [binary().to_str().expect("UTF-8")].into_iter().chain(words).collect::<Vec<_>>().join(" ");
        assert!(!line.contains(['\'', '"', '$', '\\', ';']), "{line}");
        // `script` of util-linux makes the terminal; it keeps the exit code.
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        command.current_dir(self.command.get_current_dir().expect("it was set")).env_clear();
        command.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("SHELL", "/bin/sh").env("TERM", "xterm-256color");
        Self { command, input: self.input }
    }

    /// Starts it as a server.
    ///
    /// # Panics
    /// When it does not say where it listens.
    #[must_use]
    pub fn serve(mut self) -> Server {
        Server::watch(self.said(), self.start())
    }

    fn said(&self) -> String {
        format!("{:?}", self.command.get_args())
    }

    fn start(&mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().expect("the program starts")
    }

    /// Starts it and kills it (SIGKILL) as soon as `enough` says so; answers whether it was still running.
    ///
    /// # Panics
    /// When neither happens within a minute.
    #[must_use]
    pub fn killed_when(mut self, enough: impl Fn() -> bool) -> bool {
        let mut child = self.start();
        drop((read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap())));
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if enough() {
                let running = child.try_wait().unwrap().is_none();
                child.kill().unwrap();
                child.wait().unwrap();
                return running;
            }
            if child.try_wait().unwrap().is_some() {
                return false;
            }
            thread::sleep(Duration::from_millis(1));
        }
        let _ = (child.kill(), child.wait());
        panic!("{} neither ended nor came so far", self.said())
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it does not end within a minute.
    #[must_use]
    pub fn run(mut self) -> Output {
        let (said, mut child) = (self.said(), self.start());
        let (stdout, stderr) = (read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap()));
        // A program that does not read its input closes the pipe: that is its right.
        let _ = child.stdin.take().unwrap().write_all(&self.input);
        let code = wait(&mut child);
        let text = |reader: JoinHandle<Vec<u8>>| String::from_utf8(reader.join().unwrap()).expect("UTF-8");
        let (stdout, stderr) = (text(stdout), text(stderr));
        let code = code.unwrap_or_else(|| panic!("{said} did not end:\n{stdout}\n{stderr}"));
        Output { said, code, stdout, stderr }
    }
}

fn read(mut from: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).map(|_| bytes).unwrap()
    })
}

pub(crate) fn wait(child: &mut Child) -> Option<i32> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        thread::sleep(POLL);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

/// What a run left.
#[derive(Clone, Debug)]
pub struct Output {
    pub(crate) said: String,
    /// The exit code.
    pub code: i32,
    /// Data.
    pub stdout: String,
    /// Words for people.
    pub stderr: String,
}

impl Output {
    /// Asserts the exit code.
    ///
    /// # Panics
    /// When it is another, with all that was said.
    #[must_use]
    pub fn exits(self, code: i32) -> Self {
        let Self { said, stdout, stderr, .. } = &self;
        assert_eq!(self.code, code, "exit code of {said}\n--- stdout\n{stdout}\n--- stderr\n{stderr}");
        self
    }

    /// Everything that was said, data and words.
    #[must_use]
    pub fn all(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// Asserts a part of what is told to people.
    ///
    /// # Panics
    /// When it is not there.
    #[must_use]
    pub fn says(self, part: &str) -> Self {
        assert!(self.stderr.contains(part), "`{part}` is not in what {} says:\n{}", self.said, self.stderr);
        self
    }

    /// Standard output as JSON.
    ///
    /// # Panics
    /// When it is not one JSON document.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("{} prints no JSON: {error}\n{}\n{}", self.said, self.stdout, self.stderr)
        })
    }
}
