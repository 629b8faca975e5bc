//! The tree of a commit, as far as a question reaches.

use serde::Deserialize;

const SYMBOLIC_LINK: u32 = 0o12_0000;

/// `None` where the question did not reach so deep.
#[derive(Deserialize)]
pub(super) struct Folder {
    pub(super) entries: Option<Vec<Entry>>,
}

#[derive(Deserialize)]
pub(super) struct Entry {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) mode: u32,
    pub(super) oid: String,
    pub(super) size: u64,
    pub(super) object: Option<Folder>,
}

/// Entries of a folder, and of `below` levels of folders in it.
pub(super) fn entries(below: u32) -> String {
    let inner = if below == 0 {
        String::new()
    } else {
        format!(" object {{ ... on Tree {{ {} }} }}", entries(below - 1))
    };
    format!("entries {{ name type mode oid size{inner} }}")
}

/// Levels of folders below the root: fewer for a server that could not manage more.
pub(super) const fn levels(size: u32) -> u32 {
    match size {
        20.. => 2,
        10.. => 1,
        _ => 0,
    }
}

/// A file of the tree.
pub(super) struct Listed {
    pub(super) path: String,
    pub(super) oid: String,
    pub(super) bytes: u64,
}

#[derive(Default)]
pub(super) struct Listing {
    pub(super) files: Vec<Listed>,
    /// Folders whose entries are not known, by path and object.
    pub(super) closed: Vec<(String, String)>,
}

impl Listing {
    pub(super) fn open(&mut self, folder: &str, entries: Vec<Entry>) {
        for entry in entries {
            let path = if folder.is_empty() { entry.name } else { format!("{folder}/{}", entry.name) };
            match (entry.kind.as_str(), entry.object.and_then(|object| object.entries)) {
                ("tree", Some(entries)) => self.open(&path, entries),
                ("tree", None) => self.closed.push((path, entry.oid)),
                ("blob", _) if entry.mode != SYMBOLIC_LINK => {
                    self.files.push(Listed { path, oid: entry.oid, bytes: entry.size });
                }
                // Links to files and to other repositories.
                _ => {}
            }
        }
    }
}
