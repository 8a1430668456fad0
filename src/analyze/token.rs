/*!
Text → tokens: words, numbers, marks and addresses, each a place in the text. Splits at hyphens ("Tehran-based" is three tokens, none of
them parted by space) and before "'s" and "n't"; keeps "U.S.", "Mr.", "O'Brien", "1,200.50" and addresses whole. Knows nothing of sentences.
*/

use crate::text::Span;

/// A token: a place in the text, and what stands there at first sight. Twelve bytes, since a long text has millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the article's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub kind: Kind,
    /// How it is written.
    flags: u16,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A word, an abbreviation with its dots, a contraction's tail ("'s", "n't").
    Word,
    /// Begins with a digit: "1,200.50", "16th", "3.5m", "10:30".
    Number,
    /// `.` `!` `?` `…` and runs of them.
    Stop,
    /// A mark that opens a quotation: `“ ‘ „ «`.
    Open,
    /// A mark that closes one, or an apostrophe: `” ’ »`.
    Close,
    /// A straight mark that may do either: `"` `'`.
    Neutral,
    /// Any other mark.
    Punct,
    /// A web or mail address.
    Address,
    /// `@name`.
    Handle,
    /// `#topic`.
    Hashtag,
}

impl Token {
    /// Its first letter is upper case.
    pub const CAPITAL: u16 = 1;
    /// It has two or more letters, all upper case.
    pub const CAPS: u16 = 2;
    /// White space stands before it, or a block begins with it.
    pub const SPACED: u16 = 4;
    /// A line of the text begins with it.
    pub const LINE: u16 = 8;
    /// It holds a digit.
    pub const DIGIT: u16 = 16;
    /// It ends in the dot of an abbreviation.
    pub const DOTTED: u16 = 32;
    /// It has an upper-case letter after a lower-case one.
    pub const MIXED: u16 = 64;

    /// Where it stands.
    pub const fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// Whether it has the flag.
    pub const fn is(self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    /// All its flags.
    pub const fn flags(self) -> u16 {
        self.flags
    }

    /// Whether it is a quotation mark of any sort.
    pub const fn is_quotation_mark(self) -> bool {
        matches!(self.kind, Kind::Open | Kind::Close | Kind::Neutral)
    }

    /// Whether it is a word that begins with a capital.
    pub const fn is_capital_word(self) -> bool {
        matches!(self.kind, Kind::Word) && self.is(Self::CAPITAL)
    }
}

/// Abbreviations whose dot belongs to them, lower case. Those before a name ("Mr.") never end a sentence.
const BEFORE_NAME: &[&str] = &[
    "adm", "amb", "asst", "atty", "brig", "capt", "cdr", "cmdr", "col", "comdr", "cpl", "del", "dr", "fr", "gen", "gov", "hon", "insp",
    "lt", "maj", "messrs", "mr", "mrs", "ms", "mt", "mx", "msgr", "mme", "mlle", "pres", "prof", "pvt", "rep", "reps", "rev", "sec", "sen",
    "sens", "sgt", "sr", "sra", "srta", "st", "ste", "supt", "vs", "v", "art",
];
const OTHER: &[&str] = &[
    "jr", "inc", "ltd", "co", "corp", "bros", "llc", "plc", "dept", "univ", "assn", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sept", "sep", "oct", "nov", "dec", "ave", "blvd", "rd", "hwy", "ft", "approx", "etc", "al", "eg", "ie", "cf", "ph", "mass", "calif",
    "conn", "ariz", "fla", "ill", "wis", "tenn", "minn", "mich", "okla", "colo", "ky", "ga", "va", "pa", "wash", "tex", "penn", "tel",
];
/// Abbreviations only when a number follows.
const BEFORE_NUMBER: &[&str] = &["no", "nos", "p", "pp", "art", "fig", "ch", "vol", "sec"];

/// Whether `word` (its dot included) is an abbreviation that stands before a name or number and so never ends a sentence.
pub fn stands_before_name(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    listed(BEFORE_NAME, bare) || listed(BEFORE_NUMBER, bare)
}

fn listed(list: &[&str], word: &str) -> bool {
    word.len() <= 7 && list.iter().any(|w| w.eq_ignore_ascii_case(word))
}

fn is_abbreviation(word: &str, next: Option<char>, after: &str) -> bool {
    // An initial, "U.S", "a.m": letters parted by dots.
    let letters_and_dots = word.split('.').all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    });
    if letters_and_dots && (word.contains('.') || (word.chars().all(char::is_uppercase) && word != "I")) {
        return true;
    }
    if listed(BEFORE_NAME, word) || listed(OTHER, word) {
        // A plain small word ("al.", "mar.", "ill.") at the end of its sentence is none.
        return word.chars().next().is_some_and(char::is_uppercase) || matches!(word, "etc" | "al" | "vs" | "v" | "approx" | "jr" | "st");
    }
    let number = next == Some(' ') && after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    number && listed(BEFORE_NUMBER, word)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Letters, digits and what may stand inside a word: combining accents and joiners.
fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{ad}')
}

/// Appends the tokens of the block that `span` covers to `tokens`.
pub fn tokenize(text: &str, span: Span, tokens: &mut Vec<Token>) {
    let block = span.of(text);
    let mut at = 0;
    let (mut spaced, mut line) = (true, true);
    while let Some(rest) = block.as_bytes().get(at..) {
        let before = u16::from(spaced) * Token::SPACED + u16::from(line) * Token::LINE;
        if rest.first() == Some(&b' ') {
            spaced = true;
            at += 1;
            continue;
        }
        if let Some((len, written)) = plain_word(rest) {
            let start = (span.start + at) as u32;
            tokens.push(Token { start, end: start + len as u32, kind: Kind::Word, flags: before | written });
            (spaced, line) = (false, false);
            at += len;
            continue;
        }
        let here = block.get(at..).unwrap_or("");
        let Some(c) = here.chars().next() else { break };
        if c.is_whitespace() {
            spaced = true;
            line |= c == '\n';
            at += c.len_utf8();
            continue;
        }
        let (kind, len) = scan(here, c, spaced);
        (spaced, line) = (false, false);
        let cut = if kind == Kind::Word { contraction(here.get(..len).unwrap_or("")) } else { None };
        let start = span.start + at;
        let parts = [(start, start + cut.unwrap_or(len), before), (start + cut.unwrap_or(len), start + len, 0)];
        for (start, end, before) in parts {
            if start < end {
                let flags = before | written(Span::new(start, end).of(text), kind);
                tokens.push(Token { start: start as u32, end: end as u32, kind, flags });
            }
        }
        at += len;
    }
}

/// The length of the word at the head of `here`, and how it is written, if that is plain to see: it has ASCII letters and digits alone, and
/// what follows goes on with no word.
fn plain_word(here: &[u8]) -> Option<(usize, u16)> {
    let (mut upper, mut lower, mut digit, mut mixed) = (0u32, 0u32, false, false);
    let mut len = 0;
    for byte in here {
        match byte {
            b'a'..=b'z' => lower += 1,
            b'A'..=b'Z' => {
                upper += 1;
                mixed |= lower > 0;
            }
            b'0'..=b'9' if len > 0 => digit = true,
            b' ' | b'\n' | b',' | b';' | b'!' | b'?' | b'(' | b')' | b'"' | b'-' | b'/' if len > 0 => break,
            _ => return None,
        }
        len += 1;
    }
    let first = here.first()?;
    let flags = u16::from(first.is_ascii_uppercase()) * Token::CAPITAL
        + u16::from(upper > 1 && lower == 0) * Token::CAPS
        + u16::from(digit) * Token::DIGIT
        + u16::from(mixed) * Token::MIXED;
    Some((len, flags))
}

/// What begins at `here` with `c`, and its length in bytes (at least that of `c`).
fn scan(here: &str, c: char, spaced: bool) -> (Kind, usize) {
    match c {
        'h' | 'w' | 'H' | 'W' if address(here) > 0 => (Kind::Address, address(here)),
        '0'..='9' => (Kind::Number, number(here)),
        _ if is_word_char(c) => word(here),
        '.' | '!' | '?' | '…' => (Kind::Stop, run(here, |c| matches!(c, '.' | '!' | '?' | '…'))),
        '“' | '‘' | '„' | '«' | '‚' | '‹' => (Kind::Open, c.len_utf8()),
        '”' | '»' | '›' => (Kind::Close, c.len_utf8()),
        '\'' | '’' => {
            if here.starts_with("''") {
                return (Kind::Neutral, 2);
            }
            let tail = c.len_utf8() + run(here.get(c.len_utf8()..).unwrap_or(""), char::is_alphabetic);
            if contraction(here.get(..tail).unwrap_or("")) == Some(0) {
                return (Kind::Word, tail);
            }
            (if c == '’' { Kind::Close } else { Kind::Neutral }, c.len_utf8())
        }
        '"' => (Kind::Neutral, 1),
        '`' if here.starts_with("``") => (Kind::Open, 2),
        '-' => (Kind::Punct, run(here, |c| c == '-')),
        '@' | '#' if spaced || c == '@' => {
            let name = word_run(here.get(1..).unwrap_or(""));
            let kind = if c == '@' { Kind::Handle } else { Kind::Hashtag };
            if name == 0 { (Kind::Punct, 1) } else { (kind, 1 + name) }
        }
        _ => (Kind::Punct, c.len_utf8()),
    }
}

fn run(text: &str, within: impl Fn(char) -> bool) -> usize {
    text.find(|c| !within(c)).unwrap_or(text.len())
}

/// The length of the run of word characters at the head of `text`: most are ASCII and need no decoding.
fn word_run(text: &str) -> usize {
    let plain = text.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'_')).unwrap_or(text.len());
    if text.as_bytes().get(plain).is_none_or(u8::is_ascii) { plain } else { run(text, is_word_char) }
}

/// Length of the web address at the head of `here`, 0 if there is none.
fn address(here: &str) -> usize {
    let head = |n: usize| here.get(..n).unwrap_or("");
    let scheme = if head(7).eq_ignore_ascii_case("http://") {
        7
    } else if head(8).eq_ignore_ascii_case("https://") {
        8
    } else if head(4).eq_ignore_ascii_case("www.") {
        4
    } else {
        return 0;
    };
    let len = run(here, |c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»'));
    let trimmed = here.get(..len).unwrap_or("").trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’', '…']).len();
    if trimmed > scheme { trimmed } else { 0 }
}

fn number(here: &str) -> usize {
    let bytes = here.as_bytes();
    let mut end = 0;
    loop {
        end += bytes.get(end..).unwrap_or(&[]).iter().take_while(|b| b.is_ascii_digit()).count();
        let more = matches!(bytes.get(end), Some(b'.' | b',' | b':')) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !more {
            break;
        }
        end += 1;
    }
    end + word_run(here.get(end..).unwrap_or(""))
}

fn word(here: &str) -> (Kind, usize) {
    let mut end = 0;
    loop {
        end += word_run(here.get(end..).unwrap_or(""));
        let mut after = here.get(end..).unwrap_or("").chars();
        let (c, next) = (after.next(), after.next());
        match (c, next) {
            (Some(c), Some(n)) if is_apostrophe(c) && n.is_alphabetic() => end += c.len_utf8(),
            (Some('&'), Some(n)) if n.is_uppercase() => end += 1,
            // Stars in the place of letters: "Tali*ban", "f**k".
            (Some('*'), _) => {
                let rest = here.get(end..).unwrap_or("");
                let stars = run(rest, |c| c == '*');
                if stars > 4 || !rest.get(stars..).unwrap_or("").starts_with(char::is_alphanumeric) {
                    break;
                }
                end += stars;
            }
            (Some('.'), Some(n)) if n.is_alphanumeric() && !joins_sentences(here.get(..end).unwrap_or(""), n) => end += 1,
            (Some('@'), Some(n)) if n.is_alphanumeric() && here.get(end + 1..).unwrap_or("").contains('.') => {
                let rest = here.get(end + 1..).unwrap_or("");
                let host = run(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
                let host = rest.get(..host).unwrap_or("").trim_end_matches(['.', '-']).len();
                if rest.get(..host).is_some_and(|h| h.contains('.')) {
                    return (Kind::Address, end + 1 + host);
                }
                break;
            }
            (Some('.'), next) => {
                let after = here.get(end + 1..).unwrap_or("");
                if is_abbreviation(here.get(..end).unwrap_or(""), next, after) && next != Some('.') {
                    end += 1;
                }
                break;
            }
            _ => break,
        }
    }
    (Kind::Word, end)
}

/// Whether the dot between `word` and `next` ends a sentence whose space was lost: "ended.The".
fn joins_sentences(word: &str, next: char) -> bool {
    next.is_uppercase() && word.chars().next_back().is_some_and(char::is_lowercase)
}

/// Where the tail of a contraction begins: 4 in "Iran's", 2 in "don't", 0 in a "'s" that stands alone.
fn contraction(word: &str) -> Option<usize> {
    // The curly one begins with the byte 0xe2.
    if !word.bytes().any(|b| matches!(b, b'\'' | 0xe2)) {
        return None;
    }
    let at = word.rfind(is_apostrophe)?;
    let tail = word.get(at..)?.trim_start_matches(is_apostrophe);
    if matches!(tail, "t" | "T") {
        return at.checked_sub(1).filter(|n| word.get(*n..at).is_some_and(|n| n.eq_ignore_ascii_case("n")));
    }
    ["s", "re", "ve", "ll", "d", "m"].iter().any(|t| t.eq_ignore_ascii_case(tail)).then_some(at)
}

fn written(word: &str, kind: Kind) -> u16 {
    if !matches!(kind, Kind::Word | Kind::Number | Kind::Hashtag | Kind::Handle) {
        return 0;
    }
    let (mut upper, mut lower, mut digit, mut mixed, mut first) = (0, 0, false, false, None);
    for c in word.chars() {
        if c.is_ascii_lowercase() {
            lower += 1;
        } else if c.is_uppercase() {
            upper += 1;
            mixed |= lower > 0;
        } else if c.is_alphabetic() {
            lower += 1;
        } else {
            digit |= c.is_numeric();
            continue;
        }
        first.get_or_insert(c);
    }
    u16::from(first.is_some_and(char::is_uppercase)) * Token::CAPITAL
        + u16::from(upper > 1 && lower == 0) * Token::CAPS
        + u16::from(digit) * Token::DIGIT
        + u16::from(kind == Kind::Word && word.ends_with('.')) * Token::DOTTED
        + u16::from(mixed) * Token::MIXED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        tokens.iter().map(|t| t.span().of(text)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tokens_of_news() {
        for (text, wanted) in [
            ("Mr. Najib of the U.S. said.", "Mr. Najib of the U.S. said ."),
            ("J.P. Morgan's No. 16, at 10:30 a.m. EST.", "J.P. Morgan 's No. 16 , at 10:30 a.m. EST ."),
            ("don't, can’t, O'Brien’s d'Ivoire", "do n't , ca n’t , O'Brien ’s d'Ivoire"),
            ("Tehran-based al-Qaeda — F-16s", "Tehran - based al - Qaeda — F - 16s"),
            ("“No,” he said ... ‘so’ it ended.The end?!", "“ No , ” he said ... ‘ so ’ it ended . The end ?!"),
            ("see https://x.org/a?b, or me@x.co.uk, @who #why", "see https://x.org/a?b , or me@x.co.uk , @who #why"),
            ("$1,200.50 (3.5m) AT&T the 1990s", "$ 1,200.50 ( 3.5m ) AT&T the 1990s"),
            ("Iran 's `` big '' day", "Iran 's `` big '' day"),
            ("Zahra Çelik və Владимир", "Zahra Çelik və Владимир"),
            ("Then no. He left. I.", "Then no . He left . I ."),
        ] {
            assert_eq!(words(text), wanted);
        }
    }

    #[test]
    fn flags_say_how_it_is_written() {
        let mut tokens = Vec::new();
        let text = "The UN\nmcCain F16";
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let flags: Vec<u16> = tokens.iter().map(|t| t.flags()).collect();
        let spaced = Token::SPACED;
        assert_eq!(
            flags,
            [
                Token::CAPITAL + spaced + Token::LINE,
                Token::CAPITAL + Token::CAPS + spaced,
                Token::MIXED + spaced + Token::LINE,
                Token::CAPITAL + Token::DIGIT + spaced
            ]
        );
        assert_eq!(size_of::<Token>(), 12);
    }
}
