use crate::pages_world::{person, site, voice};
use crate::world::contact;

testing::both! {
    async fn a_voice_is_coded_from_its_page_and_the_next_one_follows(on: Both) {
        let s = site(on).await;
        let (_, themes) = s.themes(&[("Parking", "p"), ("Kindness", "k")]).await;
        let first = s.says("The first voice").await;
        let second = s.says("The second voice").await;
        let page = s.get(&s.lead, &format!("/voices/{}?themed=no", second.id)).await;
        page.is(200).has("The second voice").has("Next voice").has_not("Previous voice");
        let theme = themes[0].to_string();
        let path = format!("/voices/{}/code", second.id);
        let fields = [("theme", theme.as_str()), ("do", "next"), ("filter", "?themed=no")];
        let done = s.post(&s.lead, &path, &fields).await;
        assert_eq!(
            done.to(),
            format!("/staff/havering/voices/{}?themed=no&done=thread-coded", first.id)
        );
        let page = s.get(&s.lead, &format!("/voices/{}", second.id)).await;
        page.has("given, Person 1").has("checked").has("Themes changed");
        // Unticked is taken off.
        s.post(&s.lead, &path, &[("do", "stay"), ("filter", "")]).await.is(303);
        s.get(&s.lead, &format!("/voices/{}", second.id)).await.has("taken off").has_not(" checked");
        s.get(&s.lead, "/voices").await.has("Not yet themed: 2 of 2");
    }

    async fn covered_words_hide_the_original_from_whoever_may_not_see_it(on: Both) {
        let s = site(on).await;
        s.themes(&[("Kindness", "k")]).await;
        let said = s.says("Doctor Canary was kind").await;
        let id = said.id;
        let path = format!("/voices/{id}/redact");
        let same = [("words", "Doctor Canary was kind"), ("redaction", "names-other"), ("filter", "")];
        s.post(&s.lead, &path, &same).await.is(422).has("then save");
        let none = [("words", "Doctor […] was kind"), ("redaction", ""), ("filter", "")];
        s.post(&s.lead, &path, &none).await.is(422).has("Choose why the words are covered")
            .has("Doctor […] was kind");
        let fields = [("words", "Doctor […] was kind"), ("redaction", "names-other"), ("filter", "")];
        s.post(&s.lead, &path, &fields).await.is(303);
        let officer = s.app.acting(person(5, s.body.id, &["thread.original"]));
        for page in [
            "/voices".to_owned(), format!("/voices/{id}"), "/code?state=all".into(), "/voices.csv".into(),
        ] {
            let page = s.get(&officer, &page).await;
            page.is(200).has("Doctor […] was kind").has_not("Canary");
        }
        s.get(&officer, "/voices?q=canary").await.has("No voice matches");
        s.post(&officer, &format!("/voices/{id}/original"), &[("filter", "")]).await.is(404);
        assert_eq!(s.audited("thread.voice.original-seen").await, 0);
        s.get(&s.lead, &format!("/voices/{id}")).await.has_not("Canary").has("Show as it was written");
        let shown = s.post(&s.lead, &format!("/voices/{id}/original"), &[("filter", "")]).await;
        shown.is(200).has("Doctor Canary was kind").has("That you looked is logged");
        assert_eq!(s.audited("thread.voice.original-seen").await, 1);
        s.app.get(&s.app.anyone(), &format!("/follow/{}", said.reference)).await
            .has("Doctor […] was kind").has_not("Canary");
    }

    async fn who_spoke_is_shown_to_those_who_may_and_the_look_is_logged(on: Both) {
        let s = site(on).await;
        let mut with = voice(s.body.id, "With an address");
        with.contact = Some(contact("canary@example.com"));
        let id = s.say(with).await.id;
        s.get(&s.lead, &format!("/voices/{id}")).await.has("Show name and address")
            .has_not("canary@example.com");
        assert_eq!(s.audited("thread.voice.contact-seen").await, 0);
        let path = format!("/voices/{id}/contact");
        s.post(&s.lead, &path, &[("filter", "")]).await.is(200).has("canary@example.com");
        assert_eq!(s.audited("thread.voice.contact-seen").await, 1);
        let observer = s.app.acting(person(6, s.body.id, &["thread.contact"]));
        s.get(&observer, &format!("/voices/{id}")).await.has_not("Show name and address");
        s.post(&observer, &path, &[("filter", "")]).await.is(404).has_not("canary@example.com");
        let without = s.says("Without").await.id;
        s.post(&s.lead, &format!("/voices/{without}/contact"), &[("filter", "")]).await
            .has("They left no name or address");
    }

    async fn notes_exclusion_and_erasure_are_told_as_they_are(on: Both) {
        let s = site(on).await;
        let said = s.says("Words to go").await;
        let id = said.id;
        let at = |what: &str| format!("/voices/{id}/{what}");
        s.post(&s.lead, &at("note"), &[("note", " "), ("filter", "")]).await.is(422)
            .has("Enter a note");
        s.post(&s.lead, &at("note"), &[("note", "Staff canary"), ("filter", "")]).await.is(303);
        s.get(&s.lead, &format!("/voices/{id}")).await.has("Staff canary");
        s.post(&s.lead, &at("exclude"), &[("exclusion", "test"), ("filter", "")]).await.is(303);
        s.get(&s.lead, &format!("/voices/{id}")).await.has("A trial of the form")
            .has("Count it again");
        let anyone = s.app.anyone();
        let follow = format!("/follow/{}", said.reference);
        s.app.get(&anyone, &follow).await.has("not counted in our figures")
            .has("A trial of the form").has_not("Staff canary");
        s.post(&s.lead, &at("restore"), &[("filter", "")]).await.is(303);
        let fields = [("ground", "request"), ("confirm", "wrong"), ("filter", "")];
        s.post(&s.lead, &at("erase"), &fields).await.is(422)
            .has("Enter the reference of this voice");
        let fields = [("ground", "request"), ("confirm", said.reference.as_str()), ("filter", "")];
        s.post(&s.lead, &at("erase"), &fields).await.is(303);
        let page = s.get(&s.lead, &format!("/voices/{id}")).await;
        page.is(200).has("The words are erased").has("Erased because the person asked")
            .has_not("Words to go").has_not("Staff canary").has_not("Erase for good");
        s.app.get(&anyone, &follow).await.is(200).has("has been erased").has_not("Words to go");
        s.get(&s.lead, "/figures").await.has("state=erased");
        s.get(&s.lead, "/voices?state=erased").await.has("1 voice found").has("The words are erased");
    }

    async fn what_people_write_is_never_markup(on: Both) {
        let s = site(on).await;
        let evil = "<script>alert('xss')</script><img src=x onerror=alert(1)>";
        let mut bad = voice(s.body.id, evil);
        bad.question = Some(evil.into());
        bad.contact = Some(contact("a@example.com"));
        let said = s.say(bad).await;
        let (book, _) = s.themes(&[(evil, "e")]).await;
        let tx = s.app.it.core.read().await.unwrap();
        let theme = thread::queries::themes_of(&tx, s.body.id, book).await.unwrap()[0].id;
        drop(tx);
        let theme_id = theme.to_string();
        let coder = s.app.acting(person(8, s.body.id, &[]));
        let code = [("theme", theme_id.as_str()), ("do", "stay"), ("filter", "")];
        s.post(&coder, &format!("/voices/{}/code", said.id), &code).await.is(303);
        let note = [("note", evil), ("filter", "")];
        s.post(&s.lead, &format!("/voices/{}/note", said.id), &note).await.is(303);
        for path in [
            "/voices".into(), format!("/voices/{}", said.id), format!("/code?at={}", said.id),
            "/review".into(), "/codebooks".into(), format!("/codebooks/{book}"),
            format!("/themes/{theme}"), format!("/themes/{theme}/split"), "/figures".into(),
            format!("/voices?q={}", "%3Cscript%3Ealert('xss')"),
        ] {
            let page = s.get(&s.lead, &path).await;
            page.is(200).has_not("<script>alert").has_not("<img src=x");
        }
        s.get(&s.lead, "/voices").await.has("&lt;script&gt;alert");
        s.app.get(&s.app.anyone(), &format!("/follow/{}", said.reference)).await.is(200)
            .has("&lt;script&gt;").has_not("<script>alert").has_not("<img src=x");
    }
}
