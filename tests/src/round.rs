//! One funding round on a chain of its own: a token, roles, and donors who give directly.

use std::{
    fs,
    path::{Path, PathBuf},
};

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::SolConstructor as _,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tributary_bindings::{
    Artifact,
    round::FundingRound::{Gift, donateCall, submitCall},
    token::ProjectToken::{approveCall, constructorCall, transferCall},
};

use crate::{Anvil, Output, Person, Tributary};

/// Proposes tallies.
pub const OWNER: Person = Person::FIRST;
/// May reject them.
pub const GUARDIAN: Person = Person::SECOND;
/// Two reviewers, who have to agree.
pub const REVIEWERS: [Person; 2] = [Person::THIRD, Person::FOURTH];
/// Applies with the first project, and gives with the program.
pub const APPLICANT: Person = Person::FIFTH;

/// 2026-02-10: applications start.
const START: u64 = 1_770_681_600;
const DAY: u64 = 86_400;

/// Days after the start at which each window is open.
pub mod day {
    /// Reviews.
    pub const REVIEW: u64 = 15;
    /// Donations.
    pub const DONATIONS: u64 = 22;
    /// Nothing more is given.
    pub const TALLY: u64 = 36;
    /// A tally proposed at [`TALLY`] can be carried out.
    pub const READY: u64 = 40;
}

/// A folder with a round.toml, and the chain.
#[derive(Debug)]
pub struct RoundScene {
    folder: TempDir,
    /// The chain.
    pub anvil: Anvil,
    /// The pool's token, all of which the owner has.
    pub token: Address,
    database: String,
}

impl Default for RoundScene {
    fn default() -> Self {
        Self::new("sqlite://round.db")
    }
}

impl RoundScene {
    /// The file is written; nothing is on the chain but the token.
    ///
    /// # Panics
    /// When the program or anvil fails.
    #[must_use]
    pub fn new(database: &str) -> Self {
        let anvil = Anvil::start(START);
        let arguments = constructorCall {
            name_: "Test Dai".to_owned(),
            symbol_: "DAI".to_owned(),
            recipient: OWNER.address,
            supply: tokens(10_000_000),
        };
        let token = anvil.create(OWNER.address, &Artifact::project_token().creation, &arguments.abi_encode());
        let folder = tempfile::tempdir().unwrap();
        let scene = Self { folder, anvil, token, database: database.to_owned() };
        let [token, owner, guardian] = [token, OWNER.address, GUARDIAN.address].map(|one| one.to_string());
        let reviewers = REVIEWERS.map(|one| one.address.to_string());
        let words = [
            "round",
            "init",
            "--slug",
            "spring",
            "--name",
            "Spring round",
            "--token",
            token.as_str(),
            "--goal",
            "1000",
            "--owner",
            owner.as_str(),
            "--guardian",
            guardian.as_str(),
            "--reviewer",
            reviewers[0].as_str(),
            "--reviewer",
            reviewers[1].as_str(),
            "--start",
            "2026-02-10T00:00:00Z",
        ];
        let _ = scene.run(&words).exits(0);
        scene.edit("threshold = 1 ", "threshold = 2 ");
        scene.edit("cap = \"10%\" ", "cap = \"60%\" ");
        scene
    }

    /// The same, opened, with 900 tokens in the pool.
    ///
    /// # Panics
    /// When the program fails.
    #[must_use]
    pub fn opened(database: &str) -> Self {
        let scene = Self::new(database);
        let _ = scene.sending(OWNER, &["round", "open", "--yes"]).run().exits(0);
        let _ = scene.sending(OWNER, &["round", "fund", "900", "--yes"]).run().exits(0);
        scene
    }

    /// The same, with three projects, of which two are accepted, in the window of donations.
    ///
    /// # Panics
    /// When the program fails.
    #[must_use]
    pub fn accepted(database: &str) -> Self {
        let scene = Self::opened(database);
        scene.apply();
        for number in 2..=3 {
            scene.submit(applicant(number), payout(number));
        }
        scene.travel(day::REVIEW);
        for reviewer in REVIEWERS {
            for project in ["1", "2"] {
                let _ = scene.review(reviewer, project, "--accept").exits(0);
            }
        }
        scene.travel(day::DONATIONS);
        scene
    }

    /// The same, given to, in the time of the tally.
    ///
    /// # Panics
    /// When the program fails.
    #[must_use]
    pub fn given(database: &str) -> Self {
        let scene = Self::accepted(database);
        for (number, project, amount) in
            [(1, 1, 10), (2, 1, 40), (3, 1, 90), (4, 2, 10), (5, 2, 10), (1, 2, 20), (1, 1, 5)]
        {
            scene.give(donor(number), &[(project, amount)]);
        }
        scene.travel(day::TALLY);
        scene
    }

    /// A path inside.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The round's folder.
    #[must_use]
    pub fn bundle(&self) -> PathBuf {
        self.path("out/spring")
    }

    /// Writes a file.
    ///
    /// # Panics
    /// When the disk fails.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Replaces a part of round.toml.
    ///
    /// # Panics
    /// When the part is not there once.
    pub fn edit(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.path("round.toml")).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from}");
        self.write("round.toml", &text.replace(from, to));
    }

    /// A JSON file of the bundle.
    ///
    /// # Panics
    /// When it is not there or no JSON.
    #[must_use]
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.bundle().join(name)).unwrap()).unwrap()
    }

    /// The contract.
    ///
    /// # Panics
    /// Before the round is opened.
    #[must_use]
    pub fn round(&self) -> Address {
        self.json("deployment.json")["round"].as_str().unwrap().parse().unwrap()
    }

    /// A run that knows the chain and has no key.
    #[must_use]
    pub fn asking(&self, words: &[&str]) -> Tributary {
        let run = Tributary::new(self.folder.path(), words).env("ETH_RPC_URL", self.anvil.url());
        run.env("DATABASE_URL", &self.database)
    }

    /// The same to its end.
    #[must_use]
    pub fn run(&self, words: &[&str]) -> Output {
        self.asking(words).run()
    }

    /// A run with somebody's key.
    #[must_use]
    pub fn sending(&self, who: Person, words: &[&str]) -> Tributary {
        self.asking(words).env("TRIBUTARY_PRIVATE_KEY", who.key)
    }

    /// Applies with the first project, with the program.
    ///
    /// # Panics
    /// When it fails.
    pub fn apply(&self) {
        let said =
            json!({ "name": "Weights", "summary": "Open weights.", "url": "https://example.org/weights" });
        self.write("weights.json", &said.to_string());
        let payout = payout(1).to_string();
        let words = [
            "round",
            "apply",
            "--repository",
            "2000000001",
            "--repository",
            "7",
            "--payout",
            payout.as_str(),
            "--description",
            "weights.json",
            "--yes",
        ];
        let _ = self.sending(APPLICANT, &words).run().exits(0);
    }

    /// Applies for somebody, without the program.
    ///
    /// # Panics
    /// When the chain refuses.
    pub fn submit(&self, applicant: Address, payout: Address) {
        let application = tributary_bindings::round::FundingRound::Application {
            repositories: vec![9],
            payout,
            metadataHash: B256::repeat_byte(9),
        };
        self.anvil.send(applicant, self.round(), &submitCall { application });
    }

    /// A reviewer's word about the revision that is shown now.
    #[must_use]
    pub fn review(&self, reviewer: Person, project: &str, verdict: &str) -> Output {
        let list = self.run(&["round", "applications", "--json"]).exits(0).json();
        let wanted: u64 = project.parse().expect("the number of a project");
        let number = |line: &&Value| line["number"].as_u64() == Some(wanted);
        let found = list["projects"].as_array().and_then(|lines| lines.iter().find(number));
        let revision = found.map_or_else(|| "1".to_owned(), |line| line["revision"].to_string());
        let words = [
            "round",
            "review",
            project,
            verdict,
            "--revision",
            &revision,
            "--reason",
            "It is what it says.",
            "--yes",
        ];
        self.sending(reviewer, &words).run()
    }

    /// Gives whole tokens to projects directly, in one transaction.
    ///
    /// # Panics
    /// When the chain refuses.
    pub fn give(&self, donor: Address, cart: &[(u64, u64)]) {
        let (token, round) = (self.token, self.round());
        let value: U256 = cart.iter().map(|(_, amount)| tokens(*amount)).sum();
        self.anvil.send(OWNER.address, token, &transferCall { to: donor, value });
        self.anvil.send(donor, token, &approveCall { spender: round, value });
        let gift = |(project, amount): &(u64, u64)| Gift {
            project: U256::from(*project),
            token,
            amount: tokens(*amount),
        };
        self.anvil.send(donor, round, &donateCall { cart: cart.iter().map(gift).collect() });
    }

    /// Moves the chain's clock to so many days after the start, and mines a block.
    pub fn travel(&self, days: u64) {
        self.anvil.rpc("evm_setNextBlockTimestamp", json!([START + days * DAY]));
        self.anvil.rpc("evm_mine", json!([]));
    }

    /// Makes the tally and proposes it.
    ///
    /// # Panics
    /// When the program fails.
    pub fn propose(&self) {
        let _ = self.run(&["round", "tally"]).exits(0);
        let _ = self.sending(OWNER, &["round", "propose", "--yes"]).run().exits(0);
    }

    /// Every check of a verification by its name, with its status.
    ///
    /// # Panics
    /// When the program prints no report.
    #[must_use]
    pub fn verify(&self, folder: &str) -> Vec<(String, String, String)> {
        let report = self.run(&["verify", folder, "--json"]).json();
        let text = |check: &Value, key: &str| check[key].as_str().unwrap().to_owned();
        let checks = report["checks"].as_array().unwrap().iter();
        checks.map(|check| (text(check, "id"), text(check, "status"), text(check, "detail"))).collect()
    }

    /// The folder of the story.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Whole tokens in base units.
#[must_use]
pub fn tokens(whole: u64) -> U256 {
    U256::from(whole) * U256::from(10_u64.pow(18))
}

/// Somebody who gives directly.
#[must_use]
pub fn donor(number: u64) -> Address {
    Address::left_padding_from(&(0xd000_0000 + number).to_be_bytes())
}

/// Where a project is paid.
#[must_use]
pub fn payout(project: u64) -> Address {
    Address::left_padding_from(&(0xe000_0000 + project).to_be_bytes())
}

/// Who applied with a project.
#[must_use]
pub fn applicant(project: u64) -> Address {
    if project == 1 {
        APPLICANT.address
    } else {
        Address::left_padding_from(&(0xa000_0000 + project).to_be_bytes())
    }
}
