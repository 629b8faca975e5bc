//! One contender of the tree benchmark: builds one tree and prints a line of JSON with the seconds, the peak of
//! resident memory and the root. `tests/interop/bench-tree.sh` runs all contenders, each in a process of its own,
//! so that one's memory is not another's.

use std::{env, error::Error, fs, time::Instant};

use merkrs::standard::{Options, StandardMerkleTree};
use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::{Amount, B256};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [contender, count] = &arguments[..] else {
        return Err("usage: bench_tree tributary|merkrs LEAVES".into());
    };
    let count: u64 = count.parse()?;
    let leaves = (0..count).map(leaf);
    let (seconds, root) = match contender.as_str() {
        "tributary" => tributary(leaves)?,
        "merkrs" => merkrs(leaves)?,
        other => return Err(format!("no contender is called `{other}`").into()),
    };
    let peak_kib = peak_kib()?;
    println!(
        r#"{{"contender":"{contender}","leaves":{count},"seconds":{seconds},"peak_kib":{peak_kib},"root":"{root}"}}"#
    );
    Ok(())
}

fn tributary(leaves: impl Iterator<Item = Leaf>) -> Result<(f64, String), Box<dyn Error>> {
    let start = Instant::now();
    let tree = StandardTree::build(leaves, LeafEncoding::IndexAccount)?;
    let seconds = start.elapsed().as_secs_f64();
    Ok((seconds, tree.root().to_string()))
}

/// The values stand ready as its interface wants them before the clock starts, as ours do.
fn merkrs(leaves: impl Iterator<Item = Leaf>) -> Result<(f64, String), Box<dyn Error>> {
    let texts = |leaf: Leaf| [leaf.index.to_string(), leaf.claimant.to_string(), leaf.amount.to_string()];
    let values = leaves.map(|leaf| texts(leaf).map(Into::into).to_vec()).collect();
    let types = ["uint256", "address", "uint256"].map(str::to_owned).to_vec();
    let start = Instant::now();
    let tree = StandardMerkleTree::new(values, types, Options::default())?;
    let seconds = start.elapsed().as_secs_f64();
    Ok((seconds, B256::from(*tree.root()).to_string()))
}

/// The leaf that every contender has at `index`; bench-tree.js says the same in JavaScript.
fn leaf(index: u64) -> Leaf {
    let words = [0, 1, 2].map(|word| split_mix(index * 4 + word));
    let mut account = [0; 24];
    for (bytes, word) in account.chunks_exact_mut(8).zip(words) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    let account = account[..20].try_into().expect("twenty of twenty-four bytes");
    Leaf::wallet(index, account, Amount::from(split_mix(index * 4 + 3) | 1))
}

/// The output function of SplitMix64 at a given step.
fn split_mix(step: u64) -> u64 {
    let mut z = step.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The most memory that this process ever held, by the kernel's account.
fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
