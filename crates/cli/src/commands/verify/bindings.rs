//! Where the proofs of GitHub accounts are read from.

use std::{fs, path::Path};

use anyhow::Context as _;
use tributary_engine::bundle::{Bundle, name};

use crate::server;

/// The text of `bindings.jsonl`: what was named, else the copy in the bundle's folder, if there is one.
pub(super) async fn read(bundle: &Bundle, named: Option<&str>) -> anyhow::Result<Option<String>> {
    let copy = bundle.dir().join(name::BINDINGS);
    match named {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            server::fetch(url).await.map(Some)
        }
        Some(file) => text(Path::new(file)).map(Some),
        None if copy.exists() => text(&copy).map(Some),
        None => Ok(None),
    }
}

fn text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read the bindings in `{}`", path.display()))
}
