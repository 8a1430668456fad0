/*!
Who stands behind words that name nobody themselves and yet leave no doubt: "the broadcaster NTV, which", "the lead author, Dr Ada Lund",
"the board of Elecam", the "A" of an interview. Goes by what stands next to the words; who "he" and "the minister" are is told elsewhere
(`speaker`).
*/

use super::{Entity, EntityKind, Form, Quote, sentence::Document, transcript};
use crate::text::Span;

/// Those who may speak, and where they are named.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The article.
    pub document: &'a Document<'a>,
    /// What it names.
    pub entities: &'a [Entity],
    /// Every place where a possible speaker is named, in text order, and which.
    pub names: &'a [(Span, usize)],
}

/// Who it is.
pub struct Behind {
    /// The entity.
    pub entity: usize,
    /// How the words refer to it.
    pub form: Form,
    /// How that was told, after an arrow.
    pub how: &'static str,
}

/// Parts of bodies, which speak for the whole.
const PARTS: &[&str] = &[
    "board",
    "branch",
    "bureau",
    "chapter",
    "committee",
    "delegation",
    "department",
    "directorate",
    "division",
    "leadership",
    "local",
    "management",
    "mission",
    "office",
    "panel",
    "secretariat",
    "section",
    "unit",
];

/// Words that begin the description of one who is known.
const DEFINITE: &[&str] = &["the", "its", "his", "her", "their", "our", "a", "an"];

impl<'a> Named<'a> {
    /// Who stands behind the words at `mention`, said to say `quote`.
    pub fn behind(&self, mention: Span, quote: &Quote) -> Option<Behind> {
        let words = mention.of(self.document.text);
        let found = |form: Form, how: &'static str| move |entity: usize| Behind { entity, form, how };
        match words.split_whitespace().next()? {
            "who" => self.just_before(mention, true).map(found(Form::Pronoun, "named just before")),
            "which" => self.just_before(mention, false).map(found(Form::Pronoun, "named just before")),
            transcript::ANSWERS if words == transcript::ANSWERS => self.interviewed().map(found(Form::Nominal, "who is interviewed")),
            first => {
                let apposed = DEFINITE.contains(&first.to_lowercase().as_str()).then(|| self.apposed(mention, quote)).flatten();
                let part = || self.whole(mention).map(found(Form::Nominal, "a part of which it is"));
                apposed.map(found(Form::Nominal, "named right after")).or_else(part)
            }
        }
    }

    /// The names inside `span`.
    pub fn inside(self, span: Span) -> impl Iterator<Item = (Span, usize)> + 'a {
        let first = self.names.partition_point(|n| n.0.end <= span.start);
        self.names.iter().skip(first).take_while(move |n| n.0.start < span.end).filter(move |n| span.covers(n.0)).copied()
    }

    /// Names before a mention, the nearest first.
    pub fn before(self, mention: Span) -> impl Iterator<Item = (Span, usize)> + 'a {
        let end = self.names.partition_point(|n| n.0.end <= mention.start);
        self.names.iter().take(end).rev().copied()
    }

    fn kind(&self, entity: usize) -> EntityKind {
        self.entities[entity].kind
    }

    /// "Ada Lund, who", "the broadcaster NTV (NTV), which": what is named directly before a relative pronoun.
    fn just_before(&self, mention: Span, human: bool) -> Option<usize> {
        let (span, entity) = self.before(mention).next()?;
        let between = Span::new(span.end, mention.start).of(self.document.text);
        let adjacent = between.chars().all(|c| matches!(c, ' ' | ',' | ')' | '”' | '"' | '’'));
        (adjacent && (self.kind(entity) == EntityKind::Person) == human).then_some(entity)
    }

    /// "the lead author, Dr Ada Lund": the person named in apposition, unless that name is a part of what is said.
    fn apposed(&self, mention: Span, quote: &Quote) -> Option<usize> {
        let (span, entity) = *self.names.get(self.names.partition_point(|n| n.0.start < mention.end))?;
        let between = Span::new(mention.end, span.start).of(self.document.text).strip_prefix(", ")?;
        let titles = between.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
        let said = quote.content.iter().any(|c| c.overlaps(span));
        (titles && !said && self.inside(mention).next().is_none() && self.kind(entity) == EntityKind::Person).then_some(entity)
    }

    /// "the board of Elecam", "a European Parliament committee": the one body that the words name, where their head is a part of it.
    fn whole(&self, mention: Span) -> Option<usize> {
        let words = mention.of(self.document.text);
        let phrase = words
            .split([',', '('])
            .next()
            .and_then(|p| p.split(" of ").next())
            .and_then(|p| p.split(" in ").next())
            .unwrap_or("")
            .trim_end();
        let head = phrase.rsplit(' ').next().unwrap_or("");
        let mut bodies = self.inside(mention).filter(|n| self.kind(n.1) == EntityKind::Organization);
        let (span, entity) = bodies.next()?;
        let is_part = PARTS.contains(&head) || PARTS.contains(&head.to_lowercase().as_str()) && span.end < mention.start + phrase.len();
        (is_part && bodies.all(|n| n.1 == entity)).then_some(entity)
    }

    /// Whom an interview with "Q:" and "A:" is with: the only person named before the first question, or the first of those in the paragraph before
    /// it, who spoke to the others.
    fn interviewed(&self) -> Option<usize> {
        let text = self.document.text;
        let question = self.document.blocks.iter().position(|b| transcript::asks(text, b.span))?;
        let end = self.document.blocks.get(question)?.span.start;
        let persons = |from: usize| {
            self.names.iter().filter(move |n| n.0.start >= from && n.0.end <= end && self.kind(n.1) == EntityKind::Person).map(|n| n.1)
        };
        let first = persons(0).next()?;
        let alone = persons(0).all(|p| p == first);
        if alone { Some(first) } else { persons(self.document.blocks.get(question.checked_sub(1)?)?.span.start).next() }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        analyze::example::{said, said_in_lines},
        article::BlockKind,
    };

    fn speaker(text: &str) -> String {
        said(text, BlockKind::Paragraph).first().map(|s| s.0.clone()).unwrap_or_default()
    }

    #[test]
    fn a_person_in_apposition_is_who_is_described() {
        assert_eq!(speaker("“The sea is warmer,” said the lead author, Dr Ada Lund of the University of Oslo."), "Ada Lund");
        assert_ne!(speaker("According to his lawyer, Ada Lund was asleep when the police came to the house."), "Ada Lund");
    }

    #[test]
    fn a_part_of_a_body_speaks_for_it() {
        assert_eq!(speaker("The board of the World Bank said that the loan would be paid out in May."), "World Bank");
        assert_eq!(speaker("A European Parliament committee said that the law was badly written."), "European Parliament");
    }

    #[test]
    fn what_is_named_just_before_is_who_or_which() {
        assert_eq!(speaker("The report was read by Interpol, which said that no passport had been stolen."), "Interpol");
    }

    #[test]
    fn an_interview_is_with_the_person_it_introduces() {
        let found = said_in_lines("Ida Berg was on the bridge.\nQ: Who came?\nA: Two men came.\nQ: And then?\nA: They left.");
        assert!(found.len() == 2 && found.iter().all(|q| q.0 == "Ida Berg"), "{found:?}");
    }
}
