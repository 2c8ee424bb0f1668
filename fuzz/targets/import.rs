//! A file of comments: any bytes, read to the end by a mapping that was guessed from them.
#![no_main]

use std::sync::Arc;

use chrono::NaiveDate;
use feedback::import::{Mapping, Reader, Source, Table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = Source::Bytes(Arc::from(bytes));
    let Ok(scan) = source.scan() else { return };
    let open = || Table::open(&source, scan.encoding);
    let Some(mapping) = open().ok().and_then(|mut table| Mapping::guess(&mut table).ok()) else {
        return;
    };
    let Ok(mut table) = open() else { return };
    let header = table.header().to_vec();
    let today = NaiveDate::from_ymd_opt(2026, 1, 14).expect("a day");
    let Ok(reader) = Reader::new(&mapping, &header, today) else { return };
    while let Ok(Some(row)) = table.next_row() {
        if let Ok(taken) = reader.read(&row) {
            assert!(taken.said_on <= today, "nobody spoke tomorrow");
        }
    }
});
