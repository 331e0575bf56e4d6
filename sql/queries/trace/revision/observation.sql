-- trace/revision/observation: the cells of one batch of rows that may differ between two vintages. Most cells are the
-- same in both, and read once.
-- Grain: submission × cell, for each vintage where what is said of it differs.
-- Inputs: differing_cell (see trace/revision/differing_cell)
-- Parameters: batch
-- Columns: in_before, in_after, unit_id, indicator, breakdown, form, period, measure, mark, value (as text),
--          submission_id, path, recorded_at, sheet, cell, raw, precedence, other_status, other_unit_id (of the
--          submission in the other vintage, "" when it is not there)
SELECT
    bool_or(NOT later) AS in_before, bool_or(later) AS in_after,
    unit_id, indicator, breakdown, form, period, measure, mark, coalesce(value, 0)::VARCHAR AS value,
    submission_id, path, recorded_at, sheet, cell, raw, precedence, coalesce(other_status, '') AS other_status,
    coalesce(other_unit_id, '') AS other_unit_id
FROM differing_cell
WHERE batch = $1
GROUP BY ALL
ORDER BY
    unit_id, indicator, breakdown, form, period, measure, mark, value, submission_id, path, recorded_at, sheet, cell,
    raw, precedence, other_status, other_unit_id
