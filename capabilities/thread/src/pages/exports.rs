//! Lists to take away: voices with covered words, and codebooks.

use std::collections::BTreeMap;

use kernel::error::Result;
use kernel::{Audited, Event, Tx};
use serde_json::json;
use uuid::Uuid;
use web::forms::Id;
use web::{Answer, Visit};

use super::filters::Asked;
use super::shown::{self, CodebookShown, Row};
use crate::queries;
use crate::store::listing::{From, Listed, MOST, Page};

/// Voices in one file; the page says so where there are more, and how to take the rest.
pub(crate) const MOST_ROWS: usize = 10_000;

/// The columns of a file of voices.
const HEADER: &[&str] = &[
    "reference",
    "said_on",
    "received_at",
    "channel",
    "source",
    "kind",
    "about",
    "service",
    "score",
    "question",
    "words",
    "language",
    "may_be_published",
    "themes",
    "state",
    "state_reason",
    "replied_on",
];

/// The voices that a filter finds. The file is logged before its first byte leaves: what people
/// wrote about their health is in it.
pub(crate) async fn voices(visit: Visit) -> Answer {
    let body = visit.body()?.clone();
    let asked = Asked::read(&visit, body.id);
    let tx = visit.read().await?;
    let codebooks = shown::codebooks(&tx, body.id).await?;
    let mut lines = Vec::new();
    let mut from = if asked.oldest { From::Oldest } else { From::Newest };
    loop {
        let Page { rows, next } = queries::list_voices(&tx, &asked.filter, from, MOST).await?;
        lines.extend(chunk(&visit, &tx, body.id, &codebooks, rows).await?);
        match next.filter(|_| lines.len() < MOST_ROWS) {
            Some(next) => from = if asked.oldest { From::After(next) } else { From::Before(next) },
            None => break,
        }
    }
    drop(tx);
    let tx = visit.write().await?;
    let event = Event::new("thread.voices.exported", body.id, body.subject());
    let detail = json!({ "voices": lines.len(), "narrowed": asked.narrows() });
    tx.commit(Audited::new((), event.with(detail))).await?;
    let name = format!("voices-{}-{}.csv", body.slug, visit.core().clock.today());
    visit.raw(web::spreadsheet::csv(&name, HEADER, lines)?)
}

async fn chunk(
    visit: &Visit,
    tx: &Tx,
    body: Uuid,
    codebooks: &[CodebookShown],
    voices: Vec<Listed>,
) -> Result<Vec<Vec<String>>> {
    let mut whole: BTreeMap<Uuid, Option<String>> = BTreeMap::new();
    for voice in &voices {
        let words = if voice.longer {
            queries::voice(tx, body, voice.id).await?.words
        } else {
            voice.words.clone()
        };
        whole.insert(voice.id, words);
    }
    let rows = shown::rows(visit, tx, body, codebooks, voices.clone()).await?;
    let lines = voices.iter().zip(rows).map(|(voice, row)| {
        let words = whole.remove(&voice.id).flatten().unwrap_or_default();
        line(voice, row, words)
    });
    Ok(lines.collect())
}

fn line(voice: &Listed, row: Row, words: String) -> Vec<String> {
    let themes: Vec<String> = row.themes.into_iter().map(|theme| theme.name).collect();
    vec![
        row.reference,
        voice.said_on.to_string(),
        voice.received_at.to_rfc3339(),
        row.channel.to_owned(),
        voice.source.clone(),
        row.kind.to_owned(),
        row.about.to_owned(),
        row.service.unwrap_or_default(),
        row.score.map(|score| score.to_string()).unwrap_or_default(),
        row.question.unwrap_or_default(),
        words,
        row.language.unwrap_or_default(),
        if voice.publishable { "yes" } else { "no" }.to_owned(),
        themes.join("; "),
        row.state.to_owned(),
        row.state_reason.unwrap_or_default(),
        voice.answered_at.map(|at| at.date_naive().to_string()).unwrap_or_default(),
    ]
}

/// A codebook with what its themes mean and how many voices each has.
pub(crate) async fn codebook(visit: Visit, Id(id): Id) -> Answer {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let codebook = queries::codebook(&tx, body.id, id).await?;
    let themes = shown::nested(queries::themes_of(&tx, body.id, id).await?);
    let name_of = |id: Option<Uuid>| {
        let found = themes.iter().find(|theme| Some(theme.id) == id);
        found.map(|theme| theme.name.clone()).unwrap_or_default()
    };
    let lines: Vec<Vec<String>> = themes
        .iter()
        .map(|theme| {
            vec![
                theme.name.clone(),
                name_of(theme.parent),
                theme.definition.clone(),
                theme.shortcut.clone().unwrap_or_default(),
                theme.state.key().to_owned(),
                theme.version.to_string(),
                theme.voices.to_string(),
                theme.answered.to_string(),
            ]
        })
        .collect();
    let header = &["theme", "under", "definition", "key", "state", "version", "voices", "answered"];
    let name = format!("codebook-{}.csv", codebook.title.to_lowercase());
    visit.raw(web::spreadsheet::csv(&name, header, lines)?)
}
