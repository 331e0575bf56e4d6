-- warehouse/history_units: the units of one state of the registry, as the office writes them.
-- Grain: row of registry/units.
-- Inputs: ledger.unit_row, ledger.unit_key
-- Parameters: registry_id
-- Columns: those of registry/units, all as texts
SELECT
    k.unit_id, u.code, u.name, u.level, coalesce(p.unit_id, '') AS parent_unit_id,
    coalesce(u.valid_from::VARCHAR, '') AS valid_from, coalesce(u.valid_to::VARCHAR, '') AS valid_to
FROM ledger.unit_row AS u
JOIN ledger.unit_key AS k ON k.unit_key = u.unit_key
LEFT JOIN ledger.unit_key AS p ON p.unit_key = u.parent_key
WHERE u.registry_id = $1
ORDER BY u.ordinal
