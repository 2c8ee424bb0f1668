//! Replies: written once, shown to whom they go, published to everyone who spoke.

use kernel::Tx;
use kernel::error::{Error, Problems, Result};
use serde_json::{Value, json};
use uuid::Uuid;
use web::{Answer, Fields, Paging, Visit};

use super::shown::{self, choices};
use crate::actions::reply;
use crate::model::decision::{DecisionState, Outcome};
use crate::model::reply::{ReplyChannel, ReplyState};
use crate::permissions;
use crate::queries;
use crate::store::decisions;
use crate::store::replies::{self, Reply, ReplyDetails, Which};

/// Replies on a page.
const ROWS: i64 = 30;
/// Decisions to choose from.
const DECISIONS: i64 = 200;
/// Voices of the preview on a page.
const AUDIENCE: usize = 25;

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let state = visit.query("state").and_then(ReplyState::from_key);
    let paging = Paging::from_query(visit.query("page"), ROWS);
    let which = Which { state, ..Which::default() };
    let (rows, total) = replies::page(&tx, body.id, &which, ROWS, paging.offset()).await?;
    let address = web::paging::address(visit.path(), &[("state", state.map(ReplyState::key))]);
    visit.page(
        "thread/replies.njk",
        &json!({
            "replies": rows,
            "state": state,
            "states": choices(&visit, "thread-reply-state-", ReplyState::ALL.iter().map(|s| s.key())),
            "pages": paging.of(total, &address),
            "may_draft": visit.actor().may(body.id, permissions::DRAFT_REPLY),
        }),
    )
}

async fn choose(visit: &Visit, tx: &Tx, id: Option<Uuid>) -> Result<Value> {
    let body = visit.body()?.id;
    let books = shown::codebooks(tx, body).await?;
    let stand = decisions::page(tx, body, None, None, DECISIONS).await?;
    let stand: Vec<_> = stand
        .into_iter()
        .filter(|d| d.state.stands() || d.state == DecisionState::Draft)
        .map(|d| json!({ "value": d.id, "text": d.title }))
        .collect();
    Ok(json!({
        "id": id,
        "themes": shown::theme_choices(&books),
        "decisions": stand,
        "outcomes": choices(visit, "thread-outcome-", Outcome::ALL.iter().map(|o| o.key())),
    }))
}

const FIELDS: &[&str] = &["decision", "title", "you_said", "we_did", "because", "outcome"];

fn read(fields: &Fields) -> Result<ReplyDetails> {
    fields.expect(FIELDS, &["themes"])?;
    let themes = fields.all("themes");
    let themes: Vec<Uuid> = themes.iter().filter_map(|id| id.parse().ok()).collect();
    Ok(ReplyDetails {
        decision: fields.text("decision").parse().ok(),
        themes,
        title: fields.text("title"),
        you_said: fields.text("you_said"),
        we_did: fields.text("we_did"),
        because: fields.text("because"),
        outcome: Outcome::from_key(&fields.text("outcome")).unwrap_or(Outcome::Change),
    })
}

pub(crate) async fn new(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let context = choose(&visit, &tx, None).await?;
    let theme = visit.query("theme").map(|t| vec![t.to_owned()]).unwrap_or_default();
    let values = json!({
        "outcome": "change", "decision": visit.query("decision"), "themes": theme,
    });
    visit.form("thread/reply-edit.njk", &context, values)
}

pub(crate) async fn add(visit: Visit, fields: Fields) -> Answer {
    let body = visit.body()?;
    let outcome = async {
        let details = read(&fields)?;
        let tx = visit.write().await?;
        let done = reply::draft_reply(&tx, body.id, details).await?;
        tx.commit(done).await
    };
    match outcome.await {
        Ok(done) => visit
            .see(&format!("/staff/{}/replies/{}", body.slug, done.value), Some("reply-drafted")),
        Err(error) => {
            let tx = visit.read().await?;
            let context = choose(&visit, &tx, None).await?;
            visit.again("thread/reply-edit.njk", &context, &fields, error)
        }
    }
}

async fn found(tx: &Tx, body: Uuid, id: Uuid) -> Result<Reply> {
    replies::find(tx, body, id).await?.ok_or(Error::NotFound)
}

pub(crate) async fn edit(visit: Visit, id: web::forms::Id) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let this = found(&tx, body.id, id.0).await?;
    let themes = replies::themes(&tx, &[id.0]).await?;
    let context = choose(&visit, &tx, Some(id.0)).await?;
    let values = json!({
        "title": this.title, "you_said": this.you_said, "we_did": this.we_did,
        "because": this.because, "outcome": this.outcome, "decision": this.decision_id,
        "themes": themes.iter().map(|t| t.theme_id).collect::<Vec<_>>(),
    });
    visit.form("thread/reply-edit.njk", &context, values)
}

pub(crate) async fn change(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    let (body, id) = (visit.body()?, id.0);
    let outcome = async {
        let details = read(&fields)?;
        let tx = visit.write().await?;
        let done = reply::change_reply(&tx, body.id, id, details).await?;
        tx.commit(done).await
    };
    match outcome.await {
        Ok(_) => visit.see(&format!("/staff/{}/replies/{id}", body.slug), Some("reply-saved")),
        Err(error) => {
            let tx = visit.read().await?;
            let context = choose(&visit, &tx, Some(id)).await?;
            visit.again("thread/reply-edit.njk", &context, &fields, error)
        }
    }
}

async fn context(visit: &Visit, id: Uuid) -> Result<Value> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let view = queries::reply(&tx, body.id, id).await?;
    let this = view.reply;
    let after = visit.query("after").and_then(|a| a.parse().ok());
    let audience = queries::audience(&tx, body.id, id, after, AUDIENCE).await?;
    let decision = match this.decision_id {
        Some(decision) => decisions::find(&tx, body.id, decision).await?,
        None => None,
    };
    let may = |verb| visit.actor().may(body.id, verb);
    let own = this.drafted_by_id.is_some() && this.drafted_by_id == visit.actor().account();
    Ok(json!({
        "themes": view.themes,
        "told": view.told,
        "reached": view.reached,
        "reach": queries::preview(&tx, body.id, id).await?,
        "audience": audience.rows,
        "more": audience.next.map(|last| format!("{}?after={last}#audience", visit.path())),
        "decision": decision,
        "own": own,
        "channels": choices(visit, "thread-reply-channel-", ReplyChannel::ALL.iter().map(|c| c.key())),
        "may_draft": may(permissions::DRAFT_REPLY),
        "may_publish": may(permissions::PUBLISH_REPLY),
        "reply": this,
    }))
}

pub(crate) async fn show(visit: Visit, id: web::forms::Id) -> Answer {
    let context = context(&visit, id.0).await?;
    visit.form("thread/reply.njk", &context, json!({}))
}

async fn finish(
    visit: &Visit,
    id: Uuid,
    fields: &Fields,
    outcome: Result<()>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => visit.see(&format!("/staff/{}/replies/{id}", visit.body()?.slug), Some(done)),
        Err(error) => {
            let context = context(visit, id).await?;
            visit.again("thread/reply.njk", &context, fields, error)
        }
    }
}

pub(crate) async fn approve(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let (body, id) = (visit.body()?.id, id.0);
    let outcome = async {
        let tx = visit.write().await?;
        let done = reply::approve_reply(&tx, body, id).await?;
        tx.commit(done).await
    };
    finish(&visit, id, &fields, outcome.await.map(|_| ()), "reply-approved").await
}

pub(crate) async fn publish(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let (body, id) = (visit.body()?.id, id.0);
    let outcome = async {
        let tx = visit.write().await?;
        let done = reply::publish_reply(&tx, body, id).await?;
        tx.commit(done).await
    };
    finish(&visit, id, &fields, outcome.await.map(|_| ()), "reply-published").await
}

/// That a published reply was told in another way too (REQ-299, REQ-300).
pub(crate) async fn told(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&["channel", "used_on-day", "used_on-month", "used_on-year", "note"], &[])?;
    let (body, id) = (visit.body()?.id, id.0);
    let outcome = async {
        let mut problems = Problems::new();
        let on = fields.day("used_on", &mut problems);
        problems.require(on.is_some(), "used_on", "form-date-not-real");
        let channel = ReplyChannel::from_key(&fields.text("channel"));
        problems.require(channel.is_some(), "channel", "thread-told-channel-missing");
        problems.check()?;
        let (Some(on), Some(channel)) = (on, channel) else { return Err(Error::NotFound) };
        let tx = visit.write().await?;
        let done = reply::note_channel(&tx, body, id, channel, on, &fields.text("note")).await?;
        tx.commit(done).await
    };
    finish(&visit, id, &fields, outcome.await.map(|_| ()), "reply-told").await
}
