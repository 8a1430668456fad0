/*!
A settings file → [`Settings`]: every value is checked where it stands.
*/

use std::ops::RangeInclusive;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Binding, HIGHLIGHTS, Problem, Settings,
    problem::Problems,
    theme::{self, Theme},
};

/// The words that are valid in a settings file but defined on other floors.
#[derive(Clone, Copy)]
pub struct Vocabulary<'a> {
    /// Names of the actions.
    pub actions: &'a [&'a str],
    /// Names of the themes, the user's own among them.
    pub themes: &'a [&'a str],
    /// Says what is wrong with the spelling of a key.
    pub key: &'a dyn Fn(&str) -> Result<(), String>,
}

const ROOT: [&str; 11] = ["theme", "column", "mouse", "reading-speed", "copy", "editor", "layers", "panes", "highlights", "colors", "keys"];
const LAYERS: [&str; 5] = ["entities", "quotes", "sources", "notes", "links"];
const PANES: [&str; 5] = ["entities", "quotes", "sources", "notes", "beside"];
const COPY: [&str; 7] = ["words", "speaker", "title", "site", "byline", "published", "url"];

type Key<'i> = Spanned<std::borrow::Cow<'i, str>>;
type Value<'i> = Spanned<DeValue<'i>>;

pub(super) fn read(file: &str, text: &str, vocabulary: &Vocabulary) -> (Settings, Vec<Problem>) {
    let mut problems = Problems::new(file, text);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        problems.add(error.span().map_or(0, |s| s.start), error.message().trim());
    }
    let mut reader = Reader { problems, vocabulary, settings: Settings::default() };
    for (key, value) in root.get_ref() {
        reader.root(key, value);
    }
    (reader.settings, reader.problems.into_list())
}

struct Reader<'a, 't> {
    problems: Problems<'t>,
    vocabulary: &'a Vocabulary<'a>,
    settings: Settings,
}

impl Reader<'_, '_> {
    fn root(&mut self, key: &Key, value: &Value) {
        match key.get_ref().as_ref() {
            "theme" => {
                let themes = self.vocabulary.themes;
                if let Some(word) = self.word(value, "theme", themes) {
                    self.settings.theme = word;
                }
            }
            "column" => self.settings.column = self.number(value, 30..=200).unwrap_or(self.settings.column),
            "mouse" => self.settings.mouse = self.switch(value).unwrap_or(self.settings.mouse),
            "reading-speed" => self.settings.reading_speed = self.number(value, 50..=2000).unwrap_or(self.settings.reading_speed),
            "copy" => self.copy(value),
            "editor" => {
                if let Some(words) = self.words(value) {
                    self.settings.editor = words;
                }
            }
            "layers" => self.table(value, Self::layer),
            "panes" => self.table(value, Self::pane),
            "highlights" => self.table(value, Self::highlight),
            "colors" => self.table(value, Self::color),
            "keys" => self.table(value, Self::binding),
            other => self.problems.unknown(key.span().start, "setting", other, &ROOT),
        }
    }

    fn table(&mut self, value: &Value, mut each: impl FnMut(&mut Self, &Key, &Value)) {
        match value.get_ref().as_table() {
            Some(table) => table.iter().for_each(|(key, value)| each(self, key, value)),
            None => self.wrong(value, "a table"),
        }
    }

    fn layer(&mut self, key: &Key, value: &Value) {
        let layers = &mut self.settings.layers;
        let field = match key.get_ref().as_ref() {
            "entities" => &mut layers.entities,
            "quotes" => &mut layers.quotes,
            "sources" => &mut layers.sources,
            "notes" => &mut layers.notes,
            "links" => &mut layers.links,
            other => return self.problems.unknown(key.span().start, "layer", other, &LAYERS),
        };
        match value.get_ref().as_bool() {
            Some(on) => *field = on,
            None => self.wrong(value, "true or false"),
        }
    }

    fn pane(&mut self, key: &Key, value: &Value) {
        let panes = &mut self.settings.panes;
        let field = match key.get_ref().as_ref() {
            "entities" => &mut panes.entities,
            "quotes" => &mut panes.quotes,
            "sources" => &mut panes.sources,
            "notes" => &mut panes.notes,
            "beside" => {
                self.settings.panes.beside = self.number(value, 80..=1000).unwrap_or(self.settings.panes.beside);
                return;
            }
            other => return self.problems.unknown(key.span().start, "pane", other, &PANES),
        };
        match value.get_ref().as_bool() {
            Some(on) => *field = on,
            None => self.wrong(value, "true or false"),
        }
    }

    fn highlight(&mut self, key: &Key, value: &Value) {
        if key.get_ref() == "first" {
            if let Some(color) = self.word(value, "color of a highlight", &HIGHLIGHTS) {
                self.settings.highlights.first = color;
            }
        } else if let Some(at) = HIGHLIGHTS.iter().position(|c| c == key.get_ref()) {
            if let Some(name) = self.words(value) {
                self.settings.highlights.names[at] = name;
            }
        } else {
            let known: Vec<&str> = HIGHLIGHTS.into_iter().chain(["first"]).collect();
            self.problems.unknown(key.span().start, "color of a highlight", key.get_ref(), &known);
        }
    }

    fn color(&mut self, key: &Key, value: &Value) {
        let names = theme::style_names();
        if !names.contains(&key.get_ref().as_ref()) {
            return self.problems.unknown(key.span().start, "part of the screen", key.get_ref(), &names);
        }
        let Some(words) = self.words(value) else { return };
        match Theme::default().set(key.get_ref(), &words) {
            Ok(()) => self.settings.colors.push((key.get_ref().to_string(), words)),
            Err(error) => self.problems.add(value.span().start, error),
        }
    }

    fn binding(&mut self, key: &Key, value: &Value) {
        if !self.vocabulary.actions.contains(&key.get_ref().as_ref()) {
            return self.problems.unknown(key.span().start, "action", key.get_ref(), self.vocabulary.actions);
        }
        let listed = value.get_ref().as_array();
        let all: Vec<&Value> = listed.map_or_else(|| vec![value], |list| list.iter().collect());
        let mut keys = Vec::new();
        for value in all {
            let Some(words) = self.words(value) else { return };
            match (self.vocabulary.key)(&words) {
                Ok(()) => keys.push(words),
                Err(error) => return self.problems.add(value.span().start, error),
            }
        }
        self.settings.keys.push(Binding { action: key.get_ref().to_string(), keys });
    }

    fn copy(&mut self, value: &Value) {
        let Some(words) = self.words(value) else { return };
        for part in words.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            if !COPY.contains(&name) {
                return self.problems.unknown(value.span().start, "word in { }", name, &COPY);
            }
        }
        self.settings.copy = words;
    }

    fn words(&mut self, value: &Value) -> Option<String> {
        let words = value.get_ref().as_str();
        if words.is_none() {
            self.wrong(value, "words in quotation marks");
        }
        words.map(str::to_owned)
    }

    fn word(&mut self, value: &Value, what: &str, valid: &[&str]) -> Option<String> {
        let word = self.words(value)?;
        if !valid.contains(&word.as_str()) {
            self.problems.unknown(value.span().start, what, &word, valid);
            return None;
        }
        Some(word)
    }

    fn switch(&mut self, value: &Value) -> Option<bool> {
        let on = value.get_ref().as_bool();
        if on.is_none() {
            self.wrong(value, "true or false");
        }
        on
    }

    fn number(&mut self, value: &Value, range: RangeInclusive<u16>) -> Option<u16> {
        let number = value.get_ref().as_integer().and_then(|n| u16::from_str_radix(n.as_str(), n.radix()).ok());
        let number = number.filter(|n| range.contains(n));
        if number.is_none() {
            self.wrong(value, &format!("a number from {} to {}", range.start(), range.end()));
        }
        number
    }

    fn wrong(&mut self, value: &Value, want: &str) {
        self.problems.add(value.span().start, format!("write {want} here, not {}", shown(value.get_ref())));
    }
}

/// A value as it may stand in a message.
fn shown(value: &DeValue) -> String {
    match value {
        DeValue::String(words) => format!("\"{words}\""),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Boolean(on) => on.to_string(),
        other => format!("a {}", other.type_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Settings, Vec<String>) {
        let key = |key: &str| if key.contains(' ') { Err(format!("\"{key}\" is no key")) } else { Ok(()) };
        let vocabulary = Vocabulary { actions: &["quote-next", "help", "close"], themes: &["lamp", "paper"], key: &key };
        let (settings, problems) = Settings::read("config.toml", text, &vocabulary);
        (settings, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_the_file_says_goes_over_the_defaults() {
        let (settings, problems) = read(
            "theme = \"paper\"\ncolumn = 80\n[layers]\nlinks = false\n[highlights]\nred = \"doubt\"\n[colors]\nperson = \"#aabbcc bold\"\n\
             [keys]\nquote-next = [\"]q\", \"Q\"]\nhelp = \"f1\"\n",
        );
        assert_eq!(problems, [""; 0]);
        assert_eq!((settings.theme.as_str(), settings.column, settings.layers.links, settings.layers.quotes), ("paper", 80, false, true));
        assert_eq!((settings.highlights.name("red"), settings.highlights.color("doubt")), ("doubt", Some("red")));
        assert_eq!(settings.colors, [("person".to_owned(), "#aabbcc bold".to_owned())]);
        let keys: Vec<(&str, usize)> = settings.keys.iter().map(|b| (b.action.as_str(), b.keys.len())).collect();
        assert_eq!(keys, [("help", 1), ("quote-next", 2)]);
    }

    #[test]
    fn a_mistake_costs_only_its_own_value() {
        let (settings, problems) = read(
            "thme = \"paper\"\ntheme = \"papr\"\ncolumn = 900\nmouse = \"yes\"\nreading-speed = 300\ncopy = \"{word}\"\n\
             [keys]\nquote-nxt = \"]q\"\nhelp = \"a b\"\n[colors]\npersn = \"red\"\ndate = \"redd\"\n",
        );
        assert_eq!((settings.reading_speed, settings.column, settings.theme.as_str()), (300, 72, "lamp"));
        assert_eq!(
            problems,
            [
                "config.toml:1: unknown setting \"thme\"; did you mean \"theme\"?",
                "config.toml:2: unknown theme \"papr\"; did you mean \"paper\"?",
                "config.toml:3: write a number from 30 to 200 here, not 900",
                "config.toml:4: write true or false here, not \"yes\"",
                "config.toml:6: unknown word in { } \"word\"; did you mean \"words\"?",
                "config.toml:8: unknown action \"quote-nxt\"; did you mean \"quote-next\"?",
                "config.toml:9: \"a b\" is no key",
                "config.toml:11: unknown part of the screen \"persn\"; did you mean \"person\"?",
                "config.toml:12: unknown color \"redd\"; did you mean \"red\"?",
            ]
        );
    }

    #[test]
    fn a_file_that_is_broken_in_one_line_is_read_in_the_others() {
        let (settings, problems) = read("column = 80\ntheme = \"paper\nmouse = false\n");
        assert_eq!((settings.column, settings.mouse), (80, false));
        assert!(problems.len() == 1 && problems[0].starts_with("config.toml:2: "), "{problems:?}");
    }

    #[test]
    fn the_shipped_file_holds_the_defaults() {
        let key = |_: &str| Ok(());
        let themes: Vec<&str> = theme::BUILT_IN.iter().map(|t| t.0).collect();
        let settings = super::super::DEFAULT_FILE.split("[keys]").next().unwrap_or_default();
        let (read, problems) = Settings::read("config.toml", settings, &Vocabulary { actions: &[], themes: &themes, key: &key });
        assert_eq!((read, problems), (Settings::default(), Vec::new()));
        let (root, _) = DeTable::parse_recoverable(super::super::DEFAULT_FILE);
        for name in ROOT {
            assert!(root.get_ref().contains_key(name), "{name} is missing in the shipped file");
        }
        for (part, names) in [("layers", &LAYERS), ("panes", &PANES)] {
            let table = root.get_ref().get(part).and_then(|v| v.get_ref().as_table());
            assert!(table.is_some_and(|t| names.iter().all(|n| t.contains_key(*n))), "[{part}] is not whole");
        }
    }
}
