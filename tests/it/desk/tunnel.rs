//! The tunnel that `config.toml` names: started before the server is spoken to, ended afterwards, and
//! named within seconds when it fails.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::caseworker::Caseworker;
use crate::support::practice::{Practice, free_address, only};
use crate::support::terminal::Terminal;

/// What `ssh -L` does, without the network: port here, port there, and a file that counts the starts.
/// After a request that begins like the fourth word it dies: once the server has it, and before the answer.
const FORWARD: &str = r#"use IO::Socket::INET; use IO::Select;
my ($here, $there, $starts, $dies_after) = @ARGV;
open(my $count, '>>', $starts); print $count "started\n"; close $count;
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $here, Listen => 16, ReuseAddr => 1)
  or die "port $here is taken\n";
$SIG{CHLD} = 'IGNORE';
while (my $near = $listener->accept) {
  next if fork;
  my $far = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $there) or exit;
  my $both = IO::Select->new($near, $far);
  my $dies = 0;
  while (1) {
    for my $from ($both->can_read) {
      my $length = sysread($from, my $bytes, 65536);
      exit unless $length;
      $dies ||= $from == $near && defined $dies_after && $bytes =~ /^\Q$dies_after\E/;
      if ($dies && $from == $far) {
        warn "Connection to desk closed by remote host.\n";
        kill 'KILL', getppid;
        exit;
      }
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
    site: Practice,
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
        let tunnelled = Self { anna, near, command, site };
        tunnelled.configured_with(&tunnelled.command);
        tunnelled
    }

    fn configured_with(&self, command: &str) {
        let config = format!("server = \"http://{}\"\ntunnel = \"{command}\"\n", self.near);
        self.anna.file("config/zegel/config.toml", config);
    }

    /// With a report in it, that was listed once.
    fn with_report(&self) -> String {
        self.site.report("nl", &[("story", "Een verhaal.")]);
        only(&self.anna)
    }

    /// The answers of the desk that stand in a case.
    fn answers(&self, id: &str) -> usize {
        self.anna.run(&["read", id]).done().out.matches("Bel ons morgen.").count()
    }

    /// Kills the tunnel, as a network that goes away ends one.
    fn kill(&self) {
        let script = self.anna.home().join("a tunnel.pl").display().to_string();
        let is_tunnel = |process: &i32| {
            let command = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            command.split(|byte| *byte == 0).any(|word| word == script.as_bytes())
        };
        let files = std::fs::read_dir("/proc").unwrap().map(|file| file.unwrap().file_name());
        let processes = files.filter_map(|name| name.to_str().unwrap().parse().ok()).filter(is_tunnel);
        for process in processes {
            let _ = kill_process(Pid::from_raw(process).unwrap(), Signal::KILL);
        }
        while self.listens() {
            std::thread::yield_now();
        }
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

/// A tunnel that `zegel` has started ends with it, at a signal too.
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
fn a_tunnel_that_dies_while_nothing_is_asked_for_is_started_again_and_nothing_is_lost() {
    let tunnelled = Tunnelled::new();
    let id = tunnelled.with_report();
    let mut terminal = Terminal::of(&tunnelled.anna, &["reply", &id, "--text", "Bel ons morgen."]);
    terminal.shows("[y/N]");
    let started = tunnelled.starts();
    tunnelled.kill();
    terminal.types("y");
    let (code, seen) = terminal.ends();
    assert!(code == Some(0) && seen.contains("Sent. This is answer 1."), "{seen}");
    assert_eq!(tunnelled.starts(), started + 1);
    assert_eq!(tunnelled.answers(&id), 1);
}

#[test]
fn a_tunnel_that_dies_with_a_question_on_its_way_is_named_and_the_same_verb_works_again() {
    let tunnelled = Tunnelled::new();
    tunnelled.with_report();
    tunnelled.configured_with(&format!("{} 'GET /desk'", tunnelled.command));
    let ended = tunnelled.anna.run(&["inbox"]).ended_with(3).failed_with("The tunnel has ended");
    let said = ended.said();
    assert!(said.contains("closed by remote host") && said.contains("in a terminal of your own"), "{said}");
    assert!(ended.out.is_empty(), "half a list would look whole: {}", ended.out);
    tunnelled.configured_with(&tunnelled.command);
    assert_eq!(tunnelled.anna.json(&["inbox"]).as_array().unwrap().len(), 1);
}

#[test]
fn of_an_answer_to_a_reporter_on_which_the_tunnel_died_it_is_said_what_to_do_and_it_stands_there_once() {
    let tunnelled = Tunnelled::new();
    let id = tunnelled.with_report();
    let reply = ["reply", &id, "--text", "Bel ons morgen.", "--yes"];
    tunnelled.configured_with(&format!("{} 'POST /desk/v1/threads'", tunnelled.command));
    let said =
        tunnelled.anna.run(&reply).ended_with(3).failed_with("It is not certain that it arrived").said();
    assert!(said.contains("closed by remote host"), "{said}");
    assert!(said.contains("Give the same command again") && !said.contains("Nothing has changed"), "{said}");
    tunnelled.configured_with(&tunnelled.command);
    assert!(tunnelled.anna.run(&reply).done().said().contains("It had arrived already"));
    assert_eq!(tunnelled.answers(&id), 1);
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
