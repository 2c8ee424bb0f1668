//! Rules of this room; pure.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::London;
use rules::packs::{BodyKind, Origin, Packs, Rule};

/// Where to go after signing in: a page of ours, never another site (abuse case A16).
pub fn next_page(asked: Option<&str>) -> &str {
    let fits = |path: &&str| path.starts_with("/staff") || path.starts_with("/account");
    let plain =
        |path: &&str| path.len() < 500 && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    asked.filter(fits).filter(plain).unwrap_or("/staff")
}

/// The moment at which a day begins where the commissioners are.
pub fn begins(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    London
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

/// The kind of body that the rule packs know, for a kind that can be entered. A place is a part
/// of an integrated care board and is bound through it.
fn kind(entered: &str) -> Option<BodyKind> {
    Some(match entered {
        "ccg" => BodyKind::Ccg,
        "icb" | "place" => BodyKind::Icb,
        "trust" => BodyKind::NhsTrust,
        "council" => BodyKind::LocalAuthority,
        "healthwatch" => BodyKind::IndependentVoiceBody,
        _ => return None,
    })
}

/// The duties page in its parts (REQ-032, REQ-033, REQ-037).
#[derive(Debug, Default)]
pub struct Duties<'a> {
    /// The rights of the NHS Constitution to be involved.
    pub rights: Vec<&'a Rule>,
    /// Involving people in their own care.
    pub individual: Vec<&'a Rule>,
    /// Involving the public in services.
    pub public: Vec<&'a Rule>,
    /// Inequality in access to services.
    pub access: Vec<&'a Rule>,
    /// Inequality in what comes of them.
    pub outcomes: Vec<&'a Rule>,
    /// Equality, accessible information, capacity.
    pub fairness: Vec<&'a Rule>,
}

/// What binds a kind of body on a day, in the parts of the page.
pub fn duties<'a>(packs: &'a Packs, entered: &str, on: NaiveDate) -> Duties<'a> {
    let mut parts = Duties::default();
    let on_packs = packs.packs().iter().filter(|pack| pack.switched_on);
    let kind = kind(entered);
    let binds = |rule: &&Rule| {
        rule.applies_on(on) && kind.map_or(rule.body_kinds.is_empty(), |kind| rule.binds(kind))
    };
    for rule in on_packs.flat_map(|pack| &pack.rules).filter(binds) {
        let id = rule.id.as_str();
        match id {
            _ if id.starts_with("R-RIGHT-") => parts.rights.push(rule),
            "R-DUTY-11" => parts.individual.push(rule),
            // Practice is no duty.
            _ if id.starts_with("R-DUTY-") && rule.origin == Origin::Statute => {
                parts.public.push(rule);
            }
            "R-EQ-04-access" => parts.access.push(rule),
            "R-EQ-04-outcomes" => parts.outcomes.push(rule),
            "R-EQ-01" | "R-EQ-05" | "R-MCA-01" | "R-AIS-01" | "R-AIS-02" => {
                parts.fairness.push(rule);
            }
            _ => {}
        }
    }
    parts.rights.sort_by_key(|rule| rule.number("order"));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn after_sign_in_one_stays_here() {
        assert_eq!(next_page(Some("/staff/havering?x=1")), "/staff/havering?x=1");
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/%2Fevil.example",
            "javascript:alert(1)",
            "/staff\\evil",
            "/staff\r\nSet-Cookie: a",
            "",
            "/havering",
        ] {
            assert_eq!(next_page(Some(bad)), "/staff", "{bad}");
        }
        assert_eq!(next_page(None), "/staff");
    }

    #[test]
    fn a_day_begins_at_midnight_in_london() {
        assert_eq!(begins(day("2026-01-14")).to_rfc3339(), "2026-01-14T00:00:00+00:00");
        assert_eq!(begins(day("2026-07-14")).to_rfc3339(), "2026-07-13T23:00:00+00:00");
    }

    #[test]
    fn the_duties_are_those_of_the_day_and_the_kind() {
        let packs = Packs::bundled().unwrap();
        let ids = |rules: &[&Rule]| rules.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
        let now = duties(&packs, "icb", day("2026-01-14"));
        assert_eq!(ids(&now.rights), ["R-RIGHT-01", "R-RIGHT-02", "R-RIGHT-03"]);
        assert_eq!(ids(&now.individual), ["R-DUTY-11"]);
        assert!(ids(&now.public).contains(&"R-DUTY-01".to_owned()));
        assert!(!ids(&now.public).contains(&"R-DUTY-03".to_owned()));
        assert_eq!(ids(&now.access), ["R-EQ-04-access"]);
        assert_eq!(ids(&now.outcomes), ["R-EQ-04-outcomes"]);
        let then = duties(&packs, "ccg", day("2016-01-14"));
        assert!(ids(&then.public).contains(&"R-DUTY-03".to_owned()));
        assert!(!ids(&then.public).contains(&"R-DUTY-01".to_owned()));
        let other = duties(&packs, "other", day("2026-01-14"));
        assert!(other.public.is_empty() && other.rights.len() == 3);
    }
}
