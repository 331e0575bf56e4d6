-- one_row_per_key: a unit has one row for a quarter and a series.
-- Inputs: core.attainment
-- Scope: by year
-- Touched: core.attainment
-- Returns: the keys that have more than one
SELECT year, month, unit_key, series_key, count(*) AS occurrences
FROM core.attainment WHERE year = getvariable('year') AND month >= getvariable('first_month')
GROUP BY year, month, unit_key, series_key
HAVING count(*) > 1
