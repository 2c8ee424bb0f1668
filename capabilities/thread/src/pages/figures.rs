//! Figures of a body's voices; each leads to the voices behind it (law 3), and together they
//! agree with what was received (law 2).

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use kernel::Tx;
use kernel::error::{Message, Result};
use serde::Serialize;
use uuid::Uuid;
use web::charts::{Bar, Point, Saying, bars, run_chart};
use web::{Answer, Visit};

use super::shown::{self, CodebookShown, service_names};
use crate::model::facets::facet;
use crate::queries;
use crate::store::counts::Count;
use crate::store::coverage::{Coverage, States};

/// Months that the picture shows; the table shows all.
const DRAWN_MONTHS: usize = 36;
/// Themes that the picture shows; the table shows all.
const DRAWN_THEMES: usize = 15;
/// Services that the table shows.
const SERVICES: usize = 200;

/// A figure and the way to its voices.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FigureRow {
    pub label: String,
    pub n: i64,
    pub href: Option<String>,
}

/// A table of figures, perhaps with a picture.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figures {
    pub id: &'static str,
    pub title: String,
    pub heading: String,
    pub svg: Option<String>,
    pub rows: Vec<FigureRow>,
}

/// The page as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct FiguresPage {
    pub states: States,
    pub coverage: Coverage,
    pub tables: Vec<Figures>,
    pub home: String,
}

pub(crate) async fn show(visit: Visit) -> Answer {
    let body = visit.body()?;
    let home = format!("/staff/{}", body.slug);
    let tx = visit.read().await?;
    let today = visit.core().clock.today();
    let codebooks = shown::codebooks(&tx, body.id).await?;
    let counts = queries::figures(&tx, body.id, body.id, facet::MONTH).await?;
    let mut tables: Vec<Figures> = months(&visit, &counts, &home, &[]).into_iter().collect();
    tables.extend(codebooks.iter().filter_map(|book| themes(&visit, book, &home)));
    tables.extend(services(&visit, &tx, body.id, &home).await?);
    for (facet, id) in [
        (facet::CHANNEL, "channel"),
        (facet::KIND, "kind"),
        (facet::ABOUT, "about"),
        (facet::SCORE, "score"),
        (facet::SOURCE, "source"),
    ] {
        let counts = queries::figures(&tx, body.id, body.id, facet).await?;
        tables.extend(closed(&visit, &counts, id, &home));
    }
    let page = FiguresPage {
        states: queries::states(&tx, body.id).await?,
        coverage: queries::coverage(&tx, body.id, body.id, today).await?,
        tables,
        home,
    };
    visit.page("thread/figures.njk", &page)
}

fn link(home: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, Some(*value))).collect();
    web::paging::address(&format!("{home}/voices"), &pairs)
}

/// A month's name: 'January 2026'.
fn month_name(visit: &Visit, first: NaiveDate) -> String {
    let name = visit.words(&format!("month-{}", first.month()));
    format!("{name} {}", first.year())
}

/// Voices by the month in which they were said, the months without any among them.
pub(super) fn months(
    visit: &Visit,
    counts: &[Count],
    home: &str,
    narrowed: &[(&str, &str)],
) -> Option<Figures> {
    let known: BTreeMap<NaiveDate, i64> = counts
        .iter()
        .filter_map(|count| Some((format!("{}-01", count.key).parse().ok()?, count.n)))
        .collect();
    let (mut at, last) = (*known.keys().next()?, *known.keys().next_back()?);
    let mut points = Vec::new();
    let mut rows = Vec::new();
    while at <= last {
        let n = known.get(&at).copied().unwrap_or(0);
        let label = month_name(visit, at);
        let next = at.checked_add_months(Months::new(1))?;
        let (from, until) = (at.to_string(), next.checked_sub_days(Days::new(1))?.to_string());
        let mut pairs = narrowed.to_vec();
        pairs.extend([("from", from.as_str()), ("until", until.as_str())]);
        if n > 0 {
            let href = Some(link(home, &pairs));
            rows.push(FigureRow { label: label.clone(), n, href });
        }
        points.push(Point { label, value: Some(as_value(n)), shown: n.to_string() });
        at = next;
    }
    rows.reverse();
    let drawn = points.split_off(points.len().saturating_sub(DRAWN_MONTHS));
    let most =
        drawn.iter().max_by(|a, b| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0)))?;
    let finding = Message::new("thread-figures-month-finding")
        .with("month", &most.label)
        .with("n", &most.shown);
    let saying = saying(visit, "month", visit.say(&finding));
    let svg = (drawn.len() > 1).then(|| run_chart(&saying, &drawn, None).svg);
    Some(Figures { id: "month", title: saying.title, heading: saying.label_heading, svg, rows })
}

#[expect(clippy::cast_precision_loss, reason = "a picture of counts far below 2^52")]
fn as_value(n: i64) -> f64 {
    n as f64
}

fn saying(visit: &Visit, id: &str, finding: String) -> Saying {
    let word = |part: &str| visit.words(&format!("thread-figures-{id}-{part}"));
    Saying {
        id: format!("chart-{id}"),
        finding,
        description: visit.words("thread-figures-picture"),
        title: word("title"),
        label_heading: word("heading"),
        value_heading: visit.words("thread-figures-voices"),
    }
}

/// Voices by theme of one codebook, the most raised first.
fn themes(visit: &Visit, book: &CodebookShown, home: &str) -> Option<Figures> {
    let mut raised: Vec<_> = book.themes.iter().filter(|theme| theme.voices > 0).collect();
    raised.sort_by_key(|theme| -theme.voices);
    let first = raised.first()?;
    let finding = Message::new("thread-figures-theme-finding")
        .with("theme", &first.name)
        .with("n", first.voices);
    let mut saying = saying(visit, "theme", visit.say(&finding));
    saying.id = format!("chart-theme-{}", book.id);
    saying.title =
        visit.say(&Message::new("thread-figures-theme-of").with("codebook", &book.title));
    let drawn: Vec<Bar> = raised
        .iter()
        .take(DRAWN_THEMES)
        .map(|theme| Bar {
            label: theme.name.clone(),
            value: Some(as_value(theme.voices)),
            shown: theme.voices.to_string(),
        })
        .collect();
    let svg = (drawn.len() > 1).then(|| bars(&saying, &drawn).svg);
    let row = |id: Uuid| Some(link(home, &[("theme", &id.to_string())]));
    Some(Figures {
        id: "theme",
        svg,
        rows: raised
            .iter()
            .map(|t| FigureRow { label: t.name.clone(), n: t.voices, href: row(t.id) })
            .collect(),
        title: saying.title,
        heading: saying.label_heading,
    })
}

/// Voices by service, those with the most first.
async fn services(visit: &Visit, tx: &Tx, body: Uuid, home: &str) -> Result<Option<Figures>> {
    let mut counts = queries::figures(tx, body, body, facet::SERVICE).await?;
    counts.sort_by_key(|count| -count.n);
    counts.truncate(SERVICES);
    let ids: Vec<Uuid> = counts.iter().filter_map(|count| count.key.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    let names = service_names(visit, tx, body, &ids).await?;
    let rows = counts
        .iter()
        .map(|count| {
            let id = count.key.parse::<Uuid>().ok();
            let label = match id {
                None => visit.words("thread-service-none"),
                Some(id) => {
                    names.get(&id).cloned().unwrap_or_else(|| visit.words("thread-service-unnamed"))
                }
            };
            let value = id.map_or_else(|| "none".to_owned(), |id| id.to_string());
            FigureRow { label, n: count.n, href: Some(link(home, &[("service", &value)])) }
        })
        .collect();
    Ok(Some(Figures {
        id: "service",
        title: visit.words("thread-figures-service-title"),
        heading: visit.words("thread-figures-service-heading"),
        svg: None,
        rows,
    }))
}

/// Voices by something of which there is a closed number.
fn closed(visit: &Visit, counts: &[Count], id: &'static str, home: &str) -> Option<Figures> {
    // A body without Friends and Family answers has nothing to tell here.
    counts.iter().find(|count| !count.key.is_empty())?;
    let mut counts: Vec<&Count> = counts.iter().collect();
    if id != "score" {
        counts.sort_by_key(|count| -count.n);
    }
    let rows = counts
        .into_iter()
        .map(|count| {
            let value = if count.key.is_empty() { "none" } else { &count.key };
            let label = match id {
                "source" => shown::source(visit, &count.key),
                _ => visit.words(&format!("thread-{id}-{value}")),
            };
            FigureRow { label, n: count.n, href: Some(link(home, &[(id, value)])) }
        })
        .collect();
    Some(Figures {
        id,
        title: visit.words(&format!("thread-figures-{id}-title")),
        heading: visit.words(&format!("thread-figures-{id}-heading")),
        svg: None,
        rows,
    })
}
