//! Codebooks: the lists of themes that a body reads with.

use kernel::bodies::{self, Body};
use kernel::error::{Error, Result};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use web::forms::Id;
use web::{Answer, Fields, Visit};

use super::ids;
use super::shown::{self, Choice, CodebookShown};
use crate::actions::codebooks::{NewCodebook, add_theme, create_codebook, share_codebook};
use crate::permissions::CODEBOOK;
use crate::queries;
use crate::store::themes::{self, Codebook, ThemeDetails};

/// A codebook in the list.
#[derive(Debug, Serialize)]
pub(crate) struct Listed {
    pub codebook: Codebook,
    pub themes: usize,
    pub voices: i64,
    pub own: bool,
}

/// The list as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct Codebooks {
    pub list: Vec<Listed>,
    pub others: Vec<Choice>,
    pub may_edit: bool,
}

/// A codebook as its template takes it.
#[derive(Debug, Serialize)]
pub(crate) struct CodebookPage {
    pub codebook: Codebook,
    pub book: CodebookShown,
    pub parents: Vec<Choice>,
    pub keeper: String,
    pub shared_with: Vec<String>,
    pub others: Vec<Choice>,
    pub may_edit: bool,
    pub home: String,
}

/// The other bodies whose codebooks this person keeps too.
fn others(visit: &Visit, all: &[Body], body: Uuid) -> Vec<Choice> {
    all.iter()
        .filter(|b| b.id != body && visit.actor().may(b.id, CODEBOOK))
        .map(|b| Choice { value: b.id.to_string(), text: b.name.clone() })
        .collect()
}

async fn page(visit: &Visit) -> Result<Codebooks> {
    let body = visit.body()?.id;
    let tx = visit.read().await?;
    let mut listed = Vec::new();
    for codebook in queries::codebooks(&tx, body).await? {
        let themes = queries::themes_of(&tx, body, codebook.id).await?;
        let voices = queries::figures(&tx, body, codebook.id, crate::model::facets::facet::VOICES);
        let voices = voices.await?.iter().map(|count| count.n).sum();
        let in_use = themes.iter().filter(|t| t.state.key() == "active").count();
        let own = codebook.body_id == body;
        listed.push(Listed { codebook, themes: in_use, voices, own });
    }
    let all = bodies::list(&tx).await?;
    let may_edit = visit.actor().may(body, CODEBOOK);
    Ok(Codebooks { list: listed, others: others(visit, &all, body), may_edit })
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let page = page(&visit).await?;
    visit.form("thread/codebooks.njk", &page, json!({}))
}

pub(crate) async fn create(visit: Visit, fields: Fields) -> Answer {
    match try_create(&visit, &fields).await {
        Ok(id) => {
            let path = format!("/staff/{}/codebooks/{id}", visit.body()?.slug);
            visit.see(&path, Some("thread-codebook-made"))
        }
        Err(error) => {
            let page = page(&visit).await?;
            visit.again("thread/codebooks.njk", &page, &fields, error)
        }
    }
}

async fn try_create(visit: &Visit, fields: &Fields) -> Result<Uuid> {
    fields.expect(&["title", "about", "project"], &["shared_with"])?;
    let what = NewCodebook {
        body: visit.body()?.id,
        title: fields.text("title"),
        about: fields.raw("about"),
        project: fields.text("project"),
        shared_with: ids(&fields.all("shared_with"))?,
    };
    let tx = visit.write().await?;
    let done = create_codebook(&tx, what).await?;
    Ok(tx.commit(done).await?.value)
}

async fn codebook_page(visit: &Visit, id: Uuid) -> Result<CodebookPage> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let codebook = queries::codebook(&tx, body.id, id).await?;
    let themes = shown::nested(queries::themes_of(&tx, body.id, id).await?);
    let book = CodebookShown { id, title: codebook.title.clone(), themes };
    let all = bodies::list(&tx).await?;
    let name_of = |id: Uuid| all.iter().find(|b| b.id == id).map(|b| b.name.clone());
    let sharers = themes::sharers(&tx, id).await?;
    let rest: Vec<Body> = all.iter().filter(|b| !sharers.contains(&b.id)).cloned().collect();
    let own = codebook.body_id == body.id;
    Ok(CodebookPage {
        parents: parents(&book, None),
        keeper: name_of(codebook.body_id).unwrap_or_default(),
        shared_with: sharers
            .iter()
            .filter(|id| **id != codebook.body_id)
            .filter_map(|id| name_of(*id))
            .collect(),
        others: others(visit, &rest, body.id),
        may_edit: own && visit.actor().may(body.id, CODEBOOK),
        home: format!("/staff/{}", body.slug),
        codebook,
        book,
    })
}

/// The themes under which another may stand.
pub(super) fn parents(book: &CodebookShown, but: Option<Uuid>) -> Vec<Choice> {
    book.in_use()
        .filter(|theme| theme.parent.is_none() && Some(theme.id) != but)
        .map(|theme| Choice { value: theme.id.to_string(), text: theme.name.clone() })
        .collect()
}

pub(crate) async fn show(visit: Visit, Id(id): Id) -> Answer {
    let page = codebook_page(&visit, id).await?;
    visit.form("thread/codebook.njk", &page, json!({}))
}

/// The fields of a theme.
pub(super) fn details(fields: &Fields) -> Result<ThemeDetails> {
    let parent = match fields.optional("parent") {
        Some(id) => Some(id.parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    Ok(ThemeDetails {
        name: fields.text("name"),
        definition: fields.raw("definition"),
        parent,
        shortcut: fields.optional("shortcut").map(|key| key.to_lowercase()),
    })
}

/// Adds a theme.
pub(crate) async fn add(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let outcome = try_add(&visit, id, &fields).await;
    finish(&visit, id, &fields, outcome, "thread-theme-added").await
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
            let path = format!("/staff/{}/codebooks/{id}", visit.body()?.slug);
            visit.see(&path, Some(done))
        }
        Err(error) => {
            let page = codebook_page(visit, id).await?;
            visit.again("thread/codebook.njk", &page, fields, error)
        }
    }
}

async fn try_add(visit: &Visit, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["name", "definition", "parent", "shortcut"], &[])?;
    let details = details(fields)?;
    let tx = visit.write().await?;
    let done = add_theme(&tx, visit.body()?.id, id, details).await?;
    tx.commit(done).await.map(|_| ())
}

/// Shares the codebook with a neighbour.
pub(crate) async fn share(visit: Visit, Id(id): Id, fields: Fields) -> Answer {
    let outcome = try_share(&visit, id, &fields).await;
    finish(&visit, id, &fields, outcome, "thread-codebook-shared").await
}

async fn try_share(visit: &Visit, id: Uuid, fields: &Fields) -> Result<()> {
    fields.expect(&["with"], &[])?;
    let with = fields.text("with").parse();
    let with: Uuid = with.map_err(|_| Error::invalid("with", "thread-share-missing"))?;
    let tx = visit.write().await?;
    let done = share_codebook(&tx, visit.body()?.id, id, with).await?;
    tx.commit(done).await.map(|_| ())
}
