//! Assets, as a browser asks for them.

use axum::Router;
use axum::body::Body;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;
use web::assets;

async fn get(path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let app: Router = assets::router();
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_hashed_address_is_kept_for_ever_and_a_plain_one_is_not() {
    let hashed = assets::asset("yousaid.css").unwrap();
    let response = get(&hashed, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&response, "content-type"), "text/css; charset=utf-8");
    assert_eq!(header(&response, "content-encoding"), "br");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    let plain = get("/assets/yousaid.css", &[]).await;
    assert_eq!(header(&plain, "cache-control"), "no-cache");
    assert_eq!(header(&plain, "content-encoding"), "");
}

#[tokio::test]
async fn an_unchanged_asset_is_not_sent_again() {
    let first = get("/assets/yousaid.js", &[]).await;
    let tag = header(&first, "etag").to_owned();
    let second = get("/assets/yousaid.js", &[("if-none-match", &tag)]).await;
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    assert!(second.into_body().collect().await.unwrap().to_bytes().is_empty());
}

#[tokio::test]
async fn an_unknown_asset_is_not_found_and_refused_encodings_are_not_used() {
    assert_eq!(get("/assets/../Cargo.toml", &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get("/assets/nothing.css", &[]).await.status(), StatusCode::NOT_FOUND);
    let plain = get("/assets/print.css", &[("accept-encoding", "br;q=0, gzip; q=0")]).await;
    assert_eq!(header(&plain, "content-encoding"), "");
}

#[test]
fn the_default_style_sheet_asks_no_other_server_for_anything() {
    let sheet = |name: &str| {
        let asset = assets::all().iter().find(|asset| asset.name == name).unwrap();
        String::from_utf8_lossy(asset.bytes).into_owned()
    };
    let ours = sheet("yousaid.css");
    assert!(!ours.contains("assets.nhs.uk") && !ours.to_lowercase().contains("frutiger"));
    assert!(!ours.replace("http://www.w3.org/", "").contains("http"), "an address in the style");
    assert!(sheet("yousaid-nhs.css").contains("Frutiger"));
}

#[test]
fn the_first_view_is_small() {
    let size = |name: &str| {
        let asset = assets::all().iter().find(|asset| asset.name == name).unwrap();
        asset.gzip.unwrap_or(asset.bytes).len()
    };
    let sent: usize =
        ["yousaid.css", "nhsuk.js", "yousaid.js", "images/yousaid.svg", "images/yousaid-icon.svg"]
            .map(size)
            .iter()
            .sum();
    println!("style, script and marks: {sent} bytes with gzip");
    assert!(sent < 46_000, "{sent} bytes leave no room for the page itself within 50 KB");
}
