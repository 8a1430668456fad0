/*!
Themes: what each thing on the screen looks like. A theme is a TOML file that gives each role a style such as `"sand on ink bold"`;
six are built in. A theme is plain data, degraded once to what the terminal shows; painting is `ui`'s business.
*/

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use toml::{Spanned, de::DeTable, de::DeValue};

use super::{
    color::{self, Depth, Rgb},
    problem::{Problem, Problems, nearest},
};
use crate::analyze::EntityKind;

/// The built-in themes: name and text, the default first.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("lamp", include_str!("../../assets/themes/lamp.toml")),
    ("ink", include_str!("../../assets/themes/ink.toml")),
    ("paper", include_str!("../../assets/themes/paper.toml")),
    ("press", include_str!("../../assets/themes/press.toml")),
    ("contrast", include_str!("../../assets/themes/contrast.toml")),
    ("terminal", include_str!("../../assets/themes/terminal.toml")),
];

/// The colors a highlight can have, in the order of the picker.
pub const HIGHLIGHTS: [&str; 6] = ["yellow", "green", "blue", "red", "violet", "orange"];

macro_rules! roles {
    ($($(#[doc = $doc:literal])+ $role:ident = $name:literal, $mono:expr;)+) => {
        /// What a style is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Role { $($(#[doc = $doc])+ $role),+ }

        impl Role {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$role),+];

            /// The name used in theme files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$role => $name),+ }
            }

            /// How it differs from plain text where there are no colors.
            const fn without_color(self) -> Modifier {
                match self { $(Self::$role => $mono),+ }
            }
        }
    };
}

roles! {
    /// The article's text and the ground of the whole screen.
    Text = "text", Modifier::empty();
    /// What steps back: header, footer, teasers, details in lists.
    Dim = "dim", Modifier::DIM;
    /// What leads the eye: titles of panes, the key in a help line.
    Accent = "accent", Modifier::BOLD;
    /// The article's headline.
    Title = "title", Modifier::BOLD;
    /// Headings in the article.
    Heading = "heading", Modifier::BOLD;
    /// Lines between panes and around boxes.
    Border = "border", Modifier::DIM;
    /// The same for the pane that has the focus.
    Focus = "focus", Modifier::BOLD;
    /// Selected text.
    Selection = "selection", Modifier::REVERSED;
    /// The line that is chosen in a list.
    Cursor = "cursor", Modifier::REVERSED;
    /// The selected finding, wherever it stands in the text.
    Current = "current", Modifier::REVERSED;
    /// A search hit.
    Search = "search", Modifier::REVERSED;
    /// Quoted words whose speaker is not known.
    Quote = "quote", Modifier::ITALIC;
    /// The words that report a quote.
    Cue = "cue", Modifier::empty();
    /// Where a source is cited.
    Source = "source", Modifier::UNDERLINED;
    /// A link.
    Link = "link", Modifier::UNDERLINED;
    /// An embedded social post.
    Embed = "embed", Modifier::empty();
    /// A "see also" teaser.
    Related = "related", Modifier::DIM;
    /// The sign of a note, and its words in the list.
    Note = "note", Modifier::BOLD;
    /// The ribbon that shows where in the article the selected thing stands.
    Ribbon = "ribbon", Modifier::BOLD;
    /// The letters of hints.
    Hint = "hint", Modifier::REVERSED;
    /// The header and the footer.
    Bar = "bar", Modifier::empty();
    /// Something that went well, or is confirmed.
    Good = "good", Modifier::BOLD;
    /// Something to look at, or disputed: a guessed place, a speaker that is not sure.
    Warning = "warning", Modifier::BOLD;
    /// Something that failed, or is false.
    Error = "error", Modifier::REVERSED;
}

/// What everything looks like.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its name: the file's, without the ending.
    pub name: String,
    /// One line about it.
    pub about: String,
    roles: Vec<Style>,
    kinds: Vec<Style>,
    speakers: Vec<Style>,
    highlights: Vec<Style>,
}

impl Theme {
    /// The style of a role.
    pub fn role(&self, role: Role) -> Style {
        self.roles.get(role as usize).copied().unwrap_or_default()
    }

    /// The style of a name of that kind.
    pub fn kind(&self, kind: EntityKind) -> Style {
        self.kinds.get(kind as usize).copied().unwrap_or_default()
    }

    /// The style of the speaker number `n` of an article; colors come again when there are more speakers than colors.
    pub fn speaker(&self, n: usize) -> Style {
        self.speakers.get(n % self.speakers.len().max(1)).copied().unwrap_or_default()
    }

    /// The style of a highlight by the name of its color; one of an unknown color, from another program, looks like the first.
    pub fn highlight(&self, color: &str) -> Style {
        let at = HIGHLIGHTS.iter().position(|c| *c == color).unwrap_or(0);
        self.highlights.get(at).copied().unwrap_or_default()
    }

    /// Whether light letters stand on dark ground; true where the terminal's own ground shows.
    pub fn is_dark(&self) -> bool {
        self.ground().is_none_or(|g| color::luminance(g) < 0.2)
    }

    /// The background, where the theme sets one.
    pub fn ground(&self) -> Option<Rgb> {
        color::rgb(self.role(Role::Text).bg)
    }

    /// The theme as a terminal of `depth` shows it. Without colors, attributes tell things apart.
    #[must_use]
    pub fn at(&self, depth: Depth) -> Self {
        let ground = self.ground();
        let all = |styles: &[Style]| styles.iter().map(|s| color::degrade(*s, depth, ground)).collect::<Vec<_>>();
        let mut theme = Self {
            roles: all(&self.roles),
            kinds: all(&self.kinds),
            speakers: all(&self.speakers),
            highlights: all(&self.highlights),
            ..self.clone()
        };
        if depth == Depth::Mono {
            for (style, role) in theme.roles.iter_mut().zip(Role::ALL) {
                *style = style.add_modifier(role.without_color());
            }
            theme.kinds.iter_mut().for_each(|s| *s = s.add_modifier(Modifier::UNDERLINED));
            theme.speakers.iter_mut().for_each(|s| *s = s.add_modifier(Modifier::ITALIC));
            theme.highlights.iter_mut().for_each(|s| *s = s.add_modifier(Modifier::BOLD | Modifier::UNDERLINED));
        }
        theme
    }

    /// Lays a style, spelled as in theme files, over that of a role or kind of entity.
    ///
    /// # Errors
    /// What is wrong with the name or the style, in words.
    pub fn set(&mut self, name: &str, words: &str) -> Result<(), String> {
        let style = style(words, &BTreeMap::new())?;
        if let Some(n) = Role::ALL.iter().position(|r| r.name() == name) {
            self.roles[n] = style;
        } else if let Some(n) = EntityKind::ALL.iter().position(|k| k.name() == name) {
            self.kinds[n] = style;
        } else {
            return Err(format!("nothing on the screen is called \"{name}\""));
        }
        Ok(())
    }

    /// The built-in theme of that name.
    pub fn built_in(name: &str) -> Option<Self> {
        BUILT_IN.iter().find(|t| t.0 == name).map(|(name, text)| Self::read(name, name, text).0)
    }

    /// Reads a theme. What is missing in it looks like its text; what is wrong is told and left out.
    pub fn read(name: &str, file: &str, text: &str) -> (Self, Vec<Problem>) {
        let mut problems = Problems::new(file, text);
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            problems.add(error.span().map_or(0, |s| s.start), error.message());
        }
        let mut reader = Reader { palette: BTreeMap::new(), problems };
        let theme = reader.theme(name, root.get_ref());
        (theme, reader.problems.into_list())
    }
}

impl Default for Theme {
    fn default() -> Self {
        let (name, text) = BUILT_IN[0];
        Self::read(name, name, text).0
    }
}

const PARTS: [&str; 6] = ["about", "palette", "roles", "kinds", "speakers", "highlights"];

struct Reader<'t> {
    palette: BTreeMap<String, Color>,
    problems: Problems<'t>,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn theme(&mut self, name: &str, root: &DeTable) -> Theme {
        for (key, _) in root {
            if !PARTS.contains(&key.get_ref().as_ref()) {
                self.problems.unknown(key.span().start, "part of a theme", key.get_ref(), &PARTS);
            }
        }
        let part = |name: &str| root.get(name).and_then(|v| v.get_ref().as_table());
        for (key, value) in part("palette").into_iter().flatten() {
            let words = value.get_ref().as_str().unwrap_or_default();
            match hex(words).or_else(|| ansi(words)) {
                Some(color) => drop(self.palette.insert(key.get_ref().to_string(), color)),
                None => self.problems.add(value.span().start, format!("\"{words}\" is no color; write \"#rrggbb\"")),
            }
        }
        let role_names: Vec<&str> = Role::ALL.iter().map(|r| r.name()).collect();
        let kind_names: Vec<&str> = EntityKind::ALL.iter().map(|k| k.name()).collect();
        let mut roles = self.styles(part("roles"), "role", &role_names);
        // What a role leaves open is as the text is, so that painting one style over another keeps the ground.
        if let Some(text) = roles.first().copied() {
            roles.iter_mut().skip(1).filter(|s| s.fg.is_none() && s.bg.is_none() && s.add_modifier.is_empty()).for_each(|s| s.fg = text.fg);
        }
        Theme {
            name: name.to_owned(),
            about: root.get("about").and_then(|v| v.get_ref().as_str()).unwrap_or_default().to_owned(),
            roles,
            kinds: self.styles(part("kinds"), "kind of entity", &kind_names),
            speakers: self.list(root.get("speakers")),
            highlights: self.styles(part("highlights"), "color of a highlight", &HIGHLIGHTS),
        }
    }

    /// A style for each of `names`.
    fn styles(&mut self, table: Option<&DeTable>, what: &str, names: &[&str]) -> Vec<Style> {
        let mut styles = vec![Style::new(); names.len()];
        for (key, value) in table.into_iter().flatten() {
            match names.iter().position(|n| *n == key.get_ref().as_ref()) {
                Some(at) => styles[at] = self.style(value),
                None => self.problems.unknown(key.span().start, what, key.get_ref(), names),
            }
        }
        styles
    }

    fn list(&mut self, value: Option<&Value>) -> Vec<Style> {
        let list = value.and_then(|v| v.get_ref().as_array());
        list.map(|l| l.iter().map(|v| self.style(v)).collect()).unwrap_or_default()
    }

    fn style(&mut self, value: &Value) -> Style {
        style(value.get_ref().as_str().unwrap_or_default(), &self.palette).unwrap_or_else(|error| {
            self.problems.add(value.span().start, error);
            Style::new()
        })
    }
}

/// Every name that a style can be set for: roles, then kinds of entities.
pub fn style_names() -> Vec<&'static str> {
    Role::ALL.iter().map(|r| r.name()).chain(EntityKind::ALL.iter().map(|k| k.name())).collect()
}

const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// `"letters on ground bold italic"`, each part optional.
fn style(words: &str, palette: &BTreeMap<String, Color>) -> Result<Style, String> {
    let mut style = Style::new();
    let mut ground = false;
    for word in words.split_whitespace() {
        if word == "on" {
            ground = true;
        // A theme's own color comes before an attribute of the same name.
        } else if let Some(color) = palette.get(word).copied().or_else(|| hex(word)).or_else(|| ansi(word)) {
            style = if std::mem::take(&mut ground) { style.bg(color) } else { style.fg(color) };
        } else if let Some((_, modifier)) = MODIFIERS.iter().find(|m| m.0 == word) {
            style = style.add_modifier(*modifier);
        } else {
            let known = palette.keys().map(String::as_str).chain(MODIFIERS.map(|m| m.0)).chain(ANSI.map(|a| a.0));
            let advice = nearest(word, known).map_or("write \"#rrggbb\"".to_owned(), |near| format!("did you mean \"{near}\"?"));
            return Err(format!("unknown color \"{word}\"; {advice}"));
        }
    }
    Ok(style)
}

/// `#rrggbb`.
fn hex(word: &str) -> Option<Color> {
    let digits = word.strip_prefix('#').filter(|d| d.len() == 6)?;
    u32::from_str_radix(digits, 16).ok().map(Color::from_u32)
}

/// The terminal's own colors.
const ANSI: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("gray", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

fn ansi(word: &str) -> Option<Color> {
    ANSI.iter().find(|a| a.0 == word).map(|a| a.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use color::{contrast, rgb};

    /// Every style of a theme that carries letters, with what it is called.
    fn lettered(theme: &Theme) -> Vec<(String, Style)> {
        let roles = Role::ALL.iter().filter(|r| !matches!(r, Role::Border)).map(|r| (r.name().to_owned(), theme.role(*r)));
        let kinds = EntityKind::ALL.iter().map(|k| (k.name().to_owned(), theme.kind(*k)));
        let speakers = theme.speakers.iter().enumerate().map(|(n, s)| (format!("speaker {n}"), *s));
        let highlights = HIGHLIGHTS.iter().map(|h| (format!("highlight {h}"), theme.highlight(h)));
        roles.chain(kinds).chain(speakers).chain(highlights).collect()
    }

    fn with_ground() -> impl Iterator<Item = Theme> {
        BUILT_IN.iter().filter_map(|t| Theme::built_in(t.0)).filter(|t| t.ground().is_some())
    }

    #[test]
    fn built_in_themes_are_whole() {
        for (name, text) in BUILT_IN {
            let (theme, problems) = Theme::read(name, name, text);
            assert_eq!(problems, [], "{name}");
            for (what, style) in lettered(&theme) {
                assert_ne!(style, Style::new(), "{name}: {what} is not set");
            }
            assert!(theme.speakers.len() >= 6 && !theme.about.is_empty(), "{name}");
        }
        let dark = with_ground().filter(Theme::is_dark).count();
        assert!(dark >= 2 && with_ground().count() - dark >= 2);
    }

    #[test]
    fn every_word_is_legible() {
        let mut poor = Vec::new();
        for theme in with_ground() {
            let ground = theme.ground().unwrap_or_default();
            let least = if theme.name == "contrast" { 7.0 } else { 4.5 };
            let text = rgb(theme.role(Role::Text).fg).unwrap_or_default();
            for (what, style) in lettered(&theme) {
                let found = contrast(rgb(style.fg).unwrap_or(text), rgb(style.bg).unwrap_or(ground));
                if found < least {
                    poor.push(format!("{}: {what} {found:.2}", theme.name));
                }
            }
            // Names and speakers also stand on the chosen line of a list.
            for (what, style) in lettered(&theme).iter().filter(|(_, s)| rgb(s.bg).is_none_or(|b| b == ground) && s.fg.is_some()) {
                let chosen = contrast(rgb(style.fg).unwrap_or(text), rgb(theme.role(Role::Cursor).bg).unwrap_or(ground));
                if chosen < 3.9 {
                    poor.push(format!("{}: {what} on the chosen line {chosen:.2}", theme.name));
                }
                let brightest = contrast(text, ground) >= contrast(rgb(style.fg).unwrap_or(text), ground);
                assert!(brightest, "{}: {what} outshines the text", theme.name);
            }
        }
        assert!(poor.is_empty(), "{}", poor.join("\n"));
    }

    #[test]
    fn with_256_colors_words_stay_legible() {
        for theme in with_ground() {
            let few = theme.at(Depth::Indexed);
            let look = |color: Option<Color>| if let Some(Color::Indexed(n)) = color { Some(color::xterm(n)) } else { None };
            let base = few.role(Role::Text);
            for (what, style) in lettered(&few) {
                let (fg, bg) = (look(style.fg.or(base.fg)), look(style.bg.or(base.bg)));
                let found = contrast(fg.unwrap_or_default(), bg.unwrap_or_default());
                assert!(found >= 4.0, "{}: {what} {found:.2} of 256 colors", theme.name);
            }
        }
    }

    #[test]
    fn without_colors_things_still_differ() {
        let mono = Theme::default().at(Depth::Mono);
        for (what, style) in lettered(&mono) {
            assert_eq!((style.fg, style.bg), (None, None), "{what}");
        }
        let [text, current, person, mark] =
            [mono.role(Role::Text), mono.role(Role::Current), mono.kind(EntityKind::Person), mono.highlight("red")];
        assert!(text != current && text != person && text != mark && person != mark && current != mark);
    }

    #[test]
    fn sixteen_colors_use_the_terminals_own_ground() {
        for theme in with_ground() {
            let few = theme.at(Depth::Ansi);
            assert_eq!((few.role(Role::Text).fg, few.role(Role::Text).bg), (Some(Color::Reset), Some(Color::Reset)), "{}", theme.name);
            assert!(lettered(&few).iter().all(|(_, s)| rgb(s.fg).is_none() && rgb(s.bg).is_none()));
            assert_ne!(few.kind(EntityKind::Person).fg, few.kind(EntityKind::Place).fg);
        }
    }

    /// What eyes without green (or red) cones see, after Machado, Oliveira and Fernandes 2009, on linear light.
    fn seen(color: Rgb, eye: [[f32; 3]; 3]) -> [f32; 3] {
        let linear = color.map(|c| (f32::from(c) / 255.0).powf(2.2));
        eye.map(|row| row.iter().zip(linear).map(|(a, b)| a * b).sum::<f32>().clamp(0.0, 1.0).powf(1.0 / 2.2) * 255.0)
    }

    #[test]
    fn the_contrast_theme_is_safe_for_color_blind_eyes() {
        const DEUTAN: [[f32; 3]; 3] = [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]];
        const PROTAN: [[f32; 3]; 3] = [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]];
        let theme = Theme::built_in("contrast").unwrap_or_default();
        let kinds = [EntityKind::Person, EntityKind::Organization, EntityKind::Place].map(|k| rgb(theme.kind(k).fg).unwrap_or_default());
        for eye in [DEUTAN, PROTAN] {
            for (n, a) in kinds.iter().enumerate() {
                for b in &kinds[n + 1..] {
                    let (a, b) = (seen(*a, eye), seen(*b, eye));
                    let apart = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt();
                    assert!(apart > 60.0, "{a:?} and {b:?} look alike");
                }
            }
        }
    }

    #[test]
    fn a_mistake_in_a_theme_names_the_nearest_word() {
        let text = "[palette]\nsand = \"#ffeecc\"\n[roles]\ntext = \"sand on #000000\"\nacent = \"sand\"\ndim = \"sad\"\n";
        let (_, problems) = Theme::read("mine", "mine.toml", text);
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            ["mine.toml:5: unknown role \"acent\"; did you mean \"accent\"?", "mine.toml:6: unknown color \"sad\"; did you mean \"sand\"?"]
        );
    }
}
