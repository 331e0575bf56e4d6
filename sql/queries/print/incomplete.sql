-- print/incomplete: the closed periods of a year that lacked something when they were closed, and what.
-- Grain: period.
-- Inputs: decision
-- Parameters: year
-- Columns: period, incomplete
SELECT subject AS period, arg_max_null(incomplete, action_id) AS incomplete
FROM decision
WHERE kind IN ('close', 'reopen') AND subject[1:4] = printf('%04d', $1::INTEGER)
GROUP BY subject
HAVING arg_max(kind, action_id) = 'close' AND arg_max_null(incomplete, action_id) IS NOT NULL
ORDER BY subject
