//! The pages of 'Tell us' (REQ-268, REQ-272, REQ-273, REQ-278, REQ-346).

use chrono::{DateTime, Days, NaiveDate, Utc};
use kernel::bodies::{self, Body};
use kernel::error::{Error, Result};
use kernel::record::Receipt;
use kernel::writer::Work;
use serde::Serialize;
use serde_json::{Value, json};
use thread::actions::receive::{self, Received};
use web::{Answer, Fields, Visit};

use super::journey::{ANSWERS, Journey, MOST_WORDS, STEERING, Step, page_of};
use crate::actions::{self, Routed};
use crate::model::RouteKind;

/// What every page of the form is given.
#[derive(Debug, Default, Serialize)]
pub(crate) struct StepPage {
    pub(crate) step: &'static str,
    /// Answers of the other pages: name and value.
    pub(crate) carry: Vec<(String, String)>,
    /// The page of this site that it is about.
    pub(crate) about_page: Option<String>,
    pub(crate) kind: String,
    pub(crate) most: usize,
    pub(crate) first: bool,
    pub(crate) services: Vec<Value>,
    pub(crate) searched: bool,
    pub(crate) more: i64,
    pub(crate) complaints: String,
    pub(crate) answers: Vec<AnswerRow>,
}

/// A line of 'check your answers'.
#[derive(Debug, Serialize)]
pub(crate) struct AnswerRow {
    pub(crate) label: &'static str,
    pub(crate) step: &'static str,
    pub(crate) lines: Vec<Shown>,
}

/// Words of the catalogue, or somebody's own.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) key: Option<String>,
    pub(crate) text: String,
}

/// What is shown when a voice is stored.
#[derive(Debug, Serialize)]
pub(crate) struct Done {
    pub(crate) reference: String,
    pub(crate) digest: String,
    pub(crate) receipt: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) answer_by: NaiveDate,
    pub(crate) mailed_to: String,
    pub(crate) again: bool,
}

/// What is shown to somebody who was sent on.
#[derive(Debug, Serialize)]
pub(crate) struct PassedOn {
    pub(crate) kind: &'static str,
    pub(crate) reference: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) complaints: String,
    pub(crate) carry: Vec<(String, String)>,
}

/// Chooses the body.
pub(crate) async fn choose(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let today = visit.core().clock.today();
    let open: Vec<Body> =
        bodies::list(&tx).await?.into_iter().filter(|b| b.exists_on(today)).collect();
    let about = visit.query("page").and_then(page_of);
    let query = about.map(|page| {
        let pairs = [("page", Some(page.as_str()))];
        web::paging::address("", &pairs)
    });
    let query = query.unwrap_or_default();
    if let [only] = open.as_slice() {
        return visit.see(&format!("/{}/tell-us{query}", only.slug), None);
    }
    let shown: Vec<Value> =
        open.iter().map(|b| json!({ "slug": b.slug, "name": b.name, "area": b.area })).collect();
    visit.page("feedback/tell-choose.njk", &json!({ "bodies": shown, "query": query }))
}

/// The first page.
pub(crate) async fn begin(visit: Visit) -> Answer {
    let body = visit.body()?.clone();
    if !body.exists_on(visit.core().clock.today()) {
        return visit.page("feedback/tell-closed.njk", &json!({}));
    }
    let mut pairs = Vec::new();
    if let Some(page) = visit.query("page").and_then(page_of) {
        pairs.push(("page".to_owned(), page));
    }
    if let Some(service) = visit.query("service").and_then(|s| s.parse().ok()) {
        let tx = visit.read().await?;
        if places::find_service(&tx, body.id, service).await?.is_some() {
            pairs.push(("about".to_owned(), "service".to_owned()));
            pairs.push(("service".to_owned(), service.to_string()));
        }
    }
    show(&visit, &Journey(Fields::from_pairs(pairs)), Step::Kind, None).await
}

/// Every later page: takes the answers of one and shows another.
pub(crate) async fn go_on(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&[ANSWERS, STEERING].concat(), &[])?;
    let body = visit.body()?.clone();
    let today = visit.core().clock.today();
    if !body.exists_on(today) {
        return Err(Error::refused("tell-us-closed").into());
    }
    let journey = Journey(fields);
    let step = Step::from_key(&journey.get("step")).unwrap_or(Step::Kind);
    let go = journey.get("go");
    let changing = journey.get("back_to") == "check";
    if go == "back" {
        let to = if changing { Step::Check } else { journey.before(step) };
        return show(&visit, &journey, to, None).await;
    }
    if go == "search" {
        return show(&visit, &journey, Step::Service, None).await;
    }
    if let Some(to) = go.strip_prefix("change-").and_then(Step::from_key) {
        return show(&visit, &journey, to, None).await;
    }
    let mut wrong = journey.check(step, body.id, today);
    if wrong.is_ok() && step == Step::Service {
        wrong = known_service(&visit, &body, &journey).await;
    }
    if let Err(error) = wrong {
        return show(&visit, &journey, step, Some(error)).await;
    }
    if step == Step::Route
        && let Some(kind) = RouteKind::from_key(&journey.get("route"))
        && go != "tell-as-well"
    {
        return send_on(&visit, &body, &journey, kind).await;
    }
    if step == Step::Check {
        return submit(&visit, &body, &journey, today).await;
    }
    let next = if changing { journey.first_open(body.id, today) } else { journey.after(step) };
    show(&visit, &journey, next, None).await
}

/// That the service that was chosen is one of the body's.
async fn known_service(visit: &Visit, body: &Body, journey: &Journey) -> Result<()> {
    let Some(id) = journey.service() else { return Ok(()) };
    let tx = visit.read().await?;
    match places::find_service(&tx, body.id, id).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid("service", "tell-us-service-missing")),
    }
}

fn carried(journey: &Journey, shown: &[&str]) -> Vec<(String, String)> {
    let travels = |name: &str| ANSWERS.contains(&name) && !shown.contains(&name);
    journey
        .0
        .pairs()
        .filter(|(name, value)| travels(name) && !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

async fn show(visit: &Visit, journey: &Journey, step: Step, wrong: Option<Error>) -> Answer {
    let body = visit.body()?.clone();
    let mut page = StepPage {
        step: step.key(),
        carry: carried(journey, step.shows()),
        about_page: journey.page(),
        kind: journey.get("kind"),
        most: MOST_WORDS,
        first: step == Step::Kind,
        complaints: body.complaints.clone(),
        ..StepPage::default()
    };
    let changing = journey.get("go").starts_with("change-") || journey.get("back_to") == "check";
    if changing && step != Step::Check {
        page.carry.push(("back_to".to_owned(), "check".to_owned()));
    }
    if step == Step::Service {
        offer(visit, &body, journey, &mut page).await?;
    }
    if step == Step::Check {
        page.answers = answers(visit, &body, journey).await?;
    }
    if let Some(error) = wrong {
        return visit.again(step.template(), &page, &journey.0, error);
    }
    let values = serde_json::to_value(journey.0.values())?;
    visit.form(step.template(), &page, values)
}

/// Services to choose from: those that match, and the one that was chosen before.
async fn offer(visit: &Visit, body: &Body, journey: &Journey, page: &mut StepPage) -> Result<()> {
    let tx = visit.read().await?;
    let today = visit.core().clock.today();
    let typed = journey.get("q");
    let choice = places::choose(&tx, body.id, &typed, today).await?;
    let shown = |s: &places::Service| {
        let place: Vec<&str> = [s.address.as_str(), s.postcode.as_str()]
            .into_iter()
            .filter(|p| !p.is_empty())
            .collect();
        json!({ "value": s.id, "text": s.name, "hint": { "text": place.join(", ") } })
    };
    page.searched = !typed.is_empty();
    page.more = choice.total - i64::try_from(choice.services.len()).unwrap_or(0);
    page.services = choice.services.iter().map(shown).collect();
    if let Some(id) = journey.service()
        && !choice.services.iter().any(|s| s.id == id)
        && let Some(service) = places::find_service(&tx, body.id, id).await?
    {
        page.services.insert(0, shown(&service));
    }
    Ok(())
}

/// What was answered, page by page.
async fn answers(visit: &Visit, body: &Body, journey: &Journey) -> Result<Vec<AnswerRow>> {
    let key = |name: &str| {
        let answer = journey.get(name);
        vec![Shown { key: Some(format!("tell-us-{name}-{answer}")), text: String::new() }]
    };
    let text = |text: String| Shown { key: None, text };
    let row = |label, step: Step, lines| AnswerRow { label, step: step.key(), lines };
    let kind = if journey.is_concern() { "concern".to_owned() } else { journey.get("kind") };
    let kind = vec![Shown { key: Some(format!("tell-us-kind-{kind}")), text: String::new() }];
    let mut rows = vec![row("tell-us-check-kind", Step::Kind, kind)];
    rows.push(row("tell-us-check-about", Step::About, key("about")));
    if journey.get("about") == "service" {
        let tx = visit.read().await?;
        let service = match journey.service() {
            Some(id) => places::find_service(&tx, body.id, id).await?.map(|s| text(s.name)),
            None => None,
        };
        let unsure = Shown { key: Some("tell-us-service-unsure".into()), text: String::new() };
        rows.push(row("tell-us-check-service", Step::Service, vec![service.unwrap_or(unsure)]));
    }
    let mut who = key("who");
    who.extend(
        journey
            .0
            .optional("organisation")
            .filter(|_| journey.get("who") == "organisation")
            .map(text),
    );
    rows.push(row("tell-us-check-who", Step::Who, who));
    rows.push(row("tell-us-check-words", Step::Words, vec![text(journey.0.raw("words"))]));
    rows.push(row("tell-us-check-publish", Step::Publish, key("publish")));
    let mut reach: Vec<Shown> = ["name", "email", "telephone", "address", "access_needs"]
        .iter()
        .filter_map(|name| journey.0.optional(name))
        .map(text)
        .collect();
    let preferred = journey.0.optional("preferred").unwrap_or_else(|| "none".into());
    reach.push(Shown { key: Some(format!("tell-us-preferred-{preferred}")), text: String::new() });
    if journey.0.ticked("receipt") {
        reach.push(Shown { key: Some("tell-us-receipt-yes".into()), text: String::new() });
    }
    rows.push(row("tell-us-check-contact", Step::Contact, reach));
    Ok(rows)
}

/// Sends somebody on to those whose affair it is, and says that it was done.
async fn send_on(visit: &Visit, body: &Body, journey: &Journey, kind: RouteKind) -> Answer {
    let (id, once) = (body.id, visit.once());
    let committed = visit
        .submit::<Routed>(Box::new(move |tx| {
            let once = once.clone();
            Box::pin(async move { actions::pass_on(tx, id, kind, &once).await })
        }))
        .await?;
    let page = PassedOn {
        kind: kind.key(),
        reference: committed.value.reference,
        at: committed.value.at,
        complaints: body.complaints.clone(),
        carry: carried(journey, &["route"]),
    };
    visit.form("feedback/tell-passed-on.njk", &page, json!({}))
}

async fn submit(visit: &Visit, body: &Body, journey: &Journey, today: NaiveDate) -> Answer {
    let open = journey.first_open(body.id, today);
    if open != Step::Check {
        let error = journey.check(open, body.id, today).err();
        return show(visit, journey, open, error).await;
    }
    if let Err(error) = known_service(visit, body, journey).await {
        return show(visit, journey, Step::Service, Some(error)).await;
    }
    // Checked, and its language guessed, before it queues: the writer takes one at a time.
    let kept = match journey.voice(body.id, today, Some(visit.once())).prepare(today) {
        Ok(voice) => {
            let work: Work<Received> =
                Box::new(move |tx| Box::pin(receive::receive(tx, voice.clone())));
            visit.submit(work).await
        }
        Err(error) => Err(error),
    };
    let kept = match kept {
        Ok(kept) => kept,
        Err(Error::Invalid(problems)) => {
            let step = problems.first().map_or(Step::Check, |p| Step::of_field(&p.field));
            return show(visit, journey, step, Some(Error::Invalid(problems))).await;
        }
        Err(error) => return Err(error.into()),
    };
    let receipt = match kept.receipts.into_iter().next() {
        Some(receipt) => receipt,
        None => again(visit, &kept.value).await?,
    };
    let within = u64::try_from(body.reply_within_days).unwrap_or(0);
    let page = Done {
        reference: kept.value.reference,
        digest: receipt.short_digest,
        receipt: receipt.signed,
        at: receipt.at,
        answer_by: today.checked_add_days(Days::new(within)).unwrap_or(today),
        mailed_to: if journey.0.ticked("receipt") { journey.get("email") } else { String::new() },
        again: kept.value.again,
    };
    visit.page("feedback/tell-done.njk", &page)
}

/// The receipt of what was stored before.
async fn again(visit: &Visit, kept: &Received) -> Result<Receipt> {
    let tx = visit.read().await?;
    receive::receipt(&tx, &visit.core().secrets, kept.body, kept.id).await?.ok_or(Error::NotFound)
}
