-- warehouse/history_aliases: the aliases of one state of the registry, as the office writes them.
-- Grain: row of registry/aliases.
-- Inputs: ledger.alias_row, ledger.unit_key
-- Parameters: registry_id
-- Columns: those of registry/aliases
SELECT a.name, k.unit_id
FROM ledger.alias_row AS a
JOIN ledger.unit_key AS k ON k.unit_key = a.unit_key
WHERE a.registry_id = $1
ORDER BY a.rowid
