//! Dates, times, ages and numbers as people read them, in Europe/London, with words from the
//! catalogue: '21 November 2026', '3:04pm', '12 days'.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Europe::London;

use crate::languages::{Argument, Catalogue, Lang};

/// A time in London as it is shown: the day of the month, say, after the clocks have changed.
fn london(time: DateTime<Utc>) -> DateTime<chrono_tz::Tz> {
    time.with_timezone(&London)
}

/// '21 November 2026'.
pub fn day(catalogue: &Catalogue, lang: Lang, date: NaiveDate) -> String {
    let month = catalogue.text(lang, &format!("month-{}", date.month()), &[]);
    let parts = [
        ("day", Argument::from(date.day().to_string())),
        ("month", month.into()),
        ("year", date.year().to_string().into()),
    ];
    catalogue.text(lang, "date-long", &parts)
}

/// 'Saturday 21 November 2026'.
pub fn weekday_and_day(catalogue: &Catalogue, lang: Lang, date: NaiveDate) -> String {
    let weekday = date.weekday().number_from_monday();
    let weekday = catalogue.text(lang, &format!("weekday-{weekday}"), &[]);
    let parts = [("weekday", weekday.into()), ("date", day(catalogue, lang, date).into())];
    catalogue.text(lang, "date-weekday", &parts)
}

/// The day in London of a moment: '21 November 2026'.
pub fn date(catalogue: &Catalogue, lang: Lang, time: DateTime<Utc>) -> String {
    day(catalogue, lang, london(time).date_naive())
}

/// '3:04pm', '9am', 'midday', 'midnight', as the NHS content guide has it.
pub fn time(catalogue: &Catalogue, lang: Lang, time: DateTime<Utc>) -> String {
    let local = london(time);
    match (local.hour(), local.minute()) {
        (0, 0) => catalogue.text(lang, "time-midnight", &[]),
        (12, 0) => catalogue.text(lang, "time-midday", &[]),
        (_, minute) => {
            let (afternoon, hour) = local.hour12();
            let clock = if minute == 0 { hour.to_string() } else { format!("{hour}:{minute:02}") };
            let key = if afternoon { "time-pm" } else { "time-am" };
            catalogue.text(lang, key, &[("clock", clock.into())])
        }
    }
}

/// '21 November 2026 at 3:04pm'.
pub fn date_and_time(catalogue: &Catalogue, lang: Lang, moment: DateTime<Utc>) -> String {
    let parts = [
        ("date", date(catalogue, lang, moment).into()),
        ("time", time(catalogue, lang, moment).into()),
    ];
    catalogue.text(lang, "date-time", &parts)
}

/// '21 November 2026 at 3:04pm GMT', for deadlines and the record.
pub fn date_time_and_zone(catalogue: &Catalogue, lang: Lang, moment: DateTime<Utc>) -> String {
    let zone = london(moment).format("%Z").to_string();
    format!("{} {zone}", date_and_time(catalogue, lang, moment))
}

/// How long ago: 'today', '1 day', '12 days', '5 months', '2 years'. By days in London, so that
/// what came yesterday evening is a day old this morning.
pub fn age(catalogue: &Catalogue, lang: Lang, then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = (london(now).date_naive() - london(then).date_naive()).num_days().max(0);
    let (key, count) = match days {
        0 => return catalogue.text(lang, "age-today", &[]),
        1..=89 => ("age-days", days),
        90..=729 => ("age-months", days * 12 / 365),
        _ => ("age-years", days * 4 / 1461),
    };
    catalogue.text(lang, key, &[("count", count.into())])
}

/// '12,345'.
pub fn number(catalogue: &Catalogue, lang: Lang, value: i64) -> String {
    let separator = catalogue.text(lang, "number-separator", &[]);
    let separator = separator.trim_matches(|c: char| !matches!(c, ',' | '.' | '\u{a0}'));
    grouped(value, separator)
}

/// Digits in groups of three.
pub(crate) fn grouped(value: i64, separator: &str) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::new();
    if value < 0 {
        out.push('\u{2212}');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}

/// '42%', from a share between 0 and 1; '<1%' for what is more than nothing but rounds to it.
pub fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    if share > 0.0 && rounded < 1.0 {
        "<1%".to_owned()
    } else if share < 1.0 && rounded >= 100.0 {
        ">99%".to_owned()
    } else {
        format!("{rounded:.0}%")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn words() -> Catalogue {
        Catalogue::builder().build().unwrap()
    }

    #[test]
    fn summer_time_moves_the_clock_and_the_day() {
        let words = words();
        let winter = at("2026-11-21T15:04:00Z");
        let summer = at("2026-06-30T23:30:00Z");
        let show = |moment| date_time_and_zone(&words, Lang::ENGLISH, moment);
        assert_eq!(show(winter), "21 November 2026 at 3:04pm GMT");
        assert_eq!(show(summer), "1 July 2026 at 12:30am BST");
    }

    #[test]
    fn round_hours_are_said_as_people_say_them() {
        let words = words();
        let show = |text| time(&words, Lang::ENGLISH, at(text));
        assert_eq!(show("2026-11-21T09:00:00Z"), "9am");
        assert_eq!(show("2026-11-21T12:00:00Z"), "midday");
        assert_eq!(show("2026-11-21T00:00:00Z"), "midnight");
        assert_eq!(show("2026-11-21T00:05:00Z"), "12:05am");
    }

    #[test]
    fn ages_count_days_in_london() {
        let words = words();
        let now = at("2026-11-21T08:00:00Z");
        let show = |text| age(&words, Lang::ENGLISH, at(text), now);
        assert_eq!(show("2026-11-21T00:30:00Z"), "today");
        assert_eq!(show("2026-11-20T23:30:00Z"), "1 day");
        assert_eq!(show("2026-11-09T23:30:00Z"), "12 days");
        assert_eq!(show("2026-06-21T08:00:00Z"), "5 months");
        assert_eq!(show("2024-06-21T08:00:00Z"), "2 years");
    }

    #[test]
    fn numbers_have_separators_and_shares_never_lie() {
        let words = words();
        let show = |value| number(&words, Lang::ENGLISH, value);
        assert_eq!(
            [show(0), show(999), show(5092), show(-1_234_567)],
            ["0", "999", "5,092", "−1,234,567"]
        );
        assert_eq!(
            [percent(0.0), percent(0.001), percent(0.425), percent(0.999), percent(1.0)],
            ["0%", "<1%", "43%", ">99%", "100%"]
        );
    }

    #[test]
    fn weekdays_are_named() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        assert_eq!(weekday_and_day(&words(), Lang::ENGLISH, date), "Saturday 21 November 2026");
    }
}
