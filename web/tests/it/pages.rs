//! The layouts and macros of `web`, through pages that use all of them.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::sync::Arc;
use web::languages::{Catalogue, Lang};
use web::page::{ActorShell, BodyShell, FieldError, NavLink, Notice, NoticeKind, PageContext};
use web::samples::{Problem, Sample, check};
use web::templates::{Templates, TemplatesBuilder};

const PUBLIC: &str = r#"{% extends "layout/public.njk" %}
{% from "forms.njk" import csrfField, textField, emailField, countedField, selectField, radiosField, checkboxesField, dateField, fileField, passwordField, submitButton, textAreaField %}
{% from "parts.njk" import goBack %}
{% block title %}{{ t("footer-have-your-say") }}{% endblock %}
{% block backLink %}{{ goBack("/havering") }}{% endblock %}
{% block content %}
<form method="post" action="{{ page.path }}" novalidate enctype="multipart/form-data">
{{ csrfField(page) }}
{{ textField(form, "name", "Your name", "As you like to be called", { width: 20 }) }}
{{ emailField(form, "email", "Email") }}
{{ passwordField(form, "password", "Password") }}
{{ textAreaField(form, "more", "More") }}
{{ countedField(form, "words", "Your words", 3000) }}
{{ selectField(form, "service", "Service", choices) }}
{{ radiosField(form, "kind", "What is it?", choices, "Choose one") }}
{{ checkboxesField(form, "about", "About", choices) }}
{{ dateField(form, "when", "When?") }}
{{ fileField(form, "letter", "A letter") }}
{{ submitButton() }}
</form>
{% endblock %}"#;

const STAFF: &str = r#"{% extends "layout/staff.njk" %}
{% from "forms.njk" import filterForm, textField, postButton, linkButton, hiddenField %}
{% from "parts.njk" import paginator, shown, dataTable, statusTag, summary, emptyState, printButton %}
{% block title %}Inbox{% endblock %}
{% block content %}
{% call filterForm(page.path, true) %}{{ textField(form, "q", "Search") }}{% endcall %}
{{ shown(1, 20, total) }}
{{ dataTable("Voices", ["Reference", { text: "Score", format: "numeric" }], rows) }}
{{ statusTag("New", "blue") }}
{{ summary([{ key: "Channel", value: "Letter", change: "/change" }, { key: "Digest", html: "<code>x</code>" }]) }}
{{ emptyState("Nothing yet", "/new", "Add one") }}
{{ paginator(links) }}
{{ postButton(page, "/do", "Do it") }}{{ linkButton("Go", "/go") }}{{ hiddenField("x", 1) }}
{{ printButton() }}
{{ received | datetime }} {{ received | age(page.now) }} {{ total | number }} {{ received | weekday }}
{% endblock %}"#;

fn catalogue() -> Arc<Catalogue> {
    Arc::new(Catalogue::builder().pseudo_languages(true).build().unwrap())
}

fn builder() -> TemplatesBuilder {
    Templates::builder()
        .catalogue(catalogue())
        .file("try/public.njk", PUBLIC)
        .file("try/staff.njk", STAFF)
}

fn shell(lang: Lang) -> PageContext {
    let now: DateTime<Utc> = "2026-11-21T15:04:00Z".parse().unwrap();
    let mut page = PageContext::new(lang, "/havering/tell-us", now);
    page.csrf = "token".into();
    page.body = Some(BodyShell {
        slug: "havering".into(),
        name: "Havering & District".into(),
        short_name: "Havering".into(),
        email: Some("hello@havering.example".into()),
        telephone: None,
    });
    page.actor = Some(ActorShell { name: "Ann Officer".into(), is_staff: true });
    let nav = |href: &str, key: &str, current| NavLink {
        href: href.into(),
        label_key: key.into(),
        current,
    };
    page.navigation =
        vec![nav("/", "footer-have-your-say", true), nav("/check", "footer-check", false)];
    page.notices = vec![
        Notice { kind: NoticeKind::Success, text: "Saved".into() },
        Notice { kind: NoticeKind::Warning, text: "Closing soon".into() },
    ];
    page
}

fn public_context() -> Value {
    json!({
        "form": { "values": { "name": "<script>alert(1)</script>", "kind": "b", "about": ["a"], "when-day": "3" }, "errors": {} },
        "choices": [{ "value": "a", "text": "Apples" }, { "value": "b", "text": "Bread" }],
    })
}

fn staff_context() -> Value {
    json!({
        "form": { "values": {}, "errors": {} },
        "total": 5092,
        "rows": [[{ "text": "YS-1" }, { "text": "5" }]],
        "links": { "previous": null, "next": "?page=2", "items": [
            { "number": 1, "href": "?page=1", "current": true },
            { "number": null, "href": "", "current": false },
            { "number": 9, "href": "?page=9", "current": false },
        ] },
        "received": "2026-11-09T09:00:00Z",
    })
}

fn samples() -> Vec<Sample> {
    vec![
        Sample { template: "try/public.njk", name: "typed", context: public_context() },
        Sample { template: "try/staff.njk", name: "list", context: staff_context() },
    ]
}

/// The problems of the two pages above; the pages of `web` itself are tested with the server's.
fn problems(builder: TemplatesBuilder, page: impl Fn(Lang) -> PageContext) -> Vec<Problem> {
    let mut found = check(builder, &samples(), page).unwrap();
    found.retain(|problem| problem.template.starts_with("try/"));
    found
}

#[test]
fn every_template_renders_in_every_language() {
    let problems = problems(builder(), shell);
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn a_plain_shell_renders_too() {
    let plain = |lang| PageContext::new(lang, "/", shell(lang).now);
    let problems = problems(builder().nhs_identity(true), plain);
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn an_unknown_name_is_a_problem() {
    let source = "{% extends \"layout/public.njk\" %}{% block title %}x{% endblock %}{% block content %}{{ thign }}{% for a in list %}{{ a.txet }}{% endfor %}{{ t(\"no-such-key\") }}{% endblock %}";
    let sample = Sample {
        template: "try/typo.njk",
        name: "typo",
        context: json!({ "list": [{ "text": "x" }] }),
    };
    let problems = check(
        Templates::builder().file("try/typo.njk", source).file("try/lonely.njk", ""),
        &[sample],
        shell,
    )
    .unwrap();
    let text = format!("{problems:?}");
    assert!(text.contains("'thign' is not in the context"), "{text}");
    assert!(text.contains("an unknown name is printed"), "{text}");
    assert!(text.contains("the template has no sample"), "{text}");
}

#[test]
fn an_unknown_attribute_and_an_unknown_key_are_problems() {
    for (body, wanted) in [
        ("{% for a in list %}{{ a.txet }}{% endfor %}", "an unknown name is printed"),
        ("{{ t(\"no-such-key\") }}", "no message has the key 'no-such-key'"),
        ("{{ t(\"home-link\") }}", "the message 'home-link'"),
        ("{% if one.hree %}x{% endif %}", "'one.hree' is in no sample's context"),
        ("<p style=\"color: red\">x</p>", "an inline style"),
        ("<p id=\"a\"></p><p id=\"a\"></p>", "the id 'a' stands twice"),
    ] {
        let context = json!({ "list": [{ "text": "x" }], "one": { "here": 1 } });
        let sample = Sample { template: "try/typo.njk", name: "typo", context };
        let builder = Templates::builder().file("try/typo.njk", body);
        let problems = check(builder, &[sample], shell).unwrap();
        assert!(format!("{problems:?}").contains(wanted), "{problems:?}");
    }
}

#[test]
fn what_was_typed_is_escaped_and_kept() {
    let html = builder()
        .build()
        .unwrap()
        .render("try/public.njk", public_context(), &shell(Lang::ENGLISH))
        .unwrap();
    assert!(html.contains("value=\"&lt;script&gt;alert(1)&lt;/script&gt;\""), "{html}");
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("Havering &amp; District"));
    assert!(html.contains("value=\"b\" checked"), "{html}");
    assert!(html.contains("/havering/tell-us?page=%2Fhavering%2Ftell-us"), "{html}");
}

#[test]
fn errors_come_first_and_in_the_title() {
    let mut page = shell(Lang::ENGLISH);
    page.errors = vec![FieldError { field: "name".into(), message: "Enter your name".into() }];
    let mut context = public_context();
    context["form"]["errors"] = json!({ "name": "Enter your name" });
    let html = builder().build().unwrap().render("try/public.njk", context, &page).unwrap();
    assert!(
        html.contains("<title>Error: Have your say - Havering &amp; District - YouSaid</title>"),
        "{html}"
    );
    assert!(html.contains("<a href=\"#name\""), "{html}");
    assert!(html.contains("id=\"name-error\""), "{html}");
}

#[test]
fn a_right_to_left_page_says_so() {
    let templates = builder().build().unwrap();
    let html =
        templates.render("try/staff.njk", staff_context(), &shell(Lang::mirrored())).unwrap();
    assert!(html.contains("<html lang=\"ar-XB\" dir=\"rtl\">"), "{html}");
    assert!(html.contains("\u{202e}Filter\u{202c}"), "{html}");
}

#[test]
fn numbers_dates_and_ages_are_words() {
    let templates = builder().build().unwrap();
    let html = templates.render("try/staff.njk", staff_context(), &shell(Lang::ENGLISH)).unwrap();
    assert!(html.contains("9 November 2026 at 9am 12 days 5,092 Monday 9 November 2026"), "{html}");
    assert!(html.contains("Showing 1 to 20 of 5,092"));
}

#[test]
fn mail_is_escaped_as_html_and_not_as_text() {
    let templates = Templates::builder()
        .file(
            "try/mail.njk",
            "{% extends \"layout/mail.njk\" %}{% block content %}<p>{{ words }}</p>{% endblock %}",
        )
        .file("try/mail.txt.njk", "{{ words }}")
        .build()
        .unwrap();
    let context = json!({
        "words": "Fish & chips",
        "mail": { "lang": Lang::ENGLISH, "subject": "Reply", "sender": "Havering", "unsubscribe": "https://x.example/u" },
    });
    let html = templates.render_plain("try/mail.njk", &context, Lang::ENGLISH).unwrap();
    assert!(
        html.contains("<p>Fish &amp; chips</p>") && html.contains("Sent by Havering."),
        "{html}"
    );
    let text = templates.render_plain("try/mail.txt.njk", &context, Lang::ENGLISH).unwrap();
    assert_eq!(text, "Fish & chips");
}

#[test]
fn a_language_that_lacks_a_message_shows_english_marked_as_english() {
    let catalogue = Catalogue::builder().file("cy/try.ftl", "try-one = Un").build().unwrap();
    let templates = Templates::builder()
        .catalogue(Arc::new(catalogue))
        .file("try/one.njk", "{{ t(\"try-one\") }} {{ th(\"skip-link\") }}")
        .build()
        .unwrap();
    let welsh = Lang::find("cy").unwrap();
    let html = templates.render_plain("try/one.njk", json!({}), welsh).unwrap();
    assert_eq!(html, "Un <span lang=\"en\" dir=\"ltr\">Skip to main content</span>");
}

#[test]
fn the_language_switch_offers_real_languages_only() {
    let catalogue = Catalogue::builder().file("cy/try.ftl", "x = x").pseudo_languages(true);
    let templates = Templates::builder()
        .catalogue(Arc::new(catalogue.build().unwrap()))
        .file("try/public.njk", PUBLIC)
        .build()
        .unwrap();
    let page = shell(Lang::ENGLISH);
    let html = templates.render("try/public.njk", public_context(), &page).unwrap();
    assert!(html.contains("href=\"/havering/tell-us?lang=cy\" lang=\"cy\""), "{html}");
    assert!(!html.contains("en-XA"));
}
