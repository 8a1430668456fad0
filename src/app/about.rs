/*!
What the screen says about things, in words: the tabs, the card at the foot with the reason for a finding, the keys that fit, what an empty list
would hold. How it looks is `ui`'s business.
*/

use ratatui::style::{Modifier, Style};

use super::{
    Action, App, Mode, Pane, Thing,
    panel::{Only, Panel},
};
use crate::{
    analyze::{Entity, EntityKind, Quote, Source},
    settings::Role,
    text::{Span, count::counted, wrap},
};

/// Bytes of a word of news text with the blank after it, on average.
const BYTES_A_WORD: usize = 6;

/// The card at the foot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// What and which.
    pub head: String,
    /// How sure that is and what decided, or the words themselves.
    pub body: String,
}

impl App {
    /// Lines that row `n` of a list takes.
    pub fn tall(&self, pane: Pane, n: usize) -> usize {
        self.panels.of(pane).map_or(1, |panel| self.tall_row(pane, panel, n))
    }

    pub(super) fn tall_row(&self, pane: Pane, panel: &Panel, n: usize) -> usize {
        match pane {
            Pane::Article | Pane::Sources => 1,
            Pane::Quotes => 2,
            Pane::Notes => {
                let note = panel.rows.get(n).and_then(|n| self.notes.all().get(*n));
                1 + usize::from(note.is_some_and(|n| n.annotation.note.is_some() || !n.annotation.tags.is_empty()))
            }
            Pane::Entities => 1 + if n == panel.at { self.panels.below.len() } else { 0 },
        }
    }

    /// The lines below an entity when it is chosen: what else it is called, and what it said.
    pub(super) fn entity_lines(&self, entity: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let aliases = self.aliases(entity);
        if !aliases.is_empty() {
            lines.push(format!("= {}", aliases.iter().take(12).copied().collect::<Vec<_>>().join(", ")));
        }
        let said = self.said_by(entity);
        if let Some(first) = said.first() {
            let how = if said.len() > 1 { format!("said in {}:", counted(said.len(), "quote")) } else { "said".to_owned() };
            lines.push(format!("{how} {}", wrap::shorten(&self.quote_words(*first), 60)));
        }
        lines
    }

    /// A quote's words with "…" between its pieces.
    pub fn quote_words(&self, quote: usize) -> String {
        let Some(quote) = self.analysis.as_ref().and_then(|a| a.quotes.get(quote)) else { return String::new() };
        let pieces: Vec<String> = quote.content.iter().map(|s| wrap::shorten(s.of(&self.article.text), 300)).collect();
        let words = pieces.join(" … ");
        let marked = words.contains(['“', '"', '«', '„']);
        if marked || quote.kind == crate::analyze::QuoteKind::Indirect { words } else { format!("“{words}”") }
    }

    /// How many things a list has, of all there are.
    pub fn count(&self, pane: Pane) -> Option<usize> {
        self.analysis.as_ref()?;
        self.panels.of(pane).map(|p| p.rows.len())
    }

    /// The panes that the settings show.
    pub fn panes(&self) -> impl Iterator<Item = Pane> {
        let shown = self.settings.panes;
        Pane::ALL.into_iter().filter(move |pane| pane.is_shown(&shown))
    }

    /// What the head of the screen calls the article: its headline, or else its name, since its first words stand below; these only where it has
    /// neither, with an ellipsis where they are cut.
    pub fn headline(&self) -> String {
        if let Some(name) = self.article.headline().map(str::to_owned).or_else(|| self.article.name()) {
            return name.trim_end().to_owned();
        }
        let title = self.article.title();
        let rest = self.article.blocks.first().and_then(|b| b.span.of(&self.article.text).strip_prefix(title)).unwrap_or_default();
        format!("{}{}", title.trim_end(), if rest.starts_with(|c: char| c != '\n') { "…" } else { "" })
    }

    /// The tabs: a pane's key, its name and, where there is room, how much it holds.
    pub fn tabs(&self) -> Vec<(Pane, String)> {
        let room = usize::from(self.view.size.width).saturating_sub(2);
        let tabs = |counted: bool, short: bool| {
            let tab = |pane: Pane| {
                let name = if short && pane == Pane::Article { "Text" } else { pane.title() };
                let count = self.count(pane).filter(|_| counted).map_or(String::new(), |n| format!(" {n}"));
                (pane, format!("{} {name}{count}", pane.number() + 1))
            };
            self.panes().map(tab).collect::<Vec<_>>()
        };
        let fits = |tabs: &Vec<(Pane, String)>| tabs.iter().map(|(_, t)| wrap::width(t) + 2).sum::<usize>() <= room + 2;
        let spelled = [tabs(true, false), tabs(true, true), tabs(false, true)].into_iter().find(fits);
        // In the narrowest only the focused pane is named.
        let name = |pane: Pane| {
            if pane == self.focus() { format!("{} {}", pane.number() + 1, pane.title()) } else { (pane.number() + 1).to_string() }
        };
        spelled.unwrap_or_else(|| self.panes().map(|pane| (pane, name(pane))).collect())
    }

    /// What is said about the selected thing.
    pub fn card(&self) -> Card {
        let card = self.chosen(self.focus()).or(self.at.thing).and_then(|thing| match (thing, &self.analysis) {
            (Thing::Entity(n), Some(a)) => a.entities.get(n).map(|e| self.entity_card(e)),
            (Thing::Quote(n), Some(a)) => a.quotes.get(n).map(|q| self.quote_card(n, q, a.quotes.len())),
            (Thing::Source(n), Some(a)) => a.sources.get(n).map(|s| source_card(n, s, a.sources.len())),
            (Thing::Note(n), _) => self.note_card(n),
            _ => None,
        });
        card.unwrap_or_else(|| self.article_card())
    }

    fn entity_card(&self, entity: &Entity) -> Card {
        let places: Vec<Span> = entity.mentions.iter().map(|m| m.span).collect();
        let head = format!("{} {}  ·  {}", entity.kind.name(), self.nth(&places), entity.name);
        Card { head, body: reason(entity.confidence, "this kind", &entity.why) }
    }

    fn quote_card(&self, n: usize, quote: &Quote, of: usize) -> Card {
        let speaker = quote.speaker.as_ref().map_or("speaker unknown: the text does not say", |s| s.name.as_str());
        let cue = quote.cue.map(|c| format!("  ·  “{}”", c.of(&self.article.text))).unwrap_or_default();
        let verdict = self.ties.verdicts.get(n).copied().flatten().map(|v| format!("  ·  {}", v.name())).unwrap_or_default();
        let head = format!("{} quote {} of {of}  ·  {speaker}{cue}{verdict}", quote.kind.name(), n + 1);
        Card { head, body: reason(quote.confidence, "a quote", &quote.why) }
    }

    fn note_card(&self, n: usize) -> Option<Card> {
        let note = &self.notes.all().get(n)?.annotation;
        let tags = note.tags.iter().map(|t| format!("  #{t}")).collect::<Vec<_>>().concat();
        let head = format!("note {} of {}{tags}", n + 1, self.notes.len());
        // A highlight says nothing but its words.
        let words = || Some(note.words()).filter(|w| !w.is_empty()).map(|w| format!("“{}”", wrap::shorten(w, 300)));
        Some(Card { head, body: note.note.clone().or_else(words).unwrap_or_default() })
    }

    fn article_card(&self) -> Card {
        let head = match &self.analysis {
            None => "reading …".to_owned(),
            Some(a) => {
                let lists = [(a.entities.len(), "entity"), (a.quotes.len(), "quote"), (a.sources.len(), "source")];
                lists.map(|(n, noun)| counted(n, noun)).join("  ·  ")
            }
        };
        Card { head, body: self.article.remarks.join("  ·  ") }
    }

    /// "3 of 12" for a cursor on the third place, else "12 ×".
    fn nth(&self, places: &[Span]) -> String {
        let cursor = self.reader.cursor();
        match places.iter().position(|p| p.contains(cursor)) {
            Some(n) => format!("{} of {}", n + 1, places.len()),
            None => format!("{} ×", places.len()),
        }
    }

    /// What the header says of the article at its right, the least telling first.
    pub fn facts(&self) -> Vec<String> {
        let meta = &self.article.meta;
        let minutes = (self.article.text.len() / BYTES_A_WORD / usize::from(self.settings.reading_speed.max(1))).max(1);
        let mut facts: Vec<String> = meta.byline.iter().cloned().collect();
        // A site that heads the screen is told there.
        facts.extend(meta.site.clone().filter(|site| *site != self.headline()));
        facts.extend(meta.published.as_deref().map(date));
        facts.push(format!("{minutes} min"));
        facts.push(format!("{} %", self.reader.percent()));
        facts
    }

    /// "3 of 12" for a search.
    pub fn hits_line(&self) -> String {
        let Some(found) = &self.found else { return String::new() };
        let more = if found.more { "+" } else { "" };
        match (found.number(self.reader.cursor()), found.hits.len()) {
            (_, 0) => "not found".to_owned(),
            (Some(n), all) => format!("{n} of {all}{more}"),
            (None, all) if found.more => format!("{all}+ hits"),
            (None, all) => counted(all, "hit"),
        }
    }

    /// How a list is ordered or filtered.
    pub fn list_state(&self, pane: Pane) -> String {
        match pane {
            Pane::Entities => self.panels.kind.map_or_else(|| self.panels.order.name().to_owned(), |k| format!("{} only", k.name())),
            Pane::Quotes => match &self.panels.only {
                Only::All => String::new(),
                Only::By(speaker) => format!("by {} only", wrap::shorten(speaker, 24)),
                Only::Judged(rating) => format!("{} only", rating.name()),
            },
            _ => String::new(),
        }
    }

    /// Where the ribbon is lit: the search hits while they are stepped through, else the selected thing.
    pub fn lit_places(&self) -> Vec<Span> {
        match (&self.found, self.at.thing) {
            (Some(found), _) if self.at.in_search || matches!(self.mode, Mode::Search(_)) => found.hits.clone(),
            (_, Some(thing)) => self.places(thing),
            _ => Vec::new(),
        }
    }

    /// The style of a quote's words: its speaker's color, or that of words whose speaker is unknown.
    pub fn voice_style(&self, thing: Option<Thing>) -> Style {
        let Some(Thing::Quote(n)) = thing else { return Style::new() };
        let quote = self.view.theme.role(Role::Quote);
        match self.ties.voices.get(n).copied().flatten() {
            Some(voice) => quote.patch(self.view.theme.speaker(voice)),
            None => quote,
        }
    }

    /// The kind of an entity.
    pub fn entity_kind(&self, thing: Thing) -> Option<EntityKind> {
        let Thing::Entity(n) = thing else { return None };
        self.analysis.as_ref()?.entities.get(n).map(|e| e.kind)
    }

    /// The style of an annotation: its color's, or a line under the words of a note without one.
    pub fn note_style(&self, thing: Option<Thing>) -> Option<Style> {
        let Some(Thing::Note(n)) = thing else { return None };
        let note = &self.notes.all().get(n)?.annotation;
        if note.correction.is_some() {
            return None;
        }
        let plain = Style::new().add_modifier(Modifier::UNDERLINED);
        Some(note.color.as_deref().map_or(plain, |color| self.view.theme.highlight(color)))
    }

    /// The stretch of text being selected.
    pub fn selection(&self) -> Option<Span> {
        if let Mode::Select(select) = self.mode { Some(select.span(self)) } else { None }
    }

    /// What an empty list would hold, and the key that helps.
    pub fn empty(&self, pane: Pane) -> String {
        if self.analysis.is_none() && pane != Pane::Notes {
            return "reading …".to_owned();
        }
        let filtered = match pane {
            Pane::Entities => self.panels.kind.is_some(),
            Pane::Quotes => self.panels.only != Only::All,
            _ => false,
        };
        let key = |a| self.keymap.key(a);
        match pane {
            _ if filtered => format!("Nothing of this kind. {} shows all.", key(Action::Clear)),
            Pane::Article => String::new(),
            Pane::Entities => "No names found. People, bodies and places would stand here.".to_owned(),
            Pane::Quotes => format!("No quotes found. Select one with {} and say so with {}.", key(Action::Select), key(Action::Correct)),
            Pane::Sources => "No sources found. Whom the article cites would stand here.".to_owned(),
            Pane::Notes => format!("No notes yet: {} highlights, {} writes one.", key(Action::Highlight), key(Action::Note)),
        }
    }

    /// The keys that help here, the most useful first.
    pub fn hints(&self) -> Vec<(String, &'static str)> {
        let wanted: &[(Action, &str)] = match (&self.mode, self.focus()) {
            (Mode::Search(_), _) => {
                return vec![("enter".into(), "keep"), ("esc".into(), "leave"), ("down".into(), "next"), ("up".into(), "previous")];
            }
            (Mode::Help(_), _) => return vec![("q".into(), "close"), ("/".into(), "search"), ("j".into(), "down"), ("k".into(), "up")],
            (Mode::Note(_), _) => {
                return vec![("ctrl-s".into(), "save"), ("esc".into(), "leave, the draft is kept"), ("ctrl-g".into(), "your editor")];
            }
            (Mode::Line(_), _) => return vec![("enter".into(), "done"), ("tab".into(), "complete"), ("esc".into(), "leave")],
            (Mode::Pick(pick), _) if pick.for_all().is_some() => {
                return vec![("enter".into(), "pick"), ("ctrl-a".into(), "pick for all articles"), ("esc".into(), "leave")];
            }
            (Mode::Pick(_), _) => return vec![("enter".into(), "pick"), ("type".into(), "to narrow"), ("esc".into(), "leave")],
            (Mode::Changes(_), _) => {
                return vec![("esc".into(), "close"), ("j".into(), "down"), ("k".into(), "up"), ("left right".into(), "other readings")];
            }
            (Mode::Hints(_), _) => return vec![("letters".into(), "select"), ("esc".into(), "leave")],
            (Mode::Select(_), _) => &[
                (Action::Highlight, "highlight"),
                (Action::Note, "note"),
                (Action::Tags, "tags"),
                (Action::Verdict, "verdict"),
                (Action::Correct, "this is …"),
                (Action::Copy, "copy"),
                (Action::Clear, "leave"),
            ],
            (Mode::Read, Pane::Article) if self.at.in_search && self.found.is_some() => {
                &[(Action::Next, "next hit"), (Action::Previous, "previous"), (Action::Clear, "end search"), (Action::Help, "help")]
            }
            (Mode::Read, Pane::Article) => &[
                (Action::QuoteNext, "next quote"),
                (Action::EntityNext, "next name"),
                (Action::PaneNext, "panes"),
                (Action::Note, "note"),
                (Action::Highlight, "highlight"),
                (Action::Search, "search"),
                (Action::Hints, "hints"),
                (Action::Help, "help"),
            ],
            (Mode::Read, pane) if self.panels.of(pane).is_some_and(|panel| panel.rows.is_empty()) => {
                &[(Action::PaneArticle, "article"), (Action::PaneNext, "panes"), (Action::Help, "help")]
            }
            (Mode::Read, Pane::Entities) => &[
                (Action::Go, "go to"),
                (Action::Next, "next mention"),
                (Action::Sort, "order"),
                (Action::Filter, "one kind"),
                (Action::Correct, "correct"),
                (Action::Help, "help"),
            ],
            (Mode::Read, Pane::Quotes) => &[
                (Action::Go, "go to"),
                (Action::Filter, "one speaker, one verdict"),
                (Action::Verdict, "verdict"),
                (Action::Note, "note"),
                (Action::Copy, "copy"),
                (Action::Correct, "correct"),
                (Action::Help, "help"),
            ],
            (Mode::Read, Pane::Sources) => &[
                (Action::Go, "go to"),
                (Action::Next, "next place"),
                (Action::Note, "note"),
                (Action::Correct, "correct"),
                (Action::Help, "help"),
            ],
            (Mode::Read, Pane::Notes) => &[
                (Action::Go, "go to"),
                (Action::Note, "edit"),
                (Action::Tags, "tags"),
                (Action::Delete, "delete"),
                (Action::Undo, "undo"),
                (Action::Help, "help"),
            ],
        };
        wanted.iter().map(|(action, label)| (self.keymap.key(*action), *label)).filter(|(key, _)| !key.is_empty()).collect()
    }
}

fn source_card(n: usize, source: &Source, of: usize) -> Card {
    let backs = match source.quotes.len() {
        0 => String::new(),
        n => format!("  ·  {}", counted(n, "quote")),
    };
    let head = format!("{} source {} of {of}  ·  {}{backs}", source.kind.name(), n + 1, source.name);
    Card { head, body: reason(source.confidence, "this kind", &source.why) }
}

/// How sure it is that a finding is `what`, in words and a number, and why.
fn reason(confidence: f32, what: &str, why: &str) -> String {
    let word = match confidence {
        c if c >= 0.9 => "certainly",
        c if c >= 0.7 => "likely",
        c if c >= 0.5 => "unsure if",
        _ => "guessed to be",
    };
    let why = if why.is_empty() { String::new() } else { format!("  ·  {why}") };
    format!("{word} {what}, {:.0} %{why}", f64::from(confidence) * 100.0)
}

/// `2025-11-28T…` as 28 Nov 2025; anything else as it is.
fn date(iso: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = iso.split(['T', ' ']).next().unwrap_or(iso);
    let mut parts = day.split('-').map(str::parse::<usize>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) if (1..=12).contains(&month) => format!("{day} {} {year}", MONTHS[month - 1]),
        _ => wrap::shorten(iso, 25),
    }
}
