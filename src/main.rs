//! Arguments → run → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    sayso::cli::run(std::env::args_os())
}
