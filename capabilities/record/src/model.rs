//! Reading what someone pasted into the receipt check.

use ledger::{Hash, VerifyingKey};

/// What was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pasted {
    /// A signed receipt whose signature is ours.
    Receipt(ledger::Receipt),
    /// A digest alone.
    Digest(Hash),
    /// A receipt that we did not sign, or that was changed.
    Forged,
    /// Neither.
    Unreadable,
}

/// Reads a signed receipt, or a digest of 64 hexadecimal digits with or without spaces.
pub fn read(text: &str, keys: &[VerifyingKey]) -> Pasted {
    let text = text.trim();
    match ledger::Receipt::open(text, keys) {
        Ok(receipt) => return Pasted::Receipt(receipt),
        Err(ledger::NoteError::Format) => {}
        Err(_) => return Pasted::Forged,
    }
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok();
    match bytes.and_then(|b| Hash::try_from(b).ok()) {
        Some(leaf) => Pasted::Digest(leaf),
        None => Pasted::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_a_digest_and_neither_are_told_apart() {
        let key = ledger::SigningKey::from_seed([1; 32]);
        let other = ledger::SigningKey::from_seed([2; 32]);
        let receipt = ledger::Receipt {
            origin: "yousaid/test".into(),
            sequence: 3,
            leaf: [9; 32],
            time_micros: 5,
        };
        let keys = [key.verifying_key()];
        let line = receipt.sign(&key);
        assert_eq!(read(&line, &keys), Pasted::Receipt(receipt.clone()));
        assert_eq!(read(&line.replace(' ', "\n  "), &keys), Pasted::Receipt(receipt.clone()));
        assert_eq!(read(&receipt.sign(&other), &keys), Pasted::Forged);
        assert_eq!(read(&line.replacen(" 3 ", " 4 ", 1), &keys), Pasted::Forged);
        assert_eq!(read(&"09 ".repeat(32), &keys), Pasted::Digest([9; 32]));
        for text in ["", "hello", "09", &"0".repeat(65)] {
            assert_eq!(read(text, &keys), Pasted::Unreadable, "{text}");
        }
    }
}
