//! The house rules that no compiler holds: arrows between rooms, pure rooms, licences, who reads the environment.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tributary_tests::{cargo, workspace};

const LICENCE: &str = "MIT OR Apache-2.0";

/// Every room, from the ground up, with the rooms that it may know. An arrow that is not here points the wrong way.
const ROOMS: [(&str, &[&str]); 14] = [
    ("model", &[]),
    ("merkle", &["model"]),
    ("score", &["model"]),
    ("qf", &["model"]),
    ("classify", &["model"]),
    ("proof", &["model"]),
    ("storage", &["model"]),
    ("github", &["classify", "proof", "model"]),
    ("bindings", &[]),
    ("chain", &["bindings", "model"]),
    (
        "engine",
        &["model", "merkle", "score", "qf", "classify", "proof", "storage", "github", "bindings", "chain"],
    ),
    // The API shows scores and follows claims, so it knows their words as well as the engine's.
    ("api", &["model", "score", "qf", "proof", "storage", "chain", "engine"]),
    (
        "cli",
        &[
            "model", "merkle", "score", "qf", "classify", "proof", "storage", "github", "bindings", "chain",
            "engine", "api",
        ],
    ),
    (
        "tests",
        &[
            "model", "merkle", "score", "qf", "classify", "proof", "storage", "github", "bindings", "chain",
            "engine", "api",
        ],
    ),
];

/// Rooms of pure functions.
const PURE: [&str; 6] = ["model", "merkle", "score", "qf", "classify", "proof"];

/// What a pure room must not bring along: runtimes, sockets, databases, processes, clocks and chance.
const IMPURE: [&str; 22] = [
    "tokio",
    "async-std",
    "smol",
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "ureq",
    "axum",
    "sqlx",
    "sqlx-core",
    "rusqlite",
    "octocrab",
    "gix",
    "git2",
    "alloy",
    "alloy-provider",
    "tempfile",
    "chrono",
    "time",
    "rand",
    "fastrand",
];

fn metadata() -> Value {
    let words = ["metadata", "--format-version", "1", "--no-deps", "--offline", "--locked"];
    serde_json::from_str(&told(cargo().args(words))).unwrap()
}

fn told(command: &mut Command) -> String {
    let output = command.current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn room(package: &str) -> Option<&str> {
    package.strip_prefix("tributary-")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

#[test]
fn arrows_point_only_upwards() {
    let may_know: BTreeMap<&str, &[&str]> = ROOMS.into();
    let metadata = metadata();
    let mut wrong = Vec::new();
    for package in list(&metadata, "packages") {
        let name = room(package["name"].as_str().unwrap()).expect("a package of ours is named tributary-…");
        let Some(allowed) = may_know.get(name) else {
            wrong.push(format!("`{name}` is not in the table of rooms"));
            continue;
        };
        for dependency in list(package, "dependencies") {
            // Tests of a room may use anything, itself included.
            let Some(known) =
                room(dependency["name"].as_str().unwrap()).filter(|_| dependency["kind"] != "dev")
            else {
                continue;
            };
            if !allowed.contains(&known) {
                wrong.push(format!("`{name}` → `{known}` is an arrow that the table does not have"));
            }
        }
        let folder = if name == "tests" { "tests".to_owned() } else { format!("crates/{name}") };
        let manifest = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        if manifest != workspace().join(&folder) {
            wrong.push(format!("`{name}` is not in {folder}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_of_rooms_has_no_circle() {
    for (place, (name, known)) in ROOMS.iter().enumerate() {
        for room in *known {
            let below = ROOMS[..place].iter().any(|(lower, _)| lower == room);
            assert!(below, "`{name}` may know `{room}`, which stands beside or above it");
        }
    }
}

#[test]
fn pure_rooms_bring_no_runtime_io_clock_or_chance() {
    for name in PURE.iter().filter(|name| workspace().join("crates").join(name).exists()) {
        let package = format!("tributary-{name}");
        let words =
            ["tree", "--offline", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
        let tree = told(cargo().args(words).args(["-p", &package]));
        let brought: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(brought.contains(package.as_str()) && brought.len() > 2, "{tree}");
        let impure: Vec<_> = IMPURE.iter().filter(|name| brought.contains(*name)).collect();
        assert!(impure.is_empty(), "`{name}` brings {impure:?}; `cargo tree -p {package} -i NAME` says how");
    }
}

#[test]
fn every_package_states_its_licence() {
    for package in list(&metadata(), "packages") {
        assert_eq!(package["license"], LICENCE, "{}", package["name"]);
    }
    let manifests = files(&workspace(), &|name| name == "package.json");
    assert!(manifests.len() >= 4, "contracts, web and two test packages at least: {manifests:?}");
    for path in manifests {
        let manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(manifest["license"], LICENCE, "{}", path.display());
    }
    for text in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(workspace().join(text).is_file(), "{text}");
    }
}

/// clippy.toml refuses `std::env::var` and its like; this refuses whoever asks clippy to look away.
#[test]
fn only_the_command_line_reads_the_environment_and_the_clock() {
    let lint = fs::read_to_string(workspace().join("clippy.toml")).unwrap();
    for path in ["env::var", "env::var_os", "env::vars", "env::vars_os", "SystemTime::now", "Timestamp::now"]
    {
        assert!(lint.contains(&format!("{path}\"")), "clippy.toml does not refuse `{path}`");
    }
    let mut looked_at = 0;
    for path in
        files(&workspace().join("crates"), &|name| Path::new(name).extension().is_some_and(|end| end == "rs"))
    {
        let inside = path.strip_prefix(workspace().join("crates")).unwrap();
        let has = |part: &str| inside.components().any(|found| found.as_os_str() == part);
        // Cargo tells a build script by the environment alone.
        let may = inside.starts_with("cli/src") || has("tests") || has("testing.rs") || has("build.rs");
        let text = fs::read_to_string(&path).unwrap();
        let shipped = text.split("#[cfg(test)]").next().unwrap();
        for excuse in ["clippy::disallowed_methods", "clippy::all", "clippy::style"] {
            let excused =
                ["expect", "allow"].iter().any(|word| shipped.contains(&format!("{word}({excuse}")));
            assert!(may || !excused, "{} lets clippy look away", inside.display());
        }
        looked_at += 1;
    }
    assert!(looked_at > 50, "{looked_at}");
}

/// Files of ours: not what npm, cargo or a build brought.
fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with('.') || ["node_modules", "target", "dist", "out", "cache"].contains(&name) {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            found.extend(files(&path, wanted));
        } else if wanted(name) {
            found.push(path);
        }
    }
    found
}
