-- print/row_of_unit: the numbers of some units in one printed table, a quarter's or a year's.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_quarterly, attainment_yearly
-- Parameters: year, quarter (0: the year's own table), the units, each on a line of its own
-- Columns: as in print/row
WITH wanted AS (SELECT unnest(string_split($3, chr(10))) AS unit_id)
SELECT
    q.unit_id, q.indicator, q.breakdown, coalesce(q.actual::VARCHAR, ''), coalesce(q.actual_ytd::VARCHAR, ''),
    coalesce(q.target::VARCHAR, ''), coalesce(q.attainment_pct::VARCHAR, '')
FROM attainment_quarterly AS q
SEMI JOIN wanted AS w ON w.unit_id = q.unit_id
WHERE q.year = $1 AND q.quarter = $2
UNION ALL
SELECT
    y.unit_id, y.indicator, y.breakdown, coalesce(y.actual::VARCHAR, ''), coalesce(y.actual::VARCHAR, ''),
    coalesce(y.target::VARCHAR, ''), coalesce(y.attainment_pct::VARCHAR, '')
FROM attainment_yearly AS y
SEMI JOIN wanted AS w ON w.unit_id = y.unit_id
WHERE y.year = $1 AND $2 = 0
