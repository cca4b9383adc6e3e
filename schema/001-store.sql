-- All that is kept. Nothing here is finer than a week, no column counts up, and nothing can be
-- opened with what is on this machine. Never edited once released; the next change is 002-….sql.
--
-- SQLite itself counts three things that are not in a table: the file change counter (how often a
-- program has opened the database and changed it), and since the last start the index's count of
-- transactions and the log's count of checkpoints. The schema's version is set back after each shuffle.

-- What the installation knows of itself: its id, the weeks of the last collection, of the last purge
-- and of the restore it came out of, the digests of the recipients' keys that have proved that they
-- open what is sealed, each with those of its set.
create table meta (
    key text primary key,
    value blob not null
) strict, without rowid;

-- A case. The mailbox is the SHA-256 of the reporter's credential. A withdrawn one has none any more,
-- and in its place the 32 bytes that the reporter revealed, by which a desk sees that it was the
-- reporter. The week is that of the last words of reporter or desk, of the withdrawal, or of a desk's
-- wish to keep it longer, as weeks since 29 December 1969.
create table thread (
    id blob primary key check (length(id) = 16),
    mailbox blob unique check (length(mailbox) = 32),
    withdrawal blob check (length(withdrawal) = 32),
    week integer not null,
    check ((mailbox is null) <> (withdrawal is null))
) strict, without rowid;

-- One sealed document of a case: whose words (0 from the reporter, 1 to the reporter, 2 the
-- desk's own), and where the body is.
create table entry (
    thread blob not null references thread (id),
    id blob not null check (length(id) = 16),
    direction integer not null check (direction in (0, 1, 2)),
    body integer not null references body (key),
    primary key (thread, id)
) strict, without rowid;

-- The age files, under random keys: apart, because bodies inside a table without rowid make every
-- look-up slow.
create table body (
    key integer primary key,
    sealed blob not null
) strict;

-- The ids of what a reporter took back, so that the same form sent again is not stored again.
create table withdrawn (
    entry blob primary key check (length(entry) = 16),
    thread blob not null references thread (id)
) strict, without rowid;

create index withdrawn_thread on withdrawn (thread);
create index entry_body on entry (body);
