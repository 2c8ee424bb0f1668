//! Reading packs, and refusing what is wrong in words that help to mend it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;

use super::rule::{BodyKind, Confidence, Direction, Origin, Parameter, Rule};
use super::{Pack, day_before, overlap};

/// The packs that are built in: file name and text.
pub(super) const BUNDLED: [(&str, &str); 8] = [
    ("ccg-2013.toml", include_str!("../../packs/ccg-2013.toml")),
    ("icb-2022.toml", include_str!("../../packs/icb-2022.toml")),
    ("reconfig-2024.toml", include_str!("../../packs/reconfig-2024.toml")),
    ("ais-2025.toml", include_str!("../../packs/ais-2025.toml")),
    ("health-bill.toml", include_str!("../../packs/health-bill.toml")),
    ("principles.toml", include_str!("../../packs/principles.toml")),
    ("standing.toml", include_str!("../../packs/standing.toml")),
    ("feedback.toml", include_str!("../../packs/feedback.toml")),
];

/// Words that claim a result in law, which no text of ours may do (R-META-05).
const CLAIMS: [&str; 2] = ["lawful", "compliant"];

/// Why a pack was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Not TOML, or a field is missing, unknown or of the wrong kind.
    #[error("{file}: {problem}")]
    Shape {
        /// The file.
        file: String,
        /// What the reader says, with the line.
        problem: String,
    },
    /// One rule of the pack is wrong.
    #[error("{file}, rule {rule}: {problem}")]
    Rule {
        /// The file.
        file: String,
        /// The rule's id.
        rule: String,
        /// What is wrong, and how to mend it.
        problem: String,
    },
    /// Two packs have one id.
    #[error("there are two packs called {0}: give one another id")]
    DuplicatePack(String),
    /// Two rules have one id and version.
    #[error(
        "{rule} version {version} stands twice, in {one} and {other}: give one another version"
    )]
    DuplicateRule {
        /// The rule's id.
        rule: String,
        /// The version both carry.
        version: u32,
        /// The pack of one.
        one: String,
        /// The pack of the other.
        other: String,
    },
    /// Two versions would both apply to the same body on the same day.
    #[error(
        "{rule} versions {one} and {other} both apply from {from}: end the earlier one on {end_by}"
    )]
    Overlap {
        /// The rule's id.
        rule: String,
        /// One version.
        one: u32,
        /// The other version.
        other: u32,
        /// The first day both apply.
        from: NaiveDate,
        /// The last day the earlier one may apply.
        end_by: NaiveDate,
    },
    /// No pack has this id.
    #[error("there is no pack called {0}")]
    NoSuchPack(String),
    /// No rule has this id.
    #[error("there is no rule {0} that applies then")]
    NoSuchRule(String),
    /// The rule has no such parameter, or it is of another kind.
    #[error("the rule {rule} has no parameter '{parameter}' of this kind")]
    NoSuchParameter {
        /// The rule's id.
        rule: String,
        /// The parameter asked for.
        parameter: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pack: Head,
    #[serde(default, rename = "rule")]
    rules: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    title: String,
    switched_on: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    version: u32,
    title: String,
    text: String,
    #[serde(default)]
    parameters: BTreeMap<String, Parameter>,
    #[serde(default)]
    stricter: BTreeMap<String, Direction>,
    source: String,
    link: Option<String>,
    confidence: Confidence,
    jurisdiction: String,
    body_kinds: Vec<String>,
    effective_from: Option<String>,
    effective_to: Option<String>,
    origin: Origin,
}

pub(super) fn parse(file: &str, text: &str) -> Result<Pack, PackError> {
    let read: File = toml::from_str(text).map_err(|problem| PackError::Shape {
        file: file.to_owned(),
        problem: problem.to_string(),
    })?;
    let Head { id, title, switched_on } = read.pack;
    let rules = read
        .rules
        .into_iter()
        .map(|entry| {
            let rule = entry.id.clone();
            rule_from(entry, switched_on).map_err(|problem| PackError::Rule {
                file: file.to_owned(),
                rule,
                problem,
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(Pack { id, title, switched_on, rules })
}

fn rule_from(entry: Entry, switched_on: bool) -> Result<Rule, String> {
    let rule = Rule {
        effective_from: date("effective_from", entry.effective_from.as_deref())?,
        effective_to: date("effective_to", entry.effective_to.as_deref())?,
        body_kinds: body_kinds(&entry.body_kinds)?,
        id: entry.id,
        version: entry.version,
        title: entry.title,
        text: entry.text,
        parameters: entry.parameters,
        stricter: entry.stricter,
        source: entry.source,
        link: entry.link,
        confidence: entry.confidence,
        jurisdiction: entry.jurisdiction,
        origin: entry.origin,
    };
    check_rule(&rule, switched_on).map(|()| rule)
}

fn check_rule(rule: &Rule, switched_on: bool) -> Result<(), String> {
    if rule.version == 0 {
        return Err("versions start at 1".to_owned());
    }
    let needed = [
        ("id", &rule.id),
        ("title", &rule.title),
        ("text", &rule.text),
        ("source", &rule.source),
        ("jurisdiction", &rule.jurisdiction),
    ];
    if let Some((field, _)) = needed.iter().find(|(_, value)| value.trim().is_empty()) {
        return Err(format!("{field} is empty"));
    }
    if switched_on && rule.effective_from.is_none() {
        return Err(
            "effective_from is missing; only a pack that is off may leave it out".to_owned()
        );
    }
    if let (Some(from), Some(to)) = (rule.effective_from, rule.effective_to)
        && to < from
    {
        return Err(format!("effective_to {to} is before effective_from {from}"));
    }
    if let Some(name) = rule.stricter.keys().find(|name| rule.number(name).is_none()) {
        return Err(format!("stricter names '{name}', which is not a number among the parameters"));
    }
    for name in ["counting", "warn_counting"] {
        if rule.parameters.contains_key(name) && rule.counting_is_unknown(name) {
            return Err(format!("{name} is not a way of counting, or its days are missing"));
        }
    }
    let words = format!("{} {}", rule.title, rule.text).to_lowercase();
    match CLAIMS.iter().find(|claim| words.contains(**claim)) {
        Some(claim) => {
            Err(format!("the text says '{claim}'; say what is asked, not how it is judged"))
        }
        None => Ok(()),
    }
}

impl Rule {
    fn counting_is_unknown(&self, name: &str) -> bool {
        match name {
            "counting" => self.counting().is_none(),
            _ => self.warn_counting().is_none(),
        }
    }
}

fn date(field: &str, value: Option<&str>) -> Result<Option<NaiveDate>, String> {
    let Some(value) = value else { return Ok(None) };
    let read = NaiveDate::parse_from_str(value, "%Y-%m-%d").ok();
    match read.and_then(|date| crate::calendar::check(date).ok()) {
        Some(date) => Ok(Some(date)),
        None => Err(format!("{field} '{value}' is not a date; write it as 2022-07-01")),
    }
}

/// An empty list would bind nobody; 'any' stands for every kind.
fn body_kinds(names: &[String]) -> Result<Vec<BodyKind>, String> {
    match names {
        [] => Err("body_kinds is empty; write [\"any\"] for every kind of body".to_owned()),
        [one] if one == "any" => Ok(Vec::new()),
        _ => names
            .iter()
            .map(|name| name.parse().map_err(|unknown| format!("body_kinds: {unknown}")))
            .collect(),
    }
}

/// What no pack can see alone: ids used twice, and versions that apply at the same time.
pub(super) fn check_together(packs: &[Pack]) -> Result<(), PackError> {
    let mut ids = BTreeSet::new();
    if let Some(twice) = packs.iter().find(|pack| !ids.insert(&pack.id)) {
        return Err(PackError::DuplicatePack(twice.id.clone()));
    }
    let mut seen: BTreeMap<&str, Vec<(&Pack, &Rule)>> = BTreeMap::new();
    for pack in packs {
        for rule in &pack.rules {
            let earlier = seen.entry(&rule.id).or_default();
            for (other_pack, other) in earlier.iter() {
                check_pair((other_pack, other), (pack, rule))?;
            }
            earlier.push((pack, rule));
        }
    }
    Ok(())
}

fn check_pair(one: (&Pack, &Rule), other: (&Pack, &Rule)) -> Result<(), PackError> {
    let (one_pack, one) = one;
    let (other_pack, other) = other;
    if one.version == other.version {
        return Err(PackError::DuplicateRule {
            rule: one.id.clone(),
            version: one.version,
            one: one_pack.id.clone(),
            other: other_pack.id.clone(),
        });
    }
    let both_on = one_pack.switched_on && other_pack.switched_on;
    let share_a_body = BodyKind::ALL.iter().any(|kind| one.binds(*kind) && other.binds(*kind));
    let from = one.effective_from.max(other.effective_from);
    match from {
        Some(from) if both_on && share_a_body && overlap(one, other) => Err(PackError::Overlap {
            rule: one.id.clone(),
            one: one.version,
            other: other.version,
            from,
            end_by: day_before(from),
        }),
        _ => Ok(()),
    }
}
