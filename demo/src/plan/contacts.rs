//! Who spoke. Nobody: numbered residents at addresses that nobody has.

use thread::model::new_voice::NewContact;
use thread::model::voice::{Channel, Preferred};

use crate::chance::Chance;

/// How to reach whoever spoke, when they left anything; `number` tells them apart.
pub(super) fn contact(
    chance: &mut Chance,
    channel: Channel,
    number: usize,
    towns: &[String],
    needs: &[String],
) -> Option<NewContact> {
    let preferred = match channel {
        Channel::Website if chance.percent(55) => email_mostly(chance),
        Channel::Email => Preferred::Email,
        Channel::Telephone if chance.percent(70) => Preferred::Telephone,
        Channel::Letter if chance.percent(85) => Preferred::Letter,
        Channel::Event | Channel::Meeting if chance.percent(30) => Preferred::Email,
        Channel::InPerson | Channel::Card if chance.percent(20) => Preferred::Telephone,
        _ => return None,
    };
    let town = chance.pick(towns).map_or("Romford", String::as_str);
    let email = matches!(preferred, Preferred::Email | Preferred::None);
    let some = |holds: bool, text: String| if holds { text } else { String::new() };
    let need = chance.percent(8);
    let need = need.then(|| chance.pick(needs).cloned()).flatten().unwrap_or_default();
    Some(NewContact {
        name: format!("Resident {number} (demonstration)"),
        email: some(email, format!("resident{number}@example.com")),
        telephone: some(
            preferred == Preferred::Telephone,
            // 020 7946 0000 to 0999 are kept for drama.
            format!("020 7946 0{:03}", 200 + number % 700),
        ),
        address: some(
            preferred == Preferred::Letter,
            format!("{} Example Street\n{town}", number % 200 + 1),
        ),
        preferred,
        wants_receipt: email && channel == Channel::Website && chance.percent(14),
        wants_reply: preferred != Preferred::None,
        access_needs: need,
    })
}

fn email_mostly(chance: &mut Chance) -> Preferred {
    match chance.below(20) {
        0 => Preferred::Letter,
        1 => Preferred::Telephone,
        2 | 3 => Preferred::None,
        _ => Preferred::Email,
    }
}
