//! `tributary tree`: trees from a list, without database or chain.

use std::{
    fmt, fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use tributary_merkle::{
    Dialect, DumpLeaf, Leaf, LeafEncoding, OpenZeppelinDump, StandardTree, UniswapTree, parse_address,
    read_claimant, read_list, write_csv,
};
use tributary_model::{Amount, B256, U256};

use crate::{exit, output};

/// What to do with a tree.
#[derive(Debug, Args)]
pub(crate) struct TreeArgs {
    #[command(subcommand)]
    command: TreeCommand,
}

#[derive(Debug, Subcommand)]
enum TreeCommand {
    /// Build a tree from a list and print its root
    Build(BuildArgs),
    /// Print the proofs of an address
    Proof {
        /// A tree file of any format; `-` for standard input
        tree: PathBuf,
        /// Whose proofs
        address: String,
    },
    /// Hash everything in a tree file again
    Check {
        /// A tree file of any format; `-` for standard input
        tree: PathBuf,
    },
    /// Print a tree's list as CSV `address,amount`, or with --json as JSON in base units
    List {
        /// A tree file of any format; `-` for standard input
        tree: PathBuf,
        /// Digits behind the point: print whole tokens instead of base units
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=77))]
        decimals: Option<u8>,
    },
}

#[derive(Debug, Args)]
struct BuildArgs {
    /// CSV with the header `address,amount`, or JSON `{"0x…": "100"}` or `[{"address": "0x…", "earnings": "100"}]`;
    /// `-` for standard input. The order of the file is the index
    list: PathBuf,
    /// Amounts are whole tokens with so many digits behind the point; without it they are base units
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=77))]
    decimals: Option<u8>,
    /// The file that is written
    #[arg(long, value_enum, default_value_t = Format::Openzeppelin)]
    format: Format,
    /// What a leaf is hashed over
    #[arg(long, value_enum, value_name = "LEAF")]
    leaf: Option<LeafArg>,
    /// Where to write; `-` for standard output (what is otherwise printed there goes to standard error)
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Format {
    Openzeppelin,
    Uniswap,
    Sablier,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LeafArg {
    /// (uint256 index, address account, uint256 amount)
    IndexAccount,
    /// (uint256 index, bytes32 claimant, uint256 amount)
    IndexClaimant,
    /// (address account, uint256 amount)
    Account,
}

/// Runs one of the subcommands.
pub(crate) fn run(args: TreeArgs, json: bool) -> anyhow::Result<()> {
    match args.command {
        TreeCommand::Build(args) => build(&args, json),
        TreeCommand::Proof { tree, address } => proof(&tree, &address, json),
        TreeCommand::Check { tree } => check(&tree, json),
        TreeCommand::List { tree, decimals } => list(&tree, decimals, json),
    }
}

#[derive(Serialize)]
struct Summary {
    root: B256,
    /// `null` when the sum has more than 256 bits.
    total: Option<Amount>,
    leaves: usize,
    format: Format,
    leaf: &'static str,
}

fn build(args: &BuildArgs, json: bool) -> anyhow::Result<()> {
    let encoding = encoding(args.format, args.leaf)?;
    let bytes = read(&args.list)?;
    let leaves = read_list(&bytes, args.decimals).with_context(|| format!("in `{}`", args.list.display()))?;
    let count = leaves.len();
    let (root, total, file) = match args.format {
        Format::Uniswap => {
            let tree = UniswapTree::build(leaves)?;
            (tree.root(), tree.total(), tree.to_json())
        }
        Format::Sablier => {
            let tree = StandardTree::build(leaves, encoding)?;
            (tree.root(), tree.total(), tree.to_sablier()?)
        }
        Format::Openzeppelin => {
            let tree = StandardTree::build(leaves, encoding)?;
            (tree.root(), tree.total(), tree.to_openzeppelin())
        }
    };
    write(&args.output, &file).map_err(|error| exit::outside(format!("{error:#}")))?;
    let tokens = args.decimals.map_or_else(String::new, |decimals| {
        format!(" ({} tokens)", output::grouped(&total.format_tokens(decimals)))
    });
    output::note(format!("{count} leaves, {total} base units{tokens}"));
    let summary =
        Summary { root, total: Some(total), leaves: count, format: args.format, leaf: leaf_name(encoding) };
    match (args.output.as_os_str() == "-", json) {
        (true, true) => output::note(serde_json::to_string(&summary)?),
        (true, false) => output::note(root.to_string()),
        (false, true) => output::json(&summary)?,
        (false, false) => output::line(root.to_string())?,
    }
    Ok(())
}

/// What the leaves are hashed over; refuses a leaf that the format has no room for.
fn encoding(format: Format, leaf: Option<LeafArg>) -> anyhow::Result<LeafEncoding> {
    match (format, leaf) {
        (Format::Uniswap, Some(LeafArg::Account)) => {
            bail!("--format uniswap has a leaf of its own with the index in it; leave --leaf out")
        }
        (Format::Sablier, Some(LeafArg::Account)) => bail!(
            "--format sablier needs the index in the leaf; use --leaf index-account or --format openzeppelin"
        ),
        (Format::Openzeppelin, Some(LeafArg::Account)) => Ok(LeafEncoding::Account),
        (Format::Openzeppelin, Some(LeafArg::IndexClaimant)) => Ok(LeafEncoding::IndexClaimant),
        (Format::Uniswap | Format::Sablier, Some(LeafArg::IndexClaimant)) => {
            bail!("--leaf index-claimant is written by --format openzeppelin alone")
        }
        (_, Some(LeafArg::IndexAccount) | None) => Ok(LeafEncoding::IndexAccount),
    }
}

const fn leaf_name(encoding: LeafEncoding) -> &'static str {
    match encoding {
        LeafEncoding::IndexAccount => "index-account",
        LeafEncoding::IndexClaimant => "index-claimant",
        LeafEncoding::Account => "account",
    }
}

/// A whole file; `-` is standard input.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(bytes);
    }
    fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// Whole or not at all: a reader never sees half a tree.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if path.as_os_str() == "-" {
        return writeln!(io::stdout().lock(), "{text}").context("cannot write to standard output");
    }
    let context = || format!("cannot write `{}`", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut draft = draft(folder).with_context(context)?;
    writeln!(draft, "{text}").with_context(context)?;
    draft.persist(path).map(drop).with_context(context)
}

/// Readable for whom the umask says: a tree is there to be published, and a temporary file is private by default.
fn draft(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// The one key that tells the formats apart; the rest is not looked at.
#[derive(Deserialize)]
struct Probe {
    #[serde(rename = "merkleRoot")]
    merkle_root: Option<IgnoredAny>,
}

/// A tree file of any format, every hash of it computed again.
enum AnyTree {
    Standard(OpenZeppelinDump),
    Uniswap(UniswapTree),
}

#[derive(Serialize)]
struct Entry {
    index: Index,
    /// With its checksum, as in every published file; of an identity, its hash.
    account: String,
    amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Vec<B256>>,
}

/// A number as everywhere in our files; a text when only other programs count so far.
#[derive(Serialize)]
#[serde(untagged)]
enum Index {
    Number(u64),
    Text(String),
}

impl From<U256> for Index {
    fn from(index: U256) -> Self {
        u64::try_from(index).map_or_else(|_| Self::Text(index.to_string()), Self::Number)
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl Entry {
    fn new(leaf: &DumpLeaf, proof: Option<Vec<B256>>) -> Self {
        let (index, account) = (leaf.index.into(), leaf.claimant.to_string());
        Self { index, account, amount: leaf.amount, proof }
    }
}

impl AnyTree {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let bytes = read(path)?;
        let probe: Probe = serde_json::from_slice(&bytes)
            .with_context(|| format!("`{}` is not a tree file", path.display()))?;
        let wrong = |error| exit::failed(format!("`{}`: {error}", path.display()));
        if probe.merkle_root.is_some() {
            return UniswapTree::read(&bytes).map(Self::Uniswap).map_err(wrong);
        }
        OpenZeppelinDump::read(&bytes).map(Self::Standard).map_err(wrong)
    }

    fn leaves(&self) -> Vec<DumpLeaf> {
        match self {
            Self::Standard(dump) => dump.leaves().copied().collect(),
            Self::Uniswap(tree) => tree.leaves().iter().copied().map(DumpLeaf::from).collect(),
        }
    }

    fn root(&self) -> B256 {
        match self {
            Self::Standard(dump) => dump.root(),
            Self::Uniswap(tree) => tree.root(),
        }
    }

    fn proof(&self, place: usize) -> Vec<B256> {
        match self {
            Self::Standard(dump) => dump.proof(place),
            Self::Uniswap(tree) => tree.proof(place),
        }
    }
}

fn proof(path: &Path, address: &str, json: bool) -> anyhow::Result<()> {
    let claimant = read_claimant(address)?;
    let tree = AnyTree::read(path)?;
    let entries: Vec<Entry> = (tree.leaves().iter().enumerate())
        .filter(|(_, leaf)| leaf.claimant == claimant)
        .map(|(place, leaf)| Entry::new(leaf, Some(tree.proof(place))))
        .collect();
    if entries.is_empty() {
        // A file may spell an address in any way; a person who found nobody may have mistyped.
        if claimant.wallet().is_some() {
            parse_address(address)?;
        }
        return Err(exit::failed(format!("`{claimant}` is not in `{}`", path.display())));
    }
    if json {
        return output::json(&serde_json::json!({ "root": tree.root(), "entries": entries }));
    }
    output::line(format!("root   {}", tree.root()))?;
    for entry in entries {
        output::line(format!("index  {}", entry.index))?;
        output::line(format!("amount {}", entry.amount))?;
        for sibling in entry.proof.unwrap_or_default() {
            output::line(format!("proof  {sibling}"))?;
        }
    }
    Ok(())
}

fn check(path: &Path, json: bool) -> anyhow::Result<()> {
    let tree = AnyTree::read(path)?;
    let (format, encoding) = match &tree {
        AnyTree::Uniswap(_) => (Format::Uniswap, LeafEncoding::IndexAccount),
        AnyTree::Standard(dump) => match dump.dialect() {
            Dialect::Sablier => (Format::Sablier, dump.encoding()),
            Dialect::OpenZeppelin => (Format::Openzeppelin, dump.encoding()),
        },
    };
    let leaves = tree.leaves();
    let total = leaves.iter().try_fold(Amount::ZERO, |sum, leaf| sum.checked_add(leaf.amount));
    let summary =
        Summary { root: tree.root(), total, leaves: leaves.len(), format, leaf: leaf_name(encoding) };
    output::note("every leaf and node holds");
    if json {
        return output::json(&summary);
    }
    output::line(format!("root   {}", summary.root))?;
    output::line(format!("leaves {}", summary.leaves))?;
    output::line(total.map_or_else(
        || "total  more than 256 bits can hold: no contract can pay all of it".to_owned(),
        |total| format!("total  {total}"),
    ))
}

/// The order of a list is the index, so leaves that carry one are put in its order.
fn list(path: &Path, decimals: Option<u8>, json: bool) -> anyhow::Result<()> {
    let mut leaves = AnyTree::read(path)?.leaves();
    leaves.sort_by_key(|leaf| leaf.index);
    if !leaves.iter().zip(0_u64..).all(|(leaf, place)| leaf.index == U256::from(place)) {
        output::note("the tree's indices are not 0, 1, 2…, so a tree of this list will differ from it");
    }
    if json {
        let entries: Vec<Entry> = leaves.iter().map(|leaf| Entry::new(leaf, None)).collect();
        return output::json(&entries);
    }
    let rows = leaves.into_iter().zip(0_u64..);
    let rows = rows.map(|(DumpLeaf { claimant, amount, .. }, index)| Leaf { index, claimant, amount });
    output::line(write_csv(rows, decimals).trim_end())
}
