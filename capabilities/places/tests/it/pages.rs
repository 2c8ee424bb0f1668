//! Every template with every sample in every language.

use std::sync::Arc;

use web::languages::Catalogue;
use web::page::{BodyShell, PageContext};
use web::samples::check;
use web::templates::Templates;

#[test]
fn every_template_shows_every_sample() {
    let room = places::room();
    let words = room.locales.unwrap();
    let catalogue =
        Arc::new(Catalogue::builder().pseudo_languages(true).folder(words).build().unwrap());
    let builder = Templates::builder().catalogue(catalogue).folder(room.templates.unwrap());
    let samples = room.samples;
    assert_eq!(samples.len(), 8);
    let problems = check(builder, &samples, |lang| {
        let now = "2026-01-14T10:00:00Z".parse().unwrap();
        let mut page = PageContext::new(lang, "/staff/havering/services", now);
        page.csrf = "token".into();
        page.body = Some(BodyShell {
            slug: "havering".into(),
            name: "NHS Havering".into(),
            short_name: "Havering".into(),
            email: None,
            telephone: None,
        });
        page
    })
    .unwrap();
    let ours: Vec<_> = problems.iter().filter(|p| p.template.starts_with("places/")).collect();
    assert!(ours.is_empty(), "{ours:#?}");
}

mod http {
    use kernel::capability::Role;
    use testing::TestApp;

    async fn site(on: testing::Both) -> TestApp {
        on.site(vec![places::capability()], vec![places::room()]).await
    }

    testing::both! {
        async fn staff_keep_the_list_and_everyone_sees_it(on: Both) {
            let it = site(on).await;
            let body = it.it.body("elm").await;
            let officer = it.staff(Role::Officer, body.id);
            let new = "/staff/elm/services/new";
            let wrong = it.fill(&officer, new, new, &[("about", "Kept as typed.")]).await;
            wrong.is(422).has("Enter a name").has("Choose what kind it is").has("Kept as typed.");
            let fields = [
                ("name", "The Elm Practice"), ("kind", "gp-practice"), ("ods_code", "y00001"),
                ("postcode", "el11aa"), ("feedback", "Ask for the manager."),
                ("opened_on-day", "1"), ("opened_on-month", "4"), ("opened_on-year", "1974"),
            ];
            it.fill(&officer, new, new, &fields).await.is(303);
            let list = it.get(&officer, "/staff/elm/services?q=y00001").await;
            list.is(200).has("EL1 1AA");
            let tx = it.it.core.read().await.unwrap();
            let id = places::by_code(&tx, body.id, "Y00001").await.unwrap().unwrap().id;
            drop(tx);
            let public = it.get(&it.anyone(), "/elm/services").await;
            public.is(200).has("Ask for the manager.").has(&format!("/elm/tell-us?service={id}"));
            let edit = format!("/staff/elm/services/{id}");
            it.get(&officer, &edit).await.is(200).has("1974");
            let changed = [("name", "Elm House"), ("kind", "gp-practice")];
            it.fill(&officer, &edit, &edit, &changed).await.is(303);
            let close = format!("{edit}/close");
            it.fill(&officer, &close, &close, &[]).await.is(422).has("Enter the last day");
            it.fill(&officer, &close, &close, &[("closes_on", "2026-01-13")]).await.is(303);
            it.get(&it.anyone(), "/elm/services?q=house").await.has("No service matches that");
            it.get(&officer, "/staff/elm/services?state=closed").await.has("Elm House");
            let observer = it.staff(Role::Observer, body.id);
            it.get(&observer, "/staff/elm/services").await.is(200).has_not("Add a service");
            it.get(&observer, &edit).await.is(404);
        }

        async fn another_body_s_service_is_not_found(on: Both) {
            let it = site(on).await;
            let elm = it.it.body("elm").await;
            let oak = it.it.body("oak").await;
            let tx = it.it.core.write(&kernel::Actor::system("test")).await.unwrap();
            let details = places::Details {
                name: "Oak".into(),
                kind: "other".into(),
                ..Default::default()
            };
            let done = places::actions::add_service(&tx, oak.id, details).await.unwrap();
            let id = tx.commit(done).await.unwrap().value.id;
            let officer = it.staff(Role::Officer, elm.id);
            let path = format!("/staff/elm/services/{id}");
            it.get(&officer, &path).await.is(404);
            let token = it.token_for(&officer);
            let fields = [("name", "Mine now"), ("kind", "other")];
            it.post(&officer, &path, &token, &fields).await.is(404);
        }
    }
}
