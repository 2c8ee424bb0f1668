use kernel::capability::Role;
use kernel::{Actor, Audited, Event, bodies};
use testing::TestApp;
use uuid::Uuid;

async fn site(on: testing::Both) -> TestApp {
    on.site(
        vec![identity::capability(), administration::capability()],
        vec![administration::room()],
    )
    .await
}

const BODY: [(&str, &str); 13] = [
    ("name", "NHS Havering Board"),
    ("short_name", "Havering"),
    ("kind", "icb"),
    ("ods_code", "08F"),
    ("area", "Havering"),
    ("about", "We plan care."),
    ("email", "hello@x.example"),
    ("telephone", "01632 960001"),
    ("address", "1 High Street"),
    ("complaints", "Write to our team."),
    ("reply_within_days", "60"),
    ("starts_on", "2013-04-01"),
    ("ends_on", ""),
];

testing::both! {
    async fn a_bodys_details_are_changed_and_wrong_ones_come_back(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let admin = app.staff(Role::Administrator, here);
        let path = "/staff/havering/administration/body";
        app.get(&app.staff(Role::Lead, here), path).await.is(404);
        let mut wrong = BODY;
        wrong[10] = ("reply_within_days", "often");
        app.fill(&admin, path, path, &wrong).await.is(422).has("from 1 to 365").has("NHS Havering Board");
        wrong = BODY;
        wrong[12] = ("ends_on", "2012-01-01");
        app.fill(&admin, path, path, &wrong).await.is(422).has("must not be before the first");
        app.fill(&admin, path, path, &BODY).await.is(303);
        app.get(&admin, path).await.has("value=\"60\"");
        let tx = app.it.core.read().await.unwrap();
        let body = bodies::by_slug(&tx, "havering").await.unwrap().unwrap();
        assert_eq!((body.kind.as_str(), body.reply_within_days), ("icb", 60));
    }

    async fn an_administrator_of_the_installation_enters_a_body(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let root = app.administrator();
        let path = "/staff/administration/bodies/new";
        app.get(&app.staff(Role::Administrator, here), path).await.is(404);
        let with_slug = |slug: &'static str| {
            let mut fields = BODY.to_vec();
            fields.push(("slug", slug));
            fields
        };
        for (slug, says) in [
            ("havering", "Another organisation has that name"),
            ("Not One", "small letters"),
            ("sign-in", "needed for pages of our own"),
        ] {
            app.fill(&root, path, path, &with_slug(slug)).await.is(422).has(says);
        }
        let done = app.fill(&root, path, path, &with_slug("north-east")).await;
        app.get(&root, done.is(303).to()).await.is(200).has("Invite its people next");
        app.get(&app.anyone(), "/north-east/about").await.is(200).has("NHS Havering Board");
    }

    async fn partners_begin_and_end_and_stay_in_the_history(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let other = app.it.body("council").await.id.to_string();
        let admin = app.staff(Role::Administrator, here);
        let path = "/staff/havering/administration/relations";
        let typed = [("kind", "scrutinises"), ("other", &*other), ("note", ""), ("starts_on", "2020-01-01")];
        app.fill(&admin, path, path, &typed).await.is(303);
        let mut wrong = typed;
        wrong[1] = ("other", "");
        app.fill(&admin, path, path, &wrong).await.is(422).has("Choose an organisation");
        app.get(&app.anyone(), "/council/about").await.has("Is scrutinised by NHS havering Commissioner");
        let page = app.get(&admin, path).await;
        let from = page.text.find("/administration/relations/").unwrap() + 26;
        let id = &page.text[from..from + 36];
        // Another body's administrator ends nothing here.
        let third = app.it.body("third").await.id;
        let stranger = app.staff(Role::Administrator, third);
        let end = format!("/staff/third/administration/relations/{id}/end");
        app.post(&stranger, &end, &app.token_for(&stranger), &[]).await.is(404);
        app.fill(&admin, path, &format!("{path}/{id}/end"), &[]).await.is(303);
        app.get(&admin, path).await.has("From 1 January 2020 to 14 January 2026");
    }

    async fn who_took_over_is_entered_by_administrators_of_the_installation(on: Both) {
        let app = site(on).await;
        let old = app.it.body("havering").await.id;
        let new = app.it.body("north-east").await.id.to_string();
        let path = "/staff/havering/administration/succession";
        let typed = [("successor", &*new), ("why", "Health and Care Act 2022"), ("on", "2022-07-01")];
        let admin = app.staff(Role::Administrator, old);
        app.post(&admin, path, &app.token_for(&admin), &typed).await.is(404);
        let root = app.administrator();
        app.post(&root, path, &app.token_for(&root), &typed).await.is(303);
        let page = app.get(&app.anyone(), "/havering/about").await;
        page.has("closed on 30 June 2022").has("href=\"/north-east/about\"");
        app.get(&app.anyone(), "/north-east/about").await.has("We took over on 1 July 2022 from");
    }

    async fn the_audit_is_searched_and_taken_out_safely(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await;
        let there = app.it.body("redbridge").await;
        let tell = |body: Uuid, name: &'static str, who: &'static str| {
            let core = app.it.core.clone();
            async move {
                let actor = Actor::person(Uuid::from_u128(1), who, false, Vec::new());
                let tx = core.write(&actor).await.unwrap();
                let event = Event::new(name, body, kernel::Subject::new("test.thing", body));
                tx.commit(Audited::new((), event)).await.unwrap();
            }
        };
        tell(here.id, "test.one", "=cmd|' /C calc'!A0").await;
        app.it.clock.advance(chrono::TimeDelta::days(2));
        tell(here.id, "test.two", "Plain Person").await;
        tell(there.id, "test.three", "Other Person").await;
        let path = "/staff/havering/administration/audit";
        let watcher = app.staff(Role::Observer, here.id);
        app.get(&app.staff(Role::Officer, here.id), path).await.is(404);
        let all = app.get(&watcher, path).await;
        all.is(200).has("test.one").has("test.two").has_not("test.three");
        let search = async |query: &str| app.get(&watcher, &format!("{path}?{query}")).await;
        search("actor=plain").await.has("test.two").has_not("test.one");
        search("name=test.o").await.has("test.one").has_not("test.two");
        search("from=2026-01-15").await.has("test.two").has_not("test.one");
        search("until=2026-01-15").await.has("test.one").has_not("test.two");
        search(&format!("subject={}", here.id)).await.has("test.one");
        search("subject=nonsense").await.has("Nothing was found");
        search(&format!("subject={}", there.id)).await.has("Nothing was found");
        let list = app.get(&watcher, &format!("{path}.csv?actor=cmd")).await;
        list.is(200).has("'=cmd").has_not("Plain Person");
        assert_eq!(list.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(list.headers["cache-control"], "no-store");
        app.get(&watcher, path).await.has("administration.audit.exported");
        let root = app.administrator();
        app.get(&root, "/staff/administration/audit").await.is(200).has("test.three").has("test.one");
        app.get(&watcher, "/staff/administration/audit").await.is(404);
    }

    async fn the_audit_has_pages(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        for _ in 0..60 {
            let tx = app.it.core.write(&Actor::system("test")).await.unwrap();
            let event = Event::new("test.one", here, kernel::Subject::new("test.thing", here));
            tx.commit(Audited::new((), event)).await.unwrap();
        }
        let watcher = app.staff(Role::Observer, here);
        let path = "/staff/havering/administration/audit?name=test";
        app.get(&watcher, path).await.has("Showing 1 to 50 of 60").has("name=test&amp;page=2");
        app.get(&watcher, &format!("{path}&page=2")).await.has("Showing 51 to 60 of 60");
    }
}
