use thread::actions::import::{
    Staged, activate_import, begin_import, discard_import, prove_imported, stage,
};
use thread::queries;
use thread::store::listing::{Filter, From};

use crate::act;
use crate::world::{World, refused_key, world};

fn rows(w: &World, from: usize, to: usize, themes: &[uuid::Uuid]) -> Vec<Staged> {
    (from..to)
        .map(|n| {
            let mut voice = w.voice(&format!("Row {n}"));
            voice.idempotency = Some(format!("file-1:{n}"));
            Staged { voice, themes: themes.to_vec() }
        })
        .collect()
}

testing::both! {
    async fn an_import_is_seen_all_at_once_and_can_be_sent_again(on: Both) {
        let w = world(on).await;
        let codebook = w.codebook().await;
        let theme = w.theme(codebook, "Parking").await;
        let body = w.body.id;
        w.say(w.voice("Before.")).await;
        let import = act!(w.it, w.lead, |tx| begin_import(&tx, body, "test.file")).unwrap().value;
        for (from, to) in [(0, 250), (200, 500)] {
            let rows = rows(&w, from, to, &[theme]);
            act!(w.it, w.lead, |tx| stage(&tx, body, import, rows.clone())).unwrap();
        }
        w.reconciles().await;
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::states(&tx, body).await.unwrap().received, 1);
        let page = queries::list_voices(&tx, &Filter::every(body), From::Newest, 10).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        drop(tx);
        let done = act!(w.it, w.lead, |tx| activate_import(&tx, body, import)).unwrap();
        assert_eq!((done.value.voices, done.receipts.len()), (500, 1));
        w.reconciles().await;
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::states(&tx, body).await.unwrap().received, 501);
        assert_eq!(queries::theme(&tx, body, theme).await.unwrap().voices, 500);
        drop(tx);
        // The same file again adds nothing.
        let again = act!(w.it, w.lead, |tx| begin_import(&tx, body, "test.file")).unwrap().value;
        let chunk = act!(w.it, w.lead, |tx| stage(&tx, body, again, rows(&w, 0, 500, &[])))
            .unwrap().value;
        assert_eq!((chunk.added, chunk.again), (0, 500));
        let refused = act!(w.it, w.lead, |tx| stage(&tx, body, import, Vec::new())).unwrap_err();
        assert_eq!(refused_key(&refused), "thread-import-closed");
    }

    async fn each_imported_voice_is_proved_under_the_root_in_the_record(on: Both) {
        let w = world(on).await;
        let body = w.body.id;
        let import = act!(w.it, w.lead, |tx| begin_import(&tx, body, "test.file")).unwrap().value;
        act!(w.it, w.lead, |tx| stage(&tx, body, import, rows(&w, 0, 333, &[]))).unwrap();
        let root = act!(w.it, w.lead, |tx| activate_import(&tx, body, import)).unwrap().value.root;
        let tx = w.it.core.read().await.unwrap();
        let page = queries::list_voices(&tx, &Filter::every(body), From::Newest, 20).await.unwrap();
        for row in page.rows {
            let proof = prove_imported(&tx, body, row.id).await.unwrap();
            assert_eq!(data_encoding::HEXLOWER.encode(&proof.root), root);
            let leaf = ledger::leaf_hash(&proof.commitment);
            assert!(ledger::verify_inclusion(
                &leaf, proof.position, proof.size, &proof.path, &proof.root
            ));
        }
    }

    async fn an_import_that_is_given_up_leaves_nothing(on: Both) {
        let w = world(on).await;
        let body = w.body.id;
        let import = act!(w.it, w.lead, |tx| begin_import(&tx, body, "test.file")).unwrap().value;
        act!(w.it, w.lead, |tx| stage(&tx, body, import, rows(&w, 0, 450, &[]))).unwrap();
        let mut rounds = 0;
        while act!(w.it, w.lead, |tx| discard_import(&tx, body, import)).unwrap().value {
            rounds += 1;
        }
        assert_eq!(rounds, 3);
        w.reconciles().await;
        let again = act!(w.it, w.lead, |tx| begin_import(&tx, body, "test.file")).unwrap().value;
        let chunk = act!(w.it, w.lead, |tx| stage(&tx, body, again, rows(&w, 0, 450, &[])))
            .unwrap().value;
        assert_eq!(chunk.added, 450);
    }
}
