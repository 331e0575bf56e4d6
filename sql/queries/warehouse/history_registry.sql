-- warehouse/history_registry: every state of the registry that was ever in force.
-- Grain: state of the registry.
-- Inputs: ledger.registry_version
-- Columns: run_id, registry_id, sha256
SELECT run_id, registry_id, sha256 FROM ledger.registry_version ORDER BY registry_id
