//! The few rules for text and numbers that notes, receipts and bundles share.

use crate::hash::Hash;
use data_encoding::{BASE64, HEXLOWER};

/// A kind, role or subject kind: 1 to 64 visible ASCII characters.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// An origin: 1 to 200 visible ASCII characters without `"`, `\` and `+`. The first two need no
/// escape in a bundle then; the last is not allowed in the name on a signed note.
pub(crate) fn is_origin(text: &str) -> bool {
    (1..=200).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b'+'))
}

/// A reason: 1 to 100 printable ASCII characters without `"` and `\`, no space at either end.
pub(crate) fn is_reason(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'))
}

/// An unsigned decimal number with no sign and no leading zero.
pub(crate) fn unsigned(text: &str) -> Option<u64> {
    let canonical =
        text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    if canonical { text.parse().ok() } else { None }
}

/// A decimal number with an optional minus sign and no leading zero.
pub(crate) fn signed(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = text == "0"
        || (!digits.starts_with('0')
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit()));
    if canonical { text.parse().ok() } else { None }
}

/// Standard base64 with padding and zero spare bits.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    // The decoder would take several padded pieces one after the other.
    let padding = text.find('=').map_or(0, |at| text.len() - at);
    if padding > 2 { None } else { BASE64.decode(text.as_bytes()).ok() }
}

/// A hash in lower-case hexadecimal.
pub(crate) fn hex_hash(text: &str) -> Option<Hash> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// A hash in base64.
pub(crate) fn base64_hash(text: &str) -> Option<Hash> {
    base64(text)?.try_into().ok()
}
