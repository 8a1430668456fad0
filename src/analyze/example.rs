/*! For the tests of the passes: what is found in a text of one block. */

use super::{Analysis, analyze};
use crate::{
    article::{Article, Block, BlockKind},
    text::Span,
};

/// What is found in a text that is one block of that kind.
pub fn analyzed(text: &str, kind: BlockKind) -> Analysis {
    let blocks = vec![Block { span: Span::new(0, text.len()), kind }];
    analyze(&Article { text: text.into(), blocks, ..Article::default() })
}

/// Who says what in such a text.
pub fn said(text: &str, kind: BlockKind) -> Vec<(String, String)> {
    let speaker = |q: &super::Quote| q.speaker.as_ref().map_or(String::new(), |s| s.name.clone());
    let words = |q: &super::Quote| q.content.iter().map(|c| c.of(text)).collect::<Vec<_>>().join(" … ");
    analyzed(text, kind).quotes.iter().map(|q| (speaker(q), words(q))).collect()
}
