-- The role and the database of zegeld, made once by the administrator of PostgreSQL, on the primary:
--
--   psql --set ON_ERROR_STOP=1 --file role.sql
--
-- The role owns its database and nothing else. It may begin a checkpoint, read the settings, and begin the log anew.
create role zegel login nosuperuser nocreatedb nocreaterole;
create database zegel owner zegel encoding 'UTF8' template template0;
grant pg_checkpoint, pg_monitor to zegel;

\connect zegel
revoke create on schema public from public;
grant create on schema public to zegel;
grant execute on function pg_switch_wal() to zegel;
grant execute on function pg_stat_reset() to zegel;
