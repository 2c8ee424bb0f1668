//! The pseudo-languages: English made strange, so that a test shows text that is in no catalogue,
//! layouts with no room to spare, and pages that only work from left to right. Values put into a
//! message and HTML tags in it are left as they are.

use std::borrow::Cow;

const ACCENTED: [char; 52] = [
    'á', 'ƀ', 'ç', 'đ', 'é', 'ƒ', 'ĝ', 'ĥ', 'í', 'ĵ', 'ķ', 'ļ', 'ɱ', 'ñ', 'ó', 'þ', 'ǫ', 'ŕ', 'š',
    'ŧ', 'ú', 'ṽ', 'ŵ', 'ẋ', 'ý', 'ž', 'Á', 'Ɓ', 'Ç', 'Đ', 'É', 'Ƒ', 'Ĝ', 'Ĥ', 'Í', 'Ĵ', 'Ķ', 'Ļ',
    'Ḿ', 'Ñ', 'Ó', 'Þ', 'Ǫ', 'Ŕ', 'Š', 'Ŧ', 'Ú', 'Ṽ', 'Ŵ', 'Ẋ', 'Ý', 'Ž',
];

/// Accents every letter and doubles the vowels: a third longer, as translations are.
pub(super) fn accent(text: &str) -> Cow<'_, str> {
    Cow::Owned(outside_tags(text, |word| {
        let mut out = String::new();
        for c in word.chars() {
            let letter = accented(c);
            out.push(letter);
            if "aeiouAEIOU".contains(c) {
                out.push(letter);
            }
        }
        out
    }))
}

/// Puts each run of text in a right-to-left override, so that it reads from right to left.
pub(super) fn mirror(text: &str) -> Cow<'_, str> {
    Cow::Owned(outside_tags(text, |run| {
        let body = run.trim();
        if body.is_empty() {
            return run.to_owned();
        }
        let start = &run[..run.len() - run.trim_start().len()];
        let end = &run[run.trim_end().len()..];
        format!("{start}\u{202e}{body}\u{202c}{end}")
    }))
}

fn accented(c: char) -> char {
    let index = match c {
        'a'..='z' => c as usize - 'a' as usize,
        'A'..='Z' => c as usize - 'A' as usize + 26,
        _ => return c,
    };
    ACCENTED.get(index).copied().unwrap_or(c)
}

fn outside_tags(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        out.push_str(&change(&rest[..start]));
        out.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    out.push_str(&change(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_lengthen_and_leave_tags_alone() {
        assert_eq!(accent("Tell <a href=\"/us\">us</a>"), "Ŧééļļ <a href=\"/us\">úúš</a>");
    }

    #[test]
    fn mirrored_text_is_wrapped_between_its_spaces() {
        assert_eq!(mirror("Tell us "), "\u{202e}Tell us\u{202c} ");
        assert_eq!(mirror(" "), " ");
    }
}
