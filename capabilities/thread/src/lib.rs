//! The thread: voice, theme, decision, action, reply. Every other capability brings voices in, or
//! moves them along.
//!
//! [`actions`] is the specification: a file a verb. [`queries`] is what pages read. Types and
//! states are in [`model`].

pub mod actions;
mod figures;
mod jobs;
mod letters;
mod migrations;
pub mod model;
mod pages;
pub mod permissions;
pub mod queries;
mod room;
pub mod store;

pub use room::room;

use kernel::capability::Capability;

/// What the thread declares about itself to the kernel.
pub fn capability() -> Capability {
    Capability {
        name: "thread",
        migrations: migrations::all(),
        permissions: permissions::ALL,
        jobs: jobs::all(),
        subjects: figures::subjects(),
        figures: figures::all(),
        retention: figures::RETENTION,
        statements: store::statements(),
        ..Default::default()
    }
}
