//! F4: the disk fills up, and has room again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bench::http;
use bench::site::{Plan, Site};
use bench::world::SLUG;

use super::clients::Clients;
use super::ledger::{Told, now};
use super::oracle::{self, Judged};
use super::{Run, install_in};

const PEOPLE: usize = 16;

/// A disk that can be filled.
enum Disk {
    /// A small file system of its own; goes with this.
    Mounted(PathBuf),
    /// No file of the process may grow beyond a size: what can be had without being root.
    Limited(PathBuf),
}

impl Disk {
    fn make(folder: &Path) -> Result<Self> {
        let at = folder.join("disk");
        std::fs::create_dir_all(&at)?;
        let words = ["-t", "tmpfs", "-o", "size=96m", "tmpfs"];
        let mounted = Command::new("mount").args(words).arg(&at).output();
        let mounted = mounted.is_ok_and(|out| out.status.success());
        Ok(if mounted { Self::Mounted(at) } else { Self::Limited(at) })
    }

    fn path(&self) -> &Path {
        match self {
            Self::Mounted(path) | Self::Limited(path) => path,
        }
    }

    fn told(&self) -> &'static str {
        match self {
            Self::Mounted(_) => "a file system of 96 MB",
            Self::Limited(_) => "a limit on the size of files (not root: nothing can be mounted)",
        }
    }

    /// Leaves a little room.
    fn fill(&self, site: &Site) -> Result<()> {
        match self {
            Self::Mounted(path) => {
                let ballast = path.join("ballast");
                let out = Command::new("df").args(["--output=avail", "-k"]).arg(path).output()?;
                let text = String::from_utf8(out.stdout)?;
                let free: u64 = text.lines().nth(1).context("df")?.trim().parse()?;
                let bytes = free.saturating_sub(512) * 1024;
                match std::fs::write(ballast, vec![0u8; usize::try_from(bytes)?]) {
                    // The product was quicker: full is full.
                    Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Ok(()),
                    other => Ok(other?),
                }
            }
            Self::Limited(path) => {
                let largest = ["yousaid.db", "yousaid.db-wal"]
                    .map(|name| bench::machine::size(&path.join(name)));
                limit(site, &(largest[0].max(largest[1]) + 256 * 1024).to_string())
            }
        }
    }

    fn free(&self, site: &Site) -> Result<()> {
        match self {
            Self::Mounted(path) => Ok(std::fs::remove_file(path.join("ballast"))?),
            Self::Limited(_) => limit(site, "unlimited"),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::Mounted(path) = self {
            let _ = Command::new("umount").arg(path).status();
        }
    }
}

fn limit(site: &Site, most: &str) -> Result<()> {
    let pid = site.pid.to_string();
    let limit = format!("--fsize={most}:unlimited");
    Command::new("prlimit").args(["--pid", &pid, &limit]).status().context("prlimit")?;
    Ok(())
}

/// Waits until something holds of the ledger; how long it took.
async fn until(ledger: &Path, most: u64, holds: impl Fn(&Told) -> bool) -> Option<u64> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(most) {
        if Told::read(ledger).is_ok_and(|told| holds(&told)) {
            return u64::try_from(began.elapsed().as_millis()).ok();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    None
}

async fn reads(site: &Site, judged: &mut Judged) {
    for path in [format!("/{SLUG}"), format!("/{SLUG}?n={}", now()), bench::form::path()] {
        let status = http::open(site.address, &path).await.map_or(0, |reply| reply.status);
        judged.require(status == 200, || format!("{path} answers {status} on a full disk"));
    }
}

/// One disk, filled and freed.
async fn round(plan: &Plan, disk: &Disk, ledger: &Path, name: &str) -> Result<(Judged, u64)> {
    let mut early = Judged::default();
    let mut plan = plan.clone();
    if matches!(disk, Disk::Limited(_)) {
        // The signal for a file that grew too large is ignored, so that it is an error instead.
        plan.before = ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"].map(Into::into).to_vec();
    }
    let site = plan.start()?;
    let before = Told::read(ledger).map_or(0, |told| told.acknowledged.len());
    let clients = Clients::start(site.address, ledger, name, PEOPLE)?;
    let some = until(ledger, 10, |told| told.acknowledged.len() > before + 50).await;
    early.require(some.is_some(), || "nothing was acknowledged at first".to_owned());
    let filled = now();
    disk.fill(&site)?;
    let full = until(ledger, 20, |told| told.refused_at > filled).await;
    early.require(full.is_some(), || "a full disk refused nobody".to_owned());
    // The alarm has ten seconds; the reads are asked meanwhile.
    for _ in 0..6 {
        reads(&site, &mut early).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    if matches!(disk, Disk::Mounted(_)) {
        let log = std::fs::read_to_string(&plan.log)?;
        early.require(log.contains("the disk is filling up"), || "no alarm in the log".to_owned());
    }
    let freed = now();
    disk.free(&site)?;
    let again = until(ledger, 10, |told| {
        told.acknowledged.iter().any(|a| a.2 > freed.max(told.refused_at))
    })
    .await;
    early.require(again.is_some_and(|wait| wait <= 5_000), || {
        format!("acknowledged again after {again:?} ms, without a restart")
    });
    clients.end()?;
    let mut judged = oracle::judge(&plan, &site, ledger).await?;
    judged.wrong.extend(early.wrong);
    Ok((judged, again.unwrap_or(0)))
}

/// Fills and frees until the time is over.
pub async fn run(run: Run) -> Result<Judged> {
    let began = Instant::now();
    let ledger = run.ledger();
    let (mut rounds, mut slowest) = (0, 0);
    let mut judged = Judged::default();
    let mut how = "";
    while judged.wrong.is_empty() && (rounds == 0 || began.elapsed() < run.time) {
        let disk = Disk::make(&run.folder.join(format!("round{rounds}")))?;
        how = disk.told();
        let mut plan = install_in(disk.path()).await?;
        plan.log = run.folder.join("serve.log");
        let _ = std::fs::remove_file(&ledger);
        let (found, wait) = round(&plan, &disk, &ledger, &format!("f{rounds}")).await?;
        judged = found;
        slowest = slowest.max(wait);
        rounds += 1;
    }
    judged.fact("rounds", rounds);
    judged.fact("disk", how);
    judged.fact("slowest_recovery_ms", slowest);
    Ok(judged)
}
