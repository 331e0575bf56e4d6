-- print/current_row: the numbers of a year's printed table in current boundaries.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_yearly_current
-- Parameters: year
-- Columns: as in print/row
SELECT
    unit_id, indicator, breakdown, coalesce(actual::VARCHAR, ''), coalesce(actual::VARCHAR, ''),
    coalesce(target::VARCHAR, ''), coalesce(attainment_pct::VARCHAR, '')
FROM attainment_yearly_current
WHERE year = $1
