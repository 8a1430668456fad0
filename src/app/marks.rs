/*!
Everything that lies over the text, by place: names, quotes, cues, citations, annotations, links, emphasis. Defines [`Thing`], what can be
selected, [`Mark`], one stretch of it, and [`Marks`], which finds those within a window without looking at the rest.
*/

use crate::{
    analyze::{Analysis, Form},
    annotation::Placed,
    article::{Article, Style},
    text::Span,
};

/// Something that can be selected: an index into its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    /// Into [`Analysis::entities`].
    Entity(usize),
    /// Into [`Analysis::quotes`].
    Quote(usize),
    /// Into [`Analysis::sources`].
    Source(usize),
    /// Into the annotations of the article.
    Note(usize),
    /// Into [`Article::links`].
    Link(usize),
}

/// What a stretch of text is to its thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An entity's name.
    Name,
    /// A pronoun or a description that stands for an entity.
    Reference,
    /// A quote's words.
    Content,
    /// The words that report a quote.
    Cue,
    /// Where a quote's speaker is named.
    Speaker,
    /// Where a source is cited.
    Cited,
    /// An annotation.
    Note,
    /// A link.
    Link,
    /// Emphasised words, of no thing.
    Emphasis(Style),
}

/// One stretch of text that belongs to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// Whose; none for emphasis.
    pub thing: Option<Thing>,
    /// As what.
    pub role: Role,
}

/// All marks of an article, by place.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// By start.
    marks: Vec<Mark>,
    /// The furthest end among the marks up to each one, so that a window's first mark is found by halving.
    reach: Vec<usize>,
}

impl Marks {
    /// Gathers the marks of an article, its findings and its annotations.
    pub fn new(article: &Article, analysis: &Analysis, notes: &[Placed]) -> Self {
        let mut marks = Vec::new();
        let mut add = |span: Span, thing, role| {
            if !span.is_empty() {
                marks.push(Mark { span, thing, role });
            }
        };
        for emphasis in &article.emphasis {
            add(emphasis.span, None, Role::Emphasis(emphasis.style));
        }
        for (n, link) in article.links.iter().enumerate() {
            add(link.span, Some(Thing::Link(n)), Role::Link);
        }
        for (n, entity) in analysis.entities.iter().enumerate() {
            for mention in &entity.mentions {
                let role = if mention.form == Form::Name { Role::Name } else { Role::Reference };
                add(mention.span, Some(Thing::Entity(n)), role);
            }
        }
        for (n, quote) in analysis.quotes.iter().enumerate() {
            let thing = Some(Thing::Quote(n));
            quote.content.iter().for_each(|span| add(*span, thing, Role::Content));
            quote.cue.into_iter().for_each(|span| add(span, thing, Role::Cue));
            quote.speaker.iter().filter_map(|s| s.mention).for_each(|span| add(span, thing, Role::Speaker));
        }
        for (n, source) in analysis.sources.iter().enumerate() {
            source.mentions.iter().for_each(|span| add(*span, Some(Thing::Source(n)), Role::Cited));
        }
        for (n, note) in notes.iter().enumerate() {
            note.span().into_iter().for_each(|span| add(span, Some(Thing::Note(n)), Role::Note));
        }
        marks.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
        let mut furthest = 0;
        let reach = marks
            .iter()
            .map(|m| {
                furthest = furthest.max(m.span.end);
                furthest
            })
            .collect();
        Self { marks, reach }
    }

    /// The marks that share text with `window`, by start.
    pub fn within(&self, window: Span) -> impl Iterator<Item = &Mark> {
        let first = self.reach.partition_point(|end| *end <= window.start);
        self.marks.iter().skip(first).take_while(move |m| m.span.start < window.end).filter(move |m| m.span.overlaps(window))
    }

    /// The marks over byte `at`, the shortest first.
    pub fn over(&self, at: usize) -> Vec<Mark> {
        let mut marks: Vec<Mark> = self.within(Span::new(at, at + 1)).copied().collect();
        marks.sort_by_key(|m| m.span.len());
        marks
    }

    /// The first mark after byte `at` (the last before it, when not `forward`) that is wanted.
    pub fn step(&self, at: usize, forward: bool, wanted: impl Fn(&Mark) -> bool) -> Option<Mark> {
        if forward {
            let from = self.marks.partition_point(|m| m.span.start <= at);
            self.marks.iter().skip(from).find(|m| wanted(m)).copied()
        } else {
            let to = self.marks.partition_point(|m| m.span.start < at);
            self.marks.iter().take(to).rev().find(|m| wanted(m)).copied()
        }
    }

    /// Every stretch of one thing, in text order.
    pub fn of(&self, thing: Thing) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |m| m.thing == Some(thing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_finds_what_began_long_before_it() {
        let emphasis = |start, end| crate::article::Emphasis { span: Span::new(start, end), style: Style::Bold };
        let article =
            Article { emphasis: vec![emphasis(0, 90), emphasis(10, 12), emphasis(50, 60), emphasis(70, 75)], ..Article::default() };
        let marks = Marks::new(&article, &Analysis::default(), &[]);
        let starts = |a, b| marks.within(Span::new(a, b)).map(|m| m.span.start).collect::<Vec<_>>();
        assert_eq!((starts(55, 71), starts(12, 50), starts(90, 99)), (vec![0, 50, 70], vec![0], vec![]));
        assert_eq!(marks.over(11).iter().map(|m| m.span.start).collect::<Vec<_>>(), [10, 0]);
        assert_eq!(marks.step(50, true, |_| true).map(|m| m.span.start), Some(70));
        assert_eq!(marks.step(50, false, |_| true).map(|m| m.span.start), Some(10));
    }
}
