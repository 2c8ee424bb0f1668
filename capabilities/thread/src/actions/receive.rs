//! A voice comes in (law 1): stored with its receipt, figures, audit and record, or not at all.

use kernel::clock::day_of;
use kernel::error::Result;
use kernel::record::{Pending, Receipt};
use kernel::secrets::Secrets;
use kernel::{Audited, Event, Tx, WriteTx, search};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{found_by, voice_subject};
use crate::model::facets::{Delta, Standing};
use crate::model::new_voice::NewVoice;
use crate::model::voice::VoiceState;
use crate::store::counts;
use crate::store::voices::{self, Prepared};

/// Kind of the record entry that a voice begins with.
pub const RECEIVED: &str = "thread.voice.received";

/// What the person who spoke is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Received {
    /// Whose voice it is.
    pub body: Uuid,
    /// The voice.
    pub id: Uuid,
    /// The reference to follow it with.
    pub reference: String,
    /// Whether the same submission was stored before: this is its receipt again.
    pub again: bool,
}

/// Receives a voice. It can be run again: sent twice under one key with the same words, it is
/// stored once and gives the same reference (abuse case A32). The commit gives the receipt; when
/// it was there already, ask [`receipt`].
pub async fn receive(tx: &WriteTx, voice: NewVoice) -> Result<Audited<Received>> {
    let voice = voice.prepare(day_of(tx.now()))?;
    let (body, digest) = (voice.body, voice.idempotency_digest());
    let id = tx.id();
    let reference = kernel::ids::reference(&*tx.core().chance);
    let prepared = [Prepared { id, reference: reference.clone(), voice, import: None, themes: 0 }];
    if voices::insert(tx, &prepared).await?.is_empty() {
        let found = voices::again(tx, body, digest.as_deref().unwrap_or_default()).await?;
        let (id, reference) = found.ok_or(kernel::Error::NotFound)?;
        let event = Event::new("thread.voice.received-again", body, voice_subject(id));
        return Ok(Audited::new(Received { body, id, reference, again: true }, event));
    }
    let [Prepared { voice, .. }] = prepared;
    if let Some(contact) = &voice.contact {
        voices::insert_contacts(tx, &[(id, body, contact)]).await?;
        if contact.wants_receipt {
            crate::jobs::ask_receipt(tx, body, id).await?;
        }
    }
    let language = voice.language.as_deref();
    search::put_at_commit(tx, found_by(id, body, &reference, &voice.words, language));
    let mut delta = Delta::new();
    delta.enter(&standing(id, &voice, Vec::new()));
    counts::change_at_commit(tx, body, delta);
    tx.record(Pending::json(body, RECEIVED, voice_subject(id), &voice.content())?).await;
    let event = Event::new("thread.voice.received", body, voice_subject(id)).with(json!({
        "channel": voice.channel,
        "source": voice.source,
        "said_on": voice.said_on,
        "contact": voice.contact.is_some(),
    }));
    Ok(Audited::new(Received { body, id, reference, again: false }, event))
}

/// The receipt of a voice, made anew from the record.
pub async fn receipt(
    tx: &Tx,
    secrets: &Secrets,
    body: Uuid,
    voice: Uuid,
) -> Result<Option<Receipt>> {
    kernel::record::receipt_of(tx, secrets, body, RECEIVED, &voice_subject(voice)).await
}

/// How a voice stands when it comes in.
pub(crate) fn standing(id: Uuid, voice: &NewVoice, themes: Vec<(Uuid, Uuid)>) -> Standing {
    Standing {
        id,
        body: voice.body,
        state: VoiceState::Received,
        kind: voice.kind,
        about: voice.about,
        channel: voice.channel,
        source: voice.source.to_owned(),
        service: voice.service,
        score: voice.score,
        said_on: voice.said_on,
        answered_at: None,
        themes,
    }
}
