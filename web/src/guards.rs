//! The guard that stands before every route: who is it, may they, is it their own form. What a
//! handler gives back passes it again, so that errors become pages and headers are right.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body as Bytes_;
use axum::extract::{ConnectInfo, DefaultBodyLimit, RawPathParams, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use axum::{Extension, RequestExt as _, Router};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use kernel::bodies::Body;
use kernel::error::{Error, Message, Result};
use kernel::{Actor, limits};
use uuid::Uuid;

use crate::answers::{chosen_language, content_key, cookie, finish, headers, keep};
pub use crate::answers::{session_cookie, set_cookie};
use crate::app::{App, SignedIn};
use crate::assets::unpacks;
use crate::csrf::{self, Token};
use crate::forms::{Fields, TOKEN};
use crate::languages;
use crate::problems::{Carried, page as problem_page};
use crate::routes::{Access, Cache, Rate, Spec};
use crate::visit::{Inner, Visit};

/// Wrong guesses from one address within ten to twenty minutes, after which it must wait.
const GUESSES: i64 = 40;

/// Puts the guard before a route.
pub(crate) fn guarded(handler: MethodRouter, spec: Arc<Spec>) -> MethodRouter {
    let takes = spec.takes;
    handler
        .layer::<_, Infallible>(from_fn(guard))
        .layer::<_, Infallible>(Extension(spec))
        .layer::<_, Infallible>(DefaultBodyLimit::max(takes))
}

/// What stands before all routes, and answers where there is none.
pub(crate) fn outermost(router: Router, app: &Arc<App>) -> Router {
    let nowhere = Arc::new(Spec {
        method: Method::GET,
        path: "",
        access: Access::Public,
        cache: Cache::Never,
        rate: Rate::Free,
        takes: 1024,
        token: false,
    });
    let absent = |request: Request| async move {
        let staff = request.uri().path().starts_with("/staff");
        let visit = request.extensions().get::<Visit>().cloned();
        match visit {
            // Whether a staff page exists is nobody's business who is not signed in.
            Some(visit) if staff && !visit.is_signed_in() => to_sign_in(&request),
            _ => crate::problems::Failed(Error::NotFound).into_response(),
        }
    };
    let fallback: MethodRouter = axum::routing::any(absent)
        .layer::<_, Infallible>(from_fn(guard))
        .layer::<_, Infallible>(Extension(nowhere));
    router
        .fallback_service(fallback)
        .merge(crate::assets::router())
        .layer(tower_http::compression::CompressionLayer::new().gzip(true))
        .layer(from_fn(headers))
        .layer(Extension(Arc::clone(app)))
        .layer(tower_http::catch_panic::CatchPanicLayer::new())
}

async fn guard(
    Extension(app): Extension<Arc<App>>,
    Extension(spec): Extension<Arc<Spec>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = app.core.clock.now();
    // What is kept needs neither a session nor a form's token: it is looked for before them.
    let kept_as = content_key(&app, &spec, &request);
    let zipped = kept_as.is_some() && unpacks(request.headers(), "gzip");
    if let Some(key) = &kept_as
        && let Some(kept) = app.content.get(key).await
    {
        return kept.answer(zipped);
    }
    let visit = match see(&app, &spec, &mut request).await {
        Ok(visit) => visit,
        Err(error) => return bare(&app, &spec, request, &error).await,
    };
    let mut typed = None;
    let outcome = admit(&visit, &spec, request, &mut typed).await;
    let mut response = match outcome {
        Ok((visit, request)) => {
            let mut response = next.run(request).await;
            if let Some(carried) = response.extensions_mut().remove::<Carried>()
                && let Ok(mut slot) = carried.0.lock()
                && let Some(error) = slot.take()
            {
                response = problem_page(&visit, &error, typed.as_ref());
            }
            response
        }
        Err(Stopped::With(response)) => *response,
        Err(Stopped::By(error)) => problem_page(&visit, &error, typed.as_ref()),
    };
    if spec.rate == Rate::Guesses && response.status().is_client_error() {
        // A guess that cannot be counted is answered all the same; the next one may be.
        let _ = limits::count(&app.core, "guess", visit.address()).await;
    }
    finish(&visit, &spec, &mut response);
    tell(&visit, &spec, &response, started);
    match kept_as {
        Some(key) => keep(&app, key, response, zipped).await,
        None => response,
    }
}

fn tell(visit: &Visit, spec: &Spec, response: &Response, started: chrono::DateTime<chrono::Utc>) {
    let took = (visit.core().clock.now() - started).num_microseconds().unwrap_or(0);
    let status = response.status().as_u16();
    tracing::info!(
        request = visit.request_id(), method = %spec.method, route = spec.path, status,
        micros = took, "answered"
    );
    metrics::counter!("yousaid_requests", "route" => spec.path, "status" => status.to_string())
        .increment(1);
    #[expect(clippy::cast_precision_loss, reason = "a metric of a request's length")]
    metrics::histogram!("yousaid_request_seconds", "route" => spec.path).record(took as f64 / 1e6);
}

/// Finds out who is here and what the address names.
async fn see(app: &Arc<App>, spec: &Arc<Spec>, request: &mut Request) -> Result<Visit> {
    let headers = request.headers().clone();
    let session = cookie(&headers, session_cookie(app)).unwrap_or_default();
    let signed = match session.as_str() {
        "" => None,
        session => (app.identify)(&app.core, &app.registry, session).await?,
    };
    let SignedIn { actor, complete } =
        signed.unwrap_or(SignedIn { actor: Actor::public(), complete: false });
    let session = if actor.account().is_some() { session } else { String::new() };
    let slug = match spec.path {
        // No route: the page that says so is the body's all the same, and looks like any other.
        "" => named_in(request.uri().path()),
        _ => path_parameter(request, "body").await,
    };
    let body = match slug {
        Some(slug) => find_body(app, &slug).await?,
        None => None,
    };
    let query: Vec<(String, String)> =
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
            .into_owned()
            .take(50)
            .collect();
    let asked = query.iter().find(|(name, _)| name == "lang").map(|(_, v)| v.as_str());
    let lang = chosen_language(app, &headers, asked);
    let id = kernel::ids::unordered(&*app.core.chance).simple().to_string();
    let visit = Visit(Arc::new(Inner {
        app: Arc::clone(app),
        actor: actor.in_request(&id),
        complete,
        token: csrf::issue(&app.core, &session),
        session,
        body,
        lang,
        path: request.uri().path().to_owned(),
        route: spec.path,
        query,
        sent: None,
        address: address(app, request),
        request: id,
    }));
    request.extensions_mut().insert(visit.clone());
    Ok(visit)
}

/// The body that an address seems to name: `/havering/…`, `/staff/havering/…`.
fn named_in(path: &str) -> Option<String> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let first = parts.next()?;
    let slug = if first == "staff" { parts.next()? } else { first };
    Some(slug.to_owned())
}

async fn path_parameter(request: &mut Request, name: &str) -> Option<String> {
    let parameters = request.extract_parts::<RawPathParams>().await.ok()?;
    parameters.iter().find(|(n, _)| *n == name).map(|(_, value)| value.to_owned())
}

async fn find_body(app: &App, slug: &str) -> Result<Option<Body>> {
    if let Some(kept) = app.bodies.get(slug).await {
        return Ok(kept);
    }
    let tx = app.core.read().await?;
    let found = kernel::bodies::by_slug(&tx, slug).await?;
    app.bodies.insert(slug.to_owned(), found.clone()).await;
    Ok(found)
}

fn address(app: &App, request: &Request) -> String {
    let proxies = app.core.settings.server.proxies;
    if proxies > 0 {
        let hops: Vec<&str> = request
            .headers()
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .collect();
        if let Some(hop) = hops.len().checked_sub(proxies).and_then(|n| hops.get(n)) {
            return (*hop).to_owned();
        }
    }
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>();
    peer.map_or_else(|| "unknown".to_owned(), |peer| peer.0.ip().to_string())
}

enum Stopped {
    With(Box<Response>),
    By(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::By(error)
    }
}

/// Lets the request through, or says why not. The form is read before anything is refused, so
/// that its words can be given back.
async fn admit(
    visit: &Visit,
    spec: &Spec,
    mut request: Request,
    typed: &mut Option<Fields>,
) -> Result<(Visit, Request), Stopped> {
    let is_form = spec.method != Method::GET;
    let mut visit = visit.clone();
    if is_form {
        let (parts, body) = request.into_parts();
        let for_form = Request::from_parts(parts.clone(), body);
        let fields = Fields::read(for_form).await?;
        request = Request::from_parts(parts, Bytes_::empty());
        *typed = Some(fields.clone());
        visit = own_form(&visit, spec, request.headers(), &fields)?;
        request.extensions_mut().insert(fields);
        request.extensions_mut().insert(visit.clone());
    }
    allowed(&visit, spec, &request)?;
    if spec.rate == Rate::Guesses {
        let tx = visit.read().await?;
        if limits::level(&tx, visit.core(), "guess", visit.address()).await? >= GUESSES {
            let retry_after = limits::retry_after(visit.core());
            return Err(Stopped::By(Error::TooMany { retry_after }));
        }
    }
    Ok((visit, request))
}

/// That the form is one of ours, sent from one of our pages (abuse case A14).
fn own_form(
    visit: &Visit,
    spec: &Spec,
    headers: &HeaderMap,
    fields: &Fields,
) -> Result<Visit, Stopped> {
    if !spec.token {
        return Ok(visit.clone());
    }
    let refused = |key: &'static str| {
        let mut response = problem_page(visit, &Error::Refused(Message::new(key)), Some(fields));
        *response.status_mut() = StatusCode::FORBIDDEN;
        Stopped::With(Box::new(response))
    };
    if !csrf::is_from_us(visit.core(), headers) {
        return Err(refused("form-from-elsewhere"));
    }
    let token = csrf::read(visit.core(), &fields.raw(TOKEN), visit.session());
    let token = token.map_err(|_| refused("form-too-old"))?;
    Ok(with_token(visit, token))
}

fn with_token(visit: &Visit, token: Token) -> Visit {
    Visit(Arc::new(Inner { sent: Some(token), ..(*visit.0).clone() }))
}

/// That whoever is here may use the route. Absent and forbidden look the same.
fn allowed(visit: &Visit, spec: &Spec, request: &Request) -> Result<(), Stopped> {
    let needs_session = !matches!(spec.access, Access::Public);
    let half = spec.access == Access::HalfSignedIn && visit.actor().account().is_some();
    if needs_session && !visit.is_signed_in() && !half {
        // A form keeps its words: the page for problems gives them back and says to sign in.
        return Err(if spec.method == Method::GET {
            Stopped::With(Box::new(to_sign_in(request)))
        } else {
            Stopped::By(Error::refused("form-signed-out"))
        });
    }
    let names_body = spec.path.contains("{body}");
    let actor = visit.actor();
    let fine = match (spec.access, visit.body().ok()) {
        (_, None) if names_body => false,
        (Access::Public | Access::SignedIn | Access::HalfSignedIn, _) => true,
        (Access::Administrator, _) => actor.is_administrator(),
        (Access::Verb(verb), Some(body)) => actor.may(body.id, verb),
        (Access::Staff, Some(body)) => actor.bodies().contains(&body.id),
        (Access::Verb(verb), None) => actor.may_anywhere(verb),
        (Access::Staff, None) => !actor.bodies().is_empty() || actor.is_administrator(),
    };
    if fine { Ok(()) } else { Err(Stopped::By(Error::NotFound)) }
}

fn to_sign_in(request: &Request) -> Response {
    let next = request.uri().path_and_query().map_or("/staff", http::uri::PathAndQuery::as_str);
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    let mut response = Redirect::to(&format!("/sign-in?{query}")).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer when not even the visitor could be made out: the database is away.
async fn bare(app: &Arc<App>, spec: &Arc<Spec>, request: Request, error: &Error) -> Response {
    let visit = Visit(Arc::new(Inner {
        app: Arc::clone(app),
        actor: Actor::public(),
        complete: false,
        session: String::new(),
        body: None,
        lang: languages::Lang::ENGLISH,
        path: request.uri().path().to_owned(),
        route: spec.path,
        query: Vec::new(),
        token: csrf::issue(&app.core, ""),
        sent: None,
        address: String::new(),
        request: Uuid::nil().to_string(),
    }));
    let typed = match spec.method {
        Method::GET => None,
        _ => Fields::read(request).await.ok(),
    };
    let mut response = problem_page(&visit, error, typed.as_ref());
    finish(&visit, spec, &mut response);
    response
}
