//! The command line: reads pages, writes the client.

fn main() {}
