//! Plan: how often the watch looks, and by what it tells.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::civil::Time;

/// The options of the watch itself.
#[derive(Args)]
pub struct Plan {
    /// Look this often, such as 10m, 1h or 90s
    #[arg(long, default_value = "10m", value_name = "TIME", value_parser = duration)]
    pub every: Duration,
    /// Tell what there is at this hour of each day, even if it is nothing
    #[arg(long, value_name = "HH:MM")]
    pub digest: Option<Time>,
    /// Look at the public page too, every hour, as zegel verify does: https://HOST/
    #[arg(long, value_name = "URL")]
    pub site: Option<String>,
    /// Show a notice on the desktop too, without a word of a report, an id or a number
    #[arg(long)]
    pub notice: bool,
    /// Run this program too, with its arguments; ZEGEL_KIND is new or digest, ZEGEL_NEW how many
    #[arg(long, value_name = "COMMAND", value_parser = words)]
    pub run: Option<Arc<[String]>>,
    /// Touch this file after each look at which the server answered and the news could be told
    #[arg(long, value_name = "FILE")]
    pub heartbeat: Option<PathBuf>,
}

/// A program and its arguments, as a shell takes them apart; no shell runs.
fn words(command: &str) -> Result<Arc<[String]>, String> {
    let words = shlex::split(command).filter(|words| !words.is_empty());
    words.map(Arc::from).ok_or_else(|| "a program and its arguments, such as 'notify-send Zegel'".to_owned())
}

/// A number with s, m or h.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a number with s, m or h, such as 10m".to_owned();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        _ => return Err(wrong()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    match u64::from(count) * seconds {
        1..=86_400 => Ok(Duration::from_secs(u64::from(count) * seconds)),
        _ => Err(wrong()),
    }
}
