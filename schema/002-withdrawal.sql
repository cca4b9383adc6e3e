-- Whether a token was withdrawn is looked up for each report, however many threads there are.
create index thread_withdrawal on thread (withdrawal) where withdrawal is not null;
