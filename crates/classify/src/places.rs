//! Facts laid out the way rules look at them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{
    facts::{Facts, Text},
    imports::imports,
    manifest::Manifest,
    parameters::{self, Size, SizeSource},
    prose::Prose,
    select::{is_build, is_card, is_foreign, is_manifest, is_notebook, is_readme, is_source, is_weights},
};

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Look {
    /// The repository's name and that of the package at its root.
    Name,
    /// Topics on the host, keywords of the package.
    Topic,
    /// The description, the package's description, title and first sentence or two of the README.
    Lead,
    /// The same with the README's first paragraphs.
    Headline,
    /// All words of the README.
    Readme,
    /// Where the README's links lead.
    Link,
    /// Names of dependencies.
    Dependency,
    /// Source files and notebooks by what they import.
    Import,
    /// Paths of files.
    Path,
    /// Metadata of cards, data-set descriptions, citations.
    Card,
    /// Container files.
    Build,
    /// Numbers of parameters.
    Size,
}

/// One thing to look at: a text for phrases, an entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// The file, or `name`, `description`, `topics`.
    pub(crate) place: String,
    pub(crate) text: String,
}

/// All items by what looks at them, and the sizes that were found.
#[derive(Debug, Default)]
pub(crate) struct Places {
    items: BTreeMap<Look, Vec<Item>>,
    pub(crate) sizes: Vec<Size>,
}

impl Places {
    pub(crate) fn of(facts: &Facts) -> Self {
        let mut places = Self::default();
        let name = facts.name.rsplit_once('/').map_or(facts.name.as_str(), |(_, name)| name);
        places.add(Look::Name, "name", name);
        places.add_sizes(name, SizeSource::Headline, "name");
        for topic in &facts.topics {
            places.add(Look::Topic, "topics", topic);
        }
        if let Some(description) = &facts.description {
            places.add(Look::Lead, "description", description);
            places.add_headline("description", description);
        }
        if let Some(homepage) = &facts.homepage {
            places.add(Look::Link, "homepage", homepage);
        }
        for file in facts.files.iter().filter(|file| !is_foreign(&file.path)) {
            places.add(Look::Path, &file.path, &file.path);
            if is_weights(&file.path) {
                places.sizes.extend(file.bytes.and_then(|bytes| parameters::in_weights(bytes, &file.path)));
            }
        }
        let mut dependencies = BTreeMap::new();
        for text in &facts.texts {
            places.add_text(text, &mut dependencies);
        }
        for (dependency, place) in dependencies {
            places.add(Look::Dependency, &place, &dependency);
        }
        places
    }

    /// What a rule sees.
    pub(crate) fn items(&self, look: Look) -> &[Item] {
        self.items.get(&look).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, look: Look, place: &str, text: &str) {
        let item = Item { place: place.to_owned(), text: text.to_owned() };
        self.items.entry(look).or_default().push(item);
    }

    fn add_headline(&mut self, place: &str, text: &str) {
        self.add(Look::Headline, place, text);
        self.add_sizes(text, SizeSource::Headline, place);
    }

    fn add_sizes(&mut self, text: &str, source: SizeSource, place: &str) {
        self.sizes.extend(parameters::in_text(text, source, place));
    }

    fn add_text(&mut self, Text { path, text }: &Text, dependencies: &mut BTreeMap<String, String>) {
        if is_readme(path) {
            self.add_readme(path, text);
        } else if is_manifest(path) {
            let manifest = Manifest::read(path, text);
            if !path.contains('/') {
                self.add_package(path, &manifest);
            }
            for dependency in manifest.dependencies {
                dependencies.entry(dependency).or_insert_with(|| path.clone());
            }
        } else if is_card(path) {
            self.add(Look::Card, path, text);
            self.sizes.extend(parameters::in_index(text, path).or_else(|| parameters::in_config(text, path)));
        } else if is_build(path) {
            self.add(Look::Build, path, text);
        }
        if is_source(path) || is_notebook(path) {
            let modules: BTreeSet<String> = imports(path, text);
            self.add(Look::Import, path, &modules.into_iter().collect::<Vec<_>>().join("\n"));
        }
    }

    fn add_package(&mut self, path: &str, manifest: &Manifest) {
        if let Some(name) = &manifest.name {
            self.add(Look::Name, path, name);
        }
        for (place, about) in manifest.about.iter().enumerate() {
            if place > 0 || !about.contains(' ') {
                self.add(Look::Topic, path, &about.to_lowercase().replace([' ', '_'], "-"));
            }
            if about.contains(' ') {
                self.add(Look::Lead, path, about);
                self.add_headline(path, about);
            }
        }
    }

    fn add_readme(&mut self, path: &str, text: &str) {
        let prose = Prose::read(text);
        if let Some(matter) = &prose.front_matter {
            self.add(Look::Card, path, matter);
        }
        self.add(Look::Lead, path, &prose.lead);
        self.add_headline(path, &prose.headline);
        self.add_sizes(&prose.body, SizeSource::Readme, path);
        self.add(Look::Readme, path, &prose.body);
        for link in prose.links {
            if let Some((_, model)) = link.split_once("huggingface.co/")
                && !model.starts_with("datasets/")
            {
                self.add_sizes(model, SizeSource::Link, path);
            }
            self.add(Look::Link, path, &link);
        }
    }
}
