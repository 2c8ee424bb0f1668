//! From a row of the outbox to the bytes of a message. A row always gives the same bytes: its
//! Message-ID, date and boundary are drawn from it, so that a letter that arrives twice after all
//! is recognised as one.

use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::outbox::Row;
use crate::error::{Error, Result};

/// A message, and whom the mail server is told it is for: one address.
pub(super) struct Composed {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) bytes: Vec<u8>,
}

/// Composes the message of a row, to come from an address.
pub(super) fn compose(row: &Row, from: &Address) -> Result<Composed> {
    let to: Address = row.to_address.parse().map_err(Error::internal)?;
    let name = (!row.to_name.is_empty()).then(|| row.to_name.clone());
    let mut builder = Message::builder()
        .from(Mailbox::new(Some(row.from_name.clone()), from.clone()))
        .to(Mailbox::new(name, to.clone()))
        .subject(row.subject.clone())
        .date(row.created_at.into())
        .message_id(Some(format!("<{}@{}>", row.id, from.domain())));
    if let Some(reply_to) = &row.reply_to {
        let reply_to = reply_to.parse().map_err(Error::internal)?;
        builder = builder.reply_to(Mailbox::new(None, reply_to));
    }
    builder = with_header(builder, "Auto-Submitted", "auto-generated")?;
    if let Some(url) = &row.unsubscribe_url {
        builder = with_header(builder, "List-Unsubscribe", &format!("<{url}>"))?;
        builder = with_header(builder, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")?;
    }
    let further: Vec<(String, String)> = serde_json::from_str(&row.headers)?;
    for (name, value) in further {
        builder = with_header(builder, &name, &value)?;
    }
    // One recipient on the envelope, by construction (abuse case A22).
    let envelope = Envelope::new(Some(from.clone()), vec![to.clone()]).map_err(Error::internal)?;
    let builder = builder.envelope(envelope);
    let text = SinglePart::plain(row.text.clone());
    let message = match &row.html {
        None => builder.singlepart(text),
        Some(html) => builder.multipart(
            MultiPart::alternative()
                .boundary(format!("part-{}", row.id.simple()))
                .singlepart(text)
                .singlepart(SinglePart::html(html.clone())),
        ),
    };
    let bytes = message.map_err(Error::internal)?.formatted();
    Ok(Composed { from: from.clone(), to, bytes })
}

fn with_header(builder: MessageBuilder, name: &str, value: &str) -> Result<MessageBuilder> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(Error::internal)?;
    Ok(builder.raw_header(HeaderValue::new(name, value.to_owned())))
}
