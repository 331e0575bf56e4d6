-- vintage/closed_by: the decision by which a period is closed.
-- Grain: one row at most.
-- Inputs: decision
-- Parameters: period
-- Columns: action_id
SELECT max(action_id) AS action_id
FROM decision WHERE kind IN ('close', 'reopen') AND subject = $1
HAVING arg_max(kind, action_id) = 'close'
