use std::sync::Arc;

use kernel::writer::Writer;
use kernel::{Actor, Error};
use thread::actions::receive::{receipt, receive};
use thread::model::voice::Channel;
use thread::queries;
use thread::store::listing::{Filter, From};

use crate::act;
use crate::world::{contact, world};

testing::both! {
    async fn a_voice_is_kept_as_it_was_said(on: Both) {
        let w = world(on).await;
        let words = " =1+1\r\n\t\u{feff}Ünïcode 🙂 \u{202e}rtl\u{0301}\r\n\r\n0 ";
        let said = w.say(w.voice(words)).await;
        assert_eq!(said.receipts.len(), 1);
        assert!(!said.value.again);
        let tx = w.it.core.read().await.unwrap();
        let found = queries::voice(&tx, w.body.id, said.value.id).await.unwrap();
        assert_eq!(found.words.as_deref(), Some(words.replace("\r\n", "\n").as_str()));
        assert_eq!(found.reference, said.value.reference);
        assert_eq!(found.channel, Channel::Website);
        let again = receipt(&tx, &w.it.core.secrets, w.body.id, said.value.id)
            .await.unwrap().unwrap();
        assert_eq!(again.signed, said.receipts[0].signed);
        w.reconciles().await;
    }

    async fn the_same_submission_at_once_is_one_voice_with_one_reference(on: Both) {
        let w = world(on).await;
        let writer = Writer::start(Arc::clone(&w.it.core), None);
        let mut voice = w.voice("Once.");
        voice.idempotency = Some("form-1".into());
        let mut tasks = Vec::new();
        for _ in 0..200 {
            let (writer, voice) = (writer.clone(), voice.clone());
            tasks.push(testing::tokio::spawn(async move {
                writer.submit(Box::new(move |tx| {
                    let voice = voice.clone();
                    Box::pin(async move { receive(tx, voice).await })
                })).await.unwrap()
            }));
        }
        let mut references = Vec::new();
        let mut receipts = 0;
        for task in tasks {
            let kept = task.await.unwrap();
            references.push(kept.value.reference);
            receipts += kept.receipts.len();
        }
        references.dedup();
        assert_eq!((references.len(), receipts), (1, 1));
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::states(&tx, w.body.id).await.unwrap().received, 1);
        drop(tx);
        voice.words = "Other words under the same key.".into();
        assert!(!w.say(voice).await.value.again);
        w.reconciles().await;
    }

    async fn what_cannot_be_taken_is_told_and_nothing_is_kept(on: Both) {
        let w = world(on).await;
        let refused = act!(w.it, Actor::public(), |tx| receive(&tx, w.voice(" "))).unwrap_err();
        assert!(matches!(refused, Error::Invalid(p) if p[0].field == "words"));
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::states(&tx, w.body.id).await.unwrap().received, 0);
    }

    async fn lists_are_read_page_by_page_without_loss(on: Both) {
        let w = world(on).await;
        let mut said = Vec::new();
        for n in 0..7 {
            w.it.clock.advance(chrono::TimeDelta::seconds(1));
            let mut voice = w.voice(&format!("Words {n}"));
            if n % 2 == 0 {
                voice.channel = Channel::Letter;
            }
            voice.contact = Some(contact("a@b.example"));
            said.push(w.say(voice).await.value.id);
        }
        let tx = w.it.core.read().await.unwrap();
        let filter = Filter::counted(w.body.id);
        let mut seen = Vec::new();
        let mut from = From::Newest;
        loop {
            let page = queries::list_voices(&tx, &filter, from, 3).await.unwrap();
            seen.extend(page.rows.iter().map(|row| row.id));
            let Some(next) = page.next else { break };
            from = From::Before(next);
        }
        said.reverse();
        assert_eq!(seen, said);
        let letters = Filter { channel: Some(Channel::Letter), ..filter.clone() };
        assert_eq!(queries::count_voices(&tx, &letters, 100).await.unwrap(), 4);
        assert_eq!(queries::count_voices(&tx, &letters, 2).await.unwrap(), 3);
        let words = Filter { words: Some("words 5".into()), ..filter };
        let page = queries::list_voices(&tx, &words, From::Oldest, 3).await.unwrap();
        assert_eq!(page.rows.len(), 1);
    }

    async fn another_body_sees_nothing(on: Both) {
        let w = world(on).await;
        let said = w.say(w.voice("Mine.")).await.value;
        let other = w.it.body("redbridge").await;
        let tx = w.it.core.read().await.unwrap();
        assert!(matches!(queries::voice(&tx, other.id, said.id).await, Err(Error::NotFound)));
        let page = queries::list_voices(&tx, &Filter::every(other.id), From::Newest, 10).await;
        assert!(page.unwrap().rows.is_empty());
    }
}
