//! What became of what one person said, for whoever holds its reference: without an account, and
//! without a word about staff (law 1).

use axum::extract::Path;
use kernel::bodies;
use kernel::error::{Error, Result};
use kernel::ids::read_reference;
use serde::Serialize;
use serde_json::json;
use web::{Answer, Fields, Visit};

use super::shown::service_names;
use crate::actions::care;
use crate::actions::receive::receipt;
use crate::queries::{Followed, PublicReply, Step, follow};

/// What the follow page shows of a decision.
#[derive(Debug, Serialize)]
pub(crate) struct Decided {
    pub title: String,
    pub on: Option<chrono::NaiveDate>,
    pub words: String,
}

/// What proves that the voice is in the record.
#[derive(Debug, Serialize)]
pub(crate) struct Proof {
    pub at: chrono::DateTime<chrono::Utc>,
    pub digest: String,
    pub signed: String,
    pub check: String,
}

/// What the follow page is given: only what the speaker may see.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "what a template asks, each by itself")]
pub(crate) struct FollowPage {
    pub reference: String,
    pub body_name: String,
    pub body_slug: String,
    pub words: Option<String>,
    pub redacted: bool,
    pub said_on: chrono::NaiveDate,
    pub received_at: chrono::DateTime<chrono::Utc>,
    pub channel: &'static str,
    pub kind: &'static str,
    pub service: Option<String>,
    pub state: &'static str,
    pub reason: Option<String>,
    pub themes: Vec<String>,
    pub decisions: Vec<Decided>,
    pub actions: Vec<Step>,
    pub replies: Vec<PublicReply>,
    pub answered: bool,
    pub reply_within: i64,
    pub due_on: Option<chrono::NaiveDate>,
    pub overdue: bool,
    pub receipt: Option<Proof>,
    pub can_withdraw: bool,
    pub complaints: String,
}

pub(crate) async fn ask(visit: Visit) -> Answer {
    visit.form("thread/follow-ask.njk", &json!({}), json!({}))
}

/// Finds a voice by its reference, however it was typed.
pub(crate) async fn find(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&["reference"], &[])?;
    let typed = fields.raw("reference");
    let Some(reference) = read_reference(&typed) else {
        let error = Error::invalid("reference", "thread-follow-not-one");
        return visit.again("thread/follow-ask.njk", &json!({}), &fields, error);
    };
    let tx = visit.read().await?;
    if follow(&tx, &reference).await?.is_none() {
        let error = Error::invalid("reference", "thread-follow-unknown");
        return visit.again("thread/follow-ask.njk", &json!({}), &fields, error);
    }
    visit.see(&format!("/follow/{reference}"), None)
}

pub(crate) async fn show(visit: Visit, Path(typed): Path<String>) -> Answer {
    let reference = read_reference(&typed).ok_or(Error::NotFound)?;
    if reference != typed {
        return visit.see(&format!("/follow/{reference}"), None);
    }
    let page = page(&visit, &reference).await?;
    visit.page("thread/follow.njk", &page)
}

async fn page(visit: &Visit, reference: &str) -> Result<FollowPage> {
    let tx = visit.read().await?;
    let Followed { voice, themes, decisions, actions, replies, can_withdraw, .. } =
        follow(&tx, reference).await?.ok_or(Error::NotFound)?;
    let body = bodies::by_id(&tx, voice.body_id).await?.ok_or(Error::NotFound)?;
    let services = service_names(visit, &tx, body.id, voice.service_id.as_slice()).await?;
    let secrets = &visit.core().secrets;
    let proof = receipt(&tx, secrets, body.id, voice.id).await?.map(|receipt| {
        let pairs = [("receipt", Some(receipt.signed.as_str()))];
        Proof {
            at: receipt.at,
            digest: receipt.short_digest,
            check: web::paging::address("/check", &pairs),
            signed: receipt.signed,
        }
    });
    let days = u64::try_from(body.reply_within_days).unwrap_or(0);
    let due_on = voice.said_on.checked_add_days(chrono::Days::new(days));
    let answered = voice.answered_at.is_some();
    Ok(FollowPage {
        reference: voice.reference,
        overdue: !answered && due_on.is_some_and(|due| due < visit.core().clock.today()),
        due_on,
        answered,
        reply_within: body.reply_within_days,
        service: voice.service_id.and_then(|id| services.get(&id).cloned()),
        body_name: body.name,
        body_slug: body.slug,
        complaints: body.complaints,
        words: voice.words,
        redacted: voice.redacted,
        said_on: voice.said_on,
        received_at: voice.received_at,
        channel: voice.channel.key(),
        kind: voice.kind.key(),
        state: voice.state.key(),
        reason: voice.state_reason,
        themes,
        decisions: decisions
            .into_iter()
            .map(|(title, on, words)| Decided { title, on, words })
            .collect(),
        actions,
        replies,
        receipt: proof,
        can_withdraw,
    })
}

/// Asks before a voice is taken back.
pub(crate) async fn withdrawing(visit: Visit, Path(typed): Path<String>) -> Answer {
    let reference = read_reference(&typed).ok_or(Error::NotFound)?;
    let page = page(&visit, &reference).await?;
    if !page.can_withdraw {
        return visit.see(&format!("/follow/{reference}"), None);
    }
    visit.form("thread/withdraw.njk", &page, json!({}))
}

/// Takes a voice back.
pub(crate) async fn withdraw(visit: Visit, Path(typed): Path<String>, fields: Fields) -> Answer {
    let reference = read_reference(&typed).ok_or(Error::NotFound)?;
    match try_withdraw(&visit, &reference, &fields).await {
        Ok(()) => visit.see(&format!("/follow/{reference}"), Some("thread-withdrawn")),
        Err(error) => {
            let page = page(&visit, &reference).await?;
            visit.again("thread/withdraw.njk", &page, &fields, error)
        }
    }
}

async fn try_withdraw(visit: &Visit, reference: &str, fields: &Fields) -> Result<()> {
    fields.expect(&["sure"], &[])?;
    if !fields.ticked("sure") {
        return Err(Error::invalid("sure", "thread-withdraw-sure"));
    }
    let tx = visit.write().await?;
    let done = care::withdraw(&tx, reference).await?;
    tx.commit(done).await.map(|_| ())
}
