//! Caseworkers of several servers with one store: when the first is away, the next has the same reports.

use crate::desk::screen::urgent;
use crate::server::postgres_servers::Two;
use crate::support::caseworker::Caseworker;
use crate::support::postgres::Cluster;
use crate::support::practice::{Practice, free_address, only};
use crate::support::screen_terminal::Terminal;
use crate::support::until::until;

/// Two servers, both named to anna, and one report.
fn named_both() -> (Cluster, [Practice; 2], Caseworker) {
    let Two { cluster, servers, mut anna } = Two::on(Cluster::start());
    anna.at_one_of(&servers[0].desk, &servers[1].desk);
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
    let told = terminal.press("r").shows("De eerste server is weg");
    assert!(told.contains(&second.desk), "{told}");
    terminal.press(" ").shows("te doen (2)");
    terminal.press("o").shows("voor collega's");
    terminal.press("Gezien.").shows("Gezien.");
    terminal.press("\u{4}").shows("De notitie is bewaard.");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
}

#[test]
fn a_note_that_was_written_while_the_first_server_was_there_is_kept_by_the_second() {
    let (_cluster, [first, _second], mut anna) = named_both();
    anna.speaks_dutch();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("te doen (1)");
    terminal.press("o").shows("voor collega's");
    terminal.press("Gezien.").shows("Gezien.");
    drop(first);
    terminal.press("\u{4}").shows("De eerste server is weg");
    terminal.press(" ").shows("De notitie is bewaard.");
    terminal.press("q");
    assert_eq!(terminal.ends(), Some(0));
    let id = only(&anna);
    assert_eq!(anna.run(&["read", &id]).done().out.matches("Gezien.").count(), 1);
}

#[test]
fn a_server_that_was_turned_off_is_passed_over() {
    let (_cluster, [first, second], anna) = named_both();
    std::fs::write(first.folder().join("zegel.db.off"), "").unwrap();
    until("it is off", || first.first_page().contains("You cannot report here right now."));
    let listed = anna.run(&["inbox"]).done();
    assert!(listed.err.contains(&format!("This goes through {}", second.desk)), "{}", listed.err);
    // Whoever names one server means that one.
    anna.run(&["inbox", "--server", &first.desk]).failed_with("503");
    anna.run(&["inbox", "--server", &second.desk]).done();
}

#[test]
fn a_stand_in_that_is_not_believed_keeps_nobody_from_the_first_server_once_it_is_back() {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let [mut ours, another] = [(); 2].map(|()| Practice::for_real(&lines));
    anna.at(&ours.desk);
    anna.run(&["inbox"]).done();
    urgent(&ours);
    anna.at_one_of(&ours.desk, &another.desk);
    anna.speaks_dutch();
    let mut terminal = Terminal::of(&anna);
    terminal.shows("te doen (1)");
    ours = ours.after_for_real(|_| {
        terminal.press("r").shows("net andere sleutels");
        terminal.press(" ");
    });
    ours.report("nl", &[("story", "Nog een.")]);
    terminal.press("r").shows("te doen (2)");
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
    anna.at_one_of(&ours.desk, &another.desk);
    let doctor = anna.run(&["doctor"]).out;
    assert!(doctor.contains(&format!("{} is another installation", another.desk)), "{doctor}");
    anna.at_one_of(&format!("http://{}", free_address()), &another.desk);
    anna.run(&["inbox"]).ended_with(4).failed_with("another installation");
}
