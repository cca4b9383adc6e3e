//! Crashes: nothing that was acknowledged is lost when the server is killed.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::support::program::{Program, opened, post, report, story};
use crate::support::programs::zegeld_path;
use crate::support::site::said;

#[test]
fn every_acknowledged_report_is_there_after_a_kill() {
    killed_rounds(|_, _| {});
}

/// A purge beside the server shuffles the database and wipes the log while reports come.
#[test]
fn every_acknowledged_report_is_there_after_a_kill_while_the_log_is_wiped() {
    let purges = AtomicUsize::new(0);
    killed_rounds(|folder, is_over| {
        while !is_over.load(Ordering::SeqCst) {
            let config = folder.join("zegeld.toml");
            let status = Command::new(zegeld_path()).args(["purge", "--config"]).arg(config).status();
            assert!(status.unwrap().success());
            purges.fetch_add(1, Ordering::SeqCst);
        }
    });
    assert!(purges.into_inner() > 0);
}

/// Kills the server in the middle of reports, three times, beside what else is done with its folder.
fn killed_rounds(beside: impl Fn(&Path, &AtomicBool) + Sync) {
    let folder = tempfile::tempdir().unwrap();
    let acknowledged = Mutex::new(BTreeSet::new());
    for round in 0..3 {
        let program = Program::demo(folder.path());
        let public = program.public;
        let (told, heard) = mpsc::channel();
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| beside(folder.path(), &is_over));
            for client in 0..4 {
                let told = told.clone();
                let acknowledged = &acknowledged;
                scope.spawn(move || {
                    for number in 0.. {
                        let words = format!("Round {round}, client {client}, report {number}.");
                        // Without an answer it is killed, and nothing was promised.
                        let Some((answer, _)) = report(public, &words) else { break };
                        assert_eq!(answer.h1(), said("en").token.sent_title);
                        acknowledged.lock().unwrap().insert(words);
                        // Nobody listens any more once enough were heard.
                        let _ = told.send(());
                    }
                });
            }
            let enough = (0..40).all(|_| heard.recv().is_ok());
            program.kill();
            // Before anything can fail: the scope waits for what is done beside.
            is_over.store(true, Ordering::SeqCst);
            assert!(enough, "the server stopped answering");
        });
    }

    let program = Program::demo(folder.path());
    assert!(program.report("After it all.").is_some());
    let (status, _) = program.stop();
    assert!(status.success());
    let found: BTreeSet<String> = opened(folder.path()).0.iter().map(story).collect();
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= 3 * 40);
    assert_eq!(acknowledged.difference(&found).count(), 0);
    assert!(found.contains("After it all."));
}

#[test]
fn what_is_being_sent_is_finished_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::demo(folder.path());
    let (_, token) = program.report("The first.").unwrap();
    let form = format!("{:032x}.0", 7);
    let request = post(
        program.public,
        &[("token", &token), ("form", &form), ("message", "The last."), ("act", "message")],
    );
    let (begun, rest) = request.split_at(request.len() - 12);
    let mut slow = TcpStream::connect(program.public).unwrap();
    slow.write_all(begun).unwrap();
    // A connection that was opened later has been answered, so the server has met this one.
    assert!(program.report("Meanwhile.").is_some());
    program.ask_to_stop();
    // It has heard: it takes nobody new.
    while TcpStream::connect(program.public).is_ok() {
        std::thread::yield_now();
    }
    slow.write_all(rest).unwrap();
    let mut answer = Vec::new();
    slow.read_to_end(&mut answer).unwrap();
    assert!(String::from_utf8(answer).unwrap().contains(&said("en").replies.written_title));
    let (status, printed) = program.ended();
    assert!(status.success());
    assert!(printed.ends_with("zegeld: stopping\nzegeld: stopped\n"), "{printed}");
    assert_eq!(opened(folder.path()).1.len(), 1);
}
