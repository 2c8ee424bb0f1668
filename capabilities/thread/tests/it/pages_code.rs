use crate::pages_world::{person, site};

testing::both! {
    async fn voices_are_coded_one_by_one_without_a_script(on: Both) {
        let s = site(on).await;
        let (book, themes) = s.themes(&[("Parking", "p"), ("Kindness", "k")]).await;
        let (book, parking) = (book.to_string(), themes[0].to_string());
        let first = s.says("Oldest first").await;
        s.says("Then this").await;
        let page = s.get(&s.lead, "/code").await;
        page.is(200).has("Oldest first").has("2 voices are not yet themed").has("data-key=\"p\"")
            .has("Parking");
        let id = first.id.to_string();
        let form = [("voice", id.as_str()), ("book", &book), ("filter", ""), ("do", "save")];
        s.post(&s.lead, "/code", &form).await.is(422).has("Choose at least one theme")
            .has("Oldest first");
        let chosen = [&form[..], &[("theme", parking.as_str()), ("note", "")]].concat();
        let done = s.post(&s.lead, "/code", &chosen).await;
        let next = done.to().to_owned();
        let page = s.app.get(&s.lead, &next).await;
        page.has("Then this").has("1 voice is not yet themed").has("Undo the last one");
        // Undone, it is shown again, without the theme.
        let undo = [
            ("last", id.as_str()), ("was", ""), ("now", parking.as_str()), ("book", &book),
            ("filter", ""),
        ];
        let done = s.post(&s.lead, "/code/undo", &undo).await;
        let page = s.app.get(&s.lead, done.to()).await;
        page.has("Oldest first").has("The last change was undone").has("2 voices are not yet")
            .has_not(" checked");
    }

    async fn skipping_and_doubting_leave_the_voice_unthemed(on: Both) {
        let s = site(on).await;
        let (book, _) = s.themes(&[("Parking", "p")]).await;
        let book = book.to_string();
        let first = s.says("Oldest first").await.id.to_string();
        s.says("Then this").await;
        let page = s.get(&s.lead, &format!("/code?book={book}&after={first}")).await;
        page.has("Then this").has_not("Oldest first");
        let form = [
            ("voice", first.as_str()), ("book", &book), ("filter", ""), ("do", "note"),
            ("note", "Two meanings?"),
        ];
        let done = s.post(&s.lead, "/code", &form).await;
        s.app.get(&s.lead, done.to()).await.has("Then this").has("2 voices are not yet themed");
        s.get(&s.lead, "/code").await.has("Two meanings?");
        let end = s.get(&s.lead, "/code?q=nobody+said").await;
        end.is(200).has("You have come to the end").has("No voice in this list");
    }

    async fn a_second_person_agrees_or_takes_it_off(on: Both) {
        let s = site(on).await;
        let (_, themes) = s.themes(&[("Parking", "p"), ("Kindness", "k")]).await;
        let said = s.says("A place to park").await;
        let (a, b) = (themes[0].to_string(), themes[1].to_string());
        let code = [("theme", a.as_str()), ("theme", &b), ("do", "stay"), ("filter", "")];
        s.post(&s.lead, &format!("/voices/{}/code", said.id), &code).await.is(303);
        s.get(&s.lead, "/review").await.has("You have come to the end").has_not("A place to park");
        let second = s.app.acting(person(2, s.body.id, &[]));
        s.get(&second, "/review").await.has("A place to park").has("Given by Person 1");
        s.get(&second, "/voices?review=yes").await.has("1 voice found");
        let voice = said.id.to_string();
        s.post(&second, "/review", &[("voice", &voice)]).await.is(422).has("at least one theme");
        let (one, two) = (format!("review-{a}"), format!("review-{b}"));
        let says = [("voice", voice.as_str()), (&one, "agreed"), (&two, "disagreed")];
        s.post(&s.lead, "/review", &says).await.is(422);
        s.post(&second, "/review", &says).await.is(303);
        s.get(&second, "/review").await.has("Nothing is left to review");
        let page = s.get(&s.lead, &format!("/voices/{}", said.id)).await;
        page.has("Agreed, Person 2").has("taken off");
    }

    async fn a_codebook_is_kept_with_its_versions(on: Both) {
        let s = site(on).await;
        let made = [("title", "Hubs"), ("about", "For the hubs"), ("project", "")];
        let done = s.post(&s.lead, "/codebooks", &made).await;
        let path = done.to().split('?').next().unwrap().to_owned();
        let inner = path.trim_start_matches("/staff/havering").to_owned();
        let theme = [("name", "Parking"), ("definition", "Cars"), ("parent", ""), ("shortcut", "P")];
        s.post(&s.lead, &inner, &theme).await.is(303);
        s.post(&s.lead, &inner, &theme).await.is(422).has("Another theme of this codebook has that");
        let other = [("name", "Cars"), ("definition", ""), ("parent", ""), ("shortcut", "")];
        s.post(&s.lead, &inner, &other).await.is(303);
        s.get(&s.lead, &inner).await.has("Parking").has("<kbd>p</kbd>").has("Cars");
        let said = s.says("No place to park").await;
        let tx = s.app.it.core.read().await.unwrap();
        let book = inner.rsplit('/').next().unwrap().parse().unwrap();
        let themes = thread::queries::themes_of(&tx, s.body.id, book).await.unwrap();
        drop(tx);
        let (parking, cars) = (themes[0].id, themes[1].id.to_string());
        let code = [("theme", cars.as_str()), ("do", "stay"), ("filter", "")];
        s.post(&s.lead, &format!("/voices/{}/code", said.id), &code).await.is(303);
        let at = |what: &str| format!("/themes/{cars}{what}");
        let renamed = [
            ("name", "Car parks"), ("definition", "Room for cars"), ("parent", ""),
            ("shortcut", "c"), ("position", "1"),
        ];
        s.post(&s.lead, &at(""), &renamed).await.is(303);
        s.get(&s.lead, &at("")).await.has("Car parks").has("Room for cars").has("January 2026");
        let voice = said.id.to_string();
        let split = [("name", "Disabled bays"), ("definition", ""), ("voice", voice.as_str())];
        let done = s.post(&s.lead, &at("/split"), &split).await;
        let new = done.to().split('?').next().unwrap().to_owned();
        s.app.get(&s.lead, &new).await.has("Disabled bays").has(">1</a>");
        let into = parking.to_string();
        let merge = [("into", into.as_str()), ("sure", "yes")];
        let from = new.trim_start_matches("/staff/havering");
        s.post(&s.lead, &format!("{from}/merge"), &merge[..1]).await.is(422).has("Confirm that");
        s.post(&s.lead, &format!("{from}/merge"), &merge).await.is(303);
        s.get(&s.lead, &format!("/voices?theme={parking}")).await.has("1 voice found");
        s.post(&s.lead, &at("/retire"), &[]).await.is(303);
        s.get(&s.lead, &at("")).await.has("No longer offered").has("Offer it again");
        s.post(&s.lead, &at("/restore"), &[]).await.is(303);
        s.get(&s.lead, &format!("{inner}/codebook.csv")).await.is(200).has("Parking,,Cars,p,active");
        let reader = s.app.acting(person(9, s.body.id, &["thread.codebook"]));
        s.get(&reader, &inner).await.is(200).has_not("Add a theme");
        s.post(&reader, &inner, &theme).await.is(404);
    }
}
