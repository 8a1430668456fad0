/*!
What the world tells, and what follows from it: findings, annotations and corrections are gathered anew into the marks and the lists.
*/

use super::{Action, App, Effect, Marks, Motion, Report, SAVED, Ties, edit, mode::pick::Pick, ties};
use crate::{
    analyze::{Analysis, correct},
    text::{Span, count::counted},
};

impl App {
    /// The world tells something.
    pub fn report(&mut self, report: Report) -> Vec<Effect> {
        match report {
            Report::Analyzed(analysis) => {
                self.uncorrected = None;
                self.analysis = Some(*analysis);
            }
            Report::NotesLoaded(notes) => self.notes = notes,
            // A reader who has already moved stays where they are.
            Report::PlaceKnown(at) if self.reader.cursor() == self.reader.target(Motion::Text(false), 0) => {
                self.reader.show(Span::new(at, at));
            }
            Report::PlaceKnown(_) => {}
            Report::Merged(all) => {
                let differ = self.notes.take_over(&self.article.text, all);
                if differ > 0 {
                    self.say(format!("{} came from another window", counted(differ, "annotation")));
                }
            }
            Report::Changed(article) => return self.changed(*article),
            Report::Saved => {
                // What was done stays said.
                let done = self.said.take().filter(|line| !line.ends_with(SAVED));
                self.say(done.map_or_else(|| SAVED.to_owned(), |line| format!("{line} · {SAVED}")));
                return Vec::new();
            }
            Report::Library(shelved) => {
                self.mode = Pick::library(&shelved);
                return Vec::new();
            }
            Report::Opened(article) => return self.open_other(*article),
            Report::Versions(versions) => {
                self.show_changes(versions);
                return Vec::new();
            }
            Report::SaveFailed(line) | Report::Said(line) => {
                self.said = Some(line);
                return Vec::new();
            }
            Report::Draft(draft) => {
                let line = format!("a draft of {} is kept: {} goes on with it", draft.modified, self.keymap.key(Action::Note));
                self.draft = Some(*draft);
                self.say(line);
                return Vec::new();
            }
            Report::Edited(words) => return self.edited(&words),
        }
        self.relist();
        self.settle();
        Vec::new()
    }

    /// Gathers marks and lists anew after findings or annotations changed.
    pub fn relist(&mut self) {
        self.correct_findings();
        let none = Analysis::default();
        let analysis = self.analysis.as_ref().unwrap_or(&none);
        self.notes.follow(|list, name| ties::place_of(analysis, list, name));
        self.marks = Marks::new(&self.article, analysis, self.notes.all());
        self.ties = Ties::new(analysis, self.notes.all());
        self.panels.fill(analysis, self.notes.all(), &self.ties);
        self.panels.below_of = None;
        self.panels.below.clear();
    }

    /// Replays the reader's corrections over what the engine found.
    fn correct_findings(&mut self) {
        if let Some(found) = self.uncorrected.take() {
            self.analysis = Some(found);
        }
        let corrections = edit::corrections(self.notes.all());
        if !corrections.is_empty()
            && let Some(analysis) = &mut self.analysis
        {
            self.uncorrected = Some(analysis.clone());
            correct(&self.article.text, analysis, &corrections);
        }
    }

    /// Has an edit of the annotations shown and put on disk.
    pub fn save(&mut self) -> Vec<Effect> {
        self.relist();
        vec![Effect::Save(self.notes.snapshot(), self.notes.take_unsaved())]
    }
}
