use std::fmt::Write as _;
use std::sync::Arc;

use feedback::fft::{Filter, figures};
use feedback::import::{Mapping, Options, Source, dry_run, guess, run};
use kernel::{Actor, Error};
use testing::Installation;
use testing::tokio;
use thread::store::listing;
use uuid::Uuid;

fn capabilities() -> Vec<kernel::capability::Capability> {
    vec![places::capability(), thread::capability(), feedback::capability()]
}

/// A file of the published shape, made up: of each ten rows seven are voices, two are scores
/// alone, and one cannot be taken.
fn made_up(rows: usize) -> String {
    let mut text = "\u{feff}Comment ID,Trust,Date,Service type 1,Service type 2,\
        FFT categorical answer,FFT question,FFT answer,Person identifiable info?,\
        Comment sentiment,Parking,Food\n"
        .to_owned();
    for n in 0..rows {
        let month = n % 12 + 1;
        let (score, words) = match n % 10 {
            7 => (2, "Did not answer".to_owned()),
            8 => (7, String::new()),
            9 => (9, "A score that there is not".to_owned()),
            other => (other % 7 + 1, format!("\"Words, of row {n}\n=and a second line\"")),
        };
        let (ward, parking, food) = (n % 3, n % 2, n % 5 / 4);
        writeln!(
            text,
            "row {n},T1,15/{month:02}/2021,Ward {ward},,{score},Why?,{words},,1,{parking},{food}"
        )
        .unwrap();
    }
    text
}

fn source(text: &str) -> Source {
    Source::Bytes(text.as_bytes().into())
}

fn options(body: Uuid, source: &Source) -> Options {
    Options { body, mapping: guess(source).unwrap(), file_name: "made-up.csv".into() }
}

async fn voices(it: &Installation, body: Uuid) -> i64 {
    let tx = it.core.read().await.unwrap();
    let filter = listing::Filter::counted(body);
    thread::queries::count_voices(&tx, &filter, 1_000_000).await.unwrap()
}

async fn responses(it: &Installation, body: Uuid) -> i64 {
    let tx = it.core.read().await.unwrap();
    feedback::fft::responses(&tx, body).await.unwrap()
}

testing::both! {
    async fn a_file_comes_in_once(on: Both) {
        let it = on.install_with(capabilities()).await;
        let body = it.body("elm").await.id;
        let text = made_up(2_500);
        let file = source(&text);
        let options = options(body, &file);
        let told = dry_run(&it.core, &file, &options).await.unwrap();
        assert_eq!((told.rows, told.voices, told.scores, told.refused), (2_500, 1_750, 500, 250));
        assert_eq!(told.unknown_services, ["T1, Ward 0", "T1, Ward 1", "T1, Ward 2"]);
        assert_eq!(voices(&it, body).await, 0);

        let did = run(&it.core, &file, &options).await.unwrap();
        assert_eq!((did.rows, did.voices, did.scores, did.refused), (2_500, 1_750, 500, 250));
        assert!(!did.again);
        assert_eq!(did.refusals[0].1.key, "feedback-row-score");
        assert_eq!(voices(&it, body).await, 1_750);
        assert_eq!(responses(&it, body).await, 2_250);

        let again = run(&it.core, &file, &options).await.unwrap();
        assert!(again.again);
        assert_eq!((again.import, again.voices), (did.import, 1_750));
        assert_eq!(voices(&it, body).await, 1_750);
        assert_eq!(responses(&it, body).await, 2_250);

        let tx = it.core.read().await.unwrap();
        assert!(thread::queries::reconcile(&tx, body).await.unwrap().holds());
        let codebook = &thread::queries::codebooks(&tx, body).await.unwrap()[0];
        let themes = thread::queries::themes_of(&tx, body, codebook.id).await.unwrap();
        let named: Vec<_> = themes.iter().map(|t| (t.name.as_str(), t.voices)).collect();
        // Rows 1, 3 and 5 of each ten, and row 4 of each ten, have words and the label.
        assert_eq!(named, [("Parking", 750), ("Food", 250)]);
        assert_eq!(places::counts(&tx, body, it.core.clock.today()).await.unwrap().all, 3);
    }

    async fn a_file_that_overlaps_brings_only_what_is_new(on: Both) {
        let it = on.install_with(capabilities()).await;
        let body = it.body("elm").await.id;
        let (first, second) = (source(&made_up(10)), source(&made_up(20)));
        run(&it.core, &first, &options(body, &first)).await.unwrap();
        let did = run(&it.core, &second, &options(body, &second)).await.unwrap();
        // Nine of the first ten are there; the tenth is refused for its score, twice.
        assert_eq!((did.voices, did.scores, did.refused), (7, 2, 11));
        assert_eq!(voices(&it, body).await, 14);
        assert_eq!(responses(&it, body).await, 18);
        assert!(did.refusals.iter().any(|(_, why)| why.key == "feedback-row-again"));
        // Another body has a record of its own.
        let other = it.body("oak").await.id;
        let did = run(&it.core, &second, &options(other, &second)).await.unwrap();
        assert_eq!(did.voices, 14);
    }

    async fn a_file_that_breaks_leaves_nothing_to_see(on: Both) {
        let it = on.install_with(capabilities()).await;
        let body = it.body("elm").await.id;
        let text = made_up(1_500) + "late,T1,15/01/2021,W,,1,Why?,\"never closed" + &"\nx".repeat(700_000);
        let file = source(&text);
        let options = options(body, &file);
        let Err(Error::Refused(says)) = run(&it.core, &file, &options).await else { panic!("taken") };
        assert_eq!(says.key, "feedback-file-row-long");
        assert_eq!((voices(&it, body).await, responses(&it, body).await), (0, 0));
    }

    async fn what_was_stopped_is_carried_on(on: Both) {
        let it = on.install_with(capabilities()).await;
        let body = it.body("elm").await.id;
        let text = made_up(2_500);
        let file = source(&text);
        let options = options(body, &file);
        // The run is dropped wherever it stands, again and again, as a crash would.
        let mut stopped = 0;
        let mut patience = std::time::Duration::from_millis(100);
        let report = loop {
            let attempt = run(&it.core, &file, &options);
            match tokio::time::timeout(patience, attempt).await {
                Ok(done) => break done.unwrap(),
                Err(_) => stopped += 1,
            }
            patience = patience * 8 / 5;
            assert!(stopped < 20, "it never ends");
        };
        assert!(stopped > 0, "it was never stopped");
        assert_eq!((report.voices, report.scores, report.refused), (1_750, 500, 250));
        assert_eq!((voices(&it, body).await, responses(&it, body).await), (1_750, 2_250));
    }

    async fn figures_keep_the_two_series_apart(on: Both) {
        let it = on.install_with(capabilities()).await;
        let body = it.body("elm").await.id;
        let text = "date,score,comment\n31/03/2020,1,a\n01/04/2020,1,b\n02/04/2020,2,\n\
                    03/04/2020,6,c\n04/04/2020,7,d\n05/04/2020,5,e\n";
        let file = source(text);
        let options = options(body, &file);
        let did = run(&it.core, &file, &options).await.unwrap();
        assert_eq!((did.voices, did.scores), (5, 1));
        let tx = it.core.read().await.unwrap();
        let found = figures(&tx, body, &Filter::default()).await.unwrap();
        let old = found.recommend_total.unwrap();
        assert_eq!((old.responses, old.positive), (1, Some(1000)));
        let new = found.experience_total.unwrap();
        assert_eq!((new.responses, new.not_answered), (4, 1));
        // Two of four, those who did not know among the four (R-FFT-05).
        assert_eq!((new.positive, new.negative), (Some(500), Some(250)));
        assert_eq!(found.experience[0].month, "2020-04");
    }

    async fn dates_that_were_turned_round_are_told(on: Both) {
        let it = on.install_with(capabilities()).await;
        let body = it.body("elm").await.id;
        let text = made_up(10).replace("15/01/2021", "1/15/2021");
        let file = source(&text);
        let options = options(body, &file);
        assert_eq!(dry_run(&it.core, &file, &options).await.unwrap().turned, 1);
        let did = run(&it.core, &file, &options).await.unwrap();
        assert_eq!((did.voices, did.scores, did.turned), (7, 2, 1));
        let strict = Mapping { date_order: "day-first".into(), ..options.mapping.clone() };
        let other = it.body("oak").await.id;
        let options = Options { body: other, mapping: strict, ..options };
        let did = run(&it.core, &file, &options).await.unwrap();
        assert_eq!((did.voices, did.refused, did.turned), (6, 2, 0));
    }

    async fn another_mapping_is_another_import(on: Both) {
        let it = on.install_with(capabilities()).await;
        let body = it.body("elm").await.id;
        let file = source("date,comment\n1/2/2021,a\n");
        let first = options(body, &file);
        let other = Options {
            mapping: Mapping { kind: "compliment".into(), ..first.mapping.clone() },
            ..first.clone()
        };
        assert!(!run(&it.core, &file, &first).await.unwrap().again);
        assert!(!run(&it.core, &file, &other).await.unwrap().again);
        assert!(run(&it.core, &file, &first).await.unwrap().again);
    }

    async fn only_those_who_may_bring_files_in(on: Both) {
        let it = on.install_with(capabilities()).await;
        let body = it.body("elm").await.id;
        let reader = Actor::person(Uuid::from_u128(1), "Ann", false, vec![(body, feedback::READ)]);
        let tx = it.core.write(&reader).await.unwrap();
        let file = Source::Bytes(Arc::from(&b"a,b\n1,2\n"[..]));
        let refused = feedback::actions::upload_file(&tx, body, "x.csv", &file).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
    }
}
