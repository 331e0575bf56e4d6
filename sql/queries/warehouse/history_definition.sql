-- warehouse/history_definition: every text of tonghop.yaml and of a form that was ever in force.
-- Grain: set of definitions × text.
-- Inputs: ledger.definition
-- Columns: run_id, kind, name, sha256, body
SELECT run_id, kind, name, sha256, body FROM ledger.definition ORDER BY set_id, kind, name
