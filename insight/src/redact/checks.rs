//! Check digits.

/// Whether ten digits pass the check digit of NHS numbers: weights 10 to 2, modulus 11 (NHS Data
/// Dictionary, 'NHS NUMBER'). One in eleven numbers passes by chance, so context counts as well.
pub fn nhs_number_passes(digits: &[u8]) -> bool {
    let [body @ .., check] = digits else { return false };
    if digits.len() != 10 || !digits.iter().all(|digit| *digit <= 9) {
        return false;
    }
    let sum: u32 = body.iter().zip((2..=10).rev()).map(|(d, w)| u32::from(*d) * w).sum();
    match 11 - sum % 11 {
        11 => *check == 0,
        10 => false,
        expected => u32::from(*check) == expected,
    }
}

/// Whether the digits of a payment card pass Luhn's check (ISO/IEC 7812-1, annex B).
pub fn card_passes(digits: &[u8]) -> bool {
    if !(13..=19).contains(&digits.len()) || digits.iter().all(|digit| *digit == 0) {
        return false;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let value = u32::from(*digit);
            match (at % 2 == 1, value * 2) {
                (true, doubled) if doubled > 9 => doubled - 9,
                (true, doubled) => doubled,
                (false, _) => value,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether an international bank account number passes modulus 97 (ISO 13616). Spaces are skipped.
pub fn iban_passes(text: &str) -> bool {
    let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).collect();
    if !(15..=34).contains(&letters.len()) {
        return false;
    }
    let (head, tail) = letters.split_at(4);
    let rest = tail.iter().chain(head).fold(0_u32, |rest, letter| {
        let value = u32::from(*letter);
        match letter {
            b'0'..=b'9' => (rest * 10 + value - 48) % 97,
            b'A'..=b'Z' => (rest * 100 + value - 55) % 97,
            _ => (rest * 100 + value - 87) % 97,
        }
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect()
    }

    #[test]
    fn nhs_numbers() {
        assert!(nhs_number_passes(&digits("943 476 5919")));
        assert!(!nhs_number_passes(&digits("943 476 5918")));
        assert!(nhs_number_passes(&digits("401 023 2137")));
        assert!(!nhs_number_passes(&digits("12345")));
        assert!(!nhs_number_passes(&[]));
    }

    #[test]
    fn cards_and_accounts() {
        assert!(card_passes(&digits("4111 1111 1111 1111")));
        assert!(!card_passes(&digits("4111 1111 1111 1112")));
        assert!(!card_passes(&[0; 16]));
        assert!(iban_passes("GB29 NWBK 6016 1331 9268 19"));
        assert!(iban_passes("gb29nwbk60161331926819"));
        assert!(!iban_passes("GB28 NWBK 6016 1331 9268 19"));
        assert!(!iban_passes(""));
    }
}
