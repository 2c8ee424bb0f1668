//! A browser that keeps its cookies.

use std::collections::BTreeMap;
use std::sync::Mutex;

use http::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE, USER_AGENT};
use http::{Method, Request};
use identity::{self, Account, Held, NewAccount, NewPassword};
use kernel::Actor;
use kernel::clock::Clock as _;
use testing::{Reply, TestApp};
use totp_rs::{Builder, Secret};

pub const PASSWORD: &str = "four grey kettles sing";

/// The site with real sign-in.
pub async fn real(on: testing::Both) -> TestApp {
    on.site_with(
        vec![identity::capability(), administration::capability()],
        vec![administration::room()],
        administration::identify,
    )
    .await
}

#[derive(Default)]
pub struct Browser {
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    async fn send(&self, app: &TestApp, method: Method, path: &str, body: String) -> Reply {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(COOKIE, cookies.join("; "))
            .header(USER_AGENT, "Kettle/1.0")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, &app.it.core.settings.server.address)
            .body(body.into())
            .unwrap();
        let reply = app.send(&app.anyone(), request).await;
        let mut cookies = self.cookies.lock().unwrap();
        for line in reply.headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax"), "{line}");
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                assert!(line.contains("Max-Age=0"), "{line}");
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        drop(cookies);
        reply
    }

    pub async fn get(&self, app: &TestApp, path: &str) -> Reply {
        self.send(app, Method::GET, path, String::new()).await
    }

    /// Fills in the form on `page` and sends it to `path`.
    pub async fn fill(
        &self,
        app: &TestApp,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let token = self.get(app, page).await.token();
        self.send_form(app, path, &token, fields).await
    }

    /// Sends a form with a token.
    pub async fn send_form(
        &self,
        app: &TestApp,
        path: &str,
        token: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let escaped = |value: &str| value.replace(' ', "+").replace('@', "%40");
        let mut form = format!("csrf={token}");
        for (name, value) in fields {
            form.extend(["&", *name, "=", &escaped(value)]);
        }
        self.send(app, Method::POST, path, form).await
    }

    pub fn session(&self) -> Option<String> {
        self.cookies.lock().unwrap().get("yousaid").cloned()
    }

    pub fn holds(&self, name: &str) -> bool {
        self.cookies.lock().unwrap().contains_key(name)
    }

    pub fn set_session(&self, value: &str) {
        self.cookies.lock().unwrap().insert("yousaid".into(), value.into());
    }

    /// Both steps; sets up the second if there is none. The secret of the second step.
    pub async fn enter(&self, app: &TestApp, email: &str, secret: Option<&str>) -> String {
        let fields = [("email", email), ("password", PASSWORD), ("next", "")];
        let reply = self.fill(app, "/sign-in", "/sign-in", &fields).await;
        reply.is(303);
        if let Some(secret) = secret {
            app.it.clock.advance(chrono::TimeDelta::seconds(60));
            let fields = [("code", &*code(app, secret)), ("next", "")];
            self.fill(app, "/sign-in/code", "/sign-in/code", &fields).await.is(303);
            return secret.to_owned();
        }
        assert_eq!(reply.to(), "/account/second-step");
        let path = "/account/second-step";
        self.fill(app, path, "/account/second-step/begin", &[]).await.is(303);
        let page = self.get(app, path).await;
        page.is(200).has("<svg");
        let typed = page.text.split("<code>").nth(1).unwrap().split('<').next().unwrap();
        let secret = typed.replace(' ', "");
        let done = self.fill(app, path, path, &[("code", &code(app, &secret))]).await;
        done.is(200).has("You see them only this once");
        secret
    }
}

pub fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let now = u64::try_from(app.it.clock.now().timestamp()).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate(now).to_string()
}

/// An account with the password of these tests.
pub async fn account(app: &TestApp, email: &str, administrator: bool, roles: &[Held]) -> Account {
    let core = &app.it.core;
    let password = NewPassword::choose(core, PASSWORD, email, "Amina").await.unwrap();
    let new = NewAccount { email, name: "Amina", administrator, roles, password: &password };
    let tx = core.write(&Actor::system("test")).await.unwrap();
    let done = identity::add(&tx, &new).await.unwrap();
    tx.commit(done).await.unwrap().value
}

/// The letters that wait, newest last: recipient and text.
pub async fn letters(app: &TestApp) -> Vec<(String, String)> {
    let tx = app.it.core.read().await.unwrap();
    let sql = "SELECT to_address FROM mail_outbox ORDER BY id";
    let count = tx.rows(sql, vec![]).await.unwrap().len();
    let mut found = Vec::new();
    for n in 0..count {
        let at = i64::try_from(n).unwrap();
        let one = |column: &str| {
            format!("SELECT {column} FROM mail_outbox ORDER BY id LIMIT 1 OFFSET {at}")
        };
        let to: String = tx.scalar(&one("to_address"), vec![]).await.unwrap().unwrap();
        let text: String = tx.scalar(&one("text"), vec![]).await.unwrap().unwrap();
        found.push((to, text));
    }
    found
}

/// The path of the link in a letter.
pub fn link(text: &str) -> String {
    let line = text.lines().find(|line| line.starts_with("http://")).expect("a link");
    let path = line.splitn(4, '/').nth(3).expect("a path");
    format!("/{path}")
}
