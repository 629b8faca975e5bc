//! The second question: the few files that tell most, and the lower folders.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
};

use serde::Deserialize;
use serde_json::json;
use tributary_classify::{Reading, Text, Wanted, is_foreign, select};
use tributary_model::RepositoryName;

use super::tree::{Entry, Listed, Listing, entries};
use crate::{
    api::{GithubClient, GithubError, PageSize, Subject, client::Question},
    lfs,
};

/// Lower folders that are opened.
pub(super) const LOWER: usize = 40;
/// Folders and files of one question, for each item of the page size.
const BATCH: u32 = 8;
/// A longer file is not asked for.
const MOST_BLOB_BYTES: u64 = 256 << 10;
/// All files together: what a server can be expected to give in one answer.
const MOST_TEXT_BYTES: u64 = 4 << 20;

#[derive(Deserialize)]
struct Contents {
    repository: Option<HashMap<String, Option<Object>>>,
}

#[derive(Deserialize)]
struct Object {
    entries: Option<Vec<Entry>>,
    text: Option<String>,
}

/// What the second question asks for.
enum Part {
    Folder {
        path: String,
        oid: String,
    },
    Text {
        path: String,
        oid: String,
        most: usize,
    },
    /// Short enough to stand for a file elsewhere.
    Pointer {
        path: String,
        oid: String,
        bytes: u64,
    },
}

impl Part {
    fn oid(&self) -> &str {
        match self {
            Self::Folder { oid, .. } | Self::Text { oid, .. } | Self::Pointer { oid, .. } => oid,
        }
    }

    fn selection(&self) -> String {
        match self {
            Self::Folder { .. } => format!("... on Tree {{ {} }}", entries(2)),
            Self::Text { .. } | Self::Pointer { .. } => "... on Blob { text }".to_owned(),
        }
    }
}

#[derive(Default)]
pub(super) struct Collection {
    parts: Vec<Part>,
    pub(super) texts: Vec<Text>,
    pub(super) sizes: HashMap<String, u64>,
    pub(super) missing: usize,
}

impl Collection {
    pub(super) fn plan(listing: &mut Listing) -> Self {
        let mut plan = Self::default();
        let by_path: BTreeMap<&str, &Listed> =
            listing.files.iter().map(|file| (file.path.as_str(), file)).collect();
        let mut total = 0;
        for Wanted { path, reading } in select(&by_path.keys().copied().collect::<Vec<_>>()) {
            let Listed { oid, bytes, .. } = by_path[path.as_str()];
            let oid = oid.clone();
            match reading {
                Reading::Size if *bytes >= lfs::POINTER_BYTES => {
                    plan.sizes.insert(path, *bytes);
                }
                Reading::Size => plan.parts.push(Part::Pointer { path, oid, bytes: *bytes }),
                Reading::Text(most) if *bytes <= MOST_BLOB_BYTES && total + bytes <= MOST_TEXT_BYTES => {
                    total += bytes;
                    plan.parts.push(Part::Text { path, oid, most });
                }
                Reading::Text(_) => plan.missing += 1,
            }
        }
        // Other people's work is not looked at.
        let mut own = std::mem::take(&mut listing.closed);
        own.retain(|(path, _)| !is_foreign(&format!("{path}/")));
        listing.closed = own.split_off(own.len().min(LOWER));
        plan.parts.extend(own.into_iter().map(|(path, oid)| Part::Folder { path, oid }));
        plan
    }

    /// In one question, or in several where the server cannot manage that.
    pub(super) async fn ask(
        &mut self,
        client: &GithubClient,
        name: &RepositoryName,
        size: &mut PageSize,
        listing: &mut Listing,
    ) -> Result<(), GithubError> {
        let subject = Subject::Repository(name.clone());
        let mut parts = std::mem::take(&mut self.parts);
        while !parts.is_empty() {
            let contents: Contents = client
                .ask(&subject, size, |size| {
                    let most = usize::try_from(size * BATCH).unwrap_or(usize::MAX);
                    contents(name, &parts[..parts.len().min(most)])
                })
                .await?
                .data;
            let mut given =
                contents.repository.ok_or_else(|| client.misshapen("no repository and no error"))?;
            let asked = given.len().clamp(1, parts.len());
            for (place, part) in parts.drain(..asked).enumerate() {
                self.take(part, given.remove(&format!("o{place}")).flatten(), listing);
            }
        }
        Ok(())
    }

    fn take(&mut self, part: Part, object: Option<Object>, listing: &mut Listing) {
        let Some(object) = object else {
            self.missing += 1;
            return;
        };
        match part {
            Part::Folder { path, .. } => listing.open(&path, object.entries.unwrap_or_default()),
            Part::Text { path, most, .. } => match object.text {
                Some(mut text) => {
                    text.truncate(text.floor_char_boundary(most));
                    self.texts.push(Text { path, text });
                }
                None => self.missing += 1,
            },
            Part::Pointer { path, bytes, .. } => {
                let bytes = object.text.as_deref().and_then(lfs::pointed_bytes).unwrap_or(bytes);
                self.sizes.insert(path, bytes);
            }
        }
    }
}

fn contents(name: &RepositoryName, parts: &[Part]) -> Question {
    let mut variables = json!({ "owner": name.owner(), "name": name.name() });
    let (mut declared, mut selected) = (String::new(), String::new());
    for (place, part) in parts.iter().enumerate() {
        variables[format!("v{place}")] = part.oid().into();
        write!(declared, ", $v{place}: GitObjectID!").expect("a String takes any text");
        writeln!(selected, "    o{place}: object(oid: $v{place}) {{ {} }}", part.selection())
            .expect("a String takes any text");
    }
    let query = format!(
        "query Contents($owner: String!, $name: String!{declared}) {{\n  rateLimit {{ cost }}\n  \
         repository(owner: $owner, name: $name) {{\n{selected}  }}\n}}"
    );
    Question { query, variables }
}
