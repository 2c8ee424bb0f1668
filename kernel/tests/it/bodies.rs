use kernel::bodies::{self, Succession};
use kernel::{Actor, Error, audit};

testing::both! {
    async fn a_body_is_added_found_and_audited(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await;
        let tx = it.core.read().await.unwrap();
        let found = bodies::by_slug(&tx, "havering").await.unwrap().unwrap();
        assert_eq!(found.id, body.id);
        assert_eq!(found.created_at, body.created_at);
        let (entries, count) = audit::search(&tx, &audit::Search::default(), 10, 0).await.unwrap();
        assert_eq!((entries.len(), count), (1, 1));
        assert_eq!(entries[0].name, "kernel.body.added");
        assert_eq!(entries[0].body_id, Some(body.id));
    }

    async fn a_slug_is_taken_once(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let again = bodies::Details {
            slug: "havering".into(), name: "x".into(), short_name: "x".into(), kind: "icb".into(),
            ods_code: None, area: String::new(), about: String::new(), email: String::new(),
            telephone: String::new(), address: String::new(), complaints: String::new(),
            reply_within_days: 84, starts_on: body.starts_on, ends_on: None,
        };
        let refused = bodies::add(&tx, again).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(p) if p[0].field == "slug"));
    }

    async fn a_successor_ends_its_predecessor(on: Both) {
        let it = on.install(&[]).await;
        let (old, new) = (it.body("havering").await, it.body("nel").await);
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let done = bodies::succeed(&tx, Succession {
            predecessor_id: old.id, successor_id: new.id,
            on_date: "2022-07-01".parse().unwrap(), note: "Health and Care Act 2022".into(),
        }).await.unwrap();
        tx.commit(done).await.unwrap();
        let tx = it.core.read().await.unwrap();
        let old = bodies::by_id(&tx, old.id).await.unwrap().unwrap();
        assert_eq!(old.ends_on, Some("2022-06-30".parse().unwrap()));
        assert!(old.exists_on("2022-06-30".parse().unwrap()));
        assert!(!old.exists_on("2022-07-01".parse().unwrap()));
        assert_eq!(bodies::successions(&tx, new.id).await.unwrap().len(), 1);
    }

    async fn only_an_administrator_adds_a_body(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await;
        let tx = it.core.write(&Actor::public()).await.unwrap();
        let refused = bodies::succeed(&tx, Succession {
            predecessor_id: body.id, successor_id: body.id,
            on_date: "2022-07-01".parse().unwrap(), note: String::new(),
        }).await.unwrap_err();
        assert!(matches!(refused, Error::Forbidden(_)));
    }
}
