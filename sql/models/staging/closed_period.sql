-- staging.closed_period: the periods that are closed, each with the decision that closed it.
-- Grain: period.
-- Inputs: ledger.action
-- Rebuild: whole
-- Columns: period, action_id
WITH decision AS (
    SELECT subject AS period, arg_max(kind, action_id) AS kind, max(action_id) AS action_id
    FROM ledger.action WHERE kind IN ('close', 'reopen') AND recorded_at <= getvariable('as_of')
    GROUP BY subject
)
SELECT period, action_id FROM decision WHERE kind = 'close'
