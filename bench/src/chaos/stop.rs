//! F17: asked to stop while many people submit.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::Run;
use super::clients::Clients;
use super::oracle::{self, Judged};

const PEOPLE: usize = 64;
/// A stop takes no longer.
const WITHIN: Duration = Duration::from_secs(10);

/// Stops and starts again until the time is over.
pub async fn run(mut run: Run) -> Result<Judged> {
    let plan = run.install().await?;
    let began = Instant::now();
    let (mut rounds, mut slowest, mut unwell) = (0, Duration::ZERO, 0);
    let mut site = plan.start()?;
    let ledger = run.ledger();
    let clients = Clients::start(site.address, &ledger, "s", PEOPLE)?;
    while rounds < 3 || began.elapsed() < run.time {
        run.wait(200, 1_500).await;
        let (took, well) = site.stop()?;
        rounds += 1;
        slowest = slowest.max(took);
        unwell += i32::from(!well);
        site = plan.start()?;
    }
    clients.end()?;
    let mut judged = oracle::judge(&plan, &site, &ledger).await?;
    judged.require(unwell == 0, || format!("{unwell} stops ended with an error"));
    judged.require(slowest <= WITHIN, || format!("a stop took {} s", slowest.as_secs()));
    judged.fact("rounds", rounds);
    judged.fact("slowest_stop_ms", u64::try_from(slowest.as_millis())?);
    Ok(judged)
}
