//! Starting, idling, and how large it is.

use std::time::{Duration, Instant};

use anyhow::Result;
use bench::figures::{Goal, Line, Table, millis};
use bench::http;
use bench::machine;
use bench::site::{Plan, Site};
use bench::world::{SLUG, World};

use super::{Extent, import};

const MB: f64 = 1024.0 * 1024.0;

/// Starts it and opens a page: how long that took in all.
async fn first_page(plan: &Plan) -> Result<(Duration, Site)> {
    let began = Instant::now();
    let site = plan.start()?;
    http::open(site.address, &format!("/{SLUG}")).await?;
    Ok((began.elapsed(), site))
}

async fn median(plan: &Plan, kill: bool) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let (took, mut site) = first_page(plan).await?;
        times.push(took);
        if kill {
            site.kill()?;
        } else {
            site.stop()?;
        }
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

/// Measures.
pub async fn run(table: &mut Table, extent: &Extent) -> Result<()> {
    table.section("Starting and idling");
    let folder = tempfile::tempdir_in(&extent.folder)?;
    let plan = Plan::new(folder.path())?;
    let world = World::open(&plan.url()).await?;
    world.core.db.clone().close().await?;
    let began = Instant::now();
    std::process::Command::new(&plan.program).arg("--version").output()?;
    let bare = began.elapsed();
    table.add(Line::new("floor: `yousaid --version`", millis(bare), "ms"));
    let cold = median(&plan, false).await?;
    let says = "from the command to the first page, median of 5";
    let line = Line::new(says, millis(cold), "ms").goal(Goal::AtMost(300.0));
    table.add(line.against("--version", millis(bare)));
    let site = plan.start()?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let idle = machine::memory(site.pid)?.resident as f64 / MB;
    table.add(Line::new("memory after 5 s of idling", idle, "MB").goal(Goal::AtMost(60.0)));
    drop(site);
    let file = machine::size(&plan.program) as f64 / MB;
    table.add(Line::new("the program's file", file, "MB").goal(Goal::AtMost(80.0)));
    let many = import::million(extent)?;
    if many.folder.join("done").exists() {
        let after = median(&many, true).await?;
        let says = "to the first page after kill -9, with the voices of the import";
        table.add(Line::new(says, millis(after), "ms").goal(Goal::AtMost(1000.0)));
    }
    Ok(())
}
