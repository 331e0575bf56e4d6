-- print/row: the numbers of one printed table, a quarter's, a year's, or a year's in current boundaries.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_quarterly, attainment_yearly, attainment_yearly_current
-- Parameters: year, quarter (0: the year's own table, -1: the year's in current boundaries), the units, each on a line
--             of its own (NULL: all)
-- Columns: unit_id, indicator, breakdown, actual, actual_ytd (of a year: the same as
--          actual), target, attainment_pct (texts, empty when unknown)
WITH wanted AS (SELECT unnest(string_split($3::VARCHAR, chr(10))) AS unit_id)
SELECT
    unit_id, indicator, breakdown, coalesce(actual::VARCHAR, ''), coalesce(actual_ytd::VARCHAR, ''),
    coalesce(target::VARCHAR, ''), coalesce(attainment_pct::VARCHAR, '')
FROM attainment_quarterly
WHERE year = $1 AND quarter = $2 AND ($3::VARCHAR IS NULL OR unit_id IN (SELECT unit_id FROM wanted))
UNION ALL
SELECT
    unit_id, indicator, breakdown, coalesce(actual::VARCHAR, ''), coalesce(actual::VARCHAR, ''),
    coalesce(target::VARCHAR, ''), coalesce(attainment_pct::VARCHAR, '')
FROM attainment_yearly
WHERE year = $1 AND $2 = 0 AND ($3::VARCHAR IS NULL OR unit_id IN (SELECT unit_id FROM wanted))
UNION ALL
SELECT
    unit_id, indicator, breakdown, coalesce(actual::VARCHAR, ''), coalesce(actual::VARCHAR, ''),
    coalesce(target::VARCHAR, ''), coalesce(attainment_pct::VARCHAR, '')
FROM attainment_yearly_current
WHERE year = $1 AND $2 = -1 AND ($3::VARCHAR IS NULL OR unit_id IN (SELECT unit_id FROM wanted))
