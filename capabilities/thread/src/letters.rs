//! The letters that leave by e-mail: the receipt, and the reply. Their words are in the
//! catalogue.

use std::sync::LazyLock;

use kernel::Core;
use kernel::bodies::Body;
use kernel::mail::{Letter, Recipient};
use kernel::record::Receipt;
use web::languages::{Argument, Catalogue, Lang};

use crate::actions::deliver::unsubscribe_token;
use crate::actions::voice_subject;
use crate::store::deliveries::Reachable;
use crate::store::replies::Reply;
use crate::store::voices::{Contact, Voice};

/// The words of letters; a constant, read once.
static WORDS: LazyLock<Option<Catalogue>> = LazyLock::new(|| {
    let text = include_str!("../locales/en/thread-letters.ftl");
    Catalogue::builder().file("en/thread-letters.ftl", text).build().ok()
});

fn say(key: &str, args: &[(&str, Argument)]) -> String {
    WORDS.as_ref().map(|words| words.text(Lang::ENGLISH, key, args)).unwrap_or_default()
}

fn follow_page(core: &Core, reference: &str) -> String {
    format!("{}/follow/{reference}", core.settings.server.address)
}

/// The receipt for a voice. None when the address cannot be written to.
pub(crate) fn receipt(
    core: &Core,
    body: &Body,
    voice: &Voice,
    contact: &Contact,
    receipt: &Receipt,
) -> Option<Letter> {
    let args = [
        ("body", body.name.as_str().into()),
        ("name", contact.name.as_str().into()),
        ("reference", voice.reference.as_str().into()),
        ("digest", receipt.short_digest.as_str().into()),
        ("signed", receipt.signed.as_str().into()),
        ("follow", follow_page(core, &voice.reference).into()),
        ("check", format!("{}/check", core.settings.server.address).into()),
        ("days", body.reply_within_days.into()),
    ];
    Some(Letter {
        to: Recipient::new(&contact.email, &contact.name).ok()?,
        body: Some(body.id),
        subject: say("thread-letter-receipt-subject", &args),
        text: say("thread-letter-receipt", &args),
        html: None,
        headers: Vec::new(),
        unsubscribe_url: None,
        purpose: "thread.receipt",
        about: voice_subject(voice.id),
        dedupe_key: Some(format!("receipt:{}", voice.id)),
        opens: false,
    })
}

/// A reply to one person. None when the address cannot be written to.
pub(crate) fn reply(core: &Core, body: &Body, reply: &Reply, to: &Reachable) -> Option<Letter> {
    let token = unsubscribe_token(&core.secrets, to.id);
    let leave = format!("{}/unsubscribe/{token}", core.settings.server.address);
    let name = to.name.as_deref().unwrap_or_default();
    let because = if reply.because.is_empty() {
        String::new()
    } else {
        say("thread-letter-reply-because", &[("because", reply.because.as_str().into())])
    };
    let args = [
        ("body", body.name.as_str().into()),
        ("name", name.into()),
        ("title", reply.title.as_str().into()),
        ("said", reply.you_said.as_str().into()),
        ("did", reply.we_did.as_str().into()),
        ("because", because.into()),
        ("reference", to.reference.as_str().into()),
        ("follow", follow_page(core, &to.reference).into()),
        ("leave", leave.as_str().into()),
    ];
    Some(Letter {
        to: Recipient::new(to.email.as_deref()?, name).ok()?,
        body: Some(body.id),
        subject: say("thread-letter-reply-subject", &args),
        text: say("thread-letter-reply", &args),
        html: None,
        headers: Vec::new(),
        unsubscribe_url: Some(leave),
        purpose: "thread.reply",
        about: voice_subject(to.id),
        dedupe_key: None,
        opens: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_letters_are_there() {
        assert!(WORDS.is_some());
        for key in [
            "thread-letter-receipt-subject",
            "thread-letter-receipt",
            "thread-letter-reply-subject",
            "thread-letter-reply",
            "thread-letter-reply-because",
        ] {
            assert_ne!(say(key, &[]), key);
        }
    }
}
