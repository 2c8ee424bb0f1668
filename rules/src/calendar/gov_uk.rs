//! Reading the shape in which GOV.UK publishes bank holidays.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Calendar, CalendarError, Nation, check};

const BUNDLED: &str = include_str!("../../data/bank-holidays.json");

/// Parsed once: the file holds three nations and is asked for often.
static CALENDARS: LazyLock<[Calendar; 3]> = LazyLock::new(|| {
    [Nation::EnglandAndWales, Nation::Scotland, Nation::NorthernIreland].map(|nation| {
        #[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
        Calendar::from_gov_uk_json(BUNDLED, nation).expect("the bundled bank holidays can be read")
    })
});

pub(super) fn bundled(nation: Nation) -> Calendar {
    let [england_and_wales, scotland, northern_ireland] = &*CALENDARS;
    match nation {
        Nation::EnglandAndWales => england_and_wales.clone(),
        Nation::Scotland => scotland.clone(),
        Nation::NorthernIreland => northern_ireland.clone(),
    }
}

#[derive(Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: String,
    #[serde(default)]
    notes: String,
}

pub(super) fn parse(
    json: &str,
    nation: Nation,
) -> Result<BTreeMap<NaiveDate, String>, CalendarError> {
    let mut divisions: BTreeMap<String, Division> =
        serde_json::from_str(json).map_err(|problem| CalendarError::Shape(problem.to_string()))?;
    let division =
        divisions.remove(nation.division()).ok_or(CalendarError::NoHolidays(nation.division()))?;
    let mut holidays = BTreeMap::new();
    for event in division.events {
        let date = NaiveDate::parse_from_str(&event.date, "%Y-%m-%d")
            .ok()
            .and_then(|date| check(date).ok())
            .ok_or_else(|| CalendarError::BadDate {
                title: event.title.clone(),
                date: event.date.clone(),
            })?;
        match holidays.entry(date) {
            Entry::Vacant(free) => free.insert(name(event)),
            Entry::Occupied(_) => return Err(CalendarError::Twice(date)),
        };
    }
    Ok(holidays)
}

/// 'Boxing Day (substitute day)': the note says why the date is not the one people expect.
fn name(event: Event) -> String {
    if event.notes.is_empty() {
        event.title
    } else {
        format!("{} ({})", event.title, event.notes.to_lowercase())
    }
}
