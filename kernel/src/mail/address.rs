//! Who a letter goes to, and words made safe for a header (abuse case A21).

use crate::error::{Error, Result};

/// One person's address and name. Made only by [`Recipient::new`], so that one that exists is
/// sound; it holds one address, so that nobody sees another's (abuse case A22).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    address: String,
    name: String,
}

impl Recipient {
    /// Reads an address as a person types it. Refused, with words for the form: anything but one
    /// plain address. Addresses beyond ASCII are refused too, for not every mail server on the
    /// way takes them (SMTPUTF8).
    pub fn new(address: &str, name: &str) -> Result<Self> {
        let address = address.trim();
        if !is_address(address) {
            return Err(Error::invalid("email", "mail-address-form"));
        }
        Ok(Self { address: address.to_owned(), name: one_line(name, 100) })
    }

    /// The address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The name, made safe for a header; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The part after the @, in small letters.
    pub fn domain(&self) -> String {
        self.address.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
    }
}

/// `local@domain` of RFC 5321 without its quoted forms: dots between atoms, and a domain of two
/// labels or more.
fn is_address(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    address.len() <= 254
        && local.len() <= 64
        && local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom))
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// Whether a character could end a line, or pretend to: CR, LF, NUL and every other control, and
/// Unicode's own line and paragraph separators.
fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character turns the writing around or hides: a name must look like what it is.
fn deceives(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Words for a header: one line, no longer than so many characters, with nothing that ends it.
/// `=?`, which would begin an encoded word, is taken apart.
pub fn one_line(words: &str, most: usize) -> String {
    let spaced: String =
        words.chars().filter(|c| !deceives(*c)).map(|c| if breaks(c) { ' ' } else { c }).collect();
    let tidy = spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    tidy.replace("=?", "= ?").chars().take(most).collect::<String>().trim_end().to_owned()
}

/// Words for the inside of a letter: lines end in `\n` whatever they ended in, and no other
/// control character but the tab is left, so that no server on the way reads the end of the
/// letter into it (SMTP smuggling).
pub fn plain_lines(words: &str) -> String {
    words
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\n' | '\t' => Some(c),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_addresses_are_taken() {
        for address in ["a@b.example", "jo.o'neill+news@mail.nhs.example", " padded@x.example "] {
            assert!(Recipient::new(address, "Jo").is_ok(), "{address}");
        }
        assert_eq!(Recipient::new("A@B.Example", "").unwrap().domain(), "b.example");
    }

    #[test]
    fn whatever_could_be_two_recipients_or_a_command_is_refused() {
        for address in [
            "",
            "a",
            "a@b",
            "@b.example",
            "a@",
            "a@b.example,c@d.example",
            "a@b.example c@d.example",
            "a@b.example\r\nRCPT TO:<c@d.example>",
            "a@b.example\nBcc: c@d.example",
            "a@b.example\0",
            "<a@b.example>",
            "a@@b.example",
            "a@b@c.example",
            "\"a b\"@c.example",
            "a..b@c.example",
            ".a@c.example",
            "a@-b.example",
            "a@b..example",
            "a@b.example.",
            "ä@b.example",
            "a@bü.example",
            "a@b.exa\u{2028}mple",
            "a@[127.0.0.1]",
            "a;b@c.example",
            "a@b.exa\tmple",
        ] {
            assert!(Recipient::new(address, "").is_err(), "{address:?}");
        }
        assert!(Recipient::new(&format!("{}@b.example", "a".repeat(65)), "").is_err());
    }

    #[test]
    fn a_header_is_one_line_and_no_encoded_word() {
        assert_eq!(one_line("Hello\r\nBcc: all@x.example", 100), "Hello Bcc: all@x.example");
        assert_eq!(one_line("a\0b\u{85}c\u{2028}d\u{2029}e\u{1b}f", 100), "a b c d e f");
        assert_eq!(one_line("=?utf-8?q?=0d=0aBcc?=", 100), "= ?utf-8?q?=0d=0aBcc?=");
        assert_eq!(one_line("Jo \u{202e}elpmaxe", 100), "Jo elpmaxe");
        assert_eq!(one_line("abc", 2), "ab");
    }

    proptest! {
        #[test]
        fn no_words_can_break_a_header(words in ".{0,200}") {
            let line = one_line(&words, 100);
            prop_assert!(line.chars().all(|c| !breaks(c)));
            prop_assert!(!line.contains("=?"));
            prop_assert_eq!(one_line(&line, 100), line);
        }

        #[test]
        fn no_words_can_end_a_letter(words in "[\\x00-\\x7f\\r\\n.]{0,200}") {
            prop_assert!(plain_lines(&words).chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()));
        }

        #[test]
        fn an_address_that_is_taken_is_one_address(words in "[a-z@.<>, \\r\\n\"]{0,30}") {
            if let Ok(to) = Recipient::new(&words, "") {
                prop_assert_eq!(to.address().matches('@').count(), 1);
                prop_assert!(to.address().chars().all(|c| c.is_ascii_graphic() && !",<>\"".contains(c)));
            }
        }
    }
}
