//! 'Tell us', one question a page. What was answered travels with the form, so that it needs no
//! session and no script, and nothing that was typed is lost on the way.

use chrono::NaiveDate;
use kernel::error::{Error, Message, Problem, Problems, Result};
use thread::model::new_voice::{NewContact, NewVoice};
use thread::model::voice::{About, Capacity, Channel, Kind, Preferred};
use uuid::Uuid;
use web::Fields;

/// Letters that the form takes.
pub(crate) const MOST_WORDS: usize = 10_000;
/// Letters of the address of a page that feedback is about.
const MOST_PAGE: usize = 200;

/// Every answer, by the name of its field.
pub(crate) const ANSWERS: &[&str] = &[
    "page",
    "kind",
    "route",
    "about",
    "service",
    "q",
    "who",
    "organisation",
    "words",
    "publish",
    "name",
    "email",
    "telephone",
    "address",
    "preferred",
    "receipt",
    "access_needs",
];
/// What steers the form.
pub(crate) const STEERING: &[&str] = &["step", "go", "back_to"];

/// A page of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Kind,
    Route,
    About,
    Service,
    Who,
    Words,
    Publish,
    Contact,
    Check,
}

impl Step {
    const ALL: [Self; 9] = [
        Self::Kind,
        Self::Route,
        Self::About,
        Self::Service,
        Self::Who,
        Self::Words,
        Self::Publish,
        Self::Contact,
        Self::Check,
    ];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Route => "route",
            Self::About => "about",
            Self::Service => "service",
            Self::Who => "who",
            Self::Words => "words",
            Self::Publish => "publish",
            Self::Contact => "contact",
            Self::Check => "check",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }

    pub(crate) fn template(self) -> &'static str {
        match self {
            Self::Kind => "feedback/tell-kind.njk",
            Self::Route => "feedback/tell-route.njk",
            Self::About => "feedback/tell-about.njk",
            Self::Service => "feedback/tell-service.njk",
            Self::Who => "feedback/tell-who.njk",
            Self::Words => "feedback/tell-words.njk",
            Self::Publish => "feedback/tell-publish.njk",
            Self::Contact => "feedback/tell-contact.njk",
            Self::Check => "feedback/tell-check.njk",
        }
    }

    /// The fields that the page itself shows; the rest travel hidden.
    pub(crate) fn shows(self) -> &'static [&'static str] {
        match self {
            Self::Kind => &["kind"],
            Self::Route => &["route"],
            Self::About => &["about"],
            Self::Service => &["service", "q"],
            Self::Who => &["who", "organisation"],
            Self::Words => &["words"],
            Self::Publish => &["publish"],
            Self::Contact => {
                &["name", "email", "telephone", "address", "preferred", "receipt", "access_needs"]
            }
            Self::Check => &[],
        }
    }

    /// The page on which a field can be put right.
    pub(crate) fn of_field(field: &str) -> Self {
        Self::ALL.into_iter().find(|step| step.shows().contains(&field)).unwrap_or(Self::Words)
    }
}

/// What was answered so far.
#[derive(Debug, Clone)]
pub(crate) struct Journey(pub(crate) Fields);

impl Journey {
    pub(crate) fn get(&self, name: &str) -> String {
        self.0.text(name)
    }

    /// Whether it tells of something that went wrong.
    pub(crate) fn is_concern(&self) -> bool {
        matches!(self.get("kind").as_str(), "concern" | "complaint")
    }

    /// The pages that this person sees, in order.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let skipped = |step: &Step| match step {
            Step::Route => !self.is_concern(),
            Step::Service => self.get("about") != About::Service.key(),
            _ => false,
        };
        Step::ALL.into_iter().filter(|step| !skipped(step)).collect()
    }

    /// The page after this one.
    pub(crate) fn after(&self, step: Step) -> Step {
        let steps = self.steps();
        let at = steps.iter().position(|s| *s == step);
        at.and_then(|n| steps.get(n + 1)).copied().unwrap_or(Step::Check)
    }

    /// The page before this one.
    pub(crate) fn before(&self, step: Step) -> Step {
        let steps = self.steps();
        let at = steps.iter().position(|s| *s == step).unwrap_or(0);
        steps.get(at.saturating_sub(1)).copied().unwrap_or(Step::Kind)
    }

    /// The first page with something missing or wrong; `Check` when there is none.
    pub(crate) fn first_open(&self, body: Uuid, today: NaiveDate) -> Step {
        self.steps()
            .into_iter()
            .find(|step| self.check(*step, body, today).is_err())
            .unwrap_or(Step::Check)
    }

    /// What is wrong with a page's answers.
    pub(crate) fn check(&self, step: Step, body: Uuid, today: NaiveDate) -> Result<()> {
        let mut problems = Problems::new();
        let mut one_of = |name: &str, choices: &[&str], key: &'static str| {
            problems.require(choices.contains(&self.get(name).as_str()), name, key);
        };
        match step {
            Step::Kind => one_of(
                "kind",
                &["comment", "compliment", "idea", "concern", "complaint"],
                "tell-us-kind-missing",
            ),
            Step::Route => {
                one_of("route", &["comment", "complaint", "safeguarding"], "tell-us-route-missing");
            }
            Step::About => one_of("about", &["service", "commissioner"], "tell-us-about-missing"),
            Step::Service => {
                let known = self.get("service") == "unsure" || self.service().is_some();
                problems.require(known, "service", "tell-us-service-missing");
            }
            Step::Who => {
                one_of(
                    "who",
                    &["individual", "representative", "organisation", "not-stated"],
                    "tell-us-who-missing",
                );
                return self.ask_thread(problems, step, body, today);
            }
            Step::Words => {
                let count = self.0.raw("words").chars().count();
                if count > MOST_WORDS {
                    let says = Message::new("tell-us-words-long").with("most", MOST_WORDS);
                    problems.add("words", says.with("over", count - MOST_WORDS));
                } else if self.get("words").is_empty() {
                    problems.add("words", Message::new("tell-us-words-missing"));
                }
                return self.ask_thread(problems, step, body, today);
            }
            Step::Publish => one_of("publish", &["yes", "no"], "tell-us-publish-missing"),
            Step::Contact => return self.ask_thread(problems, step, body, today),
            Step::Check => {}
        }
        problems.check()
    }

    /// Adds what the thread has against the answers of one page, so that its rules stand once.
    fn ask_thread(
        &self,
        problems: Problems,
        step: Step,
        body: Uuid,
        today: NaiveDate,
    ) -> Result<()> {
        let mut all: Vec<Problem> = match problems.check() {
            Err(Error::Invalid(problems)) => problems,
            _ => Vec::new(),
        };
        let mut voice = self.voice(body, today, None);
        // Which language it is in is not asked here, and guessing takes as long as the rest.
        voice.language = Some("en".to_owned());
        if step != Step::Words {
            "x".clone_into(&mut voice.words);
        }
        if let Err(Error::Invalid(others)) = voice.prepare(today) {
            let told: Vec<String> = all.iter().map(|p| p.field.clone()).collect();
            let new =
                |p: &Problem| step.shows().contains(&p.field.as_str()) && !told.contains(&p.field);
            all.extend(others.into_iter().filter(new));
        }
        if all.is_empty() { Ok(()) } else { Err(Error::Invalid(all)) }
    }

    /// The service that was chosen.
    pub(crate) fn service(&self) -> Option<Uuid> {
        self.get("service").parse().ok()
    }

    /// The address of the page it is about, when it can be one of ours (REQ-273).
    pub(crate) fn page(&self) -> Option<String> {
        page_of(&self.get("page"))
    }

    /// The answers as a voice.
    pub(crate) fn voice(&self, body: Uuid, today: NaiveDate, once: Option<String>) -> NewVoice {
        let about = About::from_key(&self.get("about")).unwrap_or(About::Commissioner);
        let kind = if self.is_concern() { Some(Kind::Concern) } else { None };
        let kind = kind.or_else(|| Kind::from_key(&self.get("kind"))).unwrap_or(Kind::Comment);
        let capacity = Capacity::from_key(&self.get("who")).unwrap_or(Capacity::NotStated);
        NewVoice {
            body,
            source: "feedback.tell-us",
            kind,
            about,
            service: self.service().filter(|_| about == About::Service),
            channel: Channel::Website,
            said_on: today,
            capacity,
            organisation: self
                .0
                .optional("organisation")
                .filter(|_| capacity == Capacity::Organisation),
            language: None,
            words: self.0.raw("words"),
            publishable: self.get("publish") == "yes",
            question: self.page().map(|page| format!("About the web page {page}")),
            score: None,
            idempotency: once,
            contact: Some(contact(&self.0, self.0.ticked("receipt"))),
        }
    }
}

/// Who spoke, from the fields that several forms share.
pub(crate) fn contact(fields: &Fields, wants_receipt: bool) -> NewContact {
    let preferred = Preferred::from_key(&fields.text("preferred")).unwrap_or(Preferred::None);
    NewContact {
        name: fields.text("name"),
        email: fields.text("email"),
        telephone: fields.text("telephone"),
        address: fields.text("address"),
        preferred,
        wants_receipt,
        wants_reply: preferred != Preferred::None,
        access_needs: fields.text("access_needs"),
    }
}

/// A path of this site, without its query.
pub(crate) fn page_of(typed: &str) -> Option<String> {
    let path = typed.split(['?', '#']).next()?;
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= MOST_PAGE
        && !path.chars().any(|c| c.is_control() || c.is_whitespace() || "<>\"'\\".contains(c));
    plain.then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journey(pairs: &[(&str, &str)]) -> Journey {
        Journey(Fields::from_pairs(pairs.iter().map(|(n, v)| ((*n).into(), (*v).into()))))
    }

    fn day() -> NaiveDate {
        "2026-01-14".parse().unwrap()
    }

    #[test]
    fn the_way_depends_on_the_answers() {
        let comment = journey(&[("kind", "comment"), ("about", "commissioner")]);
        assert_eq!(comment.after(Step::Kind), Step::About);
        assert_eq!(comment.after(Step::About), Step::Who);
        assert_eq!(comment.before(Step::Who), Step::About);
        let concern = journey(&[("kind", "concern"), ("about", "service")]);
        assert_eq!(concern.after(Step::Kind), Step::Route);
        assert_eq!(concern.after(Step::About), Step::Service);
        assert_eq!(concern.after(Step::Contact), Step::Check);
        assert_eq!(concern.before(Step::Kind), Step::Kind);
    }

    #[test]
    fn the_first_gap_is_found() {
        let mut answers = vec![
            ("kind", "idea"),
            ("about", "service"),
            ("service", "unsure"),
            ("who", "individual"),
            ("words", "More buses."),
        ];
        let open = |answers: &[(&str, &str)]| journey(answers).first_open(Uuid::nil(), day());
        assert_eq!(open(&answers), Step::Publish);
        answers.push(("publish", "no"));
        assert_eq!(open(&answers), Step::Check);
        answers.push(("receipt", "yes"));
        assert_eq!(open(&answers), Step::Contact);
        answers.push(("email", "a@b.example"));
        assert_eq!(open(&answers), Step::Check);
        answers[3] = ("who", "organisation");
        assert_eq!(open(&answers), Step::Who);
    }

    #[test]
    fn a_complaint_that_was_not_made_is_a_concern() {
        let told = journey(&[("kind", "complaint"), ("route", "comment"), ("words", "x")]);
        assert_eq!(told.voice(Uuid::nil(), day(), None).kind, Kind::Concern);
    }

    #[test]
    fn only_pages_of_ours_are_remembered() {
        assert_eq!(page_of("/havering/services?page=2#x").as_deref(), Some("/havering/services"));
        for no in ["", "havering", "//evil.example/x", "https://evil.example", "/a b", "/<x>"] {
            assert_eq!(page_of(no), None, "{no}");
        }
    }

    #[test]
    fn every_answer_is_on_some_page() {
        for name in ANSWERS.iter().filter(|name| **name != "page") {
            assert!(Step::ALL.iter().any(|step| step.shows().contains(name)), "{name}");
        }
    }
}
