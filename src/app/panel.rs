/*!
A list pane: which rows it shows, in what order, which is chosen and where its window stands. Defines [`Pane`], the panes there are, [`Panel`], one
list, and [`Order`]. What a row says is `ui`'s business.
*/

use std::cmp::Reverse;

use super::Ties;
use crate::{
    analyze::{Analysis, EntityKind, Form},
    annotation::{Placed, Rating},
    settings,
};

/// The panes, in the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The article itself.
    Article,
    /// What is named.
    Entities,
    /// What is said.
    Quotes,
    /// Whom it is cited from.
    Sources,
    /// The reader's own marks.
    Notes,
}

impl Pane {
    /// Every pane, in the order of their keys.
    pub const ALL: [Self; 5] = [Self::Article, Self::Entities, Self::Quotes, Self::Sources, Self::Notes];
    /// The panes that are lists.
    pub const LISTS: [Self; 4] = [Self::Entities, Self::Quotes, Self::Sources, Self::Notes];

    /// Its place in [`Pane::ALL`].
    pub const fn number(self) -> usize {
        self as usize
    }

    /// Its name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Article => "Article",
            Self::Entities => "Entities",
            Self::Quotes => "Quotes",
            Self::Sources => "Sources",
            Self::Notes => "Notes",
        }
    }

    /// Whether the settings show it; the article always is.
    pub const fn is_shown(self, panes: &settings::Panes) -> bool {
        match self {
            Self::Article => true,
            Self::Entities => panes.entities,
            Self::Quotes => panes.quotes,
            Self::Sources => panes.sources,
            Self::Notes => panes.notes,
        }
    }

    /// The next pane, or the one before, around the end.
    #[must_use]
    pub fn step(self, forward: bool) -> Self {
        let count = Self::ALL.len();
        Self::ALL[(self.number() + if forward { 1 } else { count - 1 }) % count]
    }
}

/// How entities are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The most named first.
    #[default]
    Count,
    /// As they are first named in the text.
    Place,
    /// By name.
    Name,
}

impl Order {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "by count",
            Self::Place => "by place",
            Self::Name => "by name",
        }
    }

    /// The next one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Count => Self::Place,
            Self::Place => Self::Name,
            Self::Name => Self::Count,
        }
    }
}

/// Which quotes are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Only {
    /// All.
    #[default]
    All,
    /// Those of one speaker.
    By(String),
    /// Those with one verdict.
    Judged(Rating),
}

impl Only {
    /// The next choice: all, those of the chosen quote's speaker, those with each verdict that was given.
    #[must_use]
    pub fn next(&self, speaker: Option<String>, verdicts: &[Option<Rating>]) -> Self {
        let given = |rating: &Rating| verdicts.contains(&Some(*rating));
        let after = match self {
            Self::All => return speaker.map_or_else(|| Self::By(String::new()).next(None, verdicts), Self::By),
            Self::By(_) => None,
            Self::Judged(rating) => Some(rating),
        };
        let mut ratings = Rating::ALL.iter();
        if let Some(last) = after {
            ratings.by_ref().find(|r| *r == last);
        }
        ratings.find(|r| given(r)).map_or(Self::All, |r| Self::Judged(*r))
    }
}

/// One list pane.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Indexes into the list it shows, in the order shown.
    pub rows: Vec<usize>,
    /// The chosen row.
    pub at: usize,
    /// The first row in sight.
    pub top: usize,
    /// Rows that fit, as of the last layout; for moving by pages.
    pub page: usize,
}

impl Panel {
    /// The index chosen.
    pub fn chosen(&self) -> Option<usize> {
        self.rows.get(self.at).copied()
    }

    /// Chooses the row of `index`, if it is shown.
    pub fn choose(&mut self, index: usize) {
        if let Some(at) = self.rows.iter().position(|row| *row == index) {
            self.at = at;
        }
    }

    /// Moves the choice by rows.
    pub fn step(&mut self, rows: isize) {
        self.at = self.at.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
    }

    /// Shows other rows; what was chosen stays chosen, if it is among them.
    pub fn set(&mut self, rows: Vec<usize>) {
        let chosen = self.chosen();
        self.rows = rows;
        self.at = self.at.min(self.rows.len().saturating_sub(1));
        if let Some(index) = chosen {
            self.choose(index);
        }
    }

    /// Brings the chosen row into sight of a window `height` cells high, where row `n` takes `tall(n)`.
    pub fn follow(&mut self, height: usize, tall: impl Fn(usize) -> usize) {
        self.top = self.top.min(self.at);
        let mut used: usize = (self.top..=self.at).map(&tall).sum();
        while used > height && self.top < self.at {
            used -= tall(self.top);
            self.top += 1;
        }
        // No empty space below the last row while there are rows above the window.
        used += (self.at + 1..self.rows.len()).map(&tall).take(height).sum::<usize>();
        while self.top > 0 && used + tall(self.top - 1) <= height {
            self.top -= 1;
            used += tall(self.top);
        }
        self.page = (height / tall(self.at).max(1)).max(1);
    }
}

/// The four lists, and how they are ordered and filtered.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    /// Entities.
    pub entities: Panel,
    /// Quotes.
    pub quotes: Panel,
    /// Sources.
    pub sources: Panel,
    /// Notes.
    pub notes: Panel,
    /// How entities are ordered.
    pub order: Order,
    /// Only entities of this kind.
    pub kind: Option<EntityKind>,
    /// Which quotes are listed.
    pub only: Only,
    /// The lines below the chosen entity.
    pub below: Vec<String>,
    /// Whose they are.
    pub below_of: Option<usize>,
}

impl Panels {
    /// The list of a pane; none for the article.
    pub const fn of(&self, pane: Pane) -> Option<&Panel> {
        Some(match pane {
            Pane::Article => return None,
            Pane::Entities => &self.entities,
            Pane::Quotes => &self.quotes,
            Pane::Sources => &self.sources,
            Pane::Notes => &self.notes,
        })
    }

    /// The list of a pane; none for the article.
    pub const fn of_mut(&mut self, pane: Pane) -> Option<&mut Panel> {
        Some(match pane {
            Pane::Article => return None,
            Pane::Entities => &mut self.entities,
            Pane::Quotes => &mut self.quotes,
            Pane::Sources => &mut self.sources,
            Pane::Notes => &mut self.notes,
        })
    }

    /// Fills the lists anew after findings, annotations, order or filters changed.
    pub fn fill(&mut self, analysis: &Analysis, notes: &[Placed], ties: &Ties) {
        let entities = &analysis.entities;
        let mut rows: Vec<usize> = (0..entities.len()).filter(|n| self.kind.is_none_or(|k| entities[*n].kind == k)).collect();
        match self.order {
            Order::Place => {}
            // Whom and what the article is about; dates and amounts after them.
            Order::Count => rows.sort_by_key(|n| (entities[*n].kind.is_value(), Reverse(named(&entities[*n].mentions)))),
            Order::Name => rows.sort_by_key(|n| entities[*n].name.to_lowercase()),
        }
        self.entities.set(rows);
        let listed = |n: &usize| match &self.only {
            Only::All => true,
            Only::By(speaker) => analysis.quotes[*n].speaker.as_ref().is_some_and(|s| s.name == *speaker),
            Only::Judged(rating) => ties.verdicts.get(*n).copied().flatten() == Some(*rating),
        };
        self.quotes.set((0..analysis.quotes.len()).filter(listed).collect());
        self.sources.set((0..analysis.sources.len()).collect());
        let mut rows: Vec<usize> = (0..notes.len()).collect();
        // Notes on the whole article first, lost ones last.
        rows.sort_by_key(|n| match (&notes[*n].place, notes[*n].span()) {
            (None, _) => (0, 0),
            (_, Some(span)) => (1, span.start),
            _ => (2, 0),
        });
        self.notes.set(rows);
    }
}

/// How often an entity is named or meant.
pub fn named(mentions: &[crate::analyze::Mention]) -> usize {
    mentions.iter().filter(|m| m.form == Form::Name).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_row_stays_in_sight() {
        let mut panel = Panel { rows: (0..50).collect(), ..Panel::default() };
        let tall = |n: usize| 1 + n % 2;
        for step in [30, 19, -40, 7, -99, 99] {
            panel.step(step);
            panel.follow(9, tall);
            let used: usize = (panel.top..=panel.at).map(tall).sum();
            assert!(panel.top <= panel.at && used <= 9);
        }
        assert_eq!((panel.at, panel.top), (49, 44));
        panel.set(vec![3, 49]);
        panel.follow(9, tall);
        assert_eq!((panel.chosen(), panel.top), (Some(49), 0));
    }
}
