//! Health, readiness and metrics, on a listener of their own that the public does not reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use kernel::{Core, backup, jobs, mail};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde_json::json;

use crate::outcome::{Failed, Outcome};

/// What the health listener knows.
#[derive(Clone)]
pub(crate) struct Health {
    core: Arc<Core>,
    metrics: PrometheusHandle,
    stopping: Arc<AtomicBool>,
}

/// Seconds: from a page out of the cache to a batch that waits for the disk.
const SECONDS: &[f64] =
    &[0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Submissions in a commit.
const BATCH: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

impl Health {
    /// Begins to count.
    pub(crate) fn start(core: Arc<Core>) -> Outcome<Self> {
        let fault = |e: metrics_exporter_prometheus::BuildError| Failed::because(e.to_string());
        let metrics = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
            .map_err(fault)?
            .set_buckets_for_metric(Matcher::Suffix("_batch".into()), BATCH)
            .map_err(fault)?
            .install_recorder()
            .map_err(fault)?;
        Ok(Self { core, metrics, stopping: Arc::new(AtomicBool::new(false)) })
    }

    /// From now on it is not ready: whoever spreads requests should send them elsewhere.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    pub(crate) fn router(&self) -> Router {
        Router::new()
            .route("/health", get(|| async { "ok\n" }))
            .route("/ready", get(ready))
            .route("/metrics", get(metrics))
            .with_state(self.clone())
    }
}

async fn ready(State(health): State<Health>) -> Response {
    if health.stopping.load(Ordering::Acquire) {
        return not_ready("stopping");
    }
    match tokio::time::timeout(PATIENCE, health.core.db.ping()).await {
        Ok(Ok(())) => Json(json!({ "ready": true })).into_response(),
        Ok(Err(_)) | Err(_) => not_ready("database"),
    }
}

fn not_ready(why: &str) -> Response {
    let body = Json(json!({ "ready": false, "because": why }));
    (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
}

async fn metrics(State(health): State<Health>) -> Response {
    if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, gauges(&health.core)).await {
        tracing::warn!(%error, "some metrics could not be read");
    }
    health.metrics.run_upkeep();
    let kind = [("content-type", "text/plain; version=0.0.4; charset=utf-8")];
    (kind, health.metrics.render()).into_response()
}

/// What is counted in the database rather than in this server.
#[expect(clippy::cast_precision_loss, reason = "metrics are floating point")]
async fn gauges(core: &Core) -> kernel::Result<()> {
    let tx = core.read().await?;
    for state in ["queued", "running", "failed"] {
        metrics::gauge!("yousaid_jobs", "state" => state).set(0.0);
    }
    for (state, count) in jobs::counts(&tx).await? {
        metrics::gauge!("yousaid_jobs", "state" => state).set(count as f64);
    }
    for state in ["queued", "deferred", "failed", "unknown"] {
        metrics::gauge!("yousaid_mail", "state" => state).set(0.0);
    }
    for (state, count) in mail::counts(&tx).await? {
        metrics::gauge!("yousaid_mail", "state" => state).set(count as f64);
    }
    let quarantined = backup::quarantine(&tx).await?.is_some();
    metrics::gauge!("yousaid_quarantine").set(if quarantined { 1.0 } else { 0.0 });
    if let Some(at) = crate::commands::backup::last(&tx).await? {
        let age = (core.clock.now() - at).num_seconds();
        metrics::gauge!("yousaid_backup_age_seconds").set(age as f64);
    }
    Ok(())
}
