//! `tributary init`.

use std::{
    fs,
    io::Write as _,
    path::{Component, Path, PathBuf},
    process::ExitCode,
};

use anyhow::bail;
use clap::Args;
use tributary_engine::{
    config::{AirdropConfig, Source},
    template::Template,
};
use tributary_model::{RepositoryName, Timestamp};

use crate::{args::Global, context, exit, output};

const DAY: i64 = 86_400;

/// What is known already; everything can be changed in the file.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// A repository on GitHub; may be repeated
    #[arg(long = "repo", value_name = "OWNER/NAME")]
    repos: Vec<RepositoryName>,
    /// A local clone; may be repeated
    #[arg(long = "git", value_name = "PATH")]
    clones: Vec<PathBuf>,
    /// The airdrop's name
    #[arg(long, default_value = "Contributor airdrop")]
    name: String,
    /// Folder name and page address
    #[arg(long, default_value = "contributors")]
    slug: String,
    /// The chain's EIP-155 id (31337 is a local anvil)
    #[arg(long, default_value_t = 31337, value_name = "ID")]
    chain: u64,
    /// Replace an existing file
    #[arg(long)]
    force: bool,
}

/// Writes the file; an existing one stays unless `--force`.
pub(crate) fn run(global: &Global, args: &InitArgs) -> anyhow::Result<ExitCode> {
    let now = context::now();
    let day = |offset: i64| date(now, offset);
    let mut sources: Vec<Source> = args.repos.iter().cloned().map(Source::Github).collect();
    sources.extend(args.clones.iter().map(|path| Source::Clone(from_file(path, &global.file))));
    if sources.is_empty() {
        sources.push(Source::Github("owner/name".parse()?));
    }
    let template = Template {
        slug: args.slug.clone(),
        name: args.name.clone(),
        sources,
        from: day(-365),
        until: day(0),
        claim_start: day(0),
        claim_end: day(180),
        chain_id: args.chain,
    };
    let text = template.render();
    AirdropConfig::parse(text.as_bytes(), &global.file)?;
    write(&global.file, &text, args.force)?;
    if global.json {
        output::json(&serde_json::json!({ "file": global.file }))?;
    } else {
        output::line(global.file.display().to_string())?;
    }
    output::note("Next: look through the file, then run `tributary index`.");
    Ok(ExitCode::SUCCESS)
}

/// The clone as seen from the file: paths in it are relative to it, and a whole path of this machine would be
/// published. What cannot be found stays as it was given.
fn from_file(clone: &Path, file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if clone.is_relative() && folder.is_none() {
        return clone.to_owned();
    }
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    let (Ok(folder), Ok(target)) = (folder, clone.canonicalize()) else { return clone.to_owned() };
    let shared = folder.components().zip(target.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        // Another drive.
        return clone.to_owned();
    }
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(target.components().skip(shared)).collect();
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

fn date(now: Timestamp, days: i64) -> String {
    let midnight = now.unix() - now.unix().rem_euclid(DAY) + days * DAY;
    let moment = Timestamp::from_unix(midnight).expect("a year around now can be written");
    moment.to_string().chars().take("2026-01-31".len()).collect()
}

/// Writes a new file; an existing one only with `force`.
pub(crate) fn write(path: &Path, text: &str, force: bool) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("`{}` exists; use --force to replace it, or --file for another name", path.display())
        }
        file => file
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| exit::outside(format!("cannot write `{}`: {error}", path.display()))),
    }
}
