/*!
The world: files, the web, worker threads, the clock, the terminal session. Only this floor, `cli` and `main.rs` touch it.
*/

mod files;
pub mod identity;
pub mod keeper;
pub mod lexicon;
pub mod places;
pub mod recovery;
pub mod screen;
pub mod session;
pub mod shelf;
pub mod store;
pub mod watch;
pub mod web;
pub mod worker;
