use kernel::mail::{self, Letter};
use kernel::{Actor, Subject};
use uuid::Uuid;

use crate::mail::{done, letter, post, postman};
use crate::post_office::{Act, PostOffice};

testing::both! {
    async fn words_that_open_something_are_forgotten_once_they_are_sent(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|to, _| match to {
            "full@home.example" => Act::AtRcpt("550 no such mailbox"),
            _ => Act::Take,
        }).await;
        let invitation = |to| Letter {
            text: "Follow https://yousaid.example/invitation/secret\n".into(),
            html: Some("<a href='https://yousaid.example/invitation/secret'>Follow</a>".into()),
            opens: true,
            ..letter(to)
        };
        let kept = letter("jo@home.example");
        post(&it, vec![invitation("jo@home.example"), kept, invitation("full@home.example")]).await;
        postman(&it, &office).run_due().await.unwrap();
        assert_eq!(office.taken().len(), 2);
        let tx = it.core.read().await.unwrap();
        let left = |words: &'static str| {
            let sql = "SELECT COUNT(*) FROM mail_outbox WHERE text LIKE $1 OR html LIKE $1";
            tx.count(sql, kernel::values![format!("%{words}%")])
        };
        // What did not arrive may be sent again; other letters are kept as evidence of what was said.
        assert_eq!(left("secret").await.unwrap(), 1);
        assert_eq!(left("Thank you").await.unwrap(), 1);
    }

    async fn what_is_forgotten_is_gone_from_the_outbox(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::Take).await;
        let about = Subject::new("test.voice", Uuid::from_u128(7));
        post(&it, vec![Letter { about: about.clone(), ..letter("canary@home.example") }]).await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        assert_eq!(mail::forget(&tx, &about).await.unwrap(), 1);
        tx.commit(done()).await.unwrap();
        postman(&it, &office).run_due().await.unwrap();
        assert!(office.taken().is_empty());
        let left = mail::about(&it.core.read().await.unwrap(), &about).await.unwrap();
        assert!(!format!("{left:?}").contains("canary"), "{left:?}");
        assert_eq!(left[0].purpose, "test.receipt");
    }
}
