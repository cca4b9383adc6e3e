//! When the reports were last collected, as the page says it: whenever a caseworker looked, whether or
//! not something new was there.

use crate::support::caseworker::Caseworker;
use crate::support::site::{Site, said};

/// A site, and the computer of the caseworker whose key it has.
fn site() -> (Site, Caseworker) {
    let (mut anna, lines) = Caseworker::with_key("anna");
    let site = Site::with(|setup| {
        std::fs::write(&setup.config.recipients, &lines).unwrap();
    });
    anna.at(&format!("http://{}", site.desk));
    (site, anna)
}

fn says_stale(site: &Site) -> bool {
    let page = site.get("/en/");
    assert_eq!(page.status, 200);
    // Its second sentence has numbers, which are links.
    page.says(said("en").start.stale.split_once('.').unwrap().0)
}

fn says_this_week(site: &Site) -> bool {
    site.get("/en/").says(&said("en").start.collected_this_week)
}

#[test]
fn a_desk_that_looks_every_week_has_collected_though_nothing_is_new() {
    let (site, anna) = site();
    site.report("en", "The only report.");
    anna.run(&["inbox"]).done();
    for _ in 0..5 {
        assert!(says_this_week(&site) && !says_stale(&site));
        site.weeks_later(1);
        assert!(!says_this_week(&site) && !says_stale(&site));
        anna.run(&["inbox"]).done();
    }
    site.weeks_later(3);
    assert!(says_stale(&site));
    anna.run(&["inbox"]).done();
    assert!(says_this_week(&site) && !says_stale(&site));
}

#[test]
fn an_empty_list_is_collected_too_and_a_restart_knows() {
    let (site, mut anna) = site();
    anna.run(&["inbox"]).done();
    site.weeks_later(3);
    assert!(says_stale(&site));
    anna.run(&["inbox"]).done();
    assert!(!says_stale(&site));
    let today = site.today();
    let site = site.restarted();
    anna.at(&format!("http://{}", site.desk));
    site.weeks_later(today.days_since(site.today()) / 7);
    assert!(says_this_week(&site));
}

/// A key that opens nothing carries what is sealed from here to there. Its look at the list alone brings
/// nobody anything to read.
#[test]
fn a_courier_has_collected_once_it_has_fetched() {
    let (courier, lines) = Caseworker::with_key("courier");
    let (_, anna) = Caseworker::with_key("anna");
    let only_signs = lines.lines().next().unwrap();
    let site = Site::with(|setup| {
        std::fs::write(&setup.config.recipients, format!("{only_signs}\n\n{anna}")).unwrap();
    });
    let mut courier = courier;
    courier.at(&format!("http://{}", site.desk));
    site.report("en", "A report.");
    assert!(!says_this_week(&site));
    courier.run(&["fetch", "--to", "carried"]).done();
    assert!(says_this_week(&site));
}

/// What is read does not depend on what can be written.
#[test]
fn a_desk_reads_though_it_cannot_be_recorded_that_it_looked() {
    let (site, anna) = site();
    site.report("en", "The only report.");
    anna.run(&["inbox"]).done();
    site.weeks_later(3);
    let refuse = "create trigger full before update on meta begin select raise(fail, 'no'); end";
    let sql = |sql: &'static str| {
        let done = site.store.on_sqlite(move |connection| Ok(connection.execute_batch(sql)?));
        site.runtime.block_on(done).unwrap();
    };
    sql(refuse);
    for verb in [&["inbox"][..], &["inbox", "--no-cache"]] {
        assert_eq!(anna.json(verb).as_array().unwrap().len(), 1);
    }
    sql("drop trigger full");
    anna.run(&["inbox"]).done();
    assert!(says_this_week(&site));
}
