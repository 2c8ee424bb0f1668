//! Form tokens: signed and stateless, so that a public form needs no session. A token also tells
//! one rendering of a form from another, so that a form sent twice is one submission (A32).

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use kernel::Core;
use kernel::secrets::Secrets;

/// How long a form may lie open: someone may come back to it the next morning.
const HOURS: i64 = 24;
const PURPOSE: &str = "form token v1";
const NONCE: usize = 16;

/// What a token says once it was found to be ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    nonce: [u8; NONCE],
}

impl Token {
    /// Tells this rendering of the form from every other: a key under which a submission is
    /// kept once.
    pub fn once(&self) -> String {
        BASE64URL_NOPAD.encode(&self.nonce)
    }
}

/// Why a token was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// There is none, or it is not ours, or it is somebody else's.
    Foreign,
    /// It is ours but older than a day.
    Old,
}

/// Makes a token for whoever holds the session (empty when signed out).
pub fn issue(core: &Core, session: &str) -> String {
    let mut nonce = [0u8; NONCE];
    core.chance.fill(&mut nonce);
    renew(&core.secrets, &nonce, session, core.clock.now())
}

/// Makes the same token anew, with a later time: the form that comes back after a failure is
/// still the same submission.
pub fn reissue(core: &Core, token: &Token, session: &str) -> String {
    renew(&core.secrets, &token.nonce, session, core.clock.now())
}

fn renew(secrets: &Secrets, nonce: &[u8; NONCE], session: &str, now: DateTime<Utc>) -> String {
    let mut bytes = Vec::with_capacity(NONCE + 8 + 32);
    bytes.extend_from_slice(nonce);
    bytes.extend_from_slice(&now.timestamp().to_be_bytes());
    let mark = secrets.seal(PURPOSE, &marked(&bytes, session));
    bytes.extend_from_slice(&mark);
    BASE64URL_NOPAD.encode(&bytes)
}

fn marked(bytes: &[u8], session: &str) -> Vec<u8> {
    [bytes, session.as_bytes()].concat()
}

/// Reads a token; an old one is told apart so that the form can come back with a fresh one.
pub fn read(core: &Core, text: &str, session: &str) -> Result<Token, (Rejected, Option<Token>)> {
    let foreign = (Rejected::Foreign, None);
    let Ok(bytes) = BASE64URL_NOPAD.decode(text.as_bytes()) else { return Err(foreign) };
    if bytes.len() != NONCE + 8 + 32 {
        return Err(foreign);
    }
    let (said, mark) = bytes.split_at(NONCE + 8);
    if !core.secrets.is_sealed(PURPOSE, &marked(said, session), mark) {
        return Err(foreign);
    }
    let (Ok(nonce), Ok(at)) = (said[..NONCE].try_into(), said[NONCE..].try_into()) else {
        return Err(foreign);
    };
    let token = Token { nonce };
    let age = core.clock.now().timestamp() - i64::from_be_bytes(at);
    if (-60..HOURS * 3600).contains(&age) { Ok(token) } else { Err((Rejected::Old, Some(token))) }
}

/// Whether the browser says that the request comes from our own pages. Browsers that say nothing
/// are held by the token alone.
pub fn is_from_us(core: &Core, headers: &http::HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    header("origin").is_none_or(|origin| origin == core.settings.server.address)
}
