-- lake/definition: the texts in force, by their sums: the texts themselves stay where they are.
-- Grain: text.
-- Inputs: ledger.definition
-- Columns: kind, name, sha256, recorded_at
SELECT kind, name, sha256, recorded_at
FROM ledger.definition
WHERE set_id = (SELECT max(set_id) FROM ledger.definition)
ORDER BY kind, name
