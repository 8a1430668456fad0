/*!
Article → [`Analysis`]: what is named, who is quoted, on whose say-so it stands. Pure, total and deterministic: any text gives an
analysis, and the same text gives the same one. The order of the passes is written once, in [`analyze`].

Findings are suggestions and are never saved as truth; the reader's corrections are replayed over them by [`correct()`].
*/

pub mod according;
pub mod alias;
pub mod attribution;
pub mod behind;
pub mod beside;
pub mod called;
pub mod choice;
pub mod collect;
pub mod correct;
pub mod cue;
pub mod entity;
#[cfg(test)]
mod example;
pub mod feature;
pub mod frame;
pub mod headline;
pub mod labeling;
pub mod language;
pub mod lexicon;
pub mod linear;
pub mod loose;
pub mod mend;
pub mod model;
pub mod people;
pub mod pos;
pub mod quote;
pub mod reason;
pub mod report;
pub mod scene;
pub mod sentence;
pub mod source;
pub mod speaker;
pub mod sure;
pub mod tail;
pub mod token;
pub mod transcript;
pub mod value;

pub use correct::{Correction, Lexicon, correct};

use self::{
    feature::Map,
    model::Model,
    sentence::{Document, sections},
};
use crate::{article::Article, text::Span, vocabulary::vocabulary};

/// Everything found in one article. Lists are in text order (an entity stands where it is first named).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    /// BCP 47 tag of the language the text is in, where it can be told.
    pub language: Option<&'static str>,
    /// What is named.
    pub entities: Vec<Entity>,
    /// What is said.
    pub quotes: Vec<Quote>,
    /// Whom or what the article cites.
    pub sources: Vec<Source>,
}

/// A person, body, place or other thing that the article names, with every place where it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Its fullest name in the text.
    pub name: String,
    /// Where it is named, in text order; never empty.
    pub mentions: Vec<Mention>,
    /// For dates, money, percentages and quantities: the normalized value.
    pub value: Option<Value>,
    /// How sure, 0 to 1, calibrated: of the findings said to be 0.8 sure about 80 % are right.
    pub confidence: f32,
    /// What decided, in words people can read.
    pub why: String,
}

/// One place where an entity is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The bare name: no article, no title, no possessive.
    pub span: Span,
    /// Named, or referred to.
    pub form: Form,
}

/// How a mention refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// "Tahir Andrabi".
    Name,
    /// "he".
    Pronoun,
    /// "the spokesperson".
    Nominal,
}

vocabulary! {
    /// What an entity is.
    EntityKind {
        /// A human being.
        Person = "person",
        /// A body: ministry, army, militant group, party, company, outlet, team, court.
        Organization = "organization",
        /// A country, city, region, river, building or site.
        Place = "place",
        /// A nationality, religion or political leaning.
        Norp = "norp",
        /// A named event.
        Event = "event",
        /// A book, law, report, film.
        Work = "work",
        /// A product, ship, weapon.
        Product = "product",
        /// A date or weekday.
        Date = "date",
        /// An amount of money.
        Money = "money",
        /// A percentage.
        Percent = "percent",
        /// Another quantity with its unit.
        Quantity = "quantity",
        /// `@name`, an e-mail address, a URL.
        Handle = "handle",
    }
}

impl EntityKind {
    /// Whether it is a value or an address, rather than somebody or something with a name.
    pub const fn is_value(self) -> bool {
        matches!(self, Self::Date | Self::Money | Self::Percent | Self::Quantity | Self::Handle)
    }
}

vocabulary! {
    /// What a quote is.
    QuoteKind {
        /// A whole utterance in quotation marks.
        Direct = "direct",
        /// Quoted words inside the writer's sentence.
        Partial = "partial",
        /// Reported without marks.
        Indirect = "indirect",
        /// A passage set off as quoted.
        Block = "block",
        /// Quotation marks of distance: nobody is quoted.
        Scare = "scare",
        /// Quotation marks around the title of a work.
        Title = "title",
    }
}

vocabulary! {
    /// What a source is.
    SourceKind {
        /// A named person speaking for themselves.
        Person = "person",
        /// Someone who speaks for a state, army, police or court.
        Official = "official",
        /// A body.
        Organization = "organization",
        /// An outlet or agency.
        Media = "media",
        /// A report, study, poll, filing, ruling, statement.
        Document = "document",
        /// A social post.
        Post = "post",
        /// Nobody by name: "officials", "people familiar with the matter".
        Unnamed = "unnamed",
        /// A linked page.
        Link = "link",
        /// A "see also" teaser.
        Related = "related",
    }
}

/// A normalized value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An ISO 8601 date, month or year: `2025-11-28`, `2025-11`, `2025`.
    Date(String),
    /// An amount and an ISO 4217 currency.
    Money {
        /// In units of the currency.
        amount: f64,
        /// `USD`, `EUR`, …
        currency: String,
    },
    /// A percentage: 9.5 for "9.5 per cent".
    Percent(f64),
    /// A number and its unit as written.
    Quantity {
        /// The number.
        amount: f64,
        /// The unit.
        unit: String,
    },
}

/// Words that somebody said or is reported to have said, or quotation marks that quote nobody.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// What it is.
    pub kind: QuoteKind,
    /// The words, marks excluded; several spans where a "he said" stands between. Never empty.
    pub content: Vec<Span>,
    /// The words that report.
    pub cue: Option<Span>,
    /// Who says it; none where the text does not say.
    pub speaker: Option<Speaker>,
    /// How sure, 0 to 1, calibrated.
    pub confidence: f32,
    /// What decided, in words people can read.
    pub why: String,
}

impl Quote {
    /// From the first word of the content to the last.
    pub fn reach(&self) -> Span {
        self.content.iter().copied().reduce(Span::join).unwrap_or_default()
    }
}

/// Who says a quote.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The fullest name known.
    pub name: String,
    /// Index into [`Analysis::entities`], where the speaker is named in the text.
    pub entity: Option<usize>,
    /// Where the text names the speaker of this quote, a pronoun included.
    pub mention: Option<Span>,
}

/// Whom or what the article cites.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What it is.
    pub kind: SourceKind,
    /// The name to show.
    pub name: String,
    /// Index into [`Analysis::entities`].
    pub entity: Option<usize>,
    /// Where it is cited, in text order; never empty.
    pub mentions: Vec<Span>,
    /// What it backs: indexes into [`Analysis::quotes`], in text order.
    pub quotes: Vec<usize>,
    /// How sure, 0 to 1, calibrated.
    pub confidence: f32,
    /// What decided, in words people can read.
    pub why: String,
}

/// Bytes of text worked on at a time. Longer texts are read in sections, so that memory does not grow with them.
const SECTION: usize = 200_000;

/// Finds everything in `article`.
pub fn analyze(article: &Article) -> Analysis {
    with_model(article, &Model::shipped())
}

/// The same, by another model than the one in the program.
pub fn with_model(article: &Article, model: &Model) -> Analysis {
    let language = language::language(article);
    let mut whole = Analysis { language, ..Analysis::default() };
    let mut known = Known::default();
    for blocks in sections(article, SECTION) {
        let document = Document::new(article, blocks);
        known.append(&mut whole, section(&document, language, model));
    }
    whole
}

/// The passes, in order, over one section. What is no English gets no names and nobody's indirect words: it is read with its marks only.
fn section(document: &Document, language: Option<&'static str>, model: &Model) -> Analysis {
    let english = language.is_none_or(|l| l.starts_with("en"));
    let quotations = quote::quotations(document);
    let mut names = if english { entity::names(document, model) } else { Vec::new() };
    called::settle(document, &mut names);
    let values = value::values(document);
    let mut entities = alias::entities(document, &names, values);
    let mut quotes = attribution::attributions(document, &quotations, &entities, english, &scene::Models::new(model));
    speaker::resolve(document, &mut quotes, &mut entities, model);
    let sources = source::sources(document, &quotes, &entities, english, model);
    Analysis { language, entities, quotes, sources }
}

/// Entities and sources met in earlier sections, by kind and name.
#[derive(Default)]
struct Known {
    entities: Map<(EntityKind, String), usize>,
    sources: Map<(SourceKind, String), usize>,
}

impl Known {
    /// Adds what the next section found to the whole; a thing named before gets its new mentions.
    fn append(&mut self, whole: &mut Analysis, section: Analysis) {
        let first_quote = whole.quotes.len();
        let mut place = Vec::with_capacity(section.entities.len());
        for entity in section.entities {
            let index = *self.entities.entry((entity.kind, entity.name.clone())).or_insert(whole.entities.len());
            place.push(index);
            match whole.entities.get_mut(index) {
                Some(known) => known.mentions.extend(entity.mentions),
                None => whole.entities.push(entity),
            }
        }
        let placed = |index: Option<usize>| index.and_then(|i| place.get(i).copied());
        for mut quote in section.quotes {
            if let Some(speaker) = &mut quote.speaker {
                speaker.entity = placed(speaker.entity);
            }
            whole.quotes.push(quote);
        }
        for mut source in section.sources {
            source.entity = placed(source.entity);
            source.quotes.iter_mut().for_each(|q| *q += first_quote);
            let index = *self.sources.entry((source.kind, source.name.clone())).or_insert(whole.sources.len());
            match whole.sources.get_mut(index) {
                Some(known) => {
                    known.mentions.extend(source.mentions);
                    known.quotes.extend(source.quotes);
                }
                None => whole.sources.push(source),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, at: usize) -> Analysis {
        let mention = Mention { span: Span::new(at, at + 1), form: Form::Name };
        let entity = Entity {
            kind: EntityKind::Place,
            name: name.into(),
            mentions: vec![mention],
            value: None,
            confidence: 1.0,
            why: String::new(),
        };
        let speaker = Speaker { name: name.into(), entity: Some(0), mention: None };
        let quote = Quote {
            kind: QuoteKind::Direct,
            content: vec![mention.span],
            cue: None,
            speaker: Some(speaker),
            confidence: 1.0,
            why: String::new(),
        };
        Analysis { language: None, entities: vec![entity], quotes: vec![quote], sources: Vec::new() }
    }

    #[test]
    fn a_thing_named_in_two_sections_is_one() {
        let (mut whole, mut known) = (Analysis::default(), Known::default());
        for section in [found("Mali", 0), found("Chad", 3), found("Mali", 6)] {
            known.append(&mut whole, section);
        }
        assert_eq!(whole.entities.iter().map(|e| e.mentions.len()).collect::<Vec<_>>(), [2, 1]);
        let speakers: Vec<_> = whole.quotes.iter().filter_map(|q| q.speaker.as_ref()?.entity).collect();
        assert_eq!(speakers, [0, 1, 0]);
    }
}
