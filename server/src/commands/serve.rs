//! `yousaid serve`.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kernel::Core;
use kernel::backup::{self, Quarantine};
use kernel::config::{Server, Settings};
use kernel::jobs::Worker;
use kernel::mail::Postman;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Told;
use crate::health::Health;
use crate::logs::{self, LogForm};
use crate::outcome::{Failed, Outcome};
use crate::setup::{self, Setup};
use crate::{compose, disk, http};

/// How to serve.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Run no jobs and send no mail: another server on the same database does
    #[arg(long)]
    no_jobs: bool,
    /// Run pending migrations first
    #[arg(long)]
    migrate: bool,
    /// How log lines look
    #[arg(long, value_enum, default_value = "text")]
    log: LogForm,
}

pub(super) async fn run(told: &Told, args: Args) -> Outcome {
    logs::start(args.log);
    let settings = setup::settings(told.config.as_deref())?;
    let setup = open(settings, args.migrate).await?;
    // The signals are caught before the address is taken: whoever sees the one can send the other.
    let stop = signals()?;
    serve(setup, !args.no_jobs, stop, |addresses| {
        // Standard output carries this one line, for programs that wait for it.
        println!("serving on http://{}", addresses.site);
    })
    .await
}

/// Opens the installation to be served. A copy that was restored says so on every page.
async fn open(mut settings: Settings, migrate: bool) -> Outcome<Setup> {
    let setup = Setup::of(settings.clone()).await?;
    if migrate {
        let ran = setup.migrate().await?;
        tracing::info!(?ran, "migrated");
    }
    setup.demand_migrated().await?;
    let quarantine = backup::quarantine(&*setup.core.read().await?).await?;
    let Some(quarantine) = quarantine else { return Ok(setup) };
    settings.looks.banner = Some(banner(&quarantine));
    let core = &setup.core;
    let core = compose::core(&setup.registry, settings, core.secrets.clone(), core.db.clone());
    Ok(Setup { registry: setup.registry, core })
}

fn banner(quarantine: &Quarantine) -> String {
    tracing::warn!(
        since = %quarantine.since, epoch = quarantine.epoch,
        "in quarantine: restored from a backup; no mail leaves and no job runs until \
         `yousaid quarantine lift`"
    );
    format!(
        "Restored copy of {}: for checking only. No mail is sent.",
        quarantine.backup_made_at.format("%e %B %Y %H:%M UTC").to_string().trim()
    )
}

/// Where it serves.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    /// The site.
    pub site: SocketAddr,
    /// Health, readiness and metrics, when they are served.
    pub health: Option<SocketAddr>,
}

/// The addresses, taken.
struct Doors {
    site: TcpListener,
    health: Option<TcpListener>,
    addresses: Addresses,
}

impl Doors {
    async fn open(settings: &Server) -> Outcome<Self> {
        let site = listen(&settings.listen).await?;
        let health = match settings.listen_health.as_str() {
            "" => None,
            address => Some(listen(address).await?),
        };
        let addresses = Addresses {
            site: site.local_addr()?,
            health: health.as_ref().map(TcpListener::local_addr).transpose()?,
        };
        tracing::info!(
            site = %addresses.site,
            health = addresses.health.map(|address| address.to_string()),
            "serving"
        );
        Ok(Self { site, health, addresses })
    }
}

/// Serves an installation until `stop`, then stops in good order: no more connections, those that
/// are open finish within the time the settings give, and so do jobs and letters. `ready` is told
/// the addresses once they are taken.
pub async fn serve(
    setup: Setup,
    with_jobs: bool,
    stop: impl Future<Output = ()>,
    ready: impl FnOnce(Addresses),
) -> Outcome {
    let folder = setup.folder();
    let Setup { registry, core } = setup;
    let within = Duration::from_secs(core.settings.server.stop_within);
    let health = Health::start(Arc::clone(&core))?;
    let (app, router) = compose::site(&core, &registry)?;
    let doors = Doors::open(&core.settings.server).await?;
    let (tell, told) = watch::channel(false);
    let mut working = JoinSet::new();
    if with_jobs {
        work(&core, &registry, &told, &mut working).await?;
    }
    let mut behind = JoinSet::new();
    behind.spawn(disk::watch(folder));
    if let Some(listener) = doors.health {
        let router = health.router();
        let stopped = stopped(told);
        behind.spawn(async move {
            http::serve(listener, router, stopped, Duration::ZERO).await;
        });
    }
    ready(doors.addresses);
    let stop = async {
        stop.await;
        health.stop();
        // Jobs and letters wind down at the same time as the pages.
        let _ = tell.send(true);
        tracing::info!("stopping");
    };
    let answered = http::serve(doors.site, router, stop, within).await;
    let wound_down = async { while working.join_next().await.is_some() {} };
    let worked = tokio::time::timeout(within, wound_down).await.is_ok();
    behind.shutdown().await;
    // The writer ends with the site: what it acknowledged is on the disk already.
    drop(app);
    core.db.clone().close().await?;
    tracing::info!(answered, worked, "stopped");
    Ok(())
}

async fn listen(address: &str) -> Outcome<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failed::because(format!("cannot listen on {address}: {error}")))
}

/// Starts the worker and the postman; a copy in quarantine has neither.
async fn work(
    core: &Arc<Core>,
    registry: &Arc<kernel::capability::Registry>,
    told: &watch::Receiver<bool>,
    working: &mut JoinSet<()>,
) -> Outcome {
    let tx = core.read().await?;
    if backup::quarantine(&tx).await?.is_some() {
        return Ok(());
    }
    drop(tx);
    let worker = Worker::new(Arc::clone(core), registry);
    let stop = stopped(told.clone());
    working.spawn(async move { worker.run_until(stop).await });
    if core.settings.mail.enabled {
        let postman = Postman::new(Arc::clone(core))?;
        let stop = stopped(told.clone());
        working.spawn(async move { postman.run_until(stop).await });
    } else {
        tracing::warn!("mail is turned off in the settings: letters wait");
    }
    Ok(())
}

async fn stopped(mut told: watch::Receiver<bool>) {
    // An error means that whoever tells is gone: time to stop as well.
    let _ = told.wait_for(|stop| *stop).await;
}

/// Resolves at the first SIGTERM or SIGINT; a second one ends the process at once.
pub(super) fn signals() -> Outcome<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::error!("stopped at once, when asked a second time");
            std::process::exit(1);
        });
    })
}
