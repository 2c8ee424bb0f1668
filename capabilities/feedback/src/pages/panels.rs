//! What feedback shows on the staff home of a body.

use chrono::{Days, TimeDelta};
use kernel::bodies::Body;
use kernel::core::BoxFuture;
use kernel::{ReadTx, Result};
use serde_json::json;
use thread::store::listing::Filter;
use web::Visit;

use crate::permissions::{ENTER, IMPORT, READ};
use crate::store::{imports, reviews, routes};

/// Counted up to here; more is 'more than'.
const MOST: i64 = 999;

/// New since yesterday, imports that wait, who was sent on, and the last review. What wants a
/// translation is on the thread's own panel.
pub(crate) fn staff<'a>(
    visit: &'a Visit,
    tx: &'a ReadTx,
    body: &'a Body,
) -> BoxFuture<'a, Result<Option<String>>> {
    Box::pin(async move {
        if !visit.actor().may(body.id, READ) {
            return Ok(None);
        }
        let now = visit.core().clock.now();
        let today = visit.core().clock.today();
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let mut new = Filter::counted(body.id);
        new.said_from = Some(yesterday);
        let week = now - TimeDelta::days(7);
        let context = json!({
            "slug": body.slug,
            "new": thread::queries::count_voices(tx, &new, MOST).await?,
            "since": yesterday,
            "waiting": imports::waiting(tx, body.id).await?,
            "sent_on": routes::counts(tx, body.id, week, now + TimeDelta::days(1)).await?,
            "reviewed": reviews::last(tx, body.id).await?,
            "may_enter": visit.actor().may(body.id, ENTER),
            "may_import": visit.actor().may(body.id, IMPORT),
        });
        visit.fragment("feedback/panel.njk", &context).map(Some)
    })
}
