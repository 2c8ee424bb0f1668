//! Words to fill a record with: made up, the same for a seed, so that nothing from outside is
//! needed and a run can be repeated.

/// A small generator (SplitMix64): not for secrets.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }
}

const WHO: &[&str] = &[
    "The receptionist",
    "Our health visitor",
    "The nurse on the ward",
    "The consultant",
    "The physiotherapist",
    "My key worker",
    "The pharmacist",
    "The community team",
];
const DID: &[&str] = &[
    "explained everything",
    "was hard to reach",
    "listened to me",
    "kept us waiting",
    "rang back the same day",
    "seemed to be in a hurry",
    "was kind to my mother",
    "lost the letter",
];
const ABOUT: &[&str] = &[
    "about the medication",
    "before the appointment",
    "when we came home",
    "although the clinic was full",
    "after three weeks",
    "and the parking was difficult",
    "on the telephone",
    "in a language we understand",
];

/// One to four sentences.
pub fn sentences(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(4) {
        for (n, from) in [WHO, DID, ABOUT].into_iter().enumerate() {
            let word = from[usize::try_from(dice.below(from.len() as u64)).unwrap_or(0)];
            if n > 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
        text.push_str(". ");
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_says_the_same() {
        let say = |seed| sentences(&mut Dice::new(seed));
        assert_eq!(say(7), say(7));
        assert_ne!(say(7), say(8));
        assert!((0..100).all(|seed| say(seed).len() > 30));
    }
}
