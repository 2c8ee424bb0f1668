use kernel::capability::Role;
use kernel::jobs::Worker;
use testing::{Person, Reply, TestApp};
use thread::model::voice::{About, Kind};
use thread::store::listing::{Filter, From};

async fn site(on: testing::Both) -> TestApp {
    let capabilities = vec![places::capability(), thread::capability(), feedback::capability()];
    on.site(capabilities, vec![places::room(), feedback::room()]).await
}

/// Sends the page that came back on, with what it carries and these answers.
async fn go_on(it: &TestApp, who: &Person, page: &Reply, answers: &[(&str, &str)]) -> Reply {
    let mut fields: Vec<(String, String)> = hidden(&page.text);
    fields.retain(|(name, _)| name != "csrf");
    for (name, value) in answers {
        fields.retain(|(n, _)| n != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let borrowed: Vec<(&str, &str)> =
        fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    it.post(who, "/elm/tell-us", &page.token(), &borrowed).await
}

fn hidden(html: &str) -> Vec<(String, String)> {
    let part = |tag: &str, name: &str| {
        let from = tag.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        let text = &tag[from..];
        text[..text.find('"').unwrap()]
            .replace("&#10;", "\n")
            .replace("&#x2f;", "/")
            .replace("&#x27;", "'")
            .replace("&#39;", "'")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    };
    html.split("<input type=\"hidden\"")
        .skip(1)
        .map(|rest| &rest[..rest.find('>').unwrap()])
        .map(|tag| (part(tag, "name"), part(tag, "value")))
        .collect()
}

const WORDS: &str = "I waited \"too long\" & nobody's sure why <here>.\nSecond line: zażółć.";

/// Answers every question but the last.
async fn to_the_check(it: &TestApp, who: &Person, first: &str) -> Reply {
    let mut page = it.get(who, first).await;
    for answers in [
        &[("kind", "comment")][..],
        &[("about", "service")],
        &[("service", "unsure")],
        &[("who", "individual")],
        &[("words", WORDS)],
        &[("publish", "yes")],
        &[("preferred", "none"), ("email", "a@b.example"), ("receipt", "yes")],
    ] {
        page = go_on(it, who, &page, answers).await;
        page.is(200);
    }
    page
}

fn reference(html: &str) -> String {
    let from = html.find("ys-reference\">").unwrap() + "ys-reference\">".len();
    html[from..from + 19].to_owned()
}

testing::both! {
    async fn a_comment_is_kept_once_with_its_words(on: Both) {
        let it = site(on).await;
        let body = it.it.body("elm").await;
        let who = it.anyone();
        let check = to_the_check(&it, &who, "/elm/tell-us?page=%2Felm%2Fservices").await;
        check.has("Check your answers").has("nobody").has("Second line");
        let done = go_on(&it, &who, &check, &[]).await;
        done.is(200).has("Your reference").has("8 April 2026").has("a@b.example");
        let again = go_on(&it, &who, &check, &[]).await;
        again.is(200).has("You sent this before");
        assert_eq!(reference(&done.text), reference(&again.text));
        let receipt = |html: &str| html.split("ys-voice-words\">").nth(1).unwrap()[..60].to_owned();
        assert_eq!(receipt(&done.text), receipt(&again.text));

        let tx = it.it.core.read().await.unwrap();
        let filter = Filter::every(body.id);
        let page = thread::queries::list_voices(&tx, &filter, From::Newest, 10).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        let voice = thread::queries::voice(&tx, body.id, page.rows[0].id).await.unwrap();
        assert_eq!(voice.words.as_deref(), Some(WORDS));
        assert_eq!((voice.kind, voice.about), (Kind::Comment, About::Service));
        assert!(voice.publishable);
        assert_eq!(voice.question.as_deref(), Some("About the web page /elm/services"));
        drop(tx);

        // The receipt leaves once, to the address that was given.
        let worker = Worker::new(std::sync::Arc::clone(&it.it.core), &it.registry);
        while worker.run_due(10).await.unwrap() > 0 {}
        let tx = it.it.core.read().await.unwrap();
        let (letters, count) =
            kernel::mail::list(&tx, &kernel::mail::Filter::default(), 10, 0).await.unwrap();
        assert_eq!(count, 1);
        assert!(letters[0].subject.contains(&reference(&done.text)));
    }

    async fn what_is_missing_is_asked_and_nothing_is_lost(on: Both) {
        let it = site(on).await;
        it.it.body("elm").await;
        let who = it.anyone();
        let first = it.get(&who, "/elm/tell-us").await;
        let none = go_on(&it, &who, &first, &[]).await;
        none.is(422).has("Choose what you would like to give us");
        let check = to_the_check(&it, &who, "/elm/tell-us").await;
        let words = go_on(&it, &who, &check, &[("go", "change-words")]).await;
        words.is(200).has("Second line");
        let long = "x".repeat(10_001);
        let too_long = go_on(&it, &who, &words, &[("words", &long)]).await;
        too_long.is(422).has("1 too long").has(&long);
        let back = go_on(&it, &who, &too_long, &[("words", "Shorter now."), ("go", "")]).await;
        back.is(200).has("Check your answers").has("Shorter now.");
        // A field that is not of the form, or words in the place of an answer, are refused.
        let odd = go_on(&it, &who, &check, &[("score", "5")]).await;
        odd.is(422);
        let contact = go_on(&it, &who, &check, &[("go", "change-contact")]).await;
        let letter = go_on(&it, &who, &contact, &[("preferred", "letter"), ("receipt", "yes")]).await;
        letter.is(422);
    }

    async fn a_complaint_is_sent_on_and_acknowledged(on: Both) {
        let it = site(on).await;
        let body = it.it.body("elm").await;
        let who = it.anyone();
        let first = it.get(&who, "/elm/tell-us").await;
        let route = go_on(&it, &who, &first, &[("kind", "complaint")]).await;
        route.is(200).has("999").has("111").has("Write to the complaints team.");
        let sent = go_on(&it, &who, &route, &[("route", "complaint")]).await;
        sent.is(200).has("hello@elm.example").has("ys-reference");
        let again = go_on(&it, &who, &route, &[("route", "complaint")]).await;
        assert_eq!(reference(&sent.text), reference(&again.text));
        let about = go_on(&it, &who, &sent, &[]).await;
        about.is(200).has("What is it about?");
        let mut page = about;
        for answers in [
            &[("about", "commissioner")][..],
            &[("who", "not-stated")],
            &[("words", "The lift is broken.")],
            &[("publish", "no")],
            &[("preferred", "none")],
            &[],
        ] {
            page = go_on(&it, &who, &page, answers).await;
            page.is(200);
        }
        page.has("Thank you");
        let tx = it.it.core.read().await.unwrap();
        let kinds = thread::queries::figures(&tx, body.id, body.id, "kind").await.unwrap();
        assert_eq!((kinds[0].key.as_str(), kinds[0].n), ("concern", 1));
        drop(tx);
        let lead = it.staff(Role::Lead, body.id);
        it.get(&lead, "/staff/elm").await.is(200).has("1 person was shown how to complain");
    }

    async fn a_service_is_found_without_script(on: Both) {
        let it = site(on).await;
        let body = it.it.body("elm").await;
        let other = it.it.body("oak").await;
        let tx = it.it.core.write(&kernel::Actor::system("test")).await.unwrap();
        let mut done = None;
        for n in 0..30 {
            let name = if n == 7 { "Rowan Surgery".to_owned() } else { format!("Practice {n}") };
            let details = places::Details { name, kind: "gp-practice".into(), ..Default::default() };
            done = Some(places::actions::add_service(&tx, body.id, details).await.unwrap());
        }
        let details = places::Details { name: "Foreign".into(), kind: "other".into(), ..Default::default() };
        let foreign = places::actions::add_service(&tx, other.id, details).await.unwrap();
        let foreign = tx.commit(foreign).await.unwrap().value.id.to_string();
        assert!(done.is_some());
        let who = it.anyone();
        let first = it.get(&who, "/elm/tell-us").await;
        let about = go_on(&it, &who, &first, &[("kind", "idea")]).await;
        let search = go_on(&it, &who, &about, &[("about", "service")]).await;
        search.is(200).has_not("Practice 1");
        let found = go_on(&it, &who, &search, &[("q", "rowan"), ("go", "search")]).await;
        found.is(200).has("Rowan Surgery");
        let wrong = go_on(&it, &who, &found, &[("service", &foreign), ("go", "")]).await;
        wrong.is(422).has("Choose the service");
        let tx = it.it.core.read().await.unwrap();
        let rowan = places::by_name(&tx, body.id, "Rowan Surgery").await.unwrap().unwrap();
        drop(tx);
        it.get(&who, &format!("/elm/tell-us?service={}", rowan.id)).await.is(200).has(&rowan.id.to_string());
        it.get(&who, "/elm/services?q=rowan").await.is(200).has("Rowan Surgery").has("/elm/tell-us?service=");
    }

    async fn staff_enter_one_after_another(on: Both) {
        let it = site(on).await;
        let body = it.it.body("elm").await;
        let officer = it.staff(Role::Officer, body.id);
        let fields = [
            ("channel", "letter"), ("said_on-day", "10"), ("said_on-month", "1"),
            ("said_on-year", "2026"), ("kind", "comment"), ("about", "commissioner"),
            ("who", "individual"), ("words", "By post."), ("score", "2"), ("preferred", "none"),
            ("go", "another"),
        ];
        let path = "/staff/elm/feedback/new";
        let sent = it.fill(&officer, path, path, &fields).await;
        let next = sent.to().to_owned();
        assert!(next.contains("channel=letter") && next.contains("said_on=2026-01-10"), "{next}");
        it.get(&officer, &next).await.is(200).has("The reference to pass on");
        let wrong = it.fill(&officer, path, path, &[("words", "Kept."), ("channel", "website")]).await;
        wrong.is(422).has("Kept.").has("Choose how it came");
        let tx = it.it.core.read().await.unwrap();
        assert_eq!(feedback::fft::responses(&tx, body.id).await.unwrap(), 1);
        drop(tx);
        it.get(&officer, "/staff/elm/friends-and-family").await.is(200).has("100.0%");
        it.get(&it.anyone(), "/elm/friends-and-family").await.is(200).has("not an official statistic");
        it.get(&it.anyone(), "/elm/friends-and-family.csv").await.is(200).has("experience,2026-01");
        let observer = it.staff(Role::Observer, body.id);
        it.get(&observer, path).await.is(404);
    }

    async fn a_file_comes_in_by_the_browser(on: Both) {
        let it = site(on).await;
        let body = it.it.body("elm").await;
        let officer = it.staff(Role::Officer, body.id);
        let token = it.get(&officer, "/staff/elm/imports/new").await.token();
        let file = "Date;Comment;Score;Parking\n30/09/2021;Caf\u{e9} was good;1;1\n31/02/2021;x;1;0\n01/10/2021;;2;0\n";
        let bytes: Vec<u8> = file.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let sent = it.upload(&officer, "/staff/elm/imports/new", &token, &[], ("file", "c.csv", &bytes)).await;
        let map = sent.to().to_owned();
        let page = it.get(&officer, &map).await;
        page.is(200).has("Windows-1252").has("Café was good");
        let fields = [
            ("words", "Comment"), ("date", "Date"), ("score", "Score"), ("labels", "Parking"),
            ("channel", "card"), ("kind", "comment"), ("save_as", "Cards"),
        ];
        let tried = it.post(&officer, &map, &page.token(), &[&fields[..], &[("go", "try")]].concat()).await;
        tried.is(200).has("1 voices").has("1 scores without words").has("31/02/2021");
        let started = it.post(&officer, &map, &page.token(), &[&fields[..], &[("go", "start")]].concat()).await;
        let progress = started.to().to_owned();
        it.get(&officer, &progress).await.is(200).has("http-equiv=\"refresh\"");
        let worker = Worker::new(std::sync::Arc::clone(&it.it.core), &it.registry);
        while worker.run_due(10).await.unwrap() > 0 {}
        it.get(&officer, &progress).await.is(200).has("Visible").has_not("http-equiv=\"refresh\"");
        it.get(&officer, &format!("{progress}/refused.csv")).await.is(200).has("3,").has("31/02/2021");
        let tx = it.it.core.read().await.unwrap();
        let counted = Filter::counted(body.id);
        assert_eq!(thread::queries::count_voices(&tx, &counted, 10).await.unwrap(), 1);
        drop(tx);
        // The same file by the same mapping: the page leads to the import there is.
        let token = it.get(&officer, "/staff/elm/imports/new").await.token();
        let sent = it.upload(&officer, "/staff/elm/imports/new", &token, &[], ("file", "d.csv", &bytes)).await;
        let page = it.get(&officer, sent.to()).await;
        let again = it.post(&officer, sent.to(), &page.token(), &[&fields[..], &[("go", "start")]].concat()).await;
        assert_eq!(again.to(), progress);
        // Another is given up, and nothing of it stays.
        let token = it.get(&officer, "/staff/elm/imports/new").await.token();
        let sent = it.upload(&officer, "/staff/elm/imports/new", &token, &[], ("file", "e.csv", b"a,b\n1,2\n")).await;
        let page = it.get(&officer, sent.to()).await;
        let gone = sent.to().replace("/map", "/abandon");
        it.post(&officer, &gone, &page.token(), &[]).await.is(303);
        it.get(&officer, "/staff/elm/imports").await.has("Given up");
        it.get(&officer, sent.to()).await.is(422);
    }
}
