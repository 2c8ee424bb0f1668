//! Reading a list of GP practices as the national Organisation Data Service publishes it
//! (`epraccur`): with a header row that names the columns, or without one in the published order.

use std::io::Read;

use chrono::NaiveDate;
use kernel::error::{Error, Message, Result};

use crate::model::{Details, Kind, from_capitals};

/// Rows that are read at most: England has fewer than 20,000 prescribing organisations.
const MOST_ROWS: usize = 50_000;

/// A practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// ODS code.
    pub code: String,
    /// Name, in ordinary letters.
    pub name: String,
    /// Address lines joined by commas.
    pub address: String,
    /// Postcode.
    pub postcode: String,
    /// Telephone number, when the file has it.
    pub telephone: String,
    /// First day.
    pub opened_on: Option<NaiveDate>,
    /// Last day.
    pub closed_on: Option<NaiveDate>,
    /// Code of the commissioner or sub-area it belongs to.
    pub commissioner: String,
}

impl Practice {
    /// As a service; what the file does not know is taken from the entry there is.
    pub(crate) fn details(&self, known: Option<Details>) -> Details {
        let known = known.unwrap_or_default();
        Details {
            name: self.name.clone(),
            kind: Kind::GpPractice.key().to_owned(),
            ods_code: Some(self.code.clone()),
            address: self.address.clone(),
            postcode: self.postcode.clone(),
            telephone: Some(self.telephone.clone())
                .filter(|t| !t.is_empty())
                .unwrap_or(known.telephone),
            opened_on: self.opened_on,
            closed_on: self.closed_on,
            provider: known.provider,
            area: known.area,
            about: known.about,
            feedback: known.feedback,
        }
    }
}

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The practices.
    pub practices: Vec<Practice>,
    /// Rows left out because they are no practices, or of another commissioner.
    pub others: i64,
    /// Rows that could not be read: line, and why.
    pub refused: Vec<(u64, Message)>,
}

/// Where each column stands.
struct Columns {
    code: usize,
    name: usize,
    address: Vec<usize>,
    postcode: usize,
    opened: Option<usize>,
    closed: Option<usize>,
    status: Option<usize>,
    commissioner: Option<usize>,
    telephone: Option<usize>,
    /// 4 is a GP practice; the others are clinics, prisons, wards.
    setting: Option<usize>,
}

impl Columns {
    /// The order in which the national file is published; it has no header.
    fn published() -> Self {
        Self {
            code: 0,
            name: 1,
            address: vec![4, 5, 6, 7, 8],
            postcode: 9,
            opened: Some(10),
            closed: Some(11),
            status: Some(12),
            commissioner: Some(14),
            telephone: Some(17),
            setting: Some(25),
        }
    }

    fn named(header: &csv::StringRecord) -> Option<Self> {
        let plain: Vec<String> = header
            .iter()
            .map(|h| {
                h.trim_start_matches('\u{feff}').trim().to_lowercase().replace([' ', '-'], "_")
            })
            .collect();
        let find = |names: &[&str]| plain.iter().position(|h| names.contains(&h.as_str()));
        let is_address = |h: &String| {
            h.starts_with("address") || ["town", "city", "county"].contains(&h.as_str())
        };
        Some(Self {
            code: find(&["ods_code", "organisation_code", "code", "practice_code"])?,
            name: find(&["name", "practice_name"])?,
            address: (0..plain.len()).filter(|n| is_address(&plain[*n])).collect(),
            postcode: find(&["postcode", "post_code"])?,
            opened: find(&["opened", "open_date", "opened_on"]),
            closed: find(&["closed", "close_date", "closed_on"]),
            status: find(&["status", "status_code"]),
            commissioner: find(&["sub_icb_code", "commissioner", "commissioner_code"]),
            telephone: find(&["telephone", "contact_telephone_number"]),
            setting: find(&["prescribing_setting"]),
        })
    }
}

/// Reads a file. `only` keeps the practices of these commissioner or sub-area codes; all when
/// empty.
pub fn read(file: impl Read, only: &[String]) -> Result<Sheet> {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
    let mut columns = None;
    let mut sheet = Sheet::default();
    let mut record = csv::StringRecord::new();
    loop {
        let line = rows.position().line();
        match rows.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(_) => {
                sheet.refused.push((line, Message::new("places-row-not-utf8")));
                continue;
            }
        }
        let known = match &columns {
            Some(columns) => columns,
            None => match Columns::named(&record) {
                Some(found) => {
                    columns = Some(found);
                    continue;
                }
                None if record.len() >= 26 => columns.insert(Columns::published()),
                None => return Err(Error::refused("places-file-form")),
            },
        };
        take(&record, known, only, line, &mut sheet);
        if sheet.practices.len() > MOST_ROWS {
            return Err(Error::Refused(Message::new("places-file-long").with("most", MOST_ROWS)));
        }
    }
    if columns.is_none() {
        return Err(Error::refused("places-file-form"));
    }
    Ok(sheet)
}

fn take(record: &csv::StringRecord, at: &Columns, only: &[String], line: u64, sheet: &mut Sheet) {
    let cell = |n: usize| record.get(n).unwrap_or_default().trim();
    let maybe = |n: Option<usize>| n.map(cell).unwrap_or_default();
    let commissioner = maybe(at.commissioner).to_owned();
    let is_practice = at.setting.is_none_or(|n| cell(n) == "4");
    // D is dormant, P proposed: neither can be spoken of.
    let is_real = matches!(maybe(at.status), "" | "A" | "C" | "Active" | "ACTIVE");
    let is_meant = only.is_empty() || only.contains(&commissioner);
    if !(is_practice && is_real && is_meant) {
        sheet.others += 1;
        return;
    }
    let (Ok(opened_on), Ok(closed_on)) = (day(maybe(at.opened)), day(maybe(at.closed))) else {
        sheet.refused.push((line, Message::new("places-row-date")));
        return;
    };
    let code = cell(at.code);
    if code.is_empty() || cell(at.name).is_empty() {
        sheet.refused.push((line, Message::new("places-row-empty")));
        return;
    }
    let address: Vec<String> =
        at.address.iter().map(|n| cell(*n)).filter(|l| !l.is_empty()).map(from_capitals).collect();
    sheet.practices.push(Practice {
        code: code.to_uppercase(),
        name: from_capitals(cell(at.name)),
        address: address.join(", "),
        postcode: cell(at.postcode).to_owned(),
        telephone: maybe(at.telephone).to_owned(),
        opened_on,
        closed_on,
        commissioner,
    });
}

/// `19740401`, an ISO date, or nothing.
fn day(text: &str) -> Result<Option<NaiveDate>, chrono::ParseError> {
    if text.is_empty() {
        return Ok(None);
    }
    NaiveDate::parse_from_str(text, "%Y%m%d").or_else(|_| text.parse()).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMED: &str = "ods_code,name,address1,address2,town,county,postcode,opened,status,sub_icb_code\n\
        Y00001,THE ELM PRACTICE,1 ELM ROAD,,ELMTOWN,ESSEX,EL1 1AA,19740401,A,A3A8R\n\
        Y00002,DR NOBODY'S SURGERY,2 ELM ROAD,,ELMTOWN,,EL1 1AB,20010102,A,OTHER\n\
        Y00003,BAD DATE,,,,,EL1 1AC,2001-99-99,A,A3A8R\n\
        Y00004,PROPOSED,,,,,EL1 1AD,,P,A3A8R\n";

    #[test]
    fn a_file_with_names_is_read() {
        let sheet = read(NAMED.as_bytes(), &["A3A8R".into()]).unwrap();
        assert_eq!(sheet.practices.len(), 1);
        let practice = &sheet.practices[0];
        assert_eq!(practice.name, "The Elm Practice");
        assert_eq!(practice.address, "1 Elm Road, Elmtown, Essex");
        assert_eq!(practice.opened_on, NaiveDate::from_ymd_opt(1974, 4, 1));
        assert_eq!(sheet.others, 2);
        assert_eq!(sheet.refused, [(4, Message::new("places-row-date"))]);
        assert_eq!(read(NAMED.as_bytes(), &[]).unwrap().practices.len(), 2);
    }

    #[test]
    fn the_published_order_is_read() {
        let row = |code: &str, setting: &str| {
            format!(
                "\"{code}\",\"ELM SURGERY\",\"Y56\",\"QMF\",\"ELM HOUSE\",\"1 ELM ROAD\",\"\",\
                 \"ELMTOWN\",\"ESSEX\",\"EL1 1AA\",\"19740401\",\"20200331\",\"C\",\"B\",\"A3A8R\",\
                 \"20010101\",\"\",\"01632 960123\",\"\",\"\",\"\",\"0\",\"\",\"A3A8R\",\"\",\
                 \"{setting}\",\"\"\n"
            )
        };
        let file = row("Y00001", "4") + &row("Y00002", "8");
        let sheet = read(file.as_bytes(), &[]).unwrap();
        assert_eq!(sheet.practices.len(), 1);
        assert_eq!(sheet.practices[0].telephone, "01632 960123");
        assert_eq!(sheet.practices[0].closed_on, NaiveDate::from_ymd_opt(2020, 3, 31));
        assert_eq!(sheet.others, 1);
    }

    #[test]
    fn another_file_is_refused() {
        for other in ["", "a,b,c\n1,2,3\n", "<html>"] {
            assert!(read(other.as_bytes(), &[]).is_err(), "{other}");
        }
    }
}
