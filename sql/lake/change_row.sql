-- ledger.change_row of a nation: what became of units, as the registries of the provinces and of the nation say it.
-- Grain: row of registry/changes.
-- Inputs: lake.change, ledger.unit_key
SELECT
    1 AS registry_id, c.changed_on, c.kind, k.unit_key, s.unit_key AS successor_key, c.decision, c.counts, c.allocation,
    row_number() OVER (ORDER BY c.province, c.ordinal)::INTEGER AS ordinal
FROM lake.change AS c
JOIN ledger.unit_key AS k ON k.unit_id = c.unit_id
LEFT JOIN ledger.unit_key AS s ON s.unit_id = c.successor_id
