//! What the site is made of: the kernel's services, and what the rooms have handed in.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use http::HeaderMap;
use kernel::capability::Registry;
use kernel::core::BoxFuture;
use kernel::writer::Writer;
use kernel::{Actor, Core, ReadTx, Result, bodies::Body};
use moka::future::Cache;

use crate::embedded::Embedded;
use crate::languages::Catalogue;
use crate::routes::{Routes, Spec};
use crate::samples::Sample;
use crate::templates::Templates;
use crate::visit::Visit;

/// Where a link of the navigation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the header of a body's public pages.
    Public,
    /// In the staff navigation of a body.
    Staff,
    /// In the staff navigation of the installation.
    Installation,
}

/// A link of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct Nav {
    /// Where.
    pub place: Place,
    /// Order among the others.
    pub order: i32,
    /// Key of its words.
    pub label: &'static str,
    /// Its path, `{body}` standing for the slug.
    pub path: &'static str,
    /// The verb without which it is not shown.
    pub verb: Option<&'static str>,
}

/// A page that is put together from what several rooms know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// The front page of a body.
    Body,
    /// The staff home of a body.
    Staff,
}

/// What a room shows on a front page: HTML, or nothing.
pub type Draw =
    for<'a> fn(&'a Visit, &'a ReadTx, &'a Body) -> BoxFuture<'a, Result<Option<String>>>;

/// A part of a front page.
#[derive(Clone, Copy)]
pub struct Panel {
    /// Which page.
    pub front: Front,
    /// Order among the others.
    pub order: i32,
    /// Draws it.
    pub draw: Draw,
}

/// The web half of a capability.
#[derive(Default)]
pub struct Room {
    /// Its name.
    pub name: &'static str,
    /// Its routes.
    pub routes: Routes,
    /// Its links.
    pub navigation: Vec<Nav>,
    /// Its parts of front pages.
    pub panels: Vec<Panel>,
    /// Its templates.
    pub templates: Option<Embedded>,
    /// Its words.
    pub locales: Option<Embedded>,
    /// Templates that are no files, by name: for tests.
    pub files: Vec<(&'static str, String)>,
    /// Words that are no files, by name: for tests.
    pub words: Vec<(&'static str, String)>,
    /// Its samples.
    pub samples: Vec<Sample>,
}

/// Whom a session's cookie stands for.
pub type Identify =
    for<'a> fn(&'a Arc<Core>, &'a Registry, &'a str) -> BoxFuture<'a, Result<Option<SignedIn>>>;

/// Someone who is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who, and what they may do.
    pub actor: Actor,
    /// Whether the second step is done (or not asked for).
    pub complete: bool,
}

/// An answer that is kept for a few seconds.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) zipped: Option<Bytes>,
}

/// The site.
pub struct App {
    /// The kernel's services.
    pub core: Arc<Core>,
    /// What the capabilities declare to the kernel.
    pub registry: Arc<Registry>,
    /// The group writer.
    pub writer: Writer,
    /// The templates.
    pub templates: Templates,
    /// The words.
    pub catalogue: Arc<Catalogue>,
    /// The links.
    pub navigation: Vec<Nav>,
    /// The parts of front pages.
    pub panels: Vec<Panel>,
    /// The samples of all rooms.
    pub samples: Vec<Sample>,
    /// All routes.
    pub specs: Vec<Arc<Spec>>,
    pub(crate) identify: Identify,
    pub(crate) content: Cache<String, Kept>,
    pub(crate) bodies: Cache<String, Option<Body>>,
}

/// How the site is put together.
pub struct Parts {
    /// The kernel's services.
    pub core: Arc<Core>,
    /// What the capabilities declare to the kernel.
    pub registry: Arc<Registry>,
    /// The rooms.
    pub rooms: Vec<Room>,
    /// Whom a session's cookie stands for.
    pub identify: Identify,
    /// Reads templates anew for each page.
    pub live: bool,
    /// Most submissions in one commit; none for the usual number.
    pub batch: Option<usize>,
}

impl App {
    /// Puts the site together: its parts, and the router that serves them.
    pub fn build(parts: Parts) -> Result<(Arc<Self>, axum::Router)> {
        let settings = &parts.core.settings;
        let mut catalogue = Catalogue::builder().pseudo_languages(settings.languages.pseudo);
        let mut templates =
            Templates::builder().nhs_identity(settings.looks.nhs_logo).live(parts.live);
        let (mut navigation, mut panels, mut samples) =
            (Vec::new(), Vec::new(), crate::home::samples());
        let mut all_routes = crate::home::routes();
        for room in parts.rooms {
            if let Some(files) = room.locales {
                catalogue = catalogue.folder(files);
            }
            if let Some(files) = room.templates {
                templates = templates.folder(files);
            }
            for (name, text) in &room.files {
                templates = templates.file(name, text);
            }
            for (name, text) in &room.words {
                catalogue = catalogue.file(name, text);
            }
            navigation.extend(room.navigation);
            panels.extend(room.panels);
            samples.extend(room.samples);
            all_routes = all_routes.join(room.routes);
        }
        navigation.sort_by_key(|nav| nav.order);
        panels.sort_by_key(|panel| panel.order);
        let catalogue = Arc::new(catalogue.build().map_err(kernel::Error::internal)?);
        let templates =
            templates.catalogue(Arc::clone(&catalogue)).build().map_err(kernel::Error::internal)?;
        let (inner, specs) = all_routes.into_parts();
        let app = Arc::new(Self {
            writer: Writer::start(Arc::clone(&parts.core), parts.batch),
            core: parts.core,
            registry: parts.registry,
            templates,
            catalogue,
            navigation,
            panels,
            samples,
            specs,
            identify: parts.identify,
            content: short_lived(4_000),
            bodies: short_lived(1_000),
        });
        let router = crate::guards::outermost(inner, &app);
        Ok((app, router))
    }
}

/// What is kept goes stale in a second, so that no server knows less than another for longer.
fn short_lived<V: Clone + Send + Sync + 'static>(most: u64) -> Cache<String, V> {
    Cache::builder().max_capacity(most).time_to_live(Duration::from_secs(1)).build()
}
