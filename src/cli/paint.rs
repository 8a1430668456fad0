/*!
Words with colour for a terminal that is written to line by line: the escape sequences of a style, or nothing. The reader's screen is not painted here.
*/

use std::{
    env,
    io::{self, IsTerminal},
};

use ratatui::style::{Color, Modifier, Style};

use super::arguments::When;
use crate::settings::{Depth, Theme};

/// Styles for line-by-line output; none when it is not to be coloured.
#[derive(Debug)]
pub struct Paint {
    theme: Option<Theme>,
}

impl Paint {
    /// What was asked for, or what the terminal and `NO_COLOR` suggest. The colors are the terminal's own, which are legible on any ground.
    pub fn new(when: When) -> Self {
        let colored = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => io::stdout().is_terminal() && Depth::detect(|name| env::var(name).ok()) != Depth::Mono,
        };
        Self { theme: colored.then(|| Theme::built_in("terminal")).flatten() }
    }

    /// Whether there is any colour.
    pub const fn is_on(&self) -> bool {
        self.theme.is_some()
    }

    /// `words` in the style that `pick` takes from the theme.
    pub fn words(&self, words: &str, pick: impl Fn(&Theme) -> Style) -> String {
        match self.theme.as_ref().map(|theme| codes(pick(theme))) {
            Some(codes) if !codes.is_empty() && !words.is_empty() => format!("\u{1b}[{codes}m{words}\u{1b}[0m"),
            _ => words.to_owned(),
        }
    }
}

/// The parameters of the escape sequence that turns a style on.
fn codes(style: Style) -> String {
    let attributes =
        [(Modifier::BOLD, "1"), (Modifier::DIM, "2"), (Modifier::ITALIC, "3"), (Modifier::UNDERLINED, "4"), (Modifier::REVERSED, "7")];
    let attributes = attributes.iter().filter(|(m, _)| style.add_modifier.contains(*m)).map(|(_, code)| (*code).to_owned());
    let colors = [(style.fg, 0), (style.bg, 10)].into_iter().filter_map(|(color, shift)| code(color?, shift));
    attributes.chain(colors).collect::<Vec<_>>().join(";")
}

/// The code of one of the sixteen colors; `shift` is 10 for grounds.
fn code(color: Color, shift: u8) -> Option<String> {
    let code = match color {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => return None,
    };
    Some((code + shift).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Role;

    #[test]
    fn colour_comes_only_when_asked_for() {
        let with = Paint::new(When::Always).words("Press", |t| t.role(Role::Accent));
        assert_eq!(with, "\u{1b}[1;33mPress\u{1b}[0m");
        assert_eq!(Paint::new(When::Never).words("Press", |t| t.role(Role::Accent)), "Press");
        assert_eq!(codes(Style::new().fg(Color::Black).bg(Color::LightYellow)), "30;103");
    }
}
