//! `/metrics` in Prometheus's text form, on a port of its own.

use axum::{Router, routing::get};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::cli::Failure;

/// Bounds in seconds: a turn takes milliseconds, a job may take minutes.
const BOUNDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0];

/// Begins to count. Once in a process.
pub fn install() -> Result<PrometheusHandle, Failure> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), BOUNDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| Failure::Failed(format!("figures cannot be counted: {error}")))
}

pub fn router(handle: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(move || async move { handle.render() }))
}
