//! The pinned compiler, as the contracts' own scripts run it.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Component, Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
};

use alloy::primitives::Bytes;
use serde_json::{Value, json};

use crate::program::workspace;

/// Compiles a standard JSON input; the answer is the standard JSON output. Equal inputs are compiled once.
///
/// # Panics
/// When node or the compiler is missing, or the sources have errors.
#[must_use]
pub fn compile(input: &Value) -> Value {
    static KNOWN: Mutex<BTreeMap<String, Value>> = Mutex::new(BTreeMap::new());
    let text = input.to_string();
    if let Some(known) = KNOWN.lock().unwrap().get(&text) {
        return known.clone();
    }
    let output = run(&text);
    KNOWN.lock().unwrap().insert(text, output.clone());
    output
}

fn run(input: &str) -> Value {
    let mut compiler = Command::new("node")
        .args(["scripts/solc", "--standard-json"])
        .current_dir(workspace().join("contracts"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    compiler.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let answer = compiler.wait_with_output().unwrap();
    assert!(answer.status.success(), "the compiler ends well");
    let output: Value = serde_json::from_slice(&answer.stdout).unwrap();
    for error in output["errors"].as_array().into_iter().flatten() {
        assert_ne!(error["severity"], "error", "{}", error["formattedMessage"]);
    }
    output
}

/// Creation code of `contracts/test/mocks/<name>.sol`, without the arguments of its constructor.
///
/// # Panics
/// When there is no such contract.
#[must_use]
pub fn mock(name: &str) -> Bytes {
    let path = format!("test/mocks/{name}.sol");
    let mut sources = BTreeMap::new();
    read(&path, &mut sources);
    let sources: serde_json::Map<String, Value> =
        sources.into_iter().map(|(path, content)| (path, json!({ "content": content }))).collect();
    let output = compile(&json!({
        "language": "Solidity",
        "sources": sources,
        "settings": {
            "evmVersion": "cancun",
            "optimizer": { "enabled": true, "runs": 200 },
            "outputSelection": { &path: { name: ["evm.bytecode.object"] } },
        },
    }));
    let object = &output["contracts"][&path][name]["evm"]["bytecode"]["object"];
    object.as_str().unwrap_or_else(|| panic!("there is no {name} in {path}")).parse().unwrap()
}

/// A source and, by the names under which they are imported, all that it imports.
fn read(path: &str, sources: &mut BTreeMap<String, String>) {
    if sources.contains_key(path) {
        return;
    }
    let contracts = workspace().join("contracts");
    let file =
        if path.starts_with('@') { contracts.join("node_modules").join(path) } else { contracts.join(path) };
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    sources.insert(path.to_owned(), text.clone());
    for line in text.lines().filter(|line| line.starts_with("import ")) {
        let imported = line.split('"').nth(1).expect("an import names a file");
        read(&resolved(path, imported), sources);
    }
}

fn resolved(from: &str, imported: &str) -> String {
    if !imported.starts_with('.') {
        return imported.to_owned();
    }
    let mut place = PathBuf::from(from).parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(imported).components() {
        match part {
            Component::ParentDir => drop(place.pop()),
            Component::Normal(name) => place.push(name),
            _ => {}
        }
    }
    place.to_str().expect("UTF-8").to_owned()
}
