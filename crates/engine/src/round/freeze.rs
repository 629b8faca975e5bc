//! Lists are frozen all together, and their hash stands on the chain: what donors are shown from then on is what holds at the
//! tally, and everybody sees whether it did.

use tributary_model::{Address, Timestamp};
use tributary_storage::{FrozenList, StorageError, Store};

use super::{ListTexts, ListsError, RoundHistory, RoundRules, records::Freeze};

/// The lists of a round as they are kept here, and since when; `None` while there are none. They count if the chain has their
/// hash: see [`in_force`].
///
/// # Errors
/// When the database fails.
pub async fn kept_lists(
    store: &Store,
    chain_id: u64,
    round: Address,
) -> Result<Option<(ListTexts, Timestamp)>, StorageError> {
    let lists = store.round_lists(chain_id, round).await?;
    let Some(at) = lists.first().map(|list| list.frozen_at) else { return Ok(None) };
    Ok(Some((ListTexts::of(lists.into_iter().map(|list| (list.name, list.body))), at)))
}

/// Keeps the lists whose hash is frozen on the chain, or is about to be. Lists of another form are refused. Prices are not
/// among them: they are known at the close.
///
/// # Errors
/// [`ListsError`].
pub async fn keep_lists(
    store: &Store,
    rules: &RoundRules,
    round: Address,
    lists: &ListTexts,
    now: Timestamp,
) -> Result<(), ListsError> {
    lists.parse(rules)?;
    let kept: Vec<FrozenList> = lists
        .frozen()
        .map(|(name, text)| FrozenList { name: name.to_owned(), body: text.to_owned(), frozen_at: now })
        .collect();
    Ok(store.keep_round_lists(rules.chain_id, round, &kept).await?)
}

/// The freeze on the chain, if it is of these lists.
#[must_use]
pub fn in_force<'a>(history: &'a RoundHistory, lists: &ListTexts) -> Option<&'a Freeze> {
    history.freezes.last().filter(|freeze| lists.hash() == Some(freeze.lists_hash))
}
