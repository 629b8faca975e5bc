//! Prometheus metrics. Each server has its own recorder, so that two in one process do not mix.

use std::time::Duration;

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
    with_local_recorder,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use tributary_model::U256;

use crate::{AppState, ChainStatus, Sponsorship, campaign::Campaign};

const REQUESTS: &str = "tributary_http_requests_total";
const LATENCY: &str = "tributary_http_request_duration_seconds";
const CAMPAIGNS: &str = "tributary_campaigns";
const CLAIMS: &str = "tributary_claims_followed";
const LAG: &str = "tributary_chain_head_lag_blocks";
const REACHABLE: &str = "tributary_chain_reachable";
const RELAYS: &str = "tributary_relays";
const SPENT: &str = "tributary_sponsor_spent_wei";
const BALANCE: &str = "tributary_sponsor_balance_wei";

/// Upper ends of the latency's buckets, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counts and times.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full(LATENCY.to_owned()), &BUCKETS)
            .expect("there are buckets")
            .build_recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, || {
            describe_counter!(REQUESTS, "Requests by method, route and status.");
            describe_histogram!(LATENCY, Unit::Seconds, "Time to answer, by route.");
            describe_gauge!(CAMPAIGNS, "Campaigns that are served.");
            describe_gauge!(CLAIMS, "Claims that were followed on the chain, by campaign.");
            describe_gauge!(LAG, "Blocks between the chain's head and the last followed one, by campaign.");
            describe_gauge!(REACHABLE, "1 while the chain answers, 0 while it does not, by campaign.");
            describe_gauge!(RELAYS, "Claims that were handed to the sponsor, by campaign and state.");
            describe_gauge!(SPENT, "What their transactions have cost, by campaign.");
            describe_gauge!(BALANCE, "What the sponsor had when it last looked, by chain.");
        });
        Self { recorder, handle }
    }

    /// One answered request. `route` is the pattern, never the path: paths have no bound.
    pub(crate) fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        with_local_recorder(&self.recorder, || {
            let (method, route) = (method.to_owned(), route.to_owned());
            histogram!(LATENCY, "route" => route.clone()).record(took.as_secs_f64());
            counter!(REQUESTS, "method" => method, "route" => route, "status" => status.to_string())
                .increment(1);
        });
    }

    /// The text that Prometheus reads.
    pub(crate) async fn render(&self, state: &AppState) -> String {
        let campaigns = state.catalog().all();
        with_local_recorder(&self.recorder, || gauge!(CAMPAIGNS).set(number(campaigns.len())));
        for campaign in campaigns {
            self.campaign(state, &campaign).await;
            self.relays(state, &campaign).await;
        }
        self.sponsors(state).await;
        self.handle.run_upkeep();
        self.handle.render()
    }

    async fn campaign(&self, state: &AppState, campaign: &Campaign) {
        let slug = campaign.slug().to_owned();
        // A broken database shows in `/readyz`; here the figure is then missing rather than wrong.
        let claims = state.claims(campaign).await.ok().flatten();
        let status = state.chain_status(&slug);
        with_local_recorder(&self.recorder, || {
            if let Some(claims) = claims {
                gauge!(CLAIMS, "campaign" => slug.clone()).set(number(claims.paid.len()));
            }
            match status.as_deref() {
                Some(ChainStatus::Seen(view)) => {
                    let lag = view.head.saturating_sub(view.followed_to);
                    gauge!(LAG, "campaign" => slug.clone())
                        .set(number(usize::try_from(lag).unwrap_or(usize::MAX)));
                    gauge!(REACHABLE, "campaign" => slug).set(1.0);
                }
                Some(ChainStatus::Unreachable(_)) => gauge!(REACHABLE, "campaign" => slug).set(0.0),
                None => {}
            }
        });
    }
}

impl Metrics {
    async fn relays(&self, state: &AppState, campaign: &Campaign) {
        let Some(deployed) = &campaign.deployment else { return };
        let (chain, airdrop) = (deployed.shown.chain_id, deployed.record.airdrop);
        let Ok(totals) = state.store().relay_totals(chain, airdrop).await else { return };
        let slug = campaign.slug().to_owned();
        with_local_recorder(&self.recorder, || {
            for (state, count) in [
                ("queued", totals.queued),
                ("sent", totals.sent),
                ("mined", totals.mined),
                ("failed", totals.failed),
            ] {
                let count = number(usize::try_from(count).unwrap_or(usize::MAX));
                gauge!(RELAYS, "campaign" => slug.clone(), "state" => state).set(count);
            }
            gauge!(SPENT, "campaign" => slug).set(wei(totals.spent.wei()));
        });
    }

    async fn sponsors(&self, state: &AppState) {
        for sponsor in state.sponsorship().map(Sponsorship::known).unwrap_or_default() {
            let chain = sponsor.chain().id();
            let seen = state.store().sender(chain, sponsor.address()).await.ok().flatten();
            if let Some(balance) = seen.and_then(|seen| seen.balance) {
                with_local_recorder(&self.recorder, || {
                    gauge!(BALANCE, "chain" => chain.to_string()).set(wei(balance));
                });
            }
        }
    }
}

/// The nearest float.
fn wei(wei: U256) -> f64 {
    wei.to_string().parse().unwrap_or(f64::INFINITY)
}

/// Prometheus knows only floats. Counts of people and blocks are far below 2^32.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
