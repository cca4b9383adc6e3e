-- Whether a token was withdrawn is looked up for each report, however many threads there are. On both sides of the table.
create index thread_withdrawal on thread (withdrawal) where withdrawal is not null;
create index aside_thread_withdrawal on aside_thread (withdrawal) where withdrawal is not null;
