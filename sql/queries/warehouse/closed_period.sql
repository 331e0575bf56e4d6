-- warehouse/closed_period: the periods that are closed.
-- Grain: period.
-- Inputs: ledger.action
-- Columns: period
SELECT subject AS period
FROM ledger.action WHERE kind IN ('close', 'reopen')
GROUP BY subject
HAVING arg_max(kind, action_id) = 'close'
ORDER BY subject
