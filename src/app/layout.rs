/*!
A size and what is to be shown → rectangles. Wide terminals show the article beside the stacked panes, narrower ones one pane at a time under tabs.
Decides nothing but where things stand.
*/

use ratatui::layout::{Rect, Size};

use super::panel::Pane;

/// The smallest terminal that is drawn.
pub const SMALLEST: Size = Size { width: 30, height: 8 };

/// The width below which panes never stand beside the article, whatever is set.
const NARROW: u16 = 80;

/// The narrowest that two columns of lists may each be, and the widest that one is.
const COLUMN: (u16, u16) = (48, 64);

/// Columns around the text: the gutter before it, the gap and the ribbon after it.
const GUTTER: u16 = 3;

/// Where everything stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The line at the top: title, site, date, place.
    pub header: Rect,
    /// The tabs, where one pane shows at a time.
    pub tabs: Option<Rect>,
    /// Two columns before the text, for signs; empty where the article is not shown.
    pub gutter: Rect,
    /// The text column; empty where the article is not shown.
    pub text: Rect,
    /// One column beside the text: where in the article the selected thing occurs.
    pub ribbon: Rect,
    /// The lists in sight.
    pub panes: Vec<(Pane, Rect)>,
    /// What is said about the selected thing.
    pub card: Rect,
    /// Keys that fit.
    pub hints: Rect,
}

/// What the layout depends on.
#[derive(Debug, Clone, Copy)]
pub struct Want {
    /// The terminal's size.
    pub size: Size,
    /// The widest the text may be.
    pub measure: u16,
    /// From this width on the panes stand beside the article.
    pub beside: u16,
    /// The focused pane.
    pub focus: Pane,
    /// The article alone.
    pub alone: bool,
    /// Lines that each list would fill, in the order of [`Pane::LISTS`].
    pub lists: [usize; 4],
    /// Which of them the settings show.
    pub shown: [bool; 4],
}

impl Layout {
    /// Lays out a screen.
    pub fn new(want: &Want) -> Self {
        let Size { width, height } = want.size;
        if width < SMALLEST.width || height < SMALLEST.height {
            return Self::default();
        }
        let beside = width >= want.beside.max(NARROW) && !want.alone && want.shown.contains(&true);
        let tabs = !beside && !want.alone;
        let card = if height >= 16 { 3 } else { 1 };
        let header = Rect::new(0, 0, width, 1);
        let top = 1 + u16::from(tabs) + u16::from(height >= 16);
        let hints = Rect::new(0, height - 1, width, 1);
        let card = Rect::new(0, height - 1 - card, width, card);
        let body = Rect::new(0, top, width, card.y - top);
        let mut layout = Self { header, card, hints, ..Self::default() };
        layout.tabs = tabs.then(|| Rect::new(0, 1, width, 1));
        if beside {
            let columns = columns(want);
            let panes: u16 = columns.iter().map(|(width, _)| width).sum();
            layout.place_article(Rect { width: width - panes, ..body }, want.measure);
            let gap = if columns.len() > 1 { 3 } else { 2 };
            let mut x = width - panes;
            for (width, lists) in columns {
                layout.panes.extend(stack(Rect { x: x + 1, width: width - gap, ..body }, want, &lists));
                x += width;
            }
        } else if want.focus == Pane::Article || want.alone {
            layout.place_article(body, want.measure);
        } else {
            layout.panes = vec![(want.focus, Rect { x: 1, width: width - 2, ..body })];
        }
        layout
    }

    fn place_article(&mut self, area: Rect, measure: u16) {
        let width = measure.min(area.width.saturating_sub(GUTTER + 3));
        let x = area.x + GUTTER.max((area.width - width) / 2);
        self.text = Rect { x, width, ..area };
        self.gutter = Rect { x: x - GUTTER, width: GUTTER - 1, ..area };
        self.ribbon = Rect { x: area.right() - 1, width: 1, ..area };
    }

    /// The pane at a cell.
    pub fn pane_at(&self, x: u16, y: u16) -> Option<Pane> {
        let at = ratatui::layout::Position { x, y };
        let article = Rect { x: self.gutter.x, width: self.ribbon.right().saturating_sub(self.gutter.x), ..self.text };
        self.panes
            .iter()
            .find(|(_, area)| area.contains(at))
            .map(|(pane, _)| *pane)
            .or_else(|| article.contains(at).then_some(Pane::Article))
    }

    /// The rectangle of a list, if it is in sight.
    pub fn list(&self, pane: Pane) -> Option<Rect> {
        self.panes.iter().find(|(p, _)| *p == pane).map(|(_, area)| *area)
    }
}

/// The columns that the lists stand in, with their widths: two where the text leaves room for them.
fn columns(want: &Want) -> Vec<(u16, Vec<usize>)> {
    let shown = |lists: &[usize]| lists.iter().copied().filter(|n| want.shown[*n]).collect::<Vec<_>>();
    let (named, said) = (shown(&[0, 2]), shown(&[1, 3]));
    let room = want.size.width.saturating_sub(want.measure + 2 * GUTTER + 2) / 2;
    if room >= COLUMN.0 && !named.is_empty() && !said.is_empty() {
        let width = room.min(COLUMN.1);
        return vec![(width, named), (width, said)];
    }
    vec![((want.size.width * 2 / 5).clamp(40, COLUMN.1), shown(&[0, 1, 2, 3]))]
}

/// Stacks lists: each has its title and a few lines, the rest goes to those that need it, the focused one first.
fn stack(column: Rect, want: &Want, lists: &[usize]) -> Vec<(Pane, Rect)> {
    /// A title, a line of the list and the space below.
    const LEAST: u16 = 3;
    let mut heights = [0; 4];
    for n in lists {
        heights[*n] = LEAST;
    }
    let mut left = column.height.saturating_sub(heights.iter().sum());
    let need = want.lists.map(|lines| u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2));
    if let Some(focused) = lists.iter().copied().find(|n| Pane::LISTS[*n] == want.focus) {
        let more = need[focused].saturating_sub(heights[focused]).min(left * 3 / 5);
        heights[focused] += more;
        left -= more;
    }
    // The rest a line at a time, quotes twice as fast: their rows are two lines high.
    while left > 0 {
        let before = left;
        for n in [0, 1, 1, 2, 3] {
            if left > 0 && lists.contains(&n) && heights[n] < need[n] {
                heights[n] += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    let mut y = column.y;
    let mut panes = Vec::new();
    for n in lists {
        let height = heights[*n].min(column.bottom() - y);
        if height > 0 {
            panes.push((Pane::LISTS[*n], Rect { y, height, ..column }));
        }
        y += height;
    }
    panes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps_and_nothing_leaves_the_screen() {
        for width in 0..220 {
            for height in (0..70).step_by(3) {
                for (focus, alone) in [(Pane::Article, false), (Pane::Quotes, false), (Pane::Notes, true)] {
                    let size = Size { width, height };
                    let shown = [true, height % 2 == 0, height % 4 == 0, true];
                    let layout = Layout::new(&Want { size, measure: 72, beside: 100, focus, alone, lists: [40, 60, 12, 0], shown });
                    let mut all = vec![layout.header, layout.gutter, layout.text, layout.ribbon, layout.card, layout.hints];
                    all.extend(layout.tabs);
                    all.extend(layout.panes.iter().map(|(_, area)| *area));
                    all.retain(|r| !r.is_empty());
                    let screen = Rect::new(0, 0, width, height);
                    for (n, one) in all.iter().enumerate() {
                        assert_eq!(one.intersection(screen), *one, "{width}x{height} {one}");
                        assert!(all.iter().skip(n + 1).all(|other| !one.intersects(*other)), "{width}x{height} {one}");
                    }
                }
            }
        }
    }
}
