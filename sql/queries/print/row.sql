-- print/row: the numbers of one printed table, a quarter's or a year's.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_quarterly, attainment_yearly
-- Parameters: year, quarter (0: the year's own table)
-- Columns: unit_id, indicator, breakdown, actual, actual_ytd (of a year: the same as
--          actual), target, attainment_pct (texts, empty when unknown)
SELECT
    unit_id, indicator, breakdown, coalesce(actual::VARCHAR, ''), coalesce(actual_ytd::VARCHAR, ''),
    coalesce(target::VARCHAR, ''), coalesce(attainment_pct::VARCHAR, '')
FROM attainment_quarterly
WHERE year = $1 AND quarter = $2
UNION ALL
SELECT
    unit_id, indicator, breakdown, coalesce(actual::VARCHAR, ''), coalesce(actual::VARCHAR, ''),
    coalesce(target::VARCHAR, ''), coalesce(attainment_pct::VARCHAR, '')
FROM attainment_yearly
WHERE year = $1 AND $2 = 0
