-- print_period: the years that have tables, and the quarters in each.
-- Grain: quarter.
-- Inputs: attainment_quarterly, attainment_yearly
-- Columns: year, quarter (0 for a year without quarters)
SELECT DISTINCT y.year, coalesce(q.quarter, 0) AS quarter
FROM attainment_yearly AS y
LEFT JOIN attainment_quarterly AS q USING (year)
ORDER BY ALL
