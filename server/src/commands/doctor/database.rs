//! What the doctor looks at in the database.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::{Engine, migrate};
use kernel::sql::FromQueryResult;
use kernel::{Result, Tx, backup, jobs, mail, record, values};

use super::Findings;
use crate::setup::Setup;

/// A backup older than this is a worry.
const BACKUP_AGE: TimeDelta = TimeDelta::hours(26);
/// A record that nobody verified for longer is a worry.
const VERIFY_AGE: TimeDelta = TimeDelta::days(8);
/// Clocks that differ by more are a fault (F8).
const SKEW: TimeDelta = TimeDelta::seconds(5);

pub(super) async fn look(setup: &Setup, found: &mut Findings) {
    if let Err(error) = setup.core.db.ping().await {
        found.fail("database", crate::words::of_error(&error));
        return;
    }
    found.ok("database", setup.core.db.shown.as_str());
    match migrate::pending(&setup.core.db, &setup.registry.migrations()).await {
        Ok(pending) if pending.is_empty() => found.ok("migrations", "none pending"),
        Ok(pending) => {
            let n = pending.len();
            found.fail("migrations", format!("{n} pending: back up, then `yousaid migrate`"));
            // What follows needs the tables of this version.
            return;
        }
        Err(error) => found.fail("migrations", crate::words::of_error(&error)),
    }
    if let Err(error) = look_within(setup, found).await {
        found.fail("database", crate::words::of_error(&error));
    }
}

async fn look_within(setup: &Setup, found: &mut Findings) -> Result<()> {
    let core = &setup.core;
    let tx = core.read().await?;
    let now = core.clock.now();
    match core.db.engine {
        Engine::Sqlite => sqlite(&tx, found).await?,
        Engine::Postgres => postgres(&tx, found).await?,
    }
    clock(&tx, now, found).await?;
    quarantine(&tx, found).await?;
    letters(&tx, found).await?;
    work(&tx, now, found).await?;
    backups(&tx, now, found).await?;
    verifications(&tx, now, found).await
}

/// The settings that keep a promise through a power cut (T1).
async fn sqlite(tx: &Tx, found: &mut Findings) -> Result<()> {
    let mode: Option<String> = tx.scalar("PRAGMA journal_mode", values![]).await?;
    let synchronous: Option<i64> = tx.scalar("PRAGMA synchronous", values![]).await?;
    let keys: Option<i64> = tx.scalar("PRAGMA foreign_keys", values![]).await?;
    let right = mode.as_deref() == Some("wal")
        && synchronous.is_some_and(|level| level >= 2)
        && keys == Some(1);
    let says = format!(
        "journal {}, synchronous {}, foreign keys {}",
        mode.unwrap_or_default(),
        synchronous.unwrap_or(-1),
        keys.unwrap_or(-1)
    );
    if right {
        found.ok("durability", says);
    } else {
        found.fail("durability", format!("{says}: must be wal, 2 and 1"));
    }
    let whole: Option<String> = tx.scalar("PRAGMA quick_check(1)", values![]).await?;
    match whole.as_deref() {
        Some("ok") => found.ok("database file", "its structure is whole"),
        other => found.fail(
            "database file",
            format!("{}: restore the last backup", other.unwrap_or("cannot be checked")),
        ),
    }
    Ok(())
}

async fn postgres(tx: &Tx, found: &mut Findings) -> Result<()> {
    let mut wrong = Vec::new();
    let mut says = Vec::new();
    for (name, sql) in [
        ("fsync", "SHOW fsync"),
        ("synchronous_commit", "SHOW synchronous_commit"),
        ("full_page_writes", "SHOW full_page_writes"),
    ] {
        let value: String = tx.scalar(sql, values![]).await?.unwrap_or_default();
        if value == "off" {
            wrong.push(name);
        }
        says.push(format!("{name} {value}"));
    }
    if wrong.is_empty() {
        found.ok("durability", says.join(", "));
    } else {
        let says = says.join(", ");
        let wrong = wrong.join(" and ");
        found.fail("durability", format!("{says}: turn {wrong} on"));
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct At {
    at: DateTime<Utc>,
}

/// The machine's clock, against the database server's and against what was written last.
async fn clock(tx: &Tx, now: DateTime<Utc>, found: &mut Findings) -> Result<()> {
    let sql = "SELECT at FROM audit ORDER BY id DESC LIMIT 1";
    let last: Option<At> = tx.one(sql, values![]).await?;
    if let Some(ahead) = last.map(|last| last.at - now).filter(|ahead| *ahead > SKEW) {
        let says = format!("it is {} s behind what was written last", ahead.num_seconds());
        found.fail("clock", says);
        return Ok(());
    }
    if tx.engine() == Engine::Postgres {
        let sql = "SELECT clock_timestamp() AS at";
        let there: Option<At> = tx.one(sql, values![]).await?;
        let skew = there.map_or(TimeDelta::zero(), |there| (there.at - now).abs());
        if skew > SKEW {
            let says = format!("it differs from the database's by {} s", skew.num_seconds());
            found.fail("clock", says);
            return Ok(());
        }
    }
    found.ok("clock", now.format("%Y-%m-%d %H:%M:%S UTC").to_string());
    Ok(())
}

async fn quarantine(tx: &Tx, found: &mut Findings) -> Result<()> {
    if let Some(quarantine) = backup::quarantine(tx).await? {
        let since = quarantine.since.format("%Y-%m-%d %H:%M UTC");
        found.warn(
            "quarantine",
            format!("a restored copy since {since}: `yousaid quarantine lift` releases it"),
        );
    } else if let Some(why) = mail::held_because(tx).await? {
        found.warn("mail", format!("no letter leaves: {why}"));
    }
    Ok(())
}

async fn letters(tx: &Tx, found: &mut Findings) -> Result<()> {
    let counts = mail::counts(tx).await?;
    let of = |state: &str| counts.iter().find(|(s, _)| s == state).map_or(0, |(_, n)| *n);
    let says = format!(
        "{} wait, {} are tried again, {} failed, {} may or may not have been sent",
        of("queued"),
        of("deferred"),
        of("failed"),
        of("unknown")
    );
    if of("failed") + of("unknown") > 0 {
        found.warn("mail queue", format!("{says}: `yousaid mail queue`"));
    } else {
        found.ok("mail queue", says);
    }
    Ok(())
}

async fn work(tx: &Tx, now: DateTime<Utc>, found: &mut Findings) -> Result<()> {
    let counts = jobs::counts(tx).await?;
    let of = |state: &str| counts.iter().find(|(s, _)| s == state).map_or(0, |(_, n)| *n);
    let late = tx
        .count(
            "SELECT COUNT(*) FROM job WHERE state = 'queued' AND next_at < $1",
            values![now - TimeDelta::minutes(10)],
        )
        .await?;
    let says = format!("{} wait, {} run, {} failed", of("queued"), of("running"), of("failed"));
    if late > 0 {
        found.fail(
            "job queue",
            format!("{says}; {late} are late by ten minutes: is a server running?"),
        );
    } else if of("failed") > 0 {
        found.warn("job queue", format!("{says}: `yousaid jobs list --state failed`"));
    } else {
        found.ok("job queue", says);
    }
    Ok(())
}

async fn backups(tx: &Tx, now: DateTime<Utc>, found: &mut Findings) -> Result<()> {
    match crate::commands::backup::last(tx).await? {
        None => found.warn("backup", "none was made yet: `yousaid backup create`"),
        Some(at) => {
            let says = format!("the last was made {}", at.format("%Y-%m-%d %H:%M UTC"));
            if now - at > BACKUP_AGE {
                found.warn("backup", format!("{says}: more than a day ago"));
            } else {
                found.ok("backup", says);
            }
        }
    }
    Ok(())
}

/// When each record was last verified as a whole, as the audit and the room of the record know.
async fn verifications(tx: &Tx, now: DateTime<Utc>, found: &mut Findings) -> Result<()> {
    if record::bodies_with_record(tx).await?.is_empty() {
        found.ok("record", "there is none yet");
        return Ok(());
    }
    let sql = "SELECT at FROM audit WHERE name = $1 ORDER BY id DESC LIMIT 1";
    let last: Option<At> = tx.one(sql, values!["record.verified"]).await?;
    match last.map(|last| last.at) {
        None => found.warn("record", "it was never verified as a whole: `yousaid record verify`"),
        Some(at) => {
            let says = format!("last verified {}", at.format("%Y-%m-%d %H:%M UTC"));
            if now - at > VERIFY_AGE {
                found.warn("record", format!("{says}: more than a week ago"));
            } else {
                found.ok("record", says);
            }
        }
    }
    Ok(())
}
