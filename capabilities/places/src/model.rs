//! What an area and a service are; pure.

use chrono::NaiveDate;
use kernel::error::{Message, Problems, Result};
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

/// Letters that a line may hold at most.
const MOST_LINE: usize = 300;
/// Letters that a paragraph may hold at most.
const MOST_TEXT: usize = 4_000;

macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $key:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every one, in the order in which people see them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in the database, in forms and in message keys.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// The one of that name.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

closed! {
    /// What a service is.
    Kind {
        /// A general practice.
        GpPractice = "gp-practice",
        /// A hospital.
        Hospital = "hospital",
        /// A service in the community.
        Community = "community",
        /// A mental health service.
        MentalHealth = "mental-health",
        /// A dentist.
        Dentist = "dentist",
        /// A pharmacy.
        Pharmacy = "pharmacy",
        /// Ambulances and transport to appointments.
        Transport = "transport",
        /// Anything else.
        Other = "other",
    }
}

closed! {
    /// What an area is.
    AreaKind {
        /// A London borough or another district.
        Borough = "borough",
        /// An electoral ward.
        Ward = "ward",
        /// A lower layer super output area of the census.
        Lsoa = "lsoa",
    }
}

/// An area, with how many people live there and who counted them.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Area {
    /// Its code: `E09000016`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// One of [`AreaKind`].
    pub kind: String,
    /// Code of the area it is part of.
    pub parent: Option<String>,
    /// Residents.
    pub population: Option<i64>,
    /// The year they were counted for.
    pub population_year: Option<i64>,
    /// Who counted them.
    pub population_source: String,
}

impl Area {
    /// Checks what is entered.
    pub(crate) fn check(&self) -> Result<()> {
        let mut problems = Problems::new();
        problems.require(is_code(&self.code), "code", "places-code-form");
        problems.require(!self.name.trim().is_empty(), "name", "places-name-missing");
        let kind_ok = AreaKind::from_key(&self.kind).is_some();
        problems.require(kind_ok, "kind", "places-kind-missing");
        problems.require(self.population.is_none_or(|n| n >= 0), "population", "places-population");
        // A figure without its year and source cannot be checked by anyone.
        let sourced = self.population_year.is_some() && !self.population_source.trim().is_empty();
        problems.require(self.population.is_none() || sourced, "population", "places-source");
        problems.check()
    }
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct Service {
    /// Its id.
    pub id: Uuid,
    /// The body that lists it.
    pub body_id: Uuid,
    /// Its name.
    pub name: String,
    /// One of [`Kind`].
    pub kind: String,
    /// Who provides it, empty when it provides itself.
    pub provider: String,
    /// Its ODS code, when it has one.
    pub ods_code: Option<String>,
    /// Where it is.
    pub address: String,
    /// Its postcode.
    pub postcode: String,
    /// Code of the area it is in.
    pub area: Option<String>,
    /// Its telephone number.
    pub telephone: String,
    /// What it does, in a sentence or two.
    pub about: String,
    /// How to give feedback to the service itself (REQ-276).
    pub feedback: String,
    /// First day, when known.
    pub opened_on: Option<NaiveDate>,
    /// Last day, once known.
    pub closed_on: Option<NaiveDate>,
}

impl Service {
    /// Whether it can be used on a day.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.closed_on.is_none_or(|end| day <= end)
    }
}

/// What is entered about a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// See [`Service::name`].
    pub name: String,
    /// One of [`Kind`], as its key.
    pub kind: String,
    /// See [`Service::provider`].
    pub provider: String,
    /// See [`Service::ods_code`].
    pub ods_code: Option<String>,
    /// See [`Service::address`].
    pub address: String,
    /// See [`Service::postcode`].
    pub postcode: String,
    /// See [`Service::area`].
    pub area: Option<String>,
    /// See [`Service::telephone`].
    pub telephone: String,
    /// See [`Service::about`].
    pub about: String,
    /// See [`Service::feedback`].
    pub feedback: String,
    /// See [`Service::opened_on`].
    pub opened_on: Option<NaiveDate>,
    /// See [`Service::closed_on`].
    pub closed_on: Option<NaiveDate>,
}

impl Details {
    /// Checks what is entered and brings codes into their one form.
    pub(crate) fn prepare(mut self) -> Result<Self> {
        self.name = self.name.trim().to_owned();
        self.ods_code = self.ods_code.map(|c| c.trim().to_uppercase()).filter(|c| !c.is_empty());
        self.postcode = tidy_postcode(&self.postcode);
        self.area = self.area.filter(|a| !a.is_empty());
        let mut problems = Problems::new();
        problems.require(!self.name.is_empty(), "name", "places-name-missing");
        problems.require(Kind::from_key(&self.kind).is_some(), "kind", "places-kind-missing");
        let code_ok = self.ods_code.as_deref().is_none_or(is_code);
        problems.require(code_ok, "ods_code", "places-code-form");
        let ends_well = match (self.opened_on, self.closed_on) {
            (Some(opened), Some(closed)) => closed >= opened,
            _ => true,
        };
        problems.require(ends_well, "closed_on", "places-closed-before-opened");
        for (field, text, most) in [
            ("name", &self.name, MOST_LINE),
            ("provider", &self.provider, MOST_LINE),
            ("postcode", &self.postcode, 20),
            ("telephone", &self.telephone, 60),
            ("address", &self.address, MOST_TEXT),
            ("about", &self.about, MOST_TEXT),
            ("feedback", &self.feedback, MOST_TEXT),
        ] {
            problems.require(!text.contains('\0'), field, "places-nul");
            if text.chars().count() > most {
                problems.add(field, Message::new("places-too-long").with("most", most));
            }
        }
        problems.check()?;
        Ok(self)
    }

    /// What a search looks through.
    pub(crate) fn search_key(&self) -> String {
        let code = self.ods_code.as_deref().unwrap_or_default();
        let close_postcode = self.postcode.replace(' ', "");
        key(&format!(
            "{} {} {code} {} {close_postcode} {}",
            self.name, self.provider, self.postcode, self.address
        ))
    }
}

/// One spelling for the ways in which people write a name: lower case, plain apostrophes, one
/// space.
pub fn key(text: &str) -> String {
    let plain = text.replace(['\u{2019}', '\u{2018}'], "'").to_lowercase();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_code(code: &str) -> bool {
    (1..=20).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn tidy_postcode(typed: &str) -> String {
    let close: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let upper = close.to_uppercase();
    // The inward part is always the last three; anything else is left as it was typed.
    match upper.len().checked_sub(3).and_then(|at| upper.split_at_checked(at)) {
        Some((outward, inward)) if (2..=4).contains(&outward.len()) => {
            format!("{outward} {inward}")
        }
        _ => typed.trim().to_owned(),
    }
}

/// Short forms that stay in capitals when a name in capitals is brought into ordinary letters.
const CAPITALS: &[&str] =
    &["NHS", "GP", "UK", "PCT", "APMS", "CIC", "PCN", "II", "III", "IV", "UCC", "ELFT", "NELFT"];

/// A name as people write it. The national lists print names and addresses in capitals, which are
/// hard to read; a text with any small letter is left alone.
pub fn from_capitals(text: &str) -> String {
    if text.chars().any(char::is_lowercase) {
        return text.trim().to_owned();
    }
    text.split_whitespace()
        .map(|word| if CAPITALS.contains(&word) { word.to_owned() } else { capitalised(word) })
        .collect::<Vec<_>>()
        .join(" ")
}

fn capitalised(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    let mut after_apostrophe = None;
    for letter in word.chars() {
        match after_apostrophe.take() {
            // O'Neil, but Goyal's.
            Some(letters) if letters == 1 && letter.is_alphabetic() => out.push(letter),
            _ if start => out.push(letter),
            _ => out.extend(letter.to_lowercase()),
        }
        if matches!(letter, '\'' | '\u{2019}') {
            after_apostrophe = Some(out.chars().count() - 1);
        }
        start = matches!(letter, '-' | '(' | '/' | '&' | '.');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_become_readable() {
        for (from, to) in [
            ("HALBUTT STREET SURGERY", "Halbutt Street Surgery"),
            ("DR M GOYAL'S PRACTICE", "Dr M Goyal's Practice"),
            ("O'NEIL HOUSE", "O'Neil House"),
            ("ST. ANN'S NHS CENTRE", "St. Ann's NHS Centre"),
            ("ROMFORD-BY-THE-BOW (GP)", "Romford-By-The-Bow (Gp)"),
            ("Already Written McName", "Already Written McName"),
        ] {
            assert_eq!(from_capitals(from), to);
        }
    }

    #[test]
    fn postcodes_have_one_form() {
        assert_eq!(tidy_postcode(" rm95as"), "RM9 5AS");
        assert_eq!(tidy_postcode("EC1A 1BB"), "EC1A 1BB");
        assert_eq!(tidy_postcode("not known"), "not known");
        assert_eq!(tidy_postcode("é"), "é");
    }

    #[test]
    fn what_is_wrong_is_told_all_at_once() {
        let day = |text: &str| Some(text.parse().unwrap());
        let details = Details {
            kind: "spaceport".into(),
            ods_code: Some("F82 001".into()),
            opened_on: day("2020-01-02"),
            closed_on: day("2020-01-01"),
            about: "x".repeat(4_001),
            ..Details::default()
        };
        let Err(kernel::Error::Invalid(problems)) = details.prepare() else { panic!("taken") };
        let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["name", "kind", "ods_code", "closed_on", "about"]);
    }

    #[test]
    fn an_area_with_people_says_who_counted_them() {
        let area = Area {
            code: "E09000016".into(),
            name: "Havering".into(),
            kind: "borough".into(),
            parent: None,
            population: Some(262_052),
            population_year: Some(2021),
            population_source: String::new(),
        };
        assert!(area.check().is_err());
        assert!(Area { population_source: "ONS".into(), ..area }.check().is_ok());
    }
}
