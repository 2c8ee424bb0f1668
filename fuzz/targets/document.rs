//! A file that someone attaches: what it is, and a picture made anew.
#![no_main]

use kernel::documents;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok((kind, kept)) = documents::examine("evidence.csv", bytes) else { return };
    // What is kept is taken again, and is what it was said to be.
    let again = documents::examine("evidence.csv", &kept).expect("what we made, we take");
    assert_eq!(again.0, kind);
});
