//! One theme: what it means, what became of it, and its voices; merging and splitting it.

use kernel::error::{Error, Result};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use web::forms::Id;
use web::page::PageLinks;
use web::{Answer, Fields, Visit};

use super::codebooks::{details, parents};
use super::figures::{Figures, months};
use super::ids;
use super::shown::{self, Choice, CodebookShown, Row};
use crate::actions::codebooks::{rename_theme, restore_theme, retire_theme};
use crate::actions::reshape::{SplitTheme, merge_themes, split_theme};
use crate::model::theme::ThemeState;
use crate::permissions::CODEBOOK;
use crate::queries;
use crate::store::coverage::Coverage;
use crate::store::listing::{Filter, From};
use crate::store::themes::{Codebook, Theme, ThemeDetails, Version};

/// Voices that a page of a split shows.
const ROWS: usize = 100;

/// A theme as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct ThemePage {
    pub theme: Theme,
    pub codebook: Codebook,
    pub parent: Option<String>,
    pub merged_into: Option<String>,
    pub parents: Vec<Choice>,
    pub targets: Vec<Choice>,
    pub versions: Vec<Version>,
    pub coverage: Coverage,
    pub months: Option<Figures>,
    pub may_edit: bool,
    pub may_restore: bool,
    pub home: String,
}

async fn page(visit: &Visit, id: Uuid) -> Result<ThemePage> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let theme = queries::theme(&tx, body.id, id).await?;
    let codebook = queries::codebook(&tx, body.id, theme.codebook_id).await?;
    let themes = shown::nested(queries::themes_of(&tx, body.id, codebook.id).await?);
    let book = CodebookShown { id: codebook.id, title: codebook.title.clone(), themes };
    let name_of =
        |id: Option<Uuid>| book.themes.iter().find(|t| Some(t.id) == id).map(|t| t.name.clone());
    let keeps = codebook.body_id == body.id && visit.actor().may(body.id, CODEBOOK);
    let home = format!("/staff/{}", body.slug);
    let today = visit.core().clock.today();
    let counts = queries::months_of(&tx, body.id, id).await?;
    Ok(ThemePage {
        parent: name_of(theme.parent_id),
        merged_into: name_of(theme.merged_into),
        parents: parents(&book, Some(id)),
        targets: book
            .in_use()
            .filter(|t| t.id != id)
            .map(|t| Choice { value: t.id.to_string(), text: t.name.clone() })
            .collect(),
        versions: queries::versions(&tx, body.id, id).await?,
        coverage: queries::coverage(&tx, body.id, id, today).await?,
        months: months(visit, &counts, &home, &[("theme", &id.to_string())]),
        may_edit: keeps && theme.state == ThemeState::Active,
        may_restore: keeps && theme.state == ThemeState::Retired,
        home,
        codebook,
        theme,
    })
}

pub(crate) async fn show(visit: Visit, Id(id): Id) -> Answer {
    let page = page(&visit, id).await?;
    let values = json!({
        "name": page.theme.name,
        "definition": page.theme.definition,
        "parent": page.theme.parent_id,
        "shortcut": page.theme.shortcut,
        "position": page.theme.position.to_string(),
    });
    visit.form("thread/theme.njk", &page, values)
}

async fn finish(
    visit: &Visit,
    id: Uuid,
    fields: &Fields,
    outcome: Result<()>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => {
            let path = format!("/staff/{}/themes/{id}", visit.body()?.slug);
            visit.see(&path, Some(done))
        }
        Err(error) => {
            let page = page(visit, id).await?;
            visit.again("thread/theme.njk", &page, fields, error)
        }
    }
}

/// Renames a theme, or changes what it means, its key or its place.
pub(crate) async fn change(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let outcome = try_change(&visit, id, &fields).await;
    finish(&visit, id, &fields, outcome, "thread-theme-changed").await
}

async fn try_change(visit: &Visit, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["name", "definition", "parent", "shortcut", "position"], &[])?;
    let position = match fields.optional("position") {
        Some(typed) => {
            let number = typed.parse::<i64>().ok().filter(|n| (1..=10_000).contains(n));
            Some(number.ok_or_else(|| Error::invalid("position", "thread-position-form"))?)
        }
        None => None,
    };
    let details = details(fields)?;
    let tx = visit.write().await?;
    let done = rename_theme(&tx, visit.body()?.id, id, details, position).await?;
    tx.commit(done).await.map(|_| ())
}

/// Merges this theme into another.
pub(crate) async fn merge(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    match try_merge(&visit, id, &fields).await {
        Ok(into) => {
            let path = format!("/staff/{}/themes/{into}", visit.body()?.slug);
            visit.see(&path, Some("thread-theme-merged"))
        }
        Err(error) => finish(&visit, id, &fields, Err(error), "").await,
    }
}

async fn try_merge(visit: &Visit, id: Uuid, fields: &Fields) -> Result<Uuid> {
    fields.expect(&["into", "sure"], &[])?;
    let into = fields.text("into").parse();
    let into: Uuid = into.map_err(|_| Error::invalid("into", "thread-merge-missing"))?;
    if !fields.ticked("sure") {
        return Err(Error::invalid("sure", "thread-merge-sure"));
    }
    let tx = visit.write().await?;
    let done = merge_themes(&tx, visit.body()?.id, vec![id], into).await?;
    tx.commit(done).await?;
    Ok(into)
}

/// Offers a theme no longer.
pub(crate) async fn retire(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let tx = visit.write().await?;
    let outcome = match retire_theme(&tx, visit.body()?.id, id).await {
        Ok(done) => tx.commit(done).await.map(|_| ()),
        Err(error) => tx.rollback().await.and(Err(error)),
    };
    finish(&visit, id, &fields, outcome, "thread-theme-retired").await
}

/// Offers it again.
pub(crate) async fn restore(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let tx = visit.write().await?;
    let outcome = match restore_theme(&tx, visit.body()?.id, id).await {
        Ok(done) => tx.commit(done).await.map(|_| ()),
        Err(error) => tx.rollback().await.and(Err(error)),
    };
    finish(&visit, id, &fields, outcome, "thread-theme-restored").await
}

/// The page on which a theme is split.
#[derive(Debug, Serialize)]
pub(crate) struct SplitPage {
    pub theme: Theme,
    pub rows: Vec<Row>,
    pub ticked: Vec<Uuid>,
    pub links: PageLinks,
    pub home: String,
}

async fn split_page(visit: &Visit, id: Uuid) -> Result<SplitPage> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let theme = queries::theme(&tx, body.id, id).await?;
    let codebooks = shown::codebooks(&tx, body.id).await?;
    let filter = Filter { theme: Some(id), ..Filter::every(body.id) };
    let after = visit.query("after").and_then(|id| id.parse().ok());
    let from = after.map_or(From::Newest, From::Before);
    let page = queries::list_voices(&tx, &filter, from, ROWS).await?;
    let home = format!("/staff/{}", body.slug);
    let next = page.next.map(|after| format!("{home}/themes/{id}/split?after={after}"));
    Ok(SplitPage {
        theme,
        rows: shown::rows(visit, &tx, body.id, &codebooks, page.rows).await?,
        ticked: Vec::new(),
        links: PageLinks { previous: None, next, items: Vec::new() },
        home,
    })
}

pub(crate) async fn splitting(visit: Visit, Id(id): Id) -> Answer {
    let page = split_page(&visit, id).await?;
    visit.form("thread/split.njk", &page, json!({}))
}

/// Makes a new theme of the voices that were ticked.
pub(crate) async fn split(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    match try_split(&visit, id, &fields).await {
        Ok(new) => {
            let path = format!("/staff/{}/themes/{new}", visit.body()?.slug);
            visit.see(&path, Some("thread-theme-split"))
        }
        Err(error) => {
            let mut page = split_page(&visit, id).await?;
            page.ticked = ids(&fields.all("voice")).unwrap_or_default();
            visit.again("thread/split.njk", &page, &fields, error)
        }
    }
}

async fn try_split(visit: &Visit, id: Uuid, fields: &Fields) -> Result<Uuid> {
    fields.expect(&["name", "definition", "retire"], &["voice"])?;
    let voices = ids(&fields.all("voice"))?;
    if voices.is_empty() {
        return Err(Error::invalid("voice", "thread-bulk-none-ticked"));
    }
    let details = ThemeDetails {
        name: fields.text("name"),
        definition: fields.raw("definition"),
        parent: None,
        shortcut: None,
    };
    let what = SplitTheme {
        body: visit.body()?.id,
        theme: id,
        into: vec![(details, voices)],
        retire: fields.ticked("retire"),
    };
    let tx = visit.write().await?;
    let done = split_theme(&tx, what).await?;
    let moved = tx.commit(done).await?.value;
    moved.themes.first().copied().ok_or(Error::NotFound)
}
