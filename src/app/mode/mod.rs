/*!
What is on top. Each mode is one file and carries its own draft or query; while it takes a key it has been taken out of the app, and it puts itself
back if it wants to stay.
*/

pub mod changes;
pub mod help;
pub mod hints;
pub mod line;
pub mod note;
pub mod pick;
pub mod search;
pub mod select;

/// What is on top of the article and the lists.
#[derive(Debug, Default)]
pub enum Mode {
    /// Nothing: keys mean actions.
    #[default]
    Read,
    /// A search is typed.
    Search(search::Search),
    /// The help screen.
    Help(help::Help),
    /// Text is selected.
    Select(select::Select),
    /// A note is written.
    Note(note::Note),
    /// A line is typed.
    Line(line::Line),
    /// Something is picked from a list.
    Pick(pick::Pick),
    /// Things in sight are lettered.
    Hints(hints::Hints),
    /// What changed since an earlier reading.
    Changes(changes::Changes),
}

impl Mode {
    /// Whether typed characters go into a line of its own.
    pub const fn takes_text(&self) -> bool {
        matches!(self, Self::Search(_) | Self::Help(_) | Self::Line(_) | Self::Pick(_))
    }
}
