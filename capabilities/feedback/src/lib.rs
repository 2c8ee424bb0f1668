//! Feedback: what people tell, what staff enter, what comes in from files, Friends and Family
//! figures, and the reviews of all of it.

pub mod actions;
pub mod fft;
pub mod import;
mod jobs;
mod linked;
mod migrations;
pub mod model;
mod pages;
mod permissions;
mod samples;
mod store;
mod words;

use kernel::capability::{Capability, Retention};
use web::embedded::Embedded;
use web::{Access, Front, Nav, Panel, Place, Room, Routes};

pub use permissions::{ENTER, IMPORT, READ, REVIEW};
pub use store::imports::Import;
pub use store::reviews::{Change, Review};
pub use words::explain;

/// The kernel's half.
pub fn capability() -> Capability {
    Capability {
        name: "feedback",
        migrations: migrations::all(),
        permissions: permissions::ALL,
        jobs: jobs::kinds(),
        retention: RETENTION,
        statements: store::statements(),
        ..Capability::default()
    }
}

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/"]
struct Templates;

fn public_routes() -> Routes {
    use pages::{friends, tell_us};
    Routes::new()
        .get("/tell-us", Access::Public, tell_us::choose)
        .get("/{body}/tell-us", Access::Public, tell_us::begin)
        .post("/{body}/tell-us", Access::Public, tell_us::go_on)
        .content("/{body}/friends-and-family", friends::public)
        .content("/{body}/friends-and-family.csv", friends::csv)
}

fn staff_routes() -> Routes {
    use pages::{entry, friends, import_pages, reviews};
    let upload = |spec: &mut web::routes::Spec| spec.takes = import_pages::MOST_BYTES + 64 * 1024;
    Routes::new()
        .get("/staff/{body}/feedback/new", Access::Verb(ENTER), entry::new)
        .post("/staff/{body}/feedback/new", Access::Verb(ENTER), entry::add)
        .get("/staff/{body}/feedback/entered", Access::Verb(ENTER), entry::entered)
        .get("/staff/{body}/friends-and-family", Access::Verb(READ), friends::staff)
        .get("/staff/{body}/friends-and-family.csv", Access::Verb(READ), friends::csv)
        .get("/staff/{body}/imports", Access::Verb(IMPORT), import_pages::list)
        .get("/staff/{body}/imports/new", Access::Verb(IMPORT), import_pages::new)
        .post_with("/staff/{body}/imports/new", Access::Verb(IMPORT), import_pages::upload, upload)
        .get("/staff/{body}/imports/{id}", Access::Verb(IMPORT), import_pages::show)
        .get("/staff/{body}/imports/{id}/map", Access::Verb(IMPORT), import_pages::map)
        .post("/staff/{body}/imports/{id}/map", Access::Verb(IMPORT), import_pages::try_or_start)
        .get("/staff/{body}/imports/{id}/refused.csv", Access::Verb(IMPORT), import_pages::refused)
        .post("/staff/{body}/imports/{id}/abandon", Access::Verb(IMPORT), import_pages::abandon)
        .get("/staff/{body}/feedback/reviews", Access::Verb(READ), reviews::list)
        .get("/staff/{body}/feedback/reviews/new", Access::Verb(REVIEW), reviews::new)
        .post("/staff/{body}/feedback/reviews/new", Access::Verb(REVIEW), reviews::add)
        .get("/staff/{body}/feedback/reviews/report", Access::Verb(READ), reviews::report)
}

/// The web half.
pub fn room() -> Room {
    let nav = |place, order, label, path, verb| Nav { place, order, label, path, verb };
    Room {
        name: "feedback",
        routes: public_routes().join(staff_routes()),
        navigation: vec![
            nav(Place::Public, 10, "feedback-nav-tell-us", "/{body}/tell-us", None),
            nav(Place::Staff, 30, "feedback-nav-enter", "/staff/{body}/feedback/new", Some(ENTER)),
            nav(Place::Staff, 35, "feedback-nav-imports", "/staff/{body}/imports", Some(IMPORT)),
            nav(
                Place::Staff,
                60,
                "feedback-nav-friends",
                "/staff/{body}/friends-and-family",
                Some(READ),
            ),
            nav(
                Place::Staff,
                65,
                "feedback-nav-reviews",
                "/staff/{body}/feedback/reviews",
                Some(READ),
            ),
        ],
        panels: vec![Panel { front: Front::Staff, order: 20, draw: pages::panels::staff }],
        templates: Some(Embedded::of::<Templates>()),
        locales: Some(Embedded::of::<Locales>()),
        samples: samples::all(),
        ..Room::default()
    }
}

const fn kept(
    table: &'static str,
    holds: &'static str,
    years: Option<u8>,
    personal: bool,
) -> Retention {
    Retention { table, holds, personal, years, from: "the day it was stored" }
}

const RETENTION: &[Retention] = &[
    kept("feedback_import", "Files that were brought in: names, counts, who did it", None, false),
    kept("feedback_upload", "Uploaded files, until they are in or given up", Some(1), true),
    kept("feedback_mapping", "Which column is what in files of a kind", None, false),
    kept("feedback_refusal", "Lines that were refused, and why", Some(3), false),
    kept("feedback_row", "Ids that files give to their rows", None, false),
    kept("feedback_score", "Friends and Family answers without words", None, false),
    kept("feedback_fft", "Friends and Family figures", None, false),
    kept("feedback_import_fft", "The same, of files that are not yet visible", Some(1), false),
    kept("feedback_route", "That somebody was sent on, and when", Some(8), false),
    kept("feedback_review", "Reviews of feedback", None, false),
    kept("feedback_change", "What changed because of reviews", None, false),
];

#[derive(rust_embed::RustEmbed)]
#[folder = "locales/"]
struct Locales;
