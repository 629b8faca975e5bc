//! Who is meant.

use tributary_model::{Address, Identity};

use super::{Ledger, ReceiptError};

impl Ledger {
    /// By address, identity, numeric id or login in any case. A number is an id before it is a login.
    ///
    /// # Errors
    /// [`ReceiptError::Unknown`], and [`ReceiptError::Ambiguous`] for a login that more than one account has.
    pub fn find(&self, who: &str) -> Result<Identity, ReceiptError> {
        if let Ok(address) = who.parse::<Address>() {
            let paid = self.published.people.iter().find(|person| person.address == Some(address));
            return paid.map(|person| person.identity).ok_or_else(|| self.unknown(who));
        }
        let named = who.parse().or_else(|_| format!("github:{who}").parse::<Identity>());
        if let Some(identity) = named.ok().filter(|identity| self.person(*identity).is_some()) {
            return Ok(identity);
        }
        let people = self.scores.people.iter();
        let bears = |login: &String| login.eq_ignore_ascii_case(who);
        let mut found: Vec<Identity> = people
            .filter(|person| person.login.as_ref().is_some_and(bears))
            .map(|person| person.identity)
            .collect();
        found.sort_unstable();
        match found.as_slice() {
            [] => Err(self.unknown(who)),
            [one] => Ok(*one),
            _ => Err(ReceiptError::Ambiguous { login: who.to_owned(), identities: found }),
        }
    }
}
