use thread::model::voice::Channel;

use crate::pages_world::{person, site, voice};
use crate::world::contact;

testing::both! {
    async fn a_reference_is_enough_however_it_is_typed(on: Both) {
        let s = site(on).await;
        let mut mine = voice(s.body.id, "The bus stops too far away");
        mine.contact = Some(contact("canary@example.com"));
        let said = s.say(mine).await;
        s.themes(&[("Getting there", "g")]).await;
        let anyone = s.app.anyone();
        let path = format!("/follow/{}", said.reference);
        let page = s.app.get(&anyone, &path).await;
        page.is(200).has("The bus stops too far away").has("yousaid-receipt").has("/check?receipt=")
            .has("You should have a reply by 4 April 2026").has("10 January 2026").has("Take back")
            .has_not("canary@example.com").has_not("A Person");
        assert_eq!(page.headers["cache-control"], "no-store");
        let typed = format!(" {} ", said.reference.to_lowercase().replace('-', " ").replace('0', "o"));
        let found = s.app.fill(&anyone, "/follow", "/follow", &[("reference", &typed)]).await;
        assert_eq!(found.to(), path);
        let odd = format!("/follow/{}", said.reference.to_lowercase());
        assert_eq!(s.app.get(&anyone, &odd).await.to(), path);
        for wrong in ["0000-0000-0000-0000", "hello"] {
            s.app.get(&anyone, &format!("/follow/{wrong}")).await.is(404).has_not("bus");
            s.app.fill(&anyone, "/follow", "/follow", &[("reference", wrong)]).await.is(422);
        }
    }

    async fn nothing_of_staff_is_on_the_follow_page(on: Both) {
        let s = site(on).await;
        let (_, themes) = s.themes(&[("Getting there", "g")]).await;
        let said = s.says("The bus stops too far away").await;
        let theme = themes[0].to_string();
        let coder = person(4, s.body.id, &[]);
        let coder = s.app.acting(coder);
        let code = [("theme", theme.as_str()), ("do", "stay"), ("filter", "")];
        s.post(&coder, &format!("/voices/{}/code", said.id), &code).await.is(303);
        let note = [("note", "Staff canary"), ("filter", "")];
        s.post(&coder, &format!("/voices/{}/note", said.id), &note).await.is(303);
        let page = s.app.get(&s.app.anyone(), &format!("/follow/{}", said.reference)).await;
        page.is(200).has("Getting there").has_not("Staff canary").has_not("Person 4")
            .has_not("/staff/");
    }

    async fn a_voice_is_taken_back_once_it_is_confirmed(on: Both) {
        let s = site(on).await;
        let said = s.says("I want this back").await;
        let anyone = s.app.anyone();
        let page = format!("/follow/{}", said.reference);
        let path = format!("{page}/withdraw");
        s.app.fill(&anyone, &path, &path, &[]).await.is(422).has("Confirm that you want");
        s.get(&s.lead, "/voices").await.has("1 counted of 1 received");
        let done = s.app.fill(&anyone, &path, &path, &[("sure", "yes")]).await;
        s.app.get(&anyone, done.to()).await.has("You have taken back what you said")
            .has_not("withdraw");
        s.get(&s.lead, "/voices").await.has("0 counted of 1 received");
        s.get(&s.lead, &format!("/voices/{}", said.id)).await.has("Taken back");
        s.app.get(&anyone, &path).await.is(303);
    }

    async fn figures_lead_to_their_voices_and_add_up(on: Both) {
        let s = site(on).await;
        let (_, themes) = s.themes(&[("Parking", "p"), ("Kindness", "k")]).await;
        let theme = themes[0].to_string();
        for (n, day) in ["2025-11-05", "2026-01-10", "2026-01-11"].iter().enumerate() {
            let mut said = voice(s.body.id, &format!("Voice {n}"));
            said.said_on = day.parse().unwrap();
            said.channel = if n == 0 { Channel::Letter } else { Channel::Website };
            said.score = Some(1);
            let id = s.say(said).await.id;
            let code = [("theme", theme.as_str()), ("do", "stay"), ("filter", "")];
            s.post(&s.lead, &format!("/voices/{id}/code"), &code).await.is(303);
        }
        let page = s.get(&s.lead, "/figures").await;
        page.is(200).has("January 2026").has("November 2025").has_not(">December 2025<")
            .has("Most voices were in January 2026: 2").has("<svg");
        for (query, found) in [
            ("from=2026-01-01&amp;until=2026-01-31", "2 voices found"),
            ("channel=letter", "1 voice found"), ("score=1", "3 voices found"),
            ("kind=comment", "3 voices found"), ("service=none", ""),
        ] {
            if found.is_empty() {
                page.has_not(&format!("/staff/havering/voices?{query}\""));
                continue;
            }
            page.has(&format!("/staff/havering/voices?{query}\""));
            s.get(&s.lead, &format!("/voices?{}", query.replace("&amp;", "&"))).await.has(found);
        }
        page.has(&format!("/staff/havering/voices?theme={theme}"));
    }

    async fn front_pages_tell_coverage_and_what_is_due(on: Both) {
        let s = site(on).await;
        let empty = s.app.get(&s.app.anyone(), "/havering").await;
        empty.is(200).has("Nobody has told us anything here yet");
        let mut old = voice(s.body.id, "Long ago");
        old.said_on = "2025-06-01".parse().unwrap();
        old.language = Some("pl".into());
        s.say(old).await;
        s.says("Now").await;
        let page = s.app.get(&s.app.anyone(), "/havering?x=1").await;
        page.has("0 of 2 voices have a reply").has("the oldest for 7 months")
            .has("1 has waited longer than the 84 days").has("/havering/you-said-we-did");
        let home = s.get(&s.lead, "").await;
        home.is(200).has("Not yet themed: 2").has("Overdue for a reply: 1")
            .has("Need translation: 1").has_not("Actions overdue");
        let link = home.text.split("href=\"").find(|p| p.contains("answered=no&amp;")).unwrap();
        let link = link.split('"').next().unwrap().replace("&amp;", "&");
        s.app.get(&s.lead, &link).await.has("1 voice found").has("Long ago");
        let stranger = s.app.staff(kernel::capability::Role::Observer, s.body.id);
        s.app.get(&stranger, "/staff/havering").await.has("Not yet themed: 2").has_not("To review");
    }
}
