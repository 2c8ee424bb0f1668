//! Public pages, signed out, beside the plain 'ok' of the same server.

use std::net::SocketAddr;

use anyhow::Result;
use bench::drive::{Client, Measured, drive};
use bench::figures::{Goal, Line, Table};
use bench::http::{Connection, Reader, get};
use bench::machine;
use bench::site::{Plan, Site};
use bench::world::{SLUG, World};

use super::Extent;

/// Connections that ask all the time.
const READERS: usize = 64;

async fn load(
    at: SocketAddr,
    path: &str,
    more: &'static str,
    distinct: bool,
    extent: &Extent,
) -> Result<Measured> {
    let mut readers = Vec::with_capacity(READERS);
    for n in 0..READERS as u64 {
        let distinct = distinct.then_some(n * 1_000_000_000);
        readers.push(Reader::new(at, path, more, distinct).await?);
    }
    Ok(drive(readers, extent.time).await)
}

/// One who goes round many connections, so that all are alive.
struct Round {
    connections: Vec<Connection>,
    request: Vec<u8>,
    at: usize,
}

impl Client for Round {
    async fn once(&mut self) -> Result<()> {
        self.at = (self.at + 1) % self.connections.len();
        self.connections[self.at].send(&self.request).await?;
        Ok(())
    }
}

async fn crowd(at: SocketAddr, path: &str, extent: &Extent) -> Result<Measured> {
    let request = get(at, path, "");
    let mut rounds = Vec::with_capacity(READERS);
    for _ in 0..READERS {
        let mut connections = Vec::new();
        for _ in 0..extent.connections / READERS {
            connections.push(Connection::open(at).await?);
        }
        rounds.push(Round { connections, request: request.clone(), at: 0 });
    }
    Ok(drive(rounds, extent.time).await)
}

fn line(what: String, measured: &Measured, ok: f64) -> Line {
    let line = Line::new(what, measured.per_second, "/s").more(measured.told());
    if ok > 0.0 { line.against("ok", ok) } else { line }
}

/// Makes a body with voices behind its pages.
async fn prepare(plan: &Plan) -> Result<()> {
    let world = World::open(&plan.url()).await?;
    super::import::fill(&world, 2_000, 500, None).await?;
    world.core.db.clone().close().await?;
    Ok(())
}

async fn page(
    table: &mut Table,
    site: &Site,
    name: &str,
    path: &str,
    ok: f64,
    extent: &Extent,
) -> Result<f64> {
    let bytes = bench::http::open(site.address, path).await?.body.len();
    let kept = load(site.address, path, "", false, extent).await?;
    let says = format!("{name}, kept for a second ({} KB)", bytes / 1024);
    table.add(line(says, &kept, ok).goal(Goal::RatioAtLeast(0.5)));
    let gzip = load(site.address, path, "Accept-Encoding: gzip\r\n", false, extent).await?;
    table.add(line(format!("{name}, kept, compressed"), &gzip, ok));
    let fresh = load(site.address, path, "", true, extent).await?;
    let says = format!("{name}, made anew each time");
    table.add(line(says, &fresh, ok).goal(Goal::RatioAtLeast(1.0 / 6.0)));
    Ok(kept.per_second)
}

/// Measures front page and 'You said, we did', then with many connections open.
pub async fn run(table: &mut Table, extent: &Extent) -> Result<()> {
    table.section("Public pages, signed out");
    let folder = tempfile::tempdir_in(&extent.folder)?;
    let plan = Plan::new(folder.path())?;
    prepare(&plan).await?;
    let open = machine::raise_open_files(65_536);
    let mut site = plan.start()?;
    let ok = load(site.health, "/health", "", false, extent).await?;
    table.add(line("floor: the same server's plain 'ok', 64 connections".into(), &ok, 0.0));
    let ok = ok.per_second;
    let front = format!("/{SLUG}");
    let kept = page(table, &site, "front page", &front, ok, extent).await?;
    let did = format!("/{SLUG}/you-said-we-did");
    page(table, &site, "'You said, we did'", &did, ok, extent).await?;
    let form = load(site.address, &bench::form::path(), "", false, extent).await?;
    table.add(line("'Tell us', never kept".into(), &form, ok));
    if open < extent.connections as u64 + 500 {
        let says = format!("with {} connections open: not measured", extent.connections);
        let more = format!("this process may open only {open} files");
        table.add(Line::new(says, 0.0, "/s").more(more));
    } else {
        let before = machine::memory(site.pid)?.resident;
        let many = crowd(site.address, &front, extent).await?;
        let after = machine::memory(site.pid)?.peak;
        let each = after.saturating_sub(before) as f64 / extent.connections as f64 / 1024.0;
        let says = format!("front page, kept, going round {} open connections", extent.connections);
        let told = Line::new(says, many.per_second, "/s").more(many.told());
        table.add(told.against("64 connections", kept).goal(Goal::RatioAtLeast(0.8)));
        table.add(Line::new("memory for each of them", each, "KB").goal(Goal::AtMost(35.0)));
    }
    site.stop()?;
    Ok(())
}
