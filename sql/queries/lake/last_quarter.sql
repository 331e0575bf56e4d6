-- lake/last_quarter: the last quarter of each year that has published tables.
-- Grain: year.
-- Inputs: lake_published.main.year
-- Columns: year, last_quarter, kind (preliminary, provisional or final)
SELECT year, last_quarter, kind FROM lake_published.main.year ORDER BY year
