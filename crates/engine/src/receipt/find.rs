//! Who is meant.

use tributary_model::{Address, Identity};
use tributary_storage::AccountName;

use super::{Ledger, ReceiptError};

impl Ledger {
    /// By address, identity, numeric id or login in any case, from the bundle alone. A number is an id before it is a
    /// login.
    ///
    /// # Errors
    /// [`ReceiptError::Unknown`], and [`ReceiptError::Ambiguous`] for a login that more than one account has.
    pub fn find(&self, who: &str) -> Result<Identity, ReceiptError> {
        self.find_held(who, None)
    }

    /// The same, where it was read over time that one account has or had the login.
    ///
    /// # Errors
    /// The same; also [`ReceiptError::Ambiguous`] for a login that is another account's in the bundle.
    pub fn find_held(&self, who: &str, holder: Option<&AccountName>) -> Result<Identity, ReceiptError> {
        if !self.is_login(who) {
            return self.exact(who).ok_or_else(|| self.unknown(who));
        }
        let mut found = self.bearers(who);
        found.extend(holder.map(|holder| Identity::Github(holder.id)));
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [one] if self.person(*one).is_some() => Ok(*one),
            [] | [_] => Err(self.unknown(who)),
            _ => Err(ReceiptError::Ambiguous { login: who.to_owned(), identities: found }),
        }
    }

    /// Can only a login be meant?
    #[must_use]
    pub fn is_login(&self, who: &str) -> bool {
        who.parse::<Address>().is_err() && self.exact(who).is_none()
    }

    fn exact(&self, who: &str) -> Option<Identity> {
        if let Ok(address) = who.parse::<Address>() {
            let mut paid = self.published.people.iter();
            return paid.find(|person| person.address == Some(address)).map(|person| person.identity);
        }
        let named = who.parse().or_else(|_| format!("github:{who}").parse::<Identity>());
        named.ok().filter(|identity| self.person(*identity).is_some())
    }

    fn bearers(&self, login: &str) -> Vec<Identity> {
        let bears = |own: &String| own.eq_ignore_ascii_case(login);
        let people = self.people.iter();
        people
            .filter(|person| person.login.as_ref().is_some_and(bears))
            .map(|person| person.identity)
            .collect()
    }
}
