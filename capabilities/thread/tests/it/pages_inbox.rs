use thread::model::voice::{Channel, Kind};

use crate::pages_world::{person, site, voice};

testing::both! {
    async fn the_inbox_is_narrowed_searched_and_paged(on: Both) {
        let s = site(on).await;
        for n in 0..55 {
            s.says(&format!("Words number {n} end")).await;
        }
        let mut letter = voice(s.body.id, "A letter about Parking at the hub");
        letter.channel = Channel::Letter;
        letter.kind = Kind::Concern;
        letter.said_on = "2025-12-24".parse().unwrap();
        letter.score = Some(5);
        s.say(letter).await;
        let page = s.get(&s.lead, "/voices").await;
        page.is(200).has("56 counted of 56 received").has("Not yet themed: 56 of 56")
            .has("56 voices found").has("A letter about Parking").has("Words number 6 end")
            .has_not("Words number 5 end");
        let next = page.text.split("href=\"").find(|p| p.contains("after=")).unwrap();
        let next = next.split('"').next().unwrap().replace("&amp;", "&");
        let next = next.trim_start_matches("/staff/havering");
        let second = s.get(&s.lead, next).await;
        second.is(200).has("Words number 5 end").has("Words number 0 end")
            .has_not("Words number 6 end").has("before=");
        let before = second.text.split("href=\"").find(|p| p.contains("before=")).unwrap();
        let before = before.split('"').next().unwrap().replace("&amp;", "&");
        let first = s.get(&s.lead, before.trim_start_matches("/staff/havering")).await;
        first.has("A letter about Parking").has("Words number 6 end").has_not("Words number 5 end");
        for query in [
            "channel=letter", "q=PARKING+hub", "kind=concern", "until=2025-12-31", "score=5",
            "from=2025-12-01&until=2025-12-31&state=all", "about=service&score=5",
        ] {
            let found = s.get(&s.lead, &format!("/voices?{query}")).await;
            found.is(200).has("1 voice found").has("A letter about").has_not("Words number");
        }
        s.get(&s.lead, "/voices?score=none").await.has("55 voices found");
        s.get(&s.lead, "/voices?q=nothing+of+the+kind").await.has("No voice matches these filters");
        let odd = "/voices?channel=pigeon&theme=x&from=yesterday&sort=sideways&after=1";
        s.get(&s.lead, odd).await.is(200).has("56 voices found");
        let oldest = s.get(&s.lead, "/voices?sort=oldest").await;
        oldest.has("Words number 0 end").has_not("A letter about");
    }

    async fn ticked_voices_get_a_theme_and_lose_it(on: Both) {
        let s = site(on).await;
        let (_, themes) = s.themes(&[("Parking", "p")]).await;
        let (one, two) = (s.says("One").await, s.says("Two").await);
        s.says("Three").await;
        let theme = themes[0].to_string();
        let form = [
            ("voice", one.id.to_string()), ("voice", two.id.to_string()),
            ("bulk-theme", theme.clone()), ("do", "add".into()), ("scope", "ticked".into()),
            ("filter", "?themed=no".into()), ("exclusion", String::new()),
        ];
        let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let page = s.app.fill(&s.lead, "/staff/havering/voices", "/staff/havering/voices/bulk", &fields)
            .await;
        assert_eq!(page.to(), "/staff/havering/voices?themed=no&done=thread-bulk");
        s.get(&s.lead, "/voices?themed=no&done=thread-bulk").await
            .has("The themes were saved").has("1 voice found").has("Not yet themed: 1 of 3");
        s.get(&s.lead, &format!("/voices?theme={theme}")).await.has("2 voices found");
        let fields: Vec<_> = fields.iter().map(|f| if f.0 == "do" { ("do", "remove") } else { *f })
            .collect();
        s.post(&s.lead, "/voices/bulk", &fields).await.is(303);
        s.get(&s.lead, "/voices").await.has("Not yet themed: 3 of 3");
        let nothing = s.post(&s.lead, "/voices/bulk", &[("scope", "ticked"), ("filter", "")]).await;
        nothing.is(422).has("Choose a theme").has("Tick at least one voice").has("Three");
    }

    async fn all_that_match_are_counted_first_and_then_themed(on: Both) {
        let s = site(on).await;
        let (_, themes) = s.themes(&[("Parking", "p")]).await;
        for n in 0..7 {
            s.says(&format!("Parking {n}")).await;
        }
        s.says("Something else").await;
        let theme = themes[0].to_string();
        let mut form = vec![
            ("bulk-theme", theme.as_str()), ("do", "add"), ("scope", "all"),
            ("filter", "?q=parking"),
        ];
        let asked = s.post(&s.lead, "/voices/bulk", &form).await;
        asked.is(200).has("7 voices match the filters").has("Parking").has("Yes, save");
        s.get(&s.lead, "/voices").await.has("Not yet themed: 8 of 8");
        form.push(("confirmed", "yes"));
        s.post(&s.lead, "/voices/bulk", &form).await.is(303);
        s.get(&s.lead, "/voices").await.has("Not yet themed: 1 of 8");
        let tx = s.app.it.core.read().await.unwrap();
        assert!(thread::queries::reconcile(&tx, s.body.id).await.unwrap().holds());
    }

    async fn ticked_voices_are_left_out_with_a_reason(on: Both) {
        let s = site(on).await;
        let (one, two) = (s.says("One").await, s.says("Two").await);
        let (one, two) = (one.id.to_string(), two.id.to_string());
        let both = [("voice", one.as_str()), ("voice", two.as_str()), ("filter", "")];
        s.post(&s.lead, "/voices/exclude", &both).await.is(422).has("Choose why it is left out");
        let why = [&both[..], &[("exclusion", "spam")]].concat();
        s.post(&s.lead, "/voices/exclude", &why).await.is(303);
        s.get(&s.lead, "/voices").await.has("0 counted of 2 received");
        s.get(&s.lead, "/voices?state=excluded").await.has("2 voices found").has("Left out");
        let officer = s.app.acting(person(5, s.body.id, &["thread.exclude"]));
        s.post(&officer, "/voices/exclude", &why).await.is(404);
        s.get(&officer, "/voices").await.has_not("Leave ticked voices out");
    }

    async fn a_file_of_voices_is_covered_guarded_and_logged(on: Both) {
        let s = site(on).await;
        s.says("=1+1 is a formula").await;
        s.says(&format!("{} the end", "long ".repeat(400))).await;
        s.says("Other").await;
        let file = s.get(&s.lead, "/voices.csv?q=the+end").await;
        file.is(200).has("the end").has_not("formula");
        assert_eq!(file.text.lines().count(), 2);
        let file = s.get(&s.lead, "/voices.csv").await;
        file.has("'=1+1 is a formula").has("reference,said_on");
        assert_eq!(file.text.lines().count(), 4);
        assert_eq!(s.audited("thread.voices.exported").await, 2);
    }

    async fn another_body_finds_nothing_here(on: Both) {
        let s = site(on).await;
        let said = s.says("Mine").await;
        let (book, themes) = s.themes(&[("Parking", "p")]).await;
        let other = s.app.it.body("redbridge").await;
        let stranger = s.app.acting(person(7, other.id, &[]));
        let (id, theme) = (said.id, themes[0]);
        for path in ["/voices", "/voices.csv", "/figures", "/code", "/review", "/codebooks"] {
            s.get(&stranger, path).await.is(404).has_not("Mine");
        }
        for path in [
            format!("/voices/{id}"), format!("/codebooks/{book}"), format!("/themes/{theme}"),
            format!("/codebooks/{book}/codebook.csv"), format!("/themes/{theme}/split"),
        ] {
            let own = format!("/staff/redbridge{path}");
            s.app.get(&stranger, &own).await.is(404).has_not("Mine").has_not("Parking");
        }
        let token = s.app.token_for(&stranger);
        for (path, fields) in [
            ("note", vec![("note", "x")]), ("exclude", vec![("exclusion", "spam")]),
            ("contact", vec![]), ("original", vec![]),
            ("redact", vec![("words", "x"), ("redaction", "details")]),
            ("erase", vec![("ground", "request"), ("confirm", said.reference.as_str())]),
        ] {
            let path = format!("/staff/redbridge/voices/{id}/{path}");
            s.app.post(&stranger, &path, &token, &fields).await.is(404);
        }
        s.get(&s.lead, &format!("/voices/{id}")).await.has("Mine");
        for odd in ["/voices/1", "/themes/x", "/codebooks/%00"] {
            s.get(&s.lead, odd).await.is(404);
        }
    }
}
