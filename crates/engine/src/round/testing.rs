//! A small round for the tests of this module.

use tributary_chain::CutBlock;
use tributary_model::{Address, Amount, B256, RepoId, RoundEvent, RoundRecord, Timestamp, Verdict};

use super::{ListTexts, RoundConfig, RoundInputs, RoundRules, RoundTemplate};

pub(super) const TOKEN: Address = Address::repeat_byte(0x11);
pub(super) const REVIEWER: Address = Address::repeat_byte(0x44);

pub(super) fn address(number: u64) -> Address {
    Address::left_padding_from(&(0x1000_0000 + number).to_be_bytes())
}

pub(super) fn now() -> Timestamp {
    "2026-01-23".parse().unwrap()
}

/// The template's rules, each `from` replaced by its `to`.
pub(super) fn rules(changes: &[(&str, &str)]) -> RoundRules {
    let template = RoundTemplate {
        slug: "spring".into(),
        name: "Spring".into(),
        chain_id: 31_337,
        token: TOKEN,
        symbol: "DAI".into(),
        decimals: 6,
        goal: "1000".into(),
        owner: Address::repeat_byte(0x22),
        guardian: Address::repeat_byte(0x33),
        reviewers: vec![REVIEWER],
        start: "2026-01-01".parse().unwrap(),
    };
    let mut text = template.render().replace("cap = \"10%\"", "");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    RoundConfig::parse(text.as_bytes(), "round.toml".as_ref()).unwrap().rules
}

/// Events in blocks of their own, after one deposit and three projects, of which the first two are accepted.
#[derive(Default)]
pub(super) struct Events(pub(super) Vec<RoundRecord>);

impl Events {
    pub(super) fn new(pool: u64) -> Self {
        let mut events = Self::default();
        let amount = Amount::from(pool);
        events.push(RoundEvent::Funded { deposit: 0, funder: address(1), amount, pool: amount });
        for project in 1..=3 {
            events.push(RoundEvent::Applied {
                project,
                applicant: applicant(project),
                payout: payout(project),
                revision: 1,
                repositories: vec![RepoId(project)],
                metadata_hash: B256::with_last_byte(7),
            });
        }
        for project in 1..=2 {
            let (revision, verdict, reason_hash) = (1, Verdict::Accepted, B256::ZERO);
            events.push(RoundEvent::Reviewed { project, reviewer: REVIEWER, revision, verdict, reason_hash });
            events.push(RoundEvent::Decided { project, revision, verdict });
        }
        events
    }

    pub(super) fn push(&mut self, event: RoundEvent) {
        let block_number = 10 + u64::try_from(self.0.len()).unwrap();
        self.0.push(RoundRecord {
            event,
            tx_hash: B256::repeat_byte(1),
            block_number,
            block_hash: B256::repeat_byte(2),
            block_time: now(),
            log_index: 0,
        });
    }

    pub(super) fn give(&mut self, donor: Address, project: u64, amount: u64) {
        let (token, payout, amount) = (TOKEN, payout(project), Amount::from(amount));
        self.push(RoundEvent::Donated { donor, project, token, payout, amount });
    }

    pub(super) fn inputs(&self, rules: &RoundRules, lists: &ListTexts) -> RoundInputs {
        let cut = CutBlock { number: 1_000_000, hash: B256::repeat_byte(3), time: now() };
        RoundInputs::new(rules, address(9), cut, &self.0, lists).unwrap()
    }
}

pub(super) fn applicant(project: u64) -> Address {
    address(100 + project)
}

pub(super) fn payout(project: u64) -> Address {
    address(200 + project)
}

pub(super) fn lists(texts: &[(&str, String)]) -> ListTexts {
    ListTexts::of(texts.iter().map(|(name, text)| ((*name).to_owned(), text.clone())))
}
