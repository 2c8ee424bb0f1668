//! Services that people can give feedback about (REQ-276).

use serde::Serialize;
use web::paging::{Pages, Paging, address};
use web::{Answer, Visit};

use crate::model::{Kind, Service};
use crate::store::{self, Filter};

const PER_PAGE: i64 = 25;

/// The list as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct ServicesPage {
    pub(crate) form: serde_json::Value,
    pub(crate) searched: bool,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) services: Vec<Service>,
    pub(crate) pages: Pages,
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let today = visit.core().clock.today();
    let words = visit.query("q").unwrap_or_default();
    let kind = visit.query("kind").and_then(Kind::from_key);
    let filter =
        Filter { words: words.to_owned(), kind, open_on: Some(today), closed_before: None };
    let paging = Paging::from_query(visit.query("page"), PER_PAGE);
    let tx = visit.read().await?;
    let (services, total) =
        store::list(&tx, body.id, &filter, paging.per_page, paging.offset()).await?;
    let here = address(visit.path(), &[("q", Some(words)), ("kind", kind.map(Kind::key))]);
    let page = ServicesPage {
        form: form(words, kind.map_or("", Kind::key)),
        searched: !words.is_empty() || kind.is_some(),
        kinds: Kind::ALL.iter().map(|k| k.key()).collect(),
        services,
        pages: paging.of(total, &here),
    };
    visit.page("places/services.njk", &page)
}

/// The search as it was typed.
pub(crate) fn form(words: &str, kind: &str) -> serde_json::Value {
    serde_json::json!({ "values": { "q": words, "kind": kind }, "errors": {} })
}
