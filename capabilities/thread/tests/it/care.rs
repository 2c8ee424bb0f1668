use kernel::audit::{self, Search};
use kernel::{Actor, Error};
use thread::actions::care::{
    Cover, erase_voice, exclude_voice, note, redact, restore_voice, review_assignment, see_contact,
    see_original, withdraw,
};
use thread::model::theme::{AssignmentState, Review};
use thread::model::voice::{ErasureGround, ExclusionReason, RedactionReason, VoiceState};
use thread::queries;
use thread::store::listing::Filter;

use crate::act;
use crate::world::{contact, refused_key, world};

testing::both! {
    async fn what_is_excluded_is_counted_as_excluded_and_comes_back(on: Both) {
        let w = world(on).await;
        let voice = w.says(2).await[0];
        let body = w.body.id;
        act!(w.it, w.lead, |tx| exclude_voice(&tx, body, voice, ExclusionReason::Spam)).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let states = queries::states(&tx, body).await.unwrap();
        assert_eq!((states.received, states.counted, states.excluded), (2, 1, 1));
        let found = queries::voice(&tx, body, voice).await.unwrap();
        assert_eq!(found.state_reason.as_deref(), Some("spam"));
        drop(tx);
        w.reconciles().await;
        act!(w.it, w.lead, |tx| restore_voice(&tx, body, voice)).unwrap();
        w.reconciles().await;
        let refused = act!(w.it, w.lead, |tx| restore_voice(&tx, body, voice)).unwrap_err();
        assert_eq!(refused_key(&refused), "thread-voice-state");
    }

    async fn a_speaker_takes_a_voice_back_with_the_reference_alone(on: Both) {
        let w = world(on).await;
        let said = w.say(w.voice("Mine.")).await.value;
        let typed = said.reference.to_lowercase().replace('-', " ");
        act!(w.it, Actor::public(), |tx| withdraw(&tx, &typed)).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let followed = queries::follow(&tx, &typed).await.unwrap().unwrap();
        assert_eq!(followed.voice.state, VoiceState::Withdrawn);
        assert!(!followed.can_withdraw);
        drop(tx);
        w.reconciles().await;
        let none = act!(w.it, Actor::public(), |tx| withdraw(&tx, "0000-0000-0000-0000"));
        assert!(matches!(none, Err(Error::NotFound)));
    }

    async fn covered_words_are_seen_by_few_and_each_look_is_logged(on: Both) {
        let w = world(on).await;
        let body = w.body.id;
        let said = w.say(w.voice("Zoë Müller was kind")).await.value;
        let how = Cover::Parts(std::iter::once(0..10).collect());
        let reason = RedactionReason::NamesOther;
        act!(w.it, w.lead, |tx| redact(&tx, body, said.id, how.clone(), reason)).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let shown = queries::voice(&tx, body, said.id).await.unwrap();
        assert_eq!((shown.words.as_deref(), shown.redacted), (Some("[…] was kind"), true));
        let covered = Filter { words: Some("müller".into()), ..Filter::counted(body) };
        assert_eq!(queries::count_voices(&tx, &covered, 5).await.unwrap(), 0);
        let followed = queries::follow(&tx, &said.reference).await.unwrap().unwrap();
        assert!(!serde_json::to_string(&followed).unwrap().contains("Müller"));
        drop(tx);
        let words = act!(w.it, w.lead, |tx| see_original(&tx, body, said.id)).unwrap().value;
        assert_eq!(words.as_deref(), Some("Zoë Müller was kind"));
        let tx = w.it.core.read().await.unwrap();
        let what = Search { name: Some("thread.voice.original-seen".into()), ..Search::default() };
        assert_eq!(audit::search(&tx, &what, 10, 0).await.unwrap().1, 1);
        assert_eq!(queries::redactions(&tx, body, said.id).await.unwrap()[0].words, "names-other");
    }

    async fn after_erasure_nothing_of_words_or_person_is_left(on: Both) {
        let w = world(on).await;
        let body = w.body.id;
        let mut voice = w.voice("canary-words of a person");
        voice.question = Some("canary-question".into());
        voice.organisation = Some("canary-organisation".into());
        voice.idempotency = Some("k".into());
        voice.contact = Some(contact("canary-address@b.example"));
        let said = w.say(voice).await;
        let id = said.value.id;
        act!(w.it, w.lead, |tx| note(&tx, body, id, "canary-note")).unwrap();
        let how = Cover::Words("canary-cover".into());
        let reason = RedactionReason::Details;
        act!(w.it, w.lead, |tx| redact(&tx, body, id, how.clone(), reason)).unwrap();
        let ground = ErasureGround::Request;
        act!(w.it, w.lead, |tx| erase_voice(&tx, body, id, ground)).unwrap();
        let tx = w.it.core.read().await.unwrap();
        for (table, columns) in [
            ("thread_voice", "COALESCE(words, '') || COALESCE(redacted_words, '') || \
              COALESCE(question, '') || COALESCE(organisation, '')"),
            ("thread_contact", "name || email || email_key || telephone || address"),
            ("thread_note", "words"),
            ("audit", "detail"),
            ("job", "payload"),
        ] {
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE {columns} LIKE '%canary%'");
            assert_eq!(tx.count(&sql, vec![]).await.unwrap(), 0, "{table}");
        }
        let rows = tx.rows("SELECT content FROM record_entry WHERE content IS NOT NULL", vec![])
            .await.unwrap();
        for row in rows {
            let content: Vec<u8> = row.try_get_by_index(0).unwrap();
            assert!(!String::from_utf8_lossy(&content).contains("canary"));
        }
        let (hits, _) = kernel::search::find(&tx, None, &["thread.voice"], "canary", 5, 0)
            .await.unwrap();
        assert!(hits.is_empty());
        let erased = queries::voice(&tx, body, id).await.unwrap();
        assert_eq!((erased.state, erased.words), (VoiceState::Erased, None));
        let states = queries::states(&tx, body).await.unwrap();
        assert_eq!((states.received, states.counted, states.erased), (1, 0, 1));
        drop(tx);
        w.reconciles().await;
        let refused = act!(w.it, w.lead, |tx| note(&tx, body, id, "x")).unwrap_err();
        assert_eq!(refused_key(&refused), "thread-voice-erased");
    }

    async fn a_second_person_reviews_and_not_the_first(on: Both) {
        let w = world(on).await;
        let (body, voice) = (w.body.id, w.says(1).await[0]);
        let codebook = w.codebook().await;
        let theme = w.theme(codebook, "Parking").await;
        w.code(&[voice], &[theme]).await;
        let says = Review::Agreed;
        let refused = act!(w.it, w.lead, |tx| review_assignment(&tx, body, voice, theme, says));
        assert_eq!(refused_key(&refused.unwrap_err()), "thread-review-own");
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::to_review(&tx, body).await.unwrap(), 1);
        drop(tx);
        let says = Review::Disagreed;
        act!(w.it, w.second, |tx| review_assignment(&tx, body, voice, theme, says)).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let made = queries::assignments(&tx, body, voice).await.unwrap();
        assert_eq!((made[0].state, made[0].review), (AssignmentState::Rejected, Some(says)));
        assert_eq!(queries::voice(&tx, body, voice).await.unwrap().themes, 0);
        drop(tx);
        w.reconciles().await;
    }

    async fn who_spoke_is_seen_with_permission_only(on: Both) {
        let w = world(on).await;
        let body = w.body.id;
        let mut voice = w.voice("Hello.");
        voice.contact = Some(contact("a@b.example"));
        let id = w.say(voice).await.value.id;
        let seen = act!(w.it, w.lead, |tx| see_contact(&tx, body, id)).unwrap().value.unwrap();
        assert_eq!(seen.email, "a@b.example");
        let reader = Actor::person(uuid::Uuid::from_u128(5), "Reader", false,
            vec![(body, thread::permissions::READ)]);
        let refused = act!(w.it, reader, |tx| see_contact(&tx, body, id)).unwrap_err();
        assert!(matches!(refused, Error::Forbidden(_)));
        let tx = w.it.core.read().await.unwrap();
        let voice = queries::voice(&tx, body, id).await.unwrap();
        assert!(!serde_json::to_string(&voice).unwrap().contains("a@b.example"));
    }
}
