//! From decision to reply, as people do it in a browser without scripts.

use kernel::capability::Role;
use kernel::{Actor, jobs, mail};
use testing::{Person, Reply, TestApp};
use thread::actions::code_voice::{CodeVoice, code_voice};
use thread::actions::codebooks::{NewCodebook, add_theme, create_codebook};
use thread::actions::receive::receive;
use thread::model::new_voice::{NewContact, NewVoice};
use thread::model::voice::{About, Capacity, Channel, Kind, Preferred};
use uuid::Uuid;

use crate::act;
use crate::world::{contact, details, person};

struct Here {
    app: TestApp,
    body: Uuid,
    lead: Person,
    theme: Uuid,
}

fn spoken(body: Uuid, words: &str, contact: Option<NewContact>) -> NewVoice {
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
        contact,
    }
}

/// A body whose codebook has one theme, and three voices that make it: one with an e-mail address,
/// one who wants a letter, one unknown.
async fn here(on: testing::Both) -> Here {
    let app = on.site(vec![thread::capability()], vec![thread::room()]).await;
    let body = app.it.body("havering").await.id;
    let writer = person(1, &[body]);
    let book = NewCodebook {
        body,
        title: "Standing feedback".into(),
        about: String::new(),
        project: String::new(),
        shared_with: Vec::new(),
    };
    let book = act!(app.it, writer, |tx| create_codebook(&tx, book.clone())).unwrap().value;
    let theme =
        act!(app.it, writer, |tx| add_theme(&tx, body, book, details("Opening times"))).unwrap();
    let theme = theme.value;
    let letter = NewContact {
        name: "Mx Letter".into(),
        preferred: Preferred::Letter,
        ..contact("letter@example.org")
    };
    for contact in [Some(contact("person@example.org")), Some(letter), None] {
        let words = "Please open on <b>Saturdays</b>";
        let voice = spoken(body, words, contact);
        let said = act!(app.it, Actor::public(), |tx| receive(&tx, voice.clone())).unwrap();
        let what = CodeVoice {
            body,
            voice: said.value.id,
            add: vec![theme],
            remove: Vec::new(),
            evidence: None,
        };
        act!(app.it, writer, |tx| code_voice(&tx, what.clone())).unwrap();
    }
    let lead = app.staff(Role::Lead, body);
    Here { app, body, lead, theme }
}

impl Here {
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.app.post(&self.lead, path, &self.app.token_for(&self.lead), fields).await
    }

    /// Sends a form that is taken, and opens the page it leads to.
    async fn done(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let reply = self.post(path, fields).await;
        reply.is(303);
        let page = self.app.get(&self.lead, reply.to()).await;
        page.is(200);
        page
    }

    async fn run_jobs(&self) {
        let worker =
            jobs::Worker::new(std::sync::Arc::clone(&self.app.it.core), &self.app.registry);
        while worker.run_due(50).await.unwrap() > 0 {}
    }

    async fn decision(&self) -> String {
        let fields = [
            ("title", "Open on Saturdays"),
            ("decided_on-day", "12"),
            ("decided_on-month", "1"),
            ("decided_on-year", "2026"),
            ("taken_by", "meeting"),
            ("meeting", "Governing Body"),
            ("person", ""),
            ("person_role", ""),
            ("decided", "Practices open on Saturdays"),
            ("reasons", "Many people work in the week"),
            ("outcome", "change"),
            ("learned_from", "comments"),
        ];
        let reply = self.post("/staff/havering/decisions/new", &fields).await;
        reply.is(303);
        reply.to().split('?').next().unwrap().to_owned()
    }
}

testing::both! {
    async fn a_decision_is_drafted_weighed_recorded_and_published(on: Both) {
        let it = here(on).await;
        let decision = it.decision().await;
        // Recording is refused until a theme was weighed, and says so.
        it.post(&format!("{decision}/record"), &[]).await.is(422).has("Error:");
        let theme = it.theme.to_string();
        let empty = [("theme", theme.as_str()), ("weighed", ""), ("influence", "changed"), ("why", "")];
        it.post(&format!("{decision}/themes/new"), &empty).await.is(422);
        let weighed = [("theme", theme.as_str()), ("weighed", "Read in full by all members"),
            ("influence", "changed"), ("why", "")];
        it.done(&format!("{decision}/themes/new"), &weighed).await.has("Read in full by all members");
        it.done(&format!("{decision}/record"), &[]).await.has("The decision is recorded").has("3 voices");
        // A recorded decision is not edited.
        it.post(&format!("{decision}/themes/{theme}/remove"), &[]).await.is(422);
        let public = decision.replace("/staff", "");
        it.app.get(&it.app.anyone(), &public).await.is(404);
        it.done(&format!("{decision}/publish"), &[]).await.has("The decision is published");
        it.app.get(&it.app.anyone(), &public).await.is(200).has("Practices open on Saturdays");
        it.app.get(&it.app.anyone(), "/havering/decisions").await.has("Open on Saturdays");
    }

    async fn an_action_is_owned_reported_and_closed_with_an_outcome(on: Both) {
        let it = here(on).await;
        let fields = [("title", "Hire <i>staff</i>"), ("owner", "Practice manager"), ("mine", "yes"),
            ("due_on-day", "1"), ("due_on-month", "2"), ("due_on-year", "2026"), ("measure", "Open")];
        let added = it.done("/staff/havering/actions/new", &fields).await;
        added.has("Hire &lt;i&gt;staff").has_not("<i>staff");
        let list = it.app.get(&it.lead, "/staff/havering/actions?show=mine").await;
        list.has("Practice manager");
        let from = list.text.find("/staff/havering/actions/0").unwrap();
        let action = list.text[from..].split('"').next().unwrap().to_owned();
        it.done(&format!("{action}/progress"), &[("progress", "Advert is out")]).await.has("Advert is out");
        it.post(&format!("{action}/close"), &[("state", "done"), ("outcome", "")]).await.is(422);
        let closed = [("state", "done"), ("outcome", "Two people hired")];
        it.done(&format!("{action}/close"), &closed).await.has("Two people hired");
        it.post(&format!("{action}/progress"), &[("progress", "More")]).await.is(422);
        let csv = it.app.get(&it.lead, "/staff/havering/actions.csv").await;
        csv.is(200).has("Two people hired");
        it.app.it.clock.advance(chrono::TimeDelta::days(60));
        it.app.get(&it.lead, "/staff/havering/actions?show=overdue").await.has_not("Hire");
    }

    async fn evidence_is_attached_read_and_withdrawn(on: Both) {
        let it = here(on).await;
        let decision = it.decision().await;
        let token = it.app.token_for(&it.lead);
        let path = format!("{decision}/documents");
        let file = ("file", "minutes.txt", b"Minutes of the meeting".as_slice());
        let attached = it.app.upload(&it.lead, &path, &token, &[], file).await;
        attached.is(303);
        let page = it.app.get(&it.lead, attached.to()).await;
        let from = page.has("minutes.txt").text.find("/staff/havering/documents/").unwrap();
        let document = page.text[from..].split('"').next().unwrap().to_owned();
        let got = it.app.get(&it.lead, &document).await;
        assert!(got.is(200).headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(got.text, "Minutes of the meeting");
        // Nobody else's staff can read it, and what is active is refused.
        let other = it.app.it.body("redbridge").await.id;
        let stranger = it.app.staff(Role::Lead, other);
        it.app.get(&stranger, &document).await.is(404);
        it.app.get(&stranger, &document.replace("havering", "redbridge")).await.is(404);
        let page = ("file", "page.html", b"<html><script>alert(1)</script></html>".as_slice());
        it.app.upload(&it.lead, &path, &token, &[], page).await.is(422);
        it.done(&format!("{document}/withdraw"), &[("reason", "Wrong file")]).await.has("Wrong file");
        it.app.get(&it.lead, &document).await.is(404);
    }

    async fn a_reply_is_previewed_published_and_reaches_each_by_their_way(on: Both) {
        let it = here(on).await;
        let theme = it.theme.to_string();
        let fields = [("title", "Saturdays"), ("themes", theme.as_str()), ("decision", ""),
            ("you_said", "You cannot come in the week"), ("we_did", "Practices open on Saturdays"),
            ("outcome", "change"), ("because", "")];
        let drafted = it.post("/staff/havering/replies/new", &fields).await;
        drafted.is(303);
        let reply = drafted.to().split('?').next().unwrap().to_owned();
        let page = it.app.get(&it.lead, &reply).await;
        page.has("It answers 3 voices.").has("One e-mail will leave.").has("By letter: 1");
        it.app.get(&it.app.anyone(), "/havering/you-said-we-did").await.has("No reply has been published yet");
        it.post(&format!("{reply}/approve"), &[]).await.is(422);
        it.done(&format!("{reply}/publish"), &[]).await.has("The reply is published");
        it.run_jobs().await;
        it.app.it.clock.advance(chrono::TimeDelta::seconds(2));
        testing::tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        let public = it.app.get(&it.app.anyone(), "/havering/you-said-we-did").await;
        public.has("Practices open on Saturdays").has("You cannot come in the week");
        let csv = it.app.get(&it.app.anyone(), "/havering/you-said-we-did.csv").await;
        csv.has("Practices open on Saturdays").has(",3");
        let tx = it.app.it.core.read().await.unwrap();
        let letters = mail::list(&tx, &mail::Filter::default(), 10, 0).await.unwrap();
        assert_eq!(letters.0.len(), 1, "one e-mail, to the one who asked for it");
        drop(tx);
        // The letter is a task; names show only when asked for, and the look is logged.
        it.app.get(&it.lead, "/staff/havering/tasks").await.has("By letter").has_not("Mx Letter");
        let asked = [("state", "open"), ("way", "")];
        let names = it.post("/staff/havering/tasks/names", &asked).await;
        let page = names.is(200).has("Mx Letter").has("2 High Street");
        let from = page.text.find("/staff/havering/tasks/0").unwrap();
        let task = page.text[from..].split('"').next().unwrap().to_owned();
        it.done(&task, &[("state", "done"), ("note", "Posted")]).await.has("That was noted");
        it.app.get(&it.lead, "/staff/havering/tasks?state=done").await.has("Posted");
        // An observer sees the list, not the names.
        let observer = it.app.staff(Role::Observer, it.body);
        let token = it.app.token_for(&observer);
        it.app.post(&observer, "/staff/havering/tasks/names", &token, &asked).await.is(404);
    }

    async fn one_click_leaves_the_mailings_and_opening_the_link_does_not(on: Both) {
        let it = here(on).await;
        let tx = it.app.it.core.read().await.unwrap();
        let filter = thread::store::listing::Filter::counted(it.body);
        let from = thread::store::listing::From::Oldest;
        let voices = thread::queries::list_voices(&tx, &filter, from, 10).await.unwrap();
        let voice = voices.rows[0].id;
        drop(tx);
        let token = thread::actions::deliver::unsubscribe_token(&it.app.it.core.secrets, voice);
        let path = format!("/unsubscribe/{token}");
        it.app.get(&it.app.anyone(), &path).await.is(200).has("Stop e-mails");
        let theme = it.theme.to_string();
        let fields = [("title", "Saturdays"), ("themes", theme.as_str()), ("decision", ""),
            ("you_said", "S"), ("we_did", "D"), ("outcome", "change"), ("because", "")];
        let drafted = it.post("/staff/havering/replies/new", &fields).await;
        let reply = drafted.to().split('?').next().unwrap().to_owned();
        it.app.get(&it.lead, &reply).await.has("One e-mail will leave.");
        // As a mail program sends it: a form of one field, without our token.
        let click = http::Request::post(&path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from("List-Unsubscribe=One-Click"))
            .unwrap();
        it.app.send(&it.app.anyone(), click).await.is(200).has("no more e-mails");
        it.app.get(&it.lead, &reply).await.has("No e-mail will leave.");
        it.app.get(&it.app.anyone(), "/unsubscribe/nonsense").await.is(200);
        let forged = format!("/unsubscribe/{}", token.replace('.', ".A"));
        let token = it.app.token_for(&it.app.anyone());
        it.app.post(&it.app.anyone(), &forged, &token, &[]).await.is(404);
    }

    async fn a_reply_is_told_in_ten_ways(on: Both) {
        let it = here(on).await;
        let theme = it.theme.to_string();
        let fields = [("title", "Saturdays"), ("themes", theme.as_str()), ("decision", ""),
            ("you_said", "S"), ("we_did", "D"), ("outcome", "change"), ("because", "")];
        let drafted = it.post("/staff/havering/replies/new", &fields).await;
        let reply = drafted.to().split('?').next().unwrap().to_owned();
        let told = |channel: &'static str, day: &'static str, note: &'static str| {
            [("channel", channel), ("used_on-day", day), ("used_on-month", "1"),
                ("used_on-year", "2026"), ("note", note)]
        };
        let path = format!("{reply}/told");
        it.post(&path, &told("forum", "13", "Before it was published")).await.is(422);
        it.done(&format!("{reply}/publish"), &[]).await;
        it.post(&path, &told("pigeon", "13", "Kept words")).await.is(422).has("Kept words");
        it.post(&path, &told("forum", "15", "Tomorrow")).await.is(422).has("today or in the past");
        let ways = [("website", "Our site"), ("forum", "Reference forum"), ("seminar", "Spring seminar"),
            ("event", "Town hall"), ("network", "E-network letter"), ("social-media", "Two posts"),
            ("newsletter", "Carers' newsletter"), ("network-meeting", "Voluntary sector network"),
            ("personal", "By name"), ("letter-of-thanks", "Thanked in writing")];
        for (channel, note) in ways {
            it.done(&path, &told(channel, "13", note)).await.has("That was added");
        }
        let page = it.app.get(&it.lead, &reply).await;
        for (_, note) in ways {
            page.has(&note.replace('\'', "&#39;"));
        }
        page.has("13 January 2026");
    }

    async fn a_decision_says_what_was_learned_and_what_difference_it_made(on: Both) {
        let it = here(on).await;
        let decision = it.decision().await;
        it.app.get(&it.lead, &decision).await.has("Where the learning came from").has("Comments");
        let theme = it.theme.to_string();
        let weighed = [("theme", theme.as_str()), ("weighed", "Read"), ("influence", "changed"), ("why", "")];
        it.done(&format!("{decision}/themes/new"), &weighed).await;
        it.done(&format!("{decision}/record"), &[]).await;
        it.done(&format!("{decision}/publish"), &[]).await;
        let impact = format!("{decision}/impact");
        it.post(&impact, &[("difference", ""), ("evidence", "")]).await.is(422);
        let made = [("difference", "Twice as many came"), ("evidence", "Counted in March")];
        it.done(&impact, &made).await.has("Twice as many came").has("Counted in March");
        let public = it.app.get(&it.app.anyone(), &decision.replace("/staff", "")).await;
        public.is(200).has("Twice as many came");
    }
}
