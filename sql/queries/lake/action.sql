-- lake/action: the decisions about submissions; not who took them, nor why.
-- Grain: decision.
-- Inputs: ledger.action
-- Columns: action_id, kind, subject, recorded_at, receipt
SELECT action_id, kind, concat(getvariable('lake_prefix'), subject) AS subject, recorded_at, receipt
FROM ledger.action
WHERE kind IN ('retract', 'unretract', 'accept')
ORDER BY action_id
