//! Routes as data: each says who may use it, whose affair it is, how it may be cached and how it
//! is limited. The guard reads it, and the tests of abuse cases A01, A03, A14 and A44 are made
//! from it; a route without it cannot be written.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use http::Method;

use crate::guards::guarded;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone.
    Public,
    /// Anyone who is signed in, with both steps done.
    SignedIn,
    /// Anyone who has given a right password and has the second step to do.
    HalfSignedIn,
    /// Whoever has the verb for the body that the address names.
    Verb(&'static str),
    /// Whoever has any verb at all for the body that the address names.
    Staff,
    /// Whoever looks after the installation.
    Administrator,
}

/// How an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// Never: it is somebody's own.
    Never,
    /// By anyone, for a few seconds, when the visitor is signed out: public content.
    Content,
}

/// How a route is limited. The counts are in the database, where every server sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// Not.
    Free,
    /// By wrong guesses from one address: references, passwords, codes, tokens.
    Guesses,
}

/// What a route says of itself.
#[derive(Debug, Clone)]
pub struct Spec {
    /// GET or POST.
    pub method: Method,
    /// The path, `{body}` standing for a body's slug.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// How it may be kept.
    pub cache: Cache,
    /// How it is limited.
    pub rate: Rate,
    /// Bytes it takes at most.
    pub takes: usize,
    /// Whether a form token must come with it. Only a machine's one-click request goes without.
    pub token: bool,
}

/// A form of plain fields: five times the longest text there is.
const PLAIN_FORM: usize = 1024 * 1024;

/// The routes of a room.
#[derive(Default)]
pub struct Routes {
    specs: Vec<Arc<Spec>>,
    router: Router,
}

impl Routes {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add(Method::GET, path, access, get(handler), |_| {})
    }

    /// A page of public content, which may be kept for visitors who are signed out.
    #[must_use]
    pub fn content<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add(Method::GET, path, Access::Public, get(handler), |s| s.cache = Cache::Content)
    }

    /// A page that can be used to guess.
    #[must_use]
    pub fn get_guessed<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add(Method::GET, path, access, get(handler), |s| s.rate = Rate::Guesses)
    }

    /// A form that comes back filled in.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add(Method::POST, path, access, post(handler), |_| {})
    }

    /// As [`Self::post`], with more to say of it.
    #[must_use]
    pub fn post_with<H, T>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
        say: impl FnOnce(&mut Spec),
    ) -> Self
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add(Method::POST, path, access, post(handler), say)
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        handler: MethodRouter,
        say: impl FnOnce(&mut Spec),
    ) -> Self {
        let mut spec = Spec {
            method,
            path,
            access,
            cache: Cache::Never,
            rate: Rate::Free,
            takes: PLAIN_FORM,
            token: true,
        };
        say(&mut spec);
        let spec = Arc::new(spec);
        self.router = self.router.route(path, guarded(handler, Arc::clone(&spec)));
        self.specs.push(spec);
        self
    }

    /// Joins the routes of another room.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.specs.extend(other.specs);
        self.router = self.router.merge(other.router);
        self
    }

    /// What the routes say of themselves.
    pub fn specs(&self) -> &[Arc<Spec>] {
        &self.specs
    }

    /// The router, and what its routes say of themselves.
    pub fn into_parts(self) -> (Router, Vec<Arc<Spec>>) {
        (self.router, self.specs)
    }
}
