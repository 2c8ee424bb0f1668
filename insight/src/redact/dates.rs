//! Dates of birth by the words before them, and, where the policy asks, other dates and ages.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::forms::before_has;
use super::reason::{Kind, Reason};
use super::{Finding, Policy};

const MONTH: &str = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)(?-u:\b)(?:[0-3]?[0-9] ?[/.\-] ?[01]?[0-9] ?[/.\-] ?((?:19|20)?[0-9]{{2}})|((?:19|20)[0-9]{{2}})[/.\-][01][0-9][/.\-][0-3][0-9]|[0-3]?[0-9](?:st|nd|rd|th)? ?(?:of )?{MONTH}[,.]? ?((?:19|20)[0-9]{{2}}|'?[0-9]{{2}})?|{MONTH} [0-3]?[0-9](?:st|nd|rd|th)?(?:,? ((?:19|20)[0-9]{{2}}))?)(?-u:\b)"
    );
    #[allow(clippy::expect_used, reason = "a constant; compiled by a test")]
    Regex::new(&pattern).expect("a pattern that compiles")
});

static YEAR_OF_BIRTH: LazyLock<Regex> = LazyLock::new(|| {
    #[allow(clippy::expect_used, reason = "a constant; compiled by a test")]
    Regex::new(r"(?i)(?-u:\b)born (?:in |on )?(?:(?:january|february|march|april|may|june|july|august|september|october|november|december) )?((?:19|20)[0-9]{2})(?-u:\b)")
        .expect("a pattern that compiles")
});

static AGE: LazyLock<Regex> = LazyLock::new(|| {
    #[allow(clippy::expect_used, reason = "a constant; compiled by a test")]
    Regex::new(r"(?i)(?-u:\b)(?:aged? ?:? ?[0-9]{1,3}|[0-9]{1,3}[ -]?(?:years?|yrs?|yr)[ -]old|i(?: a|')m (?:now )?[0-9]{2,3}(?-u:\b))")
        .expect("a pattern that compiles")
});

/// The latest year that is taken for a year of birth without any word saying so: the text has no
/// clock, and appointments are of later years.
const LATEST_BIRTH_WITHOUT_WORDS: u16 = 2012;

/// Dates of birth; all dates and ages as well where the policy says so.
pub(super) fn dates(text: &str, policy: &Policy, found: &mut Vec<Finding>) {
    let words = ["born", "dob", "d.o.b", "d o b", "birth", "b. ", "bday", "b-day"];
    let names: HashSet<usize> =
        found.iter().filter(|f| f.kind == Kind::Name).map(|f| f.span.end).collect();
    let after_a_name = |start: usize| {
        let before = text.get(..start).unwrap_or_default();
        names.contains(&before.trim_end_matches([' ', ',', '(', ':', '-']).len())
    };
    for hit in DATE.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let year = (1..=4).find_map(|group| hit.get(group)).map(|year| year.as_str());
        let old = year
            .filter(|year| year.len() == 4)
            .and_then(|year| year.parse().ok())
            .is_some_and(|year: u16| year <= LATEST_BIRTH_WITHOUT_WORDS);
        let numeric = whole.as_str().bytes().all(|b| b.is_ascii_digit() || b"/.- ".contains(&b));
        if before_has(text, whole.start(), &words) && (year.is_some() || !numeric) {
            found.push(Finding::new(whole.range(), Kind::BirthDate, 0.97, Reason::Context));
        } else if year.is_some() && after_a_name(whole.start()) {
            found.push(Finding::new(whole.range(), Kind::BirthDate, 0.7, Reason::Context));
        } else if old {
            found.push(Finding::new(whole.range(), Kind::BirthDate, 0.6, Reason::FormOnly));
        } else if policy.dates_and_ages && (year.is_some() || !numeric) {
            found.push(Finding::new(whole.range(), Kind::Date, 0.8, Reason::Form));
        }
    }
    for hit in YEAR_OF_BIRTH.captures_iter(text).filter_map(|c| c.get(1)) {
        found.push(Finding::new(hit.range(), Kind::BirthDate, 0.85, Reason::Context));
    }
    if policy.dates_and_ages {
        for hit in AGE.find_iter(text) {
            found.push(Finding::new(hit.range(), Kind::Age, 0.8, Reason::Form));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, all: bool) -> Vec<(String, Kind)> {
        let mut found = Vec::new();
        dates(text, &Policy { dates_and_ages: all, ..Policy::default() }, &mut found);
        found.iter().map(|f| (text[f.span.clone()].to_owned(), f.kind)).collect()
    }

    #[test]
    fn births_and_other_dates() {
        assert_eq!(read("dob 12/03/56 here", false), [("12/03/56".into(), Kind::BirthDate)]);
        assert_eq!(read("born 3rd of May 1961", false)[0].0, "3rd of May 1961");
        assert_eq!(read("I was born in 1948.", false), [("1948".into(), Kind::BirthDate)]);
        assert_eq!(read("D.O.B: 1975-11-02", false)[0].0, "1975-11-02");
        assert!(read("my visit on 12/03/2021 at 10", false).is_empty());
        assert_eq!(read("my visit on 12/03/2021", true), [("12/03/2021".into(), Kind::Date)]);
        assert_eq!(read("I am 83 years old", true)[0].1, Kind::Age);
        assert!(read("may 10 people wait", false).is_empty());
    }
}
