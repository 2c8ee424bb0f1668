//! An exported record, a receipt and a checkpoint that someone brings to be checked.
#![no_main]

use ledger::bundle;
use ledger::{Checkpoint, Entry, Receipt, VerifyOptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Nothing that was not signed by a trusted key is found good.
    let report = bundle::verify(bytes, &VerifyOptions::default());
    assert!(!report.is_good());
    if let Ok(entry) = Entry::decode(bytes) {
        assert_eq!(entry.encode(), bytes, "an entry has one form only");
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(Checkpoint::open(text, &[]).is_err());
        assert!(Receipt::open(text, &[]).is_err());
    }
});
