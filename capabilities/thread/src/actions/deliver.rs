//! Delivering a published reply: to every counted voice of its themes, each once; by e-mail, as a
//! letter or call to do, or on the follow page alone.

use kernel::error::{Error, Problems, Result};
use kernel::record::Pending;
use kernel::secrets::Secrets;
use kernel::{Audited, Event, WriteTx, bodies, mail};
use serde_json::json;
use uuid::Uuid;

use super::reply::subject;
use super::{require, voice_subject};
use crate::letters;
use crate::model::facets::{Delta, Standing};
use crate::model::reply::{ReplyState, TaskState, Way, way_to};
use crate::model::voice::VoiceState;
use crate::model::words::check_line;
use crate::permissions;
use crate::store::deliveries::{self, NewTask, Reachable, Task, WhichTasks};
use crate::store::listing::Page;
use crate::store::replies::{self, Reply};
use crate::store::{counts, standings, voices};

/// Voices in one step.
pub const BATCH: usize = 500;

/// How far a delivery came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// Voices that the reply reached in this step.
    pub voices: usize,
    /// Where to go on; none when everybody has it.
    pub next: Option<Uuid>,
}

/// Delivers a published reply to the next voices that do not have it. For jobs: it can be run
/// again and again, and reaches each voice once.
pub async fn deliver_some(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    after: Option<Uuid>,
) -> Result<Audited<Delivered>> {
    if !tx.actor().is_system() {
        return Err(Error::Forbidden("system"));
    }
    let reply = replies::lock(tx, body, id).await?.ok_or(Error::NotFound)?;
    if reply.state != ReplyState::Published {
        return Err(Error::refused("thread-reply-state"));
    }
    let due = deliveries::due(tx, body, id, after.unwrap_or_default(), BATCH).await?;
    let before = standings::lock(tx, body, &due).await?;
    let counted: Vec<Uuid> = before
        .values()
        .filter(|standing| standing.state == VoiceState::Received)
        .map(|standing| standing.id)
        .collect();
    let people = deliveries::reachable(tx, &counted).await?;
    let ways: Vec<(Uuid, Way)> = people.iter().map(|p| (p.id, way_to(p.reach()))).collect();
    deliveries::insert(tx, body, id, &ways).await?;
    let mut delta = Delta::new();
    for standing in before.values().filter(|s| s.answered_at.is_none() && counted.contains(&s.id)) {
        delta.leave(standing);
        delta.enter(&Standing { answered_at: Some(tx.now()), ..standing.clone() });
    }
    counts::change(tx, body, &delta).await?;
    let tasks: Vec<NewTask> = people.iter().zip(&ways).filter_map(|(p, w)| task(p, w.1)).collect();
    deliveries::add_tasks(tx, body, id, &tasks).await?;
    let by_mail = people.iter().zip(&ways).filter(|(_, (_, way))| *way == Way::Email);
    send(tx, &reply, by_mail.map(|(person, _)| person)).await?;
    let next = (due.len() == BATCH).then(|| due.last().copied()).flatten();
    if next.is_none() {
        deliveries::arrived(tx, id).await?;
    }
    let event = Event::new("thread.reply.delivered", body, subject(id))
        .with(json!({ "voices": counted.len() }));
    Ok(Audited::new(Delivered { voices: counted.len(), next }, event))
}

/// A letter or call; one for each address or number, however many voices it has.
fn task(person: &Reachable, way: Way) -> Option<NewTask> {
    let to = match way {
        Way::Letter => person.address.as_deref(),
        Way::Telephone => person.telephone.as_deref(),
        Way::SocialMedia => None,
        _ => return None,
    };
    let id = person.id.to_string();
    let to: String = to.unwrap_or(&id).chars().filter(|c| c.is_alphanumeric()).collect();
    let dedupe = kernel::ids::token_digest(&format!("{way}:{}", to.to_lowercase()));
    Some(NewTask { voice: person.id, way, dedupe })
}

async fn send(tx: &WriteTx, reply: &Reply, people: impl Iterator<Item = &Reachable>) -> Result<()> {
    let body = bodies::by_id(tx, reply.body_id).await?.ok_or(Error::NotFound)?;
    for person in people {
        let key = person.email_key.as_deref().unwrap_or_default();
        let dedupe = format!("reply:{}:{}", reply.id, kernel::ids::token_digest(key));
        let Some(mut letter) = letters::reply(tx.core(), &body, reply, person) else {
            // An address that no mail server would take: the follow page has the reply.
            tracing::warn!(voice = %person.id, "a reply has no usable e-mail address");
            continue;
        };
        letter.dedupe_key = Some(dedupe);
        mail::send(tx, letter).await?;
    }
    Ok(())
}

/// Letters and calls to do, with names and addresses; the look is logged. A page at a time, so
/// that what is printed is what was logged.
pub async fn see_tasks(
    tx: &WriteTx,
    body: Uuid,
    which: &WhichTasks,
    after: Option<Uuid>,
    rows: usize,
) -> Result<Audited<Page<Task>>> {
    require(tx, body, permissions::CONTACT)?;
    let page = crate::queries::tasks_page(tx, body, which, true, after, rows).await?;
    let event = Event::new("thread.tasks.seen", body, bodies_subject(body))
        .with(json!({ "tasks": page.rows.len() }));
    Ok(Audited::new(page, event))
}

fn bodies_subject(body: Uuid) -> kernel::Subject {
    kernel::Subject::new("kernel.body", body)
}

/// Closes a letter or call: done, or it could not be done.
pub async fn finish_task(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    state: TaskState,
    note: &str,
) -> Result<Audited<()>> {
    require(tx, body, permissions::DRAFT_REPLY)?;
    let mut problems = Problems::new();
    check_line(&mut problems, "note", note);
    problems.require(state != TaskState::Open, "state", "thread-task-state");
    let failed_silently = state == TaskState::Failed && note.trim().is_empty();
    problems.require(!failed_silently, "note", "thread-task-why-missing");
    problems.check()?;
    if !deliveries::finish_task(tx, body, id, state, note).await? {
        return Err(Error::NotFound);
    }
    let subject = kernel::Subject::new("thread.task", id);
    let content = json!({ "state": state });
    tx.record(Pending::json(body, "thread.task.finished", subject.clone(), &content)?).await;
    Ok(Audited::new((), Event::new("thread.task.finished", body, subject).with(content)))
}

/// The last part of the address at which one click leaves the mailings (RFC 8058): the voice it
/// came with, sealed. It needs no table and cannot be made by others.
pub fn unsubscribe_token(secrets: &Secrets, voice: Uuid) -> String {
    let seal = secrets.seal("thread unsubscribe v1", voice.as_bytes());
    let seal = data_encoding::BASE64URL_NOPAD.encode(&seal);
    format!("{}.{seal}", voice.simple())
}

/// Takes an address out of a body's mailings, at one click. Public; a POST, never a GET (abuse
/// case A24).
pub async fn unsubscribe(tx: &WriteTx, token: &str) -> Result<Audited<()>> {
    let (voice, seal) = token.split_once('.').ok_or(Error::NotFound)?;
    let voice = Uuid::try_parse(voice).map_err(|_| Error::NotFound)?;
    let seal = data_encoding::BASE64URL_NOPAD.decode(seal.as_bytes());
    let seal = seal.map_err(|_| Error::NotFound)?;
    if !tx.core().secrets.is_sealed("thread unsubscribe v1", voice.as_bytes(), &seal) {
        return Err(Error::NotFound);
    }
    let body = voices::owner(tx, "thread_heard", voice).await?.ok_or(Error::NotFound)?;
    if let Some(contact) = voices::contact(tx, body, voice).await? {
        voices::unsubscribe(tx, body, &contact.email).await?;
    }
    Ok(Audited::new((), Event::new("thread.contact.unsubscribed", body, voice_subject(voice))))
}
