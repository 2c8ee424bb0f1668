//! Chance from a seed. The same seed gives the same numbers on every machine, so that a result
//! can be had again by whoever doubts it. Not for secrets.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "bits are cut to 53 before they become a fraction, and to the size asked for"
)]

/// The `SplitMix64` generator (Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Chance {
    state: u64,
}

impl Chance {
    /// A generator that starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.state)
    }

    /// A fraction from 0 up to, but not, 1.
    pub fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number from 0 up to, but not, `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.bits()) * end as u128) >> 64) as usize
    }

    /// A number of the standard normal distribution (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.fraction()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.fraction()).cos()
    }

    /// Puts the items in a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// At most `wanted` different places below `end`, in rising order.
    pub fn sample(&mut self, end: usize, wanted: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..end).collect();
        if wanted >= end {
            return places;
        }
        for at in 0..wanted {
            places.swap(at, at + self.below(end - at));
        }
        places.truncate(wanted);
        places.sort_unstable();
        places
    }

    /// A place picked in proportion to its weight; `None` when no weight is above 0.
    pub fn weighted(&mut self, weights: &[f64]) -> Option<usize> {
        let total: f64 = weights.iter().sum();
        if total.is_nan() || total <= 0.0 {
            return None;
        }
        let mut left = self.fraction() * total;
        let mut last = None;
        for (place, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            last = Some(place);
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }
}

/// Stirs the bits of a number, so that near numbers give far ones.
pub fn mixed(number: u64) -> u64 {
    let first = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let second = (first ^ (first >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    second ^ (second >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_published_for_the_generator() {
        let mut chance = Chance::new(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| chance.bits()).collect();
        assert_eq!(
            drawn,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn normal_numbers_have_mean_nought_and_spread_one() {
        let mut chance = Chance::new(3);
        let drawn: Vec<f64> = (0..20_000).map(|_| chance.normal()).collect();
        let mean = drawn.iter().sum::<f64>() / 20_000.0;
        let spread = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (spread - 1.0).abs() < 0.05, "{mean} {spread}");
    }

    #[test]
    fn samples_are_different_places_in_order() {
        let drawn = Chance::new(1).sample(100, 20);
        assert_eq!(drawn.len(), 20);
        assert!(drawn.windows(2).all(|two| two[0] < two[1]) && drawn[19] < 100);
        assert_eq!(Chance::new(1).sample(3, 9), [0, 1, 2]);
    }

    #[test]
    fn weights_of_nothing_pick_nothing() {
        assert_eq!(Chance::new(1).weighted(&[0.0, 0.0]), None);
        assert_eq!(Chance::new(1).weighted(&[0.0, 2.0, 0.0]), Some(1));
        assert_eq!(Chance::new(1).below(0), 0);
    }
}
