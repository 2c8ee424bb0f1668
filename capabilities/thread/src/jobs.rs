//! Work that follows a step: receipts by e-mail, delivering replies, moving the rest of a merge,
//! checkpoints. Each can be run again.

use kernel::capability::{JobContext, JobKind};
use kernel::core::BoxFuture;
use kernel::error::{Error, Result};
use kernel::jobs::{self, Options};
use kernel::{Audited, Event, Subject, WriteTx, bodies, mail, record};
use serde_json::json;
use uuid::Uuid;

use crate::actions::deliver::deliver_some;
use crate::actions::receive::RECEIVED;
use crate::actions::{reshape, theme_subject, voice_subject};
use crate::letters;
use crate::store::{replies, themes, voices};

const RECEIPT: &str = "thread.send-receipt";
const DELIVER: &str = "thread.deliver-reply";
const CATCH_UP: &str = "thread.catch-up";
const MERGE: &str = "thread.carry-on-merge";
const CHECKPOINT: &str = "thread.checkpoint";

/// The jobs of the thread.
pub(crate) fn all() -> Vec<JobKind> {
    vec![
        JobKind { name: RECEIPT, run: |ctx| boxed(send_receipt(ctx)), every: None },
        JobKind { name: DELIVER, run: |ctx| boxed(deliver(ctx)), every: None },
        JobKind { name: MERGE, run: |ctx| boxed(carry_on_merge(ctx)), every: None },
        JobKind { name: CHECKPOINT, run: |ctx| boxed(checkpoint(ctx)), every: None },
        // Compares what should be on its way with what is: nothing waits for a job that was lost.
        JobKind { name: CATCH_UP, run: |ctx| boxed(catch_up(ctx)), every: Some("17 * * * *") },
    ]
}

fn boxed(
    work: impl Future<Output = Result<()>> + Send + 'static,
) -> BoxFuture<'static, Result<()>> {
    Box::pin(work)
}

fn of(body: Uuid) -> Options {
    Options { body: Some(body), ..Options::default() }
}

/// Asks for a receipt by e-mail; it is composed after the commit, when there is a digest.
pub(crate) async fn ask_receipt(tx: &WriteTx, body: Uuid, voice: Uuid) -> Result<()> {
    jobs::enqueue(tx, RECEIPT, &json!({ "body": body, "id": voice }), of(body)).await?;
    Ok(())
}

/// Asks for a reply to be delivered.
pub(crate) async fn ask_delivery(tx: &WriteTx, body: Uuid, reply: Uuid) -> Result<()> {
    jobs::enqueue(tx, DELIVER, &json!({ "body": body, "id": reply }), of(body)).await?;
    Ok(())
}

/// Asks for the rest of a merge.
pub(crate) async fn ask_merge(tx: &WriteTx, body: Uuid, theme: Uuid) -> Result<()> {
    jobs::enqueue(tx, MERGE, &json!({ "body": body, "id": theme }), of(body)).await?;
    Ok(())
}

/// Asks for a checkpoint that covers what this transaction publishes.
pub(crate) async fn ask_checkpoint(tx: &WriteTx, body: Uuid) -> Result<()> {
    jobs::enqueue(tx, CHECKPOINT, &json!({ "body": body, "id": body }), of(body)).await?;
    Ok(())
}

/// Body and id in a payload.
fn payload(ctx: &JobContext) -> Result<(Uuid, Uuid)> {
    let id = |name: &str| {
        let text = ctx.payload.get(name).and_then(serde_json::Value::as_str);
        text.and_then(|t| Uuid::try_parse(t).ok())
            .ok_or_else(|| Error::internal(format!("the payload has no {name}")))
    };
    Ok((id("body")?, id("id")?))
}

async fn send_receipt(ctx: JobContext) -> Result<()> {
    let (body_id, id) = payload(&ctx)?;
    let tx = ctx.write().await?;
    let event = Event::new("thread.receipt.sent", body_id, voice_subject(id));
    let body = bodies::by_id(&tx, body_id).await?.ok_or(Error::NotFound)?;
    let voice = voices::find(&tx, body_id, id).await?;
    let contact = voices::contact(&tx, body_id, id).await?;
    let secrets = &ctx.core.secrets;
    let receipt = record::receipt_of(&tx, secrets, body_id, RECEIVED, &voice_subject(id)).await?;
    // Erased in the meantime: there is nobody to write to.
    if let (Some(voice), Some(contact), Some(receipt)) = (voice, contact, receipt)
        && let Some(letter) = letters::receipt(&ctx.core, &body, &voice, &contact, &receipt)
    {
        mail::send(&tx, letter).await?;
    }
    ctx.finish(tx, Audited::new((), event)).await?;
    Ok(())
}

async fn deliver(ctx: JobContext) -> Result<()> {
    let (body, reply) = payload(&ctx)?;
    let mut after = None;
    loop {
        let tx = ctx.write().await?;
        let done = deliver_some(&tx, body, reply, after).await?;
        let Some(next) = done.value().next else {
            ctx.finish(tx, done).await?;
            return Ok(());
        };
        tx.commit(done).await?;
        after = Some(next);
    }
}

async fn catch_up(ctx: JobContext) -> Result<()> {
    let read = ctx.core.read().await?;
    let waiting = replies::delivering(&read).await?;
    let merged = themes::unfinished_merges(&read).await?;
    drop(read);
    let tx = ctx.write().await?;
    for (body, reply) in &waiting {
        ask_delivery(&tx, *body, *reply).await?;
    }
    for (body, theme) in &merged {
        ask_merge(&tx, *body, *theme).await?;
    }
    let subject = Subject::new("kernel.installation", Uuid::nil());
    let event = Event::of_installation("thread.caught-up", subject)
        .with(json!({ "replies": waiting.len(), "merges": merged.len() }));
    ctx.finish(tx, Audited::new((), event)).await?;
    Ok(())
}

async fn carry_on_merge(ctx: JobContext) -> Result<()> {
    let (body, theme) = payload(&ctx)?;
    loop {
        let tx = ctx.write().await?;
        let (moved, more) = reshape::carry_on(&tx, body, theme).await?;
        let event = Event::new("thread.theme.merge-carried-on", body, theme_subject(theme))
            .with(json!({ "voices": moved }));
        let done = Audited::new((), event);
        if !more {
            ctx.finish(tx, done).await?;
            return Ok(());
        }
        tx.commit(done).await?;
    }
}

async fn checkpoint(ctx: JobContext) -> Result<()> {
    let (body, _) = payload(&ctx)?;
    let tx = ctx.write().await?;
    let made = record::checkpoint(&tx, body, "publication").await?;
    let subject = Subject::new("kernel.body", body);
    let event = Event::new("thread.checkpoint", body, subject).with(json!({ "size": made.size }));
    ctx.finish(tx, Audited::new((), event)).await?;
    Ok(())
}
