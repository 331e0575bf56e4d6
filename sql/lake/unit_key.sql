-- ledger.unit_key of a nation: a number for each unit that any lake names.
-- Grain: unit.
-- Inputs: lake.known_unit
SELECT row_number() OVER (ORDER BY unit_id)::INTEGER AS unit_key, unit_id
FROM (SELECT DISTINCT unit_id FROM lake.known_unit) AS k
