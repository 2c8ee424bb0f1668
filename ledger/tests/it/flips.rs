//! Chance damage: any bit, any cut, any garbage.

use proptest::prelude::*;

use crate::both::{check, codes};
use crate::world::World;

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whichever bit of the file changes, both verifiers see it and name the same place.
    #[test]
    fn every_flipped_bit_is_seen(at in any::<prop::sample::Index>(), bit in 0..8) {
        let mut bundle = World::good().bundle();
        let at = at.index(bundle.len());
        bundle[at] ^= 1_u8 << bit;
        prop_assert!(!check(&bundle).is_good());
    }

    /// Wherever the file is cut, likewise.
    #[test]
    fn every_cut_is_seen(at in any::<prop::sample::Index>()) {
        let bundle = World::good().bundle_in_place();
        prop_assert!(!check(&bundle[..at.index(bundle.len())]).is_good());
    }

    /// A line replaced by garbage stops both, at the same place.
    #[test]
    fn garbage_is_refused(line in 0_usize..30, garbage in prop::collection::vec(any::<u8>(), 0..60)) {
        let bundle = World::good().bundle();
        let mut lines: Vec<&[u8]> = bundle.split_inclusive(|byte| *byte == b'\n').collect();
        let line = line.min(lines.len() - 1);
        lines[line] = &garbage;
        prop_assert!(!check(&lines.concat()).is_good());
    }

    /// Text that looks like a bundle's lines does not upset either.
    #[test]
    fn almost_lines_are_refused(text in "(\\{\"(sequence|note|size)\":[\"0-9a-z,:+/=\\\\n]{0,40}\\}\n){1,4}") {
        let bundle = World::good().bundle();
        let end = bundle.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        prop_assert!(!check(&[&bundle[..end], text.as_bytes()].concat()).is_good());
    }
}

#[test]
fn a_huge_line_is_refused() {
    let bundle = World::good().bundle();
    let end = bundle.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut long = bundle[..end].to_vec();
    long.resize(end + 17 * 1024 * 1024, b'a');
    long.push(b'\n');
    assert_eq!(codes(&check(&long)), [(Some(0), "line")]);
    assert_eq!(codes(&check(&long[end..])), [(None, "header")]);
}
