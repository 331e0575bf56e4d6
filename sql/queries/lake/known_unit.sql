-- lake/known_unit: every unit that the ledger ever named.
-- Grain: unit.
-- Inputs: ledger.unit_key
-- Columns: unit_id
SELECT concat(getvariable('lake_prefix'), unit_id) AS unit_id FROM ledger.unit_key ORDER BY unit_id
