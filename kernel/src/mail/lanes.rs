//! Fairness between the domains that letters go to: one that is slow must not hold up the rest
//! (fault case F11).
//!
//! A domain begins with one connection, gets one more for each letter that goes quickly, up to
//! all but one of them, and falls back to one when it is slow. All slow domains together have at
//! most half of the connections.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// A letter that takes longer than this went slowly.
pub(super) const SLOW: Duration = Duration::from_secs(5);
/// For how long a domain that was slow counts as slow.
const SLOW_FOR: TimeDelta = TimeDelta::minutes(10);

#[derive(Debug, Clone, Default)]
struct Lane {
    /// Letters on their way to it now.
    busy: usize,
    /// Letters more than one that may be on their way at a time.
    earned: usize,
    slow_until: Option<DateTime<Utc>>,
}

impl Lane {
    fn is_slow(&self, now: DateTime<Utc>) -> bool {
        self.slow_until.is_some_and(|until| now < until)
    }
}

/// The lanes of all domains.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    connections: usize,
    lanes: HashMap<String, Lane>,
}

impl Lanes {
    pub(super) fn new(connections: usize) -> Self {
        Self { connections, lanes: HashMap::new() }
    }

    fn slow_is_full(&self, now: DateTime<Utc>) -> bool {
        let busy: usize = self.lanes.values().filter(|l| l.is_slow(now)).map(|l| l.busy).sum();
        busy >= (self.connections / 2).max(1)
    }

    fn is_closed(&self, lane: &Lane, slow_is_full: bool, now: DateTime<Utc>) -> bool {
        let most = (1 + lane.earned).min(self.connections.saturating_sub(1).max(1));
        lane.busy >= most || (slow_is_full && lane.is_slow(now))
    }

    /// The domains to which no further letter may set out.
    pub(super) fn closed(&self, now: DateTime<Utc>) -> Vec<String> {
        let full = self.slow_is_full(now);
        let closed = self.lanes.iter().filter(|(_, lane)| self.is_closed(lane, full, now));
        closed.map(|(domain, _)| domain.clone()).collect()
    }

    /// Lets a letter set out, if its lane has room.
    pub(super) fn enter(&mut self, domain: &str, now: DateTime<Utc>) -> bool {
        let full = self.slow_is_full(now);
        if self.lanes.get(domain).is_some_and(|lane| self.is_closed(lane, full, now)) {
            return false;
        }
        self.lanes.entry(domain.to_owned()).or_default().busy += 1;
        true
    }

    /// A letter did not set out after all.
    pub(super) fn withdraw(&mut self, domain: &str) {
        if let Some(lane) = self.lanes.get_mut(domain) {
            lane.busy = lane.busy.saturating_sub(1);
        }
    }

    /// A letter came to an end, slowly or not.
    pub(super) fn leave(&mut self, domain: &str, slow: bool, now: DateTime<Utc>) {
        let Some(lane) = self.lanes.get_mut(domain) else { return };
        lane.busy = lane.busy.saturating_sub(1);
        if slow {
            lane.earned = 0;
            lane.slow_until = Some(now + SLOW_FOR);
        } else {
            lane.earned = (lane.earned + 1).min(self.connections);
        }
        // A domain that nothing is known of needs no lane: there are thousands.
        if self.lanes.len() > 1000 {
            self.lanes.retain(|_, lane| lane.busy > 0 || lane.is_slow(now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-01-14T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_domain_earns_connections_and_loses_them_when_it_is_slow() {
        let mut lanes = Lanes::new(4);
        assert!(lanes.enter("a", now()));
        assert!(!lanes.enter("a", now()), "one to begin with");
        assert!(lanes.enter("b", now()), "which is nothing to another");
        lanes.leave("a", false, now());
        for _ in 0..2 {
            assert!(lanes.enter("a", now()));
        }
        for _ in 0..9 {
            lanes.leave("a", false, now());
        }
        for _ in 0..3 {
            assert!(lanes.enter("a", now()));
        }
        assert!(!lanes.enter("a", now()), "never all of them");
        lanes.leave("a", true, now());
        lanes.leave("a", false, now());
        lanes.leave("a", true, now());
        assert!(lanes.enter("a", now()));
        assert!(!lanes.enter("a", now()));
    }

    #[test]
    fn slow_domains_together_have_half() {
        let mut lanes = Lanes::new(4);
        for domain in ["a", "b", "c"] {
            assert!(lanes.enter(domain, now()));
            lanes.leave(domain, true, now());
        }
        assert!(lanes.enter("a", now()) && lanes.enter("b", now()));
        assert!(!lanes.enter("c", now()));
        assert!(lanes.enter("quick", now()));
        let later = now() + SLOW_FOR;
        assert!(lanes.enter("c", later), "it is forgiven");
    }
}
