//! What any capability may use. The kernel names no capability and speaks no HTTP.
//!
//! The modules stand in lines; each may use those of its own line and of the lines above, and
//! none below. `cargo xtask tidy` checks it, because the compiler will not:
//!
//! 1. clock, ids, subject
//! 2. error, config, secrets, actor, db, audit, record, core, capability, jobs
//! 3. installation, limits, bodies, writer
//! 4. mail
//! 5. documents, search, backup
//! 6. migrations

pub mod actor;
pub mod audit;
pub mod backup;
pub mod bodies;
pub mod capability;
pub mod clock;
pub mod config;
pub mod core;
pub mod db;
pub mod documents;
pub mod error;
pub mod ids;
pub mod installation;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod record;
pub mod search;
pub mod secrets;
pub mod subject;
pub mod writer;

mod migrations;

pub use actor::Actor;
pub use audit::{Audited, Event};
pub use core::Core;
pub use db::{ReadTx, Tx, WriteTx};
pub use error::{Error, Message, Problem, Result};
pub use subject::Subject;

/// What a store needs to name rows and values, so that capabilities meet the database library
/// through one door.
pub mod sql {
    pub use crate::values;
    pub use sea_orm::{FromQueryResult, Value};
}

/// What the kernel itself declares: its tables, and how long they are kept.
pub fn capability() -> capability::Capability {
    capability::Capability {
        name: "kernel",
        migrations: migrations::all(),
        jobs: jobs::kinds(),
        statements: [
            jobs::statements(),
            mail::statements(),
            search::statements(),
            documents::STATEMENTS.to_vec(),
            record::STATEMENTS.to_vec(),
        ]
        .concat(),
        ..Default::default()
    }
}
