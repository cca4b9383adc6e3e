//! Bundles the page's script with npm and esbuild, in cargo's folder and never beside the sources.

#![expect(clippy::print_stderr, reason = "a build script speaks to people")]

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const SOURCES: &str = "src/web/browser";
/// One module for browsers of 2018 and later; older ones leave modules alone and use the form.
const BUNDLE: [&str; 7] = [
    "main.ts",
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2020",
    "--charset=utf8",
    "--outfile=../script.js",
];
/// Without a time in it (RFC 1952, section 2.3.1), so that two builds give the same bytes.
const GZIP: &str = "const fs = require('fs'), zlib = require('zlib'); \
    fs.writeFileSync('../script.js.gz', zlib.gzipSync(fs.readFileSync('../script.js'), { level: 9 }))";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={SOURCES}");
    if std::env::var_os("CARGO_FEATURE_BROWSER_SEALING").is_none() {
        return ExitCode::SUCCESS;
    }
    match bundle() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The page's script could not be built: {error}.");
            eprintln!("Install Node 20 or later with npm (Debian: apt-get install nodejs npm), or build");
            eprintln!(
                "without sealing in the browser: cargo build --no-default-features --features server,desk"
            );
            ExitCode::FAILURE
        }
    }
}

fn bundle() -> io::Result<()> {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let folder = out.join("browser");
    std::fs::create_dir_all(&folder)?;
    for entry in std::fs::read_dir(SOURCES)? {
        let path = entry?.path();
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        if path.is_file() {
            std::fs::copy(&path, folder.join(name))?;
        }
    }
    run(&folder, "npm", &["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"])?;
    run(&folder, "node_modules/.bin/esbuild", &BUNDLE)?;
    run(&folder, "node", &["-e", GZIP])
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> io::Result<()> {
    let path = if program.contains('/') { folder.join(program) } else { program.into() };
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{program}: {error}"));
    let output = Command::new(path).args(arguments).current_dir(folder).output().map_err(named)?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())))
}
