-- explain_target: every assignment of a unit's target for one year, with the cell of one that a workbook states.
-- Grain: assignment.
-- Inputs: target, observation, submission
-- Parameters: unit_id, horizon, indicator, breakdown
-- Columns: kind, value, source, decision, signed_date, effective_date (texts)
SELECT kind, coalesce(value::VARCHAR, ''), source, coalesce(decision, ''), coalesce(signed_date::VARCHAR, ''), coalesce(effective_date::VARCHAR, '')
FROM target
WHERE unit_id = $1 AND horizon = $2 AND indicator = $3 AND breakdown = $4
ORDER BY effective_date, rowid
