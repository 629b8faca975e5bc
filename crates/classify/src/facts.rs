//! What is known of a repository, wherever it was read.

/// Everything that rules can look at. Lists keep the order of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// `owner/name`, or the folder of a clone.
    pub name: String,
    /// The one line that the host shows; a clone has none.
    pub description: Option<String>,
    /// Where the host says its page is; a clone has none.
    pub homepage: Option<String>,
    /// Topics on the host; a clone has none.
    pub topics: Vec<String>,
    /// All files.
    pub files: Vec<File>,
    /// The content of those that [`crate::select`] asks for and that could be read.
    pub texts: Vec<Text>,
}

/// A file of the default branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    /// Its size; of a Git LFS pointer, the size of what it points to. `None` where it was not asked for, see
    /// [`crate::select`], or is not known.
    pub bytes: Option<u64>,
}

/// The beginning of a text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// From the root, with `/`.
    pub path: String,
    /// What it says, cut where the reader stopped.
    pub text: String,
}
