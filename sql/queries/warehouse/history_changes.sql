-- warehouse/history_changes: the changes of units of one state of the registry, as the office writes them.
-- Grain: row of registry/changes.
-- Inputs: ledger.change_row, ledger.unit_key
-- Parameters: registry_id
-- Columns: those of registry/changes, all as texts
SELECT
    c.changed_on::VARCHAR AS date, c.kind, k.unit_id, coalesce(s.unit_id, '') AS successor_unit_id, c.decision,
    coalesce(c.allocation::VARCHAR, '') AS allocation, coalesce(c.counts, '') AS counts
FROM ledger.change_row AS c
JOIN ledger.unit_key AS k ON k.unit_key = c.unit_key
LEFT JOIN ledger.unit_key AS s ON s.unit_key = c.successor_key
WHERE c.registry_id = $1
ORDER BY c.ordinal NULLS FIRST, c.rowid
