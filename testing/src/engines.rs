//! An installation of its own for each test, on either database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use kernel::capability::{Capability, Registry};
use kernel::clock::StoppedClock;
use kernel::config::Settings;
use kernel::db::Db;
use kernel::ids::SeededChance;
use kernel::secrets::Secrets;
use kernel::{Actor, Core};

/// The moment at which tests begin: a Wednesday in winter, so that London and UTC agree.
pub const START: &str = "2026-01-14T10:00:00Z";

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Both {
    /// Embedded, in a temporary folder.
    Sqlite,
    /// A schema of its own in the PostgreSQL that `YOUSAID_TEST_POSTGRES` names.
    Postgres,
}

/// An installation for one test: database, clock, chance.
pub struct Installation {
    /// Its services.
    pub core: Arc<Core>,
    /// Its clock, to be moved by hand.
    pub clock: Arc<StoppedClock>,
    /// The folder that goes when the test ends.
    pub folder: tempfile::TempDir,
    /// What made it.
    pub on: Both,
}

static SCHEMAS: AtomicU64 = AtomicU64::new(0);

impl Both {
    /// Makes an installation with the tables of the kernel and of these capabilities.
    pub async fn install(self, capabilities: &[fn() -> Capability]) -> Installation {
        let capabilities = capabilities.iter().map(|c| c()).collect();
        self.install_with(capabilities).await
    }

    /// As [`Self::install`], from descriptors made already.
    pub async fn install_with(self, capabilities: Vec<Capability>) -> Installation {
        self.install_registered(capabilities).await.0
    }

    /// As [`Self::install_with`], together with what the capabilities declare.
    pub async fn install_registered(
        self,
        capabilities: Vec<Capability>,
    ) -> (Installation, Arc<Registry>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = self.open(&folder).await;
        let now: DateTime<Utc> = START.parse().expect("a moment");
        let clock = Arc::new(StoppedClock::at(now));
        let registry = Registry::new(capabilities);
        kernel::db::migrate::run(&db, &*clock, &registry.migrations())
            .await
            .expect("migrations run");
        let core = Arc::new(Core {
            db,
            clock: clock.clone(),
            chance: Arc::new(SeededChance::new(7)),
            settings: Settings::default(),
            secrets: Secrets::from_bytes([7; 32]),
            gates: registry.gates(),
            hears: registry.hears(),
        });
        (Installation { core, clock, folder, on: self }, Arc::new(registry))
    }

    /// An installation whose database has no tables yet, for what is restored into.
    pub async fn empty(self) -> Installation {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = self.open(&folder).await;
        let clock = Arc::new(StoppedClock::at(START.parse().expect("a moment")));
        let core = Arc::new(Core {
            db,
            clock: clock.clone(),
            chance: Arc::new(SeededChance::new(8)),
            settings: Settings::default(),
            secrets: Secrets::from_bytes([7; 32]),
            gates: Vec::new(),
            hears: Vec::new(),
        });
        Installation { core, clock, folder, on: self }
    }

    async fn open(self, folder: &tempfile::TempDir) -> Db {
        match self {
            Self::Sqlite => {
                let file = folder.path().join("test.db");
                Db::open(&format!("sqlite:{}", file.display())).await.expect("SQLite opens")
            }
            Self::Postgres => {
                let url = postgres_url();
                let schema =
                    format!("t{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::Relaxed));
                let admin = Db::open(&url).await.expect("PostgreSQL answers");
                admin.make_schema(&schema).await.expect("a schema of its own");
                admin.close().await.expect("closes");
                Db::open_postgres(&url, Some(&schema)).await.expect("PostgreSQL opens")
            }
        }
    }
}

/// Address of the PostgreSQL for tests; panics with what to do when there is none, because a
/// suite that can be skipped is a suite that will be.
#[expect(clippy::disallowed_methods, reason = "tests are told where PostgreSQL is by environment")]
pub(crate) fn postgres_url() -> String {
    std::env::var("YOUSAID_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "no PostgreSQL to test on: run `cargo xtask test`, or set YOUSAID_TEST_POSTGRES to \
             the address that `testing/postgres.sh start FOLDER` prints"
        )
    })
}

impl Installation {
    /// Enters a body of that slug, with plain details.
    pub async fn body(&self, slug: &str) -> kernel::bodies::Body {
        let tx = self.core.write(&Actor::system("test")).await.expect("begins");
        let details = kernel::bodies::Details {
            slug: slug.into(),
            name: format!("NHS {slug} Commissioner"),
            short_name: slug.into(),
            kind: "ccg".into(),
            ods_code: None,
            area: slug.into(),
            about: "Plans and buys health care for local people.".into(),
            email: format!("hello@{slug}.example"),
            telephone: "01632 960001".into(),
            address: "1 High Street".into(),
            complaints: "Write to the complaints team.".into(),
            reply_within_days: 84,
            starts_on: "2013-04-01".parse().expect("a day"),
            ends_on: None,
        };
        let done = kernel::bodies::add(&tx, details).await.expect("is entered");
        tx.commit(done).await.expect("commits").value
    }
}
