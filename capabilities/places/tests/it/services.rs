use kernel::{Actor, Error};
use places::actions::{add_service, change_service, close_service, import_practices, put_area};
use places::{Area, Details, Filter, Kind, practices};
use testing::Installation;
use uuid::Uuid;

fn details(name: &str, code: Option<&str>) -> Details {
    Details {
        name: name.into(),
        kind: Kind::GpPractice.key().into(),
        ods_code: code.map(Into::into),
        postcode: "rm1 1aa".into(),
        address: "1 Elm Road, 100% Court".into(),
        ..Details::default()
    }
}

async fn add(it: &Installation, body: Uuid, details: Details) -> kernel::Result<Uuid> {
    let tx = it.core.write(&Actor::system("test")).await?;
    let done = add_service(&tx, body, details).await?;
    Ok(tx.commit(done).await?.value.id)
}

const FILE: &str = "ods_code,name,address1,town,postcode,opened,status\n\
    Y00001,THE ELM PRACTICE,1 ELM ROAD,ELMTOWN,EL1 1AA,19740401,A\n\
    Y00002,THE OAK PRACTICE,2 OAK ROAD,ELMTOWN,EL1 1AB,19990401,A\n";

testing::both! {

    async fn a_service_is_found_by_any_word(on: Both) {
        let it = on.install(&[places::capability]).await;
        let body = it.body("elm").await.id;
        let other = it.body("oak").await.id;
        let id = add(&it, body, details("Dr Goyal\u{2019}s Surgery", Some("f82001"))).await.unwrap();
        add(&it, other, details("Dr Goyal's Surgery", Some("F82001"))).await.unwrap();
        let tx = it.core.read().await.unwrap();
        let today = it.core.clock.today();
        for words in ["goyal's", "GOYAL surgery", "f82001", "rm1 1aa", "RM11AA", "elm road", "100%"] {
            let found = places::choose(&tx, body, words, today).await.unwrap();
            let ids: Vec<_> = found.services.iter().map(|s| s.id).collect();
            assert_eq!(ids, [id], "{words}");
        }
        for words in ["goyal hospital", "%", "_", "!"] {
            let found = places::choose(&tx, body, words, today).await.unwrap();
            assert_eq!(found.total, i64::from(words == "%"), "{words}");
        }
        let named = places::by_name(&tx, body, " dr goyal's  surgery").await.unwrap().unwrap();
        assert_eq!((named.id, named.postcode.as_str()), (id, "RM1 1AA"));
        assert_eq!(places::names(&tx, body, &[id]).await.unwrap()[&id], "Dr Goyal\u{2019}s Surgery");
        assert!(places::find_service(&tx, other, id).await.unwrap().is_none());
    }

    async fn a_code_stands_once_in_a_list(on: Both) {
        let it = on.install(&[places::capability]).await;
        let body = it.body("elm").await.id;
        add(&it, body, details("One", Some("Y00001"))).await.unwrap();
        let two = add(&it, body, details("Two", None)).await.unwrap();
        let Err(Error::Invalid(problems)) = add(&it, body, details("Three", Some("Y00001"))).await
        else { panic!("taken twice") };
        assert_eq!(problems[0].field, "ods_code");
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let refused = change_service(&tx, body, two, details("Two", Some("y00001"))).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    }

    async fn a_closed_service_is_no_longer_offered(on: Both) {
        let it = on.install(&[places::capability]).await;
        let body = it.body("elm").await.id;
        let id = add(&it, body, details("One", None)).await.unwrap();
        let today = it.core.clock.today();
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let done = close_service(&tx, body, id, today).await.unwrap();
        tx.commit(done).await.unwrap();
        let tx = it.core.read().await.unwrap();
        let tomorrow = today.succ_opt().unwrap();
        assert_eq!(places::choose(&tx, body, "", today).await.unwrap().total, 1);
        assert_eq!(places::choose(&tx, body, "", tomorrow).await.unwrap().total, 0);
        assert_eq!(places::counts(&tx, body, tomorrow).await.unwrap(), places::Counts { all: 1, open: 0 });
        let closed = Filter { closed_before: Some(tomorrow), ..Filter::default() };
        assert_eq!(places::list(&tx, body, &closed, 10, 0).await.unwrap().1, 1);
    }

    async fn practices_come_in_once(on: Both) {
        let it = on.install(&[places::capability]).await;
        let body = it.body("elm").await.id;
        let sheet = practices::read(FILE.as_bytes(), &[]).unwrap();
        for (file, added, changed, same) in [
            (FILE.to_owned(), 2, 0, 0),
            (FILE.to_owned(), 0, 0, 2),
            (FILE.replace("2 OAK", "3 OAK"), 0, 1, 1),
        ] {
            let sheet = practices::read(file.as_bytes(), &[]).unwrap();
            let tx = it.core.write(&Actor::system("test")).await.unwrap();
            let done = import_practices(&tx, body, &sheet.practices).await.unwrap();
            let did = tx.commit(done).await.unwrap().value;
            assert_eq!((did.added, did.changed, did.same), (added, changed, same));
        }
        assert_eq!(sheet.practices.len(), 2);
        let tx = it.core.read().await.unwrap();
        let oak = places::by_code(&tx, body, "y00002").await.unwrap().unwrap();
        assert_eq!(oak.address, "3 Oak Road, Elmtown");
    }

    async fn only_those_who_may_keep_the_list(on: Both) {
        let it = on.install(&[places::capability]).await;
        let body = it.body("elm").await.id;
        let reader = Actor::person(Uuid::from_u128(1), "Ann", false, vec![(body, places::READ)]);
        let tx = it.core.write(&reader).await.unwrap();
        let refused = add_service(&tx, body, details("One", None)).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
    }

    async fn an_area_is_put_and_put_right(on: Both) {
        let it = on.install(&[places::capability]).await;
        let area = |population| Area {
            code: "E09000016".into(),
            name: "Havering".into(),
            kind: "borough".into(),
            parent: None,
            population: Some(population),
            population_year: Some(2021),
            population_source: "Census 2021".into(),
        };
        for population in [1, 262_052] {
            let tx = it.core.write(&Actor::system("test")).await.unwrap();
            let done = put_area(&tx, area(population)).await.unwrap();
            tx.commit(done).await.unwrap();
        }
        let body = it.body("elm").await.id;
        let with = |code: &str| Details { area: Some(code.into()), ..details("One", None) };
        assert!(matches!(add(&it, body, with("E1")).await, Err(Error::Invalid(_))));
        add(&it, body, with("E09000016")).await.unwrap();
        let tx = it.core.read().await.unwrap();
        assert_eq!(places::area(&tx, "E09000016").await.unwrap(), Some(area(262_052)));
    }
}
