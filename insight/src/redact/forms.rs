//! Details with a form of their own: addresses on the net, postcodes, National Insurance numbers,
//! registrations, handles. Regular expressions run in linear time (`regex` crate).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::checks;
use super::reason::{Kind, Reason};
use super::{Finding, Glance};

macro_rules! form {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| {
            #[allow(clippy::expect_used, reason = "a constant; every form is compiled by a test")]
            Regex::new($pattern).expect("a form that compiles")
        });
    };
}

form!(EMAIL, r"(?i)[a-z0-9_%+][a-z0-9._%+'-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+");
form!(
    SPOKEN_EMAIL,
    r"(?i)[a-z0-9_%+][a-z0-9._%+'-]{0,63} ?(?:@|\(at\)|\[at\]| at ) ?(?:[a-z0-9-]{1,63} ?(?:\(dot\)|\[dot\]| dot ) ?(?:[a-z]{2,10})(?: ?(?:\(dot\)|\[dot\]| dot |\.) ?uk)?|(?:gmail|hotmail|yahoo|outlook|icloud|live|btinternet|aol|googlemail|msn|sky|talktalk|virginmedia|ntlworld|protonmail|me) ?(?:\.| dot ) ?(?:com|co ?(?:\.| dot ) ?uk|net|org|me|uk))"
);
form!(
    WEB,
    r"(?i)(?:https?://|ftp://|(?-u:\b)www\.)[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+|(?-u:\b)(?:[a-z0-9-]{1,63}\.){1,4}(?:co\.uk|org\.uk|nhs\.uk|ac\.uk|gov\.uk|me\.uk|com|org|net|info|io|uk|eu)(?-u:\b)(?:/[a-z0-9\-._~/?#@!$&'()*+,;=%]*)?"
);
form!(NETWORK, r"(?-u:\b)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?-u:\b)");
form!(HANDLE, r"@[A-Za-z_][A-Za-z0-9_.]{2,29}");
form!(
    HANDLE_AFTER_WORDS,
    r"(?i)(?-u:\b)(?:user ?name|user ?id|instagram|insta|snapchat|snap|tiktok|twitter|skype|discord|handle)(?: handle| name| account)?(?: is| was|:|=| -)+ ?@?([a-z0-9_.]{3,30})"
);
form!(
    POSTCODE,
    r"(?i)(?-u:\b)([a-z]{1,2}[0-9][a-z0-9]?)([ \t\u{a0}]{0,2})([0-9][abd-hjlnp-uw-z]{2})(?-u:\b)"
);
form!(
    INSURANCE,
    r"(?i)(?-u:\b)([a-z]{2})[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?([a-z]?)(?-u:\b)"
);
form!(IBAN, r"(?i)(?-u:\b)[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?(?-u:\b)");
form!(VEHICLE, r"(?i)(?-u:\b)[a-z]{2}[0-9]{2}[ ]?([a-z]{3})(?-u:\b)");
form!(OLD_VEHICLE, r"(?i)(?-u:\b)(?:[a-z][0-9]{1,3} ?[a-z]{3}|[a-z]{3} ?[0-9]{1,3}[a-z])(?-u:\b)");
form!(LICENCE, r"(?i)(?-u:\b)[a-z9]{5} ?[0-9]{6} ?[a-z9]{2}[a-z0-9] ?[0-9]?[a-z]{2}(?-u:\b)");
form!(
    RECORD,
    r"(?i)(?-u:\b)(?:hospital|patient|mrn|unit|case|reference|ref|record|file|account|policy|incident|complaint|crime|job|booking|order|member|membership|passport)(?: ?(?:number|num|no|id|ref|reference|code|is|was|:|\.|#|=|-)){1,4} ?([a-z]{0,4}[-/ ]?[0-9]{4,12}[a-z]{0,2})(?-u:\b)"
);

/// Postcode areas (Royal Mail): the letters a UK postcode begins with.
const AREAS: &str = " ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh \
    dl dn dt dy e ec en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv ja je ka kt kw ky l la \
    ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl \
    sm sn so sp sr ss st sw sy ta td te tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze ";

/// Everything with a form of its own.
pub(super) fn forms(text: &str, glance: Glance, found: &mut Vec<Finding>) {
    if glance.at {
        all(&EMAIL, text, Kind::Email, 0.99, found);
        handles(text, found);
    }
    if glance.at_word {
        all(&SPOKEN_EMAIL, text, Kind::Email, 0.97, found);
    }
    if glance.dot {
        web(text, found);
    }
    if glance.handle_word {
        for hit in HANDLE_AFTER_WORDS.captures_iter(text).filter_map(|c| c.get(1)) {
            found.push(Finding::new(hit.range(), Kind::Handle, 0.8, Reason::Context));
        }
    }
    if !glance.digit {
        return;
    }
    postcodes(text, found);
    insurance(text, found);
    vehicles(text, found);
    for hit in IBAN.find_iter(text).filter(|hit| checks::iban_passes(hit.as_str())) {
        found.push(Finding::new(hit.range(), Kind::BankAccount, 0.99, Reason::CheckDigits));
    }
    for hit in
        LICENCE.find_iter(text).filter(|hit| hit.as_str().contains(|c: char| c.is_ascii_digit()))
    {
        found.push(Finding::new(hit.range(), Kind::DrivingLicence, 0.9, Reason::Form));
    }
    for hit in RECORD.captures_iter(text).filter_map(|c| c.get(1)) {
        found.push(Finding::new(hit.range(), Kind::RecordNumber, 0.85, Reason::Context));
    }
    for hit in NETWORK.find_iter(text) {
        if hit.as_str().split('.').all(|part| part.parse::<u8>().is_ok()) {
            found.push(Finding::new(hit.range(), Kind::NetworkAddress, 0.9, Reason::Form));
        }
    }
}

fn all(form: &Regex, text: &str, kind: Kind, confidence: f32, found: &mut Vec<Finding>) {
    for hit in form.find_iter(text) {
        found.push(Finding::new(hit.range(), kind, confidence, Reason::Form));
    }
}

fn handles(text: &str, found: &mut Vec<Finding>) {
    for hit in HANDLE.find_iter(text) {
        let before = text.get(..hit.start()).and_then(|t| t.chars().next_back());
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '.') {
            let trimmed = hit.as_str().trim_end_matches('.').len();
            let span = hit.start()..hit.start() + trimmed;
            found.push(Finding::new(span, Kind::Handle, 0.85, Reason::Form));
        }
    }
}

fn web(text: &str, found: &mut Vec<Finding>) {
    for hit in WEB.find_iter(text) {
        let kept = hit.as_str().trim_end_matches(['.', ',', ')', '!', '?', ';', ':', '\'']).len();
        // 'sir.com' may be a sentence's end without its space; after a small list of ends it is not.
        let span = hit.start()..hit.start() + kept;
        found.push(Finding::new(span, Kind::WebAddress, 0.95, Reason::Form));
    }
}

fn postcodes(text: &str, found: &mut Vec<Finding>) {
    for hit in POSTCODE.captures_iter(text) {
        let (Some(whole), Some(out), Some(inward)) = (hit.get(0), hit.get(1), hit.get(3)) else {
            continue;
        };
        if ordinal(inward.as_str()) {
            continue;
        }
        let area: String = out.as_str().chars().take_while(|c| !c.is_ascii_digit()).collect();
        let real = AREAS.contains(&format!(" {} ", area.to_ascii_lowercase()));
        let raised = !whole.as_str().contains(|c: char| c.is_ascii_lowercase());
        let (confidence, reason) = match (real, raised) {
            (true, true) => (0.98, Reason::Form),
            (true, false) => (0.9, Reason::Form),
            (false, true) => (0.7, Reason::Form),
            (false, false) => (0.5, Reason::FormOnly),
        };
        let mut finding = Finding::new(whole.range(), Kind::Postcode, confidence, reason);
        finding.inward = Some(inward.range());
        found.push(finding);
    }
}

/// '5th', '1st' in small letters: an ordinal after a ward or a room and no inward half.
fn ordinal(inward: &str) -> bool {
    matches!(
        inward,
        "1st"
            | "2nd"
            | "3rd"
            | "4th"
            | "5th"
            | "6th"
            | "7th"
            | "8th"
            | "9th"
            | "0th"
            | "1th"
            | "2th"
            | "3th"
    )
}

fn insurance(text: &str, found: &mut Vec<Finding>) {
    for hit in INSURANCE.captures_iter(text) {
        let (Some(whole), Some(prefix)) = (hit.get(0), hit.get(1)) else { continue };
        let told = before_has(text, whole.start(), &["ni ", "nino", "n.i", "insurance"]);
        let suffix = hit.get(2).map_or("", |s| s.as_str());
        let given_out = prefix_is_given_out(&prefix.as_str().to_ascii_lowercase());
        let last = matches!(suffix, "a" | "b" | "c" | "d" | "A" | "B" | "C" | "D");
        let (confidence, reason) = match (told, given_out && last) {
            (true, _) => (0.97, Reason::Context),
            (false, true) => (0.95, Reason::Form),
            (false, false) if !suffix.is_empty() => (0.6, Reason::FormOnly),
            (false, false) => continue,
        };
        found.push(Finding::new(whole.range(), Kind::NationalInsurance, confidence, reason));
    }
}

/// Letters that a National Insurance number may begin with (HMRC, NIM39110).
fn prefix_is_given_out(prefix: &str) -> bool {
    let letters = prefix.bytes().all(|b| !b"dfiquv".contains(&b)) && !prefix.ends_with('o');
    letters && !matches!(prefix, "bg" | "gb" | "kn" | "nk" | "nt" | "tn" | "zz")
}

fn vehicles(text: &str, found: &mut Vec<Finding>) {
    let words = ["reg", "plate", "vehicle", "car ", "van ", "taxi", "driving a"];
    for hit in VEHICLE.captures_iter(text) {
        let (Some(whole), Some(end)) = (hit.get(0), hit.get(1)) else { continue };
        let told = before_has(text, whole.start(), &words);
        let raised = !whole.as_str().contains(|c: char| c.is_ascii_lowercase());
        let word = super::gazetteer::is_common(&end.as_str().to_ascii_lowercase());
        let (confidence, reason) = match (told, raised) {
            (true, _) => (0.95, Reason::Context),
            (false, true) => (0.85, Reason::Form),
            (false, false) if !word => (0.6, Reason::FormOnly),
            (false, false) => continue,
        };
        found.push(Finding::new(whole.range(), Kind::Vehicle, confidence, reason));
    }
    for hit in OLD_VEHICLE.find_iter(text) {
        if before_has(text, hit.start(), &["reg", "plate", "vehicle"]) {
            found.push(Finding::new(hit.range(), Kind::Vehicle, 0.8, Reason::Context));
        }
    }
}

/// Whether one of the phrases (in small letters) stands in the 48 bytes before a place.
pub(super) fn before_has(text: &str, place: usize, phrases: &[&str]) -> bool {
    let before = window(text, place.saturating_sub(48)..place).to_lowercase();
    phrases.iter().any(|phrase| before.contains(phrase))
}

/// A part of the text, widened where its ends fall inside a letter.
pub(super) fn window(text: &str, span: Range<usize>) -> &str {
    let mut start = span.start.min(text.len());
    let mut end = span.end.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_compiles() {
        let every = [
            &EMAIL,
            &SPOKEN_EMAIL,
            &WEB,
            &NETWORK,
            &HANDLE,
            &HANDLE_AFTER_WORDS,
            &POSTCODE,
            &INSURANCE,
            &IBAN,
            &VEHICLE,
            &OLD_VEHICLE,
            &LICENCE,
            &RECORD,
        ];
        assert!(every.iter().all(|form| !form.is_match("")));
    }
}
