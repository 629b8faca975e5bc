//! GitHub by octocrab.
