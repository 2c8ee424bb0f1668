//! How voices and themes are shown, wherever they are: in lists, in queues, on their own pages.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::Tx;
use kernel::error::Result;
use serde::Serialize;
use uuid::Uuid;
use web::Visit;

use crate::model::theme::{AssignmentState, ThemeState};
use crate::queries;
use crate::store::assignments;
use crate::store::listing::Listed;
use crate::store::themes::Theme;
use crate::store::voices::Voice;

/// Letters of a voice that a list shows.
const EXCERPT: usize = 300;

/// Something to choose.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Choice {
    pub value: String,
    pub text: String,
}

/// Choices from a closed set, in words.
pub(crate) fn choices<'a>(
    visit: &Visit,
    prefix: &str,
    keys: impl IntoIterator<Item = &'a str>,
) -> Vec<Choice> {
    keys.into_iter()
        .map(|key| Choice { value: key.to_owned(), text: visit.words(&format!("{prefix}{key}")) })
        .collect()
}

/// The door that a voice came through, in words where there are any.
pub(crate) fn source(visit: &Visit, key: &str) -> String {
    let message = format!("thread-source-{}", key.replace('.', "-"));
    match visit.app().catalogue.find(visit.lang(), &message, &[]) {
        Some(words) => words.text,
        None => key.to_owned(),
    }
}

/// Names of services. The thread knows no services: it asks for the subject `places.service`.
pub(crate) async fn service_names(
    visit: &Visit,
    tx: &Tx,
    body: Uuid,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    let Some(kind) = visit.app().registry.subject("places.service") else { return Ok(names) };
    let ids: BTreeSet<Uuid> = ids.iter().copied().collect();
    for id in ids {
        if let Some(shown) = (kind.show)(tx, id).await?.filter(|shown| shown.body == body) {
            names.insert(id, shown.title);
        }
    }
    Ok(names)
}

/// A theme to choose or to count.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ThemeShown {
    pub id: Uuid,
    pub name: String,
    pub definition: String,
    pub shortcut: Option<String>,
    pub parent: Option<Uuid>,
    pub position: i64,
    pub state: ThemeState,
    pub version: i64,
    pub voices: i64,
    pub answered: i64,
}

impl From<Theme> for ThemeShown {
    fn from(theme: Theme) -> Self {
        Self {
            id: theme.id,
            name: theme.name,
            definition: theme.definition,
            shortcut: theme.shortcut,
            parent: theme.parent_id,
            position: theme.position,
            state: theme.state,
            version: theme.version,
            voices: theme.voices,
            answered: theme.answered,
        }
    }
}

/// A codebook with its themes, the narrower under the wider.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CodebookShown {
    pub id: Uuid,
    pub title: String,
    pub themes: Vec<ThemeShown>,
}

impl CodebookShown {
    /// The themes that are in use.
    pub fn in_use(&self) -> impl Iterator<Item = &ThemeShown> {
        self.themes.iter().filter(|theme| theme.state == ThemeState::Active)
    }
}

/// Puts narrower themes under the wider one they belong to.
pub(crate) fn nested(themes: Vec<Theme>) -> Vec<ThemeShown> {
    let known: BTreeSet<Uuid> = themes.iter().map(|theme| theme.id).collect();
    let (tops, subs): (Vec<_>, Vec<_>) =
        themes.into_iter().partition(|t| t.parent_id.is_none_or(|parent| !known.contains(&parent)));
    let mut shown = Vec::with_capacity(tops.len() + subs.len());
    for top in tops {
        let id = top.id;
        shown.push(ThemeShown { parent: None, ..top.into() });
        let under = subs.iter().filter(|sub| sub.parent_id == Some(id)).cloned();
        shown.extend(under.map(ThemeShown::from));
    }
    shown
}

/// The codebooks that a body reads with, and their themes.
pub(crate) async fn codebooks(tx: &Tx, body: Uuid) -> Result<Vec<CodebookShown>> {
    let mut shown = Vec::new();
    for codebook in queries::codebooks(tx, body).await? {
        let themes = nested(queries::themes_of(tx, body, codebook.id).await?);
        shown.push(CodebookShown { id: codebook.id, title: codebook.title, themes });
    }
    Ok(shown)
}

/// Every theme in use to choose from, with its codebook where there are several.
pub(crate) fn theme_choices(codebooks: &[CodebookShown]) -> Vec<Choice> {
    let several = codebooks.len() > 1;
    let text = |book: &CodebookShown, theme: &ThemeShown| {
        if several { format!("{}: {}", book.title, theme.name) } else { theme.name.clone() }
    };
    codebooks
        .iter()
        .flat_map(|book| book.in_use().map(move |theme| (book, theme)))
        .map(|(book, theme)| Choice { value: theme.id.to_string(), text: text(book, theme) })
        .collect()
}

/// A theme on a voice.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TagShown {
    pub id: Uuid,
    pub name: String,
}

/// A voice in a list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub id: Uuid,
    pub reference: String,
    pub said_on: NaiveDate,
    pub channel: &'static str,
    pub kind: &'static str,
    pub about: &'static str,
    pub state: &'static str,
    pub state_reason: Option<String>,
    pub service: Option<String>,
    pub score: Option<i64>,
    pub question: Option<String>,
    pub language: Option<String>,
    pub needs_translation: bool,
    pub words: Option<String>,
    pub longer: bool,
    pub answered: bool,
    pub themes: Vec<TagShown>,
}

impl From<Voice> for Listed {
    fn from(voice: Voice) -> Self {
        Self {
            id: voice.id,
            reference: voice.reference,
            source: voice.source,
            kind: voice.kind,
            about: voice.about,
            service_id: voice.service_id,
            channel: voice.channel,
            capacity: voice.capacity,
            said_on: voice.said_on,
            received_at: voice.received_at,
            language: voice.language,
            needs_translation: voice.needs_translation,
            words: voice.words,
            longer: false,
            publishable: voice.publishable,
            question: voice.question,
            score: voice.score,
            state: voice.state,
            state_reason: voice.state_reason,
            themes: voice.themes,
            answered_at: voice.answered_at,
        }
    }
}

/// Voices as rows, with the themes they make and the names of their services.
pub(crate) async fn rows(
    visit: &Visit,
    tx: &Tx,
    body: Uuid,
    codebooks: &[CodebookShown],
    voices: Vec<Listed>,
) -> Result<Vec<Row>> {
    let ids: Vec<Uuid> = voices.iter().map(|voice| voice.id).collect();
    let services: Vec<Uuid> = voices.iter().filter_map(|voice| voice.service_id).collect();
    let services = service_names(visit, tx, body, &services).await?;
    let mut made: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    for held in assignments::held(tx, &ids).await? {
        if held.state == AssignmentState::Assigned {
            made.entry(held.voice_id).or_default().insert(held.theme_id);
        }
    }
    let tags = |voice: Uuid| -> Vec<TagShown> {
        let Some(made) = made.get(&voice) else { return Vec::new() };
        let all = codebooks.iter().flat_map(|book| &book.themes);
        let mine = all.filter(|theme| made.contains(&theme.id));
        mine.map(|theme| TagShown { id: theme.id, name: theme.name.clone() }).collect()
    };
    Ok(voices
        .into_iter()
        .map(|voice| {
            let (words, cut) = excerpt(voice.words.as_deref());
            Row {
                id: voice.id,
                themes: tags(voice.id),
                reference: voice.reference,
                said_on: voice.said_on,
                channel: voice.channel.key(),
                kind: voice.kind.key(),
                about: voice.about.key(),
                state: voice.state.key(),
                state_reason: voice.state_reason,
                service: voice.service_id.and_then(|id| services.get(&id).cloned()),
                score: voice.score,
                question: voice.question,
                language: voice.language,
                needs_translation: voice.needs_translation,
                words,
                longer: voice.longer || cut,
                answered: voice.answered_at.is_some(),
            }
        })
        .collect())
}

/// The beginning of words, cut between two of them, and whether there is more.
fn excerpt(words: Option<&str>) -> (Option<String>, bool) {
    let Some(words) = words else { return (None, false) };
    let Some((end, _)) = words.char_indices().nth(EXCERPT) else {
        return (Some(words.to_owned()), false);
    };
    let beginning = &words[..end];
    let gap = beginning.rfind(char::is_whitespace).filter(|at| end - at < 60);
    (Some(beginning[..gap.unwrap_or(end)].trim_end().to_owned()), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_ends_between_words_and_between_letters() {
        assert_eq!(excerpt(None), (None, false));
        assert_eq!(excerpt(Some("short")), (Some("short".into()), false));
        let long = "é word ".repeat(100);
        let (words, cut) = excerpt(Some(&long));
        let words = words.unwrap();
        assert!(cut && words.ends_with(" word é") && words.chars().count() <= 300);
        let unbroken = "🙂".repeat(301);
        assert_eq!(excerpt(Some(&unbroken)).0.unwrap().chars().count(), 300);
    }
}
