//! What a clone is called and by which number it is known.

use std::path::Path;

use gix::ObjectId;
use sha2::{Digest, Sha256};
use tributary_model::{RepoId, RepositoryName};

/// Numbers of clones start here; GitHub's count up from 1 and stay far below.
const CLONE_IDS: u64 = 1 << 62;

/// What tells a project from others, also from forks and from those that a template gave the same first commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Project {
    /// Host and path of the remote.
    Origin(String),
    /// Without a remote on the network: the folder, which is the remote's if that is one on this machine.
    Folder(RepositoryName),
}

impl Project {
    /// By the remote's address, else by `folder`, whose links are resolved.
    pub(super) fn of(remote: Option<&str>, folder: &Path) -> Self {
        match remote.and_then(on_network) {
            Some((host, path)) if is_github(host) => {
                Self::Origin(format!("github.com/{}", path.to_ascii_lowercase()))
            }
            Some((host, path)) => Self::Origin(format!("{}/{path}", host.to_ascii_lowercase())),
            None => Self::Folder(local_name(remote.and_then(on_this_machine).unwrap_or(folder))),
        }
    }

    /// A number that every clone of the project shares: 62 bits of a hash above 2^62, so that it fits a signed
    /// database column and never meets an id given by GitHub. Names of folders are few, so that there the first
    /// commit counts too.
    pub(super) fn clone_id<E>(
        &self,
        first_commit: impl FnOnce() -> Result<ObjectId, E>,
    ) -> Result<RepoId, E> {
        let text = match self {
            Self::Origin(address) => format!("origin {address}"),
            Self::Folder(name) => format!("folder {name} {}", first_commit()?),
        };
        let hash = Sha256::digest(text.as_bytes());
        let mut bits = [0; 8];
        bits.copy_from_slice(&hash[..8]);
        Ok(RepoId(CLONE_IDS | (u64::from_be_bytes(bits) >> 2)))
    }
}

/// `owner/name` if the address of the remote is on github.com: HTTPS, SSH or `git@github.com:owner/name`.
pub(super) fn github_name(remote: &str) -> Option<RepositoryName> {
    let (host, path) = on_network(remote)?;
    is_github(host).then(|| path.parse().ok()).flatten()
}

fn is_github(host: &str) -> bool {
    ["github.com", "www.github.com", "ssh.github.com"].iter().any(|name| host.eq_ignore_ascii_case(name))
}

/// Host and path of `scheme://who@host:port/path.git` or `who@host:path.git`.
fn on_network(remote: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = remote.split_once("://").unwrap_or(("", remote));
    let (host, path) = if scheme.is_empty() { rest.split_once(':')? } else { rest.split_once('/')? };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let path = path.trim_matches('/');
    // A colon behind a slash belongs to a path of this machine.
    (!host.is_empty() && !host.contains('/')).then(|| (host, path.strip_suffix(".git").unwrap_or(path)))
}

/// The folder that a path or a `file://` address names, if it has a name.
fn on_this_machine(remote: &str) -> Option<&Path> {
    let path = Path::new(remote.strip_prefix("file://").unwrap_or(remote));
    let path = path.parent().filter(|_| path.ends_with(".git")).unwrap_or(path);
    path.file_name().map(|_| path)
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

    fn id(remote: Option<&str>, folder: &str, first_commit: &ObjectId) -> RepoId {
        let project = Project::of(remote, Path::new(folder));
        project.clone_id(|| Ok::<_, std::convert::Infallible>(*first_commit)).unwrap()
    }

    #[test]
    fn numbers_of_clones_are_above_githubs_and_fit_63_bits() {
        let commit = ObjectId::empty_tree(gix::hash::Kind::Sha1);
        for remote in [None, Some("https://example.org/o/r")] {
            let id = id(remote, "/srv/r", &commit);
            assert!(id.0 >= CLONE_IDS && i64::try_from(id.0).is_ok());
        }
    }

    #[test]
    fn all_spellings_of_one_origin_give_one_number_whatever_the_folder() {
        let kind = gix::hash::Kind::Sha1;
        let (one, other) = (ObjectId::empty_tree(kind), ObjectId::null(kind));
        let number = id(Some("https://github.com/Ada/River.git"), "/srv/a", &one);
        for remote in ["git@github.com:ada/river", "ssh://git@ssh.github.com:443/ada/river.git"] {
            assert_eq!(id(Some(remote), "/srv/b", &other), number, "{remote}");
        }
        let number = id(Some("https://ada@Example.org/River.git"), "/srv/a", &one);
        assert_eq!(id(Some("git@example.org:River"), "/srv/b", &other), number);
    }

    #[test]
    fn forks_and_projects_of_one_template_have_numbers_of_their_own() {
        let commit = ObjectId::empty_tree(gix::hash::Kind::Sha1);
        let fork = |owner: &str| id(Some(&format!("https://github.com/{owner}/river")), "/srv/r", &commit);
        assert_ne!(fork("ada"), fork("bo"));
        assert_ne!(id(None, "/srv/river", &commit), id(None, "/srv/brook", &commit));
    }

    #[test]
    fn a_copy_on_this_machine_counts_by_the_folder_that_it_came_from() {
        let commit = ObjectId::empty_tree(gix::hash::Kind::Sha1);
        let original = id(None, "/srv/river", &commit);
        for remote in
            ["/srv/river", "/srv/river.git", "/srv/river/.git", "file:///srv/river/", "../a:b/river"]
        {
            assert_eq!(id(Some(remote), "/home/copy", &commit), original, "{remote}");
        }
        assert_eq!(id(Some(".."), "/srv/river", &commit), original);
    }
}
