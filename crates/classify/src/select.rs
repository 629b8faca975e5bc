//! Which files tell the most, so that a reader fetches little.
//!
//! The same choice serves a clone and an API: paths in, a bounded list of files out.

use std::collections::HashSet;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// From the root, with `/`.
    pub path: String,
    /// What is asked for.
    pub reading: Reading,
}

/// How much of a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Its first bytes as text, at most so many.
    Text(usize),
    /// Its size alone: weights of models.
    Size,
}

/// Bytes of a README, a manifest or a card.
const DOCUMENT_BYTES: usize = 128 << 10;
/// Bytes of a source file; imports stand at its top.
const SOURCE_BYTES: usize = 16 << 10;
/// Bytes of a notebook; outputs make notebooks long.
const NOTEBOOK_BYTES: usize = 96 << 10;

/// Files of each sort.
const READMES: usize = 2;
const MANIFESTS: usize = 24;
const CARDS: usize = 12;
const BUILDS: usize = 4;
const NOTEBOOKS: usize = 10;
const SOURCES: usize = 96;
const WEIGHTS: usize = 64;

/// Folders with other people's work.
const FOREIGN: [&str; 10] = [
    "node_modules",
    "vendor",
    "third_party",
    "third-party",
    "thirdparty",
    "3rdparty",
    "external",
    "deps",
    "submodules",
    "site-packages",
];
/// Folders whose manifests say little about the project itself.
const ASIDE: [&str; 12] = [
    "example",
    "examples",
    "test",
    "tests",
    "docs",
    "doc",
    "demo",
    "demos",
    "samples",
    "fixtures",
    "benchmarks",
    "cookbook",
];

/// The files worth reading, each once.
#[must_use]
pub fn select(paths: &[&str]) -> Vec<Wanted> {
    let own: Vec<&str> = paths.iter().copied().filter(|path| !is_foreign(path)).collect();
    let mut wanted = Vec::new();
    let mut add = |chosen: Vec<&str>, reading| {
        wanted.extend(chosen.into_iter().map(|path| Wanted { path: path.to_owned(), reading }));
    };
    let document = Reading::Text(DOCUMENT_BYTES);
    add(readmes(&own), document);
    add(shallowest(&own, MANIFESTS, |path| is_manifest(path) && !is_aside(path)), document);
    add(shallowest(&own, CARDS, |path| is_card(path) && !is_aside(path)), document);
    add(shallowest(&own, BUILDS, is_build), document);
    add(spread(&own, NOTEBOOKS, |path| extension(path) == "ipynb"), Reading::Text(NOTEBOOK_BYTES));
    add(spread(&own, SOURCES, is_source), Reading::Text(SOURCE_BYTES));
    add(shallowest(&own, WEIGHTS, is_weights), Reading::Size);
    let mut seen = HashSet::new();
    wanted.retain(|file| seen.insert(file.path.clone()));
    wanted
}

/// The file's name without folders.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// What stands behind the last point of the file's name; nothing where there is no point.
pub(crate) fn extension(path: &str) -> &str {
    file_name(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Is it in a folder of other people's work?
#[must_use]
pub fn is_foreign(path: &str) -> bool {
    folders(path).any(|folder| FOREIGN.contains(&folder))
}

/// The README at the root in the language of most readers, else the one that the host would show.
pub(crate) fn is_readme(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
    ["readme", "readme_en", "readme-en", "readme_english"].contains(&stem)
        && ["", "md", "mdx", "rst", "txt", "markdown", "org", "adoc"].contains(&extension(&name))
}

pub(crate) fn is_notebook(path: &str) -> bool {
    extension(path) == "ipynb"
}

pub(crate) fn is_source(path: &str) -> bool {
    const SOURCE: [&str; 34] = [
        "py", "js", "jsx", "mjs", "cjs", "ts", "tsx", "vue", "svelte", "go", "rs", "c", "cc", "cpp", "cxx",
        "h", "hpp", "cu", "cuh", "m", "mm", "java", "kt", "scala", "cs", "swift", "rb", "php", "ex", "jl",
        "r", "R", "dart", "lua",
    ];
    SOURCE.contains(&extension(path)) && !path.ends_with(".min.js") && !path.ends_with(".d.ts")
}

/// Names of dependency manifests.
pub(crate) fn is_manifest(path: &str) -> bool {
    const NAMES: [&str; 22] = [
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "environment.yml",
        "environment.yaml",
        "conda.yaml",
        "Pipfile",
        "package.json",
        "Cargo.toml",
        "go.mod",
        "CMakeLists.txt",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "Gemfile",
        "mix.exs",
        "Package.swift",
        "composer.json",
        "pubspec.yaml",
        "Project.toml",
        "DESCRIPTION",
        "libs.versions.toml",
    ];
    let name = file_name(path);
    NAMES.contains(&name)
        || is_requirements(path)
        || ["csproj", "fsproj", "gemspec", "cabal"].contains(&extension(name))
}

/// `requirements.txt`, `requirements-dev.txt`, `requirements/base.txt`.
pub(crate) fn is_requirements(path: &str) -> bool {
    let text = ["txt", "in"].contains(&extension(path));
    text && (file_name(path).contains("requirements") || folders(path).last() == Some("requirements"))
}

/// Cards and descriptions of models and data sets.
pub(crate) fn is_card(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    name.ends_with(".safetensors.index.json")
        || ["config.json", "dataset_info.json", "dataset_infos.json", "croissant.json", "citation.cff"]
            .contains(&name.as_str())
        || (["md", "txt"].contains(&extension(&name))
            && [
                "model_card",
                "model-card",
                "modelcard",
                "dataset_card",
                "data_card",
                "datacard",
                "datasheet",
            ]
            .iter()
            .any(|card| name.contains(card)))
}

/// What builds or starts it in a container.
pub(crate) fn is_build(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    name.starts_with("dockerfile") || name.starts_with("docker-compose.y") || name.starts_with("compose.y")
}

/// Files that hold trained weights.
pub(crate) fn is_weights(path: &str) -> bool {
    const WEIGHTS: [&str; 4] = ["safetensors", "gguf", "pth", "ckpt"];
    WEIGHTS.contains(&extension(path)) || file_name(path).starts_with("pytorch_model")
}

fn is_aside(path: &str) -> bool {
    folders(path).any(|folder| ASIDE.contains(&folder))
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    parts.into_iter()
}

fn depth(path: &str) -> usize {
    folders(path).count()
}

/// At the root, else in `.github` or `docs`; English before others, Markdown before other formats.
fn readmes<'a>(paths: &[&'a str]) -> Vec<&'a str> {
    let rank = |path: &str| {
        let name = file_name(path).to_ascii_lowercase();
        (!name.contains("en"), extension(&name) != "md", name)
    };
    for place in ["", ".github", "docs"] {
        let here = |path: &&str| path.rsplit_once('/').map_or("", |(folder, _)| folder) == place;
        let mut found: Vec<&str> =
            paths.iter().copied().filter(|path| is_readme(path)).filter(here).collect();
        if !found.is_empty() {
            found.sort_by_key(|path| rank(path));
            found.truncate(READMES);
            return found;
        }
    }
    Vec::new()
}

/// The first `most` by depth, then in the order of the tree.
fn shallowest<'a>(paths: &[&'a str], most: usize, fits: impl Fn(&str) -> bool) -> Vec<&'a str> {
    let mut found: Vec<&str> = paths.iter().copied().filter(|path| fits(path)).collect();
    found.sort_by_key(|path| depth(path));
    found.truncate(most);
    found
}

/// `most` of them at even distances, so that every corner of the tree is heard.
fn spread<'a>(paths: &[&'a str], most: usize, fits: impl Fn(&str) -> bool) -> Vec<&'a str> {
    let found: Vec<&str> = paths.iter().copied().filter(|path| fits(path)).collect();
    if found.len() <= most {
        return found;
    }
    (0..most).map(|place| found[place * found.len() / most]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_not_read() {
        let paths = ["vendor/a/README.md", "node_modules/torch/package.json", "src/main.py"];
        let wanted = select(&paths);
        assert_eq!(wanted, [Wanted { path: "src/main.py".into(), reading: Reading::Text(SOURCE_BYTES) }]);
    }

    #[test]
    fn sources_are_taken_from_all_over_the_tree() {
        let names: Vec<String> = (0..1000).map(|n| format!("src/f{n:04}.py")).collect();
        let paths: Vec<&str> = names.iter().map(String::as_str).collect();
        let wanted = select(&paths);
        assert_eq!(wanted.len(), SOURCES);
        assert_eq!(wanted[0].path, "src/f0000.py");
        assert!(wanted[SOURCES - 1].path.as_str() > "src/f0980.py");
    }

    #[test]
    fn manifests_of_the_project_come_before_those_of_its_parts() {
        let wanted = select(&["a/b/package.json", "examples/requirements.txt", "package.json"]);
        let paths: Vec<&str> = wanted.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["package.json", "a/b/package.json"]);
    }

    #[test]
    fn weights_are_measured_and_not_read() {
        let wanted = select(&["model.safetensors", "model.safetensors.index.json"]);
        assert_eq!(wanted[0].reading, Reading::Text(DOCUMENT_BYTES));
        assert_eq!(wanted[1], Wanted { path: "model.safetensors".into(), reading: Reading::Size });
    }

    #[test]
    fn the_readme_of_the_root_hides_those_below() {
        let paths = ["README.md", "README_EN.md", "README_zh.md", "docs/README.md"];
        let found: Vec<String> = select(&paths).into_iter().map(|file| file.path).collect();
        assert_eq!(found, ["README_EN.md", "README.md"]);
        assert_eq!(select(&["docs/README.md", "src/x.txt"])[0].path, "docs/README.md");
    }
}
