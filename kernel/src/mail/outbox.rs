//! The outbox table, as the postman uses it.
#![expect(clippy::disallowed_methods, reason = "a lease is no event")]

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::lanes::Lanes;
use crate::audit::{Audited, Event};
use crate::db::WriteTx;
use crate::error::Result;
use crate::sql::Value;
use crate::subject::Subject;
use crate::values;

/// The states of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits to be sent.
    Queued,
    /// Is being handed to the mail server.
    Sending,
    /// The mail server has it.
    Sent,
    /// Not taken for now; tried again later.
    Deferred,
    /// Refused for good, or for 72 hours; a person has to look.
    Failed,
    /// The connection broke after the letter was handed over: sent or not, nobody can know. A
    /// person decides.
    Unknown,
    /// Kept back by a person.
    Held,
}

impl State {
    /// Its name in the database and in message keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Held => "held",
        }
    }
}

/// How long a letter that is not taken is tried: the ladder's end.
const GIVE_UP_AFTER: TimeDelta = TimeDelta::hours(72);

/// Minutes to wait after the first, second … time that a letter was not taken; the last repeats.
/// A greylisting server takes it at the second or third rung; a mailbox that is full over a
/// weekend is still tried on Monday.
const LADDER: [i64; 9] = [1, 5, 15, 30, 60, 120, 240, 480, 720];

crate::statements! {
    SETTLE = "UPDATE mail_outbox SET state = $3, response = $4, next_at = $5, sent_at = $6, \
              attempts = attempts - $7, leased_until = NULL, \
              text = CASE WHEN opens AND $3 = 'sent' THEN '' ELSE text END, \
              html = CASE WHEN opens AND $3 = 'sent' THEN NULL ELSE html END WHERE id = $1 AND lease = $2 \
              AND state IN ('sending', 'unknown')";
    LOST = "UPDATE mail_outbox SET state = 'unknown', leased_until = NULL, response = $2 \
            WHERE leased_until < $1 AND state = 'sending' RETURNING id, purpose, body_id";
    ANY = "SELECT CAST(1 AS BIGINT) FROM mail_outbox WHERE next_at <= $1 LIMIT 1";
}

/// A letter as it is being sent.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) body_id: Option<Uuid>,
    pub(super) from_name: String,
    pub(super) reply_to: Option<String>,
    pub(super) to_address: String,
    pub(super) to_name: String,
    pub(super) domain: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: Option<String>,
    pub(super) headers: String,
    pub(super) unsubscribe_url: Option<String>,
    pub(super) purpose: String,
    pub(super) attempts: i64,
    pub(super) lease: Option<Uuid>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) trying_since: DateTime<Utc>,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Taken.
    Sent(String),
    /// Not now.
    Deferred(String),
    /// Never.
    Failed(String),
    /// Handed over, and no answer.
    Unknown(String),
    /// The mail server could not be reached, or would have none of us: not the letter's fault.
    Trouble(String),
}

/// When to try again after so many tries, or nothing when it is time to give up.
pub(super) fn again_at(
    attempts: i64,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let rung = usize::try_from(attempts - 1).unwrap_or(0).min(LADDER.len() - 1);
    (now - since < GIVE_UP_AFTER).then(|| now + TimeDelta::minutes(LADDER[rung]))
}

/// Whether anything is due: a cheap look before a write transaction.
pub(super) async fn is_any_due(tx: &crate::db::Tx, now: DateTime<Utc>) -> Result<bool> {
    Ok(tx.scalar::<i64>(ANY, values![now]).await?.is_some())
}

/// Chooses up to so many due letters, the longest due first, as far as their domains' lanes
/// allow, and marks them as being sent. The mark is durable before the first byte leaves.
pub(super) async fn take(
    tx: &WriteTx,
    lanes: &mut Lanes,
    free: usize,
    lease: TimeDelta,
) -> Result<Vec<Row>> {
    let mut chosen: Vec<(Uuid, String)> = Vec::new();
    // A domain may fill the head of the queue beyond its lane: look again without it.
    for _ in 0..3 {
        let want = free - chosen.len();
        if want == 0 {
            break;
        }
        let look = want * 4 + chosen.len();
        let found = candidates(tx, &lanes.closed(tx.now()), look).await?;
        let all = found.len() < look;
        for candidate in found {
            if chosen.len() < free
                && chosen.iter().all(|(id, _)| *id != candidate.id)
                && lanes.enter(&candidate.domain, tx.now())
            {
                chosen.push((candidate.id, candidate.domain));
            }
        }
        if all {
            break;
        }
    }
    let ids: Vec<Uuid> = chosen.iter().map(|(id, _)| *id).collect();
    let rows = begin(tx, &ids, lease).await?;
    for (id, domain) in chosen {
        // Another server was quicker.
        if rows.iter().all(|row| row.id != id) {
            lanes.withdraw(&domain);
        }
    }
    Ok(rows)
}

#[derive(FromQueryResult)]
struct Candidate {
    id: Uuid,
    domain: String,
}

async fn candidates(tx: &WriteTx, closed: &[String], limit: usize) -> Result<Vec<Candidate>> {
    let mut values = values![tx.now()];
    let mut clause = String::new();
    if !closed.is_empty() {
        let list = placeholders(&mut values, closed.iter().map(|domain| domain.as_str().into()));
        clause = format!(" AND domain NOT IN ({list})");
    }
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let sql = format!(
        "SELECT id, domain FROM mail_outbox WHERE next_at <= $1{clause} ORDER BY next_at, id \
         LIMIT ${}{}",
        values.len(),
        tx.engine().skip_locked()
    );
    tx.all(&sql, values).await
}

async fn begin(tx: &WriteTx, ids: &[Uuid], lease: TimeDelta) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = values![tx.id(), tx.now() + lease];
    let list = placeholders(&mut values, ids.iter().map(|id| (*id).into()));
    let sql = format!(
        "UPDATE mail_outbox SET state = 'sending', lease = $1, leased_until = $2, next_at = NULL, \
         attempts = attempts + 1 WHERE id IN ({list}) AND next_at IS NOT NULL RETURNING id, \
         body_id, from_name, reply_to, to_address, to_name, domain, subject, text, html, headers, \
         unsubscribe_url, purpose, attempts, lease, created_at, trying_since"
    );
    tx.all(&sql, values).await
}

fn placeholders(values: &mut Vec<Value>, new: impl Iterator<Item = Value>) -> String {
    let numbers: Vec<String> = new
        .map(|value| {
            values.push(value);
            format!("${}", values.len())
        })
        .collect();
    numbers.join(", ")
}

/// Writes down what became of a try. A late answer about a letter that was given up as unknown
/// settles it, as long as nobody has sent it again: the lease says so.
pub(super) async fn settle(tx: &WriteTx, row: &Row, outcome: &Outcome) -> Result<Vec<Event>> {
    let now = tx.now();
    let mut events = Vec::new();
    let (state, says, next, sent, uncounted) = match outcome {
        Outcome::Sent(says) => (State::Sent, says.clone(), None, Some(now), 0),
        Outcome::Failed(says) => (State::Failed, says.clone(), None, None, 0),
        Outcome::Unknown(says) => (State::Unknown, says.clone(), None, None, 0),
        Outcome::Trouble(says) => (State::Queued, says.clone(), Some(now), None, 1),
        Outcome::Deferred(says) => match again_at(row.attempts, row.trying_since, now) {
            Some(at) => (State::Deferred, says.clone(), Some(at), None, 0),
            None => (State::Failed, format!("given up after 72 hours: {says}"), None, None, 0),
        },
    };
    let says: String = super::one_line(&says, 500);
    let settled = tx
        .exec(SETTLE, values![row.id, row.lease, state.key(), says, next, sent, uncounted])
        .await?;
    metrics::counter!("yousaid_mail", "outcome" => state.key()).increment(1);
    if settled == 1 && matches!(state, State::Failed | State::Unknown) {
        events.push(told(row.id, state, &row.purpose, row.body_id));
    }
    Ok(events)
}

/// Marks letters as unknown whose server fell silent while it sent them.
pub(super) async fn give_up_lost(tx: &WriteTx) -> Result<Audited<()>> {
    #[derive(FromQueryResult)]
    struct Lost {
        id: Uuid,
        purpose: String,
        body_id: Option<Uuid>,
    }
    let says = "the server stopped while it was sending this";
    let lost: Vec<Lost> = tx.all(LOST, values![tx.now(), says]).await?;
    Ok(lost.into_iter().fold(Audited::upkeep(()), |done, row| {
        done.and(told(row.id, State::Unknown, &row.purpose, row.body_id))
    }))
}

fn told(id: Uuid, state: State, purpose: &str, body: Option<Uuid>) -> Event {
    let name = match state {
        State::Unknown => "kernel.mail.unknown",
        _ => "kernel.mail.failed",
    };
    Event { name, body, subject: Subject::new("kernel.mail", id), detail: serde_json::Value::Null }
        .with(serde_json::json!({ "purpose": purpose }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_climbs_for_three_days_and_ends() {
        let since: DateTime<Utc> = "2026-01-14T10:00:00Z".parse().unwrap();
        let (mut now, mut tries) = (since, 0);
        let mut waits = Vec::new();
        loop {
            tries += 1;
            let Some(next) = again_at(tries, since, now) else { break };
            waits.push((next - now).num_minutes());
            now = next;
        }
        assert_eq!(waits[..9], LADDER);
        assert_eq!(waits[9..], [720, 720, 720, 720]);
        assert!((72..85).contains(&(now - since).num_hours()), "{now}");
    }
}
