//! One more `[[exclude]]` at the end of a file. What a maintainer wrote stays as it is, byte for byte.

use std::path::Path;

use toml::Value;
use tributary_model::Identity;

use super::{OverridesFile, OverridesFileError};
use crate::people::Who;

impl OverridesFile {
    /// A file in which nothing is decided, for one that does not exist yet.
    #[must_use]
    pub fn empty(path: &Path) -> Self {
        Self { path: path.to_owned(), bytes: Vec::new(), entries: super::Entries::default() }
    }

    /// The bytes that leave somebody out when they are added to the end of this file, and the file as it is then.
    ///
    /// # Errors
    /// [`OverridesFileError`] when the person is left out already, or when the reason cannot be published.
    pub fn excluding(&self, identity: Identity, reason: &str) -> Result<(Vec<u8>, Self), OverridesFileError> {
        let already = self.entries.exclude.iter().find(|entry| entry.get_ref().identity == Who(identity));
        if let Some(entry) = already {
            return Err(self.error("exclude", entry, format!("`{identity}` is left out already")));
        }
        let gap = match self.bytes.as_slice() {
            [] => "",
            [.., b'\n'] => "\n",
            // The last line has no end yet.
            _ => "\n\n",
        };
        let reason = Value::String(reason.to_owned());
        let added = format!("{gap}[[exclude]]\nidentity = \"{identity}\"\nreason = {reason}\n").into_bytes();
        let whole = [self.bytes.as_slice(), &added].concat();
        let after = Self::parse(&whole, &self.path)?;
        Ok((added, after))
    }
}

#[cfg(test)]
mod tests {
    use tributary_model::GithubId;

    use super::*;

    const BO: Identity = Identity::Github(GithubId(202));

    fn file(text: &str) -> OverridesFile {
        OverridesFile::parse(text.as_bytes(), Path::new("overrides.toml")).unwrap()
    }

    fn after(text: &str, reason: &str) -> String {
        let (added, after) = file(text).excluding(BO, reason).unwrap();
        let whole = format!("{text}{}", String::from_utf8(added).unwrap());
        assert_eq!((after.bytes(), after.count()), (whole.as_bytes(), file(text).count() + 1));
        whole
    }

    #[test]
    fn what_was_there_stays_as_it_was() {
        let entry = "[[exclude]]\nidentity = \"github:202\"\nreason = \"Asked to be left out.\"\n";
        assert_eq!(after("", "Asked to be left out."), entry);
        for there in [
            "# Nothing yet.\n",
            "[[adjust]] # odd  spacing\nidentity='github:101'\n  factor = \"0.5\"\r\nreason = 'Paid before.'\n",
        ] {
            assert_eq!(after(there, "Asked to be left out."), format!("{there}\n{entry}"));
        }
        assert_eq!(after("# No end", "Asked to be left out."), format!("# No end\n\n{entry}"));
    }

    #[test]
    fn a_reason_cannot_leave_its_quotes() {
        let reason = r#"Said "no" \ and "]] [[include]]"#;
        let entry = toml::from_str::<toml::Table>(&after("", reason)).unwrap();
        assert_eq!(entry["exclude"][0]["reason"].as_str(), Some(reason));
        assert_eq!(entry.len(), 1);
    }

    #[test]
    fn who_is_left_out_and_a_reason_that_cannot_be_published_are_refused() {
        let error = |text: &str, reason: &str| file(text).excluding(BO, reason).unwrap_err().to_string();
        assert_eq!(
            error("\n[[exclude]]\nidentity = \"github:202\"\nreason = \"Asked.\"\n", "Asked."),
            "`overrides.toml` line 2, `[[exclude]]`: `github:202` is left out already"
        );
        assert_eq!(
            error("", " "),
            "`overrides.toml` line 1, `[[exclude]]`: `reason` is empty; say why, everybody will read it"
        );
        let told = error("# First\n", "Ask bo@example.org.");
        assert!(told.contains("line 5 holds an e-mail address"), "{told}");
    }
}
