/*!
What is found in an article once the user's corrections are counted: those that hold for all articles, and those made in this one. The commands
show what the reader shows.
*/

use anyhow::anyhow;

use crate::{
    analyze::{Analysis, Lexicon, analyze, correct},
    annotation::{Annotation, Annotations, History, Placed, jsonld},
    app::edit::corrections,
    article::Article,
    io::{lexicon, places::Places, store::Store},
};

/// The user's corrections.
#[derive(Debug, Default)]
pub struct Corrections {
    lexicon: Lexicon,
    library: Option<Store>,
}

impl Corrections {
    /// All of them, or with `as_found` none. A mistake in their file is told.
    pub fn new(as_found: bool) -> Self {
        if as_found {
            return Self::default();
        }
        let (lexicon, mistake) = lexicon::read();
        super::tell(mistake.as_slice());
        Self { lexicon, library: Places::find().map(Store::new) }
    }

    /// Those for all articles alone: what is found in a document of a stream does not depend on the library.
    pub fn without_library(self) -> Self {
        Self { library: None, ..self }
    }

    /// What is found in an article; the library is asked for its own corrections.
    pub fn analyze(&self, article: &Article) -> Analysis {
        let own = Annotations::open(&article.text, self.own(article), History::default());
        self.analyze_with(article, own.all())
    }

    /// What is found in an article whose annotations are at hand.
    pub fn analyze_with(&self, article: &Article, placed: &[Placed]) -> Analysis {
        let mut analysis = analyze(article);
        self.lexicon.apply(&article.text, &mut analysis);
        if self.library.is_some() {
            correct(&article.text, &mut analysis, &corrections(placed));
        }
        analysis
    }

    /// The annotations of this article that correct something. Nothing is mended here: who only looks changes no file.
    fn own(&self, article: &Article) -> Vec<Annotation> {
        let Some(store) = &self.library else { return Vec::new() };
        let file = store.shelf(article).file();
        let Ok(text) = std::fs::read_to_string(&file) else { return Vec::new() };
        match jsonld::read(&text) {
            Ok(collection) => collection.annotations.into_iter().filter(|a| a.correction.is_some()).collect(),
            Err(why) => {
                let advice = "so its corrections do not count; sayso doctor --mend recovers its entries";
                super::complain(&anyhow!("{} is damaged ({why}), {advice}", file.display()));
                Vec::new()
            }
        }
    }
}
