//! Which language a reader gets: what the address asks for, else what they chose before, else what
//! the browser says; always one that the installation speaks.

use super::{Catalogue, Lang};

/// The cookie that keeps the choice. Essential: it holds nothing but a language tag.
pub const COOKIE: &str = "yousaid_lang";

/// Chooses from `?lang=`, the cookie and the `Accept-Language` header, in this order.
pub fn choose(
    catalogue: &Catalogue,
    query: Option<&str>,
    cookie: Option<&str>,
    accept: Option<&str>,
) -> Lang {
    let spoken = |tag: &str| Lang::find(tag).filter(|lang| catalogue.speaks(*lang));
    query
        .and_then(spoken)
        .or_else(|| cookie.and_then(spoken))
        .or_else(|| from_accept_language(accept?, |lang| catalogue.speaks(lang)))
        .unwrap_or_default()
}

/// The first language of an `Accept-Language` header, by weight and then by order, that `speaks`.
/// A pseudo-language is only given to who asks for it by name.
pub fn from_accept_language(header: &str, speaks: impl Fn(Lang) -> bool) -> Option<Lang> {
    let mut wanted: Vec<(u16, Lang)> = header
        .split(',')
        .take(20)
        .filter_map(|part| {
            let mut fields = part.split(';');
            let lang = Lang::find(fields.next()?)?;
            let weight = fields.find_map(|field| field.trim().strip_prefix("q="));
            let weight = weight.map_or(Some(1000), thousandths)?;
            (weight > 0 && speaks(lang) && !lang.is_pseudo()).then_some((weight, lang))
        })
        .collect();
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.first().map(|(_, lang)| *lang)
}

fn thousandths(text: &str) -> Option<u16> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let whole: u16 = whole.parse().ok()?;
    let part: u16 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    (whole <= 1).then(|| (whole * 1000 + part).min(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(_: Lang) -> bool {
        true
    }

    #[test]
    fn the_heaviest_language_that_is_spoken_wins() {
        let tag = |header| from_accept_language(header, any).map(Lang::tag);
        assert_eq!(tag("pl;q=0.4, cy;q=0.9, en;q=0.8"), Some("cy"));
        assert_eq!(tag("fr-CA, en;q=0.5"), Some("fr"));
        assert_eq!(tag("en;q=0, cy;q=0.1"), Some("cy"));
        assert_eq!(tag("tlh, *;q=0.1"), None);
        assert_eq!(tag("cy;q=banana"), None);
        assert_eq!(
            from_accept_language("cy, en;q=0.2", |lang| lang == Lang::ENGLISH),
            Some(Lang::ENGLISH)
        );
    }

    #[test]
    fn a_browser_is_never_given_a_pseudo_language() {
        assert_eq!(from_accept_language("ar-XB, en-XA;q=0.9", any), None);
    }
}
