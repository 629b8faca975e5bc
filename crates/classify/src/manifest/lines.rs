//! Manifests that are programs or formats of their own: read line by line, by their fixed forms.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::{Manifest, requirement_name};

macro_rules! form {
    ($pattern:expr) => {{
        static FORM: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("each form is exercised by a test"));
        &*FORM
    }};
}

fn all(form: &Regex, text: &str) -> BTreeSet<String> {
    form.captures_iter(text).filter_map(|found| found.get(1)).map(|name| name.as_str().to_owned()).collect()
}

fn only(dependencies: BTreeSet<String>) -> Manifest {
    Manifest { dependencies, ..Manifest::default() }
}

pub(super) fn requirements(text: &str) -> Manifest {
    only(text.lines().filter_map(requirement_name).map(str::to_owned).collect())
}

/// Every quoted requirement behind a word that ends in `require` or `requires`: lists are often put together
/// before `setup(…)`.
pub(super) fn setup_py(text: &str) -> Manifest {
    let mut dependencies = BTreeSet::new();
    for block in form!(r"(?s)requir\w*\s*(?:=|\+=|:)\s*[\[{(](.*?)[\])}]").captures_iter(text) {
        for quoted in form!(r#"['"]([A-Za-z0-9][^'"\n]*)['"]"#).captures_iter(&block[1]) {
            dependencies.extend(requirement_name(&quoted[1]).map(str::to_owned));
        }
    }
    let first = |form: &Regex| {
        let found = form.captures(text)?;
        found.get(1).or_else(|| found.get(2)).map(|value| value.as_str().to_owned())
    };
    let name = first(form!(r#"\bname\s*=\s*(?:'([^'\n]+)'|"([^"\n]+)")"#));
    let about = first(form!(r#"\bdescription\s*=\s*\(?\s*(?:'([^'\n]+)'|"([^"\n]+)")"#));
    Manifest { name, about: about.into_iter().collect(), dependencies }
}

pub(super) fn setup_cfg(text: &str) -> Manifest {
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
        line.map(|value| value.trim().to_owned())
    };
    let mut dependencies = BTreeSet::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with(char::is_whitespace) {
            dependencies.extend(requirement_name(line).filter(|_| inside).map(str::to_owned));
        } else {
            inside = line.starts_with("install_requires") || line.starts_with("requires");
        }
    }
    Manifest { name: value("name"), about: value("description").into_iter().collect(), dependencies }
}

/// Conda's environments are lists, Dart's manifests are tables.
pub(super) fn yaml(text: &str) -> Manifest {
    let items = all(form!(r#"(?m)^\s*-\s+['"]?(?:[\w.-]+::)?([A-Za-z0-9][\w.-]*)"#), text);
    let mut dependencies = items;
    if let Some((_, tables)) = text.split_once("\ndependencies:\n") {
        dependencies.extend(all(form!(r"(?m)^  (\w+):"), tables));
    }
    let about = all(form!(r#"(?m)^description:\s*['"]?(.+)$"#), text);
    Manifest { name: None, about: about.into_iter().collect(), dependencies }
}

pub(super) fn go_mod(text: &str) -> Manifest {
    only(all(form!(r"(?m)^\s*(?:require\s+)?([\w.-]+\.[\w.-]+/\S+)\s+v"), text))
}

pub(super) fn cmake(text: &str) -> Manifest {
    only(all(form!(r"(?i)\bfind_package\s*\(\s*([\w-]+)"), text))
}

pub(super) fn pom(text: &str) -> Manifest {
    let dependencies = all(form!(r"(?s)<dependency>.*?<artifactId>\s*([^<\s]+)\s*</artifactId>"), text);
    let about = all(form!(r"(?s)<description>([^<]+)</description>"), text);
    Manifest { name: None, about: about.into_iter().collect(), dependencies }
}

pub(super) fn gradle(text: &str) -> Manifest {
    only(all(form!(r#"['"][\w.-]+:([\w.-]+)(?::[^'"]*)?['"]"#), text))
}

pub(super) fn csproj(text: &str) -> Manifest {
    let dependencies = all(form!(r#"<PackageReference\s+Include="([^"]+)""#), text);
    let about = all(form!(r"(?s)<Description>([^<]+)</Description>"), text);
    Manifest { name: None, about: about.into_iter().collect(), dependencies }
}

/// Ruby: the quoted name behind a word.
pub(super) fn quoted_after(text: &str, word: &str) -> Manifest {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| {
        let (_, rest) = line.split_once(word)?;
        let rest = rest.trim_start_matches([' ', '(']);
        let quote = rest.chars().next().filter(|c| "'\"".contains(*c))?;
        rest[1..].split_once(quote).map(|(name, _)| name.to_owned())
    });
    only(names.collect())
}

pub(super) fn mix(text: &str) -> Manifest {
    let dependencies = all(form!(r"\{:(\w+),"), text);
    let about = all(form!(r#"description:\s*"([^"]+)""#), text);
    Manifest { name: None, about: about.into_iter().collect(), dependencies }
}

pub(super) fn swift(text: &str) -> Manifest {
    only(all(form!(r#"\.package\([^)]*?url:\s*"[^"]*/([\w.-]+?)(?:\.git)?""#), text))
}

pub(super) fn r_description(text: &str) -> Manifest {
    let mut dependencies = BTreeSet::new();
    let mut about = Vec::new();
    let mut field = "";
    for line in text.lines() {
        let mut value = line;
        if !line.starts_with(char::is_whitespace)
            && let Some((name, rest)) = line.split_once(':')
        {
            (field, value) = (name, rest);
        }
        match field {
            "Imports" | "Depends" => {
                dependencies.extend(value.split(',').filter_map(requirement_name).map(str::to_owned));
            }
            "Title" | "Description" => about.push(value.trim().to_owned()),
            _ => {}
        }
    }
    Manifest { name: None, about, dependencies }
}
