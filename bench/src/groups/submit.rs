//! Durable submissions with record and audit: how many a second, and how long each waits.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Result, bail};
use bench::drive::{Client, Measured, drive};
use bench::figures::{Goal, Line, Table};
use bench::form::{self, Form};
use bench::http::{self, Connection};
use bench::site::{Plan, Postgres};
use bench::words::{Dice, sentences};
use bench::world::World;
use kernel::writer::{Work, Writer};
use thread::actions::receive::{Received, receive};

use super::{Extent, floor};

/// How many people speak at the same time.
const CLIENTS: [usize; 4] = [1, 8, 32, 128];

/// Someone who hands a voice to the writer within this process.
struct Speaker {
    writer: Writer,
    world: Arc<World>,
    dice: Dice,
}

impl Client for Speaker {
    async fn once(&mut self) -> Result<()> {
        let mut voice = self.world.voice(sentences(&mut self.dice));
        voice.idempotency = Some(format!("{:x}", self.dice.roll()));
        let work: Work<Received> = Box::new(move |tx| Box::pin(receive(tx, voice.clone())));
        let done = self.writer.submit(work).await?;
        if done.receipts.len() == 1 { Ok(()) } else { bail!("no receipt") }
    }
}

async fn within(
    world: &Arc<World>,
    clients: usize,
    most: Option<usize>,
    extent: &Extent,
) -> Measured {
    let writer = Writer::start(Arc::clone(&world.core), most);
    let speakers = (0..clients).map(|n| Speaker {
        writer: writer.clone(),
        world: Arc::clone(world),
        // Nobody says what somebody said before: that would be the same submission again.
        dice: Dice::new(
            world.core.clock.now().timestamp_micros().unsigned_abs() + n as u64 * 1_000_003,
        ),
    });
    drive(speakers.collect(), extent.time).await
}

/// Someone who fills in the public form.
pub struct Visitor {
    connection: Connection,
    address: SocketAddr,
    form: Form,
    dice: Dice,
}

impl Client for Visitor {
    async fn once(&mut self) -> Result<()> {
        let words = sentences(&mut self.dice);
        let body = self.form.filled(&form::answers(&words, None));
        let request = http::post(self.address, &form::path(), &body);
        let reply = self.connection.send(&request).await?;
        if reply.status >= 400 || form::reference(&reply).is_none() {
            bail!("the form answers {}", reply.status);
        }
        Ok(())
    }
}

async fn by_form(address: SocketAddr, clients: usize, extent: &Extent) -> Result<Measured> {
    let mut visitors = Vec::with_capacity(clients);
    for n in 0..clients {
        let mut connection = Connection::open(address).await?;
        let form = form::open(&mut connection, address, &form::path()).await?;
        visitors.push(Visitor { connection, address, form, dice: Dice::new(n as u64 + 1) });
    }
    Ok(drive(visitors, extent.time).await)
}

fn line(what: String, measured: &Measured) -> Line {
    Line::new(what, measured.per_second, "/s").more(measured.told())
}

/// Processor time of each, the fifth that warmed up among them. It tells of the work itself
/// whatever else the machine has to do.
fn processor(says: &str, used: f64, measured: &Measured) -> Line {
    Line::new(says, used / (measured.count as f64 * 1.2).max(1.0) * 1e6, "µs")
}

/// The whole group, on one engine; what 128 clients got through the writer.
async fn engine(table: &mut Table, name: &str, plan: &Plan, extent: &Extent) -> Result<f64> {
    let url = plan.settings.iter().find(|s| s.0 == "DATABASE__URL").map(|s| s.1.clone());
    let url = url.unwrap_or_else(|| plan.url());
    table.section(format!("Durable submissions with record and audit: {name}"));
    let beside = if url.starts_with("sqlite:") {
        format!("sqlite:{}", extent.folder.join("floor.db").display())
    } else {
        url.clone()
    };
    let bare = floor::commits(&beside, 1, extent.time).await?;
    table.add(line("floor: a one-row insert, committed by itself, 1 client".into(), &bare));
    let world = Arc::new(World::open(&url).await?);
    let alone = within(&world, 128, Some(1), extent).await;
    let says = "one commit each, 128 clients, through the writer".to_owned();
    table.add(line(says, &alone).against("a bare commit", bare.per_second));
    let mut best = 0.0;
    for clients in CLIENTS {
        let before = bench::machine::processor_seconds(std::process::id())?;
        let grouped = within(&world, clients, None, extent).await;
        let used = bench::machine::processor_seconds(std::process::id())? - before;
        let says = format!("grouped, {clients} clients, through the writer");
        let mut line = line(says, &grouped).against("one commit each", alone.per_second);
        if clients == 128 {
            best = grouped.per_second;
            line = line.goal(Goal::RatioAtLeast(30.0));
            table.add(line);
            line = processor("processor time of each, through the writer", used, &grouped);
        }
        table.add(line);
    }
    forms(table, plan, extent, best).await?;
    Ok(best)
}

async fn forms(table: &mut Table, plan: &Plan, extent: &Extent, writer: f64) -> Result<()> {
    let mut site = plan.start()?;
    for clients in CLIENTS {
        let before = bench::machine::processor_seconds(site.pid)?;
        let posted = by_form(site.address, clients, extent).await?;
        let used = bench::machine::processor_seconds(site.pid)? - before;
        let says = format!("grouped, {clients} clients, through the form over HTTP");
        let mut line = line(says, &posted).against("through the writer, 128 clients", writer);
        if clients == 128 {
            line = line.goal(Goal::AtLeast(2500.0));
            table.add(line);
            line = processor("processor time of the server for each", used, &posted);
        }
        table.add(line);
        if clients == 128 {
            let wait = bench::figures::millis(posted.p99);
            let says = "99 of 100 wait no longer, 128 clients, through the form";
            table.add(Line::new(says, wait, "ms").goal(Goal::AtMost(250.0)));
        }
    }
    site.stop()?;
    Ok(())
}

/// Measures on both engines.
pub async fn run(table: &mut Table, extent: &Extent) -> Result<()> {
    let folder = tempfile::tempdir_in(&extent.folder)?;
    let plan = Plan::new(folder.path())?;
    let on_sqlite = engine(table, "SQLite", &plan, extent).await?;
    let postgres = Postgres::start()?;
    let folder = tempfile::tempdir_in(&extent.folder)?;
    let plan = Plan::new(folder.path())?.with("DATABASE__URL", &postgres.url);
    let on_postgres = engine(table, "PostgreSQL", &plan, extent).await?;
    table.add(
        Line::new("PostgreSQL beside SQLite, 128 clients, through the writer", on_postgres, "/s")
            .against("SQLite", on_sqlite)
            .goal(Goal::RatioAtLeast(0.7)),
    );
    Ok(())
}
