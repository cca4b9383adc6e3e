//! Reading the kernel's clocks, and printing a figure beside its bound.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The kernel counts processor time in hundredths of a second (proc(5), `USER_HZ`).
const TICK: f64 = 0.01;

/// Whether this is a trial, which shows that every figure can be taken.
static TRIAL: AtomicBool = AtomicBool::new(false);

/// Does a hundredth of the work from now on, and judges no figure.
pub fn try_out() {
    TRIAL.store(true, Ordering::Relaxed);
}

/// So much of the work: all, or in a trial a hundredth and at least one.
pub fn part(of: usize) -> usize {
    if TRIAL.load(Ordering::Relaxed) { (of / 100).max(1) } else { of }
}

/// What was found, and which bounds were missed.
#[derive(Default)]
pub struct Figures {
    missed: Vec<String>,
    judged: usize,
}

impl Figures {
    /// Prints a figure that may be `most` and no more.
    pub fn at_most(&mut self, what: &str, measured: f64, most: f64, unit: &str) {
        self.judge(what, measured, &format!("at most {most:.2}"), unit, measured <= most);
    }

    /// Prints a figure that must be `least` or more.
    pub fn at_least(&mut self, what: &str, measured: f64, least: f64, unit: &str) {
        self.judge(what, measured, &format!("at least {least:.2}"), unit, measured >= least);
    }

    /// Prints what lies behind a figure and is not judged.
    pub fn beside(&mut self, what: &str, measured: f64, unit: &str) {
        println!("  {what:<62} {measured:>9.2} {unit}");
    }

    fn judge(&mut self, what: &str, measured: f64, bound: &str, unit: &str, reached: bool) {
        let is_trial = TRIAL.load(Ordering::Relaxed);
        if !reached && !is_trial {
            self.missed.push(format!("{what}: {measured:.2} {unit}, {bound}"));
        }
        self.judged += 1;
        let word = match (is_trial, reached) {
            (true, _) => "not judged",
            (false, true) => "ok",
            (false, false) => "MISSED",
        };
        println!("{what:<64} {measured:>9.2} {unit:<4} {bound:<15} {word}");
    }

    /// How many were printed beside a bound.
    pub fn judged(&self) -> usize {
        self.judged
    }

    /// Those beyond their bound, each as a line.
    pub fn missed(&self) -> &[String] {
        &self.missed
    }
}

/// The processor time, user and system, that a process has used, in seconds.
pub fn processor(process: u32) -> f64 {
    two_clocks(process, 11)
}

/// The processor time of the processes that were started and ended while something is done, in seconds.
pub fn processor_of_children(work: impl FnOnce()) -> f64 {
    let of_children = || two_clocks(std::process::id(), 13);
    let before = of_children();
    work();
    of_children() - before
}

/// Two clocks of a process that stand beside each other in its line (proc(5), `/proc/pid/stat`), added.
fn two_clocks(process: u32, skip: usize) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The second field is a name in brackets and may hold spaces; the rest is numbers.
    let (_, numbers) = stat.rsplit_once(") ").unwrap();
    let ticks = numbers.split(' ').skip(skip).take(2).map(|ticks| ticks.parse::<f64>().unwrap());
    ticks.sum::<f64>() * TICK
}

/// The processor time of this process while it does something, in seconds.
pub fn processor_of(work: impl FnOnce()) -> f64 {
    let before = processor(std::process::id());
    work();
    processor(std::process::id()) - before
}

/// A line of `/proc/PID/status` in MiB, such as `VmRSS`; nothing of a process that has ended.
pub fn memory(process: u32, line: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'))?;
    let kib: f64 = found.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib / 1024.0)
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Keeps the average below what the server takes from everybody together, whatever the machine.
pub struct Pace {
    began: Instant,
    each: Duration,
    sent: u32,
}

impl Pace {
    /// At most so many a second, on average.
    pub fn new(rate: u32) -> Self {
        Self { began: Instant::now(), each: Duration::from_secs(1) / rate, sent: 0 }
    }

    /// Waits until so many more may be sent.
    pub fn wait(&mut self, count: usize) {
        let due = self.began + self.each * self.sent;
        self.sent += u32::try_from(count).unwrap();
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
}
