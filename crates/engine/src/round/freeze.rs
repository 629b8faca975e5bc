//! Lists are frozen once and all together: what donors are shown from then on is what holds at the tally.

use tributary_model::{Address, Timestamp};
use tributary_storage::{FrozenList, StorageError, Store};

use super::{ListTexts, ListsError, RoundRules};

/// The lists of a round as they were frozen, and when; `None` while they are not.
///
/// # Errors
/// When the database fails.
pub async fn frozen_lists(
    store: &Store,
    chain_id: u64,
    round: Address,
) -> Result<Option<(ListTexts, Timestamp)>, StorageError> {
    let lists = store.round_lists(chain_id, round).await?;
    let Some(at) = lists.first().map(|list| list.frozen_at) else { return Ok(None) };
    Ok(Some((ListTexts::of(lists.into_iter().map(|list| (list.name, list.body))), at)))
}

/// Freezes the lists of a round, once: from now on what donors are shown is what holds at the tally. Lists of another
/// form are refused. Answers what counts, which is what was frozen first.
///
/// # Errors
/// [`ListsError`].
pub async fn freeze_lists(
    store: &Store,
    rules: &RoundRules,
    round: Address,
    lists: &ListTexts,
    now: Timestamp,
) -> Result<(ListTexts, Timestamp), ListsError> {
    lists.parse(rules)?;
    // Prices are known at the close. A round without lists is frozen as such, by its empty list of agents.
    let mut kept: Vec<FrozenList> = lists
        .iter()
        .filter(|(name, _)| *name != "prices")
        .map(|(name, text)| FrozenList { name: name.to_owned(), body: text.to_owned(), frozen_at: now })
        .collect();
    if kept.is_empty() {
        kept.push(FrozenList { name: "none".to_owned(), body: String::new(), frozen_at: now });
    }
    store.freeze_round_lists(rules.chain_id, round, &kept).await?;
    let frozen = frozen_lists(store, rules.chain_id, round).await?;
    Ok(frozen.unwrap_or((lists.clone(), now)))
}
