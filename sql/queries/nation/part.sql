-- nation/part: the years that were gathered of each province.
-- Grain: province × year.
-- Inputs: lake.part
-- Columns: province, year, digest
SELECT province, year, digest FROM lake.part ORDER BY province, year
