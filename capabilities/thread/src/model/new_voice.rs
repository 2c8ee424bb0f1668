//! What is handed in about a voice, and what is asked of it.

use chrono::NaiveDate;
use kernel::error::{Message, Problems, Result};
use serde::Serialize;
use uuid::Uuid;

use super::language;
use super::voice::{About, Capacity, Channel, Kind, Preferred};
use super::words::{check_line, check_text, check_words, normalise};

/// A voice as it is handed in. It keeps its words as they were written, but for line ends.
#[derive(Debug, Clone)]
pub struct NewVoice {
    /// The body it was said to.
    pub body: Uuid,
    /// Which door it came through: `feedback.tell-us`, `feedback.staff`, `feedback.import`.
    pub source: &'static str,
    /// Comment, compliment, idea or concern.
    pub kind: Kind,
    /// About a service or about the commissioner (REQ-279).
    pub about: About,
    /// Which service, when it is about one that is known.
    pub service: Option<Uuid>,
    /// How it arrived.
    pub channel: Channel,
    /// The day it was said.
    pub said_on: NaiveDate,
    /// In what capacity.
    pub capacity: Capacity,
    /// The organisation, when it spoke.
    pub organisation: Option<String>,
    /// Language tag, when it was stated; guessed otherwise.
    pub language: Option<String>,
    /// What was said.
    pub words: String,
    /// Whether the person agreed that it may be published, without their name.
    pub publishable: bool,
    /// The question that it answers, when there was one.
    pub question: Option<String>,
    /// Friends and Family answer, 1 (very good) to 5 (very poor), 6 (don't know) (R-FFT-02).
    pub score: Option<i64>,
    /// A key that comes back when the same submission is sent again (abuse case A32). The words
    /// count with it: another text under the same key is another voice.
    pub idempotency: Option<String>,
    /// Who spoke and how they want to hear back; kept apart.
    pub contact: Option<NewContact>,
}

/// Who spoke and how to reach them; kept apart from what they said.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// Name, empty when not given.
    pub name: String,
    /// E-mail address, empty when not given.
    pub email: String,
    /// Telephone number, empty when not given.
    pub telephone: String,
    /// Postal address, empty when not given.
    pub address: String,
    /// How they want to hear back.
    pub preferred: Preferred,
    /// Whether to send the receipt by e-mail.
    pub wants_receipt: bool,
    /// Whether they want a reply.
    pub wants_reply: bool,
    /// What they need in order to read or hear it: large print, an interpreter.
    pub access_needs: String,
}

impl NewContact {
    /// Whether nothing at all was given.
    pub fn is_empty(&self) -> bool {
        [&self.name, &self.email, &self.telephone, &self.address, &self.access_needs]
            .iter()
            .all(|part| part.trim().is_empty())
            && !self.wants_receipt
            && !self.wants_reply
    }

    fn check(&self, problems: &mut Problems) {
        for (field, line) in
            [("name", &self.name), ("email", &self.email), ("telephone", &self.telephone)]
        {
            check_line(problems, field, line);
        }
        check_text(problems, "address", &self.address);
        check_text(problems, "access_needs", &self.access_needs);
        let email = self.email.trim();
        let email_ok = email.is_empty() || is_email(email);
        problems.require(email_ok, "email", "thread-email-form");
        let wants_email =
            self.wants_receipt || (self.wants_reply && self.preferred == Preferred::Email);
        problems.require(!wants_email || !email.is_empty(), "email", "thread-email-missing");
        if self.wants_reply {
            let letter = self.preferred == Preferred::Letter && self.address.trim().is_empty();
            problems.require(!letter, "address", "thread-address-missing");
            let call = self.preferred == Preferred::Telephone && self.telephone.trim().is_empty();
            problems.require(!call, "telephone", "thread-telephone-missing");
        }
    }
}

/// Whether this can be an e-mail address. Only sending to it tells for sure.
pub fn is_email(address: &str) -> bool {
    let Some((name, domain)) = address.rsplit_once('@') else { return false };
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>()[]\\,;:\"".contains(c);
    !name.is_empty()
        && address.len() <= 254
        && domain.contains('.')
        && domain.split('.').all(|part| !part.is_empty())
        && !name.contains('@')
        && !address.chars().any(odd)
}

/// One address for the ways in which people write it, so that nobody gets a reply twice.
pub fn email_key(address: &str) -> String {
    address.trim().to_lowercase()
}

impl NewVoice {
    /// Checks what was handed in and brings its words into their one form.
    pub fn prepare(mut self, today: NaiveDate) -> Result<Self> {
        self.words = normalise(&self.words);
        self.organisation = filled(self.organisation);
        self.question = filled(self.question);
        self.contact = self.contact.filter(|contact| !contact.is_empty());
        let mut problems = Problems::new();
        check_words(&mut problems, &self.words);
        problems.require(self.said_on <= today, "said_on", "thread-said-on-future");
        let oldest = NaiveDate::from_ymd_opt(1948, 7, 5).unwrap_or(NaiveDate::MIN);
        problems.require(self.said_on >= oldest, "said_on", "thread-said-on-old");
        check_line(&mut problems, "organisation", self.organisation.as_deref().unwrap_or_default());
        check_text(&mut problems, "question", self.question.as_deref().unwrap_or_default());
        let unnamed = self.capacity == Capacity::Organisation && self.organisation.is_none();
        problems.require(!unnamed, "organisation", "thread-organisation-missing");
        if self.score.is_some_and(|score| !(1..=6).contains(&score)) {
            problems.add("score", Message::new("thread-score-range"));
        }
        let tag_ok = self.language.as_deref().is_none_or(language::is_tag);
        problems.require(tag_ok, "language", "thread-language-form");
        if let Some(contact) = &self.contact {
            contact.check(&mut problems);
        }
        problems.check()?;
        if self.language.is_none() {
            self.language = language::guess(&self.words).map(str::to_owned);
        }
        Ok(self)
    }

    /// What is unique to this submission: its key together with its words.
    pub(crate) fn idempotency_digest(&self) -> Option<String> {
        let key = self.idempotency.as_ref()?;
        Some(kernel::ids::token_digest(&format!("{key}\0{}", self.words)))
    }

    /// What enters the record: everything but who spoke.
    pub(crate) fn content(&self) -> Content<'_> {
        Content {
            words: &self.words,
            kind: self.kind,
            about: self.about,
            service: self.service,
            channel: self.channel,
            source: self.source,
            said_on: self.said_on,
            capacity: self.capacity,
            organisation: self.organisation.as_deref(),
            language: self.language.as_deref(),
            publishable: self.publishable,
            question: self.question.as_deref(),
            score: self.score,
        }
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// The content of the record entry `thread.voice.received`, version 1, as JSON in this order.
#[derive(Debug, Serialize)]
pub(crate) struct Content<'a> {
    words: &'a str,
    kind: Kind,
    about: About,
    service: Option<Uuid>,
    channel: Channel,
    source: &'a str,
    said_on: NaiveDate,
    capacity: Capacity,
    organisation: Option<&'a str>,
    language: Option<&'a str>,
    publishable: bool,
    question: Option<&'a str>,
    score: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(words: &str) -> NewVoice {
        NewVoice {
            body: Uuid::nil(),
            source: "feedback.tell-us",
            kind: Kind::Comment,
            about: About::Service,
            service: None,
            channel: Channel::Website,
            said_on: "2026-01-14".parse().unwrap(),
            capacity: Capacity::Individual,
            organisation: None,
            language: None,
            words: words.into(),
            publishable: false,
            question: None,
            score: None,
            idempotency: Some("key".into()),
            contact: None,
        }
    }

    fn fields(voice: NewVoice) -> Vec<String> {
        match voice.prepare("2026-01-14".parse().unwrap()) {
            Ok(_) => Vec::new(),
            Err(kernel::Error::Invalid(p)) => p.into_iter().map(|p| p.field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_wrong_is_told_all_at_once() {
        assert_eq!(fields(voice("Good.")), [""; 0]);
        let mut bad = voice(" \r\n ");
        bad.score = Some(7);
        bad.capacity = Capacity::Organisation;
        bad.said_on = "2026-01-15".parse().unwrap();
        assert_eq!(fields(bad), ["words", "said_on", "organisation", "score"]);
        assert_eq!(fields(voice("a\0b")), ["words"]);
        assert_eq!(fields(voice(&"x".repeat(100_001))), ["words"]);
        assert_eq!(fields(voice(&"é".repeat(100_000))), [""; 0]);
    }

    #[test]
    fn a_reply_needs_somewhere_to_go() {
        let contact = NewContact {
            name: String::new(),
            email: String::new(),
            telephone: String::new(),
            address: String::new(),
            preferred: Preferred::Letter,
            wants_receipt: true,
            wants_reply: true,
            access_needs: String::new(),
        };
        let with = |contact| fields(NewVoice { contact: Some(contact), ..voice("Good.") });
        assert_eq!(with(contact.clone()), ["email", "address"]);
        let call = NewContact { preferred: Preferred::Telephone, ..contact.clone() };
        assert_eq!(with(call), ["email", "telephone"]);
        let nothing = NewContact { wants_receipt: false, wants_reply: false, ..contact };
        assert_eq!(with(nothing), [""; 0]);
    }

    #[test]
    fn addresses_are_checked_lightly() {
        for good in ["a@b.example", "o'neil+x@nhs.example", "ü@bücher.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.example",
            "a@b..c",
            "a b@c.example",
            "a@b@c.example",
            "a@b.example\r\nBcc: x@y.example",
            "<a@b.example>",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn other_words_under_the_same_key_are_another_voice() {
        let one = voice("a\r\nb").prepare("2026-01-14".parse().unwrap()).unwrap();
        let same = voice("a\nb").prepare("2026-01-14".parse().unwrap()).unwrap();
        let other = voice("a\nc").prepare("2026-01-14".parse().unwrap()).unwrap();
        assert_eq!(one.idempotency_digest(), same.idempotency_digest());
        assert_ne!(one.idempotency_digest(), other.idempotency_digest());
    }
}
