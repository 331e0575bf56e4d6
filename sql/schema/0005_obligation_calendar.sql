-- The calendar by which a form's periods end, and with them its due dates. NULL in rows written before: the workspace's.
ALTER TABLE ledger.obligation ADD COLUMN cutoff_day INTEGER;
