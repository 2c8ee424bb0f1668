//! A site with voices in it, and people to act as.

use kernel::Actor;
use kernel::bodies::Body;
use testing::{Both, Person, TestApp};
use thread::actions::codebooks::{NewCodebook, add_theme, create_codebook};
use thread::actions::receive::{Received, receive};
use thread::model::new_voice::NewVoice;
use thread::model::voice::{About, Capacity, Channel, Kind};
use thread::store::themes::ThemeDetails;
use uuid::Uuid;

pub struct Site {
    pub app: TestApp,
    pub body: Body,
    /// Every verb of the thread.
    pub lead: Person,
    pub lead_actor: Actor,
}

/// Someone with every verb of the thread but these.
pub fn person(n: u128, body: Uuid, but: &[&str]) -> Actor {
    let verbs = thread::capability().permissions;
    let grants = verbs.iter().filter(|v| !but.contains(&v.verb)).map(|v| (body, v.verb)).collect();
    Actor::person(Uuid::from_u128(n), &format!("Person {n}"), false, grants)
}

pub async fn site(on: Both) -> Site {
    let app = on.site(vec![thread::capability()], vec![thread::room()]).await;
    let body = app.it.body("havering").await;
    let lead_actor = person(1, body.id, &[]);
    let lead = app.acting(lead_actor.clone());
    Site { app, body, lead, lead_actor }
}

pub fn voice(body: Uuid, words: &str) -> NewVoice {
    NewVoice {
        body,
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

impl Site {
    pub async fn say(&self, voice: NewVoice) -> Received {
        // Lists go by when a voice was stored.
        self.app.it.clock.advance(chrono::TimeDelta::seconds(1));
        let tx = self.app.it.core.write(&Actor::public()).await.unwrap();
        let done = receive(&tx, voice).await.unwrap();
        tx.commit(done).await.unwrap().value
    }

    pub async fn says(&self, words: &str) -> Received {
        self.say(voice(self.body.id, words)).await
    }

    /// A codebook with these themes, each with a key.
    pub async fn themes(&self, names: &[(&str, &str)]) -> (Uuid, Vec<Uuid>) {
        let what = NewCodebook {
            body: self.body.id,
            title: "Standing feedback".into(),
            about: String::new(),
            project: String::new(),
            shared_with: Vec::new(),
        };
        let tx = self.app.it.core.write(&self.lead_actor).await.unwrap();
        let done = create_codebook(&tx, what).await.unwrap();
        let book = tx.commit(done).await.unwrap().value;
        let mut themes = Vec::new();
        for (name, key) in names {
            let details = ThemeDetails {
                name: (*name).into(),
                definition: String::new(),
                parent: None,
                shortcut: Some((*key).into()),
            };
            let tx = self.app.it.core.write(&self.lead_actor).await.unwrap();
            let done = add_theme(&tx, self.body.id, book, details).await.unwrap();
            themes.push(tx.commit(done).await.unwrap().value);
        }
        (book, themes)
    }

    pub async fn get(&self, who: &Person, path: &str) -> testing::Reply {
        self.app.get(who, &format!("/staff/havering{path}")).await
    }

    /// Sends a form with a token of its own.
    pub async fn post(&self, who: &Person, path: &str, fields: &[(&str, &str)]) -> testing::Reply {
        let token = self.app.token_for(who);
        self.app.post(who, &format!("/staff/havering{path}"), &token, fields).await
    }

    /// How often this was audited.
    pub async fn audited(&self, name: &str) -> i64 {
        let tx = self.app.it.core.read().await.unwrap();
        let what = kernel::audit::Search { name: Some(name.into()), ..Default::default() };
        kernel::audit::search(&tx, &what, 1, 0).await.unwrap().1
    }
}
