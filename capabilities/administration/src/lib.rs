//! Looking after an installation: signing in, people and what they may do, bodies and how they
//! stand to one another, the audit, and what the public is told about a body and its duties.

mod jobs;
mod letters;
mod model;
mod pages;
mod permissions;
mod samples;

use std::sync::Arc;

use kernel::capability::{Capability, Registry};
use kernel::core::BoxFuture;
use kernel::{Core, Result};
use rust_embed::RustEmbed;
use web::embedded::Embedded;
use web::{Access, Nav, Place, Room, Routes, SignedIn};

use identity::{MANAGE, Stage};
use pages::{account, audit, body, installation, links, people, person, public, sign_in};

pub use permissions::{AUDIT, BODY};

#[derive(RustEmbed)]
#[folder = "templates/"]
#[prefix = "administration/"]
struct Templates;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Locales;

/// The kernel's half. Its tables are the kernel's.
pub fn capability() -> Capability {
    Capability {
        name: "administration",
        permissions: permissions::ALL,
        jobs: jobs::ALL.to_vec(),
        ..Capability::default()
    }
}

/// Whom a session's cookie stands for: the site is built with this.
pub fn identify<'a>(
    core: &'a Arc<Core>,
    registry: &'a Registry,
    session: &'a str,
) -> BoxFuture<'a, Result<Option<SignedIn>>> {
    Box::pin(async move {
        let found = identity::resolve(core, session, &|role| registry.verbs_of(role)).await?;
        Ok(found.map(|found| SignedIn {
            complete: found.session.stage == Stage::Full,
            actor: found.actor,
        }))
    })
}

/// The web's half.
pub fn room() -> Room {
    Room {
        name: "administration",
        routes: entering().join(own_account()).join(of_body()).join(of_installation()),
        navigation: navigation(),
        templates: Some(Embedded::of::<Templates>()),
        locales: Some(Embedded::of::<Locales>()),
        samples: samples::all(),
        ..Room::default()
    }
}

/// A route that can be used to guess.
fn guessed(spec: &mut web::routes::Spec) {
    spec.rate = web::routes::Rate::Guesses;
}

fn entering() -> Routes {
    let public = Access::Public;
    let half = Access::HalfSignedIn;
    Routes::new()
        .get("/sign-in", public, sign_in::show)
        .post_with("/sign-in", public, sign_in::password, guessed)
        .get("/sign-in/code", half, sign_in::show_code)
        .post_with("/sign-in/code", half, sign_in::code, guessed)
        .get("/sign-out", public, sign_in::show_sign_out)
        .post("/sign-out", public, sign_in::sign_out)
        .get("/invitation/{token}", public, links::invitation_link)
        .get_guessed("/invitation", public, links::invitation)
        .post_with("/invitation", public, links::accept, guessed)
        .get("/reset", public, links::ask)
        .post_with("/reset", public, links::request, guessed)
        .get("/reset/{token}", public, links::reset_link)
        .get_guessed("/reset/new", public, links::reset)
        .post_with("/reset/new", public, links::choose, guessed)
}

fn own_account() -> Routes {
    let (full, half) = (Access::SignedIn, Access::HalfSignedIn);
    Routes::new()
        .get("/account", full, account::show)
        .get("/account/password", full, account::show_password)
        .post_with("/account/password", full, account::change_password, guessed)
        .get("/account/second-step", half, account::second_step)
        .post_with("/account/second-step", half, account::confirm, guessed)
        .post_with("/account/second-step/begin", half, account::begin, guessed)
        .get("/account/recovery", full, account::show_recovery)
        .post_with("/account/recovery", full, account::renew_recovery, guessed)
        .post("/account/sessions/{id}/end", full, account::end_session)
        .post("/account/sessions/end", full, account::end_sessions)
}

fn of_body() -> Routes {
    let (people_verb, body_verb) = (Access::Verb(MANAGE), Access::Verb(BODY));
    let audit_verb = Access::Verb(AUDIT);
    Routes::new()
        .content("/{body}/about", public::about)
        .content("/{body}/duties", public::duties)
        .get("/staff/{body}/administration/people", people_verb, people::list)
        .get("/staff/{body}/administration/people/invite", people_verb, people::show_invite)
        .post("/staff/{body}/administration/people/invite", people_verb, people::invite)
        .get("/staff/{body}/administration/roles", Access::Staff, people::roles)
        .get("/staff/{body}/administration/people/{id}", people_verb, person::show)
        .post("/staff/{body}/administration/people/{id}/roles", people_verb, person::set_roles)
        .post("/staff/{body}/administration/people/{id}/{verb}", people_verb, person::act)
        .get("/staff/{body}/administration/body", body_verb, body::show)
        .post("/staff/{body}/administration/body", body_verb, body::change)
        .get("/staff/{body}/administration/relations", body_verb, body::relations)
        .post("/staff/{body}/administration/relations", body_verb, body::relate)
        .post("/staff/{body}/administration/relations/{id}/end", body_verb, body::end_relation)
        .post("/staff/{body}/administration/succession", Access::Administrator, body::succeed)
        .get("/staff/{body}/administration/audit", audit_verb, audit::of_body)
        .get("/staff/{body}/administration/audit.csv", audit_verb, audit::csv_of_body)
}

fn of_installation() -> Routes {
    let access = Access::Administrator;
    Routes::new()
        .get("/staff/administration/bodies", access, installation::bodies)
        .get("/staff/administration/bodies/new", access, installation::show_new)
        .post("/staff/administration/bodies/new", access, installation::add)
        .get("/staff/administration/people", access, people::list)
        .get("/staff/administration/people/invite", access, people::show_invite)
        .post("/staff/administration/people/invite", access, people::invite)
        .get("/staff/administration/people/{id}", access, person::show)
        .post("/staff/administration/people/{id}/{verb}", access, person::act)
        .get("/staff/administration/audit", access, audit::of_installation)
        .get("/staff/administration/audit.csv", access, audit::csv_of_installation)
}

fn navigation() -> Vec<Nav> {
    let nav = |place, order, label, path, verb| Nav { place, order, label, path, verb };
    vec![
        nav(Place::Public, 90, "administration-nav-about", "/{body}/about", None),
        nav(
            Place::Staff,
            90,
            "administration-nav-people",
            "/staff/{body}/administration/people",
            Some(MANAGE),
        ),
        nav(
            Place::Staff,
            91,
            "administration-nav-body",
            "/staff/{body}/administration/body",
            Some(BODY),
        ),
        nav(
            Place::Staff,
            92,
            "administration-nav-relations",
            "/staff/{body}/administration/relations",
            Some(BODY),
        ),
        nav(
            Place::Staff,
            93,
            "administration-nav-audit",
            "/staff/{body}/administration/audit",
            Some(AUDIT),
        ),
        nav(
            Place::Installation,
            90,
            "administration-nav-bodies",
            "/staff/administration/bodies",
            Some(MANAGE),
        ),
        nav(
            Place::Installation,
            91,
            "administration-nav-everyone",
            "/staff/administration/people",
            Some(MANAGE),
        ),
        nav(
            Place::Installation,
            92,
            "administration-nav-audit",
            "/staff/administration/audit",
            Some(MANAGE),
        ),
        nav(Place::Installation, 99, "administration-nav-account", "/account", None),
    ]
}
