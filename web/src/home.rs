//! The front pages: of the installation, of a body, and of the staff. They hold no facts of
//! their own; each room draws its part.

use axum::response::IntoResponse as _;
use http::header::CONTENT_TYPE;
use kernel::bodies::{self, Body};
use kernel::{Error, ReadTx, Result};
use serde::Serialize;
use serde_json::json;

use crate::app::Front;
use crate::problems::Answer;
use crate::routes::{Access, Routes};
use crate::samples::Sample;
use crate::visit::Visit;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .content("/", installation)
        .content("/{body}", body)
        .content("/accessibility", accessibility)
        .content("/privacy", privacy)
        .content("/{body}/accessibility", body_accessibility)
        .content("/{body}/privacy", body_privacy)
        .content("/.well-known/security.txt", security)
        .get("/staff", Access::SignedIn, staff)
        .get("/staff/{body}", Access::Staff, staff_body)
}

#[derive(Serialize)]
struct Listed {
    slug: String,
    name: String,
    area: String,
    ended: bool,
}

fn listed(visit: &Visit, bodies: &[Body]) -> Vec<Listed> {
    let today = visit.core().clock.today();
    bodies
        .iter()
        .map(|body| Listed {
            slug: body.slug.clone(),
            name: body.name.clone(),
            area: body.area.clone(),
            ended: !body.exists_on(today),
        })
        .collect()
}

async fn installation(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let bodies = bodies::list(&tx).await?;
    visit.page("home/installation.njk", &json!({ "bodies": listed(&visit, &bodies) }))
}

async fn panels(visit: &Visit, tx: &ReadTx, body: &Body, front: Front) -> Result<Vec<String>> {
    let mut drawn = Vec::new();
    for panel in visit.app().panels.iter().filter(|panel| panel.front == front) {
        drawn.extend((panel.draw)(visit, tx, body).await?);
    }
    Ok(drawn)
}

async fn body(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let panels = panels(&visit, &tx, body, Front::Body).await?;
    let ended = !body.exists_on(visit.core().clock.today());
    visit.page("home/body.njk", &json!({ "about": body.about, "ended": ended, "panels": panels }))
}

async fn staff(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let mine = visit.actor().bodies();
    let all = bodies::list(&tx).await?;
    let mut shown = Vec::new();
    for body in all.iter().filter(|body| mine.contains(&body.id)) {
        let panels = panels(&visit, &tx, body, Front::Staff).await?;
        shown.push(json!({ "slug": body.slug, "name": body.name, "panels": panels }));
    }
    visit.page("home/staff.njk", &json!({ "bodies": shown }))
}

async fn staff_body(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let panels = panels(&visit, &tx, body, Front::Staff).await?;
    visit.page("home/staff-body.njk", &json!({ "panels": panels }))
}

async fn accessibility(visit: Visit) -> Answer {
    visit.page("home/accessibility.njk", &json!({}))
}

async fn privacy(visit: Visit) -> Answer {
    visit.page("home/privacy.njk", &json!({}))
}

async fn body_accessibility(visit: Visit) -> Answer {
    visit.body()?;
    accessibility(visit).await
}

async fn body_privacy(visit: Visit) -> Answer {
    visit.body()?;
    privacy(visit).await
}

/// Where to report a weakness (RFC 9116), when the settings say.
async fn security(visit: Visit) -> Answer {
    let settings = &visit.core().settings.server;
    if settings.security_contact.is_empty() {
        return Err(Error::NotFound.into());
    }
    let expires = visit.core().clock.now() + chrono::TimeDelta::days(180);
    let text = format!(
        "Contact: {}\nExpires: {}\nPreferred-Languages: en\nCanonical: {}\n",
        settings.security_contact,
        expires.format("%Y-%m-%dT%H:%M:%SZ"),
        visit.link("/.well-known/security.txt"),
    );
    visit.raw(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

/// Samples of the pages that belong to no room.
pub(crate) fn samples() -> Vec<Sample> {
    let listed =
        json!([{ "slug": "havering", "name": "NHS Havering", "area": "Havering", "ended": false }]);
    let panel = json!(["<p>Drawn by a room</p>"]);
    [
        ("home/installation.njk", "some bodies", json!({ "bodies": listed })),
        ("home/installation.njk", "none yet", json!({ "bodies": [] })),
        (
            "home/body.njk",
            "a body",
            json!({ "about": "We plan care.", "ended": false, "panels": panel }),
        ),
        ("home/body.njk", "a body that ended", json!({ "about": "", "ended": true, "panels": [] })),
        (
            "home/staff.njk",
            "some bodies",
            json!({ "bodies": [{ "slug": "havering", "name": "NHS Havering", "panels": panel }] }),
        ),
        ("home/staff.njk", "no body", json!({ "bodies": [] })),
        ("home/staff-body.njk", "a body", json!({ "panels": panel })),
        ("home/accessibility.njk", "as it is", json!({})),
        ("home/privacy.njk", "as it is", json!({})),
        (
            "problem.njk",
            "not found",
            json!({ "kind": "not-found", "says": [], "request": "1", "again": null }),
        ),
        (
            "problem.njk",
            "words kept",
            json!({ "kind": "unavailable", "says": ["Try again"], "request": "1", "again": {
                "fields": [{ "name": "words", "value": "What I typed" }], "token": "t",
                "address": "/havering/tell-us" } }),
        ),
    ]
    .into_iter()
    .map(|(template, name, context)| Sample { template, name, context })
    .collect()
}
