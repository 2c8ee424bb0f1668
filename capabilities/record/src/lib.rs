//! The verifiable record, for those who want to check it.

mod actions;
mod jobs;
mod migrations;
mod model;
mod pages;
mod permissions;
mod store;

use kernel::capability::{Capability, Retention};
use rust_embed::RustEmbed;
use web::embedded::Embedded;
use web::{Access, Nav, Place, Room, Routes};

#[derive(RustEmbed)]
#[folder = "templates"]
#[prefix = "record/"]
struct Templates;

#[derive(RustEmbed)]
#[folder = "locales"]
struct Locales;

/// The kernel's half.
pub fn capability() -> Capability {
    Capability {
        name: "record",
        migrations: migrations::all(),
        permissions: permissions::ALL,
        jobs: jobs::ALL.to_vec(),
        retention: &[Retention {
            table: "record_verification",
            holds: "When the record was checked and what was found",
            personal: false,
            years: None,
            from: "",
        }],
        statements: store::STATEMENTS.to_vec(),
        ..Capability::default()
    }
}

/// The web's half.
pub fn room() -> Room {
    Room {
        name: "record",
        routes: Routes::new()
            .get_guessed("/check", Access::Public, pages::check::show)
            .content("/check/verify.py", pages::check::verifier)
            .content("/check/record-format.md", pages::check::format)
            .content("/{body}/record", pages::public::show)
            .content("/{body}/record/checkpoints.txt", pages::public::checkpoints)
            .get("/staff/{body}/record", Access::Verb(permissions::READ), pages::staff::show)
            .get(
                "/staff/{body}/record/entries",
                Access::Verb(permissions::READ),
                pages::staff::entries,
            )
            .post(
                "/staff/{body}/record/checkpoint",
                Access::Verb(permissions::CHECKPOINT),
                pages::staff::checkpoint,
            )
            .post(
                "/staff/{body}/record/verify",
                Access::Verb(permissions::CHECKPOINT),
                pages::staff::verify,
            )
            .post(
                "/staff/{body}/record/bundle",
                Access::Verb(permissions::EXPORT),
                pages::staff::bundle,
            ),
        navigation: vec![Nav {
            place: Place::Staff,
            order: 80,
            label: "record-nav",
            path: "/staff/{body}/record",
            verb: Some(permissions::READ),
        }],
        templates: Some(Embedded::of::<Templates>()),
        locales: Some(Embedded::of::<Locales>()),
        samples: pages::samples(),
        ..Room::default()
    }
}
