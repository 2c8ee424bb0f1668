//! The services of an installation, made once and handed to whoever needs them.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::Subject;
use crate::actor::Actor;
use crate::capability::Hears;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Db, ReadTx, WriteTx};
use crate::error::Result;
use crate::ids::Chance;
use crate::secrets::Secrets;

/// A future that can be sent between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A rule of one capability that may stop a step of another, asked inside the transaction.
pub type Gate = for<'a> fn(&'a WriteTx, Subject) -> BoxFuture<'a, Result<()>>;

/// Database, clock, chance, settings, secrets and gates.
pub struct Core {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Where ids and tokens come from.
    pub chance: Arc<dyn Chance>,
    /// The settings.
    pub settings: Settings,
    /// The installation's secret.
    pub secrets: Secrets,
    /// Steps that capabilities may stop, by name.
    pub gates: Vec<(&'static str, Gate)>,
    /// Who hears which event: what every capability hears, joined.
    pub hears: Vec<Hears>,
}

impl Core {
    /// Begins to read.
    pub async fn read(&self) -> Result<ReadTx> {
        self.db.read().await
    }

    /// Begins to change things, as the actor.
    pub async fn write(self: &Arc<Self>, actor: &Actor) -> Result<WriteTx> {
        WriteTx::begin(Arc::clone(self), actor.clone()).await
    }
}
