-- The same tables as in ../001-store.sql, for PostgreSQL 15 or later. Never edited once released; the next
-- change is 002-….sql.
--
-- PostgreSQL keeps what was deleted, the order of arrival and the moment of each commit in many places. What
-- zegeld does about it (src/server/store/postgres/beat.rs) needs each table twice: while one side is in use, the
-- other, `aside_…`, is empty.

create table meta (
    key text primary key,
    value bytea not null
);

create table thread (
    id uuid primary key,
    mailbox bytea unique check (length(mailbox) = 32),
    withdrawal bytea check (length(withdrawal) = 32),
    week integer not null,
    check ((mailbox is null) <> (withdrawal is null))
);

create table entry (
    thread uuid not null references thread,
    id uuid not null,
    direction smallint not null check (direction in (0, 1, 2)),
    body bigint not null unique,
    primary key (thread, id)
);

-- The age files, in pieces that fit a page: what is larger goes to a table of PostgreSQL's own, which numbers
-- it in the order of arrival.
create table piece (
    body bigint not null,
    number smallint not null,
    bytes bytea not null check (length(bytes) <= 4000),
    primary key (body, number)
);

create table withdrawn (
    entry uuid primary key,
    thread uuid not null references thread
);

create index on withdrawn (thread);

create table aside_meta (like meta including all);
create table aside_thread (like thread including all);
create table aside_entry (like entry including all, foreign key (thread) references aside_thread);
create table aside_piece (like piece including all);
create table aside_withdrawn (like withdrawn including all, foreign key (thread) references aside_thread);

-- Statistics would hold ids and mailboxes, and nothing is vacuumed: the beat empties the tables instead.
do $$
declare
    found record;
begin
    for found in
        select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0
    loop
        execute format('alter table %I alter column %I set statistics 0', found.relname, found.attname);
        execute format('alter table %I set (autovacuum_enabled = off, toast.autovacuum_enabled = off)', found.relname);
    end loop;
end
$$;

alter table piece alter column bytes set storage plain;
alter table aside_piece alter column bytes set storage plain;

-- Takes numbers of transactions until one is a multiple of this, so that their count tells nothing of that of reports.
create procedure round_up(step bigint) language plpgsql as $$
begin
    while pg_current_xact_id()::text::bigint % step <> 0 loop
        commit;
    end loop;
end
$$;
