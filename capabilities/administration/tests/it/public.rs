use testing::TestApp;

async fn site(on: testing::Both) -> TestApp {
    on.site(
        vec![identity::capability(), administration::capability()],
        vec![administration::room()],
    )
    .await
}

testing::both! {
    async fn the_public_reads_who_a_body_is_and_how_to_hold_it_to_account(on: Both) {
        let app = site(on).await;
        app.it.body("havering").await;
        let page = app.get(&app.anyone(), "/havering/about").await;
        page.is(200)
            .has("About NHS havering Commissioner")
            .has("Since 1 April 2013")
            .has("Write to the complaints team.")
            .has("within 84 days")
            .has("run well and within the law")
            .has("on behalf of the people we serve")
            .has("href=\"/havering/tell-us\"")
            .has("href=\"/havering/duties\"")
            .has("mailto:hello@havering.example");
        app.get(&app.anyone(), "/nowhere/about").await.is(404);
    }

    async fn the_public_reads_its_rights_and_the_duties_with_their_sources(on: Both) {
        let app = site(on).await;
        app.it.body("havering").await;
        let tx = app.it.core.write(&kernel::Actor::system("test")).await.unwrap();
        let body = kernel::bodies::by_slug(&tx, "havering").await.unwrap().unwrap();
        let details = kernel::bodies::Details {
            slug: body.slug, name: body.name, short_name: body.short_name, kind: "icb".into(),
            ods_code: None, area: body.area, about: body.about, email: body.email,
            telephone: body.telephone, address: body.address, complaints: body.complaints,
            reply_within_days: 84, starts_on: "2022-07-01".parse().unwrap(), ends_on: None,
        };
        let done = kernel::bodies::change(&tx, body.id, details).await.unwrap();
        tx.commit(done).await.unwrap();
        let page = app.get(&app.anyone(), "/havering/duties").await;
        page.is(200)
            .has("Right to a say in one&#39;s own care")
            .has("Right to openness")
            .has("Right to a say in services")
            .has("individual participation")
            .has("public participation")
            .has("https://www.legislation.gov.uk/ukpga/2006/41/section/14Z45")
            .has("Inequality in access")
            .has("Inequality in outcomes")
            .has("0300 123 1002")
            .has_not("14Z2<")
            .has_not("lawful");
    }
}
