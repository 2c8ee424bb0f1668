//! What the templates are shown with in tests.

use serde_json::json;
use uuid::Uuid;
use web::Sample;
use web::paging::Paging;

use crate::model::{Kind, Service};
use crate::pages::public::{ServicesPage, form};
use crate::pages::staff::{ServicePage, StaffList};

fn service(name: &str, code: Option<&str>) -> Service {
    Service {
        id: Uuid::from_u128(1),
        body_id: Uuid::from_u128(2),
        name: name.into(),
        kind: "gp-practice".into(),
        provider: "Elm Health".into(),
        ods_code: code.map(Into::into),
        address: "1 Elm Road, Elmtown".into(),
        postcode: "EL1 1AA".into(),
        area: None,
        telephone: "01632 960123".into(),
        about: "A family practice.".into(),
        feedback: "Write to the practice manager.".into(),
        opened_on: "1974-04-01".parse().ok(),
        closed_on: code.is_none().then(|| "2025-03-31".parse().ok()).flatten(),
    }
}

fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.key()).collect()
}

/// Samples of every template.
pub(crate) fn all() -> Vec<Sample> {
    let paging = Paging { page: 2, per_page: 1 };
    let public = |services: Vec<Service>, total, words| ServicesPage {
        form: form(words, ""),
        searched: !words.is_empty(),
        kinds: kinds(),
        services,
        pages: paging.of(total, "/havering/services"),
    };
    let staff = |services: Vec<Service>, may_edit| StaffList {
        form: json!({ "values": { "q": "", "kind": null, "state": "open" }, "errors": {} }),
        kinds: kinds(),
        pages: paging.of(i64::try_from(services.len()).unwrap_or(0), "/staff/havering/services"),
        services,
        may_edit,
    };
    let one = |id: Option<Uuid>| ServicePage {
        id,
        name: "The Elm Practice".into(),
        closed_on: None,
        kinds: kinds(),
        areas: vec![json!({ "value": "E09000016", "text": "Havering" })],
    };
    let both = vec![service("The Elm Practice", Some("Y00001")), service("Old Elm", None)];
    let values =
        json!({ "values": { "name": "The Elm Practice" }, "errors": { "kind": "Say what it is" } });
    let close = json!({ "values": {}, "errors": { "closes_on": "Enter a day" } });
    [
        Sample::of("places/services.njk", "some", &public(both.clone(), 3, "")),
        Sample::of("places/services.njk", "none found", &public(Vec::new(), 0, "zzz")),
        Sample::of("places/services.njk", "none yet", &public(Vec::new(), 0, "")),
        Sample::of("places/staff-services.njk", "some", &staff(both, true)),
        Sample::of("places/staff-services.njk", "none", &staff(Vec::new(), false)),
        with_form("places/service.njk", "new", &one(None), &values),
        with_form("places/service.njk", "listed", &one(Some(Uuid::from_u128(1))), &values),
        with_form("places/service-close.njk", "wrong", &one(Some(Uuid::from_u128(1))), &close),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn with_form(
    template: &'static str,
    name: &'static str,
    page: &ServicePage,
    form: &serde_json::Value,
) -> serde_json::Result<Sample> {
    let mut context = serde_json::to_value(page)?;
    context["form"] = form.clone();
    Ok(Sample { template, name, context })
}
