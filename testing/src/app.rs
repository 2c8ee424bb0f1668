//! The site, in process: click, run the jobs, and look at what happened.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use kernel::capability::{Capability, Registry, Role};
use kernel::core::BoxFuture;
use kernel::{Actor, Core};
use tower::ServiceExt as _;
use uuid::Uuid;
use web::app::{App, Parts, Room, SignedIn};

use crate::engines::{Both, Installation};

/// The site of one test.
pub struct TestApp {
    /// Database, clock and chance.
    pub it: Installation,
    /// What the capabilities declare.
    pub registry: Arc<Registry>,
    /// The site.
    pub app: Arc<App>,
    router: Router,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as text.
    pub text: String,
    /// Its body as it came.
    pub bytes: axum::body::Bytes,
}

impl Reply {
    /// Where it sends the browser; panics when it does not.
    pub fn to(&self) -> &str {
        self.headers
            .get(LOCATION)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_else(|| panic!("{} leads nowhere: {}", self.status, self.text))
    }

    /// The token of the first form on the page.
    pub fn token(&self) -> String {
        let from = self.text.find("name=\"csrf\" value=\"").expect("a form on the page") + 19;
        let rest = &self.text[from..];
        rest[..rest.find('"').expect("a quote")].to_owned()
    }

    /// Panics unless the page holds the words.
    #[track_caller]
    pub fn has(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "'{words}' is not on the page:\n{}", self.text);
        self
    }

    /// Panics if the page holds the words.
    #[track_caller]
    pub fn has_not(&self, words: &str) -> &Self {
        assert!(!self.text.contains(words), "'{words}' is on the page:\n{}", self.text);
        self
    }

    /// Panics unless this is the status.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
}

/// Someone at a browser.
#[derive(Clone)]
pub struct Person {
    cookie: Option<String>,
}

/// Actors that tests act as: the session `test-<n>` stands for the n-th. Sign-in itself is tested
/// where it is built, with real sessions.
static ACTORS: Mutex<Vec<Actor>> = Mutex::new(Vec::new());

fn identify<'a>(
    _: &'a Arc<Core>,
    _: &'a Registry,
    session: &'a str,
) -> BoxFuture<'a, kernel::Result<Option<SignedIn>>> {
    Box::pin(async move {
        let number = session.strip_prefix("test-").and_then(|n| n.parse::<usize>().ok());
        let actors = ACTORS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let actor = number.and_then(|n| actors.get(n)).cloned();
        Ok(actor.map(|actor| SignedIn { actor, complete: true }))
    })
}

impl Both {
    /// The site with these rooms.
    pub async fn site(self, capabilities: Vec<Capability>, rooms: Vec<Room>) -> TestApp {
        self.site_with(capabilities, rooms, identify).await
    }

    /// The site with these rooms and its own way of knowing people.
    pub async fn site_with(
        self,
        capabilities: Vec<Capability>,
        rooms: Vec<Room>,
        identify: web::app::Identify,
    ) -> TestApp {
        let (it, registry) = self.install_registered(capabilities).await;
        let parts = Parts {
            core: Arc::clone(&it.core),
            registry: Arc::clone(&registry),
            rooms,
            identify,
            live: false,
            batch: None,
        };
        let (app, router) = App::build(parts).expect("the site is put together");
        TestApp { it, registry, app, router }
    }
}

impl TestApp {
    /// A member of the public.
    pub fn anyone(&self) -> Person {
        Person { cookie: None }
    }

    /// Someone with a role in a body.
    pub fn staff(&self, role: Role, body: Uuid) -> Person {
        let grants = self.registry.verbs_of(role).into_iter().map(|verb| (body, verb)).collect();
        self.acting(Actor::person(Uuid::from_u128(role as u128 + 1), role.key(), false, grants))
    }

    /// Someone who looks after the installation.
    pub fn administrator(&self) -> Person {
        self.acting(Actor::person(Uuid::from_u128(99), "Administrator", true, Vec::new()))
    }

    /// Someone who acts as this actor.
    pub fn acting(&self, actor: Actor) -> Person {
        let mut actors = ACTORS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        actors.push(actor);
        Person { cookie: Some(format!("yousaid=test-{}", actors.len() - 1)) }
    }

    /// Sends any request as someone.
    pub async fn send(&self, who: &Person, mut request: Request<Body>) -> Reply {
        if let Some(cookie) = &who.cookie {
            request.headers_mut().insert(COOKIE, cookie.parse().expect("a cookie"));
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: parts.status, headers: parts.headers, text, bytes }
    }

    /// Opens a page.
    pub async fn get(&self, who: &Person, path: &str) -> Reply {
        let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
        self.send(who, request).await
    }

    /// Fills in the first form of a page and sends it to `path`, with the page's token.
    pub async fn fill(
        &self,
        who: &Person,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let token = self.get(who, page).await.token();
        self.post(who, path, &token, fields).await
    }

    /// Sends a form with a token.
    pub async fn post(
        &self,
        who: &Person,
        path: &str,
        token: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("csrf", token);
        query.extend_pairs(fields);
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, &self.it.core.settings.server.address)
            .body(Body::from(query.finish()))
            .expect("a request");
        self.send(who, request).await
    }

    /// Sends a form with a file.
    pub async fn upload(
        &self,
        who: &Person,
        path: &str,
        token: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Reply {
        let edge = "----yousaid-test-edge";
        let mut body = Vec::new();
        for (name, value) in [("csrf", token)].iter().chain(fields) {
            let part = format!(
                "--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let (field, name, bytes) = file;
        let part = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{edge}--\r\n").as_bytes());
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(CONTENT_TYPE, format!("multipart/form-data; boundary={edge}"))
            .header(ORIGIN, &self.it.core.settings.server.address)
            .body(Body::from(body))
            .expect("a request");
        self.send(who, request).await
    }

    /// A token as a page would carry it, for forms that are sent without being opened.
    pub fn token_for(&self, who: &Person) -> String {
        let session = who.cookie.as_deref().and_then(|c| c.strip_prefix("yousaid=")).unwrap_or("");
        web::csrf::issue(&self.it.core, session)
    }
}
