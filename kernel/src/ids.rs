//! Ids, codes and tokens, from chance that is handed in.

use std::sync::Mutex;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER, Specification};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use chrono::{DateTime, Utc};

/// Where chance comes from.
pub trait Chance: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// A generator seeded by the operating system.
pub struct SystemChance(Mutex<StdRng>);

impl Default for SystemChance {
    fn default() -> Self {
        let mut seed = [0u8; 32];
        #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
        rand::rng().fill_bytes(&mut seed);
        Self(Mutex::new(StdRng::from_seed(seed)))
    }
}

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// A generator that repeats itself for a seed.
pub struct SeededChance(Mutex<StdRng>);

impl SeededChance {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// An id that sorts by the time it was made (UUID version 7).
pub fn ordered(chance: &dyn Chance, at: DateTime<Utc>) -> Uuid {
    let mut random = [0u8; 10];
    chance.fill(&mut random);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// An id that tells nothing of when it was made (UUID version 4).
pub fn unordered(chance: &dyn Chance) -> Uuid {
    let mut random = [0u8; 16];
    chance.fill(&mut random);
    uuid::Builder::from_random_bytes(random).into_uuid()
}

/// Letters and digits that cannot be taken for one another (Crockford's base 32).
const PLAIN: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A reference that a person can write down and read out: 80 bits as four groups of four,
/// `7K3M-9QXT-4B2D-W8PA`. Too many to guess (abuse case A11 asks for 60 bits).
pub fn reference(chance: &dyn Chance) -> String {
    let mut random = [0u8; 10];
    chance.fill(&mut random);
    let mut specification = Specification::new();
    specification.symbols.push_str(PLAIN);
    let Ok(encoding) = specification.encoding() else { return String::new() };
    let letters = encoding.encode(&random);
    letters
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect::<Vec<_>>()
        .join("-")
}

/// Reads a reference as people type it: any case, spaces or none, O for 0, I and L for 1.
/// `None` when it cannot be one.
pub fn read_reference(typed: &str) -> Option<String> {
    let letters: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.'))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    if letters.len() != 16 || !letters.chars().all(|c| PLAIN.contains(c)) {
        return None;
    }
    let groups: Vec<&str> = (0..4).map(|n| &letters[n * 4..n * 4 + 4]).collect();
    Some(groups.join("-"))
}

/// A secret for a link or a cookie (256 bits); only its digest is stored (abuse case A09).
pub fn token(chance: &dyn Chance) -> String {
    let mut random = [0u8; 32];
    chance.fill(&mut random);
    BASE64URL_NOPAD.encode(&random)
}

/// What is stored in place of a token.
pub fn token_digest(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_however_it_is_typed() {
        let chance = SeededChance::new(7);
        for _ in 0..1000 {
            let code = reference(&chance);
            assert_eq!(code.len(), 19);
            assert_eq!(read_reference(&code).as_deref(), Some(code.as_str()));
            let typed = format!(" {} ", code.to_lowercase().replace('-', " ").replace('0', "o"));
            assert_eq!(read_reference(&typed).as_deref(), Some(code.as_str()));
        }
    }

    #[test]
    fn what_is_not_a_reference_is_refused() {
        for typed in
            ["", "7K3M", "7K3M-9QXT-4B2D-W8P!", "7K3M-9QXT-4B2D-W8PAA", "ÜK3M-9QXT-4B2D-W8PA"]
        {
            assert_eq!(read_reference(typed), None, "{typed}");
        }
    }
}
