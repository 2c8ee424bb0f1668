//! An installation within this process, made of what the product is made of.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use kernel::bodies::{self, Body, Details};
use kernel::capability::Registry;
use kernel::clock::SystemClock;
use kernel::config::Settings;
use kernel::db::{Committed, Db, migrate};
use kernel::ids::SystemChance;
use kernel::secrets::Secrets;
use kernel::{Actor, Core};
use thread::model::new_voice::NewVoice;
use thread::model::voice::{About, Capacity, Channel, Kind};
use uuid::Uuid;

/// The secret of every installation that is made here: 64 hexadecimal digits.
pub const SECRET: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// An installation with one body.
pub struct World {
    /// Its services.
    pub core: Arc<Core>,
    /// Its body.
    pub body: Body,
}

/// Everything that the product is made of.
pub fn registry() -> Registry {
    server::compose::registry()
}

impl World {
    /// Opens the database at this address, makes its tables and its body if they are not there.
    pub async fn open(url: &str) -> Result<Self> {
        let db = Db::open(url).await?;
        let registry = registry();
        migrate::run(&db, &SystemClock, &registry.migrations()).await?;
        let core = Arc::new(Core {
            db,
            clock: Arc::new(SystemClock),
            chance: Arc::new(SystemChance::default()),
            settings: Settings::default(),
            secrets: Secrets::read(SECRET)?,
            gates: registry.gates(),
            hears: registry.hears(),
        });
        let body = body(&core).await?;
        Ok(Self { core, body })
    }

    /// As [`Self::open`], in a file of this folder.
    pub async fn in_folder(folder: &Path) -> Result<Self> {
        Self::open(&format!("sqlite:{}", folder.join("yousaid.db").display())).await
    }

    /// Someone with every verb of the thread.
    pub fn lead(&self) -> Actor {
        let verbs = thread::capability().permissions.iter().map(|p| (self.body.id, p.verb));
        Actor::person(Uuid::from_u128(1), "A. Lead", true, verbs.collect())
    }

    /// A voice with these words.
    pub fn voice(&self, words: String) -> NewVoice {
        NewVoice {
            body: self.body.id,
            source: "feedback.tell-us",
            kind: Kind::Comment,
            about: About::Commissioner,
            service: None,
            channel: Channel::Website,
            said_on: self.core.clock.today(),
            capacity: Capacity::Individual,
            organisation: None,
            language: Some("en".to_owned()),
            words,
            publishable: true,
            question: None,
            score: None,
            idempotency: None,
            contact: None,
        }
    }
}

/// The slug of the body.
pub const SLUG: &str = "bench";

async fn body(core: &Arc<Core>) -> Result<Body> {
    let tx = core.read().await?;
    if let Some(body) = bodies::by_slug(&tx, SLUG).await? {
        return Ok(body);
    }
    drop(tx);
    let details = Details {
        slug: SLUG.into(),
        name: "NHS Bench Integrated Care Board".into(),
        short_name: "Bench ICB".into(),
        kind: "icb".into(),
        ods_code: None,
        area: "Bench".into(),
        about: "A body to measure with.".into(),
        email: "hello@bench.example".into(),
        telephone: "01632 960000".into(),
        address: "1 High Street".into(),
        complaints: "Write to us.".into(),
        reply_within_days: 84,
        starts_on: "2022-07-01".parse().context("a day")?,
        ends_on: None,
    };
    let tx = core.write(&Actor::system("bench")).await?;
    let added = bodies::add(&tx, details).await?;
    let Committed { value, .. } = tx.commit(added).await?;
    Ok(value)
}
