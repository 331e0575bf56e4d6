-- warehouse/last_run: the number of the last run, 0 before the first one.
-- Grain: one row.
-- Inputs: ledger.run
-- Columns: run
SELECT coalesce(max(run_id), 0) AS run FROM ledger.run
