/*!
Keys and what they mean. Defines [`Key`], its spelling (`ctrl-o`, `space`, `]q`) and [`Keymap`]: sequences of keys → actions, from the table of
actions and the user's own bindings. Knows no terminal; the session translates its events to [`Key`].
*/

use std::fmt;

use thiserror::Error;

use super::action::Action;

/// One key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key; a character is as typed, so `G` needs no `shift`.
    pub code: Code,
    /// Control held.
    pub ctrl: bool,
    /// Alt held.
    pub alt: bool,
    /// Shift held; always false for characters.
    pub shift: bool,
}

/// A key without its modifiers.
#[allow(missing_docs, reason = "the names say it")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    Char(char),
    Enter,
    Tab,
    Backspace,
    Esc,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// The keys that are spelled by name.
const NAMES: &[(&str, Code)] = &[
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("esc", Code::Esc),
    ("delete", Code::Delete),
    ("insert", Code::Insert),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
];

impl Key {
    /// The key of a character without modifiers.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// The character it types, if it types one.
    pub const fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, Code::F(n)) => write!(f, "f{n}"),
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

/// A key's spelling that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// No such key.
    #[error("“{0}” is no key; spell it like ctrl-o, space, shift-tab, f5 or ]q")]
    Unknown(String),
    /// No such action.
    #[error("there is no action “{0}”")]
    Action(String),
}

/// Reads a sequence of keys: `]q`, `ctrl-x s`, `space`.
///
/// # Errors
/// [`KeyError::Unknown`] for a word that is no key.
pub fn parse(spelled: &str) -> Result<Vec<Key>, KeyError> {
    let mut keys = Vec::new();
    for word in spelled.split_whitespace() {
        if let Some(key) = parse_word(word) {
            keys.push(key);
        } else if word.chars().count() <= 3 && !word.contains(char::is_control) {
            keys.extend(word.chars().map(Key::char));
        } else {
            return Err(KeyError::Unknown(word.to_owned()));
        }
    }
    if keys.is_empty() { Err(KeyError::Unknown(spelled.to_owned())) } else { Ok(keys) }
}

fn parse_word(word: &str) -> Option<Key> {
    let mut key = Key::char(' ');
    let mut rest = word;
    loop {
        let lower = rest.to_ascii_lowercase();
        let Some((name, flag)) = [("ctrl-", 0), ("alt-", 1), ("shift-", 2)].into_iter().find(|(name, _)| lower.starts_with(name)) else {
            break;
        };
        *[&mut key.ctrl, &mut key.alt, &mut key.shift][flag] = true;
        rest = rest.get(name.len()..)?;
    }
    let lower = rest.to_ascii_lowercase();
    let mut chars = rest.chars();
    key.code = match (chars.next(), chars.next()) {
        (Some(c), None) if key.shift => Code::Char(c.to_ascii_uppercase()),
        (Some(c), None) => Code::Char(c),
        _ => match NAMES.iter().find(|(name, _)| *name == lower) {
            Some((_, code)) => *code,
            None => Code::F(lower.strip_prefix('f')?.parse().ok().filter(|n| (1..=24).contains(n))?),
        },
    };
    key.shift &= !matches!(key.code, Code::Char(_));
    Some(key)
}

/// Spells a sequence of keys the way [`parse`] reads it.
pub fn spell(keys: &[Key]) -> String {
    let single = |k: &Key| k.typed().is_some_and(|c| c != ' ');
    let gap = if keys.iter().all(single) { "" } else { " " };
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(gap)
}

/// What the keys typed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// An action.
    Action(Action),
    /// The beginning of a longer sequence.
    Begun,
    /// Nothing.
    Nothing,
}

/// Sequences of keys → actions.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<(Vec<Key>, Action)>,
}

impl Default for Keymap {
    fn default() -> Self {
        let rows = Action::ALL.iter().flat_map(|a| a.keys().iter().map(move |k| (*a, *k)));
        Self { bindings: rows.filter_map(|(action, keys)| Some((parse(keys).ok()?, action))).collect() }
    }
}

impl Keymap {
    /// The default keymap with the user's own bindings: for each action named, its keys take the place of the default ones, and a key
    /// bound anew leaves the action it had.
    ///
    /// # Errors
    /// The first action or key that does not exist.
    pub fn with<'a>(own: impl IntoIterator<Item = (&'a str, &'a [String])>) -> Result<Self, KeyError> {
        let mut map = Self::default();
        for (name, spelled) in own {
            let action = Action::from_name(name).ok_or_else(|| KeyError::Action(name.to_owned()))?;
            let keys = spelled.iter().map(|s| parse(s)).collect::<Result<Vec<_>, _>>()?;
            map.bindings.retain(|(bound, to)| *to != action && !keys.contains(bound));
            map.bindings.extend(keys.into_iter().map(|k| (k, action)));
        }
        Ok(map)
    }

    /// What the keys typed so far mean.
    pub fn meaning(&self, typed: &[Key]) -> Meaning {
        let mut meaning = Meaning::Nothing;
        for (keys, action) in &self.bindings {
            if keys == typed {
                return Meaning::Action(*action);
            }
            if keys.starts_with(typed) {
                meaning = Meaning::Begun;
            }
        }
        meaning
    }

    /// The keys of an action as they are spelled, the one to show first.
    pub fn keys(&self, action: Action) -> impl Iterator<Item = String> {
        self.bindings.iter().filter(move |(_, a)| *a == action).map(|(k, _)| spell(k))
    }

    /// The first key of an action; empty where it has none.
    pub fn key(&self, action: Action) -> String {
        self.keys(action).next().unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_spelled_as_they_are_read() {
        for spelled in ["ctrl-o", "]q", "space", "shift-tab", "G", "alt-enter", "f12", "ctrl-x s", "-"] {
            assert_eq!(spell(&parse(spelled).unwrap()), spelled);
        }
        assert_eq!(parse("shift-g").unwrap(), [Key::char('G')]);
        assert_eq!(parse("ctrl-nonsense"), Err(KeyError::Unknown("ctrl-nonsense".into())));
        assert!(parse("").is_err());
    }

    #[test]
    fn every_default_key_can_be_read_and_means_one_thing() {
        let mut seen = std::collections::HashMap::new();
        for action in Action::ALL {
            assert_eq!(Action::from_name(action.name()), Some(*action));
            for spelled in action.keys() {
                let keys = parse(spelled).unwrap();
                assert_eq!(seen.insert(keys.clone(), action), None, "{spelled} is bound twice");
                assert_eq!(Keymap::default().meaning(&keys), Meaning::Action(*action));
            }
        }
        for keys in seen.keys() {
            assert!(!seen.keys().any(|k| k != keys && k.starts_with(keys)), "{} begins another binding", spell(keys));
        }
    }

    #[test]
    fn own_bindings_take_the_place_of_the_default() {
        let own = [("down".to_owned(), vec!["n".to_owned()])];
        let map = Keymap::with(own.iter().map(|(a, k)| (a.as_str(), k.as_slice()))).unwrap();
        assert_eq!(map.meaning(&[Key::char('n')]), Meaning::Action(Action::Down));
        assert_eq!(map.meaning(&[Key::char('j')]), Meaning::Nothing);
        assert_eq!(map.meaning(&[Key::char(']')]), Meaning::Begun);
        assert!(Keymap::with([("fly", [].as_slice())]).is_err());
    }
}
