-- print/attainment: how far one indicator's target of a year was attained by each unit for which that is known.
-- Grain: unit.
-- Inputs: attainment_yearly
-- Parameters: year, indicator
-- Columns: unit_id, attainment_pct (text)
SELECT unit_id, attainment_pct::VARCHAR
FROM attainment_yearly
WHERE year = $1 AND indicator = $2 AND breakdown = 'total' AND attainment_pct IS NOT NULL
