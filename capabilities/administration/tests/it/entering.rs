use identity::Held;
use kernel::capability::Role;

use crate::browser::{Browser, PASSWORD, account, code, letters, link, real};

/// The page without what differs from one rendering to the next.
fn bare(text: &str, typed: &str) -> String {
    let mut text = text.replace(typed, "TYPED");
    while let Some(from) = text.find("name=\"csrf\" value=\"") {
        let to = from + 19 + text[from + 19..].find('"').unwrap();
        text.replace_range(from..=to, "TOKEN");
    }
    text
}

testing::both! {
    async fn who_is_invited_sets_up_an_account_and_gets_in(on: Both) {
        let app = real(on).await;
        app.it.body("havering").await;
        account(&app, "root@x.example", true, &[]).await;
        let root = Browser::default();
        root.enter(&app, "root@x.example", None).await;
        let people = "/staff/havering/administration/people";
        let fields = [("name", "New Person"), ("email", "new@x.example"), ("roles", "observer")];
        let invite = format!("{people}/invite");
        let done = root.fill(&app, &invite, &invite, &fields).await;
        done.is(303);
        root.get(&app, done.to()).await.is(200).has("The invitation is on its way.").has("Invited");
        let sent = letters(&app).await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].0, "new@x.example");
        // The secret goes from the address into a cookie, and the page has neither.
        let new = Browser::default();
        let path = link(&sent[0].1);
        let swapped = new.get(&app, &path).await;
        assert_eq!(swapped.is(303).to(), "/invitation");
        assert!(new.holds("yousaid-link"));
        let secret = path.rsplit('/').next().unwrap();
        new.get(&app, "/invitation").await.is(200).has("new@x.example").has_not(secret);
        for (password, says) in [
            ("short", "at least 12 characters"),
            ("password1234", "first passwords that people try"),
            ("my name is person", "without your name"),
        ] {
            let typed = [("name", "New Person"), ("password", password), ("password", password)];
            let reply = new.fill(&app, "/invitation", "/invitation", &typed).await;
            reply.is(422).has(says).has_not(&format!("value=\"{password}\""));
        }
        let typed = [("name", "New Person"), ("password", PASSWORD), ("password", "other")];
        new.fill(&app, "/invitation", "/invitation", &typed).await.is(422).has("not the same");
        let typed = [("name", "New Person"), ("password", PASSWORD), ("password", PASSWORD)];
        let done = new.fill(&app, "/invitation", "/invitation", &typed).await;
        new.get(&app, done.is(303).to()).await.is(200).has("Your account is ready");
        new.enter(&app, "new@x.example", None).await;
        new.get(&app, "/staff/havering").await.is(200);
        new.get(&app, people).await.is(404);
        // The link is dead.
        let thief = Browser::default();
        thief.get(&app, &path).await.is(303);
        thief.get(&app, "/invitation").await.is(422).has("does not work any more");
    }

    async fn a_wrong_address_and_a_wrong_password_are_answered_alike(on: Both) {
        let app = real(on).await;
        account(&app, "known@x.example", false, &[]).await;
        let answer = |email: &'static str, password: &'static str| {
            let app = &app;
            async move {
                let fields = [("email", email), ("password", password), ("next", "")];
                let reply = Browser::default().fill(app, "/sign-in", "/sign-in", &fields).await;
                (reply.status, bare(&reply.text, email))
            }
        };
        for n in 0..11 {
            let known = answer("known@x.example", "wrong kettles do not sing").await;
            let unknown = answer("other@x.example", "wrong kettles do not sing").await;
            assert_eq!(known, unknown, "try {n}");
            assert_eq!(known.0, 422);
            let says = if n < 10 { "is not right" } else { "too many wrong attempts" };
            assert!(known.1.contains(says), "try {n}");
        }
        // Locked: the right one is answered like a wrong one.
        assert_eq!(
            answer("known@x.example", PASSWORD).await,
            answer("other@x.example", PASSWORD).await
        );
    }

    async fn a_reset_says_the_same_to_all_and_opens_nothing_without_the_second_step(on: Both) {
        let app = real(on).await;
        account(&app, "known@x.example", false, &[]).await;
        let before = Browser::default();
        let secret = before.enter(&app, "known@x.example", None).await;
        before.get(&app, "/account").await.is(200);
        let ask = |email: &'static str| {
            let app = &app;
            async move {
                let reply =
                    Browser::default().fill(app, "/reset", "/reset", &[("email", email)]).await;
                (reply.status, bare(&reply.text, email))
            }
        };
        assert_eq!(ask("known@x.example").await, ask("other@x.example").await);
        let sent = letters(&app).await;
        assert_eq!(sent.len(), 1, "nobody else gets a letter");
        let browser = Browser::default();
        browser.get(&app, &link(&sent[0].1)).await.is(303);
        let new = "seven blue ladders lean";
        let typed = [("password", new), ("password", new)];
        browser.fill(&app, "/reset/new", "/reset/new", &typed).await.is(303);
        before.get(&app, "/account").await.is(303);
        let typed = [("email", "known@x.example"), ("password", new), ("next", "")];
        let reply = browser.fill(&app, "/sign-in", "/sign-in", &typed).await;
        assert_eq!(reply.is(303).to(), "/sign-in/code");
        browser.get(&app, "/account").await.is(303);
        browser.get(&app, "/account/second-step").await.is(404);
        app.it.clock.advance(chrono::TimeDelta::seconds(60));
        let typed = [("code", &*code(&app, &secret)), ("next", "")];
        browser.fill(&app, "/sign-in/code", "/sign-in/code", &typed).await.is(303);
        browser.get(&app, "/account").await.is(200);
    }

    async fn a_planted_session_is_worth_nothing(on: Both) {
        let app = real(on).await;
        account(&app, "known@x.example", false, &[]).await;
        let browser = Browser::default();
        browser.set_session("planted");
        let secret = browser.enter(&app, "known@x.example", None).await;
        assert_ne!(browser.session().as_deref(), Some("planted"));
        let full = browser.session().unwrap();
        let token = browser.get(&app, "/sign-out").await;
        token.is(200).has("Sign out");
        browser.get(&app, "/account").await.is(200);
        browser.fill(&app, "/sign-out", "/sign-out", &[]).await.is(303);
        assert_eq!(browser.session(), None);
        browser.set_session(&full);
        assert!(browser.get(&app, "/account").await.is(303).to().starts_with("/sign-in"));
        // The half session is another one than the whole.
        let typed = [("email", "known@x.example"), ("password", PASSWORD), ("next", "/account")];
        let again = Browser::default();
        let reply = again.fill(&app, "/sign-in", "/sign-in", &typed).await;
        assert_eq!(reply.to(), "/sign-in/code?next=%2Faccount");
        let half = again.session().unwrap();
        app.it.clock.advance(chrono::TimeDelta::seconds(60));
        let typed = [("code", &*code(&app, &secret)), ("next", "https://evil.example/")];
        let reply = again.fill(&app, "/sign-in/code", "/sign-in/code", &typed).await;
        assert_eq!(reply.to(), "/staff", "never to another site");
        assert_ne!(again.session().unwrap(), half);
    }

    async fn one_sees_and_ends_ones_own_sessions(on: Both) {
        let app = real(on).await;
        account(&app, "known@x.example", false, &[]).await;
        let (one, two) = (Browser::default(), Browser::default());
        let secret = one.enter(&app, "known@x.example", None).await;
        two.enter(&app, "known@x.example", Some(&secret)).await;
        let page = one.get(&app, "/account").await;
        page.is(200).has("Kettle/1.0").has("This one").has("Sign out there");
        let from = page.text.find("/account/sessions/").unwrap();
        let path: String = page.text[from..].chars().take_while(|c| *c != '"').collect();
        one.fill(&app, "/account", &path, &[]).await.is(303);
        two.get(&app, "/account").await.is(303);
        one.get(&app, "/account").await.is(200);
        let wrong = [
            ("password", "wrong kettles"), ("password", "seven blue ladders lean"),
            ("password", "seven blue ladders lean"),
        ];
        let path = "/account/password";
        one.fill(&app, path, path, &wrong).await.is(422).has("not your present password");
        let right = [("password", PASSWORD), wrong[1], wrong[2]];
        let before = one.session();
        one.fill(&app, path, path, &right).await.is(303);
        assert_ne!(one.session(), before);
        one.get(&app, "/account").await.is(200);
        let typed = [("password", "seven blue ladders lean")];
        let path = "/account/recovery";
        one.fill(&app, path, path, &typed).await.is(200).has("You see them only this once");
        one.fill(&app, "/account", "/account/sessions/end", &[]).await.is(303);
        one.get(&app, "/account").await.is(303);
    }

    async fn a_form_that_is_too_old_gives_no_password_back(on: Both) {
        let app = real(on).await;
        account(&app, "known@x.example", false, &[]).await;
        let browser = Browser::default();
        browser.enter(&app, "known@x.example", None).await;
        let typed = [("password", PASSWORD), ("password", "new kettles"), ("password", "other one")];
        let reply = browser.send_form(&app, "/account/password", "old", &typed).await;
        reply.is(403).has_not("kettles").has_not("other one");
    }

    async fn guessing_passwords_from_one_place_is_stopped(on: Both) {
        let app = real(on).await;
        let browser = Browser::default();
        let token = browser.get(&app, "/sign-in").await.token();
        for n in 0..40 {
            let email = format!("n{n}@x.example");
            let typed = [("email", email.as_str()), ("password", ""), ("next", "")];
            app.post(&app.anyone(), "/sign-in", &token, &typed).await.is(422);
        }
        let typed = [("email", "a@x.example"), ("password", PASSWORD), ("next", "")];
        let reply = app.post(&app.anyone(), "/sign-in", &token, &typed).await;
        reply.is(429).has_not(PASSWORD);
    }

    async fn a_disabled_person_is_out_at_once(on: Both) {
        let app = real(on).await;
        let body = app.it.body("havering").await.id;
        let held = [Held { body, role: Role::Observer }];
        let officer = account(&app, "officer@x.example", false, &held).await;
        account(&app, "root@x.example", true, &[]).await;
        let (root, browser) = (Browser::default(), Browser::default());
        root.enter(&app, "root@x.example", None).await;
        browser.enter(&app, "officer@x.example", None).await;
        browser.get(&app, "/staff/havering").await.is(200);
        let page = format!("/staff/havering/administration/people/{}", officer.id);
        root.fill(&app, &page, &format!("{page}/disable"), &[]).await.is(303);
        browser.get(&app, "/staff/havering").await.is(303);
        let typed = [("email", "officer@x.example"), ("password", PASSWORD), ("next", "")];
        browser.fill(&app, "/sign-in", "/sign-in", &typed).await.is(422).has("is not right");
        root.get(&app, &page).await.is(200).has("Disabled").has("Give access back");
    }
}
