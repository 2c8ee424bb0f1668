//! What one row says: a voice, a score alone, or why it cannot be taken.

use std::collections::HashSet;

use chrono::NaiveDate;
use kernel::error::{Error, Message, Result};
use rules::fft::{Answer, Experience, Recommend, Score, Series as _};
use thread::model::words::MOST_WORDS;
use web::spreadsheet::as_typed;

use super::mapping::{DateOrder, Mapping};
use super::table::Row;

/// The first day of the National Health Service: nothing was said to it before.
const OLDEST: (i32, u32, u32) = (1948, 7, 5);
/// Letters of a service's name, a row's id.
const MOST_LINE: usize = 300;
/// Letters of a question.
const MOST_QUESTION: usize = 20_000;

/// A row that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Which row.
    pub number: u64,
    /// The line it begins on.
    pub line: u64,
    /// The file's own id for it.
    pub id: Option<String>,
    /// The day it was said.
    pub said_on: NaiveDate,
    /// Whether its date was read month first because it cannot be otherwise.
    pub turned: bool,
    /// The name of the service, as the file has it.
    pub service: Option<String>,
    /// The question.
    pub question: Option<String>,
    /// The words; none for a score alone.
    pub words: Option<String>,
    /// The Friends and Family answer.
    pub score: Option<Score>,
    /// Which of the mapping's labels it has.
    pub labels: Vec<usize>,
    /// Whether it may point to a person.
    pub identifiable: bool,
}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line it begins on.
    pub line: u64,
    /// Why, in words of the catalogue.
    pub why: Message,
}

/// Reads rows by a mapping.
pub struct Reader {
    width: usize,
    date: Option<usize>,
    fixed_date: Option<NaiveDate>,
    order: DateOrder,
    service: Vec<usize>,
    question: Option<usize>,
    words: Option<usize>,
    score: Option<usize>,
    id: Option<usize>,
    identifiable: Option<usize>,
    labels: Vec<(usize, String)>,
    no_words: HashSet<String>,
    today: NaiveDate,
    oldest: NaiveDate,
}

impl Reader {
    /// A reader for a file with this header.
    pub fn new(mapping: &Mapping, header: &[String], today: NaiveDate) -> Result<Self> {
        mapping.check(header)?;
        let at = |column: &String| header.iter().position(|name| name == column);
        let maybe = |column: &Option<String>| column.as_ref().and_then(at);
        let (year, month, day) = OLDEST;
        Ok(Self {
            width: header.len(),
            date: maybe(&mapping.date),
            fixed_date: mapping.fixed_date,
            order: DateOrder::from_key(&mapping.date_order).unwrap_or(DateOrder::DayFirst),
            service: mapping.service.iter().filter_map(at).collect(),
            question: maybe(&mapping.question),
            words: maybe(&mapping.words),
            score: maybe(&mapping.score),
            id: maybe(&mapping.id),
            identifiable: maybe(&mapping.identifiable),
            labels: mapping.labels.iter().filter_map(|l| Some((at(l)?, l.clone()))).collect(),
            no_words: mapping.no_words.iter().map(|w| w.trim().to_lowercase()).collect(),
            today,
            oldest: NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN),
        })
    }

    /// What the row says.
    pub fn read(&self, row: &Row) -> Result<Taken, Refused> {
        self.take(row).map_err(|why| Refused { line: row.line, why })
    }

    fn take(&self, row: &Row) -> Result<Taken, Message> {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Err(Message::new("feedback-row-empty"));
        }
        if row.cells.len() != self.width {
            return Err(Message::new("feedback-row-columns")
                .with("has", row.cells.len())
                .with("wants", self.width));
        }
        if row.cells.iter().any(|cell| cell.contains('\0')) {
            return Err(Message::new("feedback-row-nul"));
        }
        let cell = |n: Option<usize>| n.and_then(|n| row.cells.get(n)).map_or("", String::as_str);
        let words = as_typed(cell(self.words));
        let silent =
            words.trim().is_empty() || self.no_words.contains(&words.trim().to_lowercase());
        let score = score(cell(self.score))?;
        if silent && score.is_none() {
            return Err(Message::new("feedback-row-nothing"));
        }
        if words.chars().count() > MOST_WORDS {
            return Err(Message::new("feedback-row-words-long").with("most", MOST_WORDS));
        }
        let question = cell(self.question).trim();
        if question.chars().count() > MOST_QUESTION {
            return Err(Message::new("feedback-row-line-long").with("most", MOST_QUESTION));
        }
        let (said_on, turned) = self.day(cell(self.date))?;
        Ok(Taken {
            number: row.number,
            line: row.line,
            id: line(cell(self.id))?,
            said_on,
            turned,
            service: self.service(row)?,
            question: Some(question.to_owned()).filter(|q| !q.is_empty()),
            words: (!silent).then(|| words.to_owned()),
            score,
            labels: self.labels(row)?,
            identifiable: is_yes(cell(self.identifiable)).unwrap_or(true),
        })
    }

    fn day(&self, cell: &str) -> Result<(NaiveDate, bool), Message> {
        let (day, turned) = match (cell.trim(), self.fixed_date) {
            ("", Some(fixed)) => (fixed, false),
            ("", None) => return Err(Message::new("feedback-row-date-missing")),
            (text, _) => day(text, self.order)
                .ok_or_else(|| Message::new("feedback-row-date").with("date", short(text)))?,
        };
        if day > self.today {
            return Err(Message::new("feedback-row-date-future").with("date", day));
        }
        if day < self.oldest {
            return Err(Message::new("feedback-row-date-old").with("date", day));
        }
        Ok((day, turned))
    }

    fn service(&self, row: &Row) -> Result<Option<String>, Message> {
        let mut parts: Vec<String> = Vec::new();
        for part in self.service.iter().filter_map(|n| row.cells.get(*n)) {
            let part = as_typed(part).split_whitespace().collect::<Vec<_>>().join(" ");
            if !part.is_empty() && !parts.contains(&part) {
                parts.push(part);
            }
        }
        line(&parts.join(", "))
    }

    fn labels(&self, row: &Row) -> Result<Vec<usize>, Message> {
        let mut labels = Vec::new();
        for (which, (n, name)) in self.labels.iter().enumerate() {
            let cell = row.cells.get(*n).map_or("", String::as_str);
            match is_yes(cell) {
                Some(true) => labels.push(which),
                Some(false) => {}
                None => return Err(Message::new("feedback-row-label").with("column", name)),
            }
        }
        Ok(labels)
    }
}

fn line(cell: &str) -> Result<Option<String>, Message> {
    let text = cell.trim();
    if text.chars().count() > MOST_LINE {
        return Err(Message::new("feedback-row-line-long").with("most", MOST_LINE));
    }
    Ok(Some(text.to_owned()).filter(|t| !t.is_empty()))
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Yes, no, or something else.
fn is_yes(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        "" | "0" | "0.0" | "no" | "n" | "false" => Some(false),
        "1" | "1.0" | "yes" | "y" | "true" | "x" => Some(true),
        _ => None,
    }
}

/// A score as a code or as the words of either series (R-FFT-02, R-FFT-03).
fn score(cell: &str) -> Result<Option<Score>, Message> {
    let text = cell.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let code = text.strip_suffix(".0").unwrap_or(text).parse::<u8>().ok();
    let by_code = code.and_then(|code| Score::try_from(code).ok());
    let by_words = || {
        let plain = text.replace('\u{2019}', "'");
        Answer::ALL.into_iter().find(|answer| {
            [Experience::label(*answer), Recommend::label(*answer)]
                .iter()
                .any(|label| label.eq_ignore_ascii_case(&plain))
        })
    };
    by_code
        .or_else(|| by_words().map(Score::Answered))
        .map(Some)
        .ok_or_else(|| Message::new("feedback-row-score").with("score", short(text)))
}

/// A day as people and spreadsheets write it: `30/09/2021`, `3-9-2021`, `2021-09-30`, with or
/// without a time behind it; and whether it was turned round because it cannot be otherwise.
pub fn day(text: &str, order: DateOrder) -> Option<(NaiveDate, bool)> {
    let first = text.split(['T', ' ']).next()?;
    let parts: Vec<&str> = first.split(['/', '-', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let number = |part: &str, most: usize| {
        let digits =
            !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let date =
        |year: u32, month, day| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    if a.len() == 4 {
        return Some((date(number(a, 4)?, number(b, 2)?, number(c, 2)?)?, false));
    }
    if c.len() != 4 {
        return None;
    }
    let (a, b, year) = (number(a, 2)?, number(b, 2)?, number(c, 4)?);
    let (day_first, month_first) = (date(year, b, a), date(year, a, b));
    match order {
        DateOrder::DayFirst => day_first.map(|day| (day, false)),
        DateOrder::MonthFirst => month_first.map(|day| (day, false)),
        DateOrder::Mixed => {
            day_first.map(|day| (day, false)).or_else(|| month_first.map(|day| (day, true)))
        }
    }
}

/// A refusal to take the file at all, when a column is mapped that cannot be meant.
pub(crate) fn too_many_services(most: usize) -> Error {
    Error::Refused(Message::new("feedback-file-services").with("most", most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reader(today: &str) -> Reader {
        let header: Vec<String> =
            ["id", "date", "trust", "service", "score", "words", "pii", "Parking", "Food"]
                .map(str::to_owned)
                .to_vec();
        let some = |name: &str| Some(name.to_owned());
        let mapping = Mapping {
            date: some("date"),
            service: vec!["trust".into(), "service".into()],
            words: some("words"),
            score: some("score"),
            id: some("id"),
            identifiable: some("pii"),
            labels: vec!["Parking".into(), "Food".into()],
            channel: "import".into(),
            kind: "comment".into(),
            no_words: vec!["Did not answer".into()],
            ..Mapping::default()
        };
        Reader::new(&mapping, &header, today.parse().unwrap()).unwrap()
    }

    fn row(cells: &[&str]) -> Row {
        Row { number: 1, line: 2, cells: cells.iter().map(|c| (*c).to_owned()).collect() }
    }

    fn why(cells: &[&str]) -> &'static str {
        reader("2026-01-14").read(&row(cells)).unwrap_err().why.key
    }

    #[test]
    fn a_row_is_read() {
        let cells = ["a1", "30/09/2021", "T", "PTS\u{a0} - Transport", "1", "'=Good", "", "1", "0"];
        let taken = reader("2026-01-14").read(&row(&cells)).unwrap();
        assert_eq!(taken.said_on, NaiveDate::from_ymd_opt(2021, 9, 30).unwrap());
        assert_eq!(taken.service.as_deref(), Some("T, PTS - Transport"));
        assert_eq!(taken.words.as_deref(), Some("=Good"));
        assert_eq!(taken.labels, [0]);
        assert!(!taken.identifiable);
    }

    #[test]
    fn a_score_without_words_is_a_score_alone() {
        for words in ["did NOT answer ", "", "  "] {
            let cells = ["a1", "30/09/2021", "T", "", "7", words, "", "", ""];
            let taken = reader("2026-01-14").read(&row(&cells)).unwrap();
            assert_eq!((taken.words, taken.score), (None, Some(Score::NotAnswered)));
        }
    }

    #[test]
    fn every_refusal_says_why() {
        assert_eq!(why(&["", "", "", "", "", "", "", "", ""]), "feedback-row-empty");
        assert_eq!(why(&["a", "1/1/2026"]), "feedback-row-columns");
        assert_eq!(why(&["a", "1/1/2026", "", "", "1", "x\0", "", "", ""]), "feedback-row-nul");
        assert_eq!(why(&["a", "1/1/2026", "", "", "", "", "", "", ""]), "feedback-row-nothing");
        assert_eq!(why(&["a", "", "", "", "1", "x", "", "", ""]), "feedback-row-date-missing");
        assert_eq!(why(&["a", "13/13/2025", "", "", "1", "x", "", "", ""]), "feedback-row-date");
        assert_eq!(
            why(&["a", "15/01/2026", "", "", "1", "x", "", "", ""]),
            "feedback-row-date-future"
        );
        assert_eq!(
            why(&["a", "04/07/1948", "", "", "1", "x", "", "", ""]),
            "feedback-row-date-old"
        );
        assert_eq!(why(&["a", "1/1/2026", "", "", "8", "x", "", "", ""]), "feedback-row-score");
        assert_eq!(why(&["a", "1/1/2026", "", "", "1", "x", "", "5", ""]), "feedback-row-label");
        let long = "x".repeat(301);
        assert_eq!(
            why(&[&long, "1/1/2026", "", "", "1", "x", "", "", ""]),
            "feedback-row-line-long"
        );
        let many = "é".repeat(MOST_WORDS + 1);
        assert_eq!(
            why(&["a", "1/1/2026", "", "", "1", &many, "", "", ""]),
            "feedback-row-words-long"
        );
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        use DateOrder::{DayFirst, Mixed, MonthFirst};
        let day_is = |text: &str, iso: &str| {
            let day = day(text, DayFirst).map(|(day, _)| day);
            assert_eq!(day, iso.parse().ok(), "{text}");
        };
        day_is("30/09/2021", "2021-09-30");
        day_is("3.9.2021 10:15", "2021-09-03");
        day_is("2021-09-30T23:59:00Z", "2021-09-30");
        for no in
            ["", "30/09/21", "2021/13/01", "1/2", "a/b/2021", "30 September 2021", "+1/2/2021"]
        {
            assert_eq!(day(no, Mixed), None, "{no}");
        }
        let iso = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(day("10/17/2021", DayFirst), None);
        assert_eq!(day("10/17/2021", Mixed), Some((iso("2021-10-17"), true)));
        assert_eq!(day("10/08/2021", Mixed), Some((iso("2021-08-10"), false)));
        assert_eq!(day("10/08/2021", MonthFirst), Some((iso("2021-10-08"), false)));
        assert_eq!(day("17/10/2021", MonthFirst), None);
    }

    #[test]
    fn scores_are_codes_or_words() {
        assert_eq!(score("2.0").unwrap(), Some(Score::Answered(Answer::Good)));
        assert_eq!(score("don’t know").unwrap(), Some(Score::Answered(Answer::DontKnow)));
        assert_eq!(score("Extremely likely").unwrap(), Some(Score::Answered(Answer::VeryGood)));
        assert!(score("0").is_err() && score("great").is_err());
    }

    proptest! {
        #[test]
        fn no_row_is_lost_or_breaks_the_reader(cells in prop::collection::vec(".{0,30}", 0..12)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let _ = reader("2026-01-14").read(&row(&cells));
        }

        #[test]
        fn a_written_day_reads_back(n in 0i64..28_000) {
            let first = NaiveDate::from_ymd_opt(1948, 7, 5).unwrap();
            let date = first + chrono::TimeDelta::days(n);
            let written = date.format("%d/%m/%Y").to_string();
            prop_assert_eq!(day(&written, DateOrder::Mixed), Some((date, false)));
            prop_assert_eq!(day(&date.to_string(), DateOrder::MonthFirst), Some((date, false)));
        }
    }
}
