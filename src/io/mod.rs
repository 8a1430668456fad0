/*!
The world: files, the web, worker threads, the clock, the terminal session. Only this floor, `cli` and `main.rs` touch it.
*/
