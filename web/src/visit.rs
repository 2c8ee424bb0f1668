//! One request, as a handler sees it: who is here, in which language, about which body.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use http::StatusCode;
use http::request::Parts;
use kernel::bodies::Body;
use kernel::error::{Error, Message, Result};
use kernel::writer::Work;
use kernel::{Actor, Core, ReadTx, WriteTx, db::Committed};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::app::{App, Place};
use crate::csrf::Token;
use crate::forms::Fields;
use crate::languages::{Argument, Lang};
use crate::page::{
    ActorShell, BodyShell, FieldError, FormView, NavLink, Notice, NoticeKind, PageContext,
};
use crate::problems::{Answer, Failed, told};

/// One request. Cheap to clone.
#[derive(Clone)]
pub struct Visit(pub(crate) Arc<Inner>);

#[derive(Clone)]
pub(crate) struct Inner {
    pub(crate) app: Arc<App>,
    pub(crate) actor: Actor,
    pub(crate) complete: bool,
    pub(crate) session: String,
    pub(crate) body: Option<Body>,
    pub(crate) lang: Lang,
    pub(crate) path: String,
    pub(crate) route: &'static str,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) token: String,
    pub(crate) sent: Option<Token>,
    pub(crate) address: String,
    pub(crate) request: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(|| Failed(Error::internal("a route without a guard")))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Fields {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let fields = parts.extensions.get::<Self>().cloned();
        fields.ok_or_else(|| Failed(Error::internal("a form that the guard did not read")))
    }
}

impl Visit {
    /// The site.
    pub fn app(&self) -> &Arc<App> {
        &self.0.app
    }

    /// The kernel's services.
    pub fn core(&self) -> &Arc<Core> {
        &self.0.app.core
    }

    /// Who is here.
    pub fn actor(&self) -> &Actor {
        &self.0.actor
    }

    /// Whether someone is signed in, with both steps done.
    pub fn is_signed_in(&self) -> bool {
        self.0.complete && self.0.actor.account().is_some()
    }

    /// The session's secret; empty when signed out.
    pub fn session(&self) -> &str {
        &self.0.session
    }

    /// The body that the address names. Routes without `{body}` have none.
    pub fn body(&self) -> Result<&Body> {
        self.0.body.as_ref().ok_or(Error::NotFound)
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.0.lang
    }

    /// The path of the address.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The route, without particulars: safe to log.
    pub fn route(&self) -> &'static str {
        self.0.route
    }

    /// A part of the address' query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.0
            .query
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
            .filter(|v| !v.is_empty())
    }

    /// All parts of the address' query.
    pub fn query_pairs(&self) -> &[(String, String)] {
        &self.0.query
    }

    /// The token for forms on this page.
    pub fn token(&self) -> &str {
        &self.0.token
    }

    /// A key under which what this form submits is kept once, however often it is sent (A32).
    pub fn once(&self) -> String {
        self.0.sent.as_ref().map(Token::once).unwrap_or_default()
    }

    /// The address the request came from.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// The request's id, as the log has it.
    pub fn request_id(&self) -> &str {
        &self.0.request
    }

    /// Begins to read.
    pub async fn read(&self) -> Result<ReadTx> {
        self.core().read().await
    }

    /// Begins to change things, as whoever is here.
    pub async fn write(&self) -> Result<WriteTx> {
        self.core().write(&self.0.actor).await
    }

    /// Hands a public submission to the group writer, and waits until it is durably kept.
    pub async fn submit<T: Send + 'static>(&self, work: Work<T>) -> Result<Committed<T>> {
        self.0.app.writer.submit(work).await
    }

    /// Words of the catalogue in the page's language.
    pub fn words(&self, key: &str) -> String {
        self.0.app.catalogue.text(self.0.lang, key, &[])
    }

    /// A message in the page's language.
    pub fn say(&self, message: &Message) -> String {
        let values: Vec<(&str, Argument)> =
            message.values.iter().map(|(name, value)| (*name, argument(value))).collect();
        self.0.app.catalogue.text(self.0.lang, message.key, &values)
    }

    /// The shell around the page.
    pub fn shell(&self) -> PageContext {
        let mut page = PageContext::new(self.0.lang, self.0.path.as_str(), self.core().clock.now());
        page.csrf.clone_from(&self.0.token);
        page.body = self.0.body.as_ref().map(|body| BodyShell {
            slug: body.slug.clone(),
            name: body.name.clone(),
            short_name: body.short_name.clone(),
            email: Some(body.email.clone()).filter(|e| !e.is_empty()),
            telephone: Some(body.telephone.clone()).filter(|t| !t.is_empty()),
        });
        if self.is_signed_in() {
            let name = self.0.actor.name().to_owned();
            page.actor = Some(ActorShell { name, is_staff: true });
        }
        page.navigation = self.navigation();
        page.banner.clone_from(&self.core().settings.looks.banner);
        if let Some(done) =
            self.query("done").filter(|d| d.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
        {
            let key = format!("done-{done}");
            if self.0.app.catalogue.find(self.0.lang, &key, &[]).is_some() {
                page.notices.push(Notice { kind: NoticeKind::Success, text: self.words(&key) });
            }
        }
        page
    }

    fn navigation(&self) -> Vec<NavLink> {
        let staff = self.0.path.starts_with("/staff") || self.0.path.starts_with("/account");
        let place = match (&self.0.body, staff) {
            (Some(_), true) => Place::Staff,
            (None, true) => Place::Installation,
            (_, false) => Place::Public,
        };
        let links = self.0.app.navigation.iter().filter(|nav| nav.place == place);
        let may = |verb: &str| match &self.0.body {
            Some(body) => self.0.actor.may(body.id, verb),
            None => self.0.actor.is_administrator(),
        };
        links
            .filter(|nav| nav.verb.is_none_or(may))
            .filter(|nav| self.0.body.is_some() || !nav.path.contains("{body}"))
            .map(|nav| {
                let slug = self.0.body.as_ref().map_or("", |b| b.slug.as_str());
                let href = nav.path.replace("{body}", slug);
                let current = self.0.path == href || self.0.path.starts_with(&format!("{href}/"));
                NavLink { current, href, label_key: nav.label.to_owned() }
            })
            .collect()
    }

    /// A template's HTML within the shell.
    pub fn render(&self, template: &str, context: &impl Serialize) -> Result<String> {
        self.0.app.templates.render(template, context, &self.shell()).map_err(Error::internal)
    }

    /// A template's HTML without the shell, for panels.
    pub fn fragment(&self, template: &str, context: &impl Serialize) -> Result<String> {
        self.0.app.templates.render(template, context, &self.shell()).map_err(Error::internal)
    }

    /// A page.
    pub fn page(&self, template: &str, context: &impl Serialize) -> Answer {
        Ok(Html(self.render(template, context)?).into_response())
    }

    /// A page with an empty form, or one with values to begin with.
    pub fn form(&self, template: &str, context: &impl Serialize, values: Value) -> Answer {
        let values = match values {
            Value::Object(values) => values,
            _ => Map::new(),
        };
        self.with_form(template, context, FormView::new(values, &[]), Vec::new(), StatusCode::OK)
    }

    /// The form again, with what was typed and what is wrong with it. Errors that are not about
    /// what was typed go on to the page for problems, which gives the words back too.
    pub fn again(
        &self,
        template: &str,
        context: &impl Serialize,
        fields: &Fields,
        error: Error,
    ) -> Answer {
        let errors = told(self, &error);
        if errors.is_empty() {
            return Err(Failed(error));
        }
        let values = fields.values().into_iter().collect();
        let view = FormView::new(values, &errors);
        self.with_form(template, context, view, errors, StatusCode::UNPROCESSABLE_ENTITY)
    }

    fn with_form(
        &self,
        template: &str,
        context: &impl Serialize,
        form: FormView,
        errors: Vec<FieldError>,
        status: StatusCode,
    ) -> Answer {
        let mut whole = match serde_json::to_value(context).map_err(Error::from)? {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        whole.insert("form".into(), serde_json::to_value(form).map_err(Error::from)?);
        let mut shell = self.shell();
        shell.errors = errors;
        // A form that comes back is the same submission as before.
        if let Some(token) = &self.0.sent {
            shell.csrf = crate::csrf::reissue(self.core(), token, self.session());
        }
        let html = self
            .0
            .app
            .templates
            .render(template, Value::Object(whole), &shell)
            .map_err(Error::internal)?;
        Ok((status, Html(html)).into_response())
    }

    /// To another page, after a form was taken. `done` names a message of the catalogue,
    /// `done-<done>`, that the next page shows.
    pub fn see(&self, path: &str, done: Option<&str>) -> Answer {
        let join = if path.contains('?') { '&' } else { '?' };
        let path = match done {
            Some(done) => format!("{path}{join}done={done}"),
            None => path.to_owned(),
        };
        Ok(Redirect::to(&path).into_response())
    }

    /// Data for a machine.
    pub fn json(&self, value: &impl Serialize) -> Answer {
        Ok(axum::Json(json!(value)).into_response())
    }

    /// A link that works outside the site: in mail, in print, in a feed.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.core().settings.server.address)
    }

    /// Bytes or text with headers of its own.
    pub fn raw(&self, response: Response) -> Answer {
        Ok(response)
    }
}

fn argument(value: &str) -> Argument {
    value.parse::<i64>().map_or_else(|_| Argument::from(value.to_owned()), Argument::from)
}
