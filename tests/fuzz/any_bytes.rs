//! Any bytes, in any format: the parse and the analysis end, and every span they give lies on whole characters of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sayso::{
    analyze::analyze,
    parse::{Format, Hint, parse},
};

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let format = [None, Some(Format::Plain), Some(Format::Markdown), Some(Format::Html)][usize::from(first % 4)];
    let Ok(article) = parse(bytes, &Hint { format, ..Hint::default() }) else { return };
    let analysis = analyze(&article);
    let whole = |span: sayso::text::Span| assert!(article.text.get(span.start..span.end).is_some_and(|words| !words.is_empty()));
    analysis.entities.iter().flat_map(|e| &e.mentions).for_each(|m| whole(m.span));
    analysis.quotes.iter().flat_map(|q| &q.content).for_each(|c| whole(*c));
    analysis.sources.iter().flat_map(|s| &s.mentions).for_each(|m| whole(*m));
});
