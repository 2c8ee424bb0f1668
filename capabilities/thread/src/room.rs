//! The web half of the thread.

use web::embedded::Embedded;
use web::{Front, Nav, Panel, Place, Room};

use crate::{pages, permissions};

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/"]
#[prefix = "thread/"]
struct Templates;

#[derive(rust_embed::RustEmbed)]
#[folder = "locales/"]
struct Locales;

/// Pages, links, panels and words of the thread.
pub fn room() -> Room {
    Room {
        name: "thread",
        routes: pages::routes(),
        navigation: [navigation(), pages::steps::navigation()].concat(),
        panels: vec![
            Panel { front: Front::Body, order: 20, draw: pages::panels::of_body },
            Panel { front: Front::Staff, order: 10, draw: pages::panels::of_staff },
        ],
        templates: Some(Embedded::of::<Templates>()),
        locales: Some(Embedded::of::<Locales>()),
        samples: [pages::samples(), pages::steps_samples::all()].concat(),
        ..Room::default()
    }
}

fn navigation() -> Vec<Nav> {
    let staff = |order, label, path, verb| Nav {
        place: Place::Staff,
        order,
        label,
        path,
        verb: Some(verb),
    };
    vec![
        Nav {
            place: Place::Public,
            order: 30,
            label: "thread-nav-follow",
            path: "/follow",
            verb: None,
        },
        staff(10, "thread-nav-voices", "/staff/{body}/voices", permissions::READ),
        staff(12, "thread-nav-code", "/staff/{body}/code", permissions::CODE),
        staff(14, "thread-nav-review", "/staff/{body}/review", permissions::REVIEW),
        staff(16, "thread-nav-codebooks", "/staff/{body}/codebooks", permissions::READ),
        staff(18, "thread-nav-figures", "/staff/{body}/figures", permissions::READ),
    ]
}
