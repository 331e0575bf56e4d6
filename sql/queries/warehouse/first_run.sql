-- warehouse/first_run: when the ledger begins.
-- Grain: one row.
-- Inputs: ledger.run
-- Columns: recorded_at
SELECT min(recorded_at) AS recorded_at FROM ledger.run
