//! What the stories share: a body, people with verbs, and voices.

use kernel::bodies::Body;
use kernel::db::Committed;
use kernel::{Actor, Error};
use testing::{Both, Installation};
use thread::actions::receive::{Received, receive};
use thread::model::new_voice::{NewContact, NewVoice};
use thread::model::voice::{About, Capacity, Channel, Kind, Preferred};
use thread::store::themes::ThemeDetails;
use uuid::Uuid;

pub struct World {
    pub it: Installation,
    pub body: Body,
    /// A person with every verb of the thread in the body.
    pub lead: Actor,
    /// Another.
    pub second: Actor,
}

pub fn person(n: u128, bodies: &[Uuid]) -> Actor {
    let verbs = thread::capability().permissions;
    let grants = bodies.iter().flat_map(|b| verbs.iter().map(|v| (*b, v.verb))).collect();
    Actor::person(Uuid::from_u128(n), &format!("Person {n}"), false, grants)
}

pub async fn world(on: Both) -> World {
    let it = on.install(&[thread::capability]).await;
    let body = it.body("havering").await;
    let (lead, second) = (person(1, &[body.id]), person(2, &[body.id]));
    World { it, body, lead, second }
}

/// Runs one action in a transaction of its own and commits it.
#[macro_export]
macro_rules! act {
    ($it:expr, $actor:expr, |$tx:ident| $call:expr) => {{
        let $tx = $it.core.write(&$actor).await.unwrap();
        match $call.await {
            Ok(done) => $tx.commit(done).await,
            Err(error) => Err(error),
        }
    }};
}

impl World {
    pub fn voice(&self, words: &str) -> NewVoice {
        NewVoice {
            body: self.body.id,
            source: "feedback.tell-us",
            kind: Kind::Comment,
            about: About::Service,
            service: None,
            channel: Channel::Website,
            said_on: "2026-01-10".parse().unwrap(),
            capacity: Capacity::Individual,
            organisation: None,
            language: None,
            words: words.into(),
            publishable: true,
            question: None,
            score: None,
            idempotency: None,
            contact: None,
        }
    }

    pub async fn say(&self, voice: NewVoice) -> Committed<Received> {
        act!(self.it, Actor::public(), |tx| receive(&tx, voice.clone())).unwrap()
    }

    pub async fn says(&self, count: usize) -> Vec<Uuid> {
        let mut ids = Vec::with_capacity(count);
        for n in 0..count {
            ids.push(self.say(self.voice(&format!("Words {n}"))).await.value.id);
        }
        ids
    }

    pub async fn codebook(&self) -> Uuid {
        use thread::actions::codebooks::{NewCodebook, create_codebook};
        let what = NewCodebook {
            body: self.body.id,
            title: "Standing feedback".into(),
            about: String::new(),
            project: String::new(),
            shared_with: Vec::new(),
        };
        act!(self.it, self.lead, |tx| create_codebook(&tx, what.clone())).unwrap().value
    }

    pub async fn theme(&self, codebook: Uuid, name: &str) -> Uuid {
        use thread::actions::codebooks::add_theme;
        act!(self.it, self.lead, |tx| add_theme(&tx, self.body.id, codebook, details(name)))
            .unwrap()
            .value
    }

    pub async fn code(&self, voices: &[Uuid], add: &[Uuid]) {
        use thread::actions::code_voice::{BulkCode, bulk_code};
        for some in voices.chunks(500) {
            let what = BulkCode {
                body: self.body.id,
                voices: some.to_vec(),
                add: add.to_vec(),
                remove: Vec::new(),
            };
            act!(self.it, self.lead, |tx| bulk_code(&tx, what.clone())).unwrap();
        }
    }

    /// Every figure agrees with the voices behind it, and law 2 holds.
    pub async fn reconciles(&self) {
        let tx = self.it.core.read().await.unwrap();
        let reconciled = thread::queries::reconcile(&tx, self.body.id).await.unwrap();
        assert!(reconciled.holds(), "{reconciled:#?}");
    }
}

pub fn details(name: &str) -> ThemeDetails {
    ThemeDetails { name: name.into(), definition: String::new(), parent: None, shortcut: None }
}

pub fn contact(email: &str) -> NewContact {
    NewContact {
        name: "A Person".into(),
        email: email.into(),
        telephone: "01632 960002".into(),
        address: "2 High Street".into(),
        preferred: Preferred::Email,
        wants_receipt: false,
        wants_reply: true,
        access_needs: String::new(),
    }
}

#[allow(dead_code, reason = "each story uses some")]
pub fn refused_key(error: &Error) -> &'static str {
    match error {
        Error::Refused(message) => message.key,
        other => panic!("not a refusal: {other}"),
    }
}
