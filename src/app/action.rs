/*!
What can be asked of the reader ([`Action`]), what the world tells it ([`Report`]) and what the world must do for it ([`Effect`]): plain data.
The one table of actions stands here: name, default keys, group and help line in one row; keymap, help screen, `:` line, `sayso keys`,
man page and README are made from it. Says nothing of how an action is done.
*/

use std::sync::Arc;

use crate::{
    analyze::{Analysis, correct::Lesson},
    annotation::{Annotation, Annotations, history::Record},
    article::Article,
};

/// What actions are listed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Moving in the text and in lists.
    Move,
    /// Jumping from thing to thing.
    Jump,
    /// Panes and what is shown.
    View,
    /// Selecting and the reader's own marks.
    Mark,
    /// The program as a whole.
    Program,
}

impl Group {
    /// Every group, in the order of the help screen.
    pub const ALL: [Self; 5] = [Self::Move, Self::Jump, Self::Mark, Self::View, Self::Program];

    /// The heading it stands under.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Jump => "Jump and search",
            Self::Mark => "Select and annotate",
            Self::View => "Panes and layers",
            Self::Program => "Program",
        }
    }
}

macro_rules! actions {
    ($($group:ident { $($variant:ident = $name:literal, [$($key:literal),*], $help:literal;)+ })+) => {
        /// Everything that can be asked of the reader by key, by mouse or by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[doc = $help] $variant),+),+ }

        impl Action {
            /// Every action, in the order of the help screen.
            pub const ALL: &'static [Self] = &[$($(Self::$variant),+),+];

            /// Its name, as the `:` line and the config spell it.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name),+),+ }
            }

            /// Its default keys; the first is the one to show.
            pub const fn keys(self) -> &'static [&'static str] {
                match self { $($(Self::$variant => &[$($key),*]),+),+ }
            }

            /// What it does, in one line.
            pub const fn help(self) -> &'static str {
                match self { $($(Self::$variant => $help),+),+ }
            }

            /// What it is listed under.
            pub const fn group(self) -> Group {
                match self { $($(Self::$variant => Group::$group),+),+ }
            }

            /// The action with that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($($name => Some(Self::$variant),)+)+ _ => None }
            }
        }
    };
}

actions! {
    Move {
        Down = "down", ["j", "down"], "one line down";
        Up = "up", ["k", "up"], "one line up";
        Left = "left", ["h", "left"], "one character left";
        Right = "right", ["l", "right"], "one character right";
        PageDown = "page-down", ["space", "pagedown", "ctrl-f"], "one page down";
        PageUp = "page-up", ["pageup", "ctrl-b"], "one page up";
        HalfDown = "half-down", ["d", "ctrl-d"], "half a page down";
        HalfUp = "half-up", ["u", "ctrl-u"], "half a page up";
        First = "first", ["g", "home"], "to the beginning";
        Last = "last", ["G", "end"], "to the end";
        WordNext = "word-next", ["w"], "to the next word";
        WordBack = "word-back", ["b"], "back to the beginning of a word";
        WordEnd = "word-end", ["e"], "to the end of a word";
        RowStart = "row-start", ["0"], "to the beginning of the row";
        RowEnd = "row-end", ["$"], "to the end of the row";
        SentenceBack = "sentence-back", ["("], "back to the beginning of a sentence";
        SentenceNext = "sentence-next", [")"], "to the next sentence";
        ParagraphBack = "paragraph-back", ["{"], "back to the beginning of a paragraph";
        ParagraphNext = "paragraph-next", ["}"], "to the next paragraph";
    }
    Jump {
        Go = "go", ["enter"], "from a list: go to it in the article; in the article: open what is under the cursor";
        Back = "back", ["ctrl-o", "backspace"], "back to where the last jump left from";
        Next = "next", ["n"], "next mention of the selected thing, or next search hit";
        Previous = "previous", ["N"], "previous mention of the selected thing, or previous search hit";
        QuoteNext = "quote-next", ["]q"], "next quote";
        QuoteBack = "quote-back", ["[q"], "previous quote";
        EntityNext = "entity-next", ["]e"], "next entity mention";
        EntityBack = "entity-back", ["[e"], "previous entity mention";
        SourceNext = "source-next", ["]s"], "next source";
        SourceBack = "source-back", ["[s"], "previous source";
        NoteNext = "note-next", ["]n"], "next annotation";
        NoteBack = "note-back", ["[n"], "previous annotation";
        HeadingNext = "heading-next", ["]h"], "next heading";
        HeadingBack = "heading-back", ["[h"], "previous heading";
        Search = "search", ["/"], "search in the article (capitals matter only if you type some)";
        Hints = "hints", ["f"], "letters on everything in sight; type them to select it";
    }
    Mark {
        Select = "select", ["v"], "select text: w b e 0 $ ( ) { } widen or move, Esc leaves";
        Highlight = "highlight", ["m"], "highlight the selection or the selected thing";
        Color = "color", ["M"], "next highlight color";
        Note = "note", ["a"], "write a note on the selection or the selected thing; Ctrl-s saves it";
        NoteArticle = "note-article", ["A"], "write a note on the whole article";
        Verdict = "verdict", ["V"], "give a verdict on the claim: unchecked, confirmed, disputed, false";
        Tags = "tags", ["t"], "tags of the annotation under the cursor";
        Delete = "delete", ["x", "delete"], "delete the annotation under the cursor, or reject the selected finding";
        Correct = "correct", ["c"], "correct the selected finding: its kind, its speaker, merge it with another";
        Undo = "undo", ["U"], "undo";
        Redo = "redo", ["ctrl-r"], "redo";
        History = "history", ["H"], "every edit so far, to undo back to one";
        Copy = "copy", ["y"], "copy the selection or the selected thing with its attribution";
    }
    View {
        PaneNext = "pane-next", ["tab"], "next pane";
        PaneBack = "pane-back", ["shift-tab"], "previous pane";
        PaneArticle = "pane-article", ["1"], "the article";
        PaneEntities = "pane-entities", ["2"], "entities";
        PaneQuotes = "pane-quotes", ["3"], "quotes";
        PaneSources = "pane-sources", ["4"], "sources";
        PaneNotes = "pane-notes", ["5"], "notes";
        Zoom = "zoom", ["z"], "the article alone, or all panes";
        Sort = "sort", ["s"], "entities in another order: by count, by place in the text, by name";
        Filter = "filter", ["F"], "entities of one kind only; quotes of one speaker, or with one verdict, only";
        Theme = "theme", ["T"], "next theme";
        LayerEntities = "layer-entities", ["Le"], "show or hide the entities' colors";
        LayerQuotes = "layer-quotes", ["Lq"], "show or hide the quotes' colors";
        LayerSources = "layer-sources", ["Ls"], "show or hide the sources' lines";
        LayerNotes = "layer-notes", ["Ln"], "show or hide the annotations";
        LayerLinks = "layer-links", ["Ll"], "show or hide the links' lines";
    }
    Program {
        Close = "close", ["q", "ctrl-c"], "close what is on top; from the article: quit";
        Clear = "clear", ["esc"], "drop the selection, the search and the filters";
        Help = "help", ["?"], "every action with its key, searchable";
        Command = "command", [":"], "every action by name";
        Redraw = "redraw", ["ctrl-l"], "paint the screen anew";
        Library = "library", ["o"], "open another article of the library";
        Changes = "changes", ["D"], "what changed in the article since it was read before";
        Suspend = "suspend", ["ctrl-z"], "back to the shell for a while; fg returns";
    }
}

/// An article of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// Its id in the library.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it was last opened, RFC 3339 in UTC.
    pub opened: String,
    /// How many annotations it has.
    pub notes: usize,
}

/// One reading of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When the article was first read so, RFC 3339 in UTC.
    pub date: String,
    /// Its text then.
    pub text: String,
}

/// What the world tells the reader.
#[derive(Debug)]
pub enum Report {
    /// The findings are there.
    Analyzed(Box<Analysis>),
    /// The article's annotations are there, each with its place.
    NotesLoaded(Annotations),
    /// What the file holds after another program's work was merged in.
    Merged(Vec<Arc<Annotation>>),
    /// The last edit is on disk.
    Saved,
    /// It is not; what went wrong and what to do.
    SaveFailed(String),
    /// An unfinished note of an earlier session.
    Draft(Box<Annotation>),
    /// What the user's own editor gave back.
    Edited(String),
    /// A place in this article was remembered from an earlier session.
    PlaceKnown(usize),
    /// A newer text of what is read: the file has changed, or the rest has come.
    Changed(Box<Article>),
    /// The articles of the library, the last opened first.
    Library(Vec<Shelved>),
    /// Another article, to be read in place of this one.
    Opened(Box<Article>),
    /// Every reading of the article that is kept, the oldest first.
    Versions(Vec<Reading>),
    /// Something the user should know.
    Said(String),
}

/// What the world must do now.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Find what is in the article and report [`Report::Analyzed`].
    Analyze(Arc<Article>),
    /// Read what is kept of the article and report it: its annotations, the place last read, drafts.
    Load(Arc<Article>),
    /// Put the annotations on disk, with what was done to them, and report how it went.
    Save(Vec<Arc<Annotation>>, Vec<Record>),
    /// Keep an unfinished note, so that a crash does not take it.
    KeepDraft(Box<Annotation>),
    /// Forget the unfinished note with that id.
    DropDraft(String),
    /// Keep a correction for all articles, and say how it went.
    Learn(Lesson),
    /// Hand words to the user's own editor and report [`Report::Edited`].
    Edit(String),
    /// Hand words to the terminal's clipboard.
    Copy(String),
    /// Open a page in the user's browser.
    Open(String),
    /// Keep the place in the article, a byte, for the next session.
    Remember(Arc<Article>, usize),
    /// List the library's articles and report [`Report::Library`].
    Library,
    /// Read the library's article with that id and report [`Report::Opened`].
    Read(String),
    /// Fetch every reading of the article that is kept and report [`Report::Versions`].
    Versions(Arc<Article>),
    /// Paint every cell again.
    Redraw,
    /// Stop, and give the terminal to the shell until it says to go on.
    Suspend,
}
