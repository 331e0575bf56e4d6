-- lake/unit: the units of the registry in force.
-- Grain: unit × span of validity.
-- Inputs: staging.unit, ledger.unit_key
-- Columns: ordinal, unit_id, code, name, level, parent_id, valid_from, valid_to (NULL: without an end)
SELECT
    u.ordinal, concat(getvariable('lake_prefix'), u.unit_id) AS unit_id, u.code, u.name, u.level,
    CASE WHEN p.unit_id IS NOT NULL THEN concat(getvariable('lake_prefix'), p.unit_id) END AS parent_id,
    nullif(u.valid_from, DATE '0001-01-01') AS valid_from, nullif(u.valid_to, DATE '9999-12-31') AS valid_to
FROM staging.unit AS u
LEFT JOIN ledger.unit_key AS p ON p.unit_key = u.parent_key
ORDER BY u.ordinal
