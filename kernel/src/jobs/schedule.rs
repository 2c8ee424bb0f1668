//! Jobs that come round by themselves, on the clocks of Europe/London.

use std::collections::HashMap;
use std::str::FromStr as _;

use chrono::{DateTime, Utc};
use chrono_tz::Europe::London;
use croner::Cron;

use super::{Options, enqueue};
use crate::capability::JobKind;
use crate::db::WriteTx;
use crate::error::{Error, Result};

/// The first time after a moment at which a cron line comes round in Europe/London.
pub fn next_tick(line: &str, after: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let cron = Cron::from_str(line).map_err(|e| Error::internal(format!("'{line}': {e}")))?;
    let next = cron
        .find_next_occurrence(&after.with_timezone(&London), false)
        .map_err(|e| Error::internal(format!("'{line}': {e}")))?;
    Ok(next.with_timezone(&Utc))
}

/// The ticks that are queued already, as this server knows.
pub(super) type Ahead = HashMap<&'static str, DateTime<Utc>>;

/// Whether a kind's next tick has yet to be queued.
pub(super) fn is_behind(kinds: &[JobKind], ahead: &Ahead, now: DateTime<Utc>) -> bool {
    kinds
        .iter()
        .any(|kind| kind.every.is_some() && ahead.get(kind.name).is_none_or(|tick| *tick <= now))
}

/// Queues the next tick of each kind. The key is kind and tick, so that any number of servers
/// queue it once; and as it is queued ahead, a tick that passes while no server runs is made up
/// for, once, when one starts.
pub(super) async fn queue_ahead(tx: &WriteTx, kinds: &[JobKind], ahead: &Ahead) -> Result<Ahead> {
    let mut queued = Ahead::new();
    for kind in kinds {
        let Some(line) = kind.every else { continue };
        if ahead.get(kind.name).is_some_and(|tick| *tick > tx.now()) {
            continue;
        }
        let tick = next_tick(line, tx.now())?;
        let options = Options {
            run_at: Some(tick),
            dedupe_key: Some(format!("{}@{}", kind.name, tick.format("%Y-%m-%dT%H:%M:%SZ"))),
            body: None,
        };
        enqueue(tx, kind.name, &serde_json::json!({ "tick": tick }), options).await?;
        queued.insert(kind.name, tick);
    }
    Ok(queued)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(moment: &str) -> DateTime<Utc> {
        moment.parse().unwrap()
    }

    #[test]
    fn a_daily_job_follows_the_clocks_of_london() {
        // Winter: London is UTC; summer: an hour ahead.
        assert_eq!(
            next_tick("0 9 * * *", at("2026-01-14T10:00:00Z")).unwrap(),
            at("2026-01-15T09:00:00Z")
        );
        assert_eq!(
            next_tick("0 9 * * *", at("2026-07-14T10:00:00Z")).unwrap(),
            at("2026-07-15T08:00:00Z")
        );
    }

    #[test]
    fn a_job_in_the_hour_that_is_skipped_or_doubled_runs_once() {
        // 29 March 2026: 01:00 becomes 02:00. 25 October 2026: 02:00 becomes 01:00.
        for (from, to) in [("2026-03-28T12:00:00Z", 29), ("2026-10-24T12:00:00Z", 25)] {
            let first = next_tick("30 1 * * *", at(from)).unwrap();
            let second = next_tick("30 1 * * *", first).unwrap();
            assert_eq!(first.format("%d").to_string(), to.to_string());
            assert!((second - first).num_hours() >= 23, "{first} {second}");
        }
    }

    #[test]
    fn a_line_that_is_not_cron_is_an_error() {
        assert!(next_tick("whenever", at("2026-01-14T10:00:00Z")).is_err());
    }
}
