//! Cuts a Nunjucks template into text and tags, and a tag into words, so that the rewriting rules
//! never touch what stands in a string, in text or in a comment.

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text outside all tags, and comments, kept as they are.
    Text(&'a str),
    /// `{% … %}` or `{{ … }}`.
    Tag(Tag<'a>),
}

/// One tag with its delimiters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// `{%`, `{%-`, `{{` or `{{-`.
    pub open: &'a str,
    /// The words between, white space included.
    pub words: Vec<Word<'a>>,
    /// `%}`, `-%}`, `}}` or `-}}`.
    pub close: &'a str,
}

/// A word of the expression language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// White space.
    Space(&'a str),
    /// A name or keyword.
    Name(&'a str),
    /// A quoted string with its quotes.
    Quoted(&'a str),
    /// A number.
    Number(&'a str),
    /// An operator or bracket.
    Sign(&'a str),
}

impl<'a> Word<'a> {
    /// The source text of the word.
    pub fn text(self) -> &'a str {
        match self {
            Word::Space(text)
            | Word::Name(text)
            | Word::Quoted(text)
            | Word::Number(text)
            | Word::Sign(text) => text,
        }
    }
}

impl Tag<'_> {
    /// Whether this is a statement (`{% … %}`).
    pub fn is_statement(&self) -> bool {
        self.open.starts_with("{%")
    }

    /// The first name of a statement: `set`, `for`, `endfor` …
    pub fn keyword(&self) -> Option<&str> {
        if !self.is_statement() {
            return None;
        }
        self.names().next()
    }

    /// The names in the tag, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.words.iter().filter_map(|word| match word {
            Word::Name(name) => Some(*name),
            _ => None,
        })
    }
}

/// Cuts a template into pieces.
pub(super) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let start = ["{{", "{%", "{#"].iter().filter_map(|open| rest.find(open)).min();
        let Some(start) = start else {
            found.push(Piece::Text(rest));
            break;
        };
        if start > 0 {
            found.push(Piece::Text(&rest[..start]));
        }
        rest = &rest[start..];
        if rest.starts_with("{#") {
            let end = rest.find("#}").map_or(rest.len(), |end| end + 2);
            found.push(Piece::Text(&rest[..end]));
            rest = &rest[end..];
        } else {
            let (tag, length) = tag(rest);
            found.push(Piece::Tag(tag));
            rest = &rest[length..];
        }
    }
    found
}

fn tag(source: &str) -> (Tag<'_>, usize) {
    let statement = source.starts_with("{%");
    let open = if source[2..].starts_with('-') { &source[..3] } else { &source[..2] };
    let ends = if statement { ["-%}", "%}"] } else { ["-}}", "}}"] };
    let mut words = Vec::new();
    let mut at = open.len();
    let mut depth = 0_usize;
    while at < source.len() {
        let rest = &source[at..];
        if depth == 0
            && let Some(close) = ends.iter().find(|end| rest.starts_with(**end))
        {
            return (Tag { open, words, close: &rest[..close.len()] }, at + close.len());
        }
        let word = word(rest);
        match word {
            Word::Sign("{" | "[" | "(") => depth += 1,
            Word::Sign("}" | "]" | ")") => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += word.text().len();
        words.push(word);
    }
    // An unclosed tag: the template engine reports it.
    (Tag { open, words, close: "" }, source.len())
}

fn word(rest: &str) -> Word<'_> {
    let first = rest.chars().next().unwrap_or(' ');
    let run = |test: fn(char) -> bool| {
        let end = rest.find(|c| !test(c)).unwrap_or(rest.len());
        &rest[..end]
    };
    if first.is_whitespace() {
        Word::Space(run(char::is_whitespace))
    } else if first.is_alphabetic() || first == '_' {
        Word::Name(run(|c| c.is_alphanumeric() || c == '_'))
    } else if first.is_ascii_digit() {
        Word::Number(run(|c| c.is_ascii_digit()))
    } else if first == '"' || first == '\'' {
        Word::Quoted(quoted(rest, first))
    } else {
        let signs = ["===", "!==", "==", "!=", "<=", ">=", "//", "**"];
        let length = signs
            .iter()
            .find(|sign| rest.starts_with(**sign))
            .map_or(first.len_utf8(), |sign| sign.len());
        Word::Sign(&rest[..length])
    }
}

fn quoted(rest: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return &rest[..=at],
            _ => {}
        }
    }
    rest
}
