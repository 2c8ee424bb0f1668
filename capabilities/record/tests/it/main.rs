//! Checking the record, as anyone and as staff.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use kernel::capability::Role;
use kernel::record::{Pending, Receipt};
use kernel::{Actor, Audited, Event, Subject};
use testing::TestApp;
use uuid::Uuid;

async fn site(on: testing::Both) -> TestApp {
    on.site(vec![record::capability()], vec![record::room()]).await
}

async fn say(app: &TestApp, body: Uuid, words: &str) -> Receipt {
    let tx = app.it.core.write(&Actor::public()).await.unwrap();
    let subject = Subject::new("test.voice", tx.id());
    tx.record(Pending::json(body, "test.said", subject.clone(), &words).unwrap()).await;
    let done = Audited::new((), Event::new("test.said", body, subject));
    tx.commit(done).await.unwrap().receipts.remove(0)
}

fn asked(receipt: &str) -> String {
    format!("/check?receipt={}", receipt.replace(' ', "%20").replace('+', "%2B"))
}

testing::both! {
    async fn a_receipt_and_its_digest_are_found(on: Both) {
        let app = site(on).await;
        let body = app.it.body("havering").await;
        for n in 0..5 {
            let receipt = say(&app, body.id, &format!("canary {n}")).await;
            for text in [receipt.signed.as_str(), receipt.digest.as_str()] {
                let page = app.get(&app.anyone(), &asked(text)).await;
                page.is(200).has("It is in the record").has(&receipt.digest).has_not("canary");
            }
        }
    }

    async fn what_is_not_ours_is_told_apart_from_what_is_not_there(on: Both) {
        let app = site(on).await;
        let body = app.it.body("havering").await;
        let receipt = say(&app, body.id, "words").await;
        let changed = receipt.signed.replacen(" 0 ", " 7 ", 1);
        app.get(&app.anyone(), &asked(&changed)).await.is(200).has("We did not sign this receipt");
        app.get(&app.anyone(), &asked(&"0".repeat(64))).await.is(404).has("It is not in the record");
        app.get(&app.anyone(), &asked("hello")).await.is(404).has("We cannot read that");
        app.get(&app.anyone(), "/check").await.is(200).has_not("It is not in the record");
    }

    async fn guessing_digests_is_stopped(on: Both) {
        let app = site(on).await;
        for n in 0..40 {
            app.get(&app.anyone(), &asked(&format!("{n:064x}"))).await.is(404);
        }
        let page = app.get(&app.anyone(), &asked(&"0".repeat(64))).await;
        page.is(429).has("Too many attempts");
        assert!(page.headers.contains_key("retry-after"));
    }

    async fn a_lead_makes_a_checkpoint_that_the_public_sees(on: Both) {
        let app = site(on).await;
        let body = app.it.body("havering").await;
        say(&app, body.id, "words").await;
        let lead = app.staff(Role::Lead, body.id);
        let done = app.fill(&lead, "/staff/havering/record", "/staff/havering/record/checkpoint", &[]).await;
        done.is(303);
        app.get(&lead, done.to()).await.is(200).has("The checkpoint was made.");
        app.get(&app.anyone(), "/havering/record").await.is(200).has("yousaid/").has("One entry.");
    }

    async fn checking_the_record_tells_the_first_bad_entry(on: Both) {
        let app = site(on).await;
        let body = app.it.body("havering").await;
        for n in 0..4 {
            say(&app, body.id, &format!("words {n}")).await;
        }
        let lead = app.staff(Role::Lead, body.id);
        let path = "/staff/havering/record/verify";
        let done = app.fill(&lead, "/staff/havering/record", path, &[]).await;
        app.get(&lead, done.to()).await.has("It is sound.");
        let tx = app.it.core.write(&Actor::system("test")).await.unwrap();
        tx.exec("UPDATE record_entry SET content = salt WHERE sequence = 2", vec![]).await.unwrap();
        tx.commit(Audited::new((), Event::new("test.meddled", body.id, body.subject()))).await.unwrap();
        let done = app.fill(&lead, "/staff/havering/record", path, &[]).await;
        app.get(&lead, done.to()).await.has("It is not sound").has("The first bad entry is number 2.");
    }

    async fn only_those_who_may_take_the_record_out(on: Both) {
        let app = site(on).await;
        let body = app.it.body("havering").await;
        say(&app, body.id, "words").await;
        let path = "/staff/havering/record/bundle";
        let observer = app.staff(Role::Observer, body.id);
        app.post(&observer, path, &app.token_for(&observer), &[]).await.is(404);
        let guardian = app.staff(Role::DataProtection, body.id);
        let bundle = app.post(&guardian, path, &app.token_for(&guardian), &[]).await;
        bundle.is(200).has("yousaid/");
        let report = ledger::bundle::verify(
            std::io::Cursor::new(bundle.text.as_bytes()),
            &ledger::VerifyOptions {
                trusted_keys: vec![app.it.core.secrets.record_key(body.id).verifying_key()],
                ..Default::default()
            },
        );
        assert!(report.is_good(), "{report:?}");
        assert_eq!(report.size, 1);
    }
}
