/*!
Colors as a terminal can show them: 24-bit, the 256 of xterm, the 16 that the user's terminal defines, or none. Also the contrast of two
colors as WCAG counts it. Knows nothing of what a color stands for.
*/

use ratatui::style::{Color, Style};

/// How many colors a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: attributes only (`NO_COLOR`, `TERM=dumb`).
    Mono,
    /// The sixteen of the terminal's own scheme.
    Ansi,
    /// xterm's 256.
    Indexed,
    /// 24 bits.
    True,
}

impl Depth {
    /// What the environment says, asked by name through `get`; the terminal itself is not asked, since an answer may never come.
    pub fn detect(get: impl Fn(&str) -> Option<String>) -> Self {
        let has = |name: &str| get(name).is_some_and(|v| !v.is_empty());
        let term = get("TERM").unwrap_or_default();
        if has("NO_COLOR") || term == "dumb" {
            return Self::Mono;
        }
        let color = get("COLORTERM").unwrap_or_default();
        let full = ["direct", "kitty", "ghostty", "wezterm", "alacritty", "foot"].iter().any(|t| term.contains(t));
        if color == "truecolor" || color == "24bit" || full || has("WT_SESSION") {
            return Self::True;
        }
        if term.contains("256color") { Self::Indexed } else { Self::Ansi }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mono => "no colors",
            Self::Ansi => "16 colors",
            Self::Indexed => "256 colors",
            Self::True => "24-bit color",
        }
    }
}

/// Red, green and blue.
pub type Rgb = [u8; 3];

/// `style` as a terminal of `depth` shows it. `ground` is the theme's own background: with sixteen colors the terminal's stands in for it.
pub fn degrade(style: Style, depth: Depth, ground: Option<Rgb>) -> Style {
    match depth {
        Depth::True => style,
        Depth::Indexed => map(style, |c| Color::Indexed(indexed(c))),
        Depth::Ansi => ansi_style(style, ground),
        Depth::Mono => Style { fg: None, bg: None, underline_color: None, ..style },
    }
}

fn map(style: Style, to: impl Fn(Rgb) -> Color) -> Style {
    let one = |color: Option<Color>| color.map(|c| if let Color::Rgb(r, g, b) = c { to([r, g, b]) } else { c });
    Style { fg: one(style.fg), bg: one(style.bg), underline_color: one(style.underline_color), ..style }
}

fn ansi_style(style: Style, ground: Option<Rgb>) -> Style {
    let dark = ground.is_none_or(|g| luminance(g) < 0.2);
    let own_ground = style.bg.is_none() || rgb(style.bg) == ground;
    if own_ground {
        let fg = |c| ansi_on(c, dark);
        return Style { bg: style.bg.map(|_| Color::Reset), ..map(style, fg) };
    }
    // On a colored ground only black or white is sure to be legible.
    let Some(back) = rgb(style.bg) else { return map(style, |c| ansi_on(c, dark)) };
    let bg = ansi_ground(back, dark);
    let fg =
        if matches!(bg, Color::DarkGray | Color::Blue | Color::Black | Color::Magenta | Color::Red) { Color::White } else { Color::Black };
    Style { fg: Some(fg), bg: Some(bg), underline_color: None, ..style }
}

/// The 24-bit value of a color, where it has one.
pub const fn rgb(color: Option<Color>) -> Option<Rgb> {
    if let Some(Color::Rgb(r, g, b)) = color { Some([r, g, b]) } else { None }
}

/// The nearest of xterm's colors 16 to 255; the first 16 are the user's and may be anything.
fn indexed(color: Rgb) -> u8 {
    (16..=255).min_by_key(|n| distance(color, xterm(*n))).unwrap_or(16)
}

/// The number, 16 or more, of the one of xterm's colors that is this very one. Terminals let users change the first 16 only.
pub fn exactly(color: Rgb) -> Option<u8> {
    let [r, g, b] = color;
    let step = |c: u8| STEPS.iter().position(|s| *s == c).map(|n| n as u8);
    if let (Some(r), Some(g), Some(b)) = (step(r), step(g), step(b)) {
        return Some(16 + 36 * r + 6 * g + b);
    }
    (r == g && g == b && r >= 8 && (r - 8) % 10 == 0 && r <= 238).then(|| 232 + (r - 8) / 10)
}

/// The six strengths of red, green and blue in xterm's colors.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// What xterm's color `n`, 16 or more, looks like.
pub fn xterm(n: u8) -> Rgb {
    if n >= 232 {
        let gray = 8 + (n - 232) * 10;
        return [gray; 3];
    }
    let n = usize::from(n.saturating_sub(16));
    [STEPS[n / 36], STEPS[n / 6 % 6], STEPS[n % 6]]
}

/// How unlike two colors look: squared distance weighed as the eye does, cheaply.
fn distance(a: Rgb, b: Rgb) -> u32 {
    let [r, g, b] = [0, 1, 2].map(|n| u32::from(a[n].abs_diff(b[n])));
    2 * r * r + 4 * g * g + 3 * b * b
}

/// One of the sixteen for letters on the terminal's own background: by hue, the bright half on dark ground.
fn ansi_on(color: Rgb, dark: bool) -> Color {
    let [r, g, b] = color.map(i32::from);
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    if high - low < 36 {
        let luminance = luminance(color);
        let faded = if dark { luminance < 0.45 } else { luminance > 0.06 };
        return if faded { Color::DarkGray } else { Color::Reset };
    }
    let spread = high - low;
    let hue = if high == r {
        (60 * (g - b) / spread + 360) % 360
    } else if high == g {
        120 + 60 * (b - r) / spread
    } else {
        240 + 60 * (r - g) / spread
    };
    let (bright, plain) = match hue {
        20..=74 => (Color::LightYellow, Color::Yellow),
        75..=159 => (Color::LightGreen, Color::Green),
        160..=199 => (Color::LightCyan, Color::Cyan),
        200..=259 => (Color::LightBlue, Color::Blue),
        260..=329 => (Color::LightMagenta, Color::Magenta),
        _ => (Color::LightRed, Color::Red),
    };
    if dark { bright } else { plain }
}

/// One of the sixteen for a ground: light ones keep their hue only if they have one.
fn ansi_ground(color: Rgb, dark: bool) -> Color {
    let [high, low] = [color.iter().max(), color.iter().min()].map(|c| c.copied().unwrap_or(0));
    if high - low < 24 {
        return if dark { Color::DarkGray } else { Color::Gray };
    }
    match ansi_on(color, false) {
        Color::Reset | Color::DarkGray => Color::Gray,
        hue => hue,
    }
}

/// Relative luminance, 0 to 1, as WCAG 2 defines it.
pub fn luminance(color: Rgb) -> f32 {
    let [r, g, b] = color.map(|c| {
        let c = f32::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Contrast of two colors, 1 to 21, as WCAG 2 defines it.
pub fn contrast(a: Rgb, b: Rgb) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_as_the_standard_counts() {
        assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.01);
        assert!((contrast([0x76, 0x76, 0x76], [255, 255, 255]) - 4.54).abs() < 0.01);
    }

    #[test]
    fn the_environment_tells_the_depth() {
        let with = |pairs: &[(&str, &str)]| Depth::detect(|name| pairs.iter().find(|p| p.0 == name).map(|p| p.1.to_owned()));
        assert_eq!(with(&[("TERM", "xterm"), ("COLORTERM", "truecolor"), ("NO_COLOR", "1")]), Depth::Mono);
        assert_eq!(with(&[("TERM", "xterm-256color"), ("NO_COLOR", "")]), Depth::Indexed);
        assert_eq!(with(&[("TERM", "xterm-kitty")]), Depth::True);
        assert_eq!(with(&[("TERM", "screen")]), Depth::Ansi);
        assert_eq!(with(&[("TERM", "dumb")]), Depth::Mono);
    }

    #[test]
    fn colors_keep_their_hue_when_there_are_few() {
        assert_eq!(indexed([255, 0, 0]), 196);
        assert_eq!(indexed([128, 128, 128]), 244);
        assert!((16..=255).all(|n| exactly(xterm(n)).map(xterm) == Some(xterm(n))));
        assert_eq!(exactly([215, 215, 216]), None);
        assert_eq!(ansi_on([0xe8, 0xb2, 0x7d], true), Color::LightYellow);
        assert_eq!(ansi_on([0x8f, 0xb8, 0xe0], true), Color::LightBlue);
        assert_eq!(ansi_on([0x20, 0x20, 0x20], false), Color::Reset);
        let style = Style::new().fg(Color::Rgb(230, 230, 230)).bg(Color::Rgb(80, 70, 20));
        let few = degrade(style, Depth::Ansi, Some([20, 20, 20]));
        assert_eq!((few.fg, few.bg), (Some(Color::Black), Some(Color::Yellow)));
        assert_eq!(degrade(style, Depth::Mono, None), Style::new());
    }
}
