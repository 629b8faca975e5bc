//! What a clone is called and by which number it is known.

use std::path::Path;

use gix::ObjectId;
use sha2::{Digest, Sha256};
use tributary_model::{RepoId, RepositoryName};

/// Numbers of clones start here; GitHub's count up from 1 and stay far below.
const CLONE_IDS: u64 = 1 << 62;

/// A number that every clone with this first commit shares: 62 bits of its hash above 2^62, so that it
/// fits a signed database column and never meets an id given by GitHub.
pub(super) fn clone_id(first_commit: &ObjectId) -> RepoId {
    let hash = Sha256::digest(first_commit.to_string().as_bytes());
    let mut bits = [0; 8];
    bits.copy_from_slice(&hash[..8]);
    RepoId(CLONE_IDS | (u64::from_be_bytes(bits) >> 2))
}

/// `owner/name` if the address of the remote is on github.com: HTTPS, SSH or `git@github.com:owner/name`.
pub(super) fn github_name(remote: &str) -> Option<RepositoryName> {
    let (scheme, rest) = remote.split_once("://").unwrap_or(("", remote));
    let (host, path) = if scheme.is_empty() { rest.split_once(':')? } else { rest.split_once('/')? };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let on_github =
        ["github.com", "www.github.com", "ssh.github.com"].iter().any(|name| host.eq_ignore_ascii_case(name));
    let path = path.trim_matches('/');
    on_github.then(|| path.strip_suffix(".git").unwrap_or(path).parse().ok()).flatten()
}

/// `local/<folder>` for a clone from elsewhere; characters that a name cannot have become `-`.
pub(super) fn local_name(folder: &Path) -> RepositoryName {
    let folder = folder.file_name().map_or_else(|| "clone".into(), |name| name.to_string_lossy());
    let folder = folder.strip_suffix(".git").filter(|name| !name.is_empty()).unwrap_or(&folder);
    let name: String = folder
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' })
        .collect();
    format!("local/{name}").parse().expect("every character was made fit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_on_github_name_the_repository() {
        for remote in [
            "https://github.com/o/r",
            "https://GitHub.com/o/r.git/",
            "https://token@github.com/o/r.git",
            "git@github.com:o/r.git",
            "ssh://git@github.com/o/r.git",
            "ssh://git@ssh.github.com:443/o/r.git",
            "git://github.com/o/r",
        ] {
            assert_eq!(github_name(remote).map(|name| name.to_string()).as_deref(), Some("o/r"), "{remote}");
        }
        for remote in [
            "https://example.org/o/r",
            "/srv/github.com/o/r",
            "../r",
            "https://github.com/o",
            "git@example.org:o/r",
        ] {
            assert_eq!(github_name(remote), None, "{remote}");
        }
    }

    #[test]
    fn other_clones_are_called_by_their_folder() {
        assert_eq!(local_name(Path::new("/srv/tiny llm.git")).to_string(), "local/tiny-llm");
        assert_eq!(local_name(Path::new("/srv/tiny")).to_string(), "local/tiny");
        assert_eq!(local_name(Path::new("/")).to_string(), "local/clone");
    }

    #[test]
    fn numbers_of_clones_are_above_githubs_and_fit_63_bits() {
        let id = clone_id(&ObjectId::empty_tree(gix::hash::Kind::Sha1));
        assert!(id.0 >= CLONE_IDS && i64::try_from(id.0).is_ok());
        assert_eq!(id, clone_id(&ObjectId::empty_tree(gix::hash::Kind::Sha1)));
    }
}
