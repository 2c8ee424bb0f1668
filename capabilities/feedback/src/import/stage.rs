//! One chunk of rows at a time into the database, each chunk whole or not at all.

use std::collections::{BTreeMap, HashMap, HashSet};

use kernel::error::{Error, Message, Result};
use kernel::{Audited, Event, Subject, WriteTx};
use rules::fft::Score;
use serde_json::json;
use thread::actions::codebooks::{NewCodebook, add_theme, create_codebook};
use thread::actions::import::{Staged, stage};
use thread::model::new_voice::NewVoice;
use thread::model::voice::{About, Capacity, Channel, Kind};
use thread::store::themes::ThemeDetails;
use uuid::Uuid;

use super::mapping::{CODEBOOK, Mapping};
use super::rows::{Refused, Taken, too_many_services};
use crate::store::fft::{self, Delta, NewScore, figure};
use crate::store::imports::{self, Step};

/// New services that a file may bring: more means that the wrong column was chosen.
pub const MOST_SERVICES: usize = 2_000;

/// What is needed to stage the rows of one file.
pub(crate) struct Stager {
    pub import: Uuid,
    pub thread_import: Uuid,
    pub body: Uuid,
    pub channel: Channel,
    pub kind: Kind,
    pub new_services: bool,
    /// Whether the rows have ids of their own.
    pub has_ids: bool,
    /// The theme of each label.
    pub themes: Vec<Uuid>,
    /// Services by the name in the file; none when it is not listed.
    pub services: HashMap<String, Option<Uuid>>,
    pub added_services: usize,
}

/// A chunk of rows as they were read.
#[derive(Default)]
pub(crate) struct Rows {
    pub from_row: u64,
    pub to_row: u64,
    pub taken: Vec<Taken>,
    pub refused: Vec<Refused>,
}

/// Makes sure that each label has a theme in the codebook for imports; their ids in order.
pub(crate) async fn themes_for(
    tx: &WriteTx,
    body: Uuid,
    labels: &[String],
) -> Result<Audited<Vec<Uuid>>> {
    let event = Event::new("feedback.import.themes", body, Subject::new("kernel.body", body))
        .with(json!({ "labels": labels.len() }));
    let mut done = Audited::new((), event);
    if labels.is_empty() {
        return Ok(done.map(|()| Vec::new()));
    }
    let known = thread::queries::codebooks(tx, body).await?;
    let codebook =
        if let Some(codebook) = known.iter().find(|c| c.title == CODEBOOK && c.body_id == body) {
            codebook.id
        } else {
            let new = NewCodebook {
                body,
                title: CODEBOOK.to_owned(),
                about: String::new(),
                project: String::new(),
                shared_with: Vec::new(),
            };
            done.absorb(create_codebook(tx, new).await?)
        };
    let mut by_name: BTreeMap<String, Uuid> = thread::queries::themes_of(tx, body, codebook)
        .await?
        .into_iter()
        .filter(|theme| theme.state == thread::model::theme::ThemeState::Active)
        .map(|theme| (theme.name.to_lowercase(), theme.id))
        .collect();
    let mut ids = Vec::with_capacity(labels.len());
    for label in labels {
        let id = if let Some(id) = by_name.get(&label.to_lowercase()) {
            *id
        } else {
            let details = ThemeDetails {
                name: label.clone(),
                definition: String::new(),
                parent: None,
                shortcut: None,
            };
            done.absorb(add_theme(tx, body, codebook, details).await?)
        };
        by_name.insert(label.to_lowercase(), id);
        ids.push(id);
    }
    Ok(done.map(|()| ids))
}

impl Stager {
    /// Stages a chunk.
    pub(crate) async fn stage(&mut self, tx: &WriteTx, rows: Rows) -> Result<Audited<()>> {
        let event = Event::new(
            "feedback.import.staged",
            self.body,
            Subject::new("feedback.import", self.import),
        )
        .with(json!({ "rows": rows.to_row }));
        let mut done = Audited::new((), event);
        let mut refused: Vec<(i64, Message)> =
            rows.refused.into_iter().map(|r| (number(r.line), r.why)).collect();
        let taken = self.once(tx, rows.taken, &mut refused).await?;
        let mut voices = Vec::new();
        let mut scores = Vec::new();
        let mut delta = Delta::new();
        let turned = count(taken.iter().filter(|row| row.turned).count());
        for row in taken {
            let service = self.service(tx, row.service.as_deref(), &mut done).await?;
            if let Some(code) = row.score.map(code) {
                *delta.entry(figure(service, row.said_on, code)).or_default() += 1;
                if row.words.is_none() {
                    scores.push(NewScore { service, said_on: row.said_on, code });
                }
            }
            if row.words.is_some() {
                voices.push(self.voice(row, service));
            }
        }
        let step = Step {
            from_row: number(rows.from_row),
            to_row: number(rows.to_row),
            voices: count(voices.len()),
            scores: count(scores.len()),
            refused: count(refused.len()),
            turned,
        };
        fft::insert_scores(tx, self.body, Some(self.import), &scores).await?;
        fft::change_staged(tx, self.import, &delta).await?;
        imports::refuse(tx, self.import, &refused).await?;
        done.absorb(stage(tx, self.body, self.thread_import, voices).await?);
        if !imports::step(tx, self.import, &step).await? {
            return Err(Error::refused("feedback-import-moved"));
        }
        Ok(done)
    }

    /// Leaves out rows whose id came in before.
    async fn once(
        &self,
        tx: &WriteTx,
        taken: Vec<Taken>,
        refused: &mut Vec<(i64, Message)>,
    ) -> Result<Vec<Taken>> {
        if !self.has_ids {
            return Ok(taken);
        }
        let mut seen = HashSet::new();
        let mut keys = Vec::new();
        for row in &taken {
            if let Some(id) = &row.id
                && seen.insert(id.clone())
            {
                keys.push((id.clone(), number(row.line)));
            }
        }
        let mut new: HashSet<String> =
            imports::take_rows(tx, self.body, self.import, &keys).await?.into_iter().collect();
        let mut kept = Vec::with_capacity(taken.len());
        for row in taken {
            match &row.id {
                Some(id) if !new.remove(id) => {
                    refused.push((
                        number(row.line),
                        Message::new("feedback-row-again").with("id", id),
                    ));
                }
                _ => kept.push(row),
            }
        }
        Ok(kept)
    }

    /// The service of that name or code.
    async fn service(
        &mut self,
        tx: &WriteTx,
        name: Option<&str>,
        done: &mut Audited<()>,
    ) -> Result<Option<Uuid>> {
        let Some(name) = name else { return Ok(None) };
        if let Some(known) = self.services.get(name) {
            return Ok(*known);
        }
        let mut found = places::by_name(tx, self.body, name).await?.map(|s| s.id);
        if found.is_none() {
            found = places::by_code(tx, self.body, name).await?.map(|s| s.id);
        }
        if found.is_none() && self.new_services {
            self.added_services += 1;
            if self.added_services > MOST_SERVICES {
                return Err(too_many_services(MOST_SERVICES));
            }
            let details = places::Details {
                name: name.to_owned(),
                kind: places::Kind::Other.key().to_owned(),
                ..places::Details::default()
            };
            let added = places::actions::add_service(tx, self.body, details).await?;
            found = Some(done.absorb(added).id);
        }
        self.services.insert(name.to_owned(), found);
        Ok(found)
    }

    fn voice(&self, row: Taken, service: Option<Uuid>) -> Staged {
        let themes = row.labels.iter().filter_map(|n| self.themes.get(*n)).copied().collect();
        // Code 7 says that the question was left out: there is no answer to keep with the words.
        let score = match row.score {
            Some(Score::Answered(answer)) => Some(i64::from(answer.code())),
            _ => None,
        };
        let voice = NewVoice {
            body: self.body,
            source: "feedback.import",
            kind: self.kind,
            about: About::Service,
            service,
            channel: self.channel,
            said_on: row.said_on,
            capacity: Capacity::NotStated,
            organisation: None,
            language: None,
            words: row.words.unwrap_or_default(),
            // Nobody was asked here; whoever brings the file may publish a voice later.
            publishable: false,
            question: row.question,
            score,
            idempotency: Some(format!("import:{}:{}", self.import, row.number)),
            contact: None,
        };
        Staged { voice, themes }
    }

    pub(crate) fn new(
        import: Uuid,
        thread_import: Uuid,
        body: Uuid,
        mapping: &Mapping,
        themes: Vec<Uuid>,
    ) -> Self {
        Self {
            import,
            thread_import,
            body,
            channel: Channel::from_key(&mapping.channel).unwrap_or(Channel::Import),
            kind: Kind::from_key(&mapping.kind).unwrap_or(Kind::Comment),
            new_services: mapping.new_services,
            has_ids: mapping.id.is_some(),
            themes,
            services: HashMap::new(),
            added_services: 0,
        }
    }
}

/// The code of a score, 1 to 7.
pub(crate) fn code(score: Score) -> u8 {
    match score {
        Score::Answered(answer) => answer.code(),
        Score::NotAnswered => 7,
    }
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
