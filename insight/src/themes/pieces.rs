//! The pieces of a word: its runs of three to five letters, the word's ends marked. Misspellings
//! and endings share most of their pieces with the word that was meant.

/// Bits of a piece's number.
pub const BITS: u32 = 18;
/// Letters of a word that are looked at; the rest of a longer one is left out.
const LONGEST: usize = 24;

/// The numbers of a word's pieces, below 2^18; a piece that occurs twice is given twice.
pub fn pieces(word: &str) -> Vec<u32> {
    let mut letters = vec!['\u{2}'];
    letters.extend(word.chars().flat_map(char::to_lowercase).take(LONGEST));
    letters.push('\u{3}');
    (3..=5_usize)
        .flat_map(|length| letters.windows(length))
        .map(|run| {
            let hash = fnv(run.iter().flat_map(|letter| u32::from(*letter).to_le_bytes()));
            u32::try_from(hash >> (64 - BITS)).unwrap_or(0)
        })
        .collect()
}

/// The FNV-1a hash of bytes, stirred so that its upper bits are good.
pub fn fnv(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let hash = bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    crate::arithmetic::chance::mixed(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_do_not_mind_capitals_and_mind_ends() {
        assert_eq!(pieces("Ward"), pieces("ward"));
        assert_eq!(pieces("ward").len(), 4 + 3 + 2);
        assert_eq!(pieces("a").len(), 1);
        assert!(pieces("").is_empty());
        let (kind, unkind) = (pieces("kind"), pieces("unkind"));
        let shared = kind.iter().filter(|piece| unkind.contains(piece)).count();
        assert!(shared > 0 && shared < kind.len());
        assert!(pieces(&"x".repeat(1_000_000)).len() < 100);
        assert!(pieces("ward").iter().all(|piece| *piece < 1 << BITS));
    }
}
