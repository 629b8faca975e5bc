//! The bundles that a command works on: one that is named, or those of the airdrop's file, one for each of its chains.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use tributary_engine::{
    bundle::{Bundle, name, read_wallets},
    round::RoundFolder,
};
use tributary_model::{Address, Identity};

use crate::{args::Global, context::Airdrop, exit, output};

/// In the order of the file; never none.
pub(crate) struct Campaigns(Vec<Bundle>);

/// The bundle that a command works on, which can be but one.
pub(crate) fn open_bundle(global: &Global, named: Option<&PathBuf>) -> anyhow::Result<Bundle> {
    let Campaigns(mut bundles) = Campaigns::open(global, named)?;
    if let (Some(one), true) = (bundles.pop(), bundles.is_empty()) {
        return Ok(one);
    }
    let dirs: Vec<String> =
        folders(&Airdrop::read(global)?).iter().map(|dir| format!("`{}`", dir.display())).collect();
    anyhow::bail!("the airdrop has a bundle for each of its chains; name one of {}", dirs.join(", "))
}

/// Where the bundles of a file are.
fn folders(airdrop: &Airdrop) -> Vec<PathBuf> {
    airdrop.config.slugs().iter().map(|slug| Path::new("out").join(slug)).collect()
}

fn open_one(dir: &Path) -> anyhow::Result<Bundle> {
    if RoundFolder::is_one(dir) {
        anyhow::bail!("`{0}` is a funding round; `tributary round --round {0} …` works on it", dir.display());
    }
    Bundle::open(dir)
        .with_context(|| format!("no bundle in `{}`; `tributary publish` writes one", dir.display()))
}

/// What bundles of one publication have in common. Somebody may have a share on one chain and none on the other, and is
/// then listed with a wallet in one alone.
fn same_origin(one: &Bundle, other: &Bundle) -> anyhow::Result<bool> {
    let hash = |bundle: &Bundle, file: &&str| bundle.manifest().files.get(*file).map(|entry| entry.sha256);
    let same = [name::RULES, name::EVIDENCE, name::SCORES, name::OVERRIDES, name::SNAPSHOT]
        .iter()
        .all(|file| hash(one, file) == hash(other, file));
    let wallets = |bundle: &Bundle| -> anyhow::Result<BTreeMap<Identity, Address>> {
        let links = read_wallets(&bundle.file(name::WALLETS)?)?;
        Ok(links.into_iter().map(|link| (link.identity, link.address)).collect())
    };
    let (here, there) = (wallets(one)?, wallets(other)?);
    let agree = |(who, wallet): (&Identity, &Address)| there.get(who).is_none_or(|other| other == wallet);
    Ok(same && here.iter().all(agree))
}

impl Campaigns {
    /// The bundle that is named, or all of the airdrop's file.
    pub(crate) fn open(global: &Global, named: Option<&PathBuf>) -> anyhow::Result<Self> {
        let dirs = match named {
            Some(dir) => vec![dir.clone()],
            None => {
                folders(&Airdrop::read(global).context("name a bundle, or run where the airdrop's file is")?)
            }
        };
        dirs.iter().map(|dir| open_one(dir)).collect::<anyhow::Result<_>>().map(Self)
    }

    /// One after the other.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Bundle> {
        self.0.iter()
    }

    /// Are there others beside the first?
    pub(crate) const fn are_several(&self) -> bool {
        self.0.len() > 1
    }

    /// What a person types to consent: the bundle's name, or the one that all have in common.
    pub(crate) fn name(&self) -> &str {
        let first = &self.0[0].manifest();
        let suffix = format!("-{}", first.chain_id);
        match first.slug.strip_suffix(&suffix) {
            Some(common) if self.are_several() => common,
            _ => &first.slug,
        }
    }

    /// Bundles that were published at different times promise people different things.
    pub(crate) fn refuse_mixed(&self) -> anyhow::Result<()> {
        let first = &self.0[0];
        for other in self.iter().skip(1) {
            if same_origin(first, other)? {
                continue;
            }
            return Err(exit::failed(format!(
                "`{}` and `{}` were not published together: rules, evidence, decisions or wallets differ; `tributary publish` \
                 writes both anew",
                first.dir().display(),
                other.dir().display()
            )));
        }
        Ok(())
    }

    /// Says whose lines follow, where there are several.
    pub(crate) fn announce(&self, global: &Global, bundle: &Bundle) -> anyhow::Result<()> {
        if self.are_several() && !global.json {
            let manifest = bundle.manifest();
            output::line(format!("{} on chain {}:", output::inline(&manifest.slug), manifest.chain_id))?;
        }
        Ok(())
    }

    /// Does the same for each, and goes on where one fails: what holds on one chain does not depend on another.
    /// The first that failed decides how the command ends. In JSON each has a document of its own.
    pub(crate) async fn each(
        &self,
        global: &Global,
        mut run: impl AsyncFnMut(&Bundle) -> anyhow::Result<ExitCode>,
    ) -> anyhow::Result<ExitCode> {
        let mut first = ExitCode::SUCCESS;
        for bundle in self.iter() {
            self.announce(global, bundle)?;
            let code = match run(bundle).await {
                Err(error) if self.are_several() => {
                    exit::report(&error.context(output::inline(&bundle.manifest().slug).into_owned()))
                }
                done => done?,
            };
            if first == ExitCode::SUCCESS {
                first = code;
            }
        }
        Ok(first)
    }
}
