-- trace/explain/succession: how the numbers of units that follow others, were founded or ended count in totals.
-- Grain: unit.
-- Inputs: succession
-- Parameters: period (of a year its last quarter), indicator, breakdown
-- Columns: unit_id, predecessors, actual, actual_ytd, counted, counted_ytd, inherited_ytd, aside_ytd (texts, empty when
--          unknown), hidden_ytd, asked
SELECT
    unit_id, predecessors, coalesce(actual::VARCHAR, ''), coalesce(actual_ytd::VARCHAR, ''),
    coalesce(counted::VARCHAR, ''), coalesce(counted_ytd::VARCHAR, ''), coalesce(inherited_ytd::VARCHAR, ''),
    coalesce(aside_ytd::VARCHAR, ''), hidden_ytd, asked
FROM succession
WHERE period = $1 AND indicator = $2 AND breakdown = $3
