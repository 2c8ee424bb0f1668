//! Letters to people by e-mail: an outbox row each, filled in the transaction of what calls for
//! it and delivered by the [`Postman`].
//!
//! - A letter has exactly one recipient, by type; there is no Cc and no Bcc (abuse case A22).
//! - A row is a letter is a message: a key makes a second `send` do nothing, a lease with a token
//!   keeps two servers from sending one row, and a letter that the mail server may or may not
//!   have taken is marked `unknown` and not sent again by itself (fault case F11).
//! - The mail server signs (DKIM): RFC 8058 asks for a signature over the List-Unsubscribe
//!   headers that letters carry when they can be unsubscribed from.

mod address;
mod compose;
mod lanes;
mod manage;
mod outbox;
mod postman;
mod smtp;

pub use address::{Recipient, one_line, plain_lines};
pub use manage::{
    Entry, Filter, Waiting, about, counts, forget, held_because, hold, list, release, retry,
};
pub use outbox::State;
pub use postman::Postman;

use uuid::Uuid;

use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::subject::Subject;
use crate::values;

/// A letter to one person.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To whom: one recipient, and no way to name a second.
    pub to: Recipient,
    /// The body that writes: its name is shown as the sender, its address takes replies.
    pub body: Option<Uuid>,
    /// The subject line.
    pub subject: String,
    /// The words, as plain text: always there.
    pub text: String,
    /// The words again, as HTML.
    pub html: Option<String>,
    /// Further headers, of [`HEADERS`].
    pub headers: Vec<(&'static str, String)>,
    /// Where one click leaves (RFC 8058); the page takes a POST.
    pub unsubscribe_url: Option<String>,
    /// Why it is written, such as `thread.receipt`: for the ledger, and for who may look.
    pub purpose: &'static str,
    /// What it is about.
    pub about: Subject,
    /// A second letter with the same key is not sent.
    pub dedupe_key: Option<String>,
    /// Whether its words open something, as the link of an invitation does: they are forgotten as
    /// soon as the mail server has them, so that nobody finds them in the database or a backup.
    pub opens: bool,
}

/// The headers that a letter may carry besides its own.
pub const HEADERS: &[&str] = &["Content-Language", "In-Reply-To", "List-Id", "References"];

crate::statements! {
    INSERT = "INSERT INTO mail_outbox (id, body_id, from_name, reply_to, to_address, to_name, \
              domain, subject, text, html, headers, unsubscribe_url, purpose, dedupe_key, \
              about_kind, about_id, state, attempts, next_at, response, created_at, trying_since, opens) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
              'queued', 0, $17, '', $17, $17, $18) ON CONFLICT (dedupe_key) DO NOTHING";
    BY_KEY = "SELECT id FROM mail_outbox WHERE dedupe_key = $1";
    SENDER = "SELECT name, email FROM body WHERE id = $1";
}

/// Every constant statement of the module.
pub(crate) fn statements() -> Vec<(&'static str, &'static str)> {
    [STATEMENTS, manage::STATEMENTS, outbox::STATEMENTS].concat()
}

/// Puts a letter in the outbox; its id, or that of the letter that has its key already. It leaves
/// after the commit, and not without it.
pub async fn send(tx: &WriteTx, letter: Letter) -> Result<Uuid> {
    let id = tx.id();
    let (from_name, reply_to) = sender(tx, letter.body).await?;
    let headers = headers(&letter)?;
    let queued = tx
        .exec(
            INSERT,
            values![
                id,
                letter.body,
                from_name,
                reply_to,
                letter.to.address(),
                letter.to.name(),
                letter.to.domain(),
                one_line(&letter.subject, 200),
                plain_lines(&letter.text),
                letter.html.as_deref().map(plain_lines),
                headers,
                letter.unsubscribe_url.as_deref().map(link).transpose()?,
                letter.purpose,
                letter.dedupe_key.as_deref(),
                letter.about.kind,
                letter.about.id,
                tx.now(),
                letter.opens
            ],
        )
        .await?;
    if queued == 1 {
        return Ok(id);
    }
    tx.scalar(BY_KEY, values![letter.dedupe_key])
        .await?
        .ok_or_else(|| Error::internal("a letter was neither queued nor found"))
}

#[derive(sea_orm::FromQueryResult)]
struct Sender {
    name: String,
    email: String,
}

/// The name that a letter comes from, and where its answer goes.
async fn sender(tx: &WriteTx, body: Option<Uuid>) -> Result<(String, Option<String>)> {
    let Some(body) = body else { return Ok(("YouSaid".to_owned(), None)) };
    let sender: Sender = tx.one(SENDER, values![body]).await?.ok_or(Error::NotFound)?;
    let reply_to = Recipient::new(&sender.email, "").ok().map(|to| to.address().to_owned());
    Ok((one_line(&sender.name, 100), reply_to))
}

fn headers(letter: &Letter) -> Result<String> {
    let mut pairs = Vec::with_capacity(letter.headers.len());
    for (name, value) in &letter.headers {
        if !HEADERS.contains(name) {
            return Err(Error::internal(format!("a letter cannot carry the header {name}")));
        }
        pairs.push((*name, one_line(value, 500)));
    }
    Ok(serde_json::to_string(&pairs)?)
}

/// An address of a page as it may stand in a header: no more than its own characters.
fn link(url: &str) -> Result<String> {
    let starts = url.starts_with("https://") || url.starts_with("http://");
    let plain =
        url.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b','));
    if starts && plain && url.len() <= 800 {
        Ok(url.to_owned())
    } else {
        Err(Error::internal("the address to unsubscribe at cannot stand in a header"))
    }
}
