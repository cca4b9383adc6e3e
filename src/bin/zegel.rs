//! The caseworker's command line.

fn main() {}
