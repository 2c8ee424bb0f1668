//! F3: the disk gives errors for a while, at the n-th write or sync. Needs strace.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::Run;
use super::clients::Clients;
use super::ledger::{Told, now};
use super::oracle::{self, Judged};

const PEOPLE: usize = 16;
/// Call, error, and how many calls in a row fail.
const ERRORS: [(&str, &str, u64); 4] = [
    ("fdatasync", "EIO", 8),
    ("fdatasync", "ENOSPC", 8),
    ("pwrite64", "ENOSPC", 60),
    ("pwrite64", "EIO", 60),
];
/// After the disk is well again, the next acknowledgement comes within.
const HEALED: Duration = Duration::from_secs(10);

fn strace_is_there() -> bool {
    let mut command = Command::new("strace");
    command.arg("-V").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// How one kind of error went.
#[derive(Default)]
struct Went {
    refusals: u64,
    exited: bool,
    healed_in: Option<u64>,
}

/// Waits until refusals were seen and, after them, an acknowledgement; or the process has ended.
async fn see(site: &mut bench::site::Site, ledger: &std::path::Path, from: u64) -> Result<Went> {
    let began = Instant::now();
    let mut went = Went::default();
    while began.elapsed() < Duration::from_secs(30) {
        tokio::time::sleep(Duration::from_millis(200)).await;
        if site.has_ended()? {
            went.exited = true;
            break;
        }
        let Ok(told) = Told::read(ledger) else { continue };
        let since: Vec<u64> =
            told.acknowledged.iter().map(|a| a.2).filter(|at| *at > from).collect();
        went.refusals = told.kept + told.lost.len() as u64 + told.odd.len() as u64;
        if told.refused_at > from
            && let Some(after) = since.iter().find(|at| **at > told.refused_at)
            && now() > told.refused_at + 1_500
        {
            went.healed_in = Some(after - told.refused_at);
            break;
        }
    }
    Ok(went)
}

/// Each kind of error at a moment that chance chooses, then the same again.
pub async fn run(mut run: Run) -> Result<Judged> {
    if !strace_is_there() {
        bail!("strace is not installed: apt-get install strace");
    }
    let began = Instant::now();
    let mut judged = Judged::default();
    let (mut rounds, mut refusals, mut exits, mut slowest) = (0, 0, 0, 0);
    let plan = run.install().await?;
    let ledger = run.ledger();
    while judged.wrong.is_empty() && (rounds < ERRORS.len() || began.elapsed() < run.time) {
        let (call, error, many) = ERRORS[rounds % ERRORS.len()];
        let first = 60 + run.dice.below(200);
        let says = format!("{call} {error} from call {first} for {many}");
        let mut traced = plan.clone();
        traced.before = ["strace", "-f", "-qq", "-o", "/dev/null", "-e"].map(Into::into).to_vec();
        traced.before.push(format!("trace={call}"));
        traced.before.push("-e".into());
        traced
            .before
            .push(format!("inject={call}:error={error}:when={first}..{}", first + many - 1));
        let mut site = traced.start()?;
        let from = now();
        let clients = Clients::start(site.address, &ledger, &format!("d{rounds}"), PEOPLE)?;
        let went = see(&mut site, &ledger, from).await?;
        clients.end()?;
        drop(site);
        let site = plan.start()?;
        judged = oracle::judge(&plan, &site, &ledger).await?;
        judged.require(went.exited || went.healed_in.is_some(), || {
            format!("{says}: neither well again nor ended after 30 s ({} refusals)", went.refusals)
        });
        let limit = u64::try_from(HEALED.as_millis())?;
        judged.require(went.healed_in.is_none_or(|wait| wait <= limit), || {
            format!("{says}: acknowledged again only after {:?} ms", went.healed_in)
        });
        rounds += 1;
        refusals = went.refusals;
        exits += i32::from(went.exited);
        slowest = slowest.max(went.healed_in.unwrap_or(0));
    }
    judged.fact("rounds", rounds);
    judged.fact("refusals", refusals);
    judged.fact("ended_by_itself", exits);
    judged.fact("slowest_recovery_ms", slowest);
    Ok(judged)
}
