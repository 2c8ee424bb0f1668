use std::sync::Arc;

use web::languages::Catalogue;
use web::page::{ActorShell, BodyShell, PageContext};
use web::samples::check;
use web::templates::Templates;

#[test]
fn every_template_shows_its_samples_in_every_language() {
    let room = administration::room();
    let words = room.locales.unwrap();
    let catalogue =
        Arc::new(Catalogue::builder().folder(words).pseudo_languages(true).build().unwrap());
    let builder = Templates::builder().catalogue(catalogue).folder(room.templates.unwrap());
    let mut samples = room.samples;
    // The samples of web itself are checked there.
    samples.retain(|sample| sample.template.starts_with("administration/"));
    let now = "2026-01-14T10:00:00Z".parse().unwrap();
    let problems = check(builder, &samples, |lang| {
        let mut page = PageContext::new(lang, "/staff/x/administration/people", now);
        page.body = Some(BodyShell {
            slug: "x".into(),
            name: "NHS X".into(),
            short_name: "X".into(),
            email: None,
            telephone: None,
        });
        page.actor = Some(ActorShell { name: "Ann".into(), is_staff: true });
        page
    })
    .unwrap();
    let ours: Vec<_> =
        problems.iter().filter(|p| p.template.starts_with("administration/")).collect();
    assert!(ours.is_empty(), "{ours:#?}");
}
