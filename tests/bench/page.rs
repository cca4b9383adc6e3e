//! The first page against a constant of the same size.

use super::CLIENTS;
use super::client::{Connection, crowd, get};
use super::constant;
use super::measure::{Figures, median, part};
use super::server::{Server, Site};

const ROUNDS: usize = 41;
const PAGES: usize = 2_000;

pub fn measure(figures: &mut Figures) {
    let site = Site::new();
    let server = site.serve();
    let mut connection = Connection::new(server.address);
    let answer = connection.ask(&get("/nl/"));
    let file = site.dir().join("answer");
    std::fs::write(&file, [answer.head.as_bytes(), answer.body].concat()).unwrap();
    let constant = constant::start(&file);

    let mut rows = [const { Vec::new() }; 3];
    for round in 0..=part(ROUNDS) {
        let page = pages(&server);
        let constant = pages(&constant);
        // The first round finds cold caches.
        if round > 0 {
            rows.iter_mut().zip([page / constant, page, constant]).for_each(|(row, value)| row.push(value));
        }
    }
    let [ratio, page, constant] = rows.map(median);
    figures.at_least("page: GET /nl/ over a constant of the same size, a second", ratio, 0.95, "");
    figures.beside("pages a second", page, "/s");
    figures.beside("constants a second", constant, "/s");
}

fn pages(server: &Server) -> f64 {
    let request = get("/nl/");
    crowd(CLIENTS, &vec![(); part(PAGES)], |mine| {
        let mut connection = Connection::new(server.address);
        for () in mine {
            assert_eq!(connection.ask(&request).body.len(), 24 * 1024);
        }
    })
}
