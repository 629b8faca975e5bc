//! A maintainer who already has a list uses the tree alone: no database, no chain, no file but the list.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use alloy::primitives::{Address, U256, keccak256};
use serde_json::Value;
use tempfile::TempDir;
use tributary_tests::{Output, Tributary, workspace};

const ADA: &str = "0x9ad7CAD4F10D0c3f875b8a2fd292590490c9f491";
const BO: &str = "0xf976aF93B0A5A9F55A7f285a3B5355B8575Eb5bc";
const CY: &str = "0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f";

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn tree(&self, words: &[&str]) -> Output {
        Tributary::new(self.0.path(), [&["tree"], words].concat()).run()
    }

    /// Builds a tree of `list` and gives its root.
    fn root(&self, list: impl AsRef<[u8]>, options: &[&str]) -> String {
        self.write("list", list);
        let words = [&["build", "list", "-o", "tree.json"], options].concat();
        self.tree(&words).exits(0).stdout.trim_end().to_owned()
    }

    /// The words with which `list` is refused; nothing is written.
    fn refusal(&self, list: impl AsRef<[u8]>, options: &[&str]) -> String {
        self.write("list", list);
        let words = [&["build", "list", "-o", "refused.json"], options].concat();
        let refused = self.tree(&words).exits(2);
        assert_eq!(refused.stdout, "");
        assert!(!self.path("refused.json").exists());
        refused.stderr
    }

    /// Writes a tree file and checks it; the root that was checked.
    fn checked(&self, tree: &Value) -> String {
        self.write("checked.json", tree.to_string());
        let report = self.tree(&["check", "checked.json", "--json"]).exits(0).json();
        report["root"].as_str().unwrap().to_owned()
    }
}

fn vectors() -> Value {
    let path: &Path = &workspace().join("tests/vectors/merkle.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn csv(rows: &[(&str, &str)]) -> String {
    let rows = rows.iter().map(|(account, amount)| format!("{account},{amount}\n"));
    ["address,amount\n".to_owned()].into_iter().chain(rows).collect()
}

/// The list of the golden trees, by the rule that stands beside them.
fn golden(count: u64) -> String {
    let mut list = "address,amount\n".to_owned();
    for index in 0..count {
        let account = Address::from_word(keccak256(U256::from(index).to_be_bytes::<32>()));
        let amount = U256::from(index + 1) * U256::from(1_000_000_000_000_000_007_u64);
        writeln!(list, "{account},{amount}").unwrap();
    }
    list
}

#[test]
fn the_golden_roots_come_from_lists() {
    let (desk, golden_trees) = (Desk::new(), &vectors()["golden_trees"]);
    for (leaf, roots) in golden_trees["roots"].as_object().unwrap() {
        for (count, root) in roots.as_object().unwrap() {
            let built = desk.root(golden(count.parse().unwrap()), &["--leaf", leaf]);
            assert_eq!(built, root.as_str().unwrap(), "{leaf} of {count}");
        }
    }
    desk.root(golden(5), &[]);
    let written: Value = serde_json::from_slice(&fs::read(desk.path("tree.json")).unwrap()).unwrap();
    assert_eq!(written, golden_trees["five"]["dump"]);
    for (place, value) in written["values"].as_array().unwrap().iter().enumerate() {
        let account = value["value"][1].as_str().unwrap();
        let proof = desk.tree(&["proof", "tree.json", account, "--json"]).exits(0).json();
        assert_eq!(proof["entries"][0]["proof"], golden_trees["five"]["proofs"][place]);
        assert_eq!(proof["entries"][0]["index"], place);
    }
}

#[test]
fn files_of_other_systems_are_hashed_again() {
    let (desk, vectors) = (Desk::new(), vectors());
    let pair = &vectors["oz_readme_pair"];
    assert_eq!(desk.checked(pair), pair["tree"][0]);
    let snake = pair.to_string().replace("treeIndex", "tree_index").replace("leafEncoding", "leaf_encoding");
    assert_ne!(snake, pair.to_string());
    assert_eq!(desk.checked(&serde_json::from_str(&snake).unwrap()), pair["tree"][0]);
    let proof = desk.tree(&["proof", "checked.json", "0x2222222222222222222222222222222222222222"]).exits(0);
    assert!(
        proof.stdout.contains(&format!("proof  {}\n", pair["tree"][1].as_str().unwrap())),
        "{}",
        proof.stdout
    );

    let sablier = &vectors["sablier_csv_two_rows_two_decimals"];
    let list = sablier["csv"].as_str().unwrap();
    assert_eq!(desk.root(list, &["--decimals", "2", "--format", "sablier"]), sablier["dump"]["tree"][0]);
    let written: Value = serde_json::from_slice(&fs::read(desk.path("tree.json")).unwrap()).unwrap();
    assert_eq!(written, sablier["dump"]);
    assert_eq!(desk.checked(&written), sablier["dump"]["tree"][0]);

    for case in ["one_account", "three_accounts"] {
        let uniswap = &vectors["uniswap_json"][case];
        assert_eq!(desk.root(uniswap["balances"].to_string(), &["--format", "uniswap"]), uniswap["root"]);
        let written = serde_json::from_slice(&fs::read(desk.path("tree.json")).unwrap()).unwrap();
        assert_eq!(desk.checked(&written), uniswap["root"]);
    }
}

#[test]
fn a_changed_file_is_refused_with_exit_code_1() {
    let desk = Desk::new();
    desk.root(csv(&[(ADA, "1"), (BO, "2"), (CY, "3")]), &[]);
    let text = fs::read_to_string(desk.path("tree.json")).unwrap();
    let changes: [(&str, String, &str); 5] = [
        ("an amount", text.replacen("\"3\"]", "\"4\"]", 1), "value 2 gives the leaf"),
        ("an index", text.replacen("[\"0\"", "[\"7\"", 1), "value 0 gives the leaf"),
        (
            "a node",
            {
                let node = &text[text.find("0x").unwrap()..][..66];
                text.replacen(node, &format!("0x{}", "1".repeat(64)), 1)
            },
            "node 0 is",
        ),
        ("the format", text.replacen("standard-v1", "simple-v1", 1), "expected `standard-v1`"),
        ("a place", text.replacen("\"treeIndex\":2", "\"treeIndex\":1", 1), "not a free leaf"),
    ];
    for (kind, changed, reason) in changes {
        assert_ne!(changed, text, "{kind}");
        desk.write("changed.json", changed);
        let refused = desk.tree(&["check", "changed.json"]).exits(1).says(reason);
        assert_eq!(refused.stdout, "", "{kind}");
        // A proof out of a file that does not hold would be worth nothing.
        let _ = desk.tree(&["proof", "changed.json", ADA]).exits(1).says(reason);
    }
    desk.write("changed.json", "address,amount\n");
    let _ = desk.tree(&["check", "changed.json"]).exits(2).says("not a tree file");
    let _ = desk.tree(&["check", "missing.json"]).exits(2).says("cannot read `missing.json`");
}

#[test]
fn the_same_list_gives_the_same_root_however_it_is_written() {
    let desk = Desk::new();
    let expected = desk.root(csv(&[(ADA, "100"), (BO, "250")]), &[]);
    let (ada, bo) = (ADA.to_lowercase(), format!("0x{}", BO[2..].to_uppercase()));
    let written = [
        ("CRLF", format!("address,amount\r\n{ADA},100\r\n{BO},250\r\n")),
        ("the line ends of old Macs", format!("address,amount\r{ADA},100\r{BO},250\r")),
        ("no line end at the end", format!("address,amount\n{ADA},100\n{BO},250")),
        ("a byte order mark", format!("\u{feff}address,amount\n{ADA},100\n{BO},250\n")),
        ("another case", format!("Address,AMOUNT\n{ada},100\n{bo},250\n")),
        ("quotes and spaces", format!("\"address\",\"amount\"\n\"{ADA}\",\"100\"\n {BO} , 250 \n")),
        ("empty lines", format!("\naddress,amount\n\n{ADA},100\n  \n{BO},250\n\n\n")),
        ("leading zeros", csv(&[(ADA, "0100"), (BO, "250")])),
        ("JSON", format!("{{\"{ADA}\": \"100\", \"{BO}\": 250}}")),
        ("JSON in hex", format!("\u{feff} {{\"{ADA}\": \"0x64\", \"{BO}\": \"0xFA\"}}")),
    ];
    for (how, list) in written {
        assert_eq!(desk.root(list, &[]), expected, "{how}");
    }
    for (decimals, ada, bo) in
        [("0", "100", "250"), ("1", "10.0", "25"), ("2", "1", "2.50"), ("2", "1.000", "2.5")]
    {
        assert_eq!(
            desk.root(csv(&[(ADA, ada), (BO, bo)]), &["--decimals", decimals]),
            expected,
            "{ada}, {bo}"
        );
    }
    assert_ne!(
        desk.root(csv(&[(BO, "250"), (ADA, "100")]), &[]),
        expected,
        "the order of the file is the index"
    );
}

#[test]
fn every_bad_row_is_refused_with_its_reason() {
    let desk = Desk::new();
    let max = U256::MAX.to_string();
    let broken = ADA.replace("9ad7C", "9aD7C");
    let zero = format!("0x{}", "0".repeat(40));
    let rows: [(&str, &str, &str); 19] = [
        (ADA, "1e18", "not a count of base units"),
        (ADA, "1.5", "--decimals"),
        (ADA, "-1", "not a count of base units"),
        (ADA, "+1", "not a count of base units"),
        (ADA, "1_000", "not a count of base units"),
        (ADA, "\"1,000\"", "not a count of base units"),
        (ADA, "0x10", "not a count of base units"),
        (ADA, "", "not a count of base units"),
        (ADA, "٣", "not a count of base units"),
        (ADA, "1 000", "not a count of base units"),
        (ADA, "0", "an amount of 0"),
        (ADA, "1,", "not two fields"),
        (&broken, "1", "fails its checksum"),
        (&zero, "1", "zero address"),
        (&ADA[2..], "1", "is not an address"),
        (&ADA[..41], "1", "is not an address"),
        ("ada.eth", "1", "is not an address"),
        ("", "1", "is not an address"),
        (ADA, &(max.clone() + "0"), "not a count of base units"),
    ];
    for (account, amount, reason) in rows {
        let said = desk.refusal(csv(&[(BO, "1"), (account, amount)]), &[]);
        assert!(
            said.contains("1 bad row:\n  line 3: ") && said.contains(reason),
            "{account},{amount}: {said}"
        );
    }
    let tokens = [
        ("1e18", "not a decimal amount"),
        (".5", "not a decimal amount"),
        ("5.", "not a decimal amount"),
        ("1.001", "has 3 decimals and the token has 2"),
    ];
    for (amount, reason) in tokens {
        let said = desk.refusal(csv(&[(ADA, amount)]), &["--decimals", "2"]);
        assert!(said.contains("line 2: ") && said.contains(reason), "{amount}: {said}");
    }
    let said = desk.refusal(csv(&[(ADA, &max), (BO, "1")]), &[]);
    assert!(said.contains("line 3: the amounts up to here sum to more than 256 bits"), "{said}");
    assert_eq!(desk.root(csv(&[(ADA, &max)]), &[]).len(), 66, "all 256 bits in one leaf");
    let said = desk.refusal(csv(&[(ADA, "1"), (&ADA.to_lowercase(), "2")]), &[]);
    assert!(said.contains("line 3: ") && said.contains("already stands in line 2"), "{said}");
}

#[test]
fn lists_that_are_none_are_refused() {
    let desk = Desk::new();
    let (row, json) = (format!("{ADA},1\n"), format!("{{\"{ADA}\": 1"));
    let twice = format!("{{\"{ADA}\": \"1\", \"{}\": \"2\"}}", ADA.to_lowercase());
    let lists: [(&str, &[u8], &str); 8] = [
        ("nothing", b"", "has no rows"),
        ("a header alone", b"address,amount\n", "has no rows"),
        ("no header", row.as_bytes(), "the first line must be `address,amount`"),
        ("another order", b"amount,address\n", "the first line must be `address,amount`"),
        ("semicolons", b"address;amount\n", "the first line must be `address,amount`"),
        ("a spreadsheet", b"PK\x03\x04\xff\xfe", "the first line must be `address,amount`"),
        ("half a JSON", json.as_bytes(), "not a list of balances"),
        ("an address twice in JSON", twice.as_bytes(), "already stands in entry 1"),
    ];
    for (kind, list, reason) in lists {
        let said = desk.refusal(list, &[]);
        assert!(said.contains(reason), "{kind}: {said}");
    }
    let _ =
        desk.tree(&["build", "missing.csv", "-o", "tree.json"]).exits(2).says("cannot read `missing.csv`");
    desk.write("list", &row);
    let _ = desk.tree(&["build", "list"]).exits(2).says("--output <FILE>");
    let _ = desk.tree(&["build", "list", "-o", "t", "--decimals", "78"]).exits(2).says("0..=77");
    let above = desk.refusal(csv(&[(ADA, &(u128::MAX.to_string() + "0"))]), &["--format", "sablier"]);
    assert!(above.contains("below 2^128"), "{above}");
}

#[test]
fn one_leaf_is_its_own_root_and_needs_no_proof() {
    let desk = Desk::new();
    let root = desk.root(csv(&[(CY, "100")]), &["--leaf", "account"]);
    let words = [
        [&[0; 12], Address::parse_checksummed(CY, None).unwrap().as_slice()].concat(),
        U256::from(100).to_be_bytes_vec(),
    ];
    assert_eq!(root, keccak256(keccak256(words.concat())).to_string());
    let proof = desk.tree(&["proof", "tree.json", CY, "--json"]).exits(0).json();
    assert_eq!(proof["entries"][0]["proof"], serde_json::json!([]));
    let stranger = desk.tree(&["proof", "tree.json", ADA]).exits(1).says(ADA);
    assert_eq!(stranger.stdout, "");
    let _ = desk
        .tree(&["proof", "tree.json", "ada"])
        .exits(2)
        .says("`ada` is neither an address, nor `github:<numeric id>`");
}

#[test]
fn a_tree_gives_its_list_back() {
    let desk = Desk::new();
    let list = csv(&[(BO, "250"), (ADA, "100")]);
    let root = desk.root(&list, &[]);
    assert_eq!(desk.tree(&["list", "tree.json"]).exits(0).stdout, list);
    let entries = desk.tree(&["list", "tree.json", "--json"]).exits(0).json();
    assert_eq!(entries[1], serde_json::json!({ "index": 1, "account": ADA, "amount": "100" }));
    let tokens = desk.tree(&["list", "tree.json", "--decimals", "2"]).exits(0).stdout;
    assert_eq!(desk.root(tokens, &["--decimals", "2"]), root);
}
