//! Styles, scripts and pictures: embedded, named by their content, compressed when built.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// Its own name: `yousaid.css`, `images/nhsuk-icon-search.svg`.
    pub name: &'static str,
    /// The name with the hash of its content: `yousaid-46171b18cb431bfc.css`.
    pub hashed: &'static str,
    /// The media type.
    pub content_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    /// The content compressed with gzip, for what can be compressed.
    pub gzip: Option<&'static [u8]>,
    /// The content compressed with Brotli, for what can be compressed.
    pub brotli: Option<&'static [u8]>,
}

static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// All embedded files.
pub fn all() -> &'static [Asset] {
    ASSETS
}

/// The address of an asset by its own name, to be cached for ever: `/assets/yousaid-….css`.
pub fn asset(name: &str) -> Option<String> {
    find(name).map(|asset| format!("/assets/{}", asset.hashed))
}

fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// Serves `/assets/…`. An address with a hash may be kept for ever; a plain name is asked about
/// each time.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{*name}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let by_hash = ASSETS.iter().find(|asset| asset.hashed == name);
    let Some(asset) = by_hash.or_else(|| find(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let keep = if by_hash.is_some() { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = format!("\"{}\"", asset.hashed);
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| known.split(',').any(|part| part.trim() == tag));
    let (encoding, bytes) = encoded(asset, &headers);
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(bytes).into_response()
    };
    let out = response.headers_mut();
    out.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    out.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    out.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(ETAG, tag);
    }
    if asset.gzip.is_some() {
        out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Some(encoding) = encoding.filter(|_| !unchanged) {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn encoded(asset: &Asset, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let (brotli, gzip) = (
        asset.brotli.filter(|_| unpacks(headers, "br")),
        asset.gzip.filter(|_| unpacks(headers, "gzip")),
    );
    match (brotli, gzip) {
        (Some(bytes), _) => (Some("br"), bytes),
        (None, Some(bytes)) => (Some("gzip"), bytes),
        (None, None) => (None, asset.bytes),
    }
}

/// Whether the reader's browser unpacks what is packed by this method. One that names it only to
/// refuse it does not.
pub(crate) fn unpacks(headers: &HeaderMap, method: &str) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|part| {
        let mut fields = part.split(';').map(str::trim);
        fields.next() == Some(method) && !fields.any(|field| matches!(field, "q=0" | "q=0.0"))
    })
}
