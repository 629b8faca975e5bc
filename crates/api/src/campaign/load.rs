//! Bundle on disk → campaign in memory.

use tributary_engine::{
    bundle::{Bundle, name, read_evidence},
    config::AirdropConfig,
};
use tributary_score::{Exclusion, Note, PersonScore};

use super::{
    Activity, Campaign, ChainInfo, Concentration, DeployedAt, People, Person, Rules,
    people::{Part, PersonMonth, group, parts, ppm},
};
use crate::{ApiError, routes::campaign::Deployment};

impl Campaign {
    /// Reads everything but the tree and the proofs. Slow: files and hashing; keep it off the
    /// threads that answer.
    pub(crate) fn load(bundle: Bundle) -> Result<Self, ApiError> {
        let slug = bundle.manifest().slug.clone();
        let rules_path = bundle.dir().join(name::RULES);
        let config = AirdropConfig::parse(&bundle.file(name::RULES)?, &rules_path)
            .map_err(|source| ApiError::Rules { slug: slug.clone(), source })?;
        let rules = Rules::of(&config, bundle.manifest())
            .map_err(|source| ApiError::Rules { slug: slug.clone(), source })?;
        let evidence = read_evidence(&bundle.file(name::EVIDENCE)?)
            .map_err(|message| ApiError::Evidence { slug, message })?;
        let allocation = bundle.allocation()?;
        let parts = parts(&allocation);
        let mut contributions = evidence.contributions;
        let groups = group(&mut contributions);
        let manifest = bundle.manifest();
        let mut people: Vec<Person> = Vec::new();
        for (place, scored) in (1_u64..).zip(bundle.scores()?.people) {
            let tied = people.last().filter(|above| above.score == scored.score.0);
            let rank = tied.map_or(place, |above| above.rank);
            let part = parts.get(&scored.identity).copied().unwrap_or_default();
            let range = groups.get(&scored.identity).cloned().unwrap_or_default();
            let share_ppm = ppm(part.amount.units(), manifest.pool.units());
            people.push(Person { contributions: range, ..person(rank, scored, part, share_ppm) });
        }
        Ok(Self {
            chain: ChainInfo {
                name: config.chain.name.clone(),
                rpc_url: config.chain.rpc_url.clone(),
                explorer: config.chain.explorer.clone(),
            },
            rules,
            deployment: deployed_at(&bundle)?,
            activity: Activity::of(&people),
            concentration: Concentration::of(people.iter().map(|person| person.amount)),
            people: People::new(people),
            contributions,
            repository_urls: urls(&bundle),
            bundle,
        })
    }
}

fn person(rank: u64, scored: PersonScore, part: Part, share_ppm: u64) -> Person {
    let months = scored.months.into_iter().map(|month| PersonMonth {
        repo: month.repo,
        month: month.month,
        counts: month.counts,
        score: month.score.0,
    });
    Person {
        rank,
        identity: scored.identity,
        login: scored.login,
        kind: scored.kind,
        score: scored.score.0,
        amount: part.amount,
        share_ppm,
        address: part.address,
        index: part.index,
        note: part.note,
        excluded: scored.excluded.map(exclusion_name),
        months: months.collect(),
        contributions: 0..0,
    }
}

fn urls(bundle: &Bundle) -> std::collections::BTreeMap<tributary_model::RepoId, String> {
    let repositories = bundle.manifest().repositories.iter();
    repositories.filter_map(|repository| Some((repository.id, repository.url.clone()?))).collect()
}

fn deployed_at(bundle: &Bundle) -> Result<Option<DeployedAt>, ApiError> {
    let Some(deployment) = bundle.deployment()? else { return Ok(None) };
    Ok(Some(DeployedAt {
        shown: Deployment {
            chain_id: deployment.chain_id,
            airdrop: deployment.airdrop.into(),
            token: deployment.token.into(),
            factory: deployment.factory.into(),
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
        Exclusion::Organization => "organization",
        Exclusion::Mannequin => "mannequin",
        Exclusion::Ghost => "ghost",
    }
}
