//! What the product is made of: the one place that knows every capability.

use std::sync::Arc;

use kernel::Core;
use kernel::capability::{Capability, Registry};
use kernel::clock::SystemClock;
use kernel::config::Settings;
use kernel::db::Db;
use kernel::ids::SystemChance;
use kernel::secrets::Secrets;
use web::Room;
use web::app::{App, Parts};

/// Every capability, in the order of the storeys. The kernel's own comes before them all, and then who may sign in.
pub fn capabilities() -> Vec<Capability> {
    vec![
        identity::capability(),
        places::capability(),
        thread::capability(),
        feedback::capability(),
        administration::capability(),
        record::capability(),
    ]
}

/// Every room of the site.
pub fn rooms() -> Vec<Room> {
    vec![places::room(), thread::room(), feedback::room(), administration::room(), record::room()]
}

/// What all of them declare.
pub fn registry() -> Registry {
    Registry::new(capabilities())
}

/// The services of the installation.
pub fn core(registry: &Registry, settings: Settings, secrets: Secrets, db: Db) -> Arc<Core> {
    Arc::new(Core {
        db,
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance::default()),
        settings,
        secrets,
        gates: registry.gates(),
        hears: registry.hears(),
    })
}

/// The site, and the router that serves it.
pub fn site(
    core: &Arc<Core>,
    registry: &Arc<Registry>,
) -> kernel::Result<(Arc<App>, axum::Router)> {
    App::build(Parts {
        core: Arc::clone(core),
        registry: Arc::clone(registry),
        rooms: rooms(),
        identify: administration::identify,
        live: false,
        batch: None,
    })
}
