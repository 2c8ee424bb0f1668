//! The inbox: every voice, a page at a time, narrowed as a person needs it (REQ-303). What is not
//! yet themed is always counted (law 2).

use kernel::Tx;
use kernel::error::Result;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web::page::PageLinks;
use web::{Answer, Visit};

use super::filters::{Asked, Offers, offers};
use super::shown::{self, Choice, Row};
use crate::model::voice::ExclusionReason;
use crate::permissions;
use crate::queries;
use crate::store::coverage::States;
use crate::store::listing::{From, Listed, Page};

/// Voices on a page.
const ROWS: usize = 50;
/// A longer list is told to be longer, not counted.
pub(crate) const COUNTED: i64 = 10_000;

/// The inbox as its template takes it.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "what a template asks, each by itself")]
pub(crate) struct Inbox {
    pub filters: Value,
    pub home: String,
    pub offers: Offers,
    pub rows: Vec<Row>,
    pub themes: Vec<Choice>,
    pub exclusion_reasons: Vec<Choice>,
    pub states: States,
    pub to_review: i64,
    pub total: i64,
    pub most: i64,
    pub narrowed: bool,
    pub opened: bool,
    pub query: String,
    pub csv: String,
    pub links: PageLinks,
    pub may_code: bool,
    pub may_exclude: bool,
    pub may_review: bool,
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?.id;
    let asked = Asked::read(&visit, body);
    let tx = visit.read().await?;
    let inbox = inbox(&visit, &tx, body, &asked).await?;
    visit.form("thread/inbox.njk", &inbox, json!({}))
}

/// The inbox of a body, for the page and for a form on it that comes back.
pub(crate) async fn inbox(visit: &Visit, tx: &Tx, body: Uuid, asked: &Asked) -> Result<Inbox> {
    let codebooks = shown::codebooks(tx, body).await?;
    let path = format!("/staff/{}/voices", visit.body()?.slug);
    let (page, links) = page(visit, tx, asked, &path).await?;
    let may = |verb| visit.actor().may(body, verb);
    let may_review = may(permissions::REVIEW);
    Ok(Inbox {
        filters: asked.form(),
        offers: offers(visit, tx, body, &codebooks).await?,
        rows: shown::rows(visit, tx, body, &codebooks, page).await?,
        exclusion_reasons: exclusion_reasons(visit),
        states: queries::states(tx, body).await?,
        to_review: if may_review { queries::to_review(tx, body).await? } else { 0 },
        total: queries::count_voices(tx, &asked.filter, COUNTED).await?,
        most: COUNTED,
        narrowed: asked.narrows(),
        opened: asked.opens(),
        query: asked.query(),
        csv: asked.address(&format!("{path}.csv"), &[]),
        links,
        home: path,
        may_code: may(permissions::CODE),
        may_exclude: may(permissions::EXCLUDE),
        may_review,
        themes: shown::theme_choices(&codebooks),
    })
}

/// Why a voice may be left out, in words.
pub(crate) fn exclusion_reasons(visit: &Visit) -> Vec<Choice> {
    let keys = ExclusionReason::ALL.iter().map(|reason| reason.key());
    shown::choices(visit, "thread-exclusion-", keys)
}

/// The page that the address asks for, read by id from where the last one ended, and the way to
/// the ones beside it.
async fn page(
    visit: &Visit,
    tx: &Tx,
    asked: &Asked,
    path: &str,
) -> Result<(Vec<Listed>, PageLinks)> {
    let at = |name| visit.query(name).and_then(|id| id.parse::<Uuid>().ok());
    let (after, before) = (at("after"), at("before"));
    let from = match (asked.oldest, after, before) {
        (false, Some(id), _) | (true, None, Some(id)) => From::Before(id),
        (true, Some(id), _) | (false, None, Some(id)) => From::After(id),
        (false, None, None) => From::Newest,
        (true, None, None) => From::Oldest,
    };
    let backwards = after.is_none() && before.is_some();
    let Page { mut rows, next } = queries::list_voices(tx, &asked.filter, from, ROWS).await?;
    if backwards {
        rows.reverse();
    }
    let (more_before, more_after) =
        if backwards { (next.is_some(), true) } else { (after.is_some(), next.is_some()) };
    let link = |there: bool, name, row: Option<&Listed>| {
        row.filter(|_| there).map(|row| asked.address(path, &[(name, &row.id.to_string())]))
    };
    let links = PageLinks {
        previous: link(more_before, "before", rows.first()),
        next: link(more_after, "after", rows.last()),
        items: Vec::new(),
    };
    Ok((rows, links))
}
