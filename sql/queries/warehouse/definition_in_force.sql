-- warehouse/definition_in_force: the definitions recorded last.
-- Grain: definition.
-- Inputs: ledger.definition
-- Columns: kind, name, sha256
SELECT kind, name, sha256 FROM ledger.definition WHERE set_id = (SELECT max(set_id) FROM ledger.definition)
    ORDER BY kind, name
