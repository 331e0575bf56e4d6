-- trace/current/succession: how the numbers of units that follow others, were founded or ended in a year count in
-- totals, at the end of each of its quarters.
-- Grain: unit × quarter.
-- Inputs: succession
-- Parameters: year, indicator, breakdown
-- Columns: unit_id, quarter, predecessors, actual, actual_ytd, counted, counted_ytd, inherited_ytd (texts, empty when
--          unknown), asked
SELECT
    unit_id, quarter, predecessors, coalesce(actual::VARCHAR, ''), coalesce(actual_ytd::VARCHAR, ''),
    coalesce(counted::VARCHAR, ''), coalesce(counted_ytd::VARCHAR, ''), coalesce(inherited_ytd::VARCHAR, ''), asked
FROM succession
WHERE year = $1 AND indicator = $2 AND breakdown = $3
