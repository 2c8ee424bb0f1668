//! HTML in and out. Each page is a file; what they share is in [`shown`] and [`filters`].

mod acts;
mod bulk;
mod code;
mod codebooks;
mod decisions;
mod evidence;
mod exclusions;
mod exports;
mod figures;
mod filters;
mod follow;
mod inbox;
pub(crate) mod panels;
mod replies;
mod review;
mod samples;
mod shown;
pub(crate) mod steps;
pub(crate) mod steps_samples;
mod tasks;
mod theme;
mod voice;
mod weighings;
mod you_said;

use kernel::error::{Error, Result};
use uuid::Uuid;
use web::routes::Rate;
use web::{Access, Routes};

use crate::permissions::{CODE, CODEBOOK, CONTACT, ERASE, EXCLUDE, ORIGINAL, READ, REDACT, REVIEW};

pub(crate) use samples::all as samples;

/// Ids from a form.
fn ids(typed: &[String]) -> Result<Vec<Uuid>> {
    typed.iter().map(|id| id.trim().parse().map_err(|_| Error::NotFound)).collect()
}

/// Routes of voices, themes and the follow page.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/staff/{body}/voices", Access::Verb(READ), inbox::list)
        .get("/staff/{body}/voices.csv", Access::Verb(READ), exports::voices)
        .post("/staff/{body}/voices/bulk", Access::Verb(CODE), bulk::code)
        .post("/staff/{body}/voices/exclude", Access::Verb(EXCLUDE), bulk::exclude)
        .get("/staff/{body}/figures", Access::Verb(READ), figures::show)
        .get("/staff/{body}/code", Access::Verb(CODE), code::show)
        .post("/staff/{body}/code", Access::Verb(CODE), code::save)
        .post("/staff/{body}/code/undo", Access::Verb(CODE), code::undo)
        .get("/staff/{body}/review", Access::Verb(REVIEW), review::show)
        .post("/staff/{body}/review", Access::Verb(REVIEW), review::save)
        .join(steps::routes())
        .join(voice_routes())
        .join(codebook_routes())
        .join(follow_routes())
}

fn voice_routes() -> Routes {
    Routes::new()
        .get("/staff/{body}/voices/{id}", Access::Verb(READ), voice::show)
        .post("/staff/{body}/voices/{id}/code", Access::Verb(CODE), voice::code)
        .post("/staff/{body}/voices/{id}/note", Access::Verb(CODE), voice::note)
        .post("/staff/{body}/voices/{id}/original", Access::Verb(ORIGINAL), voice::original)
        .post("/staff/{body}/voices/{id}/contact", Access::Verb(CONTACT), voice::contact)
        .post("/staff/{body}/voices/{id}/exclude", Access::Verb(EXCLUDE), exclusions::exclude)
        .post("/staff/{body}/voices/{id}/restore", Access::Verb(EXCLUDE), exclusions::restore)
        .post("/staff/{body}/voices/{id}/redact", Access::Verb(REDACT), exclusions::redact)
        .post("/staff/{body}/voices/{id}/erase", Access::Verb(ERASE), exclusions::erase)
}

fn codebook_routes() -> Routes {
    Routes::new()
        .get("/staff/{body}/codebooks", Access::Verb(READ), codebooks::list)
        .post("/staff/{body}/codebooks", Access::Verb(CODEBOOK), codebooks::create)
        .get("/staff/{body}/codebooks/{id}", Access::Verb(READ), codebooks::show)
        .post("/staff/{body}/codebooks/{id}", Access::Verb(CODEBOOK), codebooks::add)
        .post("/staff/{body}/codebooks/{id}/share", Access::Verb(CODEBOOK), codebooks::share)
        .get("/staff/{body}/codebooks/{id}/codebook.csv", Access::Verb(READ), exports::codebook)
        .get("/staff/{body}/themes/{id}", Access::Verb(READ), theme::show)
        .post("/staff/{body}/themes/{id}", Access::Verb(CODEBOOK), theme::change)
        .post("/staff/{body}/themes/{id}/merge", Access::Verb(CODEBOOK), theme::merge)
        .post("/staff/{body}/themes/{id}/retire", Access::Verb(CODEBOOK), theme::retire)
        .post("/staff/{body}/themes/{id}/restore", Access::Verb(CODEBOOK), theme::restore)
        .get("/staff/{body}/themes/{id}/split", Access::Verb(CODEBOOK), theme::splitting)
        .post("/staff/{body}/themes/{id}/split", Access::Verb(CODEBOOK), theme::split)
}

fn follow_routes() -> Routes {
    let guessed = |spec: &mut web::routes::Spec| spec.rate = Rate::Guesses;
    let withdraw = "/follow/{reference}/withdraw";
    Routes::new()
        .get("/follow", Access::Public, follow::ask)
        .post_with("/follow", Access::Public, follow::find, guessed)
        .get_guessed("/follow/{reference}", Access::Public, follow::show)
        .get_guessed(withdraw, Access::Public, follow::withdrawing)
        .post_with(withdraw, Access::Public, follow::withdraw, guessed)
}
