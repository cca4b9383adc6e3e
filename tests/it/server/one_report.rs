//! One report a mailbox, by the store itself: of reports that come under one token at the same moment,
//! one begins the thread, and no other ever joins it.

use zegel_core::id::EntryId;
use zegel_core::thread::{Entry, SealedEntry};
use zegel_core::token::Keys;
use zegeld::store::{FormReport, Put, Store, StoreError};

use crate::support::fixture::{keys, report, x25519_desk};

/// A report with an id, under the token of these keys.
fn form_report(keys: &Keys, id: EntryId, may_begin: bool) -> FormReport {
    let (_, recipients) = x25519_desk();
    let sealed = SealedEntry::FromReporter(recipients.seal(report("Room 12.", keys)).unwrap());
    FormReport {
        mailbox: keys.mailbox_key().mailbox(),
        withdrawal: keys.withdrawal().clone(),
        entry: Entry { id, sealed },
        may_begin,
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap()
}

async fn put(store: &Store, keys: &Keys, id: EntryId, may_begin: bool) -> Result<Put, StoreError> {
    store.put_report(form_report(keys, id, may_begin), "2026-W48".parse().unwrap()).await
}

#[test]
fn of_fifty_reports_at_once_under_one_token_one_begins_the_thread() {
    let store = Store::scratch().unwrap();
    let keys = keys();
    let runtime = runtime();
    let ids: Vec<EntryId> = (0..50).map(|_| EntryId::random().unwrap()).collect();
    let putting: Vec<_> = ids
        .iter()
        .map(|id| {
            let (store, report) = (store.clone(), form_report(&keys, *id, true));
            runtime.spawn(async move { store.put_report(report, "2026-W48".parse().unwrap()).await.unwrap() })
        })
        .collect();
    let puts: Vec<Put> = putting.into_iter().map(|put| runtime.block_on(put).unwrap()).collect();
    let first = puts.iter().position(|put| *put == Put::Stored).unwrap();
    assert_eq!(puts.iter().filter(|put| **put == Put::Taken).count(), 49);

    // The first may come again, as often as it likes; the others never get in.
    runtime.block_on(async {
        for (place, id) in ids.iter().enumerate() {
            let expected = if place == first { Put::Stored } else { Put::Taken };
            assert_eq!(put(&store, &keys, *id, true).await, Ok(expected));
            assert_eq!(put(&store, &keys, *id, false).await, Ok(expected));
        }
        let threads = store.threads().await.unwrap();
        assert_eq!((threads.len(), threads[0].1.len()), (1, 1));
    });
}

#[test]
fn a_token_that_was_withdrawn_or_may_be_anybodys_begins_no_thread() {
    let store = Store::scratch().unwrap();
    let keys = keys();
    let [first, second] = [(); 2].map(|()| EntryId::random().unwrap());
    runtime().block_on(async {
        assert_eq!(put(&store, &keys, first, false).await, Ok(Put::Taken));
        assert!(store.threads().await.unwrap().is_empty());
        assert_eq!(put(&store, &keys, first, true).await, Ok(Put::Stored));
        let mailbox = keys.mailbox_key().mailbox();
        store.withdraw(mailbox, keys.withdrawal().clone(), "2026-W48".parse().unwrap()).await.unwrap();
        assert_eq!(put(&store, &keys, first, true).await, Ok(Put::Withdrawn));
        assert_eq!(put(&store, &keys, second, true).await, Ok(Put::Taken));
        assert_eq!(put(&store, &keys, second, false).await, Ok(Put::Taken));
    });
}
