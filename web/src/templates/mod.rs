//! Pages from templates: our own and each capability's, in the NHS design system's dialect.

mod menus;
mod words;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use serde::Serialize;

use crate::embedded::{self, Embedded};
use crate::languages::{Catalogue, Lang};
use crate::nhsuk::{Undefined, environment};
use crate::page::PageContext;

/// Why a page could not be made. Always a fault of ours, never of the reader.
#[derive(Debug, thiserror::Error)]
#[error("{template}: {reason}")]
pub struct TemplateError {
    /// The template.
    pub template: String,
    /// What went wrong, with the line.
    pub reason: String,
}

/// Collects the templates of the house.
#[derive(Clone)]
pub struct TemplatesBuilder {
    sources: Sources,
    settings: Settings,
}

#[derive(Clone, Default)]
struct Sources {
    folders: Vec<Embedded>,
    files: HashMap<String, String>,
}

#[derive(Clone)]
struct Settings {
    catalogue: Option<Arc<Catalogue>>,
    nhs_identity: bool,
    live: bool,
    undefined: Undefined,
}

impl TemplatesBuilder {
    /// Adds the templates of a capability, named `<capability>/<page>.njk`.
    #[must_use]
    pub fn folder(mut self, files: Embedded) -> Self {
        self.sources.folders.push(files);
        self
    }

    /// Adds one template.
    #[must_use]
    pub fn file(mut self, name: &str, source: &str) -> Self {
        self.sources.files.insert(name.to_owned(), source.to_owned());
        self
    }

    /// The words. Without them, those of `web` alone.
    #[must_use]
    pub fn catalogue(mut self, catalogue: Arc<Catalogue>) -> Self {
        self.settings.catalogue = Some(catalogue);
        self
    }

    /// Whether the installation may use the NHS logo and typeface. Off unless a body is entitled.
    #[must_use]
    pub fn nhs_identity(mut self, entitled: bool) -> Self {
        self.settings.nhs_identity = entitled;
        self
    }

    /// Reads templates again for each page, to see an edit at once while developing.
    #[must_use]
    pub fn live(mut self, live: bool) -> Self {
        self.settings.live = live;
        self
    }

    /// Makes an unknown name that is printed an error. For tests; see `samples`.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.settings.undefined = Undefined::Refused;
        self
    }

    /// The templates, ready to render.
    pub fn build(self) -> Result<Templates, TemplateError> {
        let catalogue = match self.settings.catalogue.clone() {
            Some(catalogue) => catalogue,
            None => Arc::new(Catalogue::builder().build().map_err(|error| TemplateError {
                template: "locales".to_owned(),
                reason: error.to_string(),
            })?),
        };
        let mut templates = Templates {
            sources: Arc::new(self.sources),
            settings: self.settings,
            catalogue,
            by_language: HashMap::new(),
        };
        for lang in templates.catalogue.offered().to_vec() {
            let environment = templates.environment(lang);
            templates.by_language.insert(lang, environment);
        }
        Ok(templates)
    }
}

impl Sources {
    fn find(&self, name: &str) -> Option<String> {
        let file = || self.files.get(name).cloned();
        file().or_else(|| self.folders.iter().find_map(|folder| folder.text(name)))
    }

    fn names(&self) -> BTreeSet<String> {
        let folders = self.folders.iter().flat_map(Embedded::names);
        folders.chain(self.files.keys().cloned()).collect()
    }
}

/// All templates in all languages.
pub struct Templates {
    sources: Arc<Sources>,
    settings: Settings,
    catalogue: Arc<Catalogue>,
    // One environment a language, so that `t` in a macro three files away knows the language.
    by_language: HashMap<Lang, Environment<'static>>,
}

impl Templates {
    /// Starts with the layouts and macros of `web`.
    pub fn builder() -> TemplatesBuilder {
        let settings = Settings {
            catalogue: None,
            nhs_identity: false,
            live: false,
            undefined: Undefined::Lenient,
        };
        let sources = Sources { folders: vec![embedded::pages()], files: HashMap::new() };
        TemplatesBuilder { sources, settings }
    }

    /// The words the pages use.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The names of all templates but those of the design system.
    pub fn names(&self) -> BTreeSet<String> {
        self.sources.names()
    }

    /// A page: its template, its content, its shell.
    pub fn render(
        &self,
        name: &str,
        content: impl Serialize,
        page: &PageContext,
    ) -> Result<String, TemplateError> {
        let languages: Vec<_> =
            self.catalogue.offered().iter().filter(|lang| !lang.is_pseudo()).copied().collect();
        let shell = context! {
            nhs_identity => self.settings.nhs_identity,
            languages => Value::from(Serde(&languages)),
            ..Value::from(Serde(page))
        };
        self.with(name, page.lang, context! { page => shell, ..Value::from(Serde(&content)) })
    }

    /// A mail or a fragment: a template without a shell.
    pub fn render_plain(
        &self,
        name: &str,
        content: impl Serialize,
        lang: Lang,
    ) -> Result<String, TemplateError> {
        self.with(name, lang, Value::from(Serde(&content)))
    }

    /// The names a template uses and neither sets nor imports.
    pub fn names_used(&self, name: &str) -> Result<BTreeSet<String>, TemplateError> {
        self.used(name, false)
    }

    /// The same with the attributes looked up on them: `voice.reference`.
    pub fn paths_used(&self, name: &str) -> Result<BTreeSet<String>, TemplateError> {
        self.used(name, true)
    }

    fn used(&self, name: &str, attributes: bool) -> Result<BTreeSet<String>, TemplateError> {
        let environment = self.environment(Lang::ENGLISH);
        let template =
            environment.get_template(name).map_err(|error| TemplateError::of(name, &error))?;
        let globals: BTreeSet<String> =
            environment.globals().map(|(global, _)| global.to_owned()).collect();
        let used = template.undeclared_variables(attributes);
        Ok(used.into_iter().filter(|name| !globals.contains(name)).collect())
    }

    fn with(&self, name: &str, lang: Lang, content: Value) -> Result<String, TemplateError> {
        let fresh;
        let known = self.by_language.get(&lang).or_else(|| self.by_language.get(&Lang::ENGLISH));
        let environment = match known {
            Some(environment) if !self.settings.live => environment,
            _ => {
                fresh = self.environment(lang);
                &fresh
            }
        };
        let template =
            environment.get_template(name).map_err(|error| TemplateError::of(name, &error))?;
        template.render(content).map_err(|error| TemplateError::of(name, &error))
    }

    fn environment(&self, lang: Lang) -> Environment<'static> {
        let sources = Arc::clone(&self.sources);
        let undefined = self.settings.undefined;
        let mut environment = environment(move |name| sources.find(name), undefined);
        words::add(&mut environment, &self.catalogue, lang, undefined);
        environment
    }
}

impl TemplateError {
    fn of(template: &str, error: &minijinja::Error) -> Self {
        Self { template: template.to_owned(), reason: format!("{error:#}") }
    }
}
