//! Voices come in: by the public form, entered by staff, or in a file.

use std::collections::BTreeMap;

use feedback::import::{self, Mapping, Options, Source};
use kernel::Actor;
use kernel::error::{Error, Result};
use thread::actions::receive::receive;
use thread::model::new_voice::NewVoice;
use thread::model::voice::{Channel, Kind};
use thread::queries;
use thread::store::listing::{Filter, From};
use uuid::Uuid;

use super::{Heard, Making, Together};
use crate::plan::{Door, Of, Planned};

/// Rows of a page when imported voices are looked up.
const ROWS: usize = 200;

impl Making<'_> {
    /// Voices that come in together: of one body, by one door.
    pub(super) async fn arrive(&mut self, which: &[usize]) -> Result<()> {
        let Some(first) = which.first().and_then(|n| self.plan.voices.get(*n)) else {
            return Ok(());
        };
        let body = first.body;
        match first.door {
            Door::File => self.import(body, which).await,
            Door::Public => {
                let together = Together::begin(self.core, &Actor::public()).await?;
                self.receive(body, which, together, false).await
            }
            Door::Staff => {
                let together = self.by(Self::officer(body)).await?;
                self.receive(body, which, together, true).await
            }
        }
    }

    async fn receive(
        &mut self,
        body: usize,
        which: &[usize],
        mut together: Together,
        by_staff: bool,
    ) -> Result<()> {
        let mut heard = Vec::with_capacity(which.len());
        for n in which {
            let voice = self.new_voice(*n)?;
            let done = if by_staff {
                feedback::actions::enter(&together.tx, voice).await?
            } else {
                receive(&together.tx, voice).await?
            };
            let received = together.keep(done);
            heard.push(Heard {
                id: received.id,
                reference: received.reference,
                planned: *n,
                read: false,
                reviewed: false,
            });
        }
        together.commit().await?;
        self.heard_by(body)?.append(&mut heard);
        Ok(())
    }

    pub(super) fn heard_by(&mut self, body: usize) -> Result<&mut Vec<Heard>> {
        self.heard.get_mut(body).ok_or(Error::NotFound)
    }

    fn new_voice(&self, n: usize) -> Result<NewVoice> {
        let planned = self.plan.voices.get(n).ok_or(Error::NotFound)?;
        let source = match planned.door {
            Door::Public => "feedback.tell-us",
            Door::Staff => "feedback.staff",
            Door::File => "feedback.import",
        };
        Ok(NewVoice {
            body: self.body_at(planned.body)?,
            source,
            kind: planned.kind,
            about: planned.about,
            service: self.service(planned)?,
            channel: planned.channel,
            said_on: planned.said_on,
            capacity: planned.capacity,
            organisation: planned.organisation.clone(),
            language: planned.language.clone(),
            words: planned.words.clone(),
            publishable: planned.publishable,
            question: None,
            score: None,
            idempotency: Some(format!("demonstration {n}")),
            contact: planned.contact.clone(),
        })
    }

    fn service(&self, planned: &Planned) -> Result<Option<Uuid>> {
        let of_body = |n: usize| self.services.get(n).ok_or(Error::NotFound);
        match &planned.of {
            Of::Nothing => Ok(None),
            Of::Service(key) => {
                let found = of_body(planned.body)?.get(key).copied();
                found.map(Some).ok_or_else(|| Error::internal(format!("no service {key}")))
            }
            Of::Practice(n) => {
                let practices = self.practices.get(planned.body).ok_or(Error::NotFound)?;
                Ok(practices.get(n % practices.len().max(1)).copied())
            }
        }
    }

    /// A month's Friends and Family file: the voices, and the answers without words.
    async fn import(&mut self, body: usize, which: &[usize]) -> Result<()> {
        let id = self.body_at(body)?;
        let month = self.core.clock.today().format("%Y-%m").to_string();
        let file = self.file(body, which, &month)?;
        let options = Options {
            body: id,
            mapping: Mapping {
                date: Some("date".into()),
                service: vec!["service".into()],
                words: Some("words".into()),
                score: Some("score".into()),
                id: Some("id".into()),
                channel: Channel::FriendsAndFamily.key().into(),
                kind: Kind::Comment.key().into(),
                ..Mapping::default()
            },
            file_name: format!("friends-and-family-{month}.csv"),
        };
        let report = import::run(self.core, &Source::Bytes(file.into()), &options).await?;
        if report.refused > 0 {
            return Err(Error::internal(format!("{} rows were refused", report.refused)));
        }
        self.find_imported(body, which).await
    }

    fn file(&self, body: usize, which: &[usize], month: &str) -> Result<Vec<u8>> {
        let mut file = csv::Writer::from_writer(Vec::new());
        let row = |cells: [&str; 5], file: &mut csv::Writer<Vec<u8>>| {
            file.write_record(cells).map_err(Error::internal)
        };
        row(["id", "date", "service", "score", "words"], &mut file)?;
        let names: BTreeMap<&str, &str> =
            self.content.services.iter().map(|s| (s.key.as_str(), s.name.as_str())).collect();
        for n in which {
            let planned = self.plan.voices.get(*n).ok_or(Error::NotFound)?;
            let service = match &planned.of {
                Of::Service(key) => names.get(key.as_str()).copied().unwrap_or_default(),
                // A practice hands its own file in; here its patients are not told apart.
                Of::Practice(_) => names.get("gp").copied().unwrap_or_default(),
                Of::Nothing => "",
            };
            let score = planned.score.map(|s| s.to_string()).unwrap_or_default();
            let date = planned.said_on.to_string();
            row([&n.to_string(), &date, service, &score, &planned.words], &mut file)?;
        }
        let said = which.first().and_then(|n| self.plan.voices.get(*n));
        for (m, answer) in self.plan.answers(body, said).enumerate() {
            let service = names.get(answer.service).copied().unwrap_or_default();
            let (date, score) = (answer.said_on.to_string(), answer.score.to_string());
            row([&format!("{month} {m}"), &date, service, &score, ""], &mut file)?;
        }
        file.into_inner().map_err(Error::internal)
    }

    /// Finds the voices that a file brought, by their words.
    async fn find_imported(&mut self, body: usize, which: &[usize]) -> Result<()> {
        let mut wanted: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for n in which {
            let planned = self.plan.voices.get(*n).ok_or(Error::NotFound)?;
            wanted.entry(planned.words.as_str()).or_default().push(*n);
        }
        let known: Vec<Uuid> =
            self.heard.get(body).into_iter().flatten().map(|heard| heard.id).collect();
        let tx = self.core.read().await?;
        let mut filter = Filter::every(self.body_at(body)?);
        filter.channel = Some(Channel::FriendsAndFamily);
        let page = queries::list_voices(&tx, &filter, From::Newest, ROWS).await?;
        let mut found = Vec::new();
        for row in page.rows.into_iter().filter(|row| !known.contains(&row.id)) {
            let words = row.words.unwrap_or_default();
            if let Some(planned) = wanted.get_mut(words.as_str()).and_then(Vec::pop) {
                let (id, reference) = (row.id, row.reference);
                found.push(Heard { id, reference, planned, read: false, reviewed: false });
            }
        }
        drop(tx);
        if found.len() != which.len() {
            return Err(Error::internal(format!("{} of {} found", found.len(), which.len())));
        }
        self.heard_by(body)?.append(&mut found);
        Ok(())
    }
}
