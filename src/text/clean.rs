/*!
What may reach a terminal: control and escape characters and bidirectional overrides are taken out and counted, every kind of line
break becomes `\n` and a tab becomes spaces. Does not decode bytes and does not join lines; `parse` does.
*/

/// A text that is safe to show, and how many characters were taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The text, with `\n` as its only control character.
    pub text: String,
    /// Characters taken out.
    pub removed: usize,
}

/// Whether `c` would act on a terminal, or override the order of the letters, instead of being shown. The marks of direction that
/// Arabic and Hebrew text is written with (U+200E, U+200F, U+061C) override nothing and stay. So do those C1 controls of ECMA-48 that no terminal
/// acts on, though they are not shown either: a text keeps the letters that a wrong decoding made of them.
pub const fn is_hostile(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}' | '\u{84}'..='\u{90}' | '\u{96}'..='\u{98}' | '\u{9a}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What a tab becomes: wide enough that columns stay apart.
const TAB: &str = "    ";

/// Makes `text` safe to show. A text that is safe already, as nearly all are, is handed back as it came.
///
/// ```
/// let cleaned = sayso::text::clean::clean("a\r\nb\u{1b}[31mc\td".to_owned());
/// assert_eq!((cleaned.text.as_str(), cleaned.removed), ("a\nb[31mc    d", 1));
/// ```
pub fn clean(text: String) -> Cleaned {
    if !needs_cleaning(&text) {
        return Cleaned { text, removed: 0 };
    }
    let mut safe = String::with_capacity(text.len());
    let mut removed = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                safe.push('\n');
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => safe.push('\n'),
            '\t' => safe.push_str(TAB),
            c if is_hostile(c) => removed += 1,
            c => safe.push(c),
        }
    }
    Cleaned { text: safe, removed }
}

/// Whether anything in `text` has to change. Two sweeps over the bytes, both many at a time: the control characters of ASCII, then
/// the lead bytes under which all others are found.
fn needs_cleaning(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Numbers instead of `||`, so that a block is judged many bytes at a time.
    let acts = |b: u8| u8::from(b < 0x20) & u8::from(b != b'\n') | u8::from(b == 0x7f);
    let control = |block: &[u8]| block.iter().fold(0, |bad, &b| bad | acts(b)) != 0;
    if bytes.chunks(4096).any(control) {
        return true;
    }
    let second = |at: usize| bytes.get(at + 1).copied().unwrap_or(0);
    let third = |at: usize| bytes.get(at + 2).copied().unwrap_or(0);
    memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).any(|at| match (bytes[at], second(at)) {
        (0xc2, b) => b < 0xa0 && !matches!(b, 0x80..=0x83 | 0x91..=0x95 | 0x99),
        (0xe2, 0x80) => matches!(third(at), 0xa8..=0xae),
        (0xe2, 0x81) => matches!(third(at), 0xa6..=0xa9),
        (0xef, 0xbb) => third(at) == 0xbf,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_look_agrees_with_the_slow_one() {
        for c in (0..0x3000).chain(0xfe00..0x1_0000).filter_map(char::from_u32) {
            let changes = is_hostile(c) || matches!(c, '\t' | '\u{85}' | '\u{2028}' | '\u{2029}');
            assert_eq!(needs_cleaning(&format!("x{c}“y”é")), changes, "{:x}", c as u32);
        }
    }

    #[test]
    fn what_is_shown_stays_and_what_acts_goes() {
        let cleaned = clean("\u{1b}]0;title\u{7}a\u{202e}b\rc\u{85}d\u{2028}e\0\u{9b}f\u{301}".into());
        assert_eq!((cleaned.text.as_str(), cleaned.removed), ("]0;titleab\nc\nd\nef\u{301}", 5));
    }
}
