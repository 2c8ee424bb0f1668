//! Bodies and their relations, areas, services, codebooks.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::error::{Error, Result};
use kernel::{Actor, bodies};
use places::practices;
use thread::actions::{codebooks, reshape};
use thread::store::themes::ThemeDetails;
use uuid::Uuid;

use super::{Making, Together};
use crate::content::{Area, Body, Content, Theme};

fn day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|e| Error::internal(format!("'{text}' is no day: {e}")))
}

/// Where a body works, with the figures of its borough.
fn where_it_works(content: &Content, body: &Body) -> String {
    let area = content.areas.iter().find(|a| Some(&a.code) == body.borough.as_ref());
    let people = area.and_then(|a| content.people.iter().find(|p| p.borough == a.name));
    let (Some(area), Some(people)) = (area, people) else { return body.area.clone() };
    format!(
        "{}, where {} people lived at the census of 2021. In 2020, {} were under 16 and {} were \
         65 or over. Of its {} small areas, {} are among the three most deprived tenths of England.",
        body.area,
        grouped(area.residents_2021),
        grouped(people.under_16_2020),
        grouped(people.from_65_to_84_2020 + people.from_85_2020),
        area.small_areas,
        area.deprived_small_areas,
    )
}

/// A whole number with commas.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn details(content: &Content, body: &Body) -> Result<bodies::Details> {
    Ok(bodies::Details {
        slug: body.slug.clone(),
        name: body.name.clone(),
        short_name: body.short_name.clone(),
        kind: body.kind.clone(),
        ods_code: None,
        area: where_it_works(content, body),
        about: body.about.clone(),
        email: body.email.clone(),
        telephone: body.telephone.clone(),
        address: body.address.clone(),
        complaints: format!(
            "This is a demonstration, so nobody can deal with a complaint here. In real use this \
             is where {} would say how to complain, and who can help you with it.",
            body.short_name
        ),
        reply_within_days: body.reply_within_days,
        starts_on: day(&body.starts_on)?,
        ends_on: None,
    })
}

fn area(area: &Area) -> places::Area {
    places::Area {
        code: area.code.clone(),
        name: area.name.clone(),
        kind: area.kind.clone(),
        parent: Some(area.parent.clone()).filter(|p| !p.is_empty()),
        population: Some(area.residents_2021),
        population_year: Some(2021),
        population_source: "Office for National Statistics, Census 2021".into(),
    }
}

fn theme_details(theme: &Theme, name: &str, parent: Option<Uuid>) -> ThemeDetails {
    ThemeDetails {
        name: name.to_owned(),
        definition: theme.definition.clone(),
        parent,
        shortcut: theme.shortcut.clone(),
    }
}

impl Making<'_> {
    /// Bodies, how they stand to one another, and areas.
    pub(super) async fn ground(&mut self) -> Result<()> {
        let mut all = Together::begin(self.core, &Actor::system("demo")).await?;
        for body in &self.content.bodies {
            let added = bodies::add(&all.tx, details(self.content, body)?).await?;
            let added = all.keep(added);
            self.bodies.insert(added.slug, added.id);
        }
        for relation in &self.content.relations {
            let what = bodies::Relation {
                id: Uuid::nil(),
                from_id: self.body(&relation.from)?,
                to_id: self.body(&relation.to)?,
                kind: relation.kind.clone(),
                note: relation.note.clone(),
                starts_on: day(&relation.starts_on)?,
                ends_on: None,
            };
            let done = bodies::relate(&all.tx, what).await?;
            all.keep(done);
        }
        for entry in &self.content.areas {
            let done = places::actions::put_area(&all.tx, area(entry)).await?;
            all.keep(done);
        }
        // Mail of the past must not leave when somebody turns mail on.
        let held =
            kernel::mail::hold(&all.tx, "This is a demonstration: no mail leaves it.").await?;
        all.keep(held);
        all.commit().await
    }

    /// Services and practices of each of the three.
    pub(super) async fn places(&mut self) -> Result<()> {
        let today = self.plan.today;
        for place in 0..3 {
            let body = self.body_at(place)?;
            let commissioner = self.content.bodies.get(place).ok_or(Error::NotFound)?;
            let mut all = self.by(Self::officer(place)).await?;
            let mut services = BTreeMap::new();
            for service in &self.content.services {
                let closed = service.closed_days_ago.map(chrono::Days::new);
                let details = places::Details {
                    name: service.name.clone(),
                    kind: service.kind.clone(),
                    area: commissioner.borough.clone(),
                    about: service.about.clone(),
                    closed_on: closed.and_then(|days| today.checked_sub_days(days)),
                    ..places::Details::default()
                };
                let added = places::actions::add_service(&all.tx, body, details).await?;
                services.insert(service.key.clone(), all.keep(added).id);
            }
            let only = [commissioner.slug.clone()];
            let sheet = practices::read(self.content.practices.as_bytes(), &only)?;
            let done = places::actions::import_practices(&all.tx, body, &sheet.practices).await?;
            all.keep(done);
            let mut listed = Vec::new();
            for practice in &sheet.practices {
                if let Some(service) = places::by_code(&all.tx, body, &practice.code).await? {
                    listed.push(service.id);
                }
            }
            all.commit().await?;
            self.services.push(services);
            self.practices.push(listed);
        }
        Ok(())
    }

    /// Codebooks that the three share, and their themes as they were in the beginning.
    pub(super) async fn codebooks(&mut self) -> Result<()> {
        for codebook in &self.content.codebooks.codebook {
            let owner = self.body(&codebook.owner)?;
            let mut shared_with = Vec::new();
            for place in 0..3 {
                shared_with.push(self.body_at(place)?);
            }
            shared_with.retain(|body| *body != owner);
            let mut all = self.by("lead").await?;
            let what = codebooks::NewCodebook {
                body: owner,
                title: codebook.title.clone(),
                about: codebook.about.clone(),
                project: codebook.project.clone(),
                shared_with,
            };
            let made = codebooks::create_codebook(&all.tx, what).await?;
            let made = all.keep(made);
            let themes = self.content.themes.iter().filter(|t| t.codebook == codebook.key);
            for theme in themes {
                let parent = match &theme.parent {
                    Some(parent) => self.theme(parent)?,
                    None => None,
                };
                let details = theme_details(theme, &theme.name, parent);
                let added = codebooks::add_theme(&all.tx, owner, made, details).await?;
                self.themes.insert(theme.key.clone(), all.keep(added));
            }
            all.commit().await?;
        }
        Ok(())
    }

    /// Renames, merges or retires a theme.
    pub(super) async fn change_theme(&mut self, n: usize) -> Result<()> {
        let change = self.content.codebooks.change.get(n).ok_or(Error::NotFound)?;
        let theme = self.content.themes.iter().find(|t| t.key == change.theme);
        let theme = theme.ok_or(Error::NotFound)?;
        let books = &self.content.codebooks.codebook;
        let book = books.iter().find(|b| b.key == theme.codebook).ok_or(Error::NotFound)?;
        let owner = self.body(&book.owner)?;
        let id = self.theme(&theme.key)?.ok_or(Error::NotFound)?;
        let mut all = self.by("lead").await?;
        match (change.kind.as_str(), &change.name, &change.into) {
            ("rename", Some(name), _) => {
                let parent = theme.parent.as_deref().map(|p| self.theme(p)).transpose()?.flatten();
                let details = theme_details(theme, name, parent);
                let done = codebooks::rename_theme(&all.tx, owner, id, details, None).await?;
                all.keep(done);
            }
            ("merge", _, Some(into)) => {
                let target = self.theme(into)?.ok_or(Error::NotFound)?;
                let done = reshape::merge_themes(&all.tx, owner, vec![id], target).await?;
                all.keep(done);
                self.gone.insert(theme.key.clone(), Some(into.clone()));
            }
            ("retire", ..) => {
                let done = codebooks::retire_theme(&all.tx, owner, id).await?;
                all.keep(done);
                self.gone.insert(theme.key.clone(), None);
            }
            (other, ..) => return Err(Error::internal(format!("no such change: {other}"))),
        }
        all.commit().await
    }
}
