//! The tunnel that `config.toml` names: started before the server is spoken to, ended afterwards, and
//! named within seconds when it fails.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use rustix::process::Signal;

use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, free_address};
use crate::support::terminal::Terminal;

/// What `ssh -L` does, without the network: port here, port there, and a file that counts the starts.
const FORWARD: &str = r#"use IO::Socket::INET; use IO::Select;
my ($here, $there, $starts) = @ARGV;
open(my $count, '>>', $starts); print $count "started\n"; close $count;
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $here, Listen => 16, ReuseAddr => 1)
  or die "port $here is taken\n";
$SIG{CHLD} = 'IGNORE';
while (my $near = $listener->accept) {
  next if fork;
  my $far = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $there) or exit;
  my $both = IO::Select->new($near, $far);
  while (1) {
    for my $from ($both->can_read) {
      my $length = sysread($from, my $bytes, 65536);
      exit unless $length;
      syswrite($from == $near ? $far : $near, $bytes);
    }
  }
}
"#;

/// A caseworker whose configuration names a tunnel to a practice site, and the address of its near end.
struct Tunnelled {
    anna: Caseworker,
    near: String,
    command: String,
    _site: Practice,
}

impl Tunnelled {
    fn new() -> Self {
        let (anna, lines) = Caseworker::with_key("anna");
        let site = Practice::of(&anna.identity(), &lines);
        let near = free_address();
        let there = site.desk.rsplit(':').next().unwrap();
        let here = near.rsplit(':').next().unwrap();
        let script = anna.file("a tunnel.pl", FORWARD);
        let command = format!("/usr/bin/perl '{}' {here} {there} starts", script.display());
        let tunnelled = Self { anna, near, command, _site: site };
        tunnelled.configured_with(&tunnelled.command);
        tunnelled
    }

    fn configured_with(&self, command: &str) {
        let config = format!("server = \"http://{}\"\ntunnel = \"{command}\"\n", self.near);
        self.anna.file("config/zegel/config.toml", config);
    }

    fn starts(&self) -> usize {
        std::fs::read_to_string(self.anna.home().join("starts")).unwrap_or_default().lines().count()
    }

    fn listens(&self) -> bool {
        TcpStream::connect(&self.near).is_ok()
    }

    /// The tunnel as somebody else has started it.
    fn start(&self) -> Child {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("exec {}", self.command)]).current_dir(self.anna.home());
        let child = command.stderr(Stdio::null()).spawn().unwrap();
        while !self.listens() {
            std::thread::yield_now();
        }
        child
    }
}

#[test]
fn a_verb_starts_the_tunnel_and_ends_it() {
    let tunnelled = Tunnelled::new();
    for verb in 1..=2 {
        tunnelled.anna.run(&["inbox"]).done();
        assert_eq!(tunnelled.starts(), verb);
        assert!(!tunnelled.listens(), "it is ended with the verb");
    }
    tunnelled.anna.run(&["inbox", "--server", "http://127.0.0.1:1"]).failed_with("does not answer");
    tunnelled.anna.run(&["man"]).done();
    assert_eq!(tunnelled.starts(), 2, "no tunnel for another server, nor where none is spoken to");
}

#[test]
fn a_tunnel_that_is_there_is_used_and_left() {
    let tunnelled = Tunnelled::new();
    let mut others = tunnelled.start();
    tunnelled.anna.run(&["inbox"]).done();
    assert_eq!(tunnelled.starts(), 1);
    assert!(tunnelled.listens());
    others.kill().unwrap();
    others.wait().unwrap();
}

#[test]
fn a_signal_ends_the_tunnel_too() {
    let tunnelled = Tunnelled::new();
    let mut terminal = Terminal::of(&tunnelled.anna, &["recipients", "accept"]);
    terminal.shows("[y/N]");
    assert!(tunnelled.listens());
    terminal.signals(Signal::TERM);
    terminal.ends_by(Signal::TERM);
    while tunnelled.listens() {
        std::thread::yield_now();
    }
}

#[test]
fn a_tunnel_that_fails_is_named_with_what_it_wrote_last() {
    let tunnelled = Tunnelled::new();
    tunnelled.configured_with("/usr/bin/perl -e 'warn qq(one\\\\n); die qq(Permission denied.\\\\n)'");
    let ended = tunnelled.anna.run(&["inbox"]).failed_with("Permission denied.").ended_with(3);
    assert!(!ended.err.contains("one"), "{}", ended.err);
    tunnelled.configured_with("/nowhere/at-all -N");
    tunnelled.anna.run(&["inbox"]).failed_with("/nowhere/at-all").ended_with(1);
    tunnelled.configured_with("ssh 'open");
    tunnelled.anna.run(&["inbox"]).failed_with("no command for a tunnel").ended_with(1);
    tunnelled.configured_with("/bin/sleep 3000");
    tunnelled.anna.run(&["inbox"]).failed_with("is not there after 15 seconds").ended_with(3);
}

#[test]
fn the_set_up_asks_for_the_tunnel_and_uses_it() {
    let tunnelled = Tunnelled::new();
    std::fs::remove_file(tunnelled.anna.home().join("config/zegel/config.toml")).unwrap();
    let mut terminal = Terminal::of(&tunnelled.anna, &["setup"]);
    terminal.shows("1. ").types(&tunnelled.near);
    terminal.shows("command of the tunnel").types("ssh 'open").shows("no command for a tunnel");
    terminal.shows("command of the tunnel").types(&tunnelled.command).shows("Type same").types("same");
    let (code, seen) = terminal.ends();
    assert_eq!(code, Some(0), "{seen}");
    assert_eq!(tunnelled.starts(), 1);
    tunnelled.anna.run(&["inbox"]).done();
    assert_eq!(tunnelled.starts(), 2);
}
