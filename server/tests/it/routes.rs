//! Every route says who may use it, and is held to it.

use std::collections::BTreeSet;

use testing::Both;
use web::Access;

async fn site(on: Both) -> testing::TestApp {
    on.site(server::compose::capabilities(), server::compose::rooms()).await
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn every_route_is_declared_once_with_verbs_that_exist() {
    let site = site(Both::Sqlite).await;
    let verbs: BTreeSet<&str> = site.registry.permissions().map(|p| p.verb).collect();
    let mut seen = BTreeSet::new();
    for spec in &site.app.specs {
        let (method, path) = (spec.method.as_str(), spec.path);
        assert!(seen.insert((method, path)), "{method} {path} comes twice");
        if let Access::Verb(verb) = spec.access {
            assert!(verbs.contains(verb), "{method} {path} asks for {verb}, which nobody has");
            assert!(path.contains("{body}"), "{method} {path} asks for {verb} of no body");
        }
        if path.starts_with("/staff") {
            assert_ne!(spec.access, Access::Public, "{method} {path} is open");
        }
        if spec.access != Access::Public {
            assert_eq!(spec.cache, web::routes::Cache::Never, "{method} {path} may be kept");
        }
        if method == "POST" && !spec.token {
            // Without a token only a machine's one click, which can do no more than leave.
            assert!(path.contains("unsubscribe"), "{method} {path} takes no token");
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

/// A path with something in each of its places.
fn filled(path: &str) -> String {
    let id = "01890000-0000-7000-8000-000000000000";
    let mut filled = path.replace("{body}", "havering");
    while let (Some(from), Some(to)) = (filled.find('{'), filled.find('}')) {
        filled.replace_range(from..=to, id);
    }
    filled
}

testing::both! {
    async fn nobody_gets_behind_a_route_that_is_not_theirs(on: Both) {
        let site = site(on).await;
        let havering = site.it.body("havering").await;
        let redbridge = site.it.body("redbridge").await;
        let anyone = site.anyone();
        // Of another body, with every role there is.
        let grants = kernel::capability::Role::ALL
            .into_iter()
            .flat_map(|role| site.registry.verbs_of(role))
            .map(|verb| (redbridge.id, verb))
            .collect();
        let other = kernel::Actor::person(uuid::Uuid::from_u128(7), "Other", false, grants);
        let other = site.acting(other);
        for spec in site.app.specs.iter().filter(|spec| spec.access != Access::Public) {
            let path = filled(spec.path);
            for (who, person) in [("anyone", &anyone), ("a neighbour", &other)] {
                let own = !matches!(spec.access, Access::Verb(_) | Access::Staff | Access::Administrator)
                    || !spec.path.contains("{body}") && spec.access != Access::Administrator;
                if who == "a neighbour" && own {
                    continue;
                }
                let reply = if spec.method == http::Method::GET {
                    site.get(person, &path).await
                } else {
                    site.post(person, &path, &site.token_for(person), &[]).await
                };
                let status = reply.status.as_u16();
                let stopped = match who {
                    "anyone" => status == 303 && reply.to().starts_with("/sign-in") || status == 422
                        || status == 404,
                    _ => status == 404,
                };
                assert!(stopped, "{who}: {} {path} gave {status}", spec.method);
            }
        }
        // Nothing was changed by any of it.
        let tx = site.it.core.read().await.unwrap();
        let events = tx.count("SELECT COUNT(*) FROM audit", vec![]).await.unwrap();
        assert_eq!(events, 2, "only the two bodies were entered");
        let _ = havering;
    }
}
