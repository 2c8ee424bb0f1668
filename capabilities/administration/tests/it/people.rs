use identity::{self, Held, MANAGE};
use kernel::Actor;
use kernel::capability::Role;
use testing::TestApp;
use uuid::Uuid;

use crate::browser::{account, letters};

const PEOPLE: &str = "/staff/havering/administration/people";

async fn site(on: testing::Both) -> TestApp {
    on.site(
        vec![identity::capability(), administration::capability()],
        vec![administration::room()],
    )
    .await
}

async fn roles(app: &TestApp, id: Uuid) -> Vec<Held> {
    identity::roles_of(&app.it.core.read().await.unwrap(), id).await.unwrap()
}

testing::both! {
    async fn only_administrators_of_the_body_see_its_people(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let there = app.it.body("redbridge").await.id;
        let theirs = account(&app, "theirs@x.example", false, &[Held { body: there, role: Role::Lead }]).await;
        let own = account(&app, "own@x.example", false, &[Held { body: here, role: Role::Lead }]).await;
        for path in ["", "/invite", &format!("/{}", own.id)] {
            let path = format!("{PEOPLE}{path}");
            for role in Role::ALL {
                let want = if role == Role::Administrator { 200 } else { 404 };
                app.get(&app.staff(role, here), &path).await.is(want);
            }
            app.get(&app.staff(Role::Administrator, there), &path).await.is(404);
            assert!(app.get(&app.anyone(), &path).await.is(303).to().starts_with("/sign-in?next="));
        }
        let admin = app.staff(Role::Administrator, here);
        app.get(&admin, PEOPLE).await.has("own@x.example").has_not("theirs@x.example");
        // Somebody else's person is as absent as nobody.
        let absent = app.get(&admin, &format!("{PEOPLE}/{}", Uuid::from_u128(5))).await;
        let other = app.get(&admin, &format!("{PEOPLE}/{}", theirs.id)).await;
        assert_eq!((absent.is(404).status, absent.text.len()), (other.status, other.text.len()));
    }

    async fn nothing_happens_without_the_forms_token(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let own = account(&app, "own@x.example", false, &[Held { body: here, role: Role::Lead }]).await;
        let admin = app.staff(Role::Administrator, here);
        let stranger = app.token_for(&app.anyone());
        for verb in ["disable", "roles", "reset", "second-step", "sessions"] {
            let path = format!("{PEOPLE}/{}/{verb}", own.id);
            for token in ["", stranger.as_str()] {
                app.post(&admin, &path, token, &[]).await.is(403);
            }
        }
        let tx = app.it.core.read().await.unwrap();
        let account = identity::account(&tx, own.id).await.unwrap().unwrap();
        assert_eq!(account.state, identity::State::Active);
        assert_eq!(account.changed_at, own.changed_at);
        drop(tx);
        assert!(letters(&app).await.is_empty());
    }

    async fn an_invitation_that_is_refused_keeps_what_was_typed(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let admin = app.staff(Role::Administrator, here);
        let invite = format!("{PEOPLE}/invite");
        let none = app.fill(&admin, &invite, &invite, &[("name", "Ann New"), ("email", "ann@x.example")]).await;
        none.is(422).has("Choose at least one role").has("value=\"Ann New\"").has("ann@x.example");
        let wrong = [("name", "Ann New"), ("email", "not an address"), ("roles", "lead")];
        app.fill(&admin, &invite, &invite, &wrong).await.is(422).has("in the right form").has("checked");
        let invented = [("name", "Ann New"), ("email", "ann@x.example"), ("roles", "owner")];
        app.fill(&admin, &invite, &invite, &invented).await.is(422);
        assert!(letters(&app).await.is_empty());
    }

    async fn a_role_given_before_the_account_is_taken_up_sends_a_new_link(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let admin = app.staff(Role::Administrator, here);
        let invite = format!("{PEOPLE}/invite");
        let typed = [("name", "Ann New"), ("email", "ann@x.example"), ("roles", "lead")];
        app.fill(&admin, &invite, &invite, &typed).await.is(303);
        let tx = app.it.core.read().await.unwrap();
        let id = identity::account_by_email(&tx, "ann@x.example").await.unwrap().unwrap().id;
        drop(tx);
        let page = format!("{PEOPLE}/{id}");
        let typed = [("roles", "lead"), ("roles", "officer")];
        app.fill(&admin, &page, &format!("{page}/roles"), &typed).await.is(303);
        assert_eq!(letters(&app).await.len(), 2);
        app.fill(&admin, &page, &format!("{page}/invite"), &[]).await.is(303);
        assert_eq!(letters(&app).await.len(), 3);
        assert_eq!(roles(&app, id).await.len(), 2);
        // The last role taken away, the person is the body's no longer.
        app.fill(&admin, &page, &format!("{page}/roles"), &[]).await.is(303);
        app.get(&admin, &page).await.is(404);
    }

    async fn shared_staff_can_be_given_roles_but_not_locked_out(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let there = app.it.body("redbridge").await.id;
        let held = [Held { body: here, role: Role::Lead }, Held { body: there, role: Role::Lead }];
        let shared = account(&app, "shared@x.example", false, &held).await;
        let admin = app.staff(Role::Administrator, here);
        let page = format!("{PEOPLE}/{}", shared.id);
        app.get(&admin, &page).await.is(200).has("Roles elsewhere").has("NHS redbridge").has_not("End access");
        for verb in ["disable", "reset", "second-step", "sessions", "unlock", "email", "administrator", "nonsense"] {
            app.fill(&admin, &page, &format!("{page}/{verb}"), &[]).await.is(404);
        }
        app.fill(&admin, &page, &format!("{page}/roles"), &[("roles", "officer")]).await.is(303);
        let held = roles(&app, shared.id).await;
        assert!(held.contains(&Held { body: here, role: Role::Officer }));
        assert!(held.contains(&Held { body: there, role: Role::Lead }));
        assert!(!held.contains(&Held { body: here, role: Role::Lead }));
    }

    async fn the_page_of_roles_says_what_the_rooms_declare(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let page = app.get(&app.staff(Role::Observer, here), "/staff/havering/administration/roles").await;
        page.is(200);
        for permission in app.registry.permissions() {
            let times = page.text.matches(permission.says).count();
            assert_eq!(times, permission.roles.len(), "{}", permission.verb);
        }
    }

    async fn the_installations_people_are_its_administrators_affair(on: Both) {
        let app = site(on).await;
        let here = app.it.body("havering").await.id;
        let someone = account(&app, "someone@x.example", false, &[]).await;
        let base = "/staff/administration/people";
        let root = app.administrator();
        app.get(&root, base).await.is(200).has("someone@x.example");
        app.get(&app.staff(Role::Administrator, here), base).await.is(404);
        let page = format!("{base}/{}", someone.id);
        app.fill(&root, &page, &format!("{page}/administrator"), &[]).await.is(303);
        app.get(&root, &page).await.has("Administrator of the installation");
        // The last of them stays.
        let reply = app.fill(&root, &page, &format!("{page}/disable"), &[]).await;
        reply.is(422).has("last administrator");
        let invite = format!("{base}/invite");
        let typed = [("name", "Second"), ("email", "second@x.example")];
        app.fill(&root, &invite, &invite, &typed).await.is(303);
        assert_eq!(letters(&app).await.len(), 1);
        let other = Actor::person(Uuid::from_u128(77), "Other", false, vec![(here, MANAGE)]);
        let page = format!("{PEOPLE}/{}", someone.id);
        app.get(&app.acting(other), &page).await.is(404);
    }
}
