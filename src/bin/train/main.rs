//! Corpora → `assets/model.bin`, with the very features that the program uses.

fn main() {}
