//! Bundle on disk → campaign in memory.

use tributary_engine::{bundle::Bundle, receipt::Ledger};
use tributary_score::{Exclusion, Note, PersonScore};

use super::{
    Activity, Campaign, ChainInfo, Concentration, DeployedAt, People, Person, Rules,
    people::{Part, PersonMonth, parts, ppm},
};
use crate::{ApiError, routes::campaign::Deployment};

impl Campaign {
    /// Reads everything but the tree and the proofs. Slow: files and hashing; keep it off the
    /// threads that answer.
    pub(crate) fn load(bundle: Bundle) -> Result<Self, ApiError> {
        let slug = bundle.manifest().slug.clone();
        let ledger = Ledger::read(&bundle)
            .map_err(|source| ApiError::Ledger { slug: slug.clone(), source: Box::new(source) })?;
        let rules = Rules::of(ledger.config(), bundle.manifest())
            .map_err(|source| ApiError::Rules { slug: slug.clone(), source })?;
        let parts = parts(ledger.allocation());
        let manifest = bundle.manifest();
        let mut people: Vec<Person> = Vec::new();
        for (place, scored) in (1_u64..).zip(ledger.people()) {
            let tied = people.last().filter(|above| above.score == scored.score.0);
            let rank = tied.map_or(place, |above| above.rank);
            let part = parts.get(&scored.identity).copied().unwrap_or_default();
            let share_ppm = ppm(part.amount.units(), manifest.pool.units());
            people.push(person(rank, scored, part, share_ppm));
        }
        let chain = ledger.config().chain().map_err(|source| ApiError::Rules { slug, source })?;
        Ok(Self {
            chain: ChainInfo {
                name: chain.name.clone(),
                rpc_url: chain.rpc_url.clone(),
                explorer: chain.explorer.clone(),
            },
            rules,
            deployment: deployed_at(&bundle)?,
            activity: Activity::of(&people),
            concentration: Concentration::of(people.iter().map(|person| person.amount)),
            people: People::new(people),
            ledger,
            bundle,
        })
    }
}

fn person(rank: u64, scored: &PersonScore, part: Part, share_ppm: u64) -> Person {
    let months = scored.months.iter().map(|month| PersonMonth { month: month.month, score: month.score.0 });
    Person {
        rank,
        identity: scored.identity,
        login: scored.login.clone(),
        kind: scored.kind,
        score: scored.score.0,
        amount: part.amount,
        standing: part.standing,
        cumulative: part.cumulative,
        share_ppm,
        address: part.address,
        index: part.index,
        note: part.note,
        excluded: scored.excluded.map(exclusion_name),
        months: months.collect(),
    }
}

fn deployed_at(bundle: &Bundle) -> Result<Option<DeployedAt>, ApiError> {
    let Some(deployment) = bundle.deployment()? else { return Ok(None) };
    Ok(Some(DeployedAt {
        shown: Deployment {
            chain_id: deployment.chain_id,
            airdrop: deployment.airdrop.into(),
            token: deployment.token.into(),
            factory: deployment.factory.into(),
            attestors: deployment.attestors.map(Into::into),
            airdrop_tx: deployment.airdrop_tx.into(),
            block: deployment.block,
        },
        record: deployment,
    }))
}

/// The name of a limit's effect in files and answers.
pub(super) const fn note_name(note: Note) -> &'static str {
    match note {
        Note::Capped => "capped",
        Note::BelowMinimum => "below_minimum",
    }
}

const fn exclusion_name(exclusion: Exclusion) -> &'static str {
    match exclusion {
        Exclusion::Bot => "bot",
        Exclusion::Agent => "agent",
        Exclusion::Organization => "organization",
        Exclusion::Mannequin => "mannequin",
        Exclusion::Ghost => "ghost",
        Exclusion::Override => "override",
    }
}
