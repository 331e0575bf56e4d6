-- ledger.run of a nation: what changed the ledgers of the provinces; not who did.
-- Grain: run of a province.
-- Inputs: lake.run
SELECT
    row_number() OVER (ORDER BY recorded_at, province, run_id)::INTEGER AS run_id, kind, province AS actor,
    '' AS reason, program, recorded_at, found, fresh, unchanged, accepted, rejected
FROM lake.run
