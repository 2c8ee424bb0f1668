//! What came by letter, telephone, e-mail, at events or on social media, entered by staff.

use chrono::{Datelike as _, NaiveDate};
use kernel::bodies::Body;
use kernel::error::{Error, Problems, Result};
use serde::Serialize;
use serde_json::{Value, json};
use thread::actions::receive::Received;
use thread::model::new_voice::NewVoice;
use thread::model::voice::{About, Capacity, Channel, Kind};
use web::{Answer, Fields, Visit};

use super::journey::contact;
use crate::actions;

/// Services that the list of the form holds; with more, the code is typed.
const OFFERED: i64 = 500;

/// The channels that staff enter from: all but those that come in by themselves.
pub(crate) const CHANNELS: &[Channel] = &[
    Channel::Letter,
    Channel::Telephone,
    Channel::Email,
    Channel::Event,
    Channel::SocialMedia,
    Channel::InPerson,
    Channel::Card,
    Channel::Meeting,
    Channel::Partner,
];

const FIELDS: &[&str] = &[
    "channel",
    "said_on",
    "said_on-day",
    "said_on-month",
    "said_on-year",
    "kind",
    "about",
    "service",
    "code",
    "who",
    "organisation",
    "language",
    "words",
    "question",
    "publish",
    "score",
    "name",
    "email",
    "telephone",
    "address",
    "preferred",
    "access_needs",
    "receipt",
    "go",
];

/// The form as its template takes it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct EntryPage {
    pub(crate) channels: Vec<&'static str>,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) capacities: Vec<&'static str>,
    pub(crate) services: Vec<Value>,
    pub(crate) too_many: bool,
    /// The reference of what was entered just before, to pass on.
    pub(crate) reference: Option<String>,
}

async fn page_of(visit: &Visit) -> Result<EntryPage> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let today = visit.core().clock.today();
    let services = places::open_services(&tx, body.id, today, OFFERED + 1).await?;
    let too_many = services.len() > usize::try_from(OFFERED).unwrap_or(usize::MAX);
    let shown = if too_many { Vec::new() } else { services };
    Ok(EntryPage {
        channels: CHANNELS.iter().map(|c| c.key()).collect(),
        kinds: Kind::ALL.iter().map(|k| k.key()).collect(),
        capacities: Capacity::ALL.iter().map(|c| c.key()).collect(),
        services: shown
            .into_iter()
            .map(|(id, name)| json!({ "value": id, "text": name }))
            .collect(),
        too_many,
        reference: visit.query("reference").and_then(kernel::ids::read_reference),
    })
}

pub(crate) async fn new(visit: Visit) -> Answer {
    let page = page_of(&visit).await?;
    let said: NaiveDate = visit
        .query("said_on")
        .and_then(|day| day.parse().ok())
        .unwrap_or_else(|| visit.core().clock.today());
    let values = json!({
        "channel": visit.query("channel").unwrap_or("letter"),
        "kind": "comment",
        "about": "service",
        "who": "individual",
        "preferred": "none",
        "said_on-day": said.day().to_string(),
        "said_on-month": said.month().to_string(),
        "said_on-year": said.year().to_string(),
    });
    visit.form("feedback/entry.njk", &page, values)
}

pub(crate) async fn add(visit: Visit, fields: Fields) -> Answer {
    fields.expect(FIELDS, &[])?;
    let body = visit.body()?.clone();
    match try_add(&visit, &body, &fields).await {
        Ok((received, channel, said_on)) => {
            let home = format!("/staff/{}/feedback", body.slug);
            let reference = received.reference.as_str();
            let day = said_on.to_string();
            let mut pairs = vec![("reference", Some(reference))];
            // The next letter of the pile came the same way.
            if fields.text("go") == "another" {
                pairs.push(("channel", Some(channel.key())));
                pairs.push(("said_on", Some(day.as_str())));
                let path = web::paging::address(&format!("{home}/new"), &pairs);
                return visit.see(&path, None);
            }
            visit.see(&web::paging::address(&format!("{home}/entered"), &pairs), None)
        }
        Err(error) => {
            let page = page_of(&visit).await?;
            visit.again("feedback/entry.njk", &page, &fields, error)
        }
    }
}

/// The reference of what was entered, to pass on.
pub(crate) async fn entered(visit: Visit) -> Answer {
    let reference = visit.query("reference").and_then(kernel::ids::read_reference);
    let reference = reference.ok_or(Error::NotFound)?;
    visit.page("feedback/entered.njk", &json!({ "reference": reference }))
}

async fn try_add(
    visit: &Visit,
    body: &Body,
    fields: &Fields,
) -> Result<(Received, Channel, NaiveDate)> {
    let mut voice = read(visit, body, fields)?;
    let tx = visit.write().await?;
    voice.service = match (fields.optional("code"), fields.optional("service")) {
        _ if voice.about == About::Commissioner => None,
        (Some(code), _) => {
            let found = places::by_code(&tx, body.id, &code).await?;
            Some(found.ok_or_else(|| Error::invalid("code", "feedback-entry-code"))?.id)
        }
        (None, Some(id)) => {
            let id = id.parse().map_err(|_| Error::invalid("service", "feedback-entry-service"))?;
            let found = places::find_service(&tx, body.id, id).await?;
            Some(found.ok_or_else(|| Error::invalid("service", "feedback-entry-service"))?.id)
        }
        (None, None) => None,
    };
    let (channel, said_on) = (voice.channel, voice.said_on);
    let done = actions::enter(&tx, voice).await?;
    let received = tx.commit(done).await?.value;
    Ok((received, channel, said_on))
}

fn read(visit: &Visit, body: &Body, fields: &Fields) -> Result<NewVoice> {
    let mut problems = Problems::new();
    let channel = Channel::from_key(&fields.text("channel")).filter(|c| CHANNELS.contains(c));
    problems.require(channel.is_some(), "channel", "feedback-channel-missing");
    let kind = Kind::from_key(&fields.text("kind"));
    problems.require(kind.is_some(), "kind", "feedback-kind-missing");
    let about = About::from_key(&fields.text("about"));
    problems.require(about.is_some(), "about", "feedback-about-missing");
    let score = fields.optional("score").map(|s| s.parse::<i64>());
    let score_ok = score.as_ref().is_none_or(|s| s.as_ref().is_ok_and(|n| (1..=6).contains(n)));
    problems.require(score_ok, "score", "feedback-entry-score");
    let said_on = fields.day("said_on", &mut problems);
    if said_on.is_none() && problems.is_empty() {
        problems.require(false, "said_on", "feedback-entry-day");
    }
    problems.check()?;
    let whole = NewVoice {
        body: body.id,
        source: "feedback.staff",
        kind: kind.unwrap_or(Kind::Comment),
        about: about.unwrap_or(About::Service),
        service: None,
        channel: channel.unwrap_or(Channel::Letter),
        said_on: said_on.unwrap_or_default(),
        capacity: Capacity::from_key(&fields.text("who")).unwrap_or(Capacity::NotStated),
        organisation: fields.optional("organisation"),
        language: fields.optional("language"),
        words: fields.raw("words"),
        publishable: fields.ticked("publish"),
        question: fields.optional("question"),
        score: score.and_then(std::result::Result::ok),
        idempotency: Some(visit.once()),
        contact: Some(contact(fields, fields.ticked("receipt"))),
    };
    Ok(whole)
}
