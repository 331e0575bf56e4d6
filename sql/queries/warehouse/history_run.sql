-- warehouse/history_run: the commands that changed the ledger, in their order.
-- Grain: run.
-- Inputs: ledger.run
-- Columns: run_id, kind, actor, reason, program, recorded_at, found, fresh, unchanged, accepted, rejected
SELECT
    run_id, kind, actor, reason, program, recorded_at, coalesce(found, 0), coalesce(fresh, 0), coalesce(unchanged, 0),
    coalesce(accepted, 0), coalesce(rejected, 0)
FROM ledger.run
ORDER BY run_id
