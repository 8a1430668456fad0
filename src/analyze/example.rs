/*! For the tests of the passes: what is found in a text of one block. */

use super::{
    Analysis, analyze,
    model::Model,
    quote::quotations,
    scene::{Models, Scene},
    sentence::Document,
};
use crate::{
    article::{Article, Block, BlockKind},
    text::Span,
};

/// What is found in a text that is one block of that kind.
pub fn analyzed(text: &str, kind: BlockKind) -> Analysis {
    let blocks = vec![Block { span: Span::new(0, text.len()), kind }];
    analyze(&Article { text: text.into(), blocks, ..Article::default() })
}

/// Who says what in a text that is one block of that kind.
pub fn said(text: &str, kind: BlockKind) -> Vec<(String, String)> {
    told(text, &analyzed(text, kind))
}

/// Who says what in a text whose every line is a paragraph.
pub fn said_in_lines(text: &str) -> Vec<(String, String)> {
    let mut at = 0;
    let block = |line: &str| {
        at += line.len() + 1;
        Block { span: Span::new(at - line.len() - 1, at - 1), kind: BlockKind::Paragraph }
    };
    let blocks = text.split('\n').map(block).collect();
    told(text, &analyze(&Article { text: text.into(), blocks, ..Article::default() }))
}

fn told(text: &str, found: &Analysis) -> Vec<(String, String)> {
    let speaker = |q: &super::Quote| q.speaker.as_ref().map_or(String::new(), |s| s.name.clone());
    let words = |q: &super::Quote| q.content.iter().map(|c| c.of(text)).collect::<Vec<_>>().join(" … ");
    found.quotes.iter().map(|q| (speaker(q), words(q))).collect()
}

/// Looks at a text of one paragraph as the passes over quotes do.
pub fn in_scene(text: &str, look: impl FnOnce(&Scene, &Models)) {
    let blocks = vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph }];
    let article = Article { text: text.into(), blocks, ..Article::default() };
    let (document, model) = (Document::whole(&article), Model::shipped());
    let models = Models::new(&model);
    look(&Scene::new(&document, &quotations(&document), &models), &models);
}
