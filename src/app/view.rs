/*!
How things are shown: which pane has the keys, the theme, the order and the filters of the lists, and where everything stands then.
*/

use std::mem;

use super::{App, Layout, Pane, layout::Want, panel::Panel};
use crate::{
    analyze::EntityKind,
    settings::{Theme, theme::BUILT_IN},
};

impl App {
    /// Lays out the screen and brings what is chosen into sight. Runs after every change.
    pub fn settle(&mut self) {
        let chosen = self.panels.entities.chosen();
        if chosen != self.panels.below_of {
            self.panels.below = chosen.map_or_else(Vec::new, |n| self.entity_lines(n));
            self.panels.below_of = chosen;
        }
        let lists = Pane::LISTS.map(|pane| self.panels.of(pane).map_or(0, |p| (0..p.rows.len().min(80)).map(|n| self.tall(pane, n)).sum()));
        let focus = self.focus();
        self.view.layout = Layout::new(&Want {
            size: self.view.size,
            measure: self.settings.column,
            beside: self.settings.panes.beside,
            focus,
            alone: self.view.alone,
            lists,
            shown: Pane::LISTS.map(|pane| pane.is_shown(&self.settings.panes)),
        });
        let text = self.view.layout.text;
        if !text.is_empty() {
            self.reader.resize(text.width.into(), text.height.into());
        }
        for pane in Pane::LISTS {
            let height = self.view.layout.list(pane).map_or(0, |area| usize::from(area.height).saturating_sub(2));
            let Some(mut panel) = self.panels.of_mut(pane).map(mem::take) else { continue };
            let tall: Vec<usize> = if height == 0 { Vec::new() } else { self.heights(pane, &panel, height) };
            if height > 0 {
                let base = panel.at.saturating_sub(height);
                panel.follow(height, |n| n.checked_sub(base).and_then(|n| tall.get(n)).copied().unwrap_or(1));
            }
            self.panels.of_mut(pane).into_iter().for_each(|p| *p = mem::take(&mut panel));
        }
    }

    /// The heights of the rows around the chosen one, from `height` rows before it on.
    fn heights(&self, pane: Pane, panel: &Panel, height: usize) -> Vec<usize> {
        let first = panel.at.saturating_sub(height);
        (first..panel.rows.len().min(panel.at + height + 1)).map(|n| self.tall_row(pane, panel, n)).collect()
    }

    pub(super) fn next_theme(&mut self) {
        let at = BUILT_IN.iter().position(|(name, _)| *name == self.view.theme.name).map_or(0, |n| n + 1);
        self.set_theme(BUILT_IN[at % BUILT_IN.len()].0);
    }

    /// Shows everything in the built-in theme of that name; false where there is none.
    pub fn set_theme(&mut self, name: &str) -> bool {
        let Some(theme) = Theme::built_in(name) else { return false };
        self.say(format!("theme {name}: {}", theme.about));
        self.view.theme = theme.at(self.view.depth);
        true
    }

    pub(super) fn zoom(&mut self) {
        self.view.alone ^= true;
        if self.view.alone {
            self.at.focus = None;
        }
    }

    pub(super) fn step_pane(&mut self, forward: bool) {
        let mut pane = self.focus().step(forward);
        while !pane.is_shown(&self.settings.panes) {
            pane = pane.step(forward);
        }
        self.focus_on(pane);
    }

    /// Gives a pane the keys.
    pub fn focus_on(&mut self, pane: Pane) {
        if !pane.is_shown(&self.settings.panes) {
            self.say(format!("the settings hide the list of {}", pane.title().to_lowercase()));
            return;
        }
        self.at.focus = Some(pane);
        if pane == Pane::Article {
            self.reader.go(self.reader.cursor());
        } else {
            self.view.alone = false;
        }
    }

    pub(super) fn sort(&mut self) {
        self.panels.order = self.panels.order.next();
        self.relist();
    }

    /// The chosen entity's kind only, or the chosen quote's speaker only; all again the second time.
    pub(super) fn filter(&mut self) {
        let Some(analysis) = &self.analysis else { return };
        if self.focus() == Pane::Quotes {
            let chosen = self.panels.quotes.chosen().and_then(|n| analysis.quotes.get(n));
            let speaker = chosen.and_then(|q| q.speaker.as_ref()).map(|s| s.name.clone());
            self.panels.only = self.panels.only.next(speaker, &self.ties.verdicts);
        } else {
            let mut present = EntityKind::ALL.iter().copied().filter(|k| analysis.entities.iter().any(|e| e.kind == *k));
            self.panels.kind = match self.panels.kind {
                None => present.next(),
                Some(kind) => present.find(|k| *k > kind),
            };
        }
        self.relist();
    }
}
