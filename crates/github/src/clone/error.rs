//! Why a clone cannot be read, and what to do about it.

use std::path::PathBuf;

use gix::ObjectId;
use thiserror::Error;

/// Why a clone cannot be read.
#[derive(Debug, Error)]
pub enum CloneError {
    /// The path holds no repository that can be opened.
    #[error(
        "`{path}` is not a git repository: {reason}; pass the folder of a clone, or a bare `.git` folder"
    )]
    NotARepository {
        /// What was asked for.
        path: PathBuf,
        /// What git's files looked like.
        reason: String,
    },
    /// A reference, the configuration or the list of shallow commits is broken.
    #[error("`{path}`: {what} cannot be read: {reason}; `git -C {path} fsck` tells more")]
    Broken {
        /// The clone.
        path: PathBuf,
        /// Which part of it.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// An object that history needs is absent, as in a clone made with `--filter`.
    #[error(
        "object `{oid}` is missing from `{path}`; a clone made with `--filter` lacks file contents: clone again without it"
    )]
    MissingObject {
        /// The clone.
        path: PathBuf,
        /// The absent object.
        oid: ObjectId,
    },
    /// An object is there and makes no sense.
    #[error("object `{oid}` in `{path}` is corrupt: {reason}; `git -C {path} fsck` tells more")]
    CorruptObject {
        /// The clone.
        path: PathBuf,
        /// The object.
        oid: ObjectId,
        /// What is wrong.
        reason: String,
    },
    /// A text that should be a commit hash.
    #[error("`{0}` is not a commit hash")]
    NotACommit(String),
    /// A reading thread ended before its work did.
    #[error("reading `{path}` stopped before the end; the lines above say why")]
    Stopped {
        /// The clone.
        path: PathBuf,
    },
}
