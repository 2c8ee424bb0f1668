//! The inbox's filters, read from an address or from a form that carries them along. What cannot
//! be read is left out, so that an old link still opens a list.

use std::collections::BTreeMap;

use kernel::Tx;
use kernel::error::Result;
use serde_json::{Value, json};
use uuid::Uuid;
use web::Visit;

use super::shown::{self, Choice, CodebookShown, choices, service_names};
use crate::model::facets::facet;
use crate::model::voice::{About, Channel, Kind, VoiceState};
use crate::queries;
use crate::store::listing::Filter;

/// Services that the filter offers: those with the most voices.
const SERVICES: usize = 100;

/// The names of an address that narrow a list, in the order in which they are written.
const NAMES: &[&str] = &[
    "q",
    "state",
    "themed",
    "theme",
    "codebook",
    "review",
    "answered",
    "service",
    "from",
    "until",
    "channel",
    "kind",
    "about",
    "score",
    "source",
    "language",
    "translation",
    "publishable",
    "import",
    "sort",
];

/// A list that somebody asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Which voices.
    pub filter: Filter,
    /// Whether the oldest come first.
    pub oldest: bool,
    values: BTreeMap<&'static str, String>,
}

impl Asked {
    /// From the address of the page.
    pub fn read(visit: &Visit, body: Uuid) -> Self {
        Self::of(visit, body, visit.query_pairs())
    }

    /// From the filters that a form carried along as one field.
    pub fn carried(visit: &Visit, body: Uuid, query: &str) -> Self {
        let query = query.trim_start_matches('?');
        let pairs: Vec<_> =
            form_urlencoded::parse(query.as_bytes()).into_owned().take(50).collect();
        Self::of(visit, body, &pairs)
    }

    fn of(visit: &Visit, body: Uuid, pairs: &[(String, String)]) -> Self {
        let mut asked =
            Self { filter: Filter::counted(body), oldest: false, values: BTreeMap::new() };
        for name in NAMES {
            let given = pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim());
            if let Some(value) = given.filter(|v| !v.is_empty() && v.len() < 500)
                && asked.take(name, value, visit.actor().account()).is_some()
            {
                asked.values.insert(name, value.to_owned());
            }
        }
        asked
    }

    /// Takes one part in; `None` when it cannot be read.
    fn take(&mut self, name: &str, value: &str, account: Option<Uuid>) -> Option<()> {
        let yes_or_no = || match value {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let f = &mut self.filter;
        match name {
            "q" => f.words = Some(value.to_owned()),
            "state" if value == "all" => f.state = None,
            "state" => f.state = Some(VoiceState::from_key(value)?),
            "themed" => f.themed = Some(yes_or_no()?),
            "theme" => f.theme = Some(value.parse().ok()?),
            "codebook" => f.codebook = Some(value.parse().ok()?),
            "review" if value == "yes" => f.to_review_by = Some(account?),
            "answered" => f.answered = Some(yes_or_no()?),
            "service" if value == "none" => f.no_service = true,
            "service" => f.service = Some(value.parse().ok()?),
            "from" => f.said_from = Some(value.parse().ok()?),
            "until" => f.said_until = Some(value.parse().ok()?),
            "channel" => f.channel = Some(Channel::from_key(value)?),
            "kind" => f.kind = Some(Kind::from_key(value)?),
            "about" => f.about = Some(About::from_key(value)?),
            "score" if value == "none" => f.no_score = true,
            "score" => f.score = Some(value.parse().ok()?),
            "source" => f.source = Some(value.to_owned()),
            "language" => f.language = Some(value.to_owned()),
            "translation" => f.needs_translation = Some(yes_or_no()?),
            "publishable" => f.publishable = Some(yes_or_no()?),
            "import" => f.import = Some(value.parse().ok()?),
            "sort" if value == "oldest" => self.oldest = true,
            _ => return None,
        }
        Some(())
    }

    /// The filters as the end of an address: `?q=parking`, or nothing.
    pub fn query(&self) -> String {
        self.address("", &[])
    }

    /// An address with these filters and more.
    pub fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(&str, Option<&str>)> =
            NAMES.iter().map(|n| (*n, self.values.get(n).map(String::as_str))).collect();
        pairs.extend(more.iter().map(|(name, value)| (*name, Some(*value))));
        web::paging::address(path, &pairs)
    }

    /// Whether anything but the order was asked for.
    pub fn narrows(&self) -> bool {
        self.values.keys().any(|name| *name != "sort")
    }

    /// Whether anything was asked for that the page keeps folded away.
    pub fn opens(&self) -> bool {
        let first = ["q", "themed", "theme", "service", "from", "until"];
        self.values.keys().any(|name| !first.contains(name))
    }

    /// The filters as a form shows them.
    pub fn form(&self) -> Value {
        json!({ "values": self.values, "errors": {} })
    }
}

/// What the filters offer.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Offers {
    pub services: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub abouts: Vec<Choice>,
    pub states: Vec<Choice>,
    pub scores: Vec<Choice>,
    pub themes: Vec<Choice>,
    pub sources: Vec<Choice>,
}

/// Reads what the filters of a body offer: only what there are voices of.
pub(crate) async fn offers(
    visit: &Visit,
    tx: &Tx,
    body: Uuid,
    codebooks: &[CodebookShown],
) -> Result<Offers> {
    let any = |label: &str| Choice { value: String::new(), text: visit.words(label) };
    let mut services = vec![any("thread-any-service")];
    let mut kept = queries::figures(tx, body, body, facet::SERVICE).await?;
    kept.sort_by_key(|count| -count.n);
    let ids: Vec<Uuid> = kept.iter().filter_map(|c| c.key.parse().ok()).take(SERVICES).collect();
    let mut named: Vec<_> = service_names(visit, tx, body, &ids).await?.into_iter().collect();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    services
        .extend(named.into_iter().map(|(id, name)| Choice { value: id.to_string(), text: name }));
    if kept.iter().any(|count| count.key.is_empty()) {
        services.push(Choice { value: "none".into(), text: visit.words("thread-service-none") });
    }
    let mut states = choices(visit, "thread-state-", VoiceState::ALL.iter().map(|s| s.key()));
    states.push(Choice { value: "all".into(), text: visit.words("thread-state-all") });
    let mut scores = vec![any("thread-any-score")];
    scores.extend(choices(visit, "thread-score-", ["1", "2", "3", "4", "5", "6", "none"]));
    let mut sources = vec![any("thread-any-source")];
    for count in queries::figures(tx, body, body, facet::SOURCE).await? {
        sources.push(Choice { text: shown::source(visit, &count.key), value: count.key });
    }
    let with_any = |label: &str, rest: Vec<Choice>| {
        let mut all = vec![any(label)];
        all.extend(rest);
        all
    };
    Ok(Offers {
        services,
        channels: with_any(
            "thread-any-channel",
            choices(visit, "thread-channel-", Channel::ALL.iter().map(|c| c.key())),
        ),
        kinds: with_any(
            "thread-any-kind",
            choices(visit, "thread-kind-", Kind::ALL.iter().map(|k| k.key())),
        ),
        abouts: with_any(
            "thread-any-about",
            choices(visit, "thread-about-", About::ALL.iter().map(|a| a.key())),
        ),
        states,
        scores,
        themes: with_any("thread-any-theme", shown::theme_choices(codebooks)),
        sources,
    })
}
