/*!
Every edit of the reader's own marks: what it is about, the annotation it makes or changes, and having it saved. Also the words that are copied.
The modes ask here; where annotations are kept is not known here.
*/

use super::{
    Action, App, Effect, Mode, Pane, Thing,
    mode::{
        line::{Line, Purpose},
        note::Note,
        pick::{Choice, Pick},
        select::Select,
    },
};
use crate::{
    analyze::{
        EntityKind,
        correct::{Lesson, NOT_A_NAME},
    },
    annotation::{Anchor, Annotation, FindingList, Place, Placed, Rating, Resolver, Target, Verdict},
    settings::HIGHLIGHTS,
    text::{Span, wrap},
};

impl App {
    /// Does an action of marking, on the selected words if there are any.
    pub fn mark(&mut self, action: Action, selection: Option<Span>) -> Vec<Effect> {
        if self.is_begun() && action != Action::Copy {
            self.say("the rest of the article is still being read");
            return Vec::new();
        }
        if selection.is_none()
            && let Some(pick) = self.which(action)
        {
            self.mode = pick;
            return Vec::new();
        }
        self.act(action, selection)
    }

    /// Asks which annotation is meant, where several lie under the cursor.
    fn which(&self, action: Action) -> Option<Mode> {
        let one = matches!(action, Action::Note | Action::Tags | Action::Verdict | Action::Delete);
        if !one || self.focus() != Pane::Article || self.draft.is_some() && action == Action::Note {
            return None;
        }
        let here = self.notes.at(self.reader.cursor());
        let rows = here.iter().map(|p| (label(&p.annotation), Choice::With(p.annotation.id.clone(), action))).collect();
        (here.len() > 1).then(|| Pick::begin("Which annotation?", Span::default(), rows))
    }

    /// Does an action of marking to one annotation.
    pub fn mark_one(&mut self, id: &str, action: Action) -> Vec<Effect> {
        let Some(n) = self.notes.all().iter().position(|p| p.annotation.id == id) else { return Vec::new() };
        self.select(Thing::Note(n));
        self.act(action, None)
    }

    fn act(&mut self, action: Action, selection: Option<Span>) -> Vec<Effect> {
        match action {
            Action::Select => self.mode = Select::begin(self),
            Action::Highlight => return self.highlight(selection),
            Action::Color => self.next_color(),
            Action::Note => self.write(selection),
            Action::NoteArticle => {
                let fresh = Annotation::new(&self.now.id, Target::Article, &self.now.time);
                self.mode = Note::begin(fresh);
            }
            Action::Tags => {
                if let Some(annotation) = self.annotation(selection) {
                    self.mode = Line::begin(self, Purpose::Tags(Box::new(annotation)));
                }
            }
            Action::Verdict => self.verdict(selection),
            Action::Delete => return self.delete(),
            Action::Correct => self.begin_correction(selection),
            Action::Undo => return self.undo(1),
            Action::Redo => return self.redo(),
            Action::History => self.history(),
            Action::Copy => return self.copy(selection),
            _ => {}
        }
        Vec::new()
    }

    /// The thing that an edit is about: what is chosen in the focused list, or what is lit under the cursor.
    fn thing(&self) -> Option<Thing> {
        if self.focus() != Pane::Article {
            return self.chosen(self.focus());
        }
        let cursor = self.reader.cursor();
        let here = |thing: &Thing| self.places(*thing).iter().any(|p| p.contains(cursor));
        self.at.thing.filter(here).or_else(|| self.marks.over(cursor).iter().find_map(|m| m.thing)).filter(|t| !matches!(t, Thing::Link(_)))
    }

    /// What an edit stands on: the selection, or the thing, or the sentence under the cursor.
    fn target(&self, selection: Option<Span>) -> Option<Target> {
        let describe = |span| Anchor::describe_in(&self.article, span);
        if let Some(span) = selection {
            return (!span.is_empty()).then(|| Target::Words(describe(span)));
        }
        let found = self.thing().and_then(|thing| {
            let cursor = self.reader.cursor();
            let places = self.places(thing);
            let place = *places.iter().find(|p| p.contains(cursor)).or(places.first())?;
            let analysis = self.analysis.as_ref()?;
            let (list, name) = match thing {
                Thing::Entity(n) => (FindingList::Entities, analysis.entities.get(n)?.name.clone()),
                Thing::Quote(n) => analysis.quotes.get(n).map(|_| (FindingList::Quotes, place.of(&self.article.text).to_owned()))?,
                Thing::Source(n) => (FindingList::Sources, analysis.sources.get(n)?.name.clone()),
                Thing::Note(_) | Thing::Link(_) => return None,
            };
            Some(Target::Finding { list, name, anchor: describe(place) })
        });
        found.or_else(|| {
            let sentence = self.reader.sentence_at(self.reader.cursor());
            (!sentence.is_empty()).then(|| Target::Words(describe(sentence)))
        })
    }

    /// The annotation that an edit changes: the one chosen or under the cursor, or one on the very same words, or a new one.
    fn annotation(&mut self, selection: Option<Span>) -> Option<Annotation> {
        if selection.is_none()
            && let Some(Thing::Note(n)) = self.thing()
        {
            return self.notes.all().get(n).map(|p| p.annotation.as_ref().clone());
        }
        let Some(target) = self.target(selection) else {
            self.say("nothing here to mark: go to some words, or select them");
            return None;
        };
        let place = target.anchor().map(|a| (a.start, a.end));
        let same = |a: &Annotation| a.correction.is_none() && a.target.anchor().map(|a| (a.start, a.end)) == place;
        let old = self.notes.all().iter().find(|p| same(&p.annotation)).map(|p| p.annotation.as_ref().clone());
        Some(old.unwrap_or_else(|| Annotation::new(&self.now.id, target, &self.now.time)))
    }

    /// Saves an annotation: adds it, or changes the one with its id, or removes that when nothing is left on it.
    pub fn put(&mut self, annotation: Annotation) -> Vec<Effect> {
        let (article, time) = (std::sync::Arc::clone(&self.article), self.now.time.clone());
        let (text, id) = (article.text.as_str(), annotation.id.clone());
        let step = match (self.notes.get(&id).is_some(), annotation.is_bare()) {
            (true, true) => self.notes.remove(text, &id, &time),
            (true, false) => self.notes.change(text, &id, &time, |old| *old = annotation),
            (false, true) => None,
            (false, false) => Some(self.notes.add(text, annotation, &time)),
        };
        match step.map(crate::annotation::Step::sentence) {
            Some(sentence) => {
                self.say(sentence);
                self.save()
            }
            None => Vec::new(),
        }
    }

    fn highlight(&mut self, selection: Option<Span>) -> Vec<Effect> {
        let Some(mut annotation) = self.annotation(selection) else { return Vec::new() };
        annotation.color = Some(self.settings.highlights.first.clone());
        self.put(annotation)
    }

    fn next_color(&mut self) {
        let at = HIGHLIGHTS.iter().position(|c| *c == self.settings.highlights.first).map_or(0, |n| n + 1);
        let color = HIGHLIGHTS[at % HIGHLIGHTS.len()];
        color.clone_into(&mut self.settings.highlights.first);
        let name = self.settings.highlights.name(color).to_owned();
        self.say(format!("highlights are {color} now{}", if name == color { String::new() } else { format!(": “{name}”") }));
    }

    fn write(&mut self, selection: Option<Span>) {
        // A draft that was left is gone on with first, where it was begun.
        if let Some(draft) = self.draft.take() {
            if let Some(span) = draft.target.anchor().and_then(|a| a.resolve(&self.article.text).span()) {
                self.reader.look_at(span);
            }
            self.mode = Note::begin(draft);
        } else if let Some(annotation) = self.annotation(selection) {
            self.mode = Note::begin(annotation);
        }
    }

    /// Saves a note that was written, and forgets its draft.
    pub fn keep_note(&mut self, annotation: Annotation) -> Vec<Effect> {
        let id = annotation.id.clone();
        let mut effects = self.put(annotation);
        effects.push(Effect::DropDraft(id));
        effects
    }

    fn delete(&mut self) -> Vec<Effect> {
        let over: Vec<String> = self.notes.at(self.reader.cursor()).into_iter().map(|p| p.annotation.id.clone()).collect();
        let note = match self.thing() {
            Some(Thing::Note(n)) => self.notes.all().get(n).map(|p| p.annotation.id.clone()),
            _ if self.focus() == Pane::Article => over.into_iter().next(),
            _ => None,
        };
        if let Some(id) = note {
            let article = std::sync::Arc::clone(&self.article);
            let time = self.now.time.clone();
            let Some(sentence) = self.notes.remove(&article.text, &id, &time).map(crate::annotation::Step::sentence) else {
                return Vec::new();
            };
            self.say(format!("{sentence}; {} undoes it", self.keymap.key(Action::Undo)));
            return self.save();
        }
        let (act, all) = match self.thing() {
            Some(Thing::Entity(_)) => ("not-entity", true),
            Some(Thing::Quote(_)) => ("not-quote", false),
            Some(Thing::Source(_)) => ("not-source", false),
            _ => {
                self.say("nothing under the cursor to delete or reject");
                return Vec::new();
            }
        };
        self.subject_place().map_or_else(Vec::new, |at| self.correct(at, act, None, all))
    }

    /// Where the thing of an edit stands.
    fn subject_place(&self) -> Option<Span> {
        let places = self.places(self.thing()?);
        let cursor = self.reader.cursor();
        places.iter().find(|p| p.contains(cursor)).or(places.first()).copied()
    }

    /// Takes back that many edits.
    pub fn undo(&mut self, steps: usize) -> Vec<Effect> {
        let article = std::sync::Arc::clone(&self.article);
        let mut last = None;
        for _ in 0..steps {
            last = self.notes.undo(&article.text).map(crate::annotation::Step::sentence).or(last);
        }
        self.after_step(last, "undone", "nothing to undo")
    }

    fn redo(&mut self) -> Vec<Effect> {
        let article = std::sync::Arc::clone(&self.article);
        let step = self.notes.redo(&article.text).map(crate::annotation::Step::sentence);
        self.after_step(step, "done again", "nothing to do again")
    }

    fn after_step(&mut self, sentence: Option<String>, what: &str, nothing: &str) -> Vec<Effect> {
        let Some(sentence) = sentence else {
            self.say(nothing);
            return Vec::new();
        };
        self.say(format!("{what}: {sentence}"));
        self.save()
    }

    fn history(&mut self) {
        let done = self.notes.history().done();
        let rows: Vec<(String, Choice)> = done.iter().rev().enumerate().map(|(n, s)| (s.sentence(), Choice::Undo(n + 1))).collect();
        if rows.is_empty() {
            self.say("nothing was edited yet");
        } else {
            self.mode = Pick::begin("Undo back to and with", Span::default(), rows);
        }
    }

    fn verdict(&mut self, selection: Option<Span>) {
        let Some(annotation) = self.annotation(selection) else { return };
        let Some(at) = annotation.target.anchor().and_then(|a| a.resolve(&self.article.text).span()) else { return };
        let rows = Rating::ALL.iter().map(|r| (r.name().to_owned(), Choice::Verdict(*r))).collect();
        self.judging = Some(annotation);
        self.mode = Pick::begin("This claim is", at, rows);
    }

    /// Gives the verdict on what was being judged, and asks for the evidence.
    pub fn judge(&mut self, rating: Rating) -> Vec<Effect> {
        let Some(mut annotation) = self.judging.take() else { return Vec::new() };
        let evidence = annotation.verdict.take().and_then(|v| v.evidence);
        annotation.verdict = Some(Verdict { rating, evidence, date: Some(self.now.time.clone()) });
        let effects = self.put(annotation.clone());
        if rating != Rating::Unchecked {
            self.mode = Line::begin(self, Purpose::Evidence(Box::new(annotation)));
        }
        effects
    }

    fn begin_correction(&mut self, selection: Option<Span>) {
        if let Some(span) = selection {
            let lost = self.notes.lost().map(|p| (p.annotation.id.clone(), label(&p.annotation)));
            self.mode = Pick::missed(span, lost);
            return;
        }
        if let Some(Thing::Note(n)) = self.thing() {
            self.find_again(n);
            return;
        }
        let mode = self.subject_place().zip(self.analysis.as_ref()).and_then(|(at, analysis)| match self.thing()? {
            Thing::Entity(n) => analysis.entities.get(n).map(|e| Pick::entity(&e.name, e.kind, e.mentions.len(), at)),
            Thing::Quote(n) => analysis.quotes.get(n).map(|q| Pick::quote(q.kind, at)),
            Thing::Source(n) => analysis.sources.get(n).map(|s| Pick::source(&s.name, s.kind, at)),
            Thing::Note(_) | Thing::Link(_) => None,
        });
        match mode {
            Some(mode) => self.mode = mode,
            None => self.say(format!("nothing here to correct; select missed words with {} first", self.keymap.key(Action::Select))),
        }
    }

    /// Offers the places where a lost or guessed annotation may stand.
    fn find_again(&mut self, note: usize) {
        let Some(placed) = self.notes.all().get(note) else { return };
        let select = self.keymap.key(Action::Select);
        let (id, text) = (placed.annotation.id.clone(), self.article.text.as_str());
        let Some(anchor) = placed.annotation.target.anchor().filter(|_| matches!(placed.place, Some(Place::Lost | Place::Guessed(..))))
        else {
            self.say("its words stand where they stood: nothing to correct");
            return;
        };
        let rows: Vec<(String, Choice)> = Resolver::new(text)
            .candidates(anchor, CANDIDATES)
            .into_iter()
            .filter(|(_, score)| *score >= ALIKE)
            .map(|(span, score)| {
                let words = wrap::shorten(&span.of(text).replace('\n', " "), 60);
                (format!("“{words}”  {:.0} % alike", score * 100.0), Choice::Attach(id.clone(), span))
            })
            .collect();
        if rows.is_empty() {
            self.say(format!("nothing like its words is left: select what it is about with {select}, then correct that"));
        } else {
            self.mode = Pick::begin(format!("{} is about", label(&placed.annotation)), Span::default(), rows);
        }
    }

    /// An annotation stands at other words from now on.
    pub fn attach(&mut self, id: &str, span: Span) -> Vec<Effect> {
        let (article, time) = (std::sync::Arc::clone(&self.article), self.now.time.clone());
        let Some(sentence) = self.notes.attach(&article.text, id, span, &time).map(crate::annotation::Step::sentence) else {
            return Vec::new();
        };
        self.reader.look_at(span);
        self.say(sentence);
        self.save()
    }

    /// Corrects the finding at a place: an annotation like any other.
    pub fn correct(&mut self, at: Span, act: &str, value: Option<String>, all: bool) -> Vec<Effect> {
        let target = Target::Words(Anchor::describe_in(&self.article, at));
        let mut annotation = Annotation::new(&self.now.id, target, &self.now.time);
        annotation.correction = Some(crate::annotation::Correction { act: act.to_owned(), value, all });
        self.put(annotation)
    }

    /// What a correction of the name at a place says for all articles; none where it is about this place alone, or about no name.
    pub fn lesson(&self, at: Span, act: &str, value: Option<&str>) -> Option<Lesson> {
        let here = at.of(&self.article.text);
        let named = || {
            let mut entities = self.analysis.iter().flat_map(|a| &a.entities);
            entities.find(|e| e.mentions.iter().any(|m| m.span == at)).map_or(here, |e| e.name.as_str())
        };
        let kind = |name: &str, kind: &str| Lesson::Kind { name: name.to_owned(), kind: kind.to_owned() };
        match (act, value) {
            ("entity-kind", Some(value)) => Some(kind(named(), value)),
            ("missed-entity", Some(value)) => Some(kind(here, value)),
            ("not-entity", _) => Some(kind(named(), NOT_A_NAME)),
            ("merge", Some(value)) => Some(Lesson::Alias { alias: named().to_owned(), name: value.to_owned() }),
            _ => None,
        }
    }

    /// Somebody, or nobody, says the words at a place.
    pub fn speaker_is(&mut self, at: Span, missed: bool, name: Option<String>) -> Vec<Effect> {
        self.correct(at, if missed { "missed-quote" } else { "speaker" }, name, false)
    }

    /// The names of the entities that are wanted, the most mentioned first.
    pub fn names(&self, wanted: impl Fn(EntityKind) -> bool) -> Vec<String> {
        let entities = self.analysis.iter().flat_map(|a| &a.entities).filter(|e| wanted(e.kind));
        let mut entities: Vec<_> = entities.collect();
        entities.sort_by_key(|e| std::cmp::Reverse(e.mentions.len()));
        entities.into_iter().map(|e| e.name.clone()).collect()
    }

    /// Who might say something: people, bodies and places.
    pub fn speakers(&self) -> Vec<String> {
        let mut names = self.names(|k| k == EntityKind::Person);
        names.extend(self.names(|k| k == EntityKind::Organization));
        names.extend(self.names(|k| k == EntityKind::Place));
        names
    }

    fn copy(&mut self, selection: Option<Span>) -> Vec<Effect> {
        let text = &self.article.text;
        let thing = if selection.is_some() { None } else { self.thing() };
        let quote = match (thing, &self.analysis) {
            (Some(Thing::Quote(n)), Some(analysis)) => analysis.quotes.get(n),
            _ => None,
        };
        let words = match (selection, quote) {
            (Some(span), _) => span.of(text).to_owned(),
            (None, Some(quote)) => quote.content.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" … "),
            (None, None) => match self.subject_place() {
                Some(place) => place.of(text).to_owned(),
                None => self.reader.sentence_at(self.reader.cursor()).of(text).to_owned(),
            },
        };
        let meta = &self.article.meta;
        let speaker = quote.and_then(|q| q.speaker.as_ref()).map(|s| s.name.clone());
        let title = Some(self.article.title().to_owned()).filter(|t| !t.is_empty());
        let from: Vec<String> =
            [speaker, title, meta.site.clone(), meta.published.clone(), meta.url.clone()].into_iter().flatten().collect();
        self.say("sent to the terminal’s clipboard");
        vec![Effect::Copy(format!("“{}” — {}", words.replace('\n', " "), from.join(", ")))]
    }
}

/// Places offered for an annotation whose words are lost, and how alike they must be at least.
const CANDIDATES: usize = 5;
const ALIKE: f32 = 0.2;

/// What an annotation is called in a list: what it says, or else what it is on.
fn label(annotation: &Annotation) -> String {
    let note = annotation.note.as_deref().map(|n| n.replace('\n', " "));
    let marks = annotation.verdict.as_ref().map(|v| v.rating.name().to_owned()).or_else(|| annotation.color.clone());
    let said = note.or_else(|| (!annotation.tags.is_empty()).then(|| annotation.tags.join(", "))).or(marks).unwrap_or_default();
    format!("{}  ·  “{}”", wrap::shorten(&said, 40), wrap::shorten(&annotation.words().replace('\n', " "), 40))
}

/// What the annotations say of the findings, in their order, each at its place in this text.
pub fn corrections(notes: &[Placed]) -> Vec<crate::analyze::Correction> {
    notes.iter().filter_map(|p| translate(p.annotation.correction.as_ref()?, p.span()?)).collect()
}

/// A kept correction → the engine's; none where this version does not know its words.
fn translate(kept: &crate::annotation::Correction, at: Span) -> Option<crate::analyze::Correction> {
    use crate::analyze::{Correction as C, QuoteKind, SourceKind};
    let value = kept.value.as_deref();
    let all = kept.all;
    Some(match kept.act.as_str() {
        "entity-kind" => C::EntityKind { at, kind: EntityKind::from_name(value?)?, all },
        "not-entity" => C::NotEntity { at, all },
        "missed-entity" => C::MissedEntity { at, kind: EntityKind::from_name(value?)?, all },
        "merge" => C::Merge { at, into: value?.to_owned() },
        "split" => C::Split { at, all },
        "quote-kind" => C::QuoteKind { at, kind: QuoteKind::from_name(value?)? },
        "not-quote" => C::NotQuote { at },
        "missed-quote" => C::MissedQuote { at, speaker: kept.value.clone() },
        "speaker" => C::Speaker { at, speaker: kept.value.clone() },
        "source-kind" => C::SourceKind { at, kind: SourceKind::from_name(value?)? },
        "not-source" => C::NotSource { at },
        _ => return None,
    })
}
