//! A server with a round in the middle of its gifts: two accepted projects, one that waits, and five gifts of three people.

use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tributary_api::Settings;
use tributary_chain::RoundDeployment;
use tributary_engine::{
    bindings::DeskTerms,
    round::{
        Description, RoundChain, RoundConfig, RoundFolder, RoundInputs, RoundTemplate, assemble,
        save_description, save_reason,
    },
};
use tributary_github::{
    identity::{IdentityClient, IdentitySettings, brief},
    testing::Simulator,
};
use tributary_model::{
    Address, Amount, B256, ChainCursor, RepoId, RoundEvent, RoundRecord, Timestamp, Verdict,
};

use crate::site::{Answer, Site, time};

pub(super) const ROUND: Address = Address::repeat_byte(0x77);
pub(super) const DAI: Address = Address::repeat_byte(0x11);
pub(super) const REVIEWER: Address = Address::repeat_byte(0x44);
pub(super) const COIN: Address = Address::ZERO;
const CHAIN: u64 = 31_337;

pub(super) fn donor(number: u8) -> Address {
    Address::repeat_byte(0xd0 + number)
}

pub(super) fn payout(project: u64) -> Address {
    Address::repeat_byte(0xa0 + u8::try_from(project).unwrap())
}

pub(super) fn applicant(project: u64) -> Address {
    Address::repeat_byte(0xb0 + u8::try_from(project).unwrap())
}

pub(super) struct Scene {
    pub(super) site: Site,
    events: Vec<RoundRecord>,
    pub(super) folder: RoundFolder,
}

fn config(lists: &str) -> RoundConfig {
    let template = RoundTemplate {
        slug: "spring".into(),
        name: "Spring <round>".into(),
        chain_id: CHAIN,
        token: DAI,
        symbol: "DAI".into(),
        decimals: 6,
        goal: "1000".into(),
        owner: Address::repeat_byte(0x22),
        guardian: Address::repeat_byte(0x33),
        reviewers: vec![REVIEWER],
        start: time("2026-01-20"),
    };
    let coin = "[[donations.tokens]]\naddress = \"coin\"\nsymbol = \"ETH\"\nprice = \"3000\"\n\n[match]";
    let text = template
        .render()
        .replacen("[match]", coin, 1)
        .replace("default = \"1\"", &format!("default = \"1\"\n{lists}"));
    RoundConfig::parse(text.as_bytes(), "round.toml".as_ref()).unwrap()
}

impl Scene {
    pub(super) async fn new() -> Self {
        Self::with(Settings::default(), "").await
    }

    /// `lists`: lines of `[coefficients]`.
    pub(super) async fn with(settings: Settings, lists: &str) -> Self {
        let site = Site::with(settings).await;
        let config = config(lists);
        let folder = RoundFolder::make(&site.out, &config.rules).unwrap();
        folder
            .save_deployment(&RoundDeployment {
                chain_id: CHAIN,
                round: ROUND,
                round_tx: B256::repeat_byte(5),
                block: 3,
                factory: Address::repeat_byte(6),
                airdrop_factory: Address::repeat_byte(7),
                deployer: Address::repeat_byte(8),
                salt: config.rules.hash(),
            })
            .unwrap();
        let rpc_url = Some("http://127.0.0.1:9".to_owned());
        let chain = RoundChain { name: Some("Local chain".into()), rpc_url, explorer: None };
        folder.save_chain(&chain).unwrap();
        site.state.refresh().unwrap();
        site.set_clock("2026-02-20");
        let mut scene = Self { site, events: Vec::new(), folder };
        scene.fill().await;
        scene
    }

    /// The same with a simulated GitHub.
    pub(super) async fn beside_github(github: &Simulator) -> Self {
        let url = github.url().to_owned();
        let settings =
            IdentitySettings { api: url.clone(), web: url, app: None, token: None, patience: brief() };
        let github = Some(IdentityClient::new(settings).unwrap());
        let desk = DeskTerms { github, ..DeskTerms::default() };
        Self::with(Settings { desk, ..Settings::default() }, "").await
    }

    async fn fill(&mut self) {
        let (store, now) = (self.site.store.clone(), time("2026-02-20"));
        let description = Description {
            name: "Trees".into(),
            summary: "Small models.".into(),
            description: "First.\n\nSecond.".into(),
            url: Some("https://trees.example.org".into()),
            repositories: vec!["ada-example/trees".parse().unwrap()],
        };
        let hash = save_description(&store, &description, now).await.unwrap();
        let reason_hash = save_reason(&store, "It builds.", now).await.unwrap();
        let amount = Amount::from(400_000_000_u64);
        self.push(RoundEvent::Funded { deposit: 0, funder: donor(9), amount, pool: amount });
        for project in 1..=3 {
            let metadata_hash = if project == 1 { hash } else { B256::repeat_byte(0x99) };
            self.apply(project, 1, metadata_hash);
        }
        for project in 1..=2 {
            let (revision, verdict) = (1, Verdict::Accepted);
            self.push(RoundEvent::Reviewed { project, reviewer: REVIEWER, revision, verdict, reason_hash });
            self.push(RoundEvent::Decided { project, revision, verdict });
        }
        for (number, project, amount) in [(1, 1, 25), (2, 1, 25), (3, 1, 100), (1, 2, 16)] {
            self.give(donor(number), project, DAI, amount * 1_000_000);
        }
        self.give(donor(2), 2, COIN, 1_000_000_000_000_000);
        self.save().await;
    }

    pub(super) fn apply(&mut self, project: u64, revision: u32, metadata_hash: B256) {
        let (applicant, payout) = (applicant(project), payout(project));
        let repositories = vec![RepoId(790_115_903)];
        self.push(RoundEvent::Applied { project, applicant, payout, revision, repositories, metadata_hash });
    }

    pub(super) fn give(&mut self, donor: Address, project: u64, token: Address, amount: u64) {
        let (payout, amount) = (payout(project), Amount::from(amount));
        self.push(RoundEvent::Donated { donor, project, token, payout, amount });
    }

    pub(super) fn push(&mut self, event: RoundEvent) {
        let block_number = 10 + u64::try_from(self.events.len()).unwrap();
        let block_time = time("2026-02-18T12:00:00Z");
        let (tx_hash, block_hash) = (B256::repeat_byte(1), B256::repeat_byte(2));
        self.events.push(RoundRecord { event, tx_hash, block_number, block_hash, block_time, log_index: 0 });
    }

    /// What the follower would do.
    pub(super) async fn save(&self) {
        let head = self.events.last().unwrap().block_number;
        let cursor = ChainCursor { block_number: head, block_hash: B256::repeat_byte(2) };
        let before = self.events.first().unwrap().block_number - 1;
        let from = self.site.store.chain_cursor(CHAIN, ROUND).await.unwrap();
        assert!(
            self.site
                .store
                .save_round_events(CHAIN, ROUND, from, Some(before), &self.events, cursor)
                .await
                .unwrap()
        );
    }

    /// Makes the tally, and has it proposed.
    pub(super) fn tally(&mut self) -> Arc<tributary_engine::round::AssembledRound> {
        let cut =
            tributary_chain::CutBlock { number: 1_000, hash: B256::repeat_byte(3), time: time("2026-02-24") };
        let lists = tributary_engine::round::ListTexts::default();
        let inputs = RoundInputs::new(self.folder.rules(), ROUND, cut, &self.events, &lists).unwrap();
        let assembled = assemble(&inputs, &std::collections::BTreeMap::new()).unwrap();
        self.folder.write(&assembled, None).unwrap();
        self.site.state.refresh().unwrap();
        Arc::new(assembled)
    }

    pub(super) async fn propose(&mut self, assembled: &tributary_engine::round::AssembledRound) {
        let terms = assembled.terms;
        self.push(RoundEvent::TallyProposed {
            number: 1,
            input_hash: terms.input_hash,
            root: terms.root,
            total: terms.total,
            bundle_hash: terms.bundle_hash,
            ready_at: time("2026-04-10"),
        });
        self.save().await;
    }

    pub(super) async fn json(&self, path: &str) -> Value {
        self.site.json(&format!("/api/v1/rounds/spring{path}")).await
    }

    pub(super) async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        let json = [("content-type", "application/json")];
        self.site.ask(method, &format!("/api/v1/rounds/spring{path}"), &json, &body.to_string()).await
    }

    /// Status, kind, field and words of a refusal.
    pub(super) async fn refused(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> (StatusCode, String, Value, String) {
        let answer = self.send(method, path, body).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
        let problem = answer.json();
        let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
        (answer.status, text("type"), problem["field"].clone(), text("detail"))
    }

    pub(super) async fn estimate(&self, donor: Option<Address>, gifts: &[(u64, Address, u64)]) -> Value {
        let gifts: Vec<Value> = gifts
            .iter()
            .map(|(project, token, amount)| json!({ "project": project, "token": token, "amount": amount.to_string() }))
            .collect();
        let answer = self.send(Method::POST, "/estimate", &json!({ "donor": donor, "gifts": gifts })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }
}

pub(super) fn at(text: &str) -> Timestamp {
    time(text)
}
