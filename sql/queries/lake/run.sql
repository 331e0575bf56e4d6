-- lake/run: what changed the ledger and when; not who, nor why.
-- Grain: run.
-- Inputs: ledger.run
-- Columns: run_id, kind, program, recorded_at, found, fresh, unchanged, accepted, rejected
SELECT run_id, kind, program, recorded_at, found, fresh, unchanged, accepted, rejected
FROM ledger.run
ORDER BY run_id
