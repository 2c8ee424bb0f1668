//! What goes back with every answer: its headers, its cookies, and the copy that is kept of public
//! content.

use std::io::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cookie::Cookie;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_ENCODING, COOKIE, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body_util::BodyExt as _;

use crate::app::{App, Kept};
use crate::languages::{self, Lang};
use crate::routes::{Cache, Spec};
use crate::visit::Visit;

/// Where pages may take what from: nowhere but here. The NHS typeface, for bodies that are entitled
/// to it, is on another server.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                      img-src 'self' data:; font-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";
const POLICY_NHS: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                          img-src 'self' data:; font-src 'self' https://assets.nhs.uk; \
                          form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers that every answer has, whatever it is.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let app = request.extensions().get::<Arc<App>>().cloned();
    let settings = app.as_ref().map(|app| &app.core.settings);
    let nhs = settings.is_some_and(|s| s.looks.nhs_logo);
    let secure = settings.is_some_and(kernel::config::Settings::is_secure);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", if nhs { POLICY_NHS } else { POLICY }),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if secure {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry("strict-transport-security").or_insert(year);
    }
    response
}

/// Name of the cookie that holds the session.
pub fn session_cookie(app: &App) -> &'static str {
    if app.core.settings.is_secure() { "__Host-yousaid" } else { "yousaid" }
}

pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// The language of who asks: by the address, by their cookie, or as their browser says.
pub(crate) fn chosen_language(app: &App, headers: &HeaderMap, asked: Option<&str>) -> Lang {
    let accept = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let chosen = cookie(headers, languages::COOKIE);
    languages::choose(&app.catalogue, asked, chosen.as_deref(), accept)
}

/// A cookie that scripts cannot read and other sites cannot send.
pub fn set_cookie(app: &App, name: &'static str, value: &str, days: Option<i64>) -> HeaderValue {
    let mut cookie = Cookie::build((name, value.to_owned()))
        .path("/")
        .http_only(true)
        .same_site(cookie::SameSite::Lax)
        .secure(app.core.settings.is_secure());
    if let Some(days) = days {
        cookie = cookie.max_age(cookie::time::Duration::days(days));
    }
    HeaderValue::from_str(&cookie.build().to_string())
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Headers that depend on the route, and the language that was just chosen.
pub(crate) fn finish(visit: &Visit, spec: &Spec, response: &mut Response) {
    let own = spec.cache == Cache::Never || visit.actor().account().is_some();
    let keep = if own { "no-store" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(keep));
    if let Ok(id) = HeaderValue::from_str(visit.request_id()) {
        headers.insert("x-request-id", id);
    }
    if visit.query("lang") == Some(visit.lang().tag()) {
        let cookie = set_cookie(visit.app(), languages::COOKIE, visit.lang().tag(), Some(365));
        headers.append(SET_COOKIE, cookie);
    }
}

/// Under which key the answer to a request is kept: public content for visitors without a session.
pub(crate) fn content_key(app: &App, spec: &Spec, request: &Request) -> Option<String> {
    if spec.cache != Cache::Content || cookie(request.headers(), session_cookie(app)).is_some() {
        return None;
    }
    let address = request.uri().path_and_query()?.as_str();
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let mut asked = form_urlencoded::parse(query);
    if address.len() >= 500 || asked.any(|(name, _)| name == "lang" || name == "done") {
        return None;
    }
    let lang = chosen_language(app, request.headers(), None);
    Some(format!("{} {address}", lang.tag()))
}

/// Keeps an answer, so that whoever asks within the next second has the same.
pub(crate) async fn keep(app: &App, key: String, response: Response, zipped: bool) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let kept = Kept { headers: parts.headers, zipped: zip(&body).map(Bytes::from), body };
    app.content.insert(key, kept.clone()).await;
    kept.answer(zipped)
}

fn zip(body: &[u8]) -> Option<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    writer.write_all(body).ok()?;
    writer.finish().ok()
}

impl Kept {
    /// The answer that was kept, packed once for all who unpack it.
    pub(crate) fn answer(self, zipped: bool) -> Response {
        let (body, packed) = match self.zipped {
            Some(packed) if zipped => (packed, true),
            _ => (self.body, false),
        };
        let mut response = body.into_response();
        *response.headers_mut() = self.headers;
        response.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
        if packed {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}
