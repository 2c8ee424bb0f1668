//! Every page that needs no id opens, for the public and for staff.

use kernel::Actor;
use kernel::capability::Role;
use testing::{Both, Person, TestApp};
use uuid::Uuid;
use web::routes::Access;

use crate::made::{THREE, capabilities};

/// Pages that only make sense on the way through something else: they send the visitor on.
const ON_THE_WAY: &[&str] = &[
    // Only when the settings name somebody to write to.
    "/.well-known/security.txt",
    "/sign-in/code",
    "/account",
    "/invitation",
    "/reset/new",
];
/// A page that tells of the voice just entered, and of none when there is none.
const JUST_ENTERED: &str = "/feedback/entered";

async fn site(on: Both) -> (TestApp, demo::Built) {
    let rooms = vec![
        places::room(),
        thread::room(),
        administration::room(),
        record::room(),
        feedback::room(),
    ];
    let site = on.site(capabilities(), rooms).await;
    let built = demo::build(&site.it.core, &site.it.clock, &site.registry).await.unwrap();
    (site, built)
}

/// Somebody who may do everything everywhere.
fn everyone(site: &TestApp, built: &demo::Built) -> Person {
    let mut grants = Vec::new();
    for role in Role::ALL {
        for verb in site.registry.verbs_of(role) {
            grants.extend(built.bodies.values().map(|body| (*body, verb)));
        }
    }
    site.acting(Actor::person(Uuid::from_u128(5), "Everyone", true, grants))
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn every_page_opens() {
    let (site, built) = site(Both::Sqlite).await;
    let staff = everyone(&site, &built);
    let mut opened = 0;
    let mut failed = Vec::new();
    for spec in site.app.specs.clone() {
        let plain = spec.path.replace("{body}", "");
        if spec.method != http::Method::GET || plain.contains('{') {
            continue;
        }
        let who = match spec.access {
            Access::Public => site.anyone(),
            _ => staff.clone(),
        };
        for body in THREE {
            let path = spec.path.replace("{body}", body);
            let reply = site.get(&who, &path).await;
            let status = reply.status.as_u16();
            let on_the_way = path.ends_with(JUST_ENTERED)
                || ON_THE_WAY.iter().any(|start| path.starts_with(start));
            if status != 200 && !(on_the_way && status < 500) {
                let start: String = reply.text.chars().take(200).collect();
                failed.push(format!("{status} {path} {start}"));
            }
            opened += 1;
            if path == spec.path {
                break;
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(opened > 100, "{opened}");
    let home = site.get(&site.anyone(), "/havering").await;
    home.is(200).has("Havering");
    let told = site.get(&site.anyone(), "/havering/you-said-we-did").await;
    told.is(200).has("Getting through to your practice by telephone");
    let about = site.get(&site.anyone(), "/havering/about").await;
    about.is(200).has("262,052").has("as if");
}
