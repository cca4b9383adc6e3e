//! Caseworkers of several servers with one store: when the first is away, the next has the same reports.

use crate::desk::screen::urgent;
use crate::server::postgres_servers::Two;
use crate::support::caseworker::Caseworker;
use crate::support::postgres::Cluster;
use crate::support::practice::{Practice, free_address, only};
use crate::support::screen_terminal::Terminal;

/// The servers of this caseworker, in the order in which they are tried.
fn named(anna: &mut Caseworker, first: &str, second: &str) {
    anna.at_the_configured_server();
    let config = format!("server = \"{first}\"\nother_servers = [\"{second}\"]\n");
    anna.file("config/zegel/config.toml", config);
}

/// Two servers, both named to anna, and one report.
fn named_both() -> (Cluster, [Practice; 2], Caseworker) {
    let Two { cluster, servers, mut anna } = Two::on(Cluster::start());
    named(&mut anna, &servers[0].desk, &servers[1].desk);
    urgent(&servers[0]);
    (cluster, servers, anna)
}

#[test]
fn when_the_first_server_is_away_the_work_goes_on_at_the_second_and_it_is_said() {
    let (_cluster, [first, second], anna) = named_both();
    assert!(!anna.run(&["inbox"]).done().err.contains("The first server is away"));
    let doctor = anna.run(&["doctor"]).out;
    assert!(doctor.contains(&format!("{} answers, and has the same keys", second.desk)), "{doctor}");
    let away = first.desk.clone();
    drop(first);

    let id = only(&anna);
    let replied = anna.run(&["reply", &id, "--text", "Which floor?", "--yes"]).done();
    assert!(replied.err.contains(&format!("This goes through {}", second.desk)), "{}", replied.err);
    assert!(anna.run(&["read", &id]).done().out.contains("Which floor?"));
    let doctor = anna.run(&["doctor"]).out;
    assert!(doctor.contains(&format!("{away} could not stand in now")), "{doctor}");
}

#[test]
fn the_screen_goes_on_at_the_second_server_when_the_first_is_killed_meanwhile() {
    let (_cluster, [first, second], mut anna) = named_both();
    anna.speaks_dutch();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("te doen (1)");
    drop(first);
    second.report("nl", &[("story", "Nog een.")]);
    terminal.press("r").shows("te doen (2)");
    terminal.press("o").shows("voor collega's");
    terminal.press("Gezien.").shows("Gezien.");
    terminal.press("\u{4}").shows("De notitie is bewaard.");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
}

#[test]
fn while_all_servers_are_away_the_verb_says_so_and_nothing_is_sent() {
    let (_cluster, servers, anna) = named_both();
    anna.run(&["inbox"]).done();
    drop(servers);
    anna.run(&["inbox"]).ended_with(3);
}

#[test]
fn a_server_that_was_put_in_the_list_and_is_another_installation_is_not_believed() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let [ours, another] = [(); 2].map(|()| Practice::for_real(&lines));
    anna.at(&ours.desk);
    anna.run(&["inbox"]).done();
    named(&mut anna, &ours.desk, &another.desk);
    let doctor = anna.run(&["doctor"]).out;
    assert!(doctor.contains(&format!("{} is another installation", another.desk)), "{doctor}");
    named(&mut anna, &format!("http://{}", free_address()), &another.desk);
    anna.run(&["inbox"]).ended_with(4).failed_with("another installation");
}
