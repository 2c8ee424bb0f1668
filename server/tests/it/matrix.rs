//! Abuse cases A01, A03, A14 and A44, made from what the routes say of themselves: every route,
//! every role, one's own body, a neighbour's and none. A new route is in it without being asked.

use axum::body::Body;
use http::header::{CONTENT_TYPE, ORIGIN};
use http::{Method, Request};
use kernel::capability::Role;
use testing::{Both, Person, Reply, TestApp};
use uuid::Uuid;
use web::Access;
use web::routes::{Cache, Spec};

const ABSENT: &str = "01890000-0000-7000-8000-000000000000";

async fn site(on: Both) -> TestApp {
    on.site(server::compose::capabilities(), server::compose::rooms()).await
}

/// The path for a body, with an id that is nobody's in its other places.
fn filled(path: &str, body: &str) -> String {
    let mut filled = path.replace("{body}", body);
    while let (Some(from), Some(to)) = (filled.find('{'), filled.find('}')) {
        filled.replace_range(from..=to, ABSENT);
    }
    filled
}

/// Whether a role may use a route of its own body.
fn may(site: &TestApp, spec: &Spec, role: Role) -> bool {
    match spec.access {
        Access::Public | Access::SignedIn | Access::HalfSignedIn | Access::Staff => true,
        Access::Verb(verb) => site.registry.verbs_of(role).contains(&verb),
        Access::Administrator => false,
    }
}

async fn ask(site: &TestApp, who: &Person, spec: &Spec, path: &str) -> Reply {
    if spec.method == Method::GET {
        site.get(who, path).await
    } else {
        site.post(who, path, &site.token_for(who), &[]).await
    }
}

/// A page without what differs from one request to the next.
fn plain(reply: &Reply) -> String {
    let id = reply.headers.get("x-request-id").map_or("", |v| v.to_str().unwrap_or(""));
    let text = if id.is_empty() { reply.text.clone() } else { reply.text.replace(id, "") };
    let mut out = String::new();
    for line in text.lines() {
        // Tokens, the address that the footer repeats and the mark of the link that the address is
        // under are the request's own.
        let line = line.replace(" nhsuk-header__navigation-item--current", "");
        let line = line.trim_end();
        if line.is_empty() || line.contains("aria-current") {
            continue;
        }
        if !line.contains("csrf") && !line.contains("page=") && !line.contains("/staff") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

testing::both! {
    async fn each_role_gets_its_own_routes_and_no_others(on: Both) {
        let site = site(on).await;
        let body = site.it.body("havering").await.id;
        let mut opened = 0;
        for role in Role::ALL {
            let person = site.staff(role, body);
            let absent = plain(&site.get(&person, "/staff/havering/there-is-no-such-page").await);
            for spec in site.app.specs.iter().filter(|s| s.path.starts_with("/staff/{body}")) {
                let path = filled(spec.path, "havering");
                let reply = ask(&site, &person, spec, &path).await;
                let status = reply.status.as_u16();
                if may(&site, spec, role) {
                    // What was just entered is named in the query; without it there is nothing.
                    let of_a_thing = spec.path.matches('{').count() > 1
                        || spec.path.ends_with("/feedback/entered");
                    if spec.method == Method::GET && !of_a_thing {
                        assert!(status < 400, "{} {path}: {status}", role.key());
                        opened += 1;
                    }
                    assert!(status < 500, "{} {} {path}: {status}", role.key(), spec.method);
                } else {
                    assert_eq!(status, 404, "{} {} {path}", role.key(), spec.method);
                    if spec.method == Method::GET {
                        assert_eq!(plain(&reply), absent, "{} {path} looks different", role.key());
                    }
                }
                assert_eq!(reply.headers["cache-control"], "no-store", "{path}");
            }
        }
        assert!(opened > 50, "only {opened} pages were opened");
    }

    async fn nobody_crosses_to_a_neighbour(on: Both) {
        let site = site(on).await;
        let own = site.it.body("havering").await.id;
        site.it.body("redbridge").await;
        let everything = Role::ALL
            .into_iter()
            .flat_map(|role| site.registry.verbs_of(role))
            .map(|verb| (own, verb))
            .collect();
        let person = kernel::Actor::person(Uuid::from_u128(7), "Of Havering", false, everything);
        let person = site.acting(person);
        for spec in site.app.specs.iter().filter(|s| s.path.starts_with("/staff/{body}")) {
            for other in ["redbridge", "there-is-no-such-body"] {
                let path = filled(spec.path, other);
                let reply = ask(&site, &person, spec, &path).await;
                assert_eq!(reply.status.as_u16(), 404, "{} {path}", spec.method);
            }
        }
    }

    async fn no_form_is_taken_that_is_not_ours(on: Both) {
        let site = site(on).await;
        let body = site.it.body("havering").await.id;
        let everything = Role::ALL
            .into_iter()
            .flat_map(|role| site.registry.verbs_of(role))
            .map(|verb| (body, verb))
            .collect();
        let person = kernel::Actor::person(Uuid::from_u128(7), "Everything", true, everything);
        let person = site.acting(person);
        let tx = site.it.core.read().await.unwrap();
        let before = tx.count("SELECT COUNT(*) FROM audit", vec![]).await.unwrap();
        drop(tx);
        let forms = site.app.specs.iter().filter(|s| s.method == Method::POST && s.token);
        for spec in forms {
            let path = filled(spec.path, "havering");
            let token = site.token_for(&person);
            let stranger = site.token_for(&site.anyone());
            let ours = site.it.core.settings.server.address.clone();
            let cases = [
                ("no token", String::new(), ours.as_str(), "application/x-www-form-urlencoded", 403),
                ("a stranger's token", stranger, &ours, "application/x-www-form-urlencoded", 403),
                ("from elsewhere", token.clone(), "https://evil.example",
                    "application/x-www-form-urlencoded", 403),
                ("plain text", token, &ours, "text/plain", 422),
            ];
            for (case, token, origin, kind, status) in cases {
                let request = Request::post(&path)
                    .header(CONTENT_TYPE, kind)
                    .header(ORIGIN, origin)
                    .body(Body::from(format!("csrf={token}&words=typed+words")))
                    .unwrap();
                let reply = site.send(&person, request).await;
                assert_eq!(reply.status.as_u16(), status, "{case}: {path}");
                if status == 403 {
                    assert!(reply.text.contains("typed words"), "{case}: {path} lost the words");
                }
            }
        }
        let tx = site.it.core.read().await.unwrap();
        let after = tx.count("SELECT COUNT(*) FROM audit", vec![]).await.unwrap();
        assert_eq!(before, after, "something was changed by a form that is not ours");
    }

    async fn what_is_kept_by_caches_is_public_content_alone(on: Both) {
        let site = site(on).await;
        let body = site.it.body("havering").await.id;
        let lead = site.staff(Role::Lead, body);
        for spec in site.app.specs.iter().filter(|s| s.method == Method::GET) {
            let path = filled(spec.path, "havering");
            let own = site.get(&lead, &path).await;
            assert_eq!(own.headers["cache-control"], "no-store", "{path}, signed in");
            if spec.cache == Cache::Never {
                let open = site.get(&site.anyone(), &path).await;
                assert_eq!(open.headers["cache-control"], "no-store", "{path}, signed out");
            }
        }
    }
}
