//! Tails of counts: how surprising is it to see so many or more.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

/// The natural logarithm of the gamma function for numbers above 0 (Lanczos, nine terms).
pub fn ln_gamma(number: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if number < 0.5 {
        let sine = (std::f64::consts::PI * number).sin();
        return (std::f64::consts::PI / sine).ln() - ln_gamma(1.0 - number);
    }
    let less = number - 1.0;
    let mut series = 0.999_999_999_999_809_9;
    for (place, term) in TERMS.iter().enumerate() {
        series += term / (less + place as f64 + 1.0);
    }
    let shifted = less + 7.5;
    0.5 * std::f64::consts::TAU.ln() + (less + 0.5) * shifted.ln() - shifted + series.ln()
}

/// The chance of `seen` or more when counts are Poisson with this mean. 1 when `seen` is 0.
pub fn poisson_tail(seen: u64, mean: f64) -> f64 {
    if seen == 0 {
        return 1.0;
    }
    if mean.is_nan() || mean <= 0.0 {
        return 0.0;
    }
    let at = seen as f64;
    let log_of = |count: f64| count * mean.ln() - mean - ln_gamma(count + 1.0);
    if at > mean {
        sum_up(log_of(at).exp(), at, |count| mean / (count + 1.0))
    } else {
        1.0 - sum_down(log_of(at - 1.0).exp(), at - 1.0, |count| count / mean)
    }
}

/// The chance of `seen` or more when counts are negative binomial with this mean and variance.
/// A variance not above the mean is read as Poisson.
pub fn negative_binomial_tail(seen: u64, mean: f64, variance: f64) -> f64 {
    if seen == 0 {
        return 1.0;
    }
    if mean.is_nan() || mean <= 0.0 {
        return 0.0;
    }
    if variance.is_nan() || variance <= mean * (1.0 + 1e-9) {
        return poisson_tail(seen, mean);
    }
    let size = mean * mean / (variance - mean);
    let spread = mean / (size + mean);
    let at = seen as f64;
    let log_of = |count: f64| {
        ln_gamma(count + size) - ln_gamma(size) - ln_gamma(count + 1.0)
            + size * (1.0 - spread).ln()
            + count * spread.ln()
    };
    if at > mean {
        sum_up(log_of(at).exp(), at, |count| (count + size) / (count + 1.0) * spread)
    } else {
        let back = |count: f64| count / ((count - 1.0 + size) * spread);
        1.0 - sum_down(log_of(at - 1.0).exp(), at - 1.0, back)
    }
}

/// Adds the terms from `at` upwards until they no longer matter.
fn sum_up(first: f64, at: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let (mut term, mut count, mut sum) = (first, at, first);
    while term > sum * 1e-17 && sum > 0.0 {
        term *= ratio(count);
        count += 1.0;
        sum += term;
    }
    sum.min(1.0)
}

/// Adds the terms from `at` down to 0 until they no longer matter.
fn sum_down(first: f64, at: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let (mut term, mut count, mut sum) = (first, at, first);
    while count >= 1.0 && term > sum * 1e-17 {
        term *= ratio(count);
        count -= 1.0;
        sum += term;
    }
    sum.min(1.0)
}

/// Which tests of one run to believe when a share of `rate` false ones among those believed is
/// accepted (Benjamini and Hochberg 1995). One answer for each chance, in the same order.
pub fn believe(chances: &[f64], rate: f64) -> Vec<bool> {
    let mut sorted: Vec<f64> = chances.to_vec();
    sorted.sort_by(f64::total_cmp);
    let all = sorted.len() as f64;
    let highest = sorted
        .iter()
        .enumerate()
        .filter(|(place, chance)| **chance <= rate * (*place as f64 + 1.0) / all)
        .map(|(_, chance)| *chance)
        .next_back();
    chances.iter().map(|chance| highest.is_some_and(|limit| *chance <= limit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, known: f64) {
        assert!((found - known).abs() <= 1e-9 * known.abs().max(1e-3), "{found} is not {known}");
    }

    #[test]
    fn gamma_is_factorial_at_whole_numbers_and_root_pi_at_a_half() {
        let mut factorial = 1.0_f64;
        for number in 1..20_u32 {
            near(ln_gamma(f64::from(number)), factorial.ln());
            factorial *= f64::from(number);
        }
        near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln());
        near(ln_gamma(0.1), 2.252_712_651_734_206);
    }

    #[test]
    fn poisson_tails_sum_their_terms() {
        for mean in [0.3, 1.0, 4.2, 30.0_f64] {
            let mut term = (-mean).exp();
            let mut below = 0.0;
            for seen in 0..12_u32 {
                near(poisson_tail(u64::from(seen), mean), 1.0 - below);
                below += term;
                term *= mean / f64::from(seen + 1);
            }
        }
        near(poisson_tail(10, 3.0), 0.001_102_488_130_115_472);
        assert!(poisson_tail(3, 0.0) < 1e-12);
    }

    #[test]
    fn negative_binomial_tails_sum_their_terms() {
        // Mean 3, variance 6: size 3, chance of a success 0.5.
        let terms = [0.125, 0.1875, 0.1875, 0.15625, 0.117_187_5, 0.082_031_25];
        let mut below = 0.0;
        for (seen, term) in terms.iter().enumerate() {
            near(negative_binomial_tail(seen as u64, 3.0, 6.0), 1.0 - below);
            below += term;
        }
        near(negative_binomial_tail(7, 5.0, 5.0), poisson_tail(7, 5.0));
        assert!(negative_binomial_tail(1_000_000, 999_000.0, 2_000_000.0) > 0.2);
    }

    #[test]
    fn false_discovery_follows_the_steps_of_its_inventors() {
        // The worked example of Benjamini and Hochberg 1995: the first four of fifteen.
        let chances = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0000,
        ];
        let believed = believe(&chances, 0.05);
        assert_eq!(believed.iter().filter(|yes| **yes).count(), 4);
        assert!(believe(&[], 0.1).is_empty());
    }
}
