-- warehouse/registry_in_force: the registry recorded last.
-- Grain: one row at most.
-- Inputs: ledger.registry_version
-- Columns: sha256
SELECT sha256 FROM ledger.registry_version ORDER BY registry_id DESC LIMIT 1
