/*!
Moving, choosing things and going to them: what the cursor selects, what choosing in a list lights, jumps and the trail that leads back.
*/

use super::{Action, App, Effect, Mark, Motion, Pane, Role, Stop, Thing};
use crate::{analyze::Form, article::BlockKind, text::Span};

/// Stops kept on the trail.
const TRAIL: usize = 200;

impl App {
    /// Moves by a motion: the cursor of the article, or what is chosen in the list that has the keys.
    pub(super) fn go_by(&mut self, motion: Motion) {
        let pane = self.focus();
        let Some(panel) = self.panels.of_mut(pane) else {
            self.reader.go_by(motion);
            // Paging is reading on, not pointing at something: the lists stay calm.
            if !matches!(motion, Motion::Halves(_)) {
                self.touch();
            }
            return;
        };
        let rows = panel.page.cast_signed();
        match motion {
            Motion::Rows(n) => panel.step(n),
            Motion::Halves(n) => panel.step(n * rows / 2),
            Motion::Text(end) => panel.step(if end { isize::MAX } else { isize::MIN }),
            _ => {}
        }
        self.choose(pane);
    }

    /// What stands under the cursor is chosen in the lists, and the shortest of it is lit.
    pub fn touch(&mut self) {
        let over = self.marks.over(self.reader.cursor());
        for thing in over.iter().rev().filter_map(|m| m.thing) {
            self.choose_in_list(thing);
        }
        let reading = |m: &&Mark| !matches!(m.role, Role::Link | Role::Emphasis(_));
        if let Some(thing) = over.iter().find(reading).and_then(|m| m.thing) {
            self.at.thing = Some(thing);
        }
    }

    fn choose_in_list(&mut self, thing: Thing) {
        match thing {
            Thing::Entity(n) => self.panels.entities.choose(n),
            Thing::Quote(n) => self.panels.quotes.choose(n),
            Thing::Source(n) => self.panels.sources.choose(n),
            Thing::Note(n) => self.panels.notes.choose(n),
            Thing::Link(_) => {}
        }
    }

    /// Selects a thing: it is lit, its list shows it, and so does the list of its speaker.
    pub fn select(&mut self, thing: Thing) {
        self.at.thing = Some(thing);
        self.at.in_search = false;
        if let Some(entity) = self.entity_of(thing) {
            self.panels.entities.choose(entity);
        }
        self.choose_in_list(thing);
    }

    /// The entity behind a quote or a source.
    fn entity_of(&self, thing: Thing) -> Option<usize> {
        let analysis = self.analysis.as_ref()?;
        match thing {
            Thing::Quote(n) => analysis.quotes.get(n)?.speaker.as_ref()?.entity,
            Thing::Source(n) => analysis.sources.get(n)?.entity,
            _ => None,
        }
    }

    /// The places of a thing that can be gone to, in text order.
    pub fn places(&self, thing: Thing) -> Vec<Span> {
        let none = Vec::new;
        let Some(analysis) = &self.analysis else {
            return if let Thing::Note(n) = thing {
                self.notes.all().get(n).and_then(crate::annotation::Placed::span).into_iter().collect()
            } else {
                none()
            };
        };
        match thing {
            Thing::Entity(n) => analysis.entities.get(n).map_or_else(none, |e| e.mentions.iter().map(|m| m.span).collect()),
            Thing::Quote(n) => analysis.quotes.get(n).map_or_else(none, |q| vec![q.reach()]),
            Thing::Source(n) => analysis.sources.get(n).map_or_else(none, |s| s.mentions.clone()),
            Thing::Note(n) => self.notes.all().get(n).and_then(crate::annotation::Placed::span).into_iter().collect(),
            Thing::Link(n) => self.article.links.get(n).map(|l| l.span).into_iter().collect(),
        }
    }

    /// The thing chosen in a list.
    pub fn chosen(&self, pane: Pane) -> Option<Thing> {
        let index = self.panels.of(pane)?.chosen()?;
        Some(match pane {
            Pane::Article => return None,
            Pane::Entities => Thing::Entity(index),
            Pane::Quotes => Thing::Quote(index),
            Pane::Sources => Thing::Source(index),
            Pane::Notes => Thing::Note(index),
        })
    }

    /// Whether what a list has chosen is the selected thing, or who says it.
    pub fn is_lit(&self, pane: Pane) -> bool {
        let Some((thing, chosen)) = self.at.thing.zip(self.chosen(pane)) else { return false };
        thing == chosen || self.entity_of(thing).is_some_and(|n| Thing::Entity(n) == chosen)
    }

    /// What is chosen in a list is selected, and the article shows it.
    pub fn choose(&mut self, pane: Pane) {
        let Some(thing) = self.chosen(pane) else { return };
        self.select(thing);
        let places = self.places(thing);
        let sight = self.reader.in_sight();
        if let Some(first) = places.first()
            && (pane == Pane::Quotes || !places.iter().any(|p| sight.covers(*p)))
        {
            self.reader.look_at(*first);
        }
    }

    /// Goes to a span and remembers where from.
    pub fn jump(&mut self, span: Span) {
        let stop = Stop { cursor: self.reader.cursor(), focus: self.focus(), thing: self.at.thing };
        if self.at.trail.last() != Some(&stop) {
            self.at.trail.push(stop);
        }
        if self.at.trail.len() > TRAIL {
            self.at.trail.remove(0);
        }
        self.reader.show(span);
    }

    /// Back to where the last jump left from.
    pub fn back(&mut self) {
        let Some(stop) = self.at.trail.pop() else {
            self.say("this is where you started");
            return;
        };
        self.reader.show(Span::new(stop.cursor, stop.cursor));
        self.at.focus = Some(stop.focus);
        self.at.thing = stop.thing;
        if let Some(thing) = stop.thing {
            self.choose_in_list(thing);
        }
    }

    /// From a list: to the chosen thing in the article. In the article: opens the link under the cursor, or lists what is there.
    pub fn enter(&mut self) -> Vec<Effect> {
        let pane = self.focus();
        if pane == Pane::Article {
            return self.open();
        }
        if let Some(thing) = self.chosen(pane) {
            self.select(thing);
            if let Some(place) = self.places(thing).first() {
                self.jump(*place);
                self.at.focus = Some(Pane::Article);
            } else {
                let (again, drop) = (self.keymap.key(Action::Correct), self.keymap.key(Action::Delete));
                self.say(format!("its words are not in this text any more: {again} looks for it, {drop} deletes it"));
            }
        }
        Vec::new()
    }

    fn open(&mut self) -> Vec<Effect> {
        let over = self.marks.over(self.reader.cursor());
        if let Some(Thing::Link(n)) = over.iter().find(|m| m.role == Role::Link).and_then(|m| m.thing)
            && let Some(link) = self.article.links.get(n)
        {
            let href = link.href.clone();
            self.say(format!("opening {href}"));
            return vec![Effect::Open(href)];
        }
        let pane = match over.iter().find_map(|m| m.thing) {
            Some(Thing::Entity(_)) => Pane::Entities,
            Some(Thing::Quote(_)) => Pane::Quotes,
            Some(Thing::Source(_)) => Pane::Sources,
            Some(Thing::Note(_)) => Pane::Notes,
            Some(Thing::Link(_)) | None => {
                self.say("nothing under the cursor to open; ]q and ]e go to the next quote and name");
                return Vec::new();
            }
        };
        self.focus_on(pane);
        Vec::new()
    }

    /// `n` and `N`: the next search hit, or the next place of the selected thing.
    pub fn step_mention(&mut self, forward: bool) {
        let cursor = self.reader.cursor();
        if self.at.in_search
            && let Some(found) = &self.found
        {
            match found.step(&self.article.text, cursor, forward) {
                Some(hit) => {
                    self.land(hit, forward);
                    self.touch();
                }
                None => self.say("no hits"),
            }
            return;
        }
        let Some(thing) = self.at.thing else {
            self.say("nothing selected: choose something in a list, or search with /");
            return;
        };
        let mut places = self.places(thing);
        if let Thing::Quote(n) = thing {
            places = self.quotes_like(n).map(|n| self.places(Thing::Quote(n))).unwrap_or_default();
        }
        let next = if forward {
            places.iter().find(|p| p.start > cursor).or(places.first())
        } else {
            places.iter().rfind(|p| p.start < cursor).or(places.last())
        };
        if let Some(place) = next.copied() {
            self.land(place, forward);
        }
    }

    /// Selects the next quote by the same speaker. With only one it is the same.
    fn quotes_like(&mut self, quote: usize) -> Option<usize> {
        let analysis = self.analysis.as_ref()?;
        let name = analysis.quotes.get(quote)?.speaker.as_ref().map(|s| s.name.clone());
        let cursor = self.reader.cursor();
        let mut same = analysis.quotes.iter().enumerate().filter(|(_, q)| q.speaker.as_ref().map(|s| &s.name) == name.as_ref());
        let next = same.clone().find(|(_, q)| q.reach().start > cursor).or_else(|| same.next())?.0;
        self.select(Thing::Quote(next));
        Some(next)
    }

    fn land(&mut self, place: Span, forward: bool) {
        let wrapped = (place.start <= self.reader.cursor()) == forward;
        self.jump(place);
        self.at.focus = Some(Pane::Article);
        if wrapped {
            self.say(if forward { "past the end, on from the beginning" } else { "past the beginning, on from the end" });
        }
    }

    /// The next (or previous) thing of a list, in the text.
    pub fn step_to(&mut self, pane: Pane, forward: bool) {
        let cursor = self.reader.cursor();
        let name = |m: &Mark| match (pane, m.thing) {
            (Pane::Entities, Some(Thing::Entity(_))) => m.role == Role::Name,
            (Pane::Sources, Some(Thing::Source(_))) | (Pane::Notes, Some(Thing::Note(_))) => true,
            // A quote in several pieces is one quote.
            (Pane::Quotes, Some(Thing::Quote(n))) => {
                m.role == Role::Content && self.places(Thing::Quote(n)).first().is_some_and(|p| p.start == m.span.start)
            }
            _ => false,
        };
        let Some((span, thing)) = self.marks.step(cursor, forward, name).and_then(|m| Some((m.span, m.thing?))) else {
            let way = if forward { "after" } else { "before" };
            self.say(format!("no {} {way} this place", pane.title().to_lowercase()));
            return;
        };
        self.jump(span);
        self.at.focus = Some(Pane::Article);
        self.touch();
        self.select(thing);
    }

    /// The next (or previous) heading.
    pub fn step_heading(&mut self, forward: bool) {
        let cursor = self.reader.cursor();
        let heading = |b: &&crate::article::Block| matches!(b.kind, BlockKind::Heading(_));
        let mut blocks = self.article.blocks.iter().filter(heading);
        let next = if forward { blocks.find(|b| b.span.start > cursor) } else { blocks.rfind(|b| b.span.start < cursor) };
        match next.map(|b| b.span) {
            Some(span) => {
                self.jump(span);
                self.at.focus = Some(Pane::Article);
            }
            None => self.say("no heading that way"),
        }
    }

    /// Names an entity goes by besides its fullest, in the order of the text, each once.
    pub fn aliases(&self, entity: usize) -> Vec<&str> {
        let Some(entity) = self.analysis.as_ref().and_then(|a| a.entities.get(entity)) else { return Vec::new() };
        let mut names: Vec<&str> = Vec::new();
        // Names first, then what stands for them.
        for form in [Form::Name, Form::Nominal, Form::Pronoun] {
            for mention in entity.mentions.iter().filter(|m| m.form == form).take(500) {
                let words = mention.span.of(&self.article.text);
                if words != entity.name && !names.iter().any(|n| n.eq_ignore_ascii_case(words)) {
                    names.push(words);
                }
            }
        }
        names
    }

    /// The quotes an entity says.
    pub fn said_by(&self, entity: usize) -> Vec<usize> {
        let Some(analysis) = &self.analysis else { return Vec::new() };
        let by = |q: &crate::analyze::Quote| q.speaker.as_ref().is_some_and(|s| s.entity == Some(entity));
        analysis.quotes.iter().enumerate().filter(|(_, q)| by(q)).map(|(n, _)| n).collect()
    }
}

/// The motion an action is.
pub const fn motion(action: Action) -> Option<Motion> {
    Some(match action {
        Action::Down => Motion::Rows(1),
        Action::Up => Motion::Rows(-1),
        Action::Left => Motion::Chars(-1),
        Action::Right => Motion::Chars(1),
        Action::PageDown => Motion::Halves(2),
        Action::PageUp => Motion::Halves(-2),
        Action::HalfDown => Motion::Halves(1),
        Action::HalfUp => Motion::Halves(-1),
        Action::First => Motion::Text(false),
        Action::Last => Motion::Text(true),
        Action::WordNext => Motion::Word(true),
        Action::WordBack => Motion::Word(false),
        Action::WordEnd => Motion::WordEnd,
        Action::RowStart => Motion::Row(false),
        Action::RowEnd => Motion::Row(true),
        Action::SentenceBack => Motion::Sentence(false),
        Action::SentenceNext => Motion::Sentence(true),
        Action::ParagraphBack => Motion::Paragraph(false),
        Action::ParagraphNext => Motion::Paragraph(true),
        _ => return None,
    })
}
