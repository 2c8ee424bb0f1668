//! Every template of every room shows its samples in every language.

use std::sync::Arc;

use testing::Both;
use web::languages::Catalogue;
use web::page::{ActorShell, BodyShell, PageContext};
use web::samples::check;
use web::templates::Templates;

#[testing::tokio::test(crate = "testing::tokio")]
async fn every_template_shows_its_samples_in_every_language() {
    let site = Both::Sqlite.site(server::compose::capabilities(), server::compose::rooms()).await;
    let mut words = Catalogue::builder().pseudo_languages(true);
    let mut templates = Templates::builder();
    for room in server::compose::rooms() {
        if let Some(files) = room.locales {
            words = words.folder(files);
        }
        if let Some(files) = room.templates {
            templates = templates.folder(files);
        }
    }
    let templates = templates.catalogue(Arc::new(words.build().unwrap()));
    let now = "2026-01-14T10:00:00Z".parse().unwrap();
    let samples = &site.app.samples;
    assert!(samples.len() > 40, "{}", samples.len());
    let problems = check(templates, samples, |lang| {
        let mut page = PageContext::new(lang, "/staff/x", now);
        page.body = Some(BodyShell {
            slug: "x".into(),
            name: "NHS X".into(),
            short_name: "X".into(),
            email: Some("x@example.org".into()),
            telephone: Some("01632 960001".into()),
        });
        page.actor = Some(ActorShell { name: "Ann".into(), is_staff: true });
        page
    })
    .unwrap();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn what_the_navigation_calls_is_there_and_has_words() {
    let site = Both::Sqlite.site(server::compose::capabilities(), server::compose::rooms()).await;
    let verbs: Vec<_> = site.registry.permissions().map(|p| p.verb).collect();
    for nav in &site.app.navigation {
        let path = nav.path.split(['?', '#']).next().unwrap();
        assert!(site.app.specs.iter().any(|spec| spec.path == path), "{} leads nowhere", nav.path);
        let words = site.app.catalogue.find(web::languages::Lang::ENGLISH, nav.label, &[]);
        assert!(words.is_some(), "{} has no words", nav.label);
        if let Some(verb) = nav.verb {
            assert!(verbs.contains(&verb), "{verb} is nobody's");
        }
    }
}
