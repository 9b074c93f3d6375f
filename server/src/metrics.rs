//! What the service counts about itself, in the text format of Prometheus. Counts and times of
//! addresses, never of people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets of times, in milliseconds.
const BOUNDS_MS: [u64; 6] = [5, 20, 100, 500, 2_000, 10_000];

#[derive(Clone, Copy, Debug, Default)]
struct Times {
    buckets: [u64; BOUNDS_MS.len()],
    count: u64,
    sum: Duration,
}

/// The counters of a running service. There are as many as there are addresses and statuses.
#[derive(Debug, Default)]
pub struct Metrics {
    answered: Mutex<BTreeMap<(&'static str, u16), u64>>,
    times: Mutex<BTreeMap<&'static str, Times>>,
}

impl Metrics {
    /// Counts an answer. `address` is the pattern of an address, so its values are few.
    pub fn answered(&self, address: &'static str, status: u16, took: Duration) {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        *answered.entry((address, status)).or_default() += 1;
        drop(answered);
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let times = times.entry(address).or_default();
        times.count += 1;
        times.sum += took;
        let within = BOUNDS_MS.iter().map(|bound| took <= Duration::from_millis(*bound));
        for (bucket, within) in times.buckets.iter_mut().zip(within) {
            *bucket += u64::from(within);
        }
    }

    /// The counters as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        head(&mut out, "drokpa_requests_total", "counter", "Answers by address and status.");
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((address, status), count) in answered {
            let labels = format!("address=\"{address}\",status=\"{status}\"");
            line(&mut out, &format!("drokpa_requests_total{{{labels}}}"), count);
        }
        let name = "drokpa_request_seconds";
        head(&mut out, name, "histogram", "Time from the head of a request to its answer.");
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (address, times) in times {
            for (bound, count) in BOUNDS_MS.iter().zip(times.buckets) {
                let bound = Duration::from_millis(*bound).as_secs_f64();
                let labels = format!("address=\"{address}\",le=\"{bound}\"");
                line(&mut out, &format!("{name}_bucket{{{labels}}}"), count);
            }
            let all = format!("{name}_bucket{{address=\"{address}\",le=\"+Inf\"}}");
            line(&mut out, &all, times.count);
            let of = format!("{{address=\"{address}\"}}");
            line(&mut out, &format!("{name}_sum{of}"), times.sum.as_secs_f64());
            line(&mut out, &format!("{name}_count{of}"), times.count);
        }
        out
    }
}

/// The two lines that stand before the values of a name.
pub fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// A value.
pub fn line(out: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name} {value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_everything_up_to_their_bound() {
        let metrics = Metrics::default();
        for (status, took) in [(200, 3), (200, 20), (503, 60_000)] {
            metrics.answered("/v1/sync", status, Duration::from_millis(took));
        }
        let text = metrics.text();
        let of = "address=\"/v1/sync\"";
        for line in [
            format!("drokpa_requests_total{{{of},status=\"200\"}} 2"),
            format!("drokpa_requests_total{{{of},status=\"503\"}} 1"),
            format!("drokpa_request_seconds_bucket{{{of},le=\"0.005\"}} 1"),
            format!("drokpa_request_seconds_bucket{{{of},le=\"0.02\"}} 2"),
            format!("drokpa_request_seconds_bucket{{{of},le=\"10\"}} 2"),
            format!("drokpa_request_seconds_bucket{{{of},le=\"+Inf\"}} 3"),
            format!("drokpa_request_seconds_sum{{{of}}} 60.023"),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
