use kernel::capability::Role;

testing::both! {
    async fn a_review_is_recorded_and_reported(on: Both) {
        let capabilities = vec![places::capability(), thread::capability(), feedback::capability()];
        let it = on.site(capabilities, vec![places::room(), feedback::room()]).await;
        let body = it.it.body("elm").await;
        let lead = it.staff(Role::Lead, body.id);
        let path = "/staff/elm/feedback/reviews/new";
        let fields = [
            ("covers", "comments"), ("covers", "complaints"),
            ("period_from", "2025-10-01"), ("period_to", "2025-12-31"),
            ("reviewed_on", "2026-01-10"), ("reviewed_by", "Quality group"),
            ("findings", "People wait."), ("change-1", "Two more receptionists."),
        ];
        let late = it.fill(&lead, path, path, &[&fields[..4], &[("reviewed_on", "2026-01-15")]].concat()).await;
        late.is(422).has("must not be in the future").has("Enter who reviewed it");
        let unsaid = it.fill(&lead, path, path, &[&fields[..7], &[("decision-2", "00000000-0000-0000-0000-000000000009")]].concat()).await;
        unsaid.is(422).has("Say what changed");
        let unknown = it.fill(&lead, path, path, &[&fields[..], &[("decision-1", "00000000-0000-0000-0000-000000000009")]].concat()).await;
        unknown.is(422).has("Choose a decision or action from the list").has("Two more receptionists.");
        it.fill(&lead, path, path, &fields).await.is(303);
        it.get(&lead, "/staff/elm/feedback/reviews").await.is(200).has("Quality group").has("Two more receptionists.");
        let report = it.get(&lead, "/staff/elm/feedback/reviews/report").await;
        report.is(200).has("1 review").has("1 change came of them").has("Themes of complaints");
        let before = it.get(&lead, "/staff/elm/feedback/reviews/report?from=2024-01-01&to=2025-01-01").await;
        before.is(200).has("No review has been recorded");
        let observer = it.staff(Role::Observer, body.id);
        it.get(&observer, path).await.is(404);
        it.get(&observer, "/staff/elm/feedback/reviews").await.is(200).has_not("Record a review");
        it.get(&lead, "/staff/elm").await.has("Last reviewed on 10 January 2026");
    }
}
