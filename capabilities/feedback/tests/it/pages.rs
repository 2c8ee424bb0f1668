//! Every template with every sample in every language.

use std::sync::Arc;

use web::languages::Catalogue;
use web::page::{BodyShell, PageContext};
use web::samples::check;
use web::templates::Templates;

#[test]
fn every_template_shows_every_sample() {
    let room = feedback::room();
    let words = room.locales.unwrap();
    let catalogue =
        Arc::new(Catalogue::builder().pseudo_languages(true).folder(words).build().unwrap());
    let builder = Templates::builder().catalogue(catalogue).folder(room.templates.unwrap());
    let problems = check(builder, &room.samples, |lang| {
        let now = "2026-01-14T10:00:00Z".parse().unwrap();
        let mut page = PageContext::new(lang, "/staff/havering/imports", now);
        page.csrf = "token".into();
        page.body = Some(BodyShell {
            slug: "havering".into(),
            name: "NHS Havering".into(),
            short_name: "Havering".into(),
            email: Some("hello@havering.example".into()),
            telephone: Some("01632 960001".into()),
        });
        page
    })
    .unwrap();
    let ours: Vec<_> = problems.iter().filter(|p| p.template.starts_with("feedback/")).collect();
    assert!(ours.is_empty(), "{ours:#?}");
}
