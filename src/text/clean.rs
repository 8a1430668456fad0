/*!
What may reach a terminal: control and escape characters and bidirectional overrides are taken out and counted.
Does not decode bytes and does not join lines; `parse` does.
*/

/// A text that is safe to show, and how many characters were taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The text, with `\n` as its only control character.
    pub text: String,
    /// Characters taken out.
    pub removed: usize,
}

/// Whether `c` would act on a terminal, or on the order of the letters, instead of being shown.
pub const fn is_hostile(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}')
}
