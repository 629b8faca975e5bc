//! Manifests that are TOML or JSON.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Manifest, requirement_name};

/// TOML as JSON, so that both are walked alike.
fn toml(text: &str) -> Value {
    toml::from_str(text).unwrap_or(Value::Null)
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}

fn words_at(value: &Value, pointer: &str) -> Vec<String> {
    let list = value.pointer(pointer).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn keys_at(value: &Value, pointer: &str) -> BTreeSet<String> {
    let table = value.pointer(pointer).and_then(Value::as_object);
    table.into_iter().flat_map(|table| table.keys().cloned()).collect()
}

/// `[project]`, Poetry's tables, dependency groups and what building needs (CUDA extensions need torch).
pub(super) fn pyproject(text: &str) -> Manifest {
    let value = toml(text);
    let mut requirements = words_at(&value, "/project/dependencies");
    requirements.extend(words_at(&value, "/build-system/requires"));
    for table in ["/project/optional-dependencies", "/dependency-groups"] {
        let groups = value.pointer(table).and_then(Value::as_object);
        for group in groups.into_iter().flat_map(|groups| groups.values()).filter_map(Value::as_array) {
            requirements.extend(group.iter().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    let mut dependencies: BTreeSet<String> =
        requirements.iter().filter_map(|line| requirement_name(line)).map(str::to_owned).collect();
    dependencies.extend(keys_at(&value, "/tool/poetry/dependencies"));
    for group in keys_at(&value, "/tool/poetry/group") {
        dependencies.extend(keys_at(&value, &format!("/tool/poetry/group/{group}/dependencies")));
    }
    let (mut about, mut name) = (Vec::new(), None);
    for table in ["/project", "/tool/poetry"] {
        name = name.or_else(|| text_at(&value, &format!("{table}/name")));
        about.extend(text_at(&value, &format!("{table}/description")));
        about.extend(words_at(&value, &format!("{table}/keywords")));
    }
    Manifest { name, about, dependencies }
}

pub(super) fn cargo(text: &str) -> Manifest {
    let value = toml(text);
    let tables = ["/dependencies", "/workspace/dependencies", "/build-dependencies"];
    let dependencies = tables.iter().flat_map(|table| keys_at(&value, table)).collect();
    let mut about: Vec<String> = text_at(&value, "/package/description").into_iter().collect();
    about.extend(words_at(&value, "/package/keywords"));
    Manifest { name: text_at(&value, "/package/name"), about, dependencies }
}

/// Pipfiles, Julia's projects and Gradle's catalogues: names are keys.
pub(super) fn toml_tables(text: &str) -> Manifest {
    let value = toml(text);
    let dependencies =
        ["/packages", "/deps", "/libraries"].iter().flat_map(|table| keys_at(&value, table)).collect();
    Manifest { name: text_at(&value, "/name"), about: Vec::new(), dependencies }
}

/// npm and Composer. What only developing needs says nothing of the product.
pub(super) fn package_json(text: &str) -> Manifest {
    let value: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let tables = ["/dependencies", "/peerDependencies", "/optionalDependencies", "/require"];
    let dependencies = tables.iter().flat_map(|table| keys_at(&value, table)).collect();
    let mut about: Vec<String> = text_at(&value, "/description").into_iter().collect();
    about.extend(words_at(&value, "/keywords"));
    Manifest { name: text_at(&value, "/name"), about, dependencies }
}
