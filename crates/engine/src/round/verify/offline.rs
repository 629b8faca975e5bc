//! The part that needs no chain.

use std::collections::{BTreeMap, BTreeSet};

use tributary_model::B256;

use super::{Outcome, text};
use crate::{
    bundle::{hash_bytes, json},
    round::{
        ApplicationLine, DonationLine, InputsFile, ListTexts, People, Prices, RoundFolder, RoundManifest,
        RoundRules, bundle::ROUND_FORMAT, file, inputs::INPUTS_FORMAT, inputs::read_applications,
        inputs::read_donations, lists::LIST_NAMES, people::read_donors, people::read_people,
        people::write_donors, people::write_people, tally::excluded, tally::write_exclusions,
    },
    verify::{Check, Report},
};

/// Recomputes everything from the files of a round's bundle.
#[must_use]
pub fn verify_round_offline(folder: &RoundFolder) -> Report {
    let manifest = match folder.manifest().map_err(text).and_then(|found| {
        found.ok_or_else(|| "there is no manifest; `tributary round tally` writes one".to_owned())
    }) {
        Ok((manifest, hash)) => (manifest, hash),
        Err(wrong) => {
            return Report { checks: vec![Check::of("files", "the files match the manifest", Err(wrong))] };
        }
    };
    let offline = Offline { folder, manifest: &manifest.0, hash: manifest.1 };
    Report {
        checks: vec![
            Check::of("files", "the files match the manifest", offline.files()),
            Check::of("rules", "the manifest says what the rules say", offline.rules()),
            Check::of(
                "descriptions",
                "every description has the hash of its application",
                offline.descriptions(),
            ),
            Check::of("gifts", "the gifts are in order, each once", offline.gifts()),
            Check::of("people", "the people follow from the lists", offline.people()),
            Check::of(
                "coefficients",
                "the coefficients follow from the lists and the rules",
                offline.coefficients(),
            ),
            Check::of(
                "exclusions",
                "a project's own people are left out, and nobody else",
                offline.exclusions(),
            ),
            Check::of("prices", "the prices follow from the rules and the list", offline.prices()),
            Check::of("input_hash", "the input hash is that of all inputs", offline.input_hash()),
            Check::of("matches", "the matches follow from the inputs and the rules", offline.matches()),
            Check::of("dust", "matches and dust are the pool, to the unit", offline.dust()),
            Check::of("root", "the Merkle root follows from the matches", offline.root()),
            Check::of("proofs", "every proof leads to the root", offline.proofs()),
        ],
    }
}

pub(super) struct Offline<'a> {
    folder: &'a RoundFolder,
    pub(super) manifest: &'a RoundManifest,
    hash: B256,
}

impl Offline<'_> {
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        if name.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
            return Err(format!("`{name}` is not a name inside the bundle"));
        }
        self.folder.file(name).map_err(text)
    }

    fn files(&self) -> Outcome {
        let manifest = self.manifest;
        if manifest.format != ROUND_FORMAT {
            return Err(format!("the format is `{}`; known is `{ROUND_FORMAT}`", manifest.format));
        }
        for (file, entry) in &manifest.files {
            let bytes = self.read(file)?;
            let found = hash_bytes(&bytes);
            if found != entry.sha256 {
                return Err(format!("`{file}` has SHA-256 {found}, the manifest says {}", entry.sha256));
            }
            if u64::try_from(bytes.len()) != Ok(entry.bytes) {
                return Err(format!("`{file}` has {} bytes, the manifest says {}", bytes.len(), entry.bytes));
            }
        }
        for file in [file::RULES, file::INPUTS, file::DESCRIPTIONS, file::MATCHES, file::TREE] {
            if !manifest.files.contains_key(file) {
                return Err(format!("the manifest does not list `{file}`"));
            }
        }
        Ok(format!("{} files, bundle hash {}", manifest.files.len(), self.hash))
    }

    pub(super) fn ruled(&self) -> Result<RoundRules, String> {
        RoundRules::parse(&self.read(file::RULES)?).map_err(|error| format!("`{}`: {error}", file::RULES))
    }

    fn rules(&self) -> Outcome {
        let (rules, manifest) = (self.ruled()?, self.manifest);
        let stated = [
            ("rules_hash", manifest.rules_hash == rules.hash()),
            ("slug", manifest.slug == rules.slug),
            ("name", manifest.name == rules.name),
            ("chain_id", manifest.chain_id == rules.chain_id),
            ("token", manifest.token == rules.pool.token()),
        ];
        match stated.iter().find(|(_, same)| !same) {
            Some((key, _)) => Err(format!("`{key}` in the manifest is not what `{}` says", file::RULES)),
            None => Ok(format!("rules hash {}", manifest.rules_hash)),
        }
    }

    pub(super) fn applications(&self) -> Result<Vec<ApplicationLine>, String> {
        read_applications(&self.read(file::APPLICATIONS)?)
            .map_err(|error| format!("`{}`: {error}", file::APPLICATIONS))
    }

    fn descriptions(&self) -> Outcome {
        let bytes = self.read(file::DESCRIPTIONS)?;
        let texts: BTreeMap<B256, String> = serde_json::from_slice(&bytes).map_err(text)?;
        if json(&texts) != bytes {
            return Err(format!("`{}` is not in its published form", file::DESCRIPTIONS));
        }
        if let Some((hash, body)) = texts.iter().find(|(hash, body)| hash_bytes(body.as_bytes()) != **hash) {
            return Err(format!("the text under {hash} has SHA-256 {}", hash_bytes(body.as_bytes())));
        }
        let applications = self.applications()?;
        let named: BTreeSet<B256> = applications.iter().map(|line| line.metadata_hash).collect();
        if let Some(stray) = texts.keys().find(|hash| !named.contains(*hash)) {
            return Err(format!("no application names the text under {stray}"));
        }
        let missing = named.iter().filter(|hash| !texts.contains_key(*hash)).count();
        Ok(format!("{} texts, {missing} that the chain names are not here", texts.len()))
    }

    fn gifts(&self) -> Outcome {
        let gifts = self.donations()?;
        let (rules, manifest) = (self.ruled()?, self.manifest);
        if let Some(stray) = gifts.iter().find(|gift| rules.donated(gift.token).is_none()) {
            return Err(format!("the gift of {} is in {}, which may not be given", stray.donor, stray.token));
        }
        if let Some(late) = gifts.iter().find(|gift| gift.block > manifest.block.number) {
            return Err(format!(
                "the gift in block {} is above the cut at {}",
                late.block, manifest.block.number
            ));
        }
        if u64::try_from(gifts.len()) != Ok(manifest.donations) {
            return Err(format!("{} gifts, the manifest says {}", gifts.len(), manifest.donations));
        }
        Ok(format!("{} gifts up to block {}", gifts.len(), manifest.block.number))
    }

    pub(super) fn donations(&self) -> Result<Vec<DonationLine>, String> {
        read_donations(&self.read(file::DONATIONS)?)
            .map_err(|error| format!("`{}`: {error}", file::DONATIONS))
    }

    fn lists(&self) -> Result<ListTexts, String> {
        self.folder.lists().map_err(text)
    }

    fn coefficients(&self) -> Outcome {
        let (rules, lists) = (self.ruled()?, self.lists()?);
        let lists = lists.parse(&rules).map_err(text)?;
        let people = People::new(&rules, &lists);
        let donors = people.donors(self.donations()?.iter().map(|gift| gift.donor));
        let bytes = self.read(file::COEFFICIENTS)?;
        if write_donors(&donors) == bytes {
            return Ok(format!("{} donors", donors.len()));
        }
        let published = read_donors(&bytes).map_err(|error| format!("`{}`: {error}", file::COEFFICIENTS))?;
        let differing = donors.iter().zip(&published).find(|(ours, theirs)| ours != theirs);
        Err(match differing {
            Some((ours, theirs)) => format!(
                "{} is {} with {} ({}) by the lists; the file has {} as {} with {} ({})",
                ours.donor,
                ours.person,
                ours.coefficient,
                ours.reason,
                theirs.donor,
                theirs.person,
                theirs.coefficient,
                theirs.reason
            ),
            None => format!("{} donors gave, the file has {}", donors.len(), published.len()),
        })
    }

    fn people(&self) -> Outcome {
        let (rules, lists) = (self.ruled()?, self.lists()?);
        let lists = lists.parse(&rules).map_err(text)?;
        let people = People::new(&rules, &lists);
        let donors = people.donors(self.donations()?.iter().map(|gift| gift.donor));
        let lines = people.lines(&donors);
        if write_people(&lines) != self.read(file::PEOPLE)? {
            return Err(format!("`{}` is not what the lists make of the donors", file::PEOPLE));
        }
        let count = donors.iter().map(|line| &line.person).collect::<BTreeSet<_>>().len();
        if u64::try_from(count) != Ok(self.manifest.donors) {
            return Err(format!("{count} people gave, the manifest says {}", self.manifest.donors));
        }
        Ok(format!("{count} people, {} wallets of people with several", lines.len()))
    }

    fn exclusions(&self) -> Outcome {
        let donors = read_donors(&self.read(file::COEFFICIENTS)?)?;
        let people = read_people(&self.read(file::PEOPLE)?)?;
        let lines = excluded(&self.applications()?, &donors, &people);
        if write_exclusions(&lines) != self.read(file::EXCLUSIONS)? {
            return Err(format!("`{}` is not what applications and people make of it", file::EXCLUSIONS));
        }
        Ok(format!("{} people of projects", lines.len()))
    }

    pub(super) fn priced(&self) -> Result<Prices, String> {
        let (rules, bytes) = (self.ruled()?, self.read(file::PRICES)?);
        let prices = Prices::new(&rules, Some(&bytes))?;
        if prices.bytes() != bytes {
            return Err(format!("`{}` is not in its published form", file::PRICES));
        }
        Ok(prices)
    }

    fn prices(&self) -> Outcome {
        let (rules, lists) = (self.ruled()?, self.lists()?);
        let computed = Prices::new(&rules, lists.get("prices").map(str::as_bytes))?;
        if computed != self.priced()? {
            return Err(format!("`{}` is not what rules and list say", file::PRICES));
        }
        Ok(format!("{} tokens", rules.donations.tokens.len()))
    }

    fn input_hash(&self) -> Outcome {
        let (bytes, manifest) = (self.read(file::INPUTS)?, self.manifest);
        let inputs: InputsFile = serde_json::from_slice(&bytes).map_err(text)?;
        if inputs.format != INPUTS_FORMAT || json(&inputs) != bytes {
            return Err(format!("`{}` is not in its published form", file::INPUTS));
        }
        for (name, hash) in &inputs.files {
            let found = hash_bytes(&self.read(name)?);
            if found != *hash {
                return Err(format!("`{name}` has SHA-256 {found}, `{}` says {hash}", file::INPUTS));
            }
        }
        let lists = LIST_NAMES.map(file::list);
        let lists = lists.into_iter().filter(|list| manifest.files.contains_key(list));
        let named = [
            file::RULES,
            file::APPLICATIONS,
            file::DONATIONS,
            file::COEFFICIENTS,
            file::PEOPLE,
            file::EXCLUSIONS,
            file::PRICES,
        ];
        let expected: BTreeSet<String> = named.map(str::to_owned).into_iter().chain(lists).collect();
        if !inputs.files.keys().eq(expected.iter()) {
            return Err(format!("`{}` does not name every input and nothing else", file::INPUTS));
        }
        let stated = [
            ("chain_id", inputs.chain_id == manifest.chain_id),
            ("round", inputs.round == manifest.round),
            ("block", inputs.block == manifest.block),
            ("pool", inputs.pool == manifest.pool),
        ];
        if let Some((key, _)) = stated.iter().find(|(_, same)| !same) {
            return Err(format!("`{key}` in the manifest is not what `{}` says", file::INPUTS));
        }
        let found = hash_bytes(&bytes);
        if found != manifest.input_hash {
            return Err(format!(
                "the inputs have SHA-256 {found}, the manifest says {}",
                manifest.input_hash
            ));
        }
        Ok(format!("{found}, block {} ({})", inputs.block.number, inputs.block.hash))
    }
}
