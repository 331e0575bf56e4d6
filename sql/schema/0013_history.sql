-- From when on a number is unlike the unit's own last one, as the form says it: history_factor times it, and
-- history_least away from it. NULL in rows that were written before: ten times, and twenty.
ALTER TABLE ledger.obligation_series ADD COLUMN history_factor DECIMAL(29, 10);
ALTER TABLE ledger.obligation_series ADD COLUMN history_least DECIMAL(29, 10);
