-- lake/unit: the units of the registry in force.
-- Grain: unit × span of validity.
-- Inputs: ledger.unit_row, ledger.unit_key, ledger.registry_version
-- Columns: ordinal, unit_id, code, name, level, parent_id, valid_from, valid_to (NULL: without an end)
SELECT
    u.ordinal, concat(getvariable('lake_prefix'), k.unit_id) AS unit_id, u.code, u.name, u.level,
    CASE WHEN p.unit_id IS NOT NULL THEN concat(getvariable('lake_prefix'), p.unit_id) END AS parent_id,
    u.valid_from, u.valid_to
FROM ledger.unit_row AS u
JOIN ledger.unit_key AS k ON k.unit_key = u.unit_key
LEFT JOIN ledger.unit_key AS p ON p.unit_key = u.parent_key
WHERE u.registry_id = (SELECT max(registry_id) FROM ledger.registry_version)
ORDER BY u.ordinal
