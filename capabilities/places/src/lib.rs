//! Areas and the services that people use: what a voice can be about.

pub mod actions;
mod migrations;
pub mod model;
mod pages;
mod permissions;
pub mod practices;
mod samples;
mod store;

use kernel::capability::{Capability, Retention, SubjectKind};
use web::embedded::Embedded;
use web::{Access, Nav, Place, Room, Routes};

pub use model::{Area, Details, Kind, Service};
pub use permissions::{EDIT, READ};
pub use store::{
    Choice, Counts, Filter, area, areas, by_code, by_name, choose, counts, find_service, list,
    names, open_services,
};

/// The kernel's half.
pub fn capability() -> Capability {
    Capability {
        name: "places",
        migrations: migrations::all(),
        permissions: permissions::ALL,
        subjects: vec![SubjectKind { kind: "places.service", show: store::shown }],
        retention: RETENTION,
        statements: store::STATEMENTS.to_vec(),
        ..Capability::default()
    }
}

const RETENTION: &[Retention] = &[
    Retention {
        table: "place_area",
        holds: "Areas and how many people live there",
        personal: false,
        years: None,
        from: "",
    },
    Retention {
        table: "place_service",
        holds: "Services, open and closed",
        personal: false,
        years: None,
        from: "",
    },
];

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/"]
struct Templates;

#[derive(rust_embed::RustEmbed)]
#[folder = "locales/"]
struct Locales;

/// The web half.
pub fn room() -> Room {
    Room {
        name: "places",
        routes: Routes::new()
            .content("/{body}/services", pages::public::list)
            .get("/staff/{body}/services", Access::Verb(READ), pages::staff::list)
            .get("/staff/{body}/services/new", Access::Verb(EDIT), pages::staff::new)
            .post("/staff/{body}/services/new", Access::Verb(EDIT), pages::staff::add)
            .get("/staff/{body}/services/{id}", Access::Verb(EDIT), pages::staff::edit)
            .post("/staff/{body}/services/{id}", Access::Verb(EDIT), pages::staff::change)
            .get("/staff/{body}/services/{id}/close", Access::Verb(EDIT), pages::staff::closing)
            .post("/staff/{body}/services/{id}/close", Access::Verb(EDIT), pages::staff::close),
        navigation: vec![
            Nav {
                place: Place::Public,
                order: 40,
                label: "places-nav-public",
                path: "/{body}/services",
                verb: None,
            },
            Nav {
                place: Place::Staff,
                order: 80,
                label: "places-nav-staff",
                path: "/staff/{body}/services",
                verb: Some(READ),
            },
        ],
        templates: Some(Embedded::of::<Templates>()),
        locales: Some(Embedded::of::<Locales>()),
        samples: samples::all(),
        ..Room::default()
    }
}
