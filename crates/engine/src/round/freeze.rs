//! Lists are frozen all together, and their hash stands on the chain: what donors are shown from then on is what holds at the
//! tally, and everybody sees whether it did.

use tributary_chain::RoundDeployment;
use tributary_model::{B256, Timestamp};
use tributary_storage::{KeptList, StorageError, Store};

use super::{ListTexts, ListsError, RoundRules};

/// The lists of a round with a hash; `None` when they are not in this database.
///
/// # Errors
/// When the database fails.
pub async fn kept_lists(
    store: &Store,
    deployment: &RoundDeployment,
    lists_hash: B256,
) -> Result<Option<ListTexts>, StorageError> {
    let kept = store.round_lists((deployment.chain_id, deployment.round), lists_hash).await?;
    let lists = ListTexts::of(kept.into_iter().map(|list| (list.name, list.body)));
    Ok(Some(lists).filter(|lists| lists.hash() == Some(lists_hash)))
}

/// Keeps lists under their hash, which is on the chain or is about to be. Lists of another form are refused. Prices are not
/// among them: they are known at the close.
///
/// # Errors
/// [`ListsError`].
pub async fn keep_lists(
    store: &Store,
    (rules, deployment): (&RoundRules, &RoundDeployment),
    lists: &ListTexts,
    now: Timestamp,
) -> Result<(), ListsError> {
    lists.parse(rules)?;
    let Some(lists_hash) = lists.hash() else { return Ok(()) };
    let kept: Vec<KeptList> = lists
        .frozen()
        .map(|(name, text)| KeptList { name: name.to_owned(), body: text.to_owned(), kept_at: now })
        .collect();
    Ok(store.keep_round_lists((deployment.chain_id, deployment.round), lists_hash, &kept).await?)
}
