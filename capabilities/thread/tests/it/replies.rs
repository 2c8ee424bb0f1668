use kernel::jobs::Worker;
use kernel::{Actor, Error};
use thread::actions::code_voice::{BulkCode, bulk_code};
use thread::actions::deliver::{
    deliver_some, finish_task, see_tasks, unsubscribe, unsubscribe_token,
};
use thread::actions::reply::{approve_reply, change_reply, draft_reply, publish_reply};
use thread::model::decision::Outcome;
use thread::model::reply::{ReplyState, TaskState, Way};
use thread::model::voice::Preferred;
use thread::queries;
use thread::store::deliveries::WhichTasks;
use thread::store::replies::{ReplyDetails, Which};
use uuid::Uuid;

use crate::act;
use crate::world::{World, contact, person, refused_key, world};

fn details(theme: Uuid) -> ReplyDetails {
    ReplyDetails {
        decision: None,
        themes: vec![theme],
        title: "Parking".into(),
        you_said: "There is nowhere to park.".into(),
        we_did: "We opened a second car park.".into(),
        because: String::new(),
        outcome: Outcome::Change,
    }
}

struct Told {
    theme: Uuid,
    voices: Vec<Uuid>,
    reply: Uuid,
}

/// Two voices of one person by e-mail, a letter, a call, one who wants no more, one unknown.
async fn written(w: &World) -> Told {
    let codebook = w.codebook().await;
    let theme = w.theme(codebook, "Parking").await;
    let mut contacts = vec![Some(contact("A@b.example")), Some(contact("a@B.example ")), None];
    for preferred in [Preferred::Letter, Preferred::Telephone, Preferred::None] {
        contacts.push(Some(thread::model::new_voice::NewContact { preferred, ..contact("") }));
    }
    let mut voices = Vec::new();
    for contact in contacts {
        let mut voice = w.voice("Nowhere to park.");
        voice.contact = contact;
        voices.push(w.say(voice).await.value.id);
    }
    w.code(&voices, &[theme]).await;
    let reply = act!(w.it, w.lead, |tx| draft_reply(&tx, w.body.id, details(theme))).unwrap().value;
    Told { theme, voices, reply }
}

async fn deliver(w: &World, reply: Uuid) -> usize {
    let mut reached = 0;
    let mut after = None;
    loop {
        let system = Actor::system("test");
        let done = act!(w.it, system, |tx| deliver_some(&tx, w.body.id, reply, after)).unwrap();
        reached += done.value.voices;
        after = done.value.next;
        if after.is_none() {
            return reached;
        }
    }
}

async fn letters(w: &World) -> i64 {
    let tx = w.it.core.read().await.unwrap();
    tx.count("SELECT COUNT(*) FROM mail_outbox", vec![]).await.unwrap()
}

testing::both! {
    async fn a_reply_reaches_every_voice_as_it_was_previewed_and_each_person_once(on: Both) {
        let w = world(on).await;
        let (body, told) = (w.body.id, written(&w).await);
        let tx = w.it.core.read().await.unwrap();
        let preview = queries::preview(&tx, body, told.reply).await.unwrap();
        assert_eq!((preview.voices, preview.emails), (6, 1));
        let page = queries::audience(&tx, body, told.reply, None, 4).await.unwrap();
        assert_eq!((page.rows.len(), page.next.is_some()), (4, true));
        drop(tx);
        act!(w.it, w.lead, |tx| publish_reply(&tx, body, told.reply)).unwrap();
        assert_eq!(deliver(&w, told.reply).await, 6);
        assert_eq!(deliver(&w, told.reply).await, 0);
        w.reconciles().await;
        let tx = w.it.core.read().await.unwrap();
        let view = queries::reply(&tx, body, told.reply).await.unwrap();
        assert_eq!(view.reached.iter().map(|b| b.n).sum::<i64>(), 6);
        for by_way in &view.reached {
            assert!(preview.ways.contains(by_way), "{by_way:?}");
        }
        assert!(!view.reply.delivering);
        let coverage = queries::coverage(&tx, body, body, "2026-01-14".parse().unwrap()).await.unwrap();
        assert_eq!((coverage.answered, coverage.per_mille()), (6, Some(1000)));
        assert_eq!(queries::open_tasks(&tx, body).await.unwrap(), 2);
        drop(tx);
        assert_eq!(letters(&w).await, 1);
    }

    async fn a_voice_that_comes_later_gets_the_reply_too(on: Both) {
        let w = world(on).await;
        let (body, told) = (w.body.id, written(&w).await);
        act!(w.it, w.lead, |tx| publish_reply(&tx, body, told.reply)).unwrap();
        deliver(&w, told.reply).await;
        let late = w.say(w.voice("I could not park either.")).await.value;
        let what = BulkCode { body, voices: vec![late.id], add: vec![told.theme], remove: vec![] };
        act!(w.it, w.lead, |tx| bulk_code(&tx, what.clone())).unwrap();
        let tx = w.it.core.read().await.unwrap();
        assert!(queries::reply(&tx, body, told.reply).await.unwrap().reply.delivering);
        let jobs = "SELECT COUNT(*) FROM job WHERE kind = 'thread.deliver-reply'";
        assert_eq!(tx.count(jobs, vec![]).await.unwrap(), 2);
        drop(tx);
        assert_eq!(deliver(&w, told.reply).await, 1);
        let tx = w.it.core.read().await.unwrap();
        let followed = queries::follow(&tx, &late.reference).await.unwrap().unwrap();
        assert_eq!(followed.replies.len(), 1);
        assert_eq!(followed.themes, ["Parking"]);
        let trail = queries::trail(&tx, body, late.id).await.unwrap();
        assert_eq!((trail.replies.len(), trail.deliveries[0].way), (1, Way::NoAddress));
        drop(tx);
        w.reconciles().await;
    }

    async fn who_left_the_mailings_gets_no_mail(on: Both) {
        let w = world(on).await;
        let (body, told) = (w.body.id, written(&w).await);
        let token = unsubscribe_token(&w.it.core.secrets, told.voices[0]);
        let forged = format!("{}x", &token[..token.len() - 1]);
        let refused = act!(w.it, Actor::public(), |tx| unsubscribe(&tx, &forged));
        assert!(matches!(refused, Err(Error::NotFound)));
        act!(w.it, Actor::public(), |tx| unsubscribe(&tx, &token)).unwrap();
        act!(w.it, w.lead, |tx| publish_reply(&tx, body, told.reply)).unwrap();
        assert_eq!(deliver(&w, told.reply).await, 6);
        assert_eq!(letters(&w).await, 0);
        let tx = w.it.core.read().await.unwrap();
        let view = queries::reply(&tx, body, told.reply).await.unwrap();
        let left = view.reached.iter().find(|b| b.way == Way::Unsubscribed).unwrap();
        assert_eq!(left.n, 2);
    }

    async fn a_published_reply_is_public_and_is_not_edited(on: Both) {
        let w = world(on).await;
        let (body, told) = (w.body.id, written(&w).await);
        let refused = act!(w.it, w.lead, |tx| approve_reply(&tx, body, told.reply)).unwrap_err();
        assert_eq!(refused_key(&refused), "thread-reply-own");
        act!(w.it, w.second, |tx| approve_reply(&tx, body, told.reply)).unwrap();
        act!(w.it, w.lead, |tx| change_reply(&tx, body, told.reply, details(told.theme))).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let view = queries::reply(&tx, body, told.reply).await.unwrap();
        assert_eq!(view.reply.state, ReplyState::Draft, "a change takes the approval away");
        let none = queries::you_said_we_did(&tx, body, &Which::default(), 10, 0).await.unwrap();
        assert_eq!(none.1, 0);
        drop(tx);
        act!(w.it, w.lead, |tx| publish_reply(&tx, body, told.reply)).unwrap();
        let refused = act!(w.it, w.lead, |tx| change_reply(&tx, body, told.reply, details(told.theme)));
        assert_eq!(refused_key(&refused.unwrap_err()), "thread-reply-published");
        deliver(&w, told.reply).await;
        let tx = w.it.core.read().await.unwrap();
        let (shown, count) = queries::you_said_we_did(&tx, body, &Which::default(), 10, 0)
            .await.unwrap();
        assert_eq!((count, shown[0].voices, shown[0].themes.len()), (1, 6, 1));
        assert_eq!(shown[0].told[0].channel.key(), "website");
    }

    async fn nothing_changes_only_with_a_reason(on: Both) {
        let w = world(on).await;
        let (body, told) = (w.body.id, written(&w).await);
        let none = ReplyDetails { outcome: Outcome::NoChange, ..details(told.theme) };
        act!(w.it, w.lead, |tx| change_reply(&tx, body, told.reply, none.clone())).unwrap();
        let refused = act!(w.it, w.lead, |tx| publish_reply(&tx, body, told.reply));
        assert!(matches!(refused, Err(Error::Invalid(p)) if p[0].field == "because"));
    }

    async fn letters_and_calls_are_a_list_to_work_through(on: Both) {
        let w = world(on).await;
        let (body, told) = (w.body.id, written(&w).await);
        act!(w.it, w.lead, |tx| publish_reply(&tx, body, told.reply)).unwrap();
        deliver(&w, told.reply).await;
        let which = WhichTasks { state: Some(TaskState::Open), ..WhichTasks::default() };
        let tx = w.it.core.read().await.unwrap();
        let page = queries::tasks(&tx, body, &which, None, 10).await.unwrap();
        assert!(page.rows.iter().all(|task| task.name.is_empty() && task.address.is_empty()));
        drop(tx);
        let page = act!(w.it, w.lead, |tx| see_tasks(&tx, body, &which, None, 10)).unwrap().value;
        let letter = page.rows.iter().find(|task| task.way == Way::Letter).unwrap();
        assert_eq!(letter.address, "2 High Street");
        let id = letter.id;
        let state = TaskState::Done;
        act!(w.it, w.lead, |tx| finish_task(&tx, body, id, state, "")).unwrap();
        let again = act!(w.it, w.lead, |tx| finish_task(&tx, body, id, state, ""));
        assert!(matches!(again, Err(Error::NotFound)));
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::open_tasks(&tx, body).await.unwrap(), 1);
    }

    async fn receipts_replies_and_checkpoints_follow_as_jobs(on: Both) {
        let (it, registry) = on.install_registered(vec![thread::capability()]).await;
        let body = it.body("havering").await;
        let (lead, second) = (person(1, &[body.id]), person(2, &[body.id]));
        let w = World { it, body, lead, second };
        let body = w.body.id;
        let worker = Worker::new(std::sync::Arc::clone(&w.it.core), &registry);
        let mut voice = w.voice("Send me a receipt.");
        voice.contact = Some(thread::model::new_voice::NewContact {
            wants_receipt: true,
            ..contact("c@b.example")
        });
        let said = w.say(voice).await;
        let told = written(&w).await;
        w.code(&[said.value.id], &[told.theme]).await;
        act!(w.it, w.lead, |tx| publish_reply(&tx, body, told.reply)).unwrap();
        assert!(worker.run_due(50).await.unwrap() >= 3);
        let tx = w.it.core.read().await.unwrap();
        let failed = "SELECT COUNT(*) FROM job WHERE last_error IS NOT NULL";
        assert_eq!(tx.count(failed, vec![]).await.unwrap(), 0);
        assert_eq!(tx.count("SELECT COUNT(*) FROM mail_outbox", vec![]).await.unwrap(), 3);
        let text: String = tx
            .scalar("SELECT text FROM mail_outbox WHERE purpose = 'thread.receipt'", vec![])
            .await.unwrap().unwrap();
        assert!(text.contains(&said.value.reference), "{text}");
        assert!(text.contains(&said.receipts[0].short_digest), "{text}");
        let text: String = tx
            .scalar("SELECT text FROM mail_outbox WHERE purpose = 'thread.reply' LIMIT 1", vec![])
            .await.unwrap().unwrap();
        assert!(text.contains("We opened a second car park."), "{text}");
        let (checkpoints, _) = kernel::record::checkpoints(&tx, body, 10, 0).await.unwrap();
        assert_eq!(checkpoints[0].reason, "publication");
        assert!(!queries::reply(&tx, body, told.reply).await.unwrap().reply.delivering);
        drop(tx);
        w.reconciles().await;
    }
}
