/*!
What the mouse does: a click selects what is under it, a click with the other button corrects it, the wheel scrolls what is under it.
*/

use std::mem;

use super::{Action, App, Effect, Mode, Pane, mode};

/// Something the mouse did, at a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub act: Act,
    /// Column.
    pub x: u16,
    /// Row.
    pub y: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The main button went down.
    Press,
    /// The other button went down.
    Ask,
    /// It moved with the button held.
    Drag,
    /// The button went up.
    Release,
    /// The wheel turned; down, if true.
    Wheel(bool),
}

/// Lines that one notch of the wheel scrolls.
const NOTCH: isize = 3;

impl App {
    /// The mouse did something.
    pub fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        let effects = match mem::take(&mut self.mode) {
            Mode::Pick(pick) => pick.mouse(self, mouse),
            mode @ (Mode::Read | Mode::Select(_)) => {
                self.mode = mode;
                self.mouse_on_panes(mouse)
            }
            // What is on top is not left by a click beside it: a draft may be in it.
            mode => {
                self.mode = mode;
                Vec::new()
            }
        };
        self.settle();
        effects
    }

    fn mouse_on_panes(&mut self, mouse: Mouse) -> Vec<Effect> {
        let pane = self.view.layout.pane_at(mouse.x, mouse.y);
        match (mouse.act, pane) {
            (Act::Wheel(down), Some(Pane::Article)) => self.reader.scroll(if down { NOTCH } else { -NOTCH }),
            (Act::Wheel(down), Some(pane)) => self.panels.of_mut(pane).into_iter().for_each(|p| p.step(if down { 1 } else { -1 })),
            (Act::Drag, Some(Pane::Article)) => {
                if let Some(at) = self.place_at(mouse.x, mouse.y) {
                    // The button went down where the cursor is.
                    if matches!(self.mode, Mode::Read) && at != self.reader.cursor() {
                        self.mode = mode::select::Select::begin(self);
                    }
                    self.reader.go(at);
                }
            }
            (Act::Press, Some(Pane::Article)) => {
                if matches!(self.mode, Mode::Select(_)) {
                    self.mode = Mode::Read;
                }
                if let Some(at) = self.place_at(mouse.x, mouse.y) {
                    self.focus_on(Pane::Article);
                    self.reader.go(at);
                    self.touch();
                }
            }
            (Act::Press, Some(pane)) => self.press_row(pane, mouse.y),
            (Act::Press, None) => self.press_tab(mouse.x, mouse.y),
            (Act::Ask, Some(_)) => {
                self.mouse_on_panes(Mouse { act: Act::Press, ..mouse });
                return self.mark(Action::Correct, None);
            }
            _ => {}
        }
        Vec::new()
    }

    /// The place in the text under a cell of the article pane.
    pub fn place_at(&self, x: u16, y: u16) -> Option<usize> {
        let text = self.view.layout.text;
        self.reader.at_cell(usize::from(y.checked_sub(text.y)?), usize::from(x.saturating_sub(text.x)))
    }

    fn press_row(&mut self, pane: Pane, y: u16) {
        self.focus_on(pane);
        let (Some(area), Some(panel)) = (self.view.layout.list(pane), self.panels.of(pane)) else { return };
        let Some(mut left) = y.checked_sub(area.y + 1).map(usize::from) else { return };
        for row in panel.top..panel.rows.len() {
            let tall = self.tall(pane, row);
            if left < tall {
                self.panels.of_mut(pane).into_iter().for_each(|p| p.at = row);
                self.choose(pane);
                return;
            }
            left -= tall;
        }
    }

    fn press_tab(&mut self, x: u16, y: u16) {
        if self.view.layout.tabs.is_some_and(|tabs| tabs.y == y) {
            let mut start = 1;
            for (pane, tab) in self.tabs() {
                let end = start + crate::text::wrap::width(&tab) + 2;
                if (start..end).contains(&usize::from(x)) {
                    self.focus_on(pane);
                }
                start = end;
            }
        }
    }
}
