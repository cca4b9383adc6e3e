//! What a visitor's request looks up in the store it finds by a key, however much is there.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use rusqlite::Connection;
use zegeld::store::{Options, Store};

use crate::support::programs::ROOT;

/// The modules whose statements a visitor's request executes.
const OF_VISITORS: [&str; 5] = ["db", "meta", "put", "thread", "tombstones"];
/// Those of them that go through a whole table: what a desk lists, and the purge of a night.
const WHOLE: [&str; 2] = [
    "select thread.id, week, withdrawal, entry.id, body from thread",
    "select id from thread where week < ?1",
];

/// All texts in a source.
fn texts(source: TokenStream, found: &mut Vec<String>) {
    for token in source {
        match token {
            TokenTree::Group(group) => texts(group.stream(), found),
            TokenTree::Literal(literal) => {
                let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                found.extend(text.map(|text| text.value()));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

fn statements(module: &str) -> Vec<String> {
    let file = Path::new(ROOT).join(format!("src/server/store/{module}.rs"));
    let mut found = Vec::new();
    texts(std::fs::read_to_string(file).unwrap().parse().unwrap(), &mut found);
    let begins = ["select ", "update ", "delete ", "insert "];
    found.retain(|text| begins.iter().any(|begin| text.starts_with(begin)) && !text.contains(" piece "));
    found.iter().map(|sql| sql.replace("{}", "(select sealed from body where key = entry.body)")).collect()
}

#[test]
fn no_statement_of_a_visitors_request_goes_through_a_whole_table() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zegel.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(Store::open(&file, Options::default()).unwrap().close());
    let store = Connection::open(&file).unwrap();
    let all: Vec<String> = OF_VISITORS.iter().flat_map(|module| statements(module)).collect();
    assert!(all.len() > 20, "{all:#?}");
    for sql in &all {
        let mut query = store.prepare(&format!("explain query plan {sql}")).unwrap();
        let arguments = vec![rusqlite::types::Null; query.parameter_count()];
        let plan =
            query.query_map(rusqlite::params_from_iter(arguments), |row| row.get::<_, String>(3)).unwrap();
        let plan: Vec<String> = plan.map(|step| step.unwrap()).collect();
        let scans = plan.iter().any(|step| step.starts_with("SCAN") && step != "SCAN CONSTANT ROW");
        assert_eq!(scans, WHOLE.iter().any(|whole| sql.starts_with(whole)), "{sql}: {plan:?}");
    }
}
