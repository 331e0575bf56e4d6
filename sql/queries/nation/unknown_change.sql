-- nation/unknown_change: units that the nation says pass into others, and that no lake has.
-- Grain: unit.
-- Inputs: lake.change, ledger.unit_key
-- Columns: unit_id
SELECT DISTINCT c.unit_id
FROM (SELECT unit_id FROM lake.change WHERE province = 'nation' UNION
    SELECT successor_id FROM lake.change WHERE province = 'nation' AND successor_id IS NOT NULL) AS c
ANTI JOIN ledger.unit_key AS k ON k.unit_id = c.unit_id
ORDER BY c.unit_id
