/*!
The map of sayso, floor by floor. A file imports its own folder and lower floors only; `tests/floors.rs` holds it to that.

One idea carries the whole: an article is one immutable text, and everything else is a span of it.
*/

pub mod text; // 0 places in a text: spans, positions, wrapping, approximate matching, cleaning
mod vocabulary; // 0 enums whose variants have names

pub mod article; // 1 an article: metadata, one text, blocks, links, origin

pub mod analyze; // 2 article → analysis: entities, quotes, sources; pure and total
pub mod annotation; // 2 the reader's own marks: anchors, undo, exchange formats; pure
pub mod parse; // 2 bytes and a hint → article; pure

pub mod settings; // 3 flag over file over default, checked

pub mod app; // 4 everything the user can see or do, as data

pub mod ui; // 5 &App → cells

pub mod io; // 6 the world: files, web, workers, the terminal session

pub mod cli; // 7 commands, in text and JSON
