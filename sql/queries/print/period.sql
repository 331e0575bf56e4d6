-- print/period: the years that have tables, and the quarters in each.
-- Grain: quarter.
-- Inputs: attainment_quarterly, attainment_yearly
-- Columns: year, quarter (0 for a year without quarters)
SELECT y.year, coalesce(q.quarter, 0) AS quarter
FROM (SELECT DISTINCT year FROM attainment_yearly) AS y
LEFT JOIN (SELECT DISTINCT year, quarter FROM attainment_quarterly) AS q USING (year)
ORDER BY ALL
