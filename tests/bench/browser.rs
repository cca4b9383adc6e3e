//! Sealing in the browser: the script's weight, and its time from the press to the request.

use super::support::programs::{zegel_path, zegeld_path};
use std::process::Command;

use super::measure::Figures;
use zegel_browser::assets::script;

pub fn measure(figures: &mut Figures) {
    let script = script();
    let packed = f64::from(u32::try_from(script.gzip.len()).unwrap()) / 1000.0;
    figures.at_most("browser: the script, packed", packed, 60.0, "kB");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/browser");
    let npm = Command::new("npm").args(["ci", "--ignore-scripts"]).current_dir(folder).output().unwrap();
    assert!(npm.status.success(), "npm ci: {}", String::from_utf8_lossy(&npm.stderr));
    let mut node = Command::new("node");
    node.arg("figures.mjs").current_dir(folder);
    node.env("ZEGELD", zegeld_path()).env("ZEGEL", zegel_path());
    let output = node.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let took: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let median = took["median"].as_f64().unwrap();
    figures.at_most("browser: sealing 2,000 bytes for three, in Chromium", median, 100.0, "ms");
    figures.beside("the longest of fifteen", took["most"].as_f64().unwrap(), "ms");
}
