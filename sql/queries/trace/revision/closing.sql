-- trace/revision/closing: the decisions about periods that only the later of two vintages knows.
-- Grain: decision.
-- Inputs: before and after: decision
-- Columns: subject, kind, reason
SELECT subject, kind, reason FROM after.decision
WHERE kind IN ('close', 'reopen') AND action_id > (SELECT coalesce(max(action_id), 0) FROM before.decision)
ORDER BY action_id
