-- lake/change: what became of units, as the registry in force says it.
-- Grain: row of registry/changes.
-- Inputs: ledger.change_row, ledger.registry_version, ledger.unit_key
-- Columns: ordinal, changed_on, kind, unit_id, successor_id, decision, counts, allocation
SELECT
    row_number() OVER (ORDER BY c.ordinal NULLS FIRST, c.changed_on, k.unit_id, s.unit_id NULLS FIRST)::INTEGER
        AS ordinal,
    c.changed_on, c.kind, concat(getvariable('lake_prefix'), k.unit_id) AS unit_id,
    CASE WHEN s.unit_id IS NOT NULL THEN concat(getvariable('lake_prefix'), s.unit_id) END AS successor_id,
    c.decision, coalesce(c.counts, '') AS counts, c.allocation
FROM ledger.change_row AS c
JOIN ledger.unit_key AS k ON k.unit_key = c.unit_key
LEFT JOIN ledger.unit_key AS s ON s.unit_key = c.successor_key
WHERE c.registry_id = (SELECT max(registry_id) FROM ledger.registry_version)
ORDER BY ordinal
