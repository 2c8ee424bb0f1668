//! The guard, through a room of its own: who may come in, and what becomes of what was typed.

use axum::body::Body;
use http::Request;
use http::header::{CONTENT_TYPE, ORIGIN};
use kernel::capability::{Capability, Permission, Role};
use kernel::error::Message;
use kernel::error::{Error, Problem};
use serde_json::json;
use testing::TestApp;
use web::{Access, Answer, Fields, Room, Routes, Visit};

const PERMISSIONS: &[Permission] =
    &[Permission { verb: "room.look", says: "Look", roles: &[Role::Officer] }];

async fn page(visit: Visit) -> Answer {
    visit.form("room/form.njk", &json!({}), json!({ "words": "" }))
}

async fn take(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&["words"], &[])?;
    let error = match fields.text("words").as_str() {
        "broken" => Error::Unavailable("disk full".into()),
        "bug" => Error::Internal("secret cause".into()),
        "" => Error::Invalid(vec![Problem {
            field: "words".into(),
            message: Message::new("room-words-missing"),
        }]),
        "long" => Error::TooMany { retry_after: 9 },
        _ => return visit.see(&format!("/room?once={}", visit.once()), None),
    };
    visit.again("room/form.njk", &json!({}), &fields, error)
}

async fn seen(visit: Visit) -> Answer {
    visit.page("room/seen.njk", &json!({ "who": visit.actor().name() }))
}

async fn site(on: testing::Both) -> TestApp {
    let capability =
        || Capability { name: "room", permissions: PERMISSIONS, ..Capability::default() };
    let form = "{% extends 'layout/public.njk' %}{% from 'forms.njk' import csrfField, textField, submitButton %}\
        {% block title %}Room{% endblock %}{% block content %}<form method='post'>{{ csrfField(page) }}\
        {{ textField(form, 'words', 'Words') }}{{ submitButton('Send') }}</form>{% endblock %}";
    let seen_page = "{% extends 'layout/staff.njk' %}{% block title %}Seen{% endblock %}\
        {% block content %}seen by {{ who }}{% endblock %}";
    let room = Room {
        name: "room",
        routes: Routes::new()
            .get("/room", Access::Public, page)
            .post("/room", Access::Public, take)
            .content("/{body}/seen", seen)
            .get("/staff/{body}/seen", Access::Verb("room.look"), seen)
            .post("/staff/{body}/seen", Access::Verb("room.look"), take)
            .get("/staff/seen", Access::Administrator, seen),
        files: vec![("room/form.njk", form.to_owned()), ("room/seen.njk", seen_page.to_owned())],
        words: vec![
            ("en/room.ftl", "room-words-missing = Enter your words\n".to_owned()),
            ("cy/room.ftl", "room-words-missing = Rhowch eich geiriau\n".to_owned()),
        ],
        ..Room::default()
    };
    on.site(vec![capability()], vec![room]).await
}

fn bare(path: &str, kind: &str, body: &str) -> Request<Body> {
    Request::post(path).header(CONTENT_TYPE, kind).body(Body::from(body.to_owned())).unwrap()
}

const FORM: &str = "application/x-www-form-urlencoded";

testing::both! {
    async fn a_form_needs_its_token_and_keeps_its_words_without(on: Both) {
        let app = site(on).await;
        let anyone = app.anyone();
        for body in ["words=hello", "csrf=&words=hello", "csrf=AAAA&words=hello"] {
            let reply = app.send(&anyone, bare("/room", FORM, body)).await;
            reply.is(403).has("hello").has("Send again");
        }
        let token = app.get(&anyone, "/room").await.token();
        app.post(&anyone, "/room", &token, &[("words", "hello")]).await.is(303);
    }

    async fn a_form_from_elsewhere_is_refused(on: Both) {
        let app = site(on).await;
        let anyone = app.anyone();
        let token = app.get(&anyone, "/room").await.token();
        let body = format!("csrf={token}&words=hello");
        let mut foreign = bare("/room", FORM, &body);
        foreign.headers_mut().insert(ORIGIN, "https://evil.example".parse().unwrap());
        app.send(&anyone, foreign).await.is(403);
        let mut foreign = bare("/room", FORM, &body);
        foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        app.send(&anyone, foreign).await.is(403);
        app.send(&anyone, bare("/room", "text/plain", &body)).await.is(422);
        // A browser that says nothing is held by the token.
        app.send(&anyone, bare("/room", FORM, &body)).await.is(303);
    }

    async fn a_token_is_its_holders_alone_and_grows_old(on: Both) {
        let app = site(on).await;
        let body = app.it.body("havering").await;
        let officer = app.staff(Role::Officer, body.id);
        let theirs = app.token_for(&app.anyone());
        let path = "/staff/havering/seen";
        app.post(&officer, path, &theirs, &[("words", "hello")]).await.is(403).has("hello");
        let own = app.token_for(&officer);
        app.it.clock.advance(chrono::TimeDelta::hours(25));
        let late = app.post(&officer, path, &own, &[("words", "hello")]).await;
        late.is(403).has("hello").has("open for a long time");
        // The page that gives the words back has a token that works.
        let again = late.token();
        app.post(&officer, path, &again, &[("words", "hello")]).await.is(303);
    }

    async fn the_same_form_is_the_same_submission_however_often_it_comes(on: Both) {
        let app = site(on).await;
        let anyone = app.anyone();
        let token = app.get(&anyone, "/room").await.token();
        let first = app.post(&anyone, "/room", &token, &[("words", "hello")]).await;
        let second = app.post(&anyone, "/room", &token, &[("words", "hello")]).await;
        assert_eq!(first.to(), second.to());
        // Also after it came back with an error.
        let back = app.post(&anyone, "/room", &token, &[("words", "")]).await;
        back.is(422).has("Enter your words").has("<title>Error:");
        let third = app.post(&anyone, "/room", &back.token(), &[("words", "hello")]).await;
        assert_eq!(first.to(), third.to());
    }

    async fn words_come_back_when_nothing_can_be_kept(on: Both) {
        let app = site(on).await;
        let anyone = app.anyone();
        for (words, status) in [("broken", 503), ("bug", 500), ("long", 429)] {
            let token = app.get(&anyone, "/room").await.token();
            let reply = app.post(&anyone, "/room", &token, &[("words", words)]).await;
            reply.is(status).has(words).has("Send again").has_not("secret cause");
        }
    }

    async fn unknown_fields_are_refused(on: Both) {
        let app = site(on).await;
        let anyone = app.anyone();
        let token = app.get(&anyone, "/room").await.token();
        for extra in [("role", "administrator"), ("words", "twice"), ("body_id", "1")] {
            let reply = app.post(&anyone, "/room", &token, &[("words", "hello"), extra]).await;
            reply.is(422);
        }
    }

    async fn too_much_is_refused(on: Both) {
        let app = site(on).await;
        let anyone = app.anyone();
        let token = app.get(&anyone, "/room").await.token();
        let huge = "x".repeat(1024 * 1024);
        app.post(&anyone, "/room", &token, &[("words", &huge)]).await.is(422).has("too big");
    }

    async fn forbidden_and_absent_look_the_same(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await;
        let there = app.it.body("redbridge").await;
        let officer = app.staff(Role::Officer, here.id);
        let observer = app.staff(Role::Observer, here.id);
        let elsewhere = app.staff(Role::Officer, there.id);
        let path = "/staff/havering/seen";
        app.get(&officer, path).await.is(200).has("seen by officer");
        let plain = |reply: testing::Reply| {
            assert_eq!(reply.headers["cache-control"], "no-store");
            // The request's own number and token are all that differ.
            let id = reply.headers["x-request-id"].to_str().unwrap().to_owned();
            (reply.status, reply.text.replace(&id, ""))
        };
        let absent = plain(app.get(&officer, "/staff/nowhere/seen").await);
        assert_eq!(absent.0, 404);
        for who in [&observer, &elsewhere, &app.administrator()] {
            let forbidden = plain(app.get(who, path).await);
            assert_eq!(forbidden.0, 404);
            assert!(forbidden.1.contains("Page not found"));
        }
        app.get(&officer, "/staff/seen").await.is(404);
        app.get(&app.administrator(), "/staff/seen").await.is(200);
        // Whoever is not signed in learns nothing of what there is.
        for path in [path, "/staff/nowhere/seen", "/staff/nothing", "/staff/havering/nothing"] {
            let reply = app.get(&app.anyone(), path).await;
            reply.is(303);
            assert!(reply.to().starts_with("/sign-in?next=%2Fstaff"), "{}", reply.to());
        }
    }

    async fn a_form_of_someone_signed_out_keeps_its_words(on: Both) {
        let app = site(on).await;
        app.it.body("havering").await;
        let anyone = app.anyone();
        let token = app.token_for(&anyone);
        let path = "/staff/havering/seen";
        let reply = app.post(&anyone, path, &token, &[("words", "a long letter")]).await;
        reply.is(422).has("a long letter").has("signed out");
    }

    async fn public_content_is_kept_for_a_moment_and_only_for_the_signed_out(on: Both) {
        let app = site(on).await;
        let body = app.it.body("havering").await;
        let first = app.get(&app.anyone(), "/havering/seen").await;
        let second = app.get(&app.anyone(), "/havering/seen").await;
        assert_eq!(first.headers["x-request-id"], second.headers["x-request-id"]);
        let officer = app.staff(Role::Officer, body.id);
        let own = app.get(&officer, "/havering/seen").await;
        own.has("seen by officer");
        assert_eq!(own.headers["cache-control"], "no-store");
        app.get(&app.anyone(), "/havering/seen").await.has_not("officer");
    }

    async fn what_is_kept_is_packed_once_for_those_who_unpack_it(on: Both) {
        let app = site(on).await;
        app.it.body("havering").await;
        let asking = |accepts: &str, language: &str| {
            Request::get("/havering/seen")
                .header("accept-encoding", accepts)
                .header("cookie", format!("yousaid_lang={language}"))
                .body(Body::empty())
                .unwrap()
        };
        let plain = app.get(&app.anyone(), "/havering/seen").await;
        for _ in 0..2 {
            let packed = app.send(&app.anyone(), asking("br, gzip", "en")).await;
            assert_eq!(packed.headers["content-encoding"], "gzip");
            assert_eq!(packed.headers["vary"], "accept-encoding");
            assert_eq!(packed.headers["x-request-id"], plain.headers["x-request-id"]);
            assert!(packed.bytes.len() < plain.bytes.len() && packed.bytes.starts_with(&[0x1f, 0x8b]));
        }
        let refused = app.send(&app.anyone(), asking("gzip;q=0", "en")).await;
        assert_eq!((refused.text, refused.headers.get("content-encoding")), (plain.text, None));
        // Another language is another page.
        let other = app.send(&app.anyone(), asking("", "cy")).await;
        assert_ne!(other.headers["x-request-id"], plain.headers["x-request-id"]);
    }

    async fn every_answer_has_its_headers(on: Both) {
        let app = site(on).await;
        for path in ["/", "/room", "/nothing", "/staff"] {
            let reply = app.get(&app.anyone(), path).await;
            let policy = reply.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
            assert_eq!(reply.headers["x-content-type-options"], "nosniff");
            assert_eq!(reply.headers["referrer-policy"], "same-origin");
        }
    }
}
