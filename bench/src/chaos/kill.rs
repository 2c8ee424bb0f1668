//! F1: killed at any moment, again and again, while many people submit.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::Run;
use super::clients::Clients;
use super::oracle::{self, Judged};

/// People who submit at the same time.
const PEOPLE: usize = 64;
/// Rounds after which everything is looked at.
const ROUNDS: u64 = 20;

/// Kills and starts again until the time is over.
pub async fn run(mut run: Run) -> Result<Judged> {
    let plan = run.install().await?;
    let began = Instant::now();
    let (mut rounds, mut slowest) = (0, Duration::ZERO);
    let mut site = plan.start()?;
    let ledger = run.ledger();
    let mut all = Judged::default();
    while all.wrong.is_empty() && (rounds == 0 || began.elapsed() < run.time) {
        let clients = Clients::start(site.address, &ledger, &format!("k{rounds}"), PEOPLE)?;
        for _ in 0..ROUNDS {
            run.wait(100, 1_200).await;
            site.kill()?;
            rounds += 1;
            site = plan.start()?;
            slowest = slowest.max(site.started_in);
            if began.elapsed() > run.time {
                break;
            }
        }
        clients.end()?;
        all = oracle::judge(&plan, &site, &ledger).await?;
    }
    all.require(slowest <= Duration::from_secs(1), || {
        format!("serving again took {} ms", slowest.as_millis())
    });
    all.fact("rounds", rounds);
    all.fact("slowest_start_ms", u64::try_from(slowest.as_millis())?);
    Ok(all)
}
