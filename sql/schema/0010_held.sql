-- What holds a submission back is decided by all submissions of its form, unit and period: by the time that each file bears, and
-- by what staff decided. file_time is the file's own time, in UTC; NULL in rows that were written before. receipt is the
-- place in the order of receipt at which a decision to accept stands; other decisions have none.
ALTER TABLE ledger.submission ADD COLUMN file_time TIMESTAMP;
ALTER TABLE ledger.action ADD COLUMN receipt INTEGER;
