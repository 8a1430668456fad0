/*!
What the user can set, its defaults, and how a settings file changes them. A mistake in the file costs only the value it stands in: it is told
with file, line and the nearest valid word, and the default holds. `assets/config.toml` is the manual: it holds every default. Flags come last
and are laid over this by `cli`.
*/

pub mod color;
pub mod problem;
mod read;
pub mod theme;

pub use color::Depth;
pub use problem::{Problem, nearest};
pub use read::Vocabulary;
pub use theme::{HIGHLIGHTS, Role, Theme};

/// The shipped settings file: every default, with what it does.
pub const DEFAULT_FILE: &str = include_str!("../../assets/config.toml");

/// Everything the user can set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Name of the theme.
    pub theme: String,
    /// The widest the column of text may be, in cells.
    pub column: u16,
    /// Whether the mouse is used; without it, the terminal's own selection works.
    pub mouse: bool,
    /// Words a minute, for the reading time in the header.
    pub reading_speed: u16,
    /// What `y` copies: a text with `{words}`, `{speaker}`, `{title}`, `{site}`, `{byline}`, `{published}` and `{url}` in it.
    pub copy: String,
    /// The command that edits long notes; empty: `$VISUAL`, then `$EDITOR`.
    pub editor: String,
    /// What is painted into the text at the start.
    pub layers: Layers,
    /// Which panes there are.
    pub panes: Panes,
    /// What the user calls the colors of highlights.
    pub highlights: Highlights,
    /// Styles laid over the theme's, by role or kind of entity.
    pub colors: Vec<(String, String)>,
    /// Keys that differ from the default ones.
    pub keys: Vec<Binding>,
}

/// What is painted into the text.
#[allow(clippy::struct_excessive_bools, reason = "five switches are five switches")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layers {
    /// Names by kind.
    pub entities: bool,
    /// Quotes by speaker.
    pub quotes: bool,
    /// Where sources are cited.
    pub sources: bool,
    /// The reader's own marks.
    pub notes: bool,
    /// Links.
    pub links: bool,
}

/// Which panes there are and when they stand beside the text.
#[allow(clippy::struct_excessive_bools, reason = "four switches are four switches")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panes {
    /// The list of entities.
    pub entities: bool,
    /// The list of quotes.
    pub quotes: bool,
    /// The list of sources.
    pub sources: bool,
    /// The list of annotations.
    pub notes: bool,
    /// From this width of the terminal on, panes stand beside the text; below it, one shows at a time.
    pub beside: u16,
}

/// The colors of highlights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlights {
    /// The color a new highlight has.
    pub first: String,
    /// What each color is called, in the order of [`HIGHLIGHTS`]: "doubt", "lead", "on the record".
    pub names: [String; 6],
}

impl Highlights {
    /// What the user calls a color.
    pub fn name<'a>(&'a self, color: &'a str) -> &'a str {
        HIGHLIGHTS.iter().position(|c| *c == color).and_then(|n| self.names.get(n)).map_or(color, String::as_str)
    }

    /// The color that the user calls so, or that is so called.
    pub fn color(&self, name: &str) -> Option<&'static str> {
        let own = self.names.iter().position(|n| n.eq_ignore_ascii_case(name));
        own.and_then(|n| HIGHLIGHTS.get(n)).or_else(|| HIGHLIGHTS.iter().find(|c| **c == name)).copied()
    }
}

/// An action's keys in place of its default ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Name of the action.
    pub action: String,
    /// Its keys, as `ctrl-o`, `]q`, `space`; none: it has no key.
    pub keys: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: theme::BUILT_IN[0].0.to_owned(),
            column: 72,
            mouse: true,
            reading_speed: 230,
            copy: "“{words}” — {speaker} ({title}, {site}, {published}) {url}".to_owned(),
            editor: String::new(),
            layers: Layers { entities: true, quotes: true, sources: true, notes: true, links: true },
            panes: Panes { entities: true, quotes: true, sources: true, notes: true, beside: 100 },
            highlights: Highlights { first: HIGHLIGHTS[0].to_owned(), names: HIGHLIGHTS.map(str::to_owned) },
            colors: Vec::new(),
            keys: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads a settings file: what it says over the defaults, and what is wrong in it.
    pub fn read(file: &str, text: &str, vocabulary: &Vocabulary) -> (Self, Vec<Problem>) {
        read::read(file, text, vocabulary)
    }
}
