//! A file's name, made safe to show and to save under.

use super::content::Kind;
use crate::mail::one_line;

/// Names that mean a device to Windows, whatever follows them.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// The last part of the name that was sent, without what a file system or a page could take
/// amiss, and with the ending that its content asks for: `report.pdf.exe` that is a picture
/// becomes `report.pdf.exe.png`.
pub(super) fn sanitise(sent: &str, kind: Kind) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = one_line(last, 500)
        .chars()
        .map(|c| {
            if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '&' | '\'') { '-' } else { c }
        })
        .collect();
    let plain = plain.trim_matches(['.', ' ', '-', '~']);
    let ends_right = kind.endings().iter().any(|ending| {
        plain.rsplit_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(ending))
    });
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, own)) if ends_right => (stem, own.to_ascii_lowercase()),
        _ => (plain, kind.endings()[0].to_owned()),
    };
    let mut stem: String = stem.chars().take(100).collect();
    let first = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port = matches!(first.as_bytes(), [b'c', b'o', b'm', n] | [b'l', b'p', b't', n] if n.is_ascii_digit());
    if stem.trim().is_empty() {
        "document".clone_into(&mut stem);
    } else if DEVICES.contains(&first.as_str()) || is_port {
        stem.insert(0, '_');
    }
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_safe() {
        for (sent, kind, expected) in [
            ("Minutes, May 2016.PDF", Kind::Pdf, "Minutes, May 2016.pdf"),
            ("photo.jpeg", Kind::Jpeg, "photo.jpeg"),
            ("photo.exe", Kind::Png, "photo.exe.png"),
            ("../../etc/passwd", Kind::Text, "passwd.txt"),
            ("C:\\Users\\me\\plan.docx", Kind::Docx, "plan.docx"),
            ("a\r\nContent-Type: text/html.pdf", Kind::Pdf, "html.pdf"),
            ("a\r\nX\".pdf", Kind::Pdf, "a X-.pdf"),
            ("<script>.pdf", Kind::Pdf, "script-.pdf"),
            ("", Kind::Pdf, "document.pdf"),
            ("...", Kind::Csv, "document.csv"),
            (".pdf", Kind::Pdf, "pdf.pdf"),
            ("con.pdf", Kind::Pdf, "_con.pdf"),
            ("LPT1.x.pdf", Kind::Pdf, "_LPT1.x.pdf"),
            ("exe\u{202e}fdp.pdf", Kind::Pdf, "exefdp.pdf"),
            ("adroddiad Siân.odt", Kind::Odt, "adroddiad Siân.odt"),
        ] {
            assert_eq!(sanitise(sent, kind), expected, "{sent:?}");
        }
        assert!(sanitise(&"x".repeat(10_000), Kind::Pdf).len() < 120);
    }
}
