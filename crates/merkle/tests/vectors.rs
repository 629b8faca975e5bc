//! The published trees of the systems that we interoperate with.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use sha3::{Digest, Keccak256};
use tributary_merkle::{
    DumpLeaf, Leaf, LeafEncoding, MerkleError, OpenZeppelinDump, StandardTree, UniswapTree, read_list,
    write_csv,
};
use tributary_model::{Address, Amount, B256, U256};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../tests/vectors/merkle.json")).unwrap()
}

fn text(value: &Value) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn openzeppelins_two_column_tree_is_read() {
    let dump = OpenZeppelinDump::read(text(&vectors()["oz_readme_pair"]).as_bytes()).unwrap();
    assert_eq!(dump.encoding(), LeafEncoding::Account);
    let leaves = dump.leaves().zip(0..);
    let leaves = leaves.map(|(leaf, index)| Leaf { index, claimant: leaf.claimant, amount: leaf.amount });
    let ours = StandardTree::build(leaves, LeafEncoding::Account).unwrap();
    assert_eq!(ours.root(), dump.root());
    let back: Value = serde_json::from_str(&ours.to_openzeppelin()).unwrap();
    assert_eq!(back, vectors()["oz_readme_pair"]);
}

#[test]
fn sabliers_list_gives_sabliers_tree_and_proofs() {
    let vector = &vectors()["sablier_csv_two_rows_two_decimals"];
    let leaves = read_list(vector["csv"].as_str().unwrap().as_bytes(), Some(2)).unwrap();
    let tree = StandardTree::build(leaves.clone(), LeafEncoding::IndexAccount).unwrap();
    let written: Value = serde_json::from_str(&tree.to_sablier().unwrap()).unwrap();
    assert_eq!(written, vector["dump"]);
    for place in 0..2 {
        let proof: Vec<B256> = serde_json::from_value(vector["proofs"][place].clone()).unwrap();
        assert_eq!(tree.proof(place), proof);
    }
    let read = OpenZeppelinDump::read(text(&vector["dump"]).as_bytes()).unwrap();
    let expected: Vec<DumpLeaf> = leaves.iter().copied().map(DumpLeaf::from).collect();
    assert_eq!(read.leaves().copied().collect::<Vec<_>>(), expected);
    let csv = write_csv(leaves.iter().copied(), Some(2));
    assert_eq!(read_list(csv.as_bytes(), Some(2)).unwrap(), leaves);
}

/// Leaf i of the golden trees; their rule stands beside them.
fn golden_leaf(index: u64) -> Leaf {
    let hash = Keccak256::digest(U256::from(index).to_be_bytes::<32>());
    let account = Address::from_slice(&hash[12..]);
    let amount = Amount::new(U256::from(index + 1) * U256::from(1_000_000_000_000_000_007_u64));
    Leaf::wallet(index, account, amount)
}

#[test]
fn the_golden_trees_are_ours() {
    let golden = &vectors()["golden_trees"];
    for (name, encoding) in
        [("index-account", LeafEncoding::IndexAccount), ("account", LeafEncoding::Account)]
    {
        let roots = golden["roots"][name].as_object().unwrap();
        assert_eq!(roots.len(), 5);
        for (count, root) in roots {
            let tree = StandardTree::build((0..count.parse().unwrap()).map(golden_leaf), encoding).unwrap();
            assert_eq!(tree.root().to_string(), root.as_str().unwrap(), "{name} of {count}");
        }
    }
    let five = StandardTree::build((0..5).map(golden_leaf), LeafEncoding::IndexAccount).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&five.to_openzeppelin()).unwrap(), golden["five"]["dump"]);
    let proofs: Vec<Vec<B256>> = serde_json::from_value(golden["five"]["proofs"].clone()).unwrap();
    assert_eq!((0..5).map(|place| five.proof(place)).collect::<Vec<_>>(), proofs);
}

#[test]
fn amounts_that_sablier_cannot_pay_are_refused_for_sablier_alone() {
    let most = Leaf { amount: Amount::new(U256::from(u128::MAX)), ..golden_leaf(0) };
    let more = Leaf { amount: Amount::new(U256::from(u128::MAX) + U256::from(1)), ..golden_leaf(0) };
    let build = |leaf| StandardTree::build([leaf], LeafEncoding::IndexAccount).unwrap();
    assert!(build(most).to_sablier().is_ok());
    let error = build(more).to_sablier().unwrap_err();
    assert_eq!(error, MerkleError::BeyondSablier { claimant: more.claimant, amount: more.amount });
}

#[test]
fn a_balance_that_json_cannot_hold_exactly_is_refused() {
    let address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    let read = |amount: &str, decimals| {
        read_list(format!(r#"{{"{address}": {amount}}}"#).as_bytes(), decimals)
            .map(|leaves| leaves[0].amount.to_string())
            .map_err(|error| error.to_string())
    };
    for (amount, decimals, units) in [
        ("100", None, "100"),
        (r#""0x64""#, None, "100"),
        (r#""100000000000000000000000""#, None, "100000000000000000000000"),
        (r#""1.25""#, Some(2), "125"),
        ("3", Some(2), "300"),
    ] {
        assert_eq!(read(amount, decimals).unwrap(), units, "{amount}");
    }
    for (amount, decimals) in
        [("1.5", Some(2)), ("100000000000000000000000", None), ("1e3", None), ("-1", None)]
    {
        let error = read(amount, decimals).unwrap_err();
        assert!(
            error.contains("1 bad row:") && error.contains("entry 1") && error.contains("in quotes"),
            "{error}"
        );
    }
    assert!(read(r#""1.5""#, None).unwrap_err().contains("--decimals"));
}

#[test]
fn an_address_that_stands_twice_in_uniswaps_file_is_refused() {
    let leaves =
        read_list(text(&vectors()["uniswap_json"]["three_accounts"]["balances"]).as_bytes(), None).unwrap();
    let account = leaves[0].claimant.wallet().unwrap();
    let file = UniswapTree::build(leaves).unwrap().to_json();
    let claim = format!(r#""{account}":{{"index":0,"amount":"0x01","proof":[]}},"#);
    let twice = file.replace(r#""claims":{"#, &format!(r#""claims":{{{claim}"#));
    assert_eq!(UniswapTree::read(twice.as_bytes()).unwrap_err(), MerkleError::DoubleAccount(account));
}

#[test]
fn the_snake_case_dialect_is_read() {
    let camel = text(&vectors()["oz_readme_pair"]);
    let snake = camel.replace("treeIndex", "tree_index").replace("leafEncoding", "leaf_encoding");
    assert_ne!(camel, snake);
    assert_eq!(
        OpenZeppelinDump::read(snake.as_bytes()).unwrap().root(),
        OpenZeppelinDump::read(camel.as_bytes()).unwrap().root()
    );
}

#[test]
fn uniswaps_roots_are_ours() {
    for case in ["one_account", "three_accounts"] {
        let vector = &vectors()["uniswap_json"][case];
        let leaves = read_list(text(&vector["balances"]).as_bytes(), None).unwrap();
        let tree = UniswapTree::build(leaves).unwrap();
        assert_eq!(tree.root().to_string(), vector["root"].as_str().unwrap());
        assert_eq!(UniswapTree::read(tree.to_json().as_bytes()).unwrap(), tree);
    }
}

#[test]
fn a_changed_uniswap_claim_is_caught_by_its_field() {
    let leaves =
        read_list(text(&vectors()["uniswap_json"]["three_accounts"]["balances"]).as_bytes(), None).unwrap();
    let mut file: Value = serde_json::from_str(&UniswapTree::build(leaves).unwrap().to_json()).unwrap();
    let account: Address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266".parse().unwrap();
    file["claims"][account.to_string()]["proof"][0] =
        text(&B256::repeat_byte(1).to_string().into()).trim_matches('"').into();
    let error = UniswapTree::read(text(&file).as_bytes()).unwrap_err();
    assert_eq!(error, MerkleError::WrongClaim { account: account.into(), field: "proof" });
}

#[test]
fn every_bad_row_is_named_up_to_a_hundred() {
    let good = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    let list = format!("Address, Amount\r\n{good},1\r\n\r\n0x12,1\n{good},2\n{},x\n", good.to_lowercase());
    let error = read_list(list.as_bytes(), None).unwrap_err().to_string();
    for part in ["3 bad rows", "line 4: `0x12`", "line 5: `0xf39F", "line 2;", "line 6: the amount `x`"] {
        assert!(error.contains(part), "{part} in {error}");
    }
    let many = format!("address,amount\n{}", "nobody,1\n".repeat(150));
    let error = read_list(many.as_bytes(), None).unwrap_err().to_string();
    assert!(error.starts_with("150 bad rows") && error.ends_with("and 50 more"), "{error}");
}

#[test]
fn whole_tokens_without_decimals_are_refused_with_the_remedy() {
    let list = "address,amount\n0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266,1.5\n";
    assert!(read_list(list.as_bytes(), None).unwrap_err().to_string().contains("--decimals"));
    let leaf = read_list(list.as_bytes(), Some(1)).unwrap()[0];
    assert_eq!(leaf, Leaf { index: 0, claimant: leaf.claimant, amount: Amount::from(15) });
}
