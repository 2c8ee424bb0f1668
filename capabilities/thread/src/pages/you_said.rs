//! 'You said, we did': what became of what people said, for everyone (REQ-297, REQ-298, REQ-303).

use kernel::clock::day_of;
use kernel::error::Error;
use serde_json::json;
use web::{Answer, Paging, Visit, spreadsheet};

use crate::model::decision::{DecisionState, Outcome};
use crate::model::reply::ReplyState;
use crate::queries::{self, PublicReply};
use crate::store::replies::Which;

/// Replies on a page.
const ROWS: usize = 20;
/// Replies in one download.
const MOST: usize = 5_000;
/// Replies that are read at a time for it.
const CHUNK: usize = 100;

fn which(visit: &Visit) -> Which {
    Which {
        state: Some(ReplyState::Published),
        outcome: visit.query("outcome").and_then(Outcome::from_key),
        words: visit.query("q").map(|q| q.chars().take(200).collect()),
        theme: visit.query("theme").and_then(|id| id.parse().ok()),
        ..Which::default()
    }
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let paging = Paging::from_query(visit.query("page"), 20);
    let (rows, total) =
        queries::you_said_we_did(&tx, body.id, &which(&visit), ROWS, paging.offset()).await?;
    let filters = [
        ("q", visit.query("q")),
        ("outcome", visit.query("outcome")),
        ("theme", visit.query("theme")),
    ];
    visit.page(
        "thread/you-said.njk",
        &json!({
            "replies": rows,
            "q": visit.query("q"),
            "outcome": visit.query("outcome"),
            "pages": paging.of(total, &web::paging::address(visit.path(), &filters)),
        }),
    )
}

fn cells(visit: &Visit, reply: &PublicReply) -> Vec<String> {
    let actions: Vec<String> = reply
        .actions
        .iter()
        .map(|a| {
            let state = visit.words(&format!("thread-action-state-{}", a.state.key()));
            format!("{} ({}, {}, {state})", a.title, a.owner, a.due_on)
        })
        .collect();
    vec![
        reply.published_at.map(|at| day_of(at).to_string()).unwrap_or_default(),
        reply.title.clone(),
        reply.you_said.clone(),
        reply.we_did.clone(),
        reply.because.clone(),
        visit.words(&format!("thread-outcome-{}", reply.outcome.key())),
        reply.themes.join("; "),
        actions.join("; "),
        reply.voices.to_string(),
    ]
}

/// The same as a file, with the actions that follow (REQ-303).
pub(crate) async fn csv(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let (which, mut rows, mut from) = (which(&visit), Vec::new(), 0);
    while rows.len() < MOST {
        let (found, _) = queries::you_said_we_did(&tx, body.id, &which, CHUNK, from).await?;
        let full = found.len() == CHUNK;
        rows.extend(found.iter().map(|reply| cells(&visit, reply)));
        if !full {
            break;
        }
        from = i64::try_from(rows.len()).map_err(Error::internal)?;
    }
    let header = [
        "date",
        "title",
        "you said",
        "we did",
        "because",
        "outcome",
        "themes",
        "actions",
        "voices answered",
    ];
    visit.raw(spreadsheet::csv(&format!("{}-you-said-we-did.csv", body.slug), &header, rows)?)
}

/// A published decision, with what was weighed, what is being done and what was told.
pub(crate) async fn decision(visit: Visit, id: web::forms::Id) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let view = queries::decision(&tx, body.id, id.0).await?;
    if view.decision.published_at.is_none() {
        return Err(Error::NotFound.into());
    }
    let replies = view.replies.into_iter().filter(|r| r.state == ReplyState::Published);
    visit.page(
        "thread/decision-public.njk",
        &json!({
            "decision": view.decision,
            "weighed": view.themes,
            "actions": view.actions,
            "replies": replies.collect::<Vec<_>>(),
            "impacts": view.impacts,
        }),
    )
}

/// Published decisions, newest first.
pub(crate) async fn decisions_list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let before = visit.query("before").and_then(|b| b.parse().ok());
    let state = Some(DecisionState::Published);
    let page = queries::decisions(&tx, body.id, state, before, ROWS).await?;
    let next = page.next.map(|last| format!("{}?before={last}", visit.path()));
    visit.page("thread/decisions-public.njk", &json!({ "decisions": page.rows, "next": next }))
}
