/*!
Settings: flag over file over default, checked. An error names file, line and the nearest valid word.
*/

pub mod color;
pub mod problem;
pub mod theme;

pub use color::Depth;
pub use problem::{Problem, nearest};
pub use theme::{HIGHLIGHTS, Role, Theme};
