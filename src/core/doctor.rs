//! Findings: the result of one check of `zegeld doctor` or `zegel doctor`, in the JSON that both print,
//! and what both read out of a file of the kernel.

use serde::Serialize;

/// How a check ended.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    /// Somebody should look at it and decide.
    Look,
    Wrong,
}

/// The result of one check: a fact and, where it is not right, an advice.
#[derive(Serialize)]
pub struct Finding {
    /// The name of the check, for a program.
    pub about: &'static str,
    pub state: State,
    pub text: String,
}

/// The swaps of a `/proc/swaps` that lie on a disk. Compressed swap in memory (zram) does not.
pub fn swaps_on_disk(table: &str) -> Vec<&str> {
    let names = table.lines().skip(1).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| !name.starts_with("/dev/zram")).collect()
}
