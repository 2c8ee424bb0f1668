//! Letters with a link in them. The link stands on a line of its own, so that no mail program
//! breaks it.

use identity::Issued;
use kernel::bodies::Body;
use kernel::error::{Message, Result};
use kernel::mail::{Letter, Recipient};
use web::Visit;

fn letter(
    visit: &Visit,
    issued: &Issued,
    body: Option<&Body>,
    words: &Words,
    path: &str,
) -> Result<Letter> {
    let from = body.map_or_else(|| visit.words("service-name"), |body| body.name.clone());
    let say = |key| {
        let message = Message::new(key).with("name", &issued.account.name).with("from", &from);
        visit.say(&message)
    };
    let link = visit.link(&format!("{path}/{}", issued.token));
    Ok(Letter {
        to: Recipient::new(&issued.account.email, &issued.account.name)?,
        body: body.map(|body| body.id),
        subject: say(words.subject),
        text: format!("{}\n\n{link}\n\n{}\n", say(words.before), say(words.after)),
        html: None,
        headers: vec![("Content-Language", visit.lang().tag().to_owned())],
        unsubscribe_url: None,
        purpose: words.purpose,
        about: issued.account.subject(),
        dedupe_key: None,
        opens: true,
    })
}

struct Words {
    purpose: &'static str,
    subject: &'static str,
    before: &'static str,
    after: &'static str,
}

/// The invitation.
pub fn invitation(visit: &Visit, issued: &Issued, body: Option<&Body>) -> Result<Letter> {
    let words = Words {
        purpose: "administration.invitation",
        subject: "invitation-mail-subject",
        before: "invitation-mail-before",
        after: "invitation-mail-after",
    };
    letter(visit, issued, body, &words, "/invitation")
}

/// The link to choose a new password.
pub fn reset(visit: &Visit, issued: &Issued) -> Result<Letter> {
    let words = Words {
        purpose: "administration.reset",
        subject: "reset-mail-subject",
        before: "reset-mail-before",
        after: "reset-mail-after",
    };
    letter(visit, issued, None, &words, "/reset")
}
