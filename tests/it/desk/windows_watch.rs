//! `zegel watch --install` on Windows, as far as wine has its scheduler: it reads a task, keeps it and gives
//! it back, and starts nothing.

use std::fs;
use std::path::PathBuf;

use crate::desk::offline::below;
use crate::support::wine::{WindowsUser, start_scheduler, system_folder, windows};

/// What the scheduler keeps under our name.
fn task() -> Option<PathBuf> {
    let kept = below(&system_folder().join("tasks"));
    kept.into_iter().find(|path| path.ends_with("zegel-watch"))
}

/// What was written for it, as text.
fn written(zoe: &WindowsUser) -> String {
    let bytes = fs::read(zoe.local().join("zegel/config/watch.xml")).unwrap();
    let letters: Vec<u16> =
        bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&letters).unwrap()
}

#[test]
fn the_scheduler_takes_the_watch_with_every_word_and_gives_it_back() {
    start_scheduler();
    let mut zoe = WindowsUser::new();
    zoe.run(&["keygen", "zoe", "--no-passphrase"]).done();
    zoe.at("http://127.0.0.1:1");
    let said = zoe.run(&["watch", "--uninstall"]).done().said();
    assert!(said.contains("No watch is installed"), "{said}");

    for every in ["2m", "3m"] {
        let said = zoe
            .run(&["watch", "--install", "--every", every, "--heartbeat", "het hart & Київ"])
            .done()
            .said();
        assert!(said.contains("The watch has begun"), "{said}");
    }
    let kept = fs::read_to_string(task().unwrap()).unwrap();
    assert!(kept.contains("tells that there is something new"), "{kept}");
    let written = written(&zoe);
    let heart = windows(&zoe.local().join("het hart &amp; Київ"));
    let end = format!(
        "zegel.exe --server http://127.0.0.1:1 --no-agent watch --notice --every 180s --heartbeat \
         &quot;{heart}&quot;</Arguments>"
    );
    assert!(written.contains("<Arguments>--headless Z:\\") && written.contains(&end), "{written}");

    let said = zoe.run(&["watch", "--uninstall"]).done().said();
    assert!(said.contains("begins no more"), "{said}");
    assert!(task().is_none() && !zoe.local().join("zegel/config/watch.xml").exists());
}
