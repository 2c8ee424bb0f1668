//! What the thread shows on front pages: coverage to the public (law 4), what is due to staff.

use kernel::ReadTx;
use kernel::bodies::Body;
use kernel::core::BoxFuture;
use kernel::error::Result;
use serde::Serialize;
use web::Visit;

use crate::permissions::{ACT, CODE, DRAFT_REPLY, READ, REVIEW};
use crate::queries;
use crate::store::acts::Which;
use crate::store::coverage::{Coverage, States};
use crate::store::listing::Filter;

/// A count is told to be larger beyond this.
const MOST: i64 = 10_000;

/// Coverage as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct BodyPanel {
    pub coverage: Coverage,
    /// The share with a reply, from 0 to 1.
    pub share: Option<f64>,
    pub overdue_after: i64,
}

/// The public panel: how many have a reply, and how old the rest are. Voices are counted, not
/// people; nothing of what they said can be told from it.
pub(crate) fn of_body<'a>(
    visit: &'a Visit,
    tx: &'a ReadTx,
    body: &'a Body,
) -> BoxFuture<'a, Result<Option<String>>> {
    Box::pin(async move {
        let today = visit.core().clock.today();
        let coverage = queries::coverage(tx, body.id, body.id, today).await?;
        visit.fragment("thread/panel-body.njk", &body_panel(coverage)).map(Some)
    })
}

#[expect(clippy::cast_precision_loss, reason = "a share in thousandths")]
pub(crate) fn body_panel(coverage: Coverage) -> BodyPanel {
    let share = coverage.per_mille().map(|n| n as f64 / 1000.0);
    BodyPanel { share, overdue_after: coverage.reckoning.within_days, coverage }
}

/// Something that is due.
#[derive(Debug, Serialize)]
pub(crate) struct Due {
    pub what: &'static str,
    pub n: i64,
    pub href: String,
}

/// What is due as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct StaffPanel {
    pub states: States,
    pub coverage: Coverage,
    pub due: Vec<Due>,
    pub home: String,
}

/// The staff panel: what waits for whoever looks.
pub(crate) fn of_staff<'a>(
    visit: &'a Visit,
    tx: &'a ReadTx,
    body: &'a Body,
) -> BoxFuture<'a, Result<Option<String>>> {
    Box::pin(async move {
        if !visit.actor().may(body.id, READ) {
            return Ok(None);
        }
        let panel = staff_panel(visit, tx, body).await?;
        visit.fragment("thread/panel-staff.njk", &panel).map(Some)
    })
}

async fn staff_panel(visit: &Visit, tx: &ReadTx, body: &Body) -> Result<StaffPanel> {
    let today = visit.core().clock.today();
    let home = format!("/staff/{}", body.slug);
    let may = |verb| visit.actor().may(body.id, verb);
    let states = queries::states(tx, body.id).await?;
    let coverage = queries::coverage(tx, body.id, body.id, today).await?;
    let until = coverage.reckoning.limit.pred_opt().unwrap_or(coverage.reckoning.limit);
    let mut due = vec![
        Due {
            what: "unthemed",
            n: states.unthemed,
            href: if may(CODE) {
                format!("{home}/code")
            } else {
                format!("{home}/voices?themed=no")
            },
        },
        Due {
            what: "overdue",
            n: coverage.overdue,
            href: format!("{home}/voices?answered=no&until={until}"),
        },
    ];
    if let Some(account) = visit.actor().account().filter(|_| may(REVIEW)) {
        let filter = Filter { to_review_by: Some(account), ..Filter::counted(body.id) };
        let n = queries::count_voices(tx, &filter, MOST).await?;
        due.push(Due { what: "review", n, href: format!("{home}/review") });
    }
    let filter = Filter { needs_translation: Some(true), ..Filter::counted(body.id) };
    due.push(Due {
        what: "translation",
        n: queries::count_voices(tx, &filter, MOST).await?,
        href: format!("{home}/voices?translation=yes"),
    });
    if may(ACT) {
        let which = Which { overdue_on: Some(today), ..Which::default() };
        let (_, n) = queries::actions(tx, body.id, &which, 1, 0).await?;
        due.push(Due { what: "actions", n, href: format!("{home}/actions?show=overdue") });
    }
    if may(DRAFT_REPLY) {
        let n = queries::open_tasks(tx, body.id).await?;
        due.push(Due { what: "tasks", n, href: format!("{home}/tasks") });
    }
    due.retain(|due| due.n > 0);
    Ok(StaffPanel { states, coverage, due, home })
}
