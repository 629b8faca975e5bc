//! What clones made by git are said to be.

use std::{fs, path::Path, process::Command};

use serde_json::Value;
use tempfile::TempDir;
use tributary_tests::{Output, Tributary};

struct Shelf(TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// A repository with one commit of these files; with none, an empty one.
    fn repository(&self, name: &str, files: &[(&str, &str)]) {
        let folder = self.path().join(name);
        fs::create_dir(&folder).unwrap();
        git(&folder, &["init", "--quiet", "--initial-branch=main"]);
        for (file, text) in files {
            fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
            fs::write(folder.join(file), text).unwrap();
        }
        if !files.is_empty() {
            git(&folder, &["add", "--all"]);
            git(&folder, &["commit", "--quiet", "--message", "Begin"]);
        }
    }

    fn classify(&self, words: &[&str]) -> Output {
        Tributary::new(self.path(), [&["repos", "classify"], words].concat()).run()
    }
}

fn git(folder: &Path, words: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "commit.gpgsign=false"]).args(words);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{role}_NAME"), "Ada Example")
            .env(format!("GIT_{role}_EMAIL"), "ada@example.org");
    }
    assert!(git.status().expect("git runs").success(), "git {words:?}");
}

const MODEL: &[(&str, &str)] = &[
    (
        "README.md",
        "# Reed-1.1B\n\nReed is an open language model with 1.1B parameters. We release the pretrained weights on Hugging \
         Face.\n\n## Model card\n\nPretrained on 300B tokens.\n",
    ),
    ("requirements.txt", "torch\ntransformers\ndatasets\n"),
    ("config.json", "{\"architectures\": [\"LlamaForCausalLM\"], \"hidden_size\": 2048}\n"),
    ("modeling_reed.py", "import torch\nfrom transformers import PreTrainedModel\n"),
    ("train.py", "import torch\nfrom transformers import AutoModelForCausalLM\n"),
];

const LEDGER: &[(&str, &str)] = &[
    ("README.md", "# ledger\n\nKeeps the accounts of a small shop in plain text files.\n"),
    ("Cargo.toml", "[package]\nname = \"ledger\"\n"),
    ("src/main.rs", "fn main() {}\n"),
];

#[test]
fn a_model_is_told_from_a_ledger_with_every_reason() {
    let shelf = Shelf::new();
    shelf.repository("reed", MODEL);
    shelf.repository("ledger", LEDGER);
    shelf.repository("empty", &[]);
    let answers = shelf.classify(&["--json", "reed", "ledger", "--git", "empty"]).exits(0).json();
    let [reed, ledger, empty] = &answers.as_array().unwrap()[..] else {
        panic!("three answers: {answers:#}")
    };
    assert_eq!(
        (&reed["path"], &reed["is_ai"], &reed["kind"]),
        (&"reed".into(), &true.into(), &"model".into())
    );
    assert_eq!(reed["head"].as_str().unwrap().len(), 40);
    assert_eq!((&reed["empty"], &reed["missing_files"]), (&false.into(), &0.into()));
    assert_eq!((&reed["parameters"], &reed["small_model"]), (&1_100_000_000.into(), &true.into()));
    let evidence = reed["evidence"].as_array().unwrap();
    assert!(!evidence.is_empty());
    for reason in evidence {
        for key in ["rule", "says", "place", "phrase"] {
            assert!(reason[key].is_string(), "{key}: {reason}");
        }
    }
    assert!(points(reed) >= needed(reed), "{reed:#}");
    assert_eq!((&ledger["is_ai"], &ledger["kind"]), (&false.into(), &Value::Null));
    assert!(points(ledger) < needed(ledger), "{ledger:#}");
    assert_eq!(
        (&empty["empty"], &empty["is_ai"], &empty["head"]),
        (&true.into(), &false.into(), &Value::Null)
    );
    for answer in [reed, ledger, empty] {
        assert!(answer.get("error").is_none(), "{answer:#}");
    }
}

fn points(answer: &Value) -> i64 {
    answer["ai_score"].as_i64().unwrap()
}

fn needed(answer: &Value) -> i64 {
    answer["ai_threshold"].as_i64().unwrap()
}

#[test]
fn people_read_a_sentence_and_its_reasons_or_a_table() {
    let shelf = Shelf::new();
    shelf.repository("reed", MODEL);
    shelf.repository("ledger", LEDGER);
    shelf.repository("empty", &[]);
    let one = shelf.classify(&["reed"]).exits(0).stdout;
    assert!(one.contains("an AI project: model, small model, 1.1B parameters"), "{one}");
    assert!(one.contains("points, ") && one.contains("what it says"), "{one}");
    let empty = shelf.classify(&["empty"]).exits(0).stdout;
    assert!(empty.contains("empty: there is no commit to judge by"), "{empty}");
    let many = shelf.classify(&["reed", "ledger"]).exits(0).stdout;
    assert!(many.contains("AI points") && many.contains("no AI project: "), "{many}");
}

#[test]
fn what_cannot_be_read_is_named_and_does_not_stop_the_rest() {
    let shelf = Shelf::new();
    shelf.repository("reed", MODEL);
    fs::create_dir(shelf.path().join("plain")).unwrap();
    let ran = shelf.classify(&["--json", "plain", "missing", "ada-example/trees", "reed"]).exits(2);
    let ran = ran.says("3 of 4 repositories could not be read").says("`missing` does not exist");
    let answers =
        ran.says("`ada-example/trees`: GitHub answers only with a token: set `GITHUB_TOKEN`").json();
    for place in 0..3 {
        let answer = &answers[place];
        assert!(answer["error"].is_string() && answer.get("is_ai").is_none(), "{answer:#}");
    }
    assert_eq!((&answers[3]["is_ai"], answers[3].get("error")), (&true.into(), None));
    let none = shelf.classify(&[]).exits(2).says("PATH");
    assert_eq!(none.stdout, "");
    let _ = shelf.classify(&["--rules", "missing.toml", "reed"]).exits(2).says("cannot read `missing.toml`");
    fs::write(shelf.path().join("rules.toml"), "colour = 1\n").unwrap();
    let _ = shelf.classify(&["--rules", "rules.toml", "reed"]).exits(2).says("in `rules.toml`");
}
