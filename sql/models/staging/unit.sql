-- staging.unit: the units of the registry as of the moment asked for.
-- Grain: unit × span of validity.
-- Inputs: ledger.unit_row, ledger.unit_key, ledger.registry_version
-- Rebuild: whole
-- Columns: ordinal (row in the registry), unit_key, unit_id, code, name, level, parent_key, valid_from, valid_to (both included)
SELECT
    u.ordinal, u.unit_key, k.unit_id, u.code, u.name, u.level, u.parent_key,
    coalesce(u.valid_from, DATE '0001-01-01') AS valid_from,
    coalesce(u.valid_to, DATE '9999-12-31') AS valid_to
FROM ledger.unit_row AS u
JOIN ledger.unit_key AS k USING (unit_key)
WHERE u.registry_id = (SELECT max(registry_id) FROM ledger.registry_version WHERE recorded_at <= getvariable('as_of'))
